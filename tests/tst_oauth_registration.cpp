#include "oauth/registration.h"
#include "base/json.h"
#include "oauth_request_tools.h"

using namespace oauth_request_tools;

class TestOauthRegistration : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksAsANativePublicClient();
    void asksForAGrantWithoutABrowser();
    void bringsItsInitialAccessToken();
    void needsAnEndpoint();
    void readsTheAnswerOfRfc7591();
    void judges_data();
    void judges();
    void saysWhatTheServerSays();
};

namespace {

Registration registrationOf()
{
    return {.redirectUris = {QUrl(u"http://127.0.0.1/callback"_s), QUrl(u"http://[::1]/callback"_s)},
            .grantTypes = {u"authorization_code"_s, u"refresh_token"_s},
            .scope = u"openid \"x\""_s};
}

} // namespace

void TestOauthRegistration::asksAsANativePublicClient()
{
    const auto out = registrationRequest(serverOf(), registrationOf(), leashOf());
    QCOMPARE(codeOf(out), QByteArray("none"));
    QCOMPARE(out->request.method, QByteArray("POST"));
    QCOMPARE(out->request.url, QUrl(u"https://server.example.com/register"_s));
    QCOMPARE(out->request.headers,
             (http::Headers{{"Accept", "application/json"}, {"Content-Type", "application/json"}}));
    QVERIFY(out->request.redirects == http::RedirectPolicy::None);
    QVERIFY(out->request.timeout == 30s);
    QCOMPARE(out->request.maxBody, 1024 * 1024);
    QVERIFY(out->credentials.empty());
    QCOMPARE(
        out->request.body,
        QByteArray("{\"client_name\":\"Claimcheck\",\"application_type\":\"native\","
                   "\"redirect_uris\":[\"http://127.0.0.1/callback\",\"http://[::1]/callback\"],"
                   "\"grant_types\":[\"authorization_code\",\"refresh_token\"],\"response_types\":[\"code\"],"
                   "\"token_endpoint_auth_method\":\"none\",\"scope\":\"openid \\\"x\\\"\"}"));
}

void TestOauthRegistration::asksForAGrantWithoutABrowser()
{
    // RFC 7591 section 2.1: response_types go with grant_types.
    Registration registration;
    registration.grantTypes = {u"urn:ietf:params:oauth:grant-type:device_code"_s};
    const auto out = registrationRequest(serverOf(), registration, leashOf());
    const json::Document body = json::Document::parse(out->request.body).value();
    QCOMPARE(body.root().find("redirect_uris").size(), 0);
    QCOMPARE(body.root().find("response_types").size(), 0);
    QVERIFY(!body.root().find("scope").isValid());
}

void TestOauthRegistration::bringsItsInitialAccessToken()
{
    // RFC 7591 section 3, as in its second example.
    Registration registration = registrationOf();
    registration.initialAccessToken = Secret("ey23f2.adfj230.af32-developer321"_qba);
    const auto out = registrationRequest(serverOf(), registration, leashOf());
    QCOMPARE(carried(*out), QByteArrayList{"Authorization: Bearer ey23f2.adfj230.af32-developer321"});
}

void TestOauthRegistration::needsAnEndpoint()
{
    ServerMetadata server = serverOf();
    server.registrationEndpoint = {};
    const auto out = registrationRequest(server, registrationOf(), leashOf());
    QCOMPARE(codeOf(out), QByteArray("EndpointMissing"));
    QCOMPARE(out.error().subject, u"registration_endpoint"_s);
}

void TestOauthRegistration::readsTheAnswerOfRfc7591()
{
    // Section 3.2.1, as far as it matters here.
    const auto registered = processRegistration(
        answer(
            201,
            "{\"client_id\":\"s6BhdRkqt3\",\"client_secret\":\"cf136dc3c1fc93f31185e5885805d\","
            "\"client_id_issued_at\":2893256800,\"client_secret_expires_at\":2893276800,"
            "\"redirect_uris\":[\"https://client.example.org/callback\",\"https://client.example.org/"
            "callback2\"],"
            "\"grant_types\":[\"authorization_code\",\"refresh_token\"],\"client_name\":\"My Example "
            "Client\","
            "\"token_endpoint_auth_method\":\"client_secret_basic\",\"example_extension_parameter\":\"x\"}"),
        now);
    QCOMPARE(codeOf(registered), QByteArray("none"));
    QCOMPARE(registered->client.id, u"s6BhdRkqt3"_s);
    QVERIFY(registered->client.authentication == ClientAuthentication::SecretBasic);
    QCOMPARE(text(registered->client.secret), QByteArray("cf136dc3c1fc93f31185e5885805d"));
    QVERIFY(registered->secretExpiresAt == TimePoint(2'893'276'800s));
}

void TestOauthRegistration::judges_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("told"); // method and secret, or the error's subject
    const auto row = [](const char *name, int status, const char *body, const char *code, const char *told) {
        QTest::newRow(name) << status << QByteArray(body) << QByteArray(code) << QByteArray(told);
    };
    row("a public client", 201, "{\"client_id\":\"a\",\"token_endpoint_auth_method\":\"none\"}", "none",
        "none ");
    row("200", 200, "{\"client_id\":\"a\",\"token_endpoint_auth_method\":\"none\"}", "none", "none ");
    row("nothing said", 201, "{\"client_id\":\"a\"}", "none", "none ");
    row("a secret and nothing said", 201, "{\"client_id\":\"a\",\"client_secret\":\"s\"}", "none",
        "client_secret_basic s");
    row("a secret for the form", 201,
        "{\"client_id\":\"a\",\"client_secret\":\"s\",\"token_endpoint_auth_method\":\"client_secret_post\"}",
        "none", "client_secret_post s");
    row("a secret that does not expire", 201,
        "{\"client_id\":\"a\",\"client_secret\":\"s\",\"client_secret_expires_at\":0}", "none",
        "client_secret_basic s");
    row("a secret for nothing", 201,
        "{\"client_id\":\"a\",\"client_secret\":\"s\",\"token_endpoint_auth_method\":\"none\"}", "none",
        "none ");
    row("a method without its secret", 201,
        "{\"client_id\":\"a\",\"token_endpoint_auth_method\":\"client_secret_basic\"}",
        "ClientAuthenticationUnsupported", "client_secret_basic");
    row("a method with a key", 201,
        "{\"client_id\":\"a\",\"token_endpoint_auth_method\":\"private_key_jwt\"}",
        "ClientAuthenticationUnsupported", "private_key_jwt");
    row("a method with a certificate", 201,
        "{\"client_id\":\"a\",\"token_endpoint_auth_method\":\"tls_client_auth\"}",
        "ClientAuthenticationUnsupported", "tls_client_auth");
    row("a method that nobody knows", 201, "{\"client_id\":\"a\",\"token_endpoint_auth_method\":\"magic\"}",
        "ClientAuthenticationUnsupported", "magic");
    row("a method that is no text", 201, "{\"client_id\":\"a\",\"token_endpoint_auth_method\":7}",
        "ClientAuthenticationUnsupported", "");
    row("no id", 201, "{\"client_secret\":\"s\"}", "TokenNotInResponse", "server.example.com");
    row("an empty id", 201, "{\"client_id\":\"\"}", "TokenNotInResponse", "server.example.com");
    row("an id that is no text", 201, "{\"client_id\":7}", "TokenNotInResponse", "server.example.com");
    row("two ids", 201, "{\"client_id\":\"a\",\"client_id\":\"b\"}", "ParameterRepeated", "client_id");
    row("two secrets", 201, "{\"client_id\":\"a\",\"client_secret\":\"s\",\"client_secret\":\"t\"}",
        "ParameterRepeated", "client_secret");
    row("a page", 201, "<html>", "ResponseNotJson", "server.example.com");
    row("rfc7591-3.2.2", 400, "{\"error\":\"invalid_redirect_uri\"}", "RegistrationRefused",
        "invalid_redirect_uri");
    row("invalid_client_metadata", 400, "{\"error\":\"invalid_client_metadata\"}", "RegistrationRefused",
        "invalid_client_metadata");
    row("for others only", 401, "{\"error\":\"invalid_token\"}", "RegistrationRefused", "invalid_token");
    row("not here", 404, "{\"error\":\"x\"}", "UnexpectedStatus", "server.example.com");
    row("too often", 429, "", "RateLimited", "server.example.com");
    row("a server that fails", 500, "{\"error\":\"x\"}", "ServerFailed", "server.example.com");
}

void TestOauthRegistration::judges()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, code);
    QFETCH(QByteArray, told);
    const auto registered = processRegistration(answer(status, body), now);
    QCOMPARE(codeOf(registered), code);
    QCOMPARE(registered ? authenticationName(registered->client.authentication) + ' ' +
                              text(registered->client.secret)
                        : registered.error().subject.toUtf8(),
             told);
    if (registered)
        QVERIFY(!registered->secretExpiresAt);
}

void TestOauthRegistration::saysWhatTheServerSays()
{
    // RFC 7591 section 3.2.2.
    const auto refused = processRegistration(
        answer(400, "{\"error\":\"invalid_redirect_uri\",\"error_description\":\"The redirection URI "
                    "http://sketchy.example.com is not allowed by this server.\"}"),
        now);
    QCOMPARE(refused.error().detail,
             u"The redirection URI http://sketchy.example.com is not allowed by this server."_s);
}

QTEST_GUILESS_MAIN(TestOauthRegistration)
#include "tst_oauth_registration.moc"
