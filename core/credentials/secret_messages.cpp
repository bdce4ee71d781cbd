#include "secret_messages.h"

#include <QDBusArgument>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>

#include <utility>

namespace claimcheck::credentials {

using namespace Qt::StringLiterals;

namespace {

constexpr int timeoutMs = 10'000;
const QString busName = u"org.freedesktop.DBus"_s;
const QString busPath = u"/org/freedesktop/DBus"_s;
const QString secretsPath = u"/org/freedesktop/secrets"_s;
const QString serviceInterface = u"org.freedesktop.Secret.Service"_s;
const QString propertiesInterface = u"org.freedesktop.DBus.Properties"_s;

} // namespace

QDBusConnection secretsBus()
{
    const QString name = u"claimcheck-credentials"_s;
    const QDBusConnection known(name);
    if (known.isConnected())
        return known;
    QDBusConnection::disconnectFromBus(name);
    return QDBusConnection::connectToBus(QDBusConnection::SessionBus, name);
}

QDBusMessage busCall(const QString &method, const QVariantList &arguments)
{
    QDBusMessage message = QDBusMessage::createMethodCall(busName, busPath, busName, method);
    message.setArguments(arguments);
    return message;
}

QDBusMessage serviceCall(const QString &destination, const QString &method, const QVariantList &arguments)
{
    QDBusMessage message = QDBusMessage::createMethodCall(destination, secretsPath, serviceInterface, method);
    message.setArguments(arguments);
    return message;
}

QDBusMessage readProperty(const QString &destination, const QString &path, const QString &interface,
                          const QString &property)
{
    QDBusMessage message = QDBusMessage::createMethodCall(destination, path, propertiesInterface, u"Get"_s);
    message.setArguments({interface, property});
    return message;
}

void callSecrets(QObject *context, const QDBusMessage &message,
                 std::function<void(const QDBusMessage &)> done)
{
    // Nobody owns the watcher: `done` may destroy the context, and the timeout ends every call.
    auto *watcher = new QDBusPendingCallWatcher(secretsBus().asyncCall(message, timeoutMs));
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, watcher, &QObject::deleteLater);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, context,
                     [done = std::move(done)](QDBusPendingCallWatcher *w) { done(w->reply()); });
}

bool isReply(const QDBusMessage &message, QLatin1StringView signature)
{
    return message.type() == QDBusMessage::ReplyMessage && message.signature() == signature;
}

Error errorOf(const QDBusMessage &message)
{
    const QString name = message.errorName();
    const QString prefix = u"org.freedesktop.DBus.Error."_s;
    const QString kind = name.startsWith(prefix) ? name.mid(prefix.size()) : QString();
    if (kind == "ServiceUnknown"_L1 || kind == "NameHasNoOwner"_L1 || kind.startsWith("Spawn."_L1))
        return Error{ErrorCode::KeychainNoService, {}, message.errorMessage()};
    if (kind == "NoReply"_L1 || kind == "Timeout"_L1 || kind == "TimedOut"_L1)
        return Error{ErrorCode::KeychainTimedOut};
    if (kind == "Disconnected"_L1 || kind == "NoServer"_L1)
        return Error{ErrorCode::KeychainNoBus};
    if (kind == "UnknownObject"_L1 || kind == "UnknownMethod"_L1 || name.endsWith(".NoSuchObject"_L1))
        return Error{ErrorCode::KeychainEntryMissing};
    if (message.type() == QDBusMessage::ReplyMessage)
        return Error{ErrorCode::KeychainReadFailed, {}, u"its answer is not understood"_s};
    return Error{ErrorCode::KeychainReadFailed, {}, name + u": "_s + message.errorMessage()};
}

QStringList pathsOf(const QVariant &argument)
{
    QStringList paths;
    for (const QDBusObjectPath &path : qdbus_cast<QList<QDBusObjectPath>>(argument))
        paths.append(path.path());
    return paths;
}

} // namespace claimcheck::credentials
