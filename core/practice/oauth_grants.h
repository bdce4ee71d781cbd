#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QString>

#include <chrono>
#include <optional>
#include <variant>

namespace claimcheck::practice {
class Storage;
}

namespace claimcheck::practice::provider {

/// One authorization: what a person (or a client for itself) allowed. All tokens that come from it hang on
/// it, and go when it ends.
struct Grant {
    QString id = {};
    QByteArray clientId;
    QString userId = {};      // empty: the client itself
    QByteArray sid = {};      // the browser session that it was given in; empty: none
    QByteArray scope = {};    // space-separated
    QByteArray resource = {}; // the audience of its access tokens
    TimePoint authenticatedAt = {};
    QByteArray acr = {};
    QByteArray nonce = {};    // of the ID Token
    QByteArray jkt = {};      // the DPoP key that code and refresh tokens are bound to; empty: none
    TimePoint expiresAt = {}; // none of its tokens lives longer
};

/// A code that was redeemed, and what it was bound to.
struct RedeemedCode {
    Grant grant;
    QByteArray redirectUri;
    QByteArray challenge; // S256
};
/// Why there is nothing.
enum class NoGrant {
    Unknown, // never given out, expired, ended, or another client's
    Reused,  // it came a second time: everything that hung on it has ended now
};

/// An access token as the server knows it; what is told about it at introspection.
struct AccessToken {
    QByteArray id; // a JWT's jti, or an opaque token's fingerprint
    QString grantId;
    QByteArray clientId;
    QString userId;
    QByteArray scope;
    QByteArray audience;
    QByteArray jkt;   // cnf (RFC 9449 section 6); empty: a bearer token
    QByteArray actor; // act (RFC 8693 section 4.1); empty: none
    TimePoint issuedAt;
    TimePoint expiresAt;
    TimePoint authenticatedAt;

    [[nodiscard]] bool allows(QByteArrayView wanted) const { return scope.split(' ').contains(wanted); }
};

/// Tables `oauth_grant`, `oauth_code`, `oauth_refresh` and `oauth_access`.
class Grants final {
public:
    static constexpr std::chrono::seconds codeLifetime{60};
    /// A used code is remembered so long, to notice when it comes again.
    static constexpr std::chrono::minutes usedCodeMemory{10};
    static constexpr std::chrono::hours lifetime{24 * 14};

    Grants(Storage &storage, const Clock &clock) : m_storage(storage), m_clock(clock) {}

    /// Keeps a grant, whose id is made here.
    [[nodiscard]] Result<Grant> begin(Grant grant);
    [[nodiscard]] Result<Done> end(const QString &grantId);
    /// Binds its refresh tokens to a DPoP key.
    [[nodiscard]] Result<Done> bind(const QString &grantId, const QByteArray &jkt);
    /// Ends what a browser session was given, but what may go on without it (offline_access).
    [[nodiscard]] Result<Done> endOnline(const QByteArray &sid);

    [[nodiscard]] Result<QByteArray> addCode(const QString &grantId, const QByteArray &redirectUri,
                                             const QByteArray &challenge);
    /// What a code stands for; `useCode` then uses it up.
    [[nodiscard]] Result<std::variant<RedeemedCode, NoGrant>> findCode(const QByteArray &code,
                                                                       const QByteArray &clientId);
    [[nodiscard]] Result<Done> useCode(const QByteArray &code);

    [[nodiscard]] Result<QByteArray> addRefreshToken(const QString &grantId);
    /// What a refresh token stands for. One that was rotated out ends its grant (RFC 9700 section 4.14.2).
    [[nodiscard]] Result<std::variant<Grant, NoGrant>> findRefreshToken(const QByteArray &token,
                                                                        const QByteArray &clientId);
    [[nodiscard]] Result<Done> rotate(const QByteArray &refreshToken);
    /// Whose refresh token that is, rotated or not.
    [[nodiscard]] Result<std::optional<Grant>> ownerOf(const QByteArray &refreshToken);

    [[nodiscard]] Result<Done> addAccessToken(const AccessToken &token);
    /// Nothing: unknown, revoked or expired.
    [[nodiscard]] Result<std::optional<AccessToken>> findAccessToken(const QByteArray &id);
    [[nodiscard]] Result<Done> removeAccessToken(const QByteArray &id);

private:
    Storage &m_storage;
    const Clock &m_clock;
};

} // namespace claimcheck::practice::provider
