#include "login_tools.h"

#include "login/oauth_profile.h"
#include "login/recipe.h"

using namespace login_tools;

namespace {

using oauth::ClientAuthentication;
using oauth::ServerMetadata;

ServerMetadata serverOf(const QStringList &authentication = {})
{
    ServerMetadata server{.issuer = u"https://api.example.test"_s,
                          .authorizationEndpoint = QUrl(u"https://api.example.test/authorize"_s),
                          .tokenEndpoint = QUrl(u"https://api.example.test/token"_s)};
    server.tokenAuthentication = authentication;
    return server;
}

Profile with(Profile profile, const QString &key, const QString &value)
{
    profile.settings.insert(key, value);
    return profile;
}

constexpr char key[] = R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                       R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",)"
                       R"("d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"})";

} // namespace

/// What the settings of a profile come to, without a server.
class TestOAuthProfile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesItsServer_data();
    void namesItsServer();
    void namedEndpointsReplaceTheMetadatas();
    void findsWhatIsUnconfirmed();
    void choosesTheAuthentication_data();
    void choosesTheAuthentication();
    void clientKeys_data();
    void clientKeys();
    void choosesTheScope_data();
    void choosesTheScope();
    void choosesTheResource();
    void choosesToPush_data();
    void choosesToPush();
    void choosesToBind_data();
    void choosesToBind();
    void readsTheRedirect();
    void makesTheRequest();
    void consentIsAskedForWithOfflineAccess_data();
    void consentIsAskedForWithOfflineAccess();
};

void TestOAuthProfile::namesItsServer_data()
{
    QTest::addColumn<QString>("recipe");
    QTest::addColumn<QStringList>("keys");
    QTest::addColumn<bool>("isNamed");
    const QString token = u"endpoint.token"_s;
    QTest::newRow("nothing") << u"oidc"_s << QStringList() << false;
    QTest::newRow("browser-half") << u"oidc"_s << QStringList{token} << false;
    QTest::newRow("browser") << u"oidc"_s << QStringList{token, u"endpoint.authorization"_s} << true;
    QTest::newRow("device-half") << u"device"_s << QStringList{token} << false;
    QTest::newRow("device") << u"device"_s << QStringList{token, u"endpoint.device_authorization"_s} << true;
    QTest::newRow("machine") << u"client-credentials"_s << QStringList{token} << true;
}

void TestOAuthProfile::namesItsServer()
{
    QFETCH(const QString, recipe);
    QFETCH(const QStringList, keys);
    QFETCH(const bool, isNamed);
    Profile profile = profileOf(recipe);
    for (const QString &one : keys)
        profile = with(profile, one, u"https://x.test/"_s + one);
    const auto server = namedServer(profile);
    QCOMPARE(bool(server), isNamed);
    if (isNamed) {
        QCOMPARE(server->issuer, u"https://api.example.test"_s);
        QCOMPARE(server->tokenEndpoint, QUrl(u"https://x.test/endpoint.token"_s));
    }
}

void TestOAuthProfile::namedEndpointsReplaceTheMetadatas()
{
    Profile profile = profileOf(u"oidc"_s);
    const std::pair<const char *, QUrl ServerMetadata::*> all[] = {
        {"endpoint.authorization", &ServerMetadata::authorizationEndpoint},
        {"endpoint.token", &ServerMetadata::tokenEndpoint},
        {"endpoint.jwks", &ServerMetadata::jwksUri},
        {"endpoint.userinfo", &ServerMetadata::userinfoEndpoint},
        {"endpoint.revocation", &ServerMetadata::revocationEndpoint},
        {"endpoint.introspection", &ServerMetadata::introspectionEndpoint},
        {"endpoint.end_session", &ServerMetadata::endSessionEndpoint},
        {"endpoint.device_authorization", &ServerMetadata::deviceAuthorizationEndpoint}};
    for (const auto &[name, member] : all) {
        ServerMetadata server = serverOf();
        const ServerMetadata before = server;
        applyNamedEndpoints(server, profile);
        QVERIFY(server == before);
        applyNamedEndpoints(server, with(profile, QString::fromLatin1(name), u"https://other.test/x"_s));
        QCOMPARE(server.*member, QUrl(u"https://other.test/x"_s));
        server.*member = before.*member;
        QVERIFY2(server == before, name); // and nothing else
    }
}

void TestOAuthProfile::findsWhatIsUnconfirmed()
{
    const Profile profile = profileOf(u"oidc"_s);
    ServerMetadata server = serverOf();
    QCOMPARE(unconfirmedOrigins(profile, server), QStringList());
    server.tokenEndpoint = QUrl(u"https://token.test/token"_s);
    server.revocationEndpoint = QUrl(u"https://token.test/revoke"_s);
    server.userinfoEndpoint = QUrl(u"https://people.test/me"_s);
    server.jwksUri = QUrl(u"https://keys.test/jwks"_s); // nothing secret goes there
    const QStringList found = unconfirmedOrigins(profile, server);
    QCOMPARE(found, QStringList({u"https://token.test"_s, u"https://people.test"_s}));
    // `origins` are for the access token, not for the client's secrets.
    QCOMPARE(unconfirmedOrigins(with(profile, u"origins"_s, u"https://token.test"_s), server), found);
    const Profile confirmed = withConfirmed(profile, {found.front()});
    QCOMPARE(unconfirmedOrigins(confirmed, server), QStringList(u"https://people.test"_s));
    QCOMPARE(unconfirmedOrigins(withConfirmed(confirmed, {found.back()}), server), QStringList());
}

void TestOAuthProfile::choosesTheAuthentication_data()
{
    QTest::addColumn<QString>("said");
    QTest::addColumn<QByteArray>("means"); // of secret, key, certificate
    QTest::addColumn<QStringList>("offered");
    QTest::addColumn<QByteArray>("chosen");
    const QString automatic = u"auto"_s;
    const QString basic = u"client_secret_basic"_s, post = u"client_secret_post"_s,
                  jwt = u"client_secret_jwt"_s, keyJwt = u"private_key_jwt"_s, tls = u"tls_client_auth"_s,
                  none = u"none"_s;
    QTest::newRow("nothing") << automatic << ""_qba << QStringList{basic, keyJwt} << "none"_qba;
    QTest::newRow("secret") << automatic << "secret"_qba << QStringList{post, basic}
                            << "client_secret_basic"_qba;
    QTest::newRow("secret-unsaid") << automatic << "secret"_qba << QStringList() << "client_secret_basic"_qba;
    QTest::newRow("secret-post") << automatic << "secret"_qba << QStringList{post, jwt}
                                 << "client_secret_post"_qba;
    QTest::newRow("secret-jwt") << automatic << "secret"_qba << QStringList{jwt} << "client_secret_jwt"_qba;
    QTest::newRow("secret-refused") << automatic << "secret"_qba << QStringList{keyJwt, none}
                                    << "ClientAuthenticationUnsupported"_qba;
    QTest::newRow("key") << automatic << "key"_qba << QStringList{basic, keyJwt} << "private_key_jwt"_qba;
    // It may be there to open encrypted ID Tokens only.
    QTest::newRow("key-not-offered") << automatic << "key"_qba << QStringList{none} << "none"_qba;
    QTest::newRow("key-and-secret") << automatic << "secret key"_qba << QStringList{basic, keyJwt}
                                    << "private_key_jwt"_qba;
    QTest::newRow("key-for-tokens") << automatic << "secret key"_qba << QStringList{basic}
                                    << "client_secret_basic"_qba;
    QTest::newRow("certificate") << automatic << "certificate"_qba << QStringList{tls}
                                 << "tls_client_auth"_qba;
    QTest::newRow("certificate-for-tls") << automatic << "certificate"_qba << QStringList{none} << "none"_qba;
    QTest::newRow("said") << post << "secret"_qba << QStringList{basic} << "client_secret_post"_qba;
    QTest::newRow("said-none") << none << "secret"_qba << QStringList{basic} << "none"_qba;
}

void TestOAuthProfile::choosesTheAuthentication()
{
    QFETCH(const QString, said);
    QFETCH(const QByteArray, means);
    QFETCH(const QStringList, offered);
    QFETCH(const QByteArray, chosen);
    Profile profile =
        with(with(profileOf(u"oidc"_s), u"client_id"_s, u"me"_s), u"client.authentication"_s, said);
    SecretFields fields;
    if (means.contains("secret"))
        fields.emplace(u"client_secret"_s, Secret("s3cret"_qba));
    if (means.contains("key"))
        fields.emplace(u"client_key"_s, Secret(QByteArrayView(key)));
    if (means.contains("certificate"))
        profile.connection.clientCertificate = u"/c.pem"_s;
    const auto client = profileClient(profile, serverOf(offered), fields);
    QCOMPARE(client ? authenticationName(client->authentication) : codeName(client.error().code), chosen);
    if (client) {
        QCOMPARE(client->id, u"me"_s);
        QCOMPARE(client->secret.isEmpty(), !means.contains("secret"));
        QCOMPARE(bool(client->key), means.contains("key"));
    }
}

void TestOAuthProfile::clientKeys_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("private") << QByteArray(key) << "none"_qba;
    QTest::newRow("public") << QByteArray(key).replace(
                                   R"(,"d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI")", "")
                            << "KeyNotPrivate"_qba;
    QTest::newRow("empty-set") << R"({"keys":[]})"_qba
                               << "ClientKeyMissing"_qba;
    QTest::newRow("none") << "hello"_qba
                          << "KeyFormatUnknown"_qba;
}

void TestOAuthProfile::clientKeys()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, code);
    QCOMPARE(codeOf(clientKey({{u"client_key"_s, Secret(text)}})), code);
    const auto none = clientKey({});
    QVERIFY(none && !*none);
}

void TestOAuthProfile::choosesTheScope_data()
{
    QTest::addColumn<QString>("recipe");
    QTest::addColumn<QString>("said");
    QTest::addColumn<QStringList>("offered");
    QTest::addColumn<QStringList>("api");
    QTest::addColumn<QString>("scope");
    const QStringList some = {u"openid"_s, u"profile"_s, u"email"_s, u"offline_access"_s, u"x"_s};
    QTest::newRow("said") << u"oidc"_s << u"a b"_s << some << QStringList{u"c"_s} << u"a b"_s;
    QTest::newRow("offered") << u"oidc"_s << QString() << some << QStringList()
                             << u"openid profile offline_access"_s;
    QTest::newRow("little") << u"oidc"_s << QString() << QStringList{u"openid"_s} << QStringList()
                            << u"openid"_s;
    QTest::newRow("api") << u"oidc"_s << QString() << some << QStringList{u"openid"_s, u"data"_s}
                         << u"openid profile data offline_access"_s;
    QTest::newRow("plain-oauth") << u"oidc"_s << QString() << QStringList() << QStringList() << QString();
    QTest::newRow("device") << u"device"_s << QString() << some << QStringList()
                            << u"openid profile offline_access"_s;
    QTest::newRow("machine") << u"client-credentials"_s << QString() << some << QStringList{u"data"_s}
                             << QString();
}

void TestOAuthProfile::choosesTheScope()
{
    QFETCH(const QString, recipe);
    QFETCH(const QString, said);
    QFETCH(const QStringList, offered);
    QFETCH(const QStringList, api);
    QFETCH(const QString, scope);
    ServerMetadata server = serverOf();
    server.scopes = offered;
    QCOMPARE(wantedScope(with(profileOf(recipe), u"scope"_s, said), server, {{}, api}), scope);
    QVERIFY(hasScope(u"a openid"_s, QLatin1StringView("openid")));
    QVERIFY(!hasScope(u"openid2"_s, QLatin1StringView("openid")));
}

void TestOAuthProfile::choosesTheResource()
{
    const Profile profile = profileOf(u"oidc"_s);
    const Api api{QUrl(u"https://api.example.test/v1"_s)};
    QCOMPARE(wantedResources(profile, {}), QStringList());
    QCOMPARE(wantedResources(profile, api), QStringList(u"https://api.example.test/v1"_s));
    QCOMPARE(wantedResources(with(profile, u"resource"_s, u"urn:a urn:b"_s), api),
             QStringList({u"urn:a"_s, u"urn:b"_s}));
}

void TestOAuthProfile::choosesToPush_data()
{
    QTest::addColumn<QString>("par");
    QTest::addColumn<bool>("isOffered");
    QTest::addColumn<bool>("isRequired");
    QTest::addColumn<QByteArray>("push");
    QTest::newRow("auto") << u"auto"_s << true << false << "yes"_qba;
    QTest::newRow("auto-not-offered") << u"auto"_s << false << false << "no"_qba;
    QTest::newRow("never") << u"never"_s << true << false << "no"_qba;
    QTest::newRow("never-but-required") << u"never"_s << true << true << "yes"_qba;
    QTest::newRow("always") << u"always"_s << true << false << "yes"_qba;
    QTest::newRow("always-not-offered") << u"always"_s << false << false << "EndpointMissing"_qba;
    QTest::newRow("required-not-offered") << u"auto"_s << false << true << "EndpointMissing"_qba;
}

void TestOAuthProfile::choosesToPush()
{
    QFETCH(const QString, par);
    QFETCH(const bool, isOffered);
    QFETCH(const bool, isRequired);
    QFETCH(const QByteArray, push);
    ServerMetadata server = serverOf();
    server.requirePushedAuthorization = isRequired;
    if (isOffered)
        server.pushedAuthorizationEndpoint = QUrl(u"https://api.example.test/par"_s);
    const auto wanted = wantedPush(with(profileOf(u"oidc"_s), u"par"_s, par), server);
    QCOMPARE(!wanted ? codeName(wanted.error().code) : *wanted == Push::Yes ? "yes"_qba : "no"_qba, push);
}

void TestOAuthProfile::choosesToBind_data()
{
    QTest::addColumn<QString>("dpop");
    QTest::addColumn<QStringList>("algorithms");
    QTest::addColumn<bool>("isBound");
    QTest::newRow("default") << QString() << QStringList{u"ES256"_s} << false;
    QTest::newRow("off") << u"off"_s << QStringList{u"ES256"_s} << false;
    QTest::newRow("auto") << u"auto"_s << QStringList{u"ES256"_s} << true;
    QTest::newRow("auto-not-offered") << u"auto"_s << QStringList() << false;
    QTest::newRow("on") << u"on"_s << QStringList() << true;
}

void TestOAuthProfile::choosesToBind()
{
    QFETCH(const QString, dpop);
    QFETCH(const QStringList, algorithms);
    QFETCH(const bool, isBound);
    Profile profile = profileOf(u"oidc"_s);
    if (!dpop.isEmpty())
        profile = with(profile, u"dpop"_s, dpop);
    ServerMetadata server = serverOf();
    server.dpopAlgorithms = algorithms;
    QCOMPARE(wantsDpop(profile, server), isBound);
}

void TestOAuthProfile::readsTheRedirect()
{
    using Host = oauth::LoopbackOptions::Host;
    Profile profile = with(profileOf(u"oidc"_s), u"client_id"_s, u"app"_s);
    auto options = loopbackOptions(profile, {});
    QVERIFY(options.host == Host::V4 && options.ports.empty());
    QCOMPARE(options.path, u"/callback"_s);
    profile = with(with(profile, u"redirect_port"_s, u"8080,9090"_s), u"redirect_path"_s, u"/"_s);
    options = loopbackOptions(profile, {});
    QCOMPARE(options.ports, std::vector<quint16>({8080, 9090}));
    QCOMPARE(options.path, u"/"_s);
    QVERIFY(loopbackOptions(with(profile, u"redirect_host"_s, u"::1"_s), {}).host == Host::V6);
    QVERIFY(loopbackOptions(with(profile, u"redirect_host"_s, u"localhost"_s), {}).host == Host::Name);
}

void TestOAuthProfile::makesTheRequest()
{
    Profile profile = profileOf(u"oidc"_s);
    for (const auto &[name, value] : {std::pair(u"scope"_s, u"openid a"_s),
                                      {u"prompt"_s, u"login"_s},
                                      {u"login_hint"_s, u"alice"_s},
                                      {u"acr_values"_s, u"gold"_s},
                                      {u"max_age"_s, u"0"_s},
                                      {u"audience"_s, u"https://aud.test"_s},
                                      {u"authorize.ui_locales"_s, u"de"_s}})
        profile = with(profile, name, value);
    const auto request = authorizationRequest(profile, serverOf(), {});
    QCOMPARE(request.scope, u"openid a"_s);
    QCOMPARE(request.prompt, u"login"_s);
    QCOMPARE(request.loginHint, u"alice"_s);
    QCOMPARE(request.acrValues, u"gold"_s);
    QVERIFY(request.maxAge == 0s);
    using Extra = std::pair<QString, QString>;
    QCOMPARE(request.extra, std::vector<Extra>({Extra(u"audience"_s, u"https://aud.test"_s),
                                                Extra(u"ui_locales"_s, u"de"_s)}));
    QVERIFY(!authorizationRequest(profileOf(u"oidc"_s), serverOf(), {}).maxAge);
}

void TestOAuthProfile::consentIsAskedForWithOfflineAccess_data()
{
    QTest::addColumn<QString>("scope");
    QTest::addColumn<QString>("prompt");
    QTest::addColumn<QString>("asked");
    QTest::newRow("ours") << QString() << QString() << u"consent"_s;
    QTest::newRow("prompt-is-theirs") << QString() << u"login"_s << u"login"_s;
    QTest::newRow("scope-is-theirs") << u"openid offline_access"_s << QString() << u"consent"_s;
    QTest::newRow("not-offline") << u"openid"_s << QString() << QString();
}

void TestOAuthProfile::consentIsAskedForWithOfflineAccess()
{
    QFETCH(const QString, scope);
    QFETCH(const QString, prompt);
    QFETCH(const QString, asked);
    Profile profile = profileOf(u"oidc"_s);
    if (!scope.isEmpty())
        profile = with(profile, u"scope"_s, scope);
    if (!prompt.isEmpty())
        profile = with(profile, u"prompt"_s, prompt);
    ServerMetadata server = serverOf();
    server.scopes = {u"openid"_s, u"offline_access"_s};
    QCOMPARE(authorizationRequest(profile, server, {}).prompt, asked);
}

QTEST_APPLESS_MAIN(TestOAuthProfile)
#include "tst_oauth_profile.moc"
