#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "faults.h"
#include "jose/verification.h"
#include "keyring.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

namespace claimcheck::practice {

class DenyList;
class Storage;
struct Account;

/// What an access token grants, read from one that was verified.
struct Access {
    QString subject;
    QString id; // jti
    TimePoint expiresAt;
    QByteArray scope;

    [[nodiscard]] bool allows(QByteArrayView wanted) const;
};

/// Why an access token grants nothing: printable ASCII without quotes, for a `WWW-Authenticate` header.
struct Refusal {
    QByteArray reason;
};

struct IssuedToken {
    QByteArray token;
    QString id;
    TimePoint expiresAt;
};

/// A token that is to be made.
struct TokenPlan {
    QByteArray type =
        "JWT"; // typ: keeps one kind of token from being taken for another (RFC 8725 section 3.11)
    QString subject = {};
    QByteArray audience = {};
    std::chrono::seconds lifetime{300};
    /// More claims, as names and JSON values, after iss, sub, aud, iat, nbf, exp and jti.
    std::vector<std::pair<QByteArray, QByteArray>> more = {};
    QByteArray algorithm = "ES256"; // or RS256, EdDSA, HS256
};

/// Makes and checks tokens. Nothing is looked up to check one.
///
/// Access tokens of `issue` and `verify` are JWTs signed with ES256. Claims (RFC 7519): iss and aud are this
/// server's address, sub the user's id, then iat, nbf, exp, jti, scope (RFC 8693 section 4.2), name and
/// preferred_username (OpenID Connect). `exp` is `iat` plus the lifetime, in whole seconds. To accept one,
/// nothing is looked up but the deny list.
class Tokens final {
public:
    /// Loads the server's keys from the storage, or makes the one that it signs access tokens with.
    [[nodiscard]] static Result<std::unique_ptr<Tokens>> open(Storage &storage, DenyList &denyList,
                                                              const Clock &clock, const QByteArray &issuer,
                                                              std::chrono::seconds lifetime);
    /// What was made to go wrong; outlives this.
    void useFaults(const Faults *faults) { m_faults = faults; }

    [[nodiscard]] Result<IssuedToken> issue(const Account &account);
    [[nodiscard]] Result<std::variant<Access, Refusal>> verify(const QByteArray &token);

    /// AlgorithmUnsupported for an algorithm that there is no key for.
    [[nodiscard]] Result<IssuedToken> make(const TokenPlan &plan);
    /// Signature, iss, exp, nbf, and that it is of this type and for this audience.
    [[nodiscard]] Result<std::variant<jose::VerifiedToken, Refusal>>
    check(const QByteArray &token, const QByteArray &audience, const QByteArray &type = "JWT");

    /// The public keys as a JWK Set (RFC 7517 section 5).
    [[nodiscard]] Result<QByteArray> publicKeys();
    /// The same; empty when it cannot be made.
    [[nodiscard]] QByteArray jwkSet();
    [[nodiscard]] Keyring &keyring() { return m_keyring; }
    [[nodiscard]] const QByteArray &issuer() const { return m_issuer; }
    [[nodiscard]] std::chrono::seconds lifetime() const { return m_lifetime; }

private:
    Tokens(Storage &storage, DenyList &denyList, const Clock &clock, QByteArray issuer,
           std::chrono::seconds lifetime);
    [[nodiscard]] bool isOn(Fault fault) const;
    [[nodiscard]] Result<QByteArray> sign(const TokenPlan &plan, const QByteArray &claims);

    DenyList &m_denyList;
    const Clock &m_clock;
    QByteArray m_issuer;
    std::chrono::seconds m_lifetime;
    Keyring m_keyring;
    const Faults *m_faults = nullptr;
};

} // namespace claimcheck::practice
