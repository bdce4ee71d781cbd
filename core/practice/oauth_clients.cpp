#include "oauth_clients.h"

#include "oauth_parameters.h"
#include "oauth_tables.h"
#include "storage.h"

namespace claimcheck::practice::provider {
using namespace Qt::StringLiterals;

namespace {

constexpr SeededClient seeded[] = {
    {"claimcheck", nullptr,
     "a native app: code with PKCE, refresh, device; a loopback redirect to /callback on any port",
     R"({"client_id":"claimcheck","client_name":"Claimcheck","application_type":"native",
         "token_endpoint_auth_method":"none",
         "redirect_uris":["http://127.0.0.1/callback","http://[::1]/callback","http://localhost/callback"],
         "post_logout_redirect_uris":["http://127.0.0.1/signed-out"],
         "grant_types":["authorization_code","refresh_token","password",
                        "urn:ietf:params:oauth:grant-type:device_code",
                        "urn:ietf:params:oauth:grant-type:token-exchange"],
         "scope":"openid profile email offline_access notes:read notes:write",
         "id_token_signed_response_alg":"ES256"})"},
    {"practice-web", "practice-web-secret-known-to-everybody",
     "a web application with a secret: client_secret_basic; RS256 ID Tokens",
     R"({"client_id":"practice-web","client_name":"Practice web application",
         "client_secret":"practice-web-secret-known-to-everybody",
         "token_endpoint_auth_method":"client_secret_basic",
         "redirect_uris":["http://127.0.0.1/callback","https://web.practice.example/callback"],
         "post_logout_redirect_uris":["https://web.practice.example/signed-out"],
         "grant_types":["authorization_code","refresh_token","client_credentials","password",
                        "urn:ietf:params:oauth:grant-type:token-exchange"],
         "scope":"openid profile email offline_access notes:read notes:write",
         "id_token_signed_response_alg":"RS256","userinfo_signed_response_alg":"RS256"})"},
    // Its key is the one of RFC 7515 appendix A.3, whose private part everybody can read there.
    {"practice-machine", nullptr,
     "a machine: client credentials and JWT bearer, with private_key_jwt and the key of RFC 7515 appendix "
     "A.3",
     R"({"client_id":"practice-machine","client_name":"Practice machine",
         "token_endpoint_auth_method":"private_key_jwt","redirect_uris":[],
         "jwks":{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                          "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]},
         "grant_types":["client_credentials","urn:ietf:params:oauth:grant-type:jwt-bearer"],
         "scope":"notes:read notes:write"})"},
    {"practice-opaque", "practice-opaque-secret-known-to-everybody",
     "as practice-web, with client_secret_post, opaque access tokens and EdDSA ID Tokens",
     R"({"client_id":"practice-opaque","client_name":"Practice application with opaque tokens",
         "client_secret":"practice-opaque-secret-known-to-everybody",
         "token_endpoint_auth_method":"client_secret_post","access_token_format":"opaque",
         "redirect_uris":["http://127.0.0.1/callback"],"post_logout_redirect_uris":[],
         "grant_types":["authorization_code","refresh_token","client_credentials"],
         "scope":"openid profile email offline_access notes:read notes:write",
         "id_token_signed_response_alg":"EdDSA"})"},
    {"practice-dpop", nullptr, "a native app whose access tokens must be bound to a DPoP key",
     R"({"client_id":"practice-dpop","client_name":"Practice application with bound tokens",
         "application_type":"native","token_endpoint_auth_method":"none",
         "redirect_uris":["http://127.0.0.1/callback","http://[::1]/callback"],
         "post_logout_redirect_uris":[],"grant_types":["authorization_code","refresh_token"],
         "scope":"openid profile email offline_access notes:read notes:write",
         "id_token_signed_response_alg":"ES256","dpop_bound_access_tokens":true})"},
    {"practice-secret-jwt", "practice-secret-jwt-secret-known-to-everybody",
     "a machine that proves its secret with a JWT (client_secret_jwt)",
     R"({"client_id":"practice-secret-jwt","client_name":"Practice machine with a secret",
         "client_secret":"practice-secret-jwt-secret-known-to-everybody",
         "token_endpoint_auth_method":"client_secret_jwt","redirect_uris":[],
         "grant_types":["client_credentials"],"scope":"notes:read"})"},
};

QByteArrayList texts(const json::Value &list)
{
    QByteArrayList result;
    for (const json::Value &element : list.elements())
        result.append(element.toUtf8());
    return result;
}

/// A loopback redirect URI without its port; empty for anything else.
QByteArray withoutLoopbackPort(const QByteArray &uri)
{
    for (const char *origin : {"http://127.0.0.1", "http://[::1]", "http://localhost"}) {
        if (!uri.startsWith(origin))
            continue;
        QByteArray rest = uri.mid(qsizetype(qstrlen(origin)));
        if (rest.startsWith(':')) {
            qsizetype end = 1;
            while (end < rest.size() && rest[end] >= '0' && rest[end] <= '9')
                ++end;
            rest = end > 1 && end <= 6 ? rest.mid(end) : QByteArray();
        }
        return rest.startsWith('/') ? origin + rest : QByteArray();
    }
    return {};
}

bool isAmong(const QByteArrayList &registered, const QByteArray &uri)
{
    if (registered.contains(uri))
        return true;
    const QByteArray loopback = withoutLoopbackPort(uri);
    return !loopback.isEmpty() &&
           std::any_of(registered.begin(), registered.end(),
                       [&](const QByteArray &one) { return withoutLoopbackPort(one) == loopback; });
}

} // namespace

bool Client::hasRedirectUri(const QByteArray &uri) const
{
    return isAmong(redirectUris, uri);
}

bool Client::hasPostLogoutRedirectUri(const QByteArray &uri) const
{
    return isAmong(postLogoutRedirectUris, uri);
}

Client Client::fromMetadata(const json::Value &metadata)
{
    const auto text = [&](const char *member) { return metadata.find(member).toUtf8(); };
    const json::Value dpopBound = metadata.find("dpop_bound_access_tokens");
    return {
        .id = text("client_id"),
        .name = text("client_name"),
        .secret = text("client_secret"),
        .authentication = text("token_endpoint_auth_method"),
        .redirectUris = texts(metadata.find("redirect_uris")),
        .postLogoutRedirectUris = texts(metadata.find("post_logout_redirect_uris")),
        .grantTypes = texts(metadata.find("grant_types")),
        .scope = wordsOf(text("scope")),
        .keys = metadata.find("jwks").isObject() ? metadata.find("jwks").raw().toByteArray() : QByteArray(),
        .idTokenAlgorithm = text("id_token_signed_response_alg"),
        .userInfoAlgorithm = text("userinfo_signed_response_alg"),
        .accessTokens = text("access_token_format") == "opaque" ? AccessTokens::Opaque : AccessTokens::Jwt,
        .mustProvePossession = dpopBound.isValid() && dpopBound.type() == json::Type::True};
}

std::span<const SeededClient> seededClients()
{
    return seeded;
}

Result<Done> Clients::seed()
{
    for (const SeededClient &client : seeded) {
        // Not "INSERT OR REPLACE": that would take what hangs on the row with it.
        auto added = m_storage.run(u"INSERT INTO oauth_client (id, metadata) VALUES (?, ?)"
                                   " ON CONFLICT (id) DO UPDATE SET metadata = excluded.metadata"_s,
                                   {QString::fromLatin1(client.id), QString::fromLatin1(client.metadata)});
        if (!added)
            return added.error();
    }
    return Done{};
}

Result<std::optional<Client>> Clients::find(const QByteArray &id)
{
    const auto found =
        m_storage.run(u"SELECT metadata FROM oauth_client WHERE id = ? AND coalesce(expires_at > ?, 1)"_s,
                      {textValue(id), stored(m_clock.now())});
    if (!found)
        return found.error();
    if (found->rows.empty())
        return std::optional<Client>();
    const auto metadata = json::Document::parse(found->rows.front()[0].toByteArray());
    if (!metadata)
        return metadata.error();
    return std::optional(Client::fromMetadata(metadata->root()));
}

Result<std::optional<Done>> Clients::add(const QByteArray &id, const QByteArray &metadata)
{
    const auto count =
        m_storage.run(u"SELECT count(*) FROM oauth_client WHERE expires_at > ?"_s, {stored(m_clock.now())});
    if (!count)
        return count.error();
    if (count->rows.front()[0].toInt() >= most)
        return std::optional<Done>();
    auto added = m_storage.run(u"INSERT INTO oauth_client (id, metadata, expires_at) VALUES (?, ?, ?)"_s,
                               {textValue(id), textValue(metadata), stored(m_clock.now() + lifetime)});
    if (!added)
        return added.error();
    return std::optional(Done{});
}

} // namespace claimcheck::practice::provider
