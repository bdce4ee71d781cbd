#include "secret_service.h"

#include "secret_messages.h"

#include <QDBusAbstractInterface>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusServiceWatcher>
#include <QDBusVariant>

#include <utility>

namespace claimcheck::credentials {

using namespace Qt::StringLiterals;

/// A prompt of the Secret Service. Completed comes once, when the person answered or nobody could be asked.
class SecretPrompt final : public QDBusAbstractInterface {
    Q_OBJECT

public:
    /// `owner` is a unique name: with a well-known one the constructor would block to look its owner up.
    SecretPrompt(const QString &owner, const QString &path, const QDBusConnection &bus)
        : QDBusAbstractInterface(owner, path, "org.freedesktop.Secret.Prompt", bus, nullptr)
    {
    }

Q_SIGNALS:
    void Completed(bool dismissed, const QDBusVariant &result); // NOLINT: the name on the bus
};

namespace {

constexpr int timeoutMs = 10'000;
const QString secretsName = u"org.freedesktop.secrets"_s;
const QString promptInterface = u"org.freedesktop.Secret.Prompt"_s;
const QString gnomeKeyringName = u"org.gnome.keyring"_s;
const QString prompterName = u"org.gnome.keyring.SystemPrompter"_s;
const QString noObject = u"/"_s;

bool hasDisplay()
{
    return !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") || !qEnvironmentVariableIsEmpty("DISPLAY");
}

} // namespace

SecretService::SecretService()
{
    qDBusRegisterMetaType<SecretAttributes>();
}

SecretService::~SecretService()
{
    if (!m_prompt)
        return;
    const QDBusMessage dismiss =
        QDBusMessage::createMethodCall(m_prompt->service(), m_prompt->path(), promptInterface, u"Dismiss"_s);
    secretsBus().send(dismiss);
}

void SecretService::call(const QDBusMessage &message, Reply done)
{
    // Nobody owns the watcher: `done` may destroy this object, and the timeout ends every call.
    auto *watcher = new QDBusPendingCallWatcher(secretsBus().asyncCall(message, timeoutMs));
    connect(watcher, &QDBusPendingCallWatcher::finished, watcher, &QObject::deleteLater);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [done = std::move(done)](QDBusPendingCallWatcher *w) { done(w->reply()); });
}

void SecretService::probe(Callback<SecretServiceView> done)
{
    if (!secretsBus().isConnected()) {
        QMetaObject::invokeMethod(
            this, [done = std::move(done)] { done(SecretServiceView{}); }, Qt::QueuedConnection);
        return;
    }
    // This starts the service where the bus can; a bus that cannot answers at once.
    call(serviceCall(secretsName, u"ReadAlias"_s, {u"default"_s}),
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
             call(busCall(u"GetNameOwner"_s, {secretsName}),
                  [this, view, done](const QDBusMessage &owner) mutable {
                      if (!isReply(owner, "s"_L1)) {
                          view = {KeychainState::NoService, {}, {}, {}};
                          return done(view);
                      }
                      view.owner = owner.arguments().constFirst().toString();
                      if (view.collection == noObject) {
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
    call(readProperty(view.owner, view.collection, u"org.freedesktop.Secret.Collection"_s, u"Locked"_s),
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
    call(busCall(u"GetNameOwner"_s, {gnomeKeyringName}), [this, view, done = std::move(done)](
                                                             const QDBusMessage &reply) mutable {
        const bool isGnome =
            isReply(reply, "s"_L1) && reply.arguments().constFirst().toString() == view.owner;
        view.kind = isGnome ? SecretServiceView::Kind::GnomeKeyring : SecretServiceView::Kind::Other;
        view.state = KeychainState::Locked;
        if (!isGnome)
            return done(view);
        call(busCall(u"NameHasOwner"_s, {prompterName}), [this, view,
                                                          done](const QDBusMessage &owned) mutable {
            if (isReply(owned, "b"_L1) && owned.arguments().constFirst().toBool())
                return done(view);
            call(busCall(u"ListActivatableNames"_s, {}), [view, done](const QDBusMessage &names) mutable {
                const bool canStart = isReply(names, "as"_L1) && hasDisplay() &&
                                      names.arguments().constFirst().toStringList().contains(prompterName);
                if (!canStart)
                    view.state = KeychainState::NoPrompt;
                done(view);
            });
        });
    });
}

void SecretService::unlock(Callback<Done> done)
{
    Q_ASSERT(!m_unlocked);
    m_unlocked = std::move(done);
    probe([this](Result<SecretServiceView> view) {
        if (!view)
            return finishUnlock(view.error());
        switch (view->state) {
        case KeychainState::Locked:
        // Tried all the same: the session bus of a desktop can ask there for somebody who is logged in over
        // SSH.
        case KeychainState::NoPrompt:
            return requestUnlock(*view);
        case KeychainState::Unlocked:
            return finishUnlock(Done{});
        default:
            return finishUnlock(*stateError(view->state));
        }
    });
}

void SecretService::requestUnlock(const SecretServiceView &view)
{
    const QList<QDBusObjectPath> objects{QDBusObjectPath(view.collection)};
    call(serviceCall(view.owner, u"Unlock"_s, {QVariant::fromValue(objects)}),
         [this, view](const QDBusMessage &reply) {
             if (!isReply(reply, "aoo"_L1))
                 return finishUnlock(errorOf(reply));
             const QString prompt = reply.arguments().at(1).value<QDBusObjectPath>().path();
             if (prompt == noObject)
                 return onPromptCompleted(view, false);
             watchForPrompter(view, prompt);
         });
}

/// Whether anybody was asked is seen by whether the prompter is on the bus at any moment from here to the
/// answer.
void SecretService::watchForPrompter(const SecretServiceView &view, const QString &promptPath)
{
    m_somebodyWasAsked = view.kind == SecretServiceView::Kind::Other;
    m_watcher = std::make_unique<QDBusServiceWatcher>();
    m_watcher->setConnection(secretsBus());
    m_watcher->addWatchedService(prompterName);
    m_watcher->addWatchedService(view.owner);
    connect(m_watcher.get(), &QDBusServiceWatcher::serviceRegistered, this, [this](const QString &name) {
        if (name == prompterName)
            m_somebodyWasAsked = true;
    });
    connect(
        m_watcher.get(), &QDBusServiceWatcher::serviceUnregistered, this,
        [this](const QString &name) {
            if (name != prompterName)
                finishUnlock(Error{ErrorCode::KeychainNoService, {}, u"it ended while it was waited for"_s});
        },
        Qt::QueuedConnection);
    call(busCall(u"NameHasOwner"_s, {prompterName}), [this, view, promptPath](const QDBusMessage &owned) {
        if (isReply(owned, "b"_L1) && owned.arguments().constFirst().toBool())
            m_somebodyWasAsked = true;
        showPrompt(view, promptPath);
    });
}

void SecretService::showPrompt(const SecretServiceView &view, const QString &promptPath)
{
    m_prompt = std::make_unique<SecretPrompt>(view.owner, promptPath, secretsBus());
    // Queued, so that the prompt object is not destroyed from inside its own signal.
    connect(
        m_prompt.get(), &SecretPrompt::Completed, this,
        [this, view](bool dismissed) {
            m_prompt.reset();
            onPromptCompleted(view, dismissed);
        },
        Qt::QueuedConnection);
    QDBusMessage show = QDBusMessage::createMethodCall(view.owner, promptPath, promptInterface, u"Prompt"_s);
    show.setArguments({QString()});
    call(show, [this](const QDBusMessage &reply) {
        if (reply.type() == QDBusMessage::ErrorMessage && m_prompt)
            finishUnlock(errorOf(reply));
    });
}

void SecretService::onPromptCompleted(const SecretServiceView &view, bool dismissed)
{
    if (dismissed) {
        return finishUnlock(Error{m_somebodyWasAsked ? ErrorCode::KeychainPromptDismissed
                                                     : ErrorCode::KeychainPromptUnavailable});
    }
    call(readProperty(view.owner, view.collection, u"org.freedesktop.Secret.Collection"_s, u"Locked"_s),
         [this](const QDBusMessage &reply) {
             if (!isReply(reply, "v"_L1))
                 return finishUnlock(errorOf(reply));
             if (reply.arguments().constFirst().value<QDBusVariant>().variant().toBool())
                 return finishUnlock(Error{ErrorCode::KeychainLocked});
             finishUnlock(Done{});
         });
}

void SecretService::finishUnlock(Result<Done> result)
{
    m_prompt.reset();
    m_watcher.reset();
    if (const Callback<Done> done = std::exchange(m_unlocked, nullptr))
        done(std::move(result));
}

void SecretService::search(const SecretAttributes &attributes, Callback<SecretItems> done)
{
    call(serviceCall(secretsName, u"SearchItems"_s, {QVariant::fromValue(attributes)}),
         [done = std::move(done)](const QDBusMessage &reply) {
             if (!isReply(reply, "aoao"_L1))
                 return done(errorOf(reply));
             done(SecretItems{pathsOf(reply.arguments().at(0)), pathsOf(reply.arguments().at(1))});
         });
}

void SecretService::readAttributes(const QString &item, Callback<SecretAttributes> done)
{
    call(readProperty(secretsName, item, u"org.freedesktop.Secret.Item"_s, u"Attributes"_s),
         [done = std::move(done)](const QDBusMessage &reply) {
             if (!isReply(reply, "v"_L1))
                 return done(errorOf(reply));
             const QVariant value = reply.arguments().constFirst().value<QDBusVariant>().variant();
             done(qdbus_cast<SecretAttributes>(value));
         });
}

} // namespace claimcheck::credentials

#include "secret_service.moc"
