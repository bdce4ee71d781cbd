#pragma once

#include "client.h"
#include "http/server_words.h"
#include "jose/key.h"

namespace claimcheck::oauth {

enum class TokenHint { AccessToken, RefreshToken };

/// RFC 7662 section 2.1. EndpointMissing.
[[nodiscard]] Result<http::Outgoing> introspectionRequest(const Call &call, const Secret &token,
                                                          TokenHint hint);
struct Introspection {
    bool active = false;
    QByteArray claims; // the whole answer as JSON text
};
/// ClientRejected, TokenRequestRefused, ResponseNotJson, JsonTypeMismatch (active), ParameterRepeated, and
/// what replyFailure says. `sent` is taken out of the server's words.
[[nodiscard]] Result<Introspection> processIntrospection(const http::Response &response, TimePoint now,
                                                         const http::SentSecrets &sent = {});
/// The same, also where the server signs its answers for this client (application/token-introspection+jwt,
/// RFC 9701 section 5): verified with `keys`, and of the right typ, iss, aud and iat. `claims` are those of
/// its token_introspection. Signature…, Key…, TypeMismatch, IssuerMismatch, AudienceMismatch, ClaimMissing.
[[nodiscard]] Result<Introspection> processIntrospection(const http::Response &response,
                                                         const jose::KeySet &keys, const Call &call,
                                                         const http::SentSecrets &sent = {});

/// RFC 7009 section 2.1. EndpointMissing.
[[nodiscard]] Result<http::Outgoing> revocationRequest(const Call &call, const Secret &token, TokenHint hint);
/// Done with 200, whatever its body, also for an unknown token (section 2.2). ClientRejected,
/// TokenRequestRefused (unsupported_token_type …), and what replyFailure says: the token then counts as not
/// revoked. `sent` is taken out of the server's words.
[[nodiscard]] Result<Done> processRevocation(const http::Response &response, TimePoint now,
                                             const http::SentSecrets &sent = {});

} // namespace claimcheck::oauth
