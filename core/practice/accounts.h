#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

#include <QString>

#include <chrono>
#include <optional>
#include <span>
#include <variant>
#include <vector>

namespace claimcheck::practice {

class Storage;

/// A user as the rest of the server sees one.
struct Account {
    QString id; // stable: the `sub` of tokens, the same after every start
    QString username;
    QString name;
    QString scope;       // space-separated, as in tokens (RFC 6749 section 3.3)
    QString role = {};   // "member" or "admin"
    QString system = {}; // the sign-in system that this user is set to: System::About::id
    QString email = {};  // empty until it was confirmed
};

/// The users that every practice server has. Their passwords are known to all: that is what they are for.
struct KnownUser {
    const char *id;
    const char *username;
    const char *name;
    const char *password;
    const char *scope;
};
[[nodiscard]] std::span<const KnownUser> knownUsers();

/// Why a sign-in was not accepted. An unknown user and a wrong password are one and the same answer.
struct WrongPassword {};
struct TooManyAttempts {
    std::chrono::seconds retryAfter; // at least 1
};
using SignInAnswer = std::variant<Account, WrongPassword, TooManyAttempts>;

/// Users, their passwords, and the lock after wrong ones.
///
/// Table `user`: one row each. Table `wrong_password`: how many wrong passwords in a row a *name* has had,
/// until the row expires; names of no user are counted as well, or the lock would tell which names exist.
class Accounts final {
public:
    /// So many wrong passwords in a row lock a name. The last of them is already answered with
    /// TooManyAttempts.
    static constexpr int attempts = 5;
    static constexpr std::chrono::seconds lockTime{30};
    /// After so long without an attempt, the count starts afresh.
    static constexpr std::chrono::minutes memory{15};

    Accounts(Storage &storage, const Clock &clock) : m_storage(storage), m_clock(clock) {}

    /// Adds the known users that are missing.
    [[nodiscard]] Result<Done> seed();
    /// Checks a password. While a name is locked, even the right one is refused, and nothing is hashed.
    [[nodiscard]] Result<SignInAnswer> signIn(const QString &username, const Secret &password);
    [[nodiscard]] Result<std::optional<Account>> find(const QString &id);
    [[nodiscard]] Result<std::optional<Account>> findByName(const QString &username);
    [[nodiscard]] Result<std::vector<Account>> all();
    /// How many wrong passwords in a row this name has had.
    [[nodiscard]] Result<int> wrongPasswords(const QString &username);
    [[nodiscard]] Result<Done> setRole(const QString &id, const QString &role);
    [[nodiscard]] Result<Done> setSystem(const QString &id, const QString &system);
    [[nodiscard]] Result<Done> setEmail(const QString &id, const QString &email);
    /// Removes expired counts.
    [[nodiscard]] Result<Done> purge();

private:
    [[nodiscard]] Result<SignInAnswer> countWrong(const QString &username, int before);
    Storage &m_storage;
    const Clock &m_clock;
};

} // namespace claimcheck::practice
