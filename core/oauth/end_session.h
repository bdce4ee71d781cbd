#pragma once

#include "client.h"

namespace claimcheck::oauth {

/// RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0 section 2) happens in the browser, where the
/// person's session at the provider is. The ID Token is a secret and never stands in a link: `fields` are
/// posted by a page that the loopback receiver serves once.
struct EndSession {
    QUrl endpoint;
    std::vector<std::pair<QByteArray, Secret>>
        fields; // id_token_hint, client_id, post_logout_redirect_uri, state
};
/// EndpointMissing.
[[nodiscard]] Result<EndSession> endSession(const ServerMetadata &server, const Client &client,
                                            const Secret &idToken, const QUrl &postLogoutRedirectUri,
                                            const QByteArray &state);

/// The same as a link, and so without the ID Token. A provider that knows its session by a SameSite=Lax
/// cookie alone gets that cookie with a link, and not with a form that another site posts; without the ID
/// Token it may ask the person first. EndpointMissing.
[[nodiscard]] Result<QUrl> endSessionUrl(const ServerMetadata &server, const Client &client,
                                         const QUrl &postLogoutRedirectUri, const QByteArray &state);

} // namespace claimcheck::oauth
