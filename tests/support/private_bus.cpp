#include "private_bus.h"

#include "patience.h"

#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusReply>
#include <QDBusVariant>
#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>

namespace claimcheck::testing {

using namespace Qt::StringLiterals;

namespace {

const QString secretsName = u"org.freedesktop.secrets"_s;

bool writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

QDBusMessage secretsCall(const QString &path, const QString &interface, const QString &method,
                         const QVariantList &arguments)
{
    QDBusMessage message = QDBusMessage::createMethodCall(secretsName, path, interface, method);
    message.setAutoStartService(false);
    message.setArguments(arguments);
    return message;
}

void end(QProcess &process)
{
    if (process.state() == QProcess::NotRunning)
        return;
    process.terminate();
    ::kill(static_cast<pid_t>(process.processId()), SIGCONT); // should it be frozen
    if (!process.waitForFinished(3000)) {
        process.kill();
        process.waitForFinished(3000);
    }
}

} // namespace

PrivateBus::PrivateBus()
{
    static int count = 0;
    m_connectionName = u"private-bus-%1"_s.arg(++count);
    QDir(m_folder.path()).mkpath(u"services"_s);
    m_environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL", "DBUS_STARTER_ADDRESS"})
        m_environment.remove(QString::fromLatin1(name));
    for (const char *name :
         {"HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"}) {
        const QString folder = m_folder.filePath(QString::fromLatin1(name).toLower());
        QDir().mkpath(folder);
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        m_environment.insert(QString::fromLatin1(name), folder);
    }
    m_environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, address());
}

PrivateBus::~PrivateBus()
{
    QDBusConnection::disconnectFromBus(m_connectionName);
    end(m_keyring);
    end(m_bus);
}

void PrivateBus::addService(const QString &name, const QString &command)
{
    const QString text = u"[D-BUS Service]\nName=%1\nExec=%2\n"_s.arg(name, command);
    QVERIFY(writeFile(m_folder.filePath(u"services/"_s + name + u".service"_s), text.toUtf8()));
}

void PrivateBus::setDisplay(const QString &display)
{
    m_environment.insert(u"DISPLAY"_s, display);
}

bool PrivateBus::start()
{
    const QString config =
        u"<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\"\n"
        " \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
        "<busconfig><type>session</type><listen>%1</listen><auth>EXTERNAL</auth>\n"
        "<servicedir>%2</servicedir><policy context=\"default\">\n"
        "<allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/>\n"
        "<allow own=\"*\"/></policy></busconfig>\n"_s.arg(address(), m_folder.filePath(u"services"_s));
    if (!writeFile(m_folder.filePath(u"bus.conf"_s), config.toUtf8()))
        return false;
    m_bus.setProcessEnvironment(m_environment);
    m_bus.setStandardErrorFile(m_folder.filePath(u"bus.log"_s));
    m_bus.start(u"dbus-daemon"_s, {u"--config-file"_s, m_folder.filePath(u"bus.conf"_s), u"--nofork"_s,
                                   u"--nopidfile"_s, u"--print-address=1"_s});
    // It prints its address once it listens.
    if (!m_bus.waitForStarted() || !m_bus.waitForReadyRead(test::busyMachineMs))
        return false;
    return QDBusConnection::connectToBus(address(), m_connectionName).isConnected();
}

bool PrivateBus::startUnlockedKeyring()
{
    return runKeyring({u"--unlock"_s}, password()) &&
           QTest::qWaitFor([this] { return defaultCollection() != u"/"_s && !isLocked(); },
                           test::busyMachineMs);
}

bool PrivateBus::startKeyring()
{
    return runKeyring({}, {});
}

void PrivateBus::stopKeyring()
{
    end(m_keyring);
}

bool PrivateBus::freezeKeyring()
{
    return ::kill(static_cast<pid_t>(m_keyring.processId()), SIGSTOP) == 0;
}

bool PrivateBus::runKeyring(const QStringList &arguments, const QByteArray &input)
{
    m_keyring.setProcessEnvironment(m_environment);
    m_keyring.setStandardOutputFile(QProcess::nullDevice());
    m_keyring.setStandardErrorFile(m_folder.filePath(u"keyring.log"_s));
    m_keyring.start(u"gnome-keyring-daemon"_s,
                    QStringList{u"--foreground"_s, u"--components=secrets"_s} + arguments);
    if (!m_keyring.waitForStarted())
        return false;
    m_keyring.write(input);
    m_keyring.closeWriteChannel();
    return QTest::qWaitFor(
        [this] { return connection().interface()->isServiceRegistered(secretsName).value(); },
        test::busyMachineMs);
}

QString PrivateBus::defaultCollection() const
{
    const QDBusReply<QDBusObjectPath> alias = connection().call(secretsCall(
        u"/org/freedesktop/secrets"_s, u"org.freedesktop.Secret.Service"_s, u"ReadAlias"_s, {u"default"_s}));
    return alias.isValid() ? alias.value().path() : u"/"_s;
}

bool PrivateBus::lock()
{
    const QList<QDBusObjectPath> objects{QDBusObjectPath(defaultCollection())};
    const QDBusMessage reply =
        connection().call(secretsCall(u"/org/freedesktop/secrets"_s, u"org.freedesktop.Secret.Service"_s,
                                      u"Lock"_s, {QVariant::fromValue(objects)}));
    return reply.type() == QDBusMessage::ReplyMessage && isLocked();
}

qsizetype PrivateBus::openPrompts() const
{
    const QDBusReply<QString> tree = connection().call(secretsCall(
        u"/org/freedesktop/secrets/prompt"_s, u"org.freedesktop.DBus.Introspectable"_s, u"Introspect"_s, {}));
    return tree.value().count("<node name="_L1);
}

bool PrivateBus::isLocked() const
{
    const QDBusReply<QDBusVariant> locked =
        connection().call(secretsCall(defaultCollection(), u"org.freedesktop.DBus.Properties"_s, u"Get"_s,
                                      {u"org.freedesktop.Secret.Collection"_s, u"Locked"_s}));
    return locked.isValid() && locked.value().variant().toBool();
}

} // namespace claimcheck::testing
