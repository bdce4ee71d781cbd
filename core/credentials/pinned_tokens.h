#pragma once

#include "base/clock.h"
#include "credential_store.h"

#include <vector>

namespace claimcheck::credentials {

/// A token that a person keeps, as it is listed. Its name is a person's or a token's: foreign text.
struct Pin {
    QString id; // "pin-" and 22 random characters: it tells nothing
    QString name;
    TimePoint pinnedAt = {};
    bool isReadable = true; // false: the entry is damaged, and can only be removed; its name is its id
};

struct PinnedToken {
    Pin pin;
    Secret token;
};

/// Tokens that a person keeps: one item of the keychain each, name and token inside it. Nothing is kept here,
/// so that other programs of the same person are always seen. The promises of CredentialStore hold; its
/// errors come through, and those that are named below.
class PinnedTokens final {
public:
    static constexpr size_t most = 100;
    static constexpr qsizetype longestToken = 64 * 1024;
    static constexpr qsizetype longestName = 120;

    PinnedTokens(CredentialStore &store, const Clock &clock) : m_store(store), m_clock(clock) {}

    /// What is done about a locked keychain: nothing (its error is the answer), or the person is asked.
    enum class Asking { Never, IfLocked };
    /// In the order they were pinned.
    [[nodiscard]] OperationPtr list(Asking asking, QObject *context, Callback<std::vector<Pin>> done) const;

    struct Added {
        Pin pin;
        bool isNew = true; // false: this very token was pinned already, as `pin`
    };
    /// A name that is taken gets a number: "work (2)". Errors: PinsFull, TokenTooLarge, NoTokenFound (empty).
    [[nodiscard]] OperationPtr pin(const QString &name, const Secret &token, QObject *context,
                                   Callback<Added> done) const;
    /// Gives the pin with its new name. Errors: PinNotFound.
    [[nodiscard]] OperationPtr rename(const QString &id, const QString &name, QObject *context,
                                      Callback<Pin> done) const;
    /// Errors: PinNotFound, KeychainReadFailed (damaged).
    [[nodiscard]] OperationPtr read(const QString &id, QObject *context, Callback<PinnedToken> done) const;
    /// Deletes and proves it. PinNotFound for what is no pin's id, so that no session is ever deleted here.
    [[nodiscard]] OperationPtr remove(const QString &id, QObject *context, Callback<Done> done) const;

    /// The pin of that name, or else of that id.
    [[nodiscard]] static Result<Pin> find(const std::vector<Pin> &pins, const QString &nameOrId);

private:
    CredentialStore &m_store;
    const Clock &m_clock;
};

} // namespace claimcheck::credentials
