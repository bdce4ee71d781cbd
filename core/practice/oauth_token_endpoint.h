#pragma once

#include "oauth_clients.h"
#include "oauth_grants.h"
#include "oauth_outcome.h"
#include "oauth_parameters.h"

namespace claimcheck::practice::provider {

class Provider;

/// A request to the token endpoint, after what is the same for all grants: its client is proven, and its
/// DPoP proof, if it has one, is good.
struct TokenRequest {
    const Client &client;
    const Parameters &form;
    QByteArray jkt; // of the proof; empty: none
};

/// What a grant gives: the members of the answer, or a refusal.
using TokenOutcome = Outcome<Members>;
struct GrantType {
    const char *name; // grant_type
    TokenOutcome (*answer)(Provider &provider, const TokenRequest &request);
};

// One function for each grant. oauth_code_grant.cpp
[[nodiscard]] TokenOutcome answerCode(Provider &provider, const TokenRequest &request);
[[nodiscard]] TokenOutcome answerRefresh(Provider &provider, const TokenRequest &request);
// oauth_other_grants.cpp
[[nodiscard]] TokenOutcome answerClientCredentials(Provider &provider, const TokenRequest &request);
[[nodiscard]] TokenOutcome answerPassword(Provider &provider, const TokenRequest &request);
[[nodiscard]] TokenOutcome answerJwtBearer(Provider &provider, const TokenRequest &request);
// oauth_token_exchange.cpp
[[nodiscard]] TokenOutcome answerTokenExchange(Provider &provider, const TokenRequest &request);
// oauth_device.cpp
[[nodiscard]] TokenOutcome answerDevice(Provider &provider, const TokenRequest &request);

/// How a token answer comes about.
struct Issue {
    QByteArray scope;             // of the access token
    QByteArray code = {};         // of the code grant: for c_hash
    QByteArray refreshToken = {}; // that goes out with it; empty: none
    bool isRefresh = false;
};
/// An access token and, where the scope has openid, an ID Token, as the members of RFC 6749 section 5.1.
[[nodiscard]] TokenOutcome issueTokens(Provider &provider, const TokenRequest &request, const Grant &grant,
                                       const Issue &issue);
/// Begins a grant that has no id yet, with a refresh token if it is to have one, and issues its tokens.
[[nodiscard]] TokenOutcome issueForNewGrant(Provider &provider, const TokenRequest &request, Grant grant);
/// Whether a grant is to have a refresh token: the scope has offline_access, and the client may refresh.
[[nodiscard]] bool wantsRefreshToken(const Client &client, const QByteArray &scope);

} // namespace claimcheck::practice::provider
