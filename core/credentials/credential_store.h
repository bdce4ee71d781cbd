#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

class QObject;

namespace claimcheck::credentials {

/// What state the place for secrets is in. The CLI prints it as
/// unlocked, locked, no-prompt, missing, no-service, no-bus (and "memory" for a store that keeps nothing).
enum class KeychainState { Unlocked, Locked, NoPrompt, Missing, NoService, NoBus, Memory };

[[nodiscard]] QByteArray stateName(KeychainState state);
/// The error that a state stands for when something was to be read or written; none for Unlocked and Memory.
[[nodiscard]] std::optional<Error> stateError(KeychainState state);

/// A pending operation. Destroying it means that its callback is never called; it does not undo what the
/// keychain was already told (a QtKeychain job is never deleted while it runs).
class Operation {
public:
    virtual ~Operation() = default;
};
using OperationPtr = std::unique_ptr<Operation>;

template <class T>
using Callback = std::function<void(Result<T>)>;

/// Secrets by item id (a random profile id; never a name). A secret is an opaque blob.
/// Every callback comes exactly once, never before the call returns, and never after the Operation or
/// `context` is gone. Errors are the Keychain… codes.
class CredentialStore {
public:
    virtual ~CredentialStore() = default;

    /// Looks without asking anybody anything.
    [[nodiscard]] virtual OperationPtr probe(QObject *context, Callback<KeychainState> done) = 0;
    /// Asks the person to unlock if need be. KeychainPromptDismissed when they did not,
    /// KeychainPromptUnavailable when nobody could be asked.
    [[nodiscard]] virtual OperationPtr unlock(QObject *context, Callback<Done> done) = 0;
    /// KeychainEntryMissing only when the keychain is unlocked and really holds nothing.
    [[nodiscard]] virtual OperationPtr read(const QString &id, QObject *context, Callback<Secret> done) = 0;
    [[nodiscard]] virtual OperationPtr write(const QString &id, const Secret &secret, QObject *context,
                                             Callback<Done> done) = 0;
    /// Deletes and proves it: done only when a search by attributes finds nothing any more
    /// (KeychainDeleteUnproven otherwise). Deleting what is not there is done.
    [[nodiscard]] virtual OperationPtr remove(const QString &id, QObject *context, Callback<Done> done) = 0;
    /// Writes, reads back and removes a probe item: proves that a write would work now.
    [[nodiscard]] virtual OperationPtr checkWritable(QObject *context, Callback<Done> done) = 0;
    /// The ids of all items of this program, also while the keychain is locked. But a gnome-keyring that was
    /// never unlocked since it started has only hashes of them: then KeychainLocked or
    /// KeychainPromptUnavailable.
    [[nodiscard]] virtual OperationPtr list(QObject *context, Callback<QStringList> done) = 0;
};

} // namespace claimcheck::credentials
