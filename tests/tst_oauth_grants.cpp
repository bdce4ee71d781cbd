#include "oauth/token_endpoint.h"
#include "oauth_request_tools.h"

using namespace oauth_request_tools;

class TestOauthGrants : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void requests_data();
    void requests();
    void refusesRequests_data();
    void refusesRequests();
    void usesTheAliasWithACertificate();
};

namespace {

Secret secretOf(const char *value)
{
    return Secret(QByteArrayView(value));
}

AuthorizationCode codeOfRfc6749()
{
    return validateAuthorizationResponse("code=SplxlOBeZQQYbYS6WxSbIA&state=xyz",
                                         {.state = "xyz", .issuer = u"https://server.example.com"_s})
        .value();
}

using Make = std::function<Result<http::Outgoing>(const Call &)>;

Make exchangeOf(const TokenExchange &exchange)
{
    return [exchange](const Call &call) { return tokenExchangeRequest(call, exchange); };
}

/// RFC 8693 section 2.3, the first request.
TokenExchange exchangeOfRfc8693()
{
    TokenExchange exchange{.subjectToken = secretOf("accVkjcJyb4BWCxGsndESCJQbdFMogUC5PbRDqceLTC"),
                           .subjectTokenType = u"urn:ietf:params:oauth:token-type:access_token"_s};
    exchange.resources = {u"https://backend.example.com/api"_s};
    return exchange;
}

} // namespace

Q_DECLARE_METATYPE(Make)

void TestOauthGrants::requests_data()
{
    QTest::addColumn<Make>("make");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArrayList>("secrets");
    const auto row = [](const char *name, const Make &make, const char *body, const QByteArrayList &secrets) {
        QTest::newRow(name) << make << QByteArray(body) << secrets;
    };
    row("rfc6749-4.1.3",
        [](const Call &call) {
            return authorizationCodeRequest(call, codeOfRfc6749(), secretOf("verifier"),
                                            QUrl(u"https://client.example.com/cb"_s));
        },
        "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA"
        "&redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb&code_verifier=verifier&client_id=s6BhdRkqt3",
        {"in request: SplxlOBeZQQYbYS6WxSbIA", "in request: verifier"});
    row("a loopback redirect, and rfc8707-2.2",
        [](const Call &call) {
            return authorizationCodeRequest(
                call, codeOfRfc6749(), secretOf("v"), QUrl(u"http://[::1]:51234/callback"_s),
                {u"https://cal.example.com/"_s, u"https://contacts.example.com/"_s});
        },
        "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA"
        "&redirect_uri=http%3A%2F%2F%5B%3A%3A1%5D%3A51234%2Fcallback&code_verifier=v"
        "&resource=https%3A%2F%2Fcal.example.com%2F&resource=https%3A%2F%2Fcontacts.example.com%2F"
        "&client_id=s6BhdRkqt3",
        {"in request: SplxlOBeZQQYbYS6WxSbIA", "in request: v"});
    row("rfc6749-6",
        [](const Call &call) { return refreshRequest(call, secretOf("tGzv3JOkF0XG5Qx2TlKWIA")); },
        "grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA&client_id=s6BhdRkqt3",
        {"in request: tGzv3JOkF0XG5Qx2TlKWIA"});
    row("a refresh for less",
        [](const Call &call) { return refreshRequest(call, secretOf("r+/="), u"a b"_s, {u"urn:api"_s}); },
        "grant_type=refresh_token&refresh_token=r%2B%2F%3D&scope=a+b&resource=urn%3Aapi&client_id=s6BhdRkqt3",
        {"in request: r+/="});
    row("rfc6749-4.4.2", [](const Call &call) { return clientCredentialsRequest(call, {}); },
        "grant_type=client_credentials&client_id=s6BhdRkqt3", {});
    row("client credentials for an audience",
        [](const Call &call) {
            return clientCredentialsRequest(call, u"read"_s, {}, u"https://api.example"_s);
        },
        "grant_type=client_credentials&scope=read&audience=https%3A%2F%2Fapi.example&client_id=s6BhdRkqt3",
        {});
    row("rfc6749-4.3.2",
        [](const Call &call) { return passwordRequest(call, u"johndoe"_s, secretOf("A3ddj3w"), {}); },
        "grant_type=password&username=johndoe&password=A3ddj3w&client_id=s6BhdRkqt3",
        {"in request: A3ddj3w"});
    row("a password that must be encoded",
        [](const Call &call) {
            return passwordRequest(call, u"zo\u00eb"_s, secretOf(" %&+\xc2\xa3\xe2\x82\xac"), u"all"_s);
        },
        "grant_type=password&username=zo%C3%AB&password=+%25%26%2B%C2%A3%E2%82%AC&scope=all&client_id="
        "s6BhdRkqt3",
        {"in request:  %&+\xc2\xa3\xe2\x82\xac"});
    row("rfc7523-2.1", [](const Call &call) { return jwtBearerRequest(call, secretOf("eyJ.eyJ.J9l"), {}); },
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=eyJ.eyJ.J9l"
        "&client_id=s6BhdRkqt3",
        {"in request: eyJ.eyJ.J9l"});
    row("rfc8693-2.3", exchangeOf(exchangeOfRfc8693()),
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange"
        "&resource=https%3A%2F%2Fbackend.example.com%2Fapi"
        "&subject_token=accVkjcJyb4BWCxGsndESCJQbdFMogUC5PbRDqceLTC"
        "&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token&client_id=s6BhdRkqt3",
        {"in request: accVkjcJyb4BWCxGsndESCJQbdFMogUC5PbRDqceLTC"});
    TokenExchange full = exchangeOfRfc8693();
    full.actorToken = secretOf("actor");
    full.actorTokenType = u"urn:ietf:params:oauth:token-type:jwt"_s;
    full.requestedTokenType = u"urn:x"_s;
    full.audience = u"them"_s;
    full.scope = u"s"_s;
    row("an exchange with all that there is", exchangeOf(full),
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange"
        "&resource=https%3A%2F%2Fbackend.example.com%2Fapi&audience=them&scope=s&requested_token_type=urn%3Ax"
        "&subject_token=accVkjcJyb4BWCxGsndESCJQbdFMogUC5PbRDqceLTC"
        "&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token&actor_token=actor"
        "&actor_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Ajwt&client_id=s6BhdRkqt3",
        {"in request: accVkjcJyb4BWCxGsndESCJQbdFMogUC5PbRDqceLTC", "in request: actor"});
    row("rfc8628-3.4",
        [](const Call &call) {
            return deviceTokenRequest(call, secretOf("GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS"));
        },
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
        "&device_code=GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS&client_id=s6BhdRkqt3",
        {"in request: GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS"});
}

void TestOauthGrants::requests()
{
    QFETCH(Make, make);
    QFETCH(QByteArray, body);
    QFETCH(QByteArrayList, secrets);
    const ServerMetadata server = serverOf();
    const http::Leash leash = leashOf();
    const Client open = clientOf(ClientAuthentication::None);
    const Result<http::Outgoing> out = make({server, open, leash, now});
    QCOMPARE(codeOf(out), QByteArray("none"));
    QCOMPARE(out->request.url, server.tokenEndpoint);
    QCOMPARE(out->request.body, body);
    QCOMPARE(carried(*out), secrets);

    // The same with Basic: the client's name moves there, and its secret comes last.
    const Client confidential = clientOf();
    const Result<http::Outgoing> basic = make({server, confidential, leash, now});
    QVERIFY(bool(basic));
    QCOMPARE(basic->request.body, body.replace("&client_id=s6BhdRkqt3", ""));
    QCOMPARE(carried(*basic), secrets + QByteArrayList{"Authorization: Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW"});
}

void TestOauthGrants::refusesRequests_data()
{
    QTest::addColumn<Make>("make");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QString>("subject");
    const auto row = [](const char *name, const Make &make, const char *code, const char *subject) {
        QTest::newRow(name) << make << QByteArray(code) << QString::fromLatin1(subject);
    };
    const QUrl redirect(u"https://client.example.com/cb"_s);
    row(
        "a code without its verifier",
        [=](const Call &call) { return authorizationCodeRequest(call, codeOfRfc6749(), {}, redirect); },
        "GrantInputMissing", "code_verifier");
    row(
        "no refresh token", [](const Call &call) { return refreshRequest(call, {}); }, "GrantInputMissing",
        "refresh_token");
    row(
        "no password", [](const Call &call) { return passwordRequest(call, u"u"_s, {}, {}); },
        "GrantInputMissing", "password");
    row(
        "no assertion", [](const Call &call) { return jwtBearerRequest(call, {}, {}); }, "GrantInputMissing",
        "assertion");
    row(
        "no device code", [](const Call &call) { return deviceTokenRequest(call, {}); }, "GrantInputMissing",
        "device_code");
    row("nothing to exchange", exchangeOf({}), "GrantInputMissing", "subject_token");
    row(
        "a resource with a fragment",
        [](const Call &call) { return refreshRequest(call, secretOf("r"), {}, {u"https://a.example/#x"_s}); },
        "ProfileFieldInvalid", "resource");
    row(
        "a resource that is relative",
        [](const Call &call) { return clientCredentialsRequest(call, {}, {u"/api"_s}); },
        "ProfileFieldInvalid", "resource");
    row(
        "no token endpoint",
        [](const Call &call) {
            static ServerMetadata none;
            none = call.server;
            none.tokenEndpoint = {};
            return refreshRequest({none, call.client, call.leash, call.now}, secretOf("r"));
        },
        "EndpointMissing", "token_endpoint");
}

void TestOauthGrants::refusesRequests()
{
    QFETCH(Make, make);
    QFETCH(QByteArray, code);
    QFETCH(QString, subject);
    const ServerMetadata server = serverOf();
    const http::Leash leash = leashOf();
    const Client client = clientOf();
    const Result<http::Outgoing> out = make({server, client, leash, now});
    QCOMPARE(codeOf(out), code);
    QCOMPARE(out.error().subject, subject);
}

void TestOauthGrants::usesTheAliasWithACertificate()
{
    ServerMetadata server = serverOf();
    server.mtlsEndpoints = {{u"token_endpoint"_s, QUrl(u"https://mtls.example.com/token"_s)}};
    const http::Leash leash = leashOf();
    const Client client = clientOf(ClientAuthentication::Tls);
    QCOMPARE(refreshRequest({server, client, leash, now}, secretOf("r"))->request.url,
             QUrl(u"https://mtls.example.com/token"_s));
}

QTEST_GUILESS_MAIN(TestOauthGrants)
#include "tst_oauth_grants.moc"
