#include "end_session.h"

namespace claimcheck::oauth {

Result<EndSession> endSession(const ServerMetadata &server, const Client &client, const Secret &idToken,
                              const QUrl &postLogoutRedirectUri, const QByteArray &state)
{
    if (server.endSessionEndpoint.isEmpty())
        return Error{ErrorCode::EndpointMissing, QStringLiteral("end_session_endpoint")};
    EndSession ending{server.endSessionEndpoint, {}};
    const auto add = [&ending](const char *name, const Secret &value) {
        if (!value.isEmpty())
            ending.fields.emplace_back(name, value);
    };
    add("id_token_hint", idToken);
    add("client_id", Secret::fromText(client.id));
    if (!postLogoutRedirectUri.isEmpty()) {
        add("post_logout_redirect_uri", Secret(postLogoutRedirectUri.toEncoded()));
        add("state", Secret(state)); // comes back with the redirect alone
    }
    return ending;
}

} // namespace claimcheck::oauth
