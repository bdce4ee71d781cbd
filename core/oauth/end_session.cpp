#include "end_session.h"

#include "form.h"

#include <algorithm>

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

Result<QUrl> endSessionUrl(const ServerMetadata &server, const Client &client,
                           const QUrl &postLogoutRedirectUri, const QByteArray &state)
{
    const auto ending = endSession(server, client, {}, postLogoutRedirectUri, state);
    if (!ending)
        return ending.error();
    // Parameters that the endpoint has already are kept; of one name ours alone counts.
    Form all = parseForm(ending->endpoint.query(QUrl::FullyEncoded).toLatin1());
    for (const auto &[name, value] : ending->fields) {
        std::erase_if(all, [&name = name](const auto &field) { return field.first == name; });
        all.emplace_back(name, value.reveal().toByteArray());
    }
    QUrl url = ending->endpoint;
    url.setQuery(QString::fromLatin1(queryText(all)), QUrl::StrictMode);
    return url;
}

} // namespace claimcheck::oauth
