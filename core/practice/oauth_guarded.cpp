#include "oauth_access.h"
#include "oauth_endpoints.h"
#include "oauth_provider.h"

#include "base/json_writer.h"

namespace claimcheck::practice::provider {

namespace {

constexpr std::chrono::seconds freshness{60};
constexpr char vaultPath[] = "/oauth/vault";
constexpr char vaultMetadataPath[] = "/.well-known/oauth-protected-resource/oauth/vault";

Response opened(const char *what)
{
    json::Writer writer;
    writer.beginObject();
    writer.member("opened", QByteArrayView(what));
    writer.endObject();
    return jsonResponse(200, writer.take());
}

/// `parameters` are those of the challenge, after the realm.
Response refused(const QByteArray &error, const QByteArray &problem, const QByteArray &challenge)
{
    Response response = refuse(401, error, problem);
    response.setHeader("WWW-Authenticate",
                       challenge + ", error=\"" + error + "\", error_description=\"" + problem + '"');
    return response;
}

} // namespace

/// Takes only a sign-in of the last minute (RFC 9470).
Response openFresh(Provider &provider, const Request &request)
{
    const auto access = authorizeAccess(provider, request, {});
    if (!access)
        return access.refusal();
    if (access->authenticatedAt + freshness < provider.clock.now())
        return refused("insufficient_user_authentication", "The sign-in is more than a minute old",
                       "Bearer realm=\"practice\", max_age=\"" +
                           QByteArray::number(qint64(freshness.count())) + '"');
    return opened("fresh");
}

/// Takes only tokens that were made for it (RFC 8707), and says where they come from (RFC 9728).
Response openVault(Provider &provider, const Request &request)
{
    const auto access = authorizeAccess(provider, request, {});
    if (!access)
        return access.refusal();
    if (access->audience != provider.url(vaultPath))
        return refused("invalid_token", "The audience of the access token is another resource",
                       "Bearer realm=\"practice\", resource_metadata=\"" + provider.url(vaultMetadataPath) +
                           '"');
    return opened("vault");
}

Response vaultMetadata(Provider &provider, const Request &)
{
    Members m;
    m.text("resource", provider.url(vaultPath));
    m.list("authorization_servers", {provider.settings.issuer});
    m.list("bearer_methods_supported", {"header"});
    m.text("resource_name", QByteArray("Practice vault"));
    return jsonResponse(200, m.toJson());
}

/// Takes only tokens that are bound to a key (RFC 9449).
Response openBound(Provider &provider, const Request &request)
{
    const auto access = authorizeAccess(provider, request, {});
    if (!access)
        return access.refusal();
    if (access->jkt.isEmpty())
        return refused("invalid_token", "The access token must be bound to a key",
                       "DPoP realm=\"practice\", algs=\"ES256 RS256 EdDSA\"");
    return opened("bound");
}

} // namespace claimcheck::practice::provider
