#include "oauth_access.h"
#include "oauth_client_authentication.h"
#include "oauth_endpoints.h"
#include "oauth_provider.h"

namespace claimcheck::practice::provider {

namespace {

Response notYours()
{
    return refuse(400, "unauthorized_client", "The token was given to another client.");
}

/// A refresh token takes its whole grant with it (RFC 7009 section 2.1), an access token only itself. A
/// token that nobody knows is as good as revoked (section 2.2).
Response revokeToken(Provider &provider, const Client &client, const QByteArray &token)
{
    const auto owner = provider.grants.ownerOf(token);
    if (!owner)
        return failureResponse(owner.error());
    if (*owner) {
        if ((*owner)->clientId != client.id)
            return notYours();
        const auto ended = provider.grants.end((*owner)->id);
        return ended ? Response{.status = 200} : failureResponse(ended.error());
    }
    const auto access = readAccess(provider, token);
    if (!access)
        return failureResponse(access.error());
    if (!*access)
        return {.status = 200};
    if ((*access)->clientId != client.id)
        return notYours();
    const auto removed = provider.grants.removeAccessToken((*access)->id);
    return removed ? Response{.status = 200} : failureResponse(removed.error());
}

} // namespace

Response revoke(Provider &provider, const Request &request)
{
    const Parameters form = Parameters::of(request);
    if (form.count("token") != 1 || form.repeated())
        return refuse(400, "invalid_request", "The request needs one token.");
    const auto client = authenticateClient(provider, request, form);
    if (!client)
        return client.refusal();
    if (provider.faults.isOn("revocation-lies"))
        return {.status = 200};
    return revokeToken(provider, *client, form.value("token"));
}

} // namespace claimcheck::practice::provider
