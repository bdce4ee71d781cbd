#include "secret_unlock.h"

#include "secret_messages.h"

#include <QDBusAbstractInterface>
#include <QDBusObjectPath>
#include <QDBusServiceWatcher>
#include <QDBusVariant>

#include <algorithm>
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

const QString promptInterface = u"org.freedesktop.Secret.Prompt"_s;
const QString prompterName = u"org.gnome.keyring.SystemPrompter"_s;

/// The one that is under way. It ends by itself.
QPointer<SecretUnlock> &current()
{
    static QPointer<SecretUnlock> unlock;
    return unlock;
}

} // namespace

SecretUnlock::SecretUnlock() = default;
SecretUnlock::~SecretUnlock() = default;

void SecretUnlock::join(QObject *context, Callback<Done> done)
{
    const bool isFirst = !current();
    if (isFirst)
        current() = new SecretUnlock;
    current()->m_callers.push_back({context, std::move(done)});
    // Queued: destroyed() comes before the pointers to it are cleared everywhere.
    connect(context, &QObject::destroyed, current(), &SecretUnlock::onCallerGone, Qt::QueuedConnection);
    if (isFirst)
        current()->begin();
}

void SecretUnlock::begin()
{
    m_service.probe([this](Result<SecretServiceView> view) {
        if (!view)
            return finish(view.error());
        switch (view->state) {
        case KeychainState::Locked:
        // Tried all the same: the session bus of a desktop can ask there for somebody who is logged in over
        // SSH.
        case KeychainState::NoPrompt:
            return request(*view);
        case KeychainState::Unlocked:
            return finish(Done{});
        default:
            return finish(*stateError(view->state));
        }
    });
}

void SecretUnlock::request(const SecretServiceView &view)
{
    const QList<QDBusObjectPath> objects{QDBusObjectPath(view.collection)};
    callSecrets(this, serviceCall(view.owner, u"Unlock"_s, {QVariant::fromValue(objects)}),
                [this, view](const QDBusMessage &reply) {
                    if (!isReply(reply, "aoo"_L1))
                        return finish(errorOf(reply));
                    const QString prompt = reply.arguments().at(1).value<QDBusObjectPath>().path();
                    if (prompt == u"/"_s) // nothing to ask
                        return onCompleted(view, false);
                    watchForPrompter(view, prompt);
                });
}

/// Whether anybody was asked is seen by whether the prompter is on the bus at any moment from here to the
/// answer.
void SecretUnlock::watchForPrompter(const SecretServiceView &view, const QString &promptPath)
{
    m_kind = view.kind;
    m_somebodyWasAsked = m_kind == SecretServiceView::Kind::Other;
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
                finish(Error{ErrorCode::KeychainNoService, {}, u"it ended while it was waited for"_s});
        },
        Qt::QueuedConnection);
    callSecrets(this, busCall(u"NameHasOwner"_s, {prompterName}),
                [this, view, promptPath](const QDBusMessage &owned) {
                    if (isReply(owned, "b"_L1) && owned.arguments().constFirst().toBool())
                        m_somebodyWasAsked = true;
                    show(view, promptPath);
                });
}

void SecretUnlock::show(const SecretServiceView &view, const QString &promptPath)
{
    if (current() != this)
        return; // everybody has gone meanwhile, and another may have begun
    m_prompt = std::make_unique<SecretPrompt>(view.owner, promptPath, secretsBus());
    // Queued, so that the prompt object is not destroyed from inside its own signal.
    connect(
        m_prompt.get(), &SecretPrompt::Completed, this,
        [this, view](bool dismissed) {
            m_prompt.reset();
            onCompleted(view, dismissed);
        },
        Qt::QueuedConnection);
    QDBusMessage prompt =
        QDBusMessage::createMethodCall(view.owner, promptPath, promptInterface, u"Prompt"_s);
    prompt.setArguments({QString()});
    callSecrets(this, prompt, [this](const QDBusMessage &reply) {
        if (reply.type() == QDBusMessage::ErrorMessage && m_prompt)
            finish(errorOf(reply));
    });
}

void SecretUnlock::onCompleted(const SecretServiceView &view, bool dismissed)
{
    if (dismissed) {
        return finish(Error{m_somebodyWasAsked ? ErrorCode::KeychainPromptDismissed
                                               : ErrorCode::KeychainPromptUnavailable});
    }
    callSecrets(
        this, readProperty(view.owner, view.collection, u"org.freedesktop.Secret.Collection"_s, u"Locked"_s),
        [this](const QDBusMessage &reply) {
            if (!isReply(reply, "v"_L1))
                return finish(errorOf(reply));
            if (reply.arguments().constFirst().value<QDBusVariant>().variant().toBool())
                return finish(Error{ErrorCode::KeychainLocked});
            finish(Done{});
        });
}

void SecretUnlock::onCallerGone()
{
    const auto isThere = [](const Caller &caller) { return !caller.context.isNull(); };
    if (std::ranges::any_of(m_callers, isThere))
        return;
    if (m_prompt && m_kind == SecretServiceView::Kind::GnomeKeyring)
        return; // see the class
    if (m_prompt) {
        const QDBusMessage dismiss = QDBusMessage::createMethodCall(m_prompt->service(), m_prompt->path(),
                                                                    promptInterface, u"Dismiss"_s);
        secretsBus().send(dismiss);
    }
    finish(Error{ErrorCode::KeychainPromptDismissed});
}

void SecretUnlock::finish(const Result<Done> &result)
{
    if (current() != this)
        return; // it has ended already
    // From here on the next caller begins a new one, a callback of this one too.
    current().clear();
    m_prompt.reset();
    m_watcher.reset();
    deleteLater();
    for (Caller &caller : std::exchange(m_callers, {})) {
        if (caller.context)
            caller.done(result);
    }
}

} // namespace claimcheck::credentials

#include "secret_unlock.moc"
