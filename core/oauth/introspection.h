#pragma once

#include "client.h"

namespace claimcheck::oauth {

enum class TokenHint { AccessToken, RefreshToken };

/// RFC 7662 section 2.1. EndpointMissing.
[[nodiscard]] Result<http::Outgoing> introspectionRequest(const Call &call, const Secret &token,
                                                          TokenHint hint);
struct Introspection {
    bool active = false;
    QByteArray claims; // the whole answer as JSON text
};
/// ClientRejected, ResponseNotJson, and what replyFailure says.
[[nodiscard]] Result<Introspection> processIntrospection(const http::Response &response, TimePoint now);

/// RFC 7009 section 2.1. EndpointMissing.
[[nodiscard]] Result<http::Outgoing> revocationRequest(const Call &call, const Secret &token, TokenHint hint);
/// Done with 200, also for an unknown token (section 2.2). ClientRejected, TokenRequestRefused
/// (unsupported_token_type …), and what replyFailure says.
[[nodiscard]] Result<Done> processRevocation(const http::Response &response, TimePoint now);

} // namespace claimcheck::oauth
