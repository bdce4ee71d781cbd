#pragma once

#include "credential_store.h"

#include <QMap>
#include <QObject>
#include <QPointer>

class QDBusMessage;
class QDBusServiceWatcher;

namespace claimcheck::credentials {

class SecretPrompt;

/// What a look at the Secret Service found. `collection` is the object path of the default collection and
/// `owner` the bus's unique name of the service; both are empty where the state says that there is none.
struct SecretServiceView {
    KeychainState state = KeychainState::NoBus;
    QString owner;
    QString collection;
    /// Whether the service is gnome-keyring, which leaves the asking to another program (the system
    /// prompter).
    enum class Kind { GnomeKeyring, Other } kind = Kind::Other;
};

/// Object paths of items, by whether their collection is locked.
struct SecretItems {
    QStringList unlocked;
    QStringList locked;
    [[nodiscard]] bool isEmpty() const { return unlocked.isEmpty() && locked.isEmpty(); }
};

using SecretAttributes = QMap<QString, QString>;

/// The freedesktop.org Secret Service (org.freedesktop.secrets) over D-Bus, as far as QtKeychain cannot tell:
/// what state it is in, unlocking, searching by attributes. No secret passes here, so no session is opened.
///
/// Every call is asynchronous and has a timeout, except waiting for a person to answer a prompt. One object
/// serves one operation: its destruction ends whatever it waits for and dismisses a prompt that is still
/// open. Callbacks come from the event loop, and may destroy the object. Errors: KeychainNoBus,
/// KeychainNoService, KeychainTimedOut, KeychainEntryMissing (no such object), KeychainReadFailed (with the
/// service's own words), and those of unlock().
class SecretService final : public QObject {
    Q_OBJECT

public:
    SecretService();
    ~SecretService() override;
    Q_DISABLE_COPY_MOVE(SecretService)

    /// Looks without asking anybody. It may start the service, if the bus knows how to.
    void probe(Callback<SecretServiceView> done);
    /// Asks the person to unlock the default collection if it is locked. KeychainPromptDismissed when they
    /// did not, KeychainPromptUnavailable when nobody was asked, KeychainNoCollection, KeychainLocked when it
    /// is still locked after an answer.
    void unlock(Callback<Done> done);
    /// All items, of all collections, that have these attributes. Works while they are locked.
    void search(const SecretAttributes &attributes, Callback<SecretItems> done);
    /// The attributes of one item. While it is locked these may be hashes only (names start with "gkr:").
    void readAttributes(const QString &item, Callback<SecretAttributes> done);

private:
    using Reply = std::function<void(const QDBusMessage &)>;
    void call(const QDBusMessage &message, Reply done);
    void lookAtCollection(SecretServiceView view, Callback<SecretServiceView> done);
    void lookForPrompter(SecretServiceView view, Callback<SecretServiceView> done);
    void requestUnlock(const SecretServiceView &view);
    void watchForPrompter(const SecretServiceView &view, const QString &promptPath);
    void showPrompt(const SecretServiceView &view, const QString &promptPath);
    void onPromptCompleted(const SecretServiceView &view, bool dismissed);
    void finishUnlock(Result<Done> result);

    Callback<Done> m_unlocked;
    std::unique_ptr<SecretPrompt> m_prompt;
    std::unique_ptr<QDBusServiceWatcher> m_watcher;
    bool m_somebodyWasAsked = false;
};

} // namespace claimcheck::credentials
