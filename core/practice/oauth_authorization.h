#pragma once

#include "oauth_clients.h"
#include "oauth_outcome.h"
#include "oauth_parameters.h"

#include <chrono>
#include <optional>
#include <variant>

namespace claimcheck::practice {
struct Account;
}

namespace claimcheck::practice::provider {

class Provider;

/// An authorization request whose every parameter was checked (RFC 6749 section 4.1.1, OpenID Connect Core
/// 1.0 section 3.1.2.1).
struct AuthorizationRequest {
    Client client;
    QByteArray redirectUri;
    QByteArray state;
    QByteArray nonce;
    QByteArrayList scope;
    QByteArray resource;  // the audience of the access token
    QByteArray challenge; // PKCE, S256
    QByteArrayList prompt;
    QByteArray loginHint;
    QByteArray idTokenHint;
    QByteArray dpopThumbprint; // dpop_jkt (RFC 9449 section 10)
    std::optional<std::chrono::seconds> maxAge;
};

/// Why a request is refused, in a way that may be told to the client (RFC 6749 section 4.1.2.1).
struct AuthorizationRefusal {
    QByteArray error;
    QByteArray description;
};

/// Checks all parameters but client and redirect URI, which are checked before: whoever they lead to is told.
[[nodiscard]] std::variant<AuthorizationRequest, AuthorizationRefusal>
readAuthorizationRequest(const Provider &provider, const Client &client, const Parameters &parameters);

/// The audience that `resource` asks for (RFC 8707 section 2), or that which is meant without it; nothing for
/// a target that is unknown here.
[[nodiscard]] std::optional<QByteArray> audienceFor(const Provider &provider, const Parameters &parameters);
/// Whether an access token for this audience is for the resources of this server.
[[nodiscard]] bool isOurAudience(const Provider &provider, const QByteArray &audience);
/// The words of `scope`, if the client may have them all; all that it may have when there is no scope.
/// Nothing when it may not.
[[nodiscard]] std::optional<QByteArrayList> scopeFor(const Client &client, const Parameters &parameters);

/// The scope without what its person may not give away: carol may not write notes, so no app may for her.
[[nodiscard]] QByteArrayList grantable(const QByteArrayList &wanted, const Account &account);

/// Sends the browser back to the client with these parameters, and state and iss (RFC 9207).
[[nodiscard]] Response redirectBack(const Provider &provider, const QByteArray &redirectUri,
                                    const QByteArray &state, Members parameters);
[[nodiscard]] Response redirectRefusal(const Provider &provider, const QByteArray &redirectUri,
                                       const QByteArray &state, const AuthorizationRefusal &refusal);

} // namespace claimcheck::practice::provider
