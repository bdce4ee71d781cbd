#include "oauth/server_metadata.h"
#include "oauth_request_tools.h"

using namespace oauth_request_tools;

class TestOauthMetadata : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsTheDocumentOfRfc8414();
    void readsEveryMember();
    void keepsEveryMember();
    void whereItStood_data();
    void whereItStood();
    void comparesTheIssuerExactly_data();
    void comparesTheIssuerExactly();
    void judgesTheAnswer_data();
    void judgesTheAnswer();
    void judgesMembers_data();
    void judgesMembers();
    void judgesEndpoints_data();
    void judgesEndpoints();
    void namesTheOriginsOfSecrets();
    void damagedEntries_data();
    void damagedEntries();
};

namespace {

const QString issuer = u"https://server.example.com"_s;
const QByteArray start = "{\"issuer\":\"https://server.example.com\"";

Result<ServerMetadata> process(const QByteArray &body, int status = 200)
{
    return processServerMetadata(answer(status, body), issuer);
}

/// A document with this after the issuer.
Result<ServerMetadata> with(const QByteArray &members)
{
    return process(start + ',' + members + '}');
}

/// Every member that is read, each with a value of its own.
const QByteArray everything =
    start +
    ",\"authorization_endpoint\":\"https://a.example/authorize\",\"token_endpoint\":\"https://b.example/"
    "token?x=%2F\","
    "\"jwks_uri\":\"https://c.example/jwks\",\"userinfo_endpoint\":\"https://d.example/userinfo\","
    "\"revocation_endpoint\":\"https://e.example/revoke\",\"introspection_endpoint\":\"https://f.example/"
    "introspect\","
    "\"end_session_endpoint\":\"https://g.example/logout\","
    "\"device_authorization_endpoint\":\"https://h.example/device\","
    "\"pushed_authorization_request_endpoint\":\"https://i.example/par\","
    "\"registration_endpoint\":\"https://j.example/register\",\"scopes_supported\":[\"openid\",\"email\"],"
    "\"grant_types_supported\":[\"refresh_token\"],\"code_challenge_methods_supported\":[\"S256\"],"
    "\"token_endpoint_auth_methods_supported\":[\"none\"],"
    "\"token_endpoint_auth_signing_alg_values_supported\":[\"ES256\"],"
    "\"id_token_signing_alg_values_supported\":[\"RS256\",\"PS256\"],"
    "\"dpop_signing_alg_values_supported\":[\"EdDSA\"],\"prompt_values_supported\":[\"create\"],"
    "\"acr_values_supported\":[\"urn:a\"],\"require_pushed_authorization_requests\":true,"
    "\"authorization_response_iss_parameter_supported\":true,\"tls_client_certificate_bound_access_tokens\":"
    "true,"
    "\"backchannel_logout_supported\":true,"
    "\"mtls_endpoint_aliases\":{\"token_endpoint\":\"https://k.example/token\"}}";

} // namespace

void TestOauthMetadata::readsTheDocumentOfRfc8414()
{
    // Section 3.2.
    const Result<ServerMetadata> metadata =
        with("\"authorization_endpoint\":\"https://server.example.com/authorize\","
             "\"token_endpoint\":\"https://server.example.com/token\","
             "\"token_endpoint_auth_methods_supported\":[\"client_secret_basic\", \"private_key_jwt\"],"
             "\"token_endpoint_auth_signing_alg_values_supported\":[\"RS256\", \"ES256\"],"
             "\"userinfo_endpoint\":\"https://server.example.com/userinfo\","
             "\"jwks_uri\":\"https://server.example.com/jwks.json\","
             "\"registration_endpoint\":\"https://server.example.com/register\","
             "\"scopes_supported\":[\"openid\", \"profile\", \"email\", \"address\", \"phone\", "
             "\"offline_access\"],"
             "\"response_types_supported\":[\"code\", \"code token\"],"
             "\"service_documentation\":\"http://server.example.com/service_documentation.html\","
             "\"ui_locales_supported\":[\"en-US\", \"en-GB\", \"en-CA\", \"fr-FR\", \"fr-CA\"]");
    QCOMPARE(codeOf(metadata), QByteArray("none"));
    QCOMPARE(metadata->issuer, issuer);
    QCOMPARE(metadata->authorizationEndpoint, QUrl(issuer + u"/authorize"_s));
    QCOMPARE(metadata->tokenEndpoint, QUrl(issuer + u"/token"_s));
    QCOMPARE(metadata->tokenAuthentication, (QStringList{u"client_secret_basic"_s, u"private_key_jwt"_s}));
    QCOMPARE(metadata->tokenSigningAlgorithms, (QStringList{u"RS256"_s, u"ES256"_s}));
    QCOMPARE(metadata->userinfoEndpoint, QUrl(issuer + u"/userinfo"_s));
    QCOMPARE(metadata->jwksUri, QUrl(issuer + u"/jwks.json"_s));
    QCOMPARE(metadata->registrationEndpoint, QUrl(issuer + u"/register"_s));
    QCOMPARE(metadata->scopes.size(), 6);
    QVERIFY(metadata->revocationEndpoint.isEmpty() && metadata->codeChallengeMethods.isEmpty());
    QVERIFY(!metadata->issParameterSupported && !metadata->requirePushedAuthorization);
    QCOMPARE(metadata->origins(), std::vector{http::Origin::fromString(issuer).value()});
}

void TestOauthMetadata::readsEveryMember()
{
    const Result<ServerMetadata> read = process(everything);
    QCOMPARE(codeOf(read), QByteArray("none"));
    const ServerMetadata expected{
        .issuer = issuer,
        .authorizationEndpoint = QUrl(u"https://a.example/authorize"_s),
        .tokenEndpoint = QUrl(u"https://b.example/token?x=%2F"_s),
        .jwksUri = QUrl(u"https://c.example/jwks"_s),
        .userinfoEndpoint = QUrl(u"https://d.example/userinfo"_s),
        .revocationEndpoint = QUrl(u"https://e.example/revoke"_s),
        .introspectionEndpoint = QUrl(u"https://f.example/introspect"_s),
        .endSessionEndpoint = QUrl(u"https://g.example/logout"_s),
        .deviceAuthorizationEndpoint = QUrl(u"https://h.example/device"_s),
        .pushedAuthorizationEndpoint = QUrl(u"https://i.example/par"_s),
        .registrationEndpoint = QUrl(u"https://j.example/register"_s),
        .scopes = {u"openid"_s, u"email"_s},
        .grantTypes = {u"refresh_token"_s},
        .codeChallengeMethods = {u"S256"_s},
        .tokenAuthentication = {u"none"_s},
        .tokenSigningAlgorithms = {u"ES256"_s},
        .idTokenAlgorithms = {u"RS256"_s, u"PS256"_s},
        .dpopAlgorithms = {u"EdDSA"_s},
        .prompts = {u"create"_s},
        .acrValues = {u"urn:a"_s},
        .requirePushedAuthorization = true,
        .issParameterSupported = true,
        .certificateBoundTokens = true,
        .backchannelLogout = true,
        .mtlsEndpoints = {{u"token_endpoint"_s, QUrl(u"https://k.example/token"_s)}},
    };
    QVERIFY(*read == expected);
}

void TestOauthMetadata::keepsEveryMember()
{
    ServerMetadata metadata = process(everything).value();
    for (const bool isOpenId : {false, true}) {
        metadata.isOpenId = isOpenId;
        const Result<ServerMetadata> back = metadataFromJson(metadataToJson(metadata));
        QCOMPARE(codeOf(back), QByteArray("none"));
        QVERIFY(*back == metadata);
    }
    const ServerMetadata least{.issuer = u"https://a.example/\u00e9\""_s};
    QCOMPARE(metadataToJson(least), QByteArray("{\"issuer\":\"https://a.example/\xc3\xa9\\\"\"}"));
    QVERIFY(metadataFromJson(metadataToJson(least)).value() == least);
}

void TestOauthMetadata::whereItStood_data()
{
    QTest::addColumn<QString>("asked");
    QTest::addColumn<QString>("answered");
    QTest::addColumn<bool>("isOpenId");
    const QString openId = issuer + u"/.well-known/openid-configuration"_s;
    const QString oauth = issuer + u"/.well-known/oauth-authorization-server"_s;
    QTest::newRow("OpenID Connect") << openId << openId << true;
    QTest::newRow("OpenID Connect, below a path")
        << issuer + u"/a/.well-known/openid-configuration"_s << issuer + u"/x"_s << true;
    QTest::newRow("OAuth") << oauth << oauth << false;
    QTest::newRow("OAuth that leads elsewhere") << oauth << openId << false;
}

void TestOauthMetadata::whereItStood()
{
    QFETCH(QString, asked);
    QFETCH(QString, answered);
    QFETCH(bool, isOpenId);
    http::Response response = answer(200, start + '}');
    response.url = QUrl(answered);
    if (asked != answered)
        response.redirects.push_back({QUrl(asked), 302});
    QCOMPARE(processServerMetadata(response, issuer)->isOpenId, isOpenId);
}

void TestOauthMetadata::comparesTheIssuerExactly_data()
{
    QTest::addColumn<QString>("asked");
    QTest::addColumn<QByteArray>("said"); // as JSON
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *name, const char *asked, const char *said,
                        const char *code = "IssuerMismatch") {
        QTest::newRow(name) << QString::fromUtf8(asked) << QByteArray(said) << QByteArray(code);
    };
    row("the same", "https://a.example/x", "\"https://a.example/x\"", "none");
    row("the same with a slash", "https://a.example/x/", "\"https://a.example/x/\"", "none");
    row("the same through an escape", "https://a.example/x", "\"https:\\/\\/a.example\\u002fx\"", "none");
    row("a slash more", "https://a.example/x", "\"https://a.example/x/\"");
    row("a slash less", "https://a.example/", "\"https://a.example\"");
    row("another case of the host", "https://a.example/x", "\"https://A.example/x\"");
    row("another case of the path", "https://a.example/x", "\"https://a.example/X\"");
    row("a port that says nothing", "https://a.example/x", "\"https://a.example:443/x\"");
    row("an encoded letter", "https://a.example/x", "\"https://a.example/%78\"");
    row("a space more", "https://a.example/x", "\"https://a.example/x \"");
    row("a NUL more", "https://a.example/x", "\"https://a.example/x\\u0000\"");
    row("a letter that looks alike", "https://a.example/x", "\"https://\xd0\xb0.example/x\"");
    row("a part of it", "https://a.example/x", "\"https://a.example\"");
    row("a template", "https://login.example/common/v2.0", "\"https://login.example/{tenantid}/v2.0\"");
    row("a list", "https://a.example/x", "[\"https://a.example/x\"]");
    row("null", "https://a.example/x", "null");
}

void TestOauthMetadata::comparesTheIssuerExactly()
{
    QFETCH(QString, asked);
    QFETCH(QByteArray, said);
    QFETCH(QByteArray, code);
    const auto metadata = processServerMetadata(answer(200, "{\"issuer\":" + said + '}'), asked);
    QCOMPARE(codeOf(metadata), code);
    if (metadata)
        QCOMPARE(metadata->issuer, asked);
    else
        QCOMPARE(metadata.error().detail.isEmpty(), !said.startsWith('"')); // what it says instead
}

void TestOauthMetadata::judgesTheAnswer_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *name, int status, const QByteArray &body, const char *code) {
        QTest::newRow(name) << status << body << QByteArray(code);
    };
    const QByteArray good = start + '}';
    row("nothing wrong", 200, good, "none");
    row("members that nobody knows", 200, start + ",\"x\":{\"y\":[1,null]},\"z\":1,\"z\":2}", "none");
    row("201", 201, good, "UnexpectedStatus");
    row("302", 302, good, "UnexpectedStatus");
    row("404", 404, good, "UnexpectedStatus");
    row("500", 500, good, "UnexpectedStatus");
    row("nothing", 200, "", "ResponseNotJson");
    row("a page", 200, "<!doctype html>", "ResponseNotJson");
    row("a list", 200, '[' + good + ']', "ResponseNotJson");
    row("a text", 200, "\"issuer\"", "ResponseNotJson");
    row("two documents", 200, good + good, "ResponseNotJson");
    row("half a document", 200, good.chopped(1), "ResponseNotJson");
    row("no UTF-8", 200, start + ",\"x\":\"\xff\"}", "ResponseNotJson");
    row("deep", 200, start + ",\"x\":" + QByteArray(63, '[') + QByteArray(63, ']') + '}', "none");
    row("too deep", 200, start + ",\"x\":" + QByteArray(64, '[') + QByteArray(64, ']') + '}',
        "ResponseNotJson");
    row("large", 200, start + ",\"x\":\"" + QByteArray(1'000'000, 'x') + "\"}", "none");
    row("too large", 200, start + ",\"x\":\"" + QByteArray(1'048'576, 'x') + "\"}", "ResponseNotJson");
    row("two issuers", 200, start + ",\"issuer\":\"https://server.example.com\"}", "IssuerMismatch");
    row("no issuer", 200, "{}", "IssuerMismatch");
}

void TestOauthMetadata::judgesTheAnswer()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, code);
    QCOMPARE(codeOf(process(body, status)), code);
}

void TestOauthMetadata::judgesMembers_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const QByteArray &members, const char *code = "MetadataInvalid") {
        QTest::newRow(members.left(60).constData()) << members << QByteArray(code);
    };
    const auto words = [](int count) {
        return "\"scopes_supported\":[" + QByteArray("\"a\",").repeated(count - 1) + "\"a\"]";
    };
    row("\"scopes_supported\":[]", "none");
    row("\"scopes_supported\":null", "none");
    row("\"scopes_supported\":\"openid\"");
    row("\"scopes_supported\":{\"openid\":true}");
    row("\"scopes_supported\":[\"openid\",7]");
    row("\"scopes_supported\":[\"openid\",null]");
    row("\"scopes_supported\":[\"a\"],\"scopes_supported\":[\"a\"]");
    row("\"scopes_supported\":[\"" + QByteArray(510, 'a') + "\"]", "none");
    row("\"scopes_supported\":[\"" + QByteArray(511, 'a') + "\"]");
    row(words(2000), "none");
    row(words(2001));
    row("\"require_pushed_authorization_requests\":false", "none");
    row("\"require_pushed_authorization_requests\":null", "none");
    row("\"require_pushed_authorization_requests\":\"true\"");
    row("\"require_pushed_authorization_requests\":1");
    row("\"require_pushed_authorization_requests\":true,\"require_pushed_authorization_requests\":false");
    row("\"mtls_endpoint_aliases\":{}", "none");
    row("\"mtls_endpoint_aliases\":null", "none");
    row("\"mtls_endpoint_aliases\":[]");
    row("\"mtls_endpoint_aliases\":{\"x\":\"javascript:alert(1)\"}", "none");
    row("\"mtls_endpoint_aliases\":{\"token_endpoint\":\"javascript:alert(1)\"}");
    row("\"mtls_endpoint_aliases\":{\"token_endpoint\":\"http://a.example\"}", "UrlInsecure");
}

void TestOauthMetadata::judgesMembers()
{
    QFETCH(QByteArray, members);
    QFETCH(QByteArray, code);
    QCOMPARE(codeOf(with(members)), code);
}

void TestOauthMetadata::judgesEndpoints_data()
{
    QTest::addColumn<QByteArray>("value"); // as JSON
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *name, const QByteArray &value, const char *code = "MetadataInvalid") {
        QTest::newRow(name) << value << QByteArray(code);
    };
    row("https", "\"https://a.example/x\"", "none");
    row("with a query", "\"https://a.example/x?y=z\"", "none");
    row("with a port", "\"https://a.example:8443/x\"", "none");
    row("a host of punycode", "\"https://xn--bcher-kva.example/\"", "none");
    row("http on this machine", "\"http://127.0.0.1:8080/x\"", "none");
    row("http on this machine, IPv6", "\"http://[::1]:8080/x\"", "none");
    row("http on localhost", "\"http://localhost/x\"", "none");
    row("null", "null", "none");
    row("http", "\"http://a.example/x\"", "UrlInsecure");
    row("http to a name that begins so", "\"http://localhost.a.example/x\"", "UrlInsecure");
    row("http to all interfaces", "\"http://0.0.0.0/x\"", "UrlInsecure");
    row("empty", "\"\"");
    row("relative", "\"/token\"");
    row("without a scheme", "\"a.example/token\"");
    row("without a host", "\"https:///token\"");
    row("javascript", "\"javascript:alert(1)\"");
    row("javascript with a host", "\"javascript://a.example/%0aalert(1)\"");
    row("data", "\"data:text/html,x\"");
    row("file", "\"file:///etc/passwd\"");
    row("ftp", "\"ftp://a.example/\"");
    row("a user", "\"https://user@a.example/\"");
    row("a user and a password", "\"https://user:pw@a.example/\"");
    row("an empty user", "\"https://@a.example/\"");
    row("a fragment", "\"https://a.example/x#y\"");
    row("an empty fragment", "\"https://a.example/x#\"");
    row("a NUL", "\"https://a.example/\\u0000x\"");
    row("a NUL in the host", "\"https://a.example\\u0000.evil.example/\"");
    row("a line end", "\"https://a.example/\\r\\nHost: x\"");
    row("a space", "\"https://a.example/a b\"");
    row("a space before", "\" https://a.example/\"");
    row("a tab", "\"https://a.exa\\tmple/\"");
    row("a letter that looks alike", "\"https://\xd0\xb0.example/\"");
    row("bidi", "\"https://a.example/\\u202e\"");
    row("a lone surrogate", "\"https://a.example/\\ud800\"");
    row("a backslash", "\"https://a.example\\\\@evil.example/\"");
    row("a port that is none", "\"https://a.example:99999/\"");
    row("port 0", "\"https://a.example:0/\"");
    row("a number", "7");
    row("a list", "[\"https://a.example/x\"]");
    row("an object", "{}");
    row("true", "true");
    row("twice", "\"https://a.example/x\",\"%1\":\"https://a.example/x\"");
    row("long", "\"https://a.example/" + QByteArray(8192 - 18, 'x') + '"', "none");
    row("too long", "\"https://a.example/" + QByteArray(8192 - 17, 'x') + '"');
}

void TestOauthMetadata::judgesEndpoints()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, code);
    for (const char *name :
         {"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "revocation_endpoint",
          "introspection_endpoint", "end_session_endpoint", "device_authorization_endpoint",
          "pushed_authorization_request_endpoint", "registration_endpoint"}) {
        const auto metadata = with(QByteArray("\"") + name + "\":" + QByteArray(value).replace("%1", name));
        QCOMPARE(codeOf(metadata), code);
        if (!metadata) // which one, and never what stood there
            QVERIFY((metadata.error().subject + metadata.error().detail).contains(QLatin1String(name)));
    }
}

void TestOauthMetadata::namesTheOriginsOfSecrets()
{
    QStringList origins;
    for (const http::Origin &origin : process(everything)->origins())
        origins += origin.toString();
    // Not a, which the browser opens, nor c, whose keys are public.
    QCOMPARE(origins,
             (QStringList{issuer, u"https://b.example"_s, u"https://d.example"_s, u"https://e.example"_s,
                          u"https://f.example"_s, u"https://g.example"_s, u"https://h.example"_s,
                          u"https://i.example"_s, u"https://j.example"_s, u"https://k.example"_s}));
}

void TestOauthMetadata::damagedEntries_data()
{
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *name, const QByteArray &entry,
                        const char *code = "KeychainEntryDamaged") {
        QTest::newRow(name) << entry << QByteArray(code);
    };
    row("nothing wrong", start + ",\"claimcheck_openid\":true}", "none");
    row("no JSON", "x");
    row("empty", "");
    row("a list", "[]");
    row("no issuer", "{}");
    row("an issuer that is no text", "{\"issuer\":7}");
    row("an address that cannot be used", start + ",\"token_endpoint\":\"javascript:x\"}");
    row("plain http", start + ",\"token_endpoint\":\"http://a.example\"}");
    row("a flag that is none", start + ",\"claimcheck_openid\":1}");
}

void TestOauthMetadata::damagedEntries()
{
    QFETCH(QByteArray, entry);
    QFETCH(QByteArray, code);
    QCOMPARE(codeOf(metadataFromJson(entry)), code);
}

QTEST_GUILESS_MAIN(TestOauthMetadata)
#include "tst_oauth_metadata.moc"
