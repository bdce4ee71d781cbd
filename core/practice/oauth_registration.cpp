#include "oauth_endpoints.h"
#include "oauth_outcome.h"
#include "oauth_parameters.h"
#include "oauth_provider.h"

#include "base/random.h"

#include <QUrl>

namespace claimcheck::practice::provider {

namespace {

// What anybody may register for. A grant that acts for people who were not asked is not among them.
const QByteArrayList openGrants = {"authorization_code", "refresh_token", "client_credentials",
                                   "urn:ietf:params:oauth:grant-type:device_code"};
const QByteArrayList authentications = {"none", "client_secret_basic", "client_secret_post",
                                        "client_secret_jwt", "private_key_jwt"};
const QByteArrayList scopes = {"openid", "profile", "email", "offline_access", "notes:read", "notes:write"};
constexpr qsizetype mostUris = 10;
constexpr qsizetype longestText = 500;

Response invalidMetadata(const QByteArray &description)
{
    return refuse(400, "invalid_client_metadata", description);
}

/// https, http on this machine, or a scheme of the app's own with a dot in it (RFC 8252 section 7); no
/// fragment (RFC 6749 section 3.1.2), no user information, and nothing that another reader would read
/// differently.
bool mayRedirectTo(const QByteArray &uri)
{
    const QUrl url = QUrl::fromEncoded(uri, QUrl::StrictMode);
    if (!url.isValid() || url.toEncoded() != uri || uri.contains('#') || !url.userInfo().isEmpty())
        return false;
    if (url.scheme() == QLatin1StringView("https"))
        return !url.host().isEmpty();
    if (url.scheme() == QLatin1StringView("http")) {
        const QString host = url.host();
        return host == QLatin1StringView("127.0.0.1") || host == QLatin1StringView("::1") ||
               host == QLatin1StringView("localhost");
    }
    return url.scheme().contains(QLatin1Char('.'));
}

/// A member that must be a list of texts; `otherwise` when it is absent.
Outcome<QByteArrayList> readList(const json::Value &metadata, const char *name,
                                 const QByteArrayList &otherwise)
{
    const json::Value list = metadata.find(name);
    if (!list.isValid())
        return otherwise;
    QByteArrayList texts;
    for (const json::Value &element : list.elements()) {
        if (!element.isString() || element.toUtf8().size() > longestText || texts.size() == mostUris)
            return invalidMetadata(QByteArray(name) + " is no list of texts that is taken here.");
        texts.append(element.toUtf8());
    }
    if (!list.isArray())
        return invalidMetadata(QByteArray(name) + " must be a list.");
    return texts;
}

/// A member that must be one of these; the first when it is absent.
Outcome<QByteArray> readChoice(const json::Value &metadata, const char *name, const QByteArrayList &choices)
{
    const json::Value value = metadata.find(name);
    if (!value.isValid())
        return choices.front();
    if (!choices.contains(value.toUtf8()))
        return invalidMetadata(QByteArray(name) + " is not one that is offered here.");
    return value.toUtf8();
}

Outcome<Done> readUris(const json::Value &metadata, Members &client)
{
    for (const char *name : {"redirect_uris", "post_logout_redirect_uris"}) {
        const auto uris = readList(metadata, name, {});
        if (!uris)
            return uris.refusal();
        for (const QByteArray &uri : *uris) {
            if (!mayRedirectTo(uri))
                return refuse(400, "invalid_redirect_uri",
                              QByteArray(name) + " has an address that nobody may be redirected to.");
        }
        client.list(name, *uris);
    }
    return Done{};
}

Outcome<Done> readGrants(const json::Value &metadata, const QByteArray &authentication, Members &client)
{
    const auto grants = readList(metadata, "grant_types", {"authorization_code"});
    if (!grants)
        return grants.refusal();
    for (const QByteArray &grant : *grants) {
        if (!openGrants.contains(grant) || (grant == "client_credentials" && authentication == "none"))
            return invalidMetadata("The grant type " + grant + " is not given to clients like this.");
    }
    if (grants->contains("authorization_code") && client.value("redirect_uris") == "[]")
        return refuse(400, "invalid_redirect_uri", "The code flow needs a redirect URI.");
    client.list("grant_types", *grants);
    client.list("response_types", {"code"});

    QByteArrayList wanted = wordsOf(metadata.find("scope").toUtf8());
    for (const QByteArray &word : wanted) {
        if (!scopes.contains(word))
            return invalidMetadata("The scope " + word + " is not offered here.");
    }
    client.text("scope", (wanted.isEmpty() ? scopes : wanted).join(' '));
    return Done{};
}

/// What was asked for, as it is kept: every member is one that is understood here.
Outcome<Members> readClient(const json::Value &metadata)
{
    Members client;
    client.text("client_name", metadata.find("client_name").toUtf8().left(longestText));
    const auto authentication = readChoice(metadata, "token_endpoint_auth_method",
                                           QByteArrayList{"client_secret_basic"} + authentications);
    if (!authentication)
        return authentication.refusal();
    client.text("token_endpoint_auth_method", *authentication);
    const auto type = readChoice(metadata, "application_type", {"web", "native"});
    if (!type)
        return type.refusal();
    client.text("application_type", *type);
    if (const auto uris = readUris(metadata, client); !uris)
        return uris.refusal();
    if (const auto grants = readGrants(metadata, *authentication, client); !grants)
        return grants.refusal();

    // RS256 is what OpenID Connect Registration 1.0 section 2 says of a client that says nothing.
    const auto algorithm =
        readChoice(metadata, "id_token_signed_response_alg", QByteArrayList{"RS256"} + Keys::algorithms());
    if (!algorithm)
        return algorithm.refusal();
    client.text("id_token_signed_response_alg", *algorithm);
    const auto userInfo =
        readChoice(metadata, "userinfo_signed_response_alg", QByteArrayList{""} + Keys::algorithms());
    if (!userInfo)
        return userInfo.refusal();
    if (!userInfo->isEmpty())
        client.text("userinfo_signed_response_alg", *userInfo);
    const auto format = readChoice(metadata, "access_token_format", {"jwt", "opaque"});
    if (!format)
        return format.refusal();
    client.text("access_token_format", *format);
    const json::Value bound = metadata.find("dpop_bound_access_tokens");
    client.boolean("dpop_bound_access_tokens", bound.isValid() && bound.type() == json::Type::True);

    // Fetching a jwks_uri would make this server call wherever a stranger says.
    if (metadata.find("jwks_uri").isValid())
        return invalidMetadata("A jwks_uri is not fetched here. Register the keys as jwks.");
    const json::Value keys = metadata.find("jwks");
    if (keys.isObject())
        client.json("jwks", keys.raw().toByteArray());
    else if (*authentication == "private_key_jwt")
        return invalidMetadata("The authentication private_key_jwt needs jwks.");
    return client;
}

} // namespace

/// RFC 7591 section 3. Everybody may register here; what was registered goes after a day.
Response registerClient(Provider &provider, const Request &request)
{
    const auto body = readJsonObject(request);
    if (const auto *refused = std::get_if<Response>(&body))
        return *refused;
    const json::Value metadata = std::get<json::Document>(body).root();
    if (json::firstDuplicate(metadata))
        return invalidMetadata("A name appears twice.");
    auto client = readClient(metadata);
    if (!client)
        return client.refusal();

    const auto id = randomText(16);
    const auto secret = randomText(32);
    if (!id || !secret)
        return failureResponse({ErrorCode::RandomUnavailable});
    const qint64 now =
        std::chrono::floor<std::chrono::seconds>(provider.clock.now()).time_since_epoch().count();
    client->text("client_id", *id);
    client->integer("client_id_issued_at", now);
    if (client->value("token_endpoint_auth_method").startsWith("client_secret_")) {
        client->text("client_secret", *secret);
        client->integer("client_secret_expires_at", now + std::chrono::seconds(Clients::lifetime).count());
    }
    const auto added = provider.clients.add(*id, client->toJson());
    if (!added)
        return failureResponse(added.error());
    if (!*added)
        return refuse(429, "temporarily_unavailable", "Too many clients are registered.");
    provider.faults.spoil(Stage::Registration, *client);
    return jsonResponse(201, client->toJson());
}

} // namespace claimcheck::practice::provider
