#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "jose/key.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <memory>
#include <variant>

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

/// Access tokens: JWTs signed with ES256. Nothing is looked up to accept one but the deny list.
///
/// Claims (RFC 7519): iss and aud are this server's address, sub the user's id, then iat, nbf, exp, jti,
/// scope (RFC 8693 section 4.2), name and preferred_username (OpenID Connect). `exp` is `iat` plus the
/// lifetime, in whole seconds.
class Tokens final {
public:
    /// Loads the server's key from the storage, or makes one and keeps it there, so that tokens outlive a
    /// restart.
    [[nodiscard]] static Result<std::unique_ptr<Tokens>> open(Storage &storage, DenyList &denyList,
                                                              const Clock &clock, const QByteArray &issuer,
                                                              std::chrono::seconds lifetime);

    [[nodiscard]] Result<IssuedToken> issue(const Account &account) const;
    [[nodiscard]] Result<std::variant<Access, Refusal>> verify(const QByteArray &token) const;
    /// The public key as a JWK Set (RFC 7517 section 5).
    [[nodiscard]] const QByteArray &jwkSet() const { return m_jwkSet; }
    [[nodiscard]] std::chrono::seconds lifetime() const { return m_lifetime; }

private:
    Tokens(DenyList &denyList, const Clock &clock, QByteArray issuer, std::chrono::seconds lifetime);
    [[nodiscard]] Result<Done> useKey(const jose::Key &key);

    DenyList &m_denyList;
    const Clock &m_clock;
    QByteArray m_issuer;
    std::chrono::seconds m_lifetime;
    jose::KeySet m_keys; // exactly one
    QByteArray m_jwkSet;
};

} // namespace claimcheck::practice
