#pragma once

#include "authorization.h"
#include "http/server_words.h"

namespace claimcheck::oauth {

/// The grants of a token endpoint. Each request carries its secrets with their leash.
[[nodiscard]] Result<http::Outgoing> authorizationCodeRequest(const Call &call, const AuthorizationCode &code,
                                                              const Secret &verifier, const QUrl &redirectUri,
                                                              const QStringList &resources = {});
/// `scope` empty: what was granted before (RFC 6749 section 6).
[[nodiscard]] Result<http::Outgoing> refreshRequest(const Call &call, const Secret &refreshToken,
                                                    const QString &scope = {},
                                                    const QStringList &resources = {});
[[nodiscard]] Result<http::Outgoing> clientCredentialsRequest(const Call &call, const QString &scope,
                                                              const QStringList &resources = {},
                                                              const QString &audience = {});
/// RFC 6749 section 4.3: for old servers; RFC 9700 section 2.4 forbids it for new ones.
[[nodiscard]] Result<http::Outgoing> passwordRequest(const Call &call, const QString &user,
                                                     const Secret &password, const QString &scope);
/// RFC 7523 section 2.1.
[[nodiscard]] Result<http::Outgoing> jwtBearerRequest(const Call &call, const Secret &assertion,
                                                      const QString &scope);
/// RFC 8693 section 2.1. Types are URNs ("urn:ietf:params:oauth:token-type:access_token"); empty ones are
/// left out.
struct TokenExchange {
    Secret subjectToken;
    QString subjectTokenType;
    Secret actorToken = {};
    QString actorTokenType = {};
    QString requestedTokenType = {};
    QString audience = {};
    QStringList resources = {};
    QString scope = {};
};
[[nodiscard]] Result<http::Outgoing> tokenExchangeRequest(const Call &call, const TokenExchange &exchange);
/// RFC 8628 section 3.4.
[[nodiscard]] Result<http::Outgoing> deviceTokenRequest(const Call &call, const Secret &deviceCode);

/// What a token endpoint gave (RFC 6749 section 5.1).
struct TokenResponse {
    Secret accessToken;
    QByteArray tokenType; // "Bearer", "DPoP" or "N_A" (RFC 8693), in this spelling, whatever the server's
    Secret refreshToken = {};
    Secret idToken = {};
    std::optional<TimePoint> expiresAt = {};        // from expires_in (a number, or a number as text)
    std::optional<TimePoint> refreshExpiresAt = {}; // refresh_token_expires_in or refresh_expires_in
    /// How far the server's clock is ahead of this machine's, by the Date of the answer.
    std::chrono::milliseconds clockAhead{0};
    std::optional<QString> scope = {}; // as the server said it; nothing: it is what was asked for
    QString issuedTokenType = {};      // RFC 8693
};
/// Errors: TokenRequestRefused (subject: the error code; detail: the server's words), ClientRejected
/// (invalid_client), RefreshRefused and DeviceCodeExpired are for their callers to make of it;
/// DpopNonceMissing and DpopRefused (use_dpop_nonce, invalid_dpop_proof; see DpopProver), RateLimited,
/// ServerFailed, UnexpectedStatus, ResponseNotJson, TokenNotInResponse, TokenTypeUnsupported. `sent`, all
/// secrets of the request, is taken out of the server's words. A missing token_type counts as Bearer; a token
/// that cannot stand in a header is TokenNotInResponse.
[[nodiscard]] Result<TokenResponse> processTokenResponse(const http::Response &response, TimePoint now,
                                                         const http::SentSecrets &sent = {});

} // namespace claimcheck::oauth
