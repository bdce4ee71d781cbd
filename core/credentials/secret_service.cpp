#include "secret_service.h"

#include "secret_messages.h"
#include "secret_unlock.h"

#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusVariant>

#include <utility>

namespace claimcheck::credentials {

using namespace Qt::StringLiterals;

namespace {

const QString secretsName = u"org.freedesktop.secrets"_s;
const QString gnomeKeyringName = u"org.gnome.keyring"_s;
const QString prompterName = u"org.gnome.keyring.SystemPrompter"_s;

bool hasDisplay()
{
    return !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") || !qEnvironmentVariableIsEmpty("DISPLAY");
}

} // namespace

SecretService::SecretService()
{
    qDBusRegisterMetaType<SecretAttributes>();
}

void SecretService::probe(Callback<SecretServiceView> done)
{
    if (!secretsBus().isConnected()) {
        QMetaObject::invokeMethod(
            this, [done = std::move(done)] { done(SecretServiceView{}); }, Qt::QueuedConnection);
        return;
    }
    // This starts the service where the bus can; a bus that cannot answers at once.
    callSecrets(this, serviceCall(secretsName, u"ReadAlias"_s, {u"default"_s}),
                [this, done = std::move(done)](const QDBusMessage &reply) {
                    SecretServiceView view;
                    if (!isReply(reply, "o"_L1)) {
                        const Error error = errorOf(reply);
                        if (error.code == ErrorCode::KeychainNoService)
                            view.state = KeychainState::NoService;
                        else if (error.code != ErrorCode::KeychainNoBus)
                            return done(error);
                        return done(view);
                    }
                    view.collection = reply.arguments().constFirst().value<QDBusObjectPath>().path();
                    callSecrets(this, busCall(u"GetNameOwner"_s, {secretsName}),
                                [this, view, done](const QDBusMessage &owner) mutable {
                                    if (!isReply(owner, "s"_L1)) {
                                        view = {KeychainState::NoService, {}, {}, {}};
                                        return done(view);
                                    }
                                    view.owner = owner.arguments().constFirst().toString();
                                    if (view.collection == u"/"_s) {
                                        view.state = KeychainState::Missing;
                                        view.collection.clear();
                                        return done(view);
                                    }
                                    lookAtCollection(view, done);
                                });
                });
}

void SecretService::lookAtCollection(SecretServiceView view, Callback<SecretServiceView> done)
{
    callSecrets(
        this, readProperty(view.owner, view.collection, u"org.freedesktop.Secret.Collection"_s, u"Locked"_s),
        [this, view, done = std::move(done)](const QDBusMessage &reply) mutable {
            if (!isReply(reply, "v"_L1)) {
                const Error error = errorOf(reply);
                if (error.code != ErrorCode::KeychainEntryMissing)
                    return done(error);
                // The alias names a collection that is not there (its file was deleted).
                view.state = KeychainState::Missing;
                view.collection.clear();
                return done(view);
            }
            const bool locked = reply.arguments().constFirst().value<QDBusVariant>().variant().toBool();
            if (!locked) {
                view.state = KeychainState::Unlocked;
                return done(view);
            }
            lookForPrompter(view, done);
        });
}

/// gnome-keyring asks through the system prompter: GNOME Shell, or a program that the bus starts and that
/// needs a display. Without either it answers "dismissed", though nobody was asked. Other services show
/// windows of their own.
void SecretService::lookForPrompter(SecretServiceView view, Callback<SecretServiceView> done)
{
    callSecrets(
        this, busCall(u"GetNameOwner"_s, {gnomeKeyringName}),
        [this, view, done = std::move(done)](const QDBusMessage &reply) mutable {
            const bool isGnome =
                isReply(reply, "s"_L1) && reply.arguments().constFirst().toString() == view.owner;
            view.kind = isGnome ? SecretServiceView::Kind::GnomeKeyring : SecretServiceView::Kind::Other;
            view.state = KeychainState::Locked;
            if (!isGnome)
                return done(view);
            callSecrets(this, busCall(u"NameHasOwner"_s, {prompterName}),
                        [this, view, done](const QDBusMessage &owned) mutable {
                            if (isReply(owned, "b"_L1) && owned.arguments().constFirst().toBool())
                                return done(view);
                            callSecrets(this, busCall(u"ListActivatableNames"_s, {}),
                                        [view, done](const QDBusMessage &names) mutable {
                                            const bool canStart =
                                                isReply(names, "as"_L1) && hasDisplay() &&
                                                names.arguments().constFirst().toStringList().contains(
                                                    prompterName);
                                            if (!canStart)
                                                view.state = KeychainState::NoPrompt;
                                            done(view);
                                        });
                        });
        });
}

void SecretService::unlock(Callback<Done> done)
{
    SecretUnlock::join(this, std::move(done));
}

void SecretService::search(const SecretAttributes &attributes, Callback<SecretItems> done)
{
    callSecrets(this, serviceCall(secretsName, u"SearchItems"_s, {QVariant::fromValue(attributes)}),
                [done = std::move(done)](const QDBusMessage &reply) {
                    if (!isReply(reply, "aoao"_L1))
                        return done(errorOf(reply));
                    done(SecretItems{pathsOf(reply.arguments().at(0)), pathsOf(reply.arguments().at(1))});
                });
}

void SecretService::readAttributes(const QString &item, Callback<SecretAttributes> done)
{
    callSecrets(this, readProperty(secretsName, item, u"org.freedesktop.Secret.Item"_s, u"Attributes"_s),
                [done = std::move(done)](const QDBusMessage &reply) {
                    if (!isReply(reply, "v"_L1))
                        return done(errorOf(reply));
                    const QVariant value = reply.arguments().constFirst().value<QDBusVariant>().variant();
                    done(qdbus_cast<SecretAttributes>(value));
                });
}

} // namespace claimcheck::credentials
