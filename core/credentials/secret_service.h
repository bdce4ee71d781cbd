#pragma once

#include "credential_store.h"

#include <QMap>
#include <QObject>

namespace claimcheck::credentials {

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
/// serves one operation: its destruction ends whatever it waits for. Callbacks come from the event loop, and
/// may destroy the object. Errors: KeychainNoBus, KeychainNoService, KeychainTimedOut, KeychainEntryMissing
/// (no such object), KeychainReadFailed (with the service's own words), and those of unlock().
class SecretService final : public QObject {
    Q_OBJECT

public:
    SecretService();
    Q_DISABLE_COPY_MOVE(SecretService)

    /// Looks without asking anybody. It may start the service, if the bus knows how to.
    void probe(Callback<SecretServiceView> done);
    /// Asks the person to unlock the default collection if it is locked. KeychainPromptDismissed when they
    /// did not, KeychainPromptUnavailable when nobody was asked, KeychainNoCollection, KeychainLocked when it
    /// is still locked after an answer. Who comes while the program's prompt is open shares its answer
    /// (SecretUnlock).
    void unlock(Callback<Done> done);
    /// All items, of all collections, that have these attributes. Works while they are locked.
    void search(const SecretAttributes &attributes, Callback<SecretItems> done);
    /// The attributes of one item. While it is locked these may be hashes only (names start with "gkr:").
    void readAttributes(const QString &item, Callback<SecretAttributes> done);

private:
    void lookAtCollection(SecretServiceView view, Callback<SecretServiceView> done);
    void lookForPrompter(SecretServiceView view, Callback<SecretServiceView> done);
};

} // namespace claimcheck::credentials
