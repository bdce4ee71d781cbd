#include "oauth_profile.h"

#include "jose/key_import.h"
#include "recipe.h"
#include "session.h"

#include <QCryptographicHash>

#include <algorithm>

namespace claimcheck::login {

namespace {

using oauth::ClientAuthentication;
using oauth::ServerMetadata;

struct NamedEndpoint {
    const char *key;
    QUrl ServerMetadata::*member;
};
constexpr NamedEndpoint namedEndpoints[] = {
    {"endpoint.authorization", &ServerMetadata::authorizationEndpoint},
    {"endpoint.token", &ServerMetadata::tokenEndpoint},
    {"endpoint.jwks", &ServerMetadata::jwksUri},
    {"endpoint.userinfo", &ServerMetadata::userinfoEndpoint},
    {"endpoint.revocation", &ServerMetadata::revocationEndpoint},
    {"endpoint.introspection", &ServerMetadata::introspectionEndpoint},
    {"endpoint.end_session", &ServerMetadata::endSessionEndpoint},
    {"endpoint.device_authorization", &ServerMetadata::deviceAuthorizationEndpoint},
};

QString own(const Profile &profile, const char *key)
{
    return setting(profile, QString::fromLatin1(key));
}

QStringList words(const QString &text)
{
    return text.split(u' ', Qt::SkipEmptyParts);
}

/// Without these nothing can be asked.
QStringList neededEndpoints(Recipe::Kind kind)
{
    QStringList needed = {QStringLiteral("endpoint.token")};
    if (kind == Recipe::Kind::Browser)
        needed += QStringLiteral("endpoint.authorization");
    if (kind == Recipe::Kind::Device)
        needed += QStringLiteral("endpoint.device_authorization");
    return needed;
}

bool hasPerson(Recipe::Kind kind)
{
    return kind == Recipe::Kind::Browser || kind == Recipe::Kind::Device ||
           kind == Recipe::Kind::PasswordGrant;
}

/// The first of these that the server offers. A server that says nothing offers client_secret_basic
/// (RFC 8414 section 2).
std::optional<ClientAuthentication> offered(const ServerMetadata &server,
                                            std::initializer_list<ClientAuthentication> methods)
{
    const QStringList names = server.tokenAuthentication.isEmpty()
                                  ? QStringList{QStringLiteral("client_secret_basic")}
                                  : server.tokenAuthentication;
    for (const ClientAuthentication method : methods) {
        // By any of its names: a certificate may be self-signed (RFC 8705 section 2.2).
        if (std::any_of(names.begin(), names.end(), [method](const QString &name) {
                return oauth::authenticationOf(name.toLatin1()) == method;
            }))
            return method;
    }
    return std::nullopt;
}

Result<ClientAuthentication> chosenAuthentication(const Profile &profile, const ServerMetadata &server,
                                                  const oauth::Client &client)
{
    const QString said = own(profile, "client.authentication");
    if (const auto method = oauth::authenticationOf(said.toLatin1()))
        return *method;
    if (client.key) {
        if (const auto method = offered(server, {ClientAuthentication::PrivateKeyJwt}))
            return *method;
    }
    if (!client.secret.isEmpty()) {
        const auto method =
            offered(server, {ClientAuthentication::SecretBasic, ClientAuthentication::SecretPost,
                             ClientAuthentication::SecretJwt});
        if (!method)
            return Error{ErrorCode::ClientAuthenticationUnsupported, QStringLiteral("client_secret")};
        return *method;
    }
    if (!profile.connection.clientCertificate.isEmpty()) {
        if (const auto method = offered(server, {ClientAuthentication::Tls}))
            return *method;
    }
    return ClientAuthentication::None;
}

constexpr char offlineAccess[] = "offline_access";

} // namespace

std::optional<ServerMetadata> namedServer(const Profile &profile)
{
    const QStringList needed = neededEndpoints(kindOf(profile));
    const bool isNamed = std::all_of(needed.begin(), needed.end(), [&profile](const QString &key) {
        return !setting(profile, key).isEmpty();
    });
    if (!isNamed)
        return std::nullopt;
    ServerMetadata server{.issuer = profile.url.toString(QUrl::FullyEncoded)};
    applyNamedEndpoints(server, profile);
    server.isOpenId = hasScope(own(profile, "scope"), QLatin1StringView("openid"));
    return server;
}

void applyNamedEndpoints(ServerMetadata &server, const Profile &profile)
{
    for (const NamedEndpoint &endpoint : namedEndpoints) {
        const QString address = own(profile, endpoint.key);
        if (!address.isEmpty())
            server.*endpoint.member = QUrl(address, QUrl::StrictMode);
    }
}

QStringList unconfirmedOrigins(const Profile &profile, const ServerMetadata &server)
{
    const auto confirmed = leashOf(profile).authorizationServer;
    QStringList origins;
    const auto add = [&](const http::Origin &origin) {
        if (std::find(confirmed.begin(), confirmed.end(), origin) == confirmed.end() &&
            !origins.contains(origin.toString()))
            origins += origin.toString();
    };
    for (const http::Origin &origin : server.origins())
        add(origin);
    const bool isNamed = !own(profile, "endpoint.authorization").isEmpty();
    if (kindOf(profile) == Recipe::Kind::Browser && !server.issParameterSupported && !isNamed) {
        if (const auto page = http::Origin::of(server.authorizationEndpoint))
            add(*page);
    }
    return origins;
}

Profile withConfirmed(Profile profile, const QStringList &origins)
{
    const QStringList all = words(own(profile, "authorization.origins")) + origins;
    profile.settings.insert(QStringLiteral("authorization.origins"), all.join(u' '));
    return profile;
}

Result<std::optional<jose::Key>> clientKey(const SecretFields &fields)
{
    const auto stored = fields.find(QStringLiteral("client_key"));
    if (stored == fields.end())
        return std::optional<jose::Key>();
    auto keys = jose::importKeys(stored->second.reveal().toByteArray(), QStringLiteral("client_key"));
    if (!keys)
        return keys.error();
    if (keys->keys.empty())
        return Error{ErrorCode::ClientKeyMissing};
    if (!keys->keys.front().isPrivate())
        return Error{ErrorCode::KeyNotPrivate};
    return std::optional(keys->keys.front());
}

Result<oauth::Client> profileClient(const Profile &profile, const ServerMetadata &server,
                                    const SecretFields &fields)
{
    oauth::Client client{.id = own(profile, "client_id")};
    if (const auto secret = fields.find(QStringLiteral("client_secret")); secret != fields.end())
        client.secret = secret->second;
    auto key = clientKey(fields);
    if (!key)
        return key.error();
    client.key = *std::move(key);
    const auto method = chosenAuthentication(profile, server, client);
    if (!method)
        return method.error();
    client.authentication = *method;
    return client;
}

QString wantedScope(const Profile &profile, const ServerMetadata &server, const Api &api)
{
    QString said = own(profile, "scope");
    if (!said.isEmpty() || !hasPerson(kindOf(profile)))
        return said;
    QStringList scopes;
    const auto add = [&scopes](const QString &scope) {
        if (!scopes.contains(scope))
            scopes += scope;
    };
    if (server.isOpenId)
        add(QStringLiteral("openid"));
    for (const char *scope : {"openid", "profile"}) { // who it is, with a name for people
        if (server.scopes.contains(QLatin1StringView(scope)))
            add(QString::fromLatin1(scope));
    }
    for (const QString &scope : api.scopes)
        add(scope);
    if (server.scopes.contains(QLatin1StringView(offlineAccess)))
        add(QString::fromLatin1(offlineAccess));
    return scopes.join(u' ');
}

bool hasScope(const QString &scope, QLatin1StringView wanted)
{
    return words(scope).contains(wanted);
}

QStringList wantedResources(const Profile &profile, const Api &api)
{
    QStringList said = words(own(profile, "resource"));
    if (!said.isEmpty() || api.resource.isEmpty())
        return said;
    return {api.resource.toString(QUrl::FullyEncoded)};
}

bool wantsDpop(const Profile &profile, const ServerMetadata &server)
{
    const QString said = own(profile, "dpop");
    return said == u"on" || (said == u"auto" && !server.dpopAlgorithms.isEmpty());
}

Result<Push> wantedPush(const Profile &profile, const ServerMetadata &server)
{
    const QString said = own(profile, "par");
    const bool isOffered = !server.pushedAuthorizationEndpoint.isEmpty();
    const bool isNeeded = server.requirePushedAuthorization || said == u"always";
    if (isNeeded && !isOffered)
        return Error{ErrorCode::EndpointMissing, QStringLiteral("pushed_authorization_request_endpoint")};
    if (server.requirePushedAuthorization)
        return Push::Yes;
    return isOffered && said != u"never" ? Push::Yes : Push::No;
}

oauth::LoopbackOptions loopbackOptions(const Profile &profile, const QString &issuer)
{
    oauth::LoopbackOptions options;
    const QString host = own(profile, "redirect_host");
    options.host = host == u"::1"         ? oauth::LoopbackOptions::Host::V6
                   : host == u"localhost" ? oauth::LoopbackOptions::Host::Name
                                          : oauth::LoopbackOptions::Host::V4;
    for (const QString &port : own(profile, "redirect_port").split(u',', Qt::SkipEmptyParts))
        options.ports.push_back(port.toUShort());
    options.path = own(profile, "redirect_path");
    const bool isSaid = profile.settings.contains(QStringLiteral("redirect_path"));
    if (!isSaid && own(profile, "client_id").isEmpty()) {
        const QByteArray mark = QCryptographicHash::hash(issuer.toUtf8(), QCryptographicHash::Sha256);
        options.path += u'/' + QString::fromLatin1(mark.first(8).toHex());
    }
    return options;
}

oauth::AuthorizationRequest authorizationRequest(const Profile &profile, const ServerMetadata &server,
                                                 const Api &api)
{
    oauth::AuthorizationRequest request;
    request.scope = wantedScope(profile, server, api);
    request.resources = wantedResources(profile, api);
    request.prompt = own(profile, "prompt");
    if (request.prompt.isEmpty() && hasScope(request.scope, QLatin1StringView(offlineAccess)))
        request.prompt = QStringLiteral("consent");
    request.loginHint = own(profile, "login_hint");
    request.acrValues = own(profile, "acr_values");
    if (const QString age = own(profile, "max_age"); !age.isEmpty())
        request.maxAge = std::chrono::seconds(age.toInt());
    if (const QString audience = own(profile, "audience"); !audience.isEmpty())
        request.extra.emplace_back(QStringLiteral("audience"), audience);
    const QString family = QStringLiteral("authorize.");
    for (auto it = profile.settings.cbegin(); it != profile.settings.cend(); ++it) {
        if (it.key().startsWith(family))
            request.extra.emplace_back(it.key().sliced(family.size()), it.value());
    }
    return request;
}

} // namespace claimcheck::login
