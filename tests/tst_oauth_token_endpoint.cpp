#include "oauth/token_endpoint.h"
#include "oauth_request_tools.h"

using namespace oauth_request_tools;

class TestOauthTokenEndpoint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void requests_data();
    void requests();
    void refusesRequests_data();
    void refusesRequests();
    void usesTheAliasWithACertificate();
    void readsTheAnswerOfRfc6749();
    void readsTheAnswerOfRfc8693();
    void judges_data();
    void judges();
    void tokenTypeInAnyCase_data();
    void tokenTypeInAnyCase();
    void lifetimes_data();
    void lifetimes();
    void scopes_data();
    void scopes();
    void saysWhatTheServerSays();
    void neverEchoesTheSecret_data();
    void neverEchoesTheSecret();
    void readsAMegabyteOfNothing();
};

namespace {

const QByteArray bearer = "{\"access_token\":\"at\",\"token_type\":\"Bearer\"}";

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

void TestOauthTokenEndpoint::requests_data()
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

void TestOauthTokenEndpoint::requests()
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

void TestOauthTokenEndpoint::refusesRequests_data()
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

void TestOauthTokenEndpoint::refusesRequests()
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

void TestOauthTokenEndpoint::usesTheAliasWithACertificate()
{
    ServerMetadata server = serverOf();
    server.mtlsEndpoints = {{u"token_endpoint"_s, QUrl(u"https://mtls.example.com/token"_s)}};
    const http::Leash leash = leashOf();
    const Client client = clientOf(ClientAuthentication::Tls);
    QCOMPARE(refreshRequest({server, client, leash, now}, secretOf("r"))->request.url,
             QUrl(u"https://mtls.example.com/token"_s));
}

void TestOauthTokenEndpoint::readsTheAnswerOfRfc6749()
{
    // Section 5.1, but for its token_type "example", which is none.
    const QByteArray body =
        "{\"access_token\":\"2YotnFZFEjr1zCsicMWpAA\",\"token_type\":\"Bearer\",\"expires_in\":3600,"
        "\"refresh_token\":\"tGzv3JOkF0XG5Qx2TlKWIA\",\"example_parameter\":\"example_value\"}";
    const Result<TokenResponse> tokens = processTokenResponse(answer(200, body), now);
    QCOMPARE(codeOf(tokens), QByteArray("none"));
    QCOMPARE(text(tokens->accessToken), QByteArray("2YotnFZFEjr1zCsicMWpAA"));
    QCOMPARE(tokens->tokenType, QByteArray("Bearer"));
    QCOMPARE(text(tokens->refreshToken), QByteArray("tGzv3JOkF0XG5Qx2TlKWIA"));
    QVERIFY(tokens->idToken.isEmpty());
    QVERIFY(tokens->expiresAt == now + 3600s);
    QVERIFY(!tokens->refreshExpiresAt);
    QVERIFY(!tokens->scope);
    QVERIFY(tokens->issuedTokenType.isEmpty());
}

void TestOauthTokenEndpoint::readsTheAnswerOfRfc8693()
{
    // Section 2.3, and the one of section 2.2.1 for a token that is no access token.
    const QByteArray body = "{\"access_token\":\"eyJ.eyJ.40Y\","
                            "\"issued_token_type\":\"urn:ietf:params:oauth:token-type:access_token\","
                            "\"token_type\":\"Bearer\",\"expires_in\":60}";
    const Result<TokenResponse> tokens = processTokenResponse(answer(200, body), now);
    QVERIFY(bool(tokens));
    QCOMPARE(tokens->issuedTokenType, u"urn:ietf:params:oauth:token-type:access_token"_s);
    QVERIFY(tokens->expiresAt == now + 60s);
    const Result<TokenResponse> other =
        processTokenResponse(answer(200, QByteArray(body).replace("Bearer", "N_A")), now);
    QCOMPARE(other->tokenType, QByteArray("N_A"));
}

void TestOauthTokenEndpoint::judges_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QString>("subject");
    const QString host = u"server.example.com"_s;
    const auto row = [](const char *name, int status, const QByteArray &body, const char *code,
                        const QString &subject = {}) {
        QTest::newRow(name) << status << body << QByteArray(code) << subject;
    };
    row("nothing wrong", 200, bearer, "none");
    row("201 is a success too", 201, bearer, "none");
    row("no type", 200, "{\"access_token\":\"at\"}", "none");
    row("a null for what is not there", 200,
        "{\"access_token\":\"at\",\"token_type\":null,\"refresh_token\":null,\"id_token\":null,\"expires_"
        "in\":null,"
        "\"scope\":null,\"error\":null}",
        "none");
    row("an error that is none", 200, "{\"access_token\":\"at\",\"error\":\"\"}", "none");

    // RFC 6749 section 5.2 and its extensions.
    const auto refused = [](const char *error) { return QByteArray("{\"error\":\"") + error + "\"}"; };
    row("rfc6749-5.2", 400, refused("invalid_request"), "TokenRequestRefused", u"invalid_request"_s);
    for (const char *error :
         {"invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope", "invalid_target",
          "authorization_pending", "slow_down", "expired_token", "access_denied"})
        row(error, 400, refused(error), "TokenRequestRefused", QLatin1String(error));
    row("invalid_client", 400, refused("invalid_client"), "ClientRejected", u"invalid_client"_s);
    row("invalid_client with 401", 401, refused("invalid_client"), "ClientRejected", u"invalid_client"_s);
    row("invalid_grant with 401", 401, refused("invalid_grant"), "TokenRequestRefused", u"invalid_grant"_s);
    row("invalid_grant with 403", 403, refused("invalid_grant"), "TokenRequestRefused", u"invalid_grant"_s);
    row("rfc9449-8", 400, refused("use_dpop_nonce"), "DpopNonceMissing", u"use_dpop_nonce"_s);
    row("rfc9449-5", 400, refused("invalid_dpop_proof"), "DpopRefused", u"invalid_dpop_proof"_s);
    row("refused with 200", 200, refused("bad_verification_code"), "TokenRequestRefused",
        u"bad_verification_code"_s);
    row("refused with 200, and a token", 200, "{\"error\":\"invalid_grant\",\"access_token\":\"at\"}",
        "TokenRequestRefused", u"invalid_grant"_s);
    row("a code in another case is another", 400, refused("Invalid_Client"), "TokenRequestRefused",
        u"Invalid_Client"_s);
    row("a code in an object", 400, "{\"error\":{\"code\":\"invalid_grant\",\"message\":\"no\"}}",
        "TokenRequestRefused", u"invalid_grant"_s);
    row("a long code is cut", 400, refused(QByteArray(100, 'e').constData()), "TokenRequestRefused",
        QString(63, u'e') + u'…');
    row("an invisible code is shown", 400, "{\"error\":\"a\\u202eb\"}", "TokenRequestRefused",
        u"a⟨U+202E⟩b"_s);

    // What is no answer of a token endpoint.
    row("400 without words", 400, "", "UnexpectedStatus", host);
    row("400 with a page", 400, "<html>no</html>", "UnexpectedStatus", host);
    row("400 with a text", 400, "\"no\"", "UnexpectedStatus", host);
    row("400 with a code that is no text", 400, "{\"error\":7}", "UnexpectedStatus", host);
    row("401 without words", 401, "", "UnexpectedStatus", host);
    row("404 with a code", 404, refused("Not Found"), "UnexpectedStatus", host);
    row("302", 302, "", "UnexpectedStatus", host);
    row("429 with a code", 429, refused("slow_down"), "RateLimited", host);
    row("500 with a code", 500, refused("invalid_grant"), "ServerFailed", host);
    row("503", 503, "", "ServerFailed", host);
    row("an empty success", 200, "", "ResponseNotJson", host);
    row("204", 204, "", "ResponseNotJson", host);
    row("a page", 200, "<html></html>", "ResponseNotJson", host);
    row("a form", 200, "access_token=at&token_type=bearer", "ResponseNotJson", host);
    row("a list", 200, '[' + bearer + ']', "ResponseNotJson", host);
    row("a text", 200, "\"at\"", "ResponseNotJson", host);
    row("two objects", 200, bearer + bearer, "ResponseNotJson", host);
    row("half an object", 200, bearer.chopped(1), "ResponseNotJson", host);
    row("no UTF-8", 200, "{\"access_token\":\"at\",\"x\":\"\xff\"}", "ResponseNotJson", host);
    row("too deep", 200, "{\"access_token\":\"at\",\"x\":" + QByteArray(64, '[') + QByteArray(64, ']') + '}',
        "ResponseNotJson", host);

    // Tokens that are none.
    row("no token", 200, "{\"token_type\":\"Bearer\"}", "TokenNotInResponse", host);
    row("an empty token", 200, "{\"access_token\":\"\"}", "TokenNotInResponse", host);
    row("a null", 200, "{\"access_token\":null}", "TokenNotInResponse", host);
    row("a number", 200, "{\"access_token\":7}", "TokenNotInResponse", host);
    row("a token in an object", 200, "{\"access_token\":{\"token\":\"at\"}}", "TokenNotInResponse", host);
    row("a token with a space", 200, "{\"access_token\":\"a t\"}", "TokenNotInResponse", host);
    row("a token with a line end", 200, "{\"access_token\":\"at\\r\\nX-Evil: 1\"}", "TokenNotInResponse",
        host);
    row("a token with a NUL", 200, "{\"access_token\":\"at\\u0000\"}", "TokenNotInResponse", host);
    row("a token that is not ASCII", 200, "{\"access_token\":\"\xc3\xa4t\"}", "TokenNotInResponse", host);
    row("the name in another case", 200, "{\"Access_token\":\"at\"}", "TokenNotInResponse", host);

    row("a token twice", 200, "{\"access_token\":\"at\",\"access_token\":\"at\"}", "ParameterRepeated",
        u"access_token"_s);
    row("a type twice", 200, "{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"token_type\":\"DPoP\"}",
        "ParameterRepeated", u"token_type"_s);
    row("a name twice through an escape", 200, "{\"access_token\":\"at\",\"\\u0061ccess_token\":\"b\"}",
        "ParameterRepeated", u"access_token"_s);
    row("another member twice", 200, "{\"access_token\":\"at\",\"x\":1,\"x\":2}", "none");
}

void TestOauthTokenEndpoint::judges()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, code);
    QFETCH(QString, subject);
    const Result<TokenResponse> tokens = processTokenResponse(answer(status, body), now);
    QCOMPARE(codeOf(tokens), code);
    if (!tokens)
        QCOMPARE(tokens.error().subject, subject);
    else
        QCOMPARE(text(tokens->accessToken), QByteArray("at"));
}

void TestOauthTokenEndpoint::tokenTypeInAnyCase_data()
{
    QTest::addColumn<QByteArray>("type"); // as JSON
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *type, const char *expected) {
        QTest::newRow(type) << QByteArray(type) << QByteArray(expected);
    };
    row("\"Bearer\"", "Bearer");
    row("\"bearer\"", "Bearer");
    row("\"BEARER\"", "Bearer");
    row("\"dpop\"", "DPoP");
    row("\"DPoP\"", "DPoP");
    row("\"n_a\"", "N_A");
    row("\"mac\"", "TokenTypeUnsupported");
    row("\"example\"", "TokenTypeUnsupported");
    row("\"Bearer \"", "TokenTypeUnsupported");
    row("\"\"", "TokenTypeUnsupported");
    row("7", "TokenTypeUnsupported");
    row("[\"Bearer\"]", "TokenTypeUnsupported");
}

void TestOauthTokenEndpoint::tokenTypeInAnyCase()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, expected);
    const auto tokens =
        processTokenResponse(answer(200, "{\"access_token\":\"at\",\"token_type\":" + type + '}'), now);
    QCOMPARE(tokens ? tokens->tokenType : codeOf(tokens), expected);
}

void TestOauthTokenEndpoint::lifetimes_data()
{
    QTest::addColumn<QByteArray>("member"); // after the token
    QTest::addColumn<qint64>("access");     // milliseconds from now; -1: not known
    QTest::addColumn<qint64>("refresh");
    const auto row = [](const char *member, qint64 access, qint64 refresh = -1) {
        QTest::newRow(member) << QByteArray(member) << access << refresh;
    };
    row("\"x\":1", -1);
    row("\"expires_in\":3600", 3'600'000);
    row("\"expires_in\":\"3600\"", 3'600'000);
    row("\"expires_in\":\" 3600 \"", 3'600'000);
    row("\"expires_in\":3599.5", 3'599'500);
    row("\"expires_in\":3.6e3", 3'600'000);
    row("\"expires_in\":1", 1'000);
    row("\"expires_in\":0", -1);
    row("\"expires_in\":-1", -1);
    row("\"expires_in\":\"soon\"", -1);
    row("\"expires_in\":\"\"", -1);
    row("\"expires_in\":\"inf\"", -1);
    row("\"expires_in\":\"nan\"", -1);
    row("\"expires_in\":true", -1);
    row("\"expires_in\":[3600]", -1);
    row("\"expires_in\":1e300", -1);
    row("\"expires_in\":1e999", -1);
    row("\"expires_in\":9223372036854775807", -1);
    row("\"expires_in\":3153600000", 3'153'600'000'000); // a century
    row("\"expires_in\":3153600001", -1);
    row("\"refresh_token_expires_in\":60", -1, 60'000);
    row("\"refresh_expires_in\":\"60\"", -1, 60'000);
    row("\"refresh_expires_in\":0", -1, -1); // an offline token of Keycloak: it does not end
    row("\"refresh_token_expires_in\":30,\"refresh_expires_in\":60", -1, 30'000);
}

void TestOauthTokenEndpoint::lifetimes()
{
    QFETCH(QByteArray, member);
    QFETCH(qint64, access);
    QFETCH(qint64, refresh);
    const auto tokens = processTokenResponse(answer(200, "{\"access_token\":\"at\"," + member + '}'), now);
    QVERIFY(bool(tokens));
    const auto since = [](const std::optional<TimePoint> &time) {
        return time ? qint64((*time - now).count()) : -1;
    };
    QCOMPARE(since(tokens->expiresAt), access);
    QCOMPARE(since(tokens->refreshExpiresAt), refresh);
}

void TestOauthTokenEndpoint::scopes_data()
{
    QTest::addColumn<QByteArray>("scope");
    QTest::addColumn<QString>("expected"); // "none" for nothing
    QTest::newRow("a text") << QByteArray("\"read write\"") << u"read write"_s;
    QTest::newRow("an empty text") << QByteArray("\"\"") << u""_s;
    QTest::newRow("a list") << QByteArray("[\"read\",\"write\"]") << u"read write"_s;
    QTest::newRow("nothing") << QByteArray("null") << u"none"_s;
    QTest::newRow("a number") << QByteArray("7") << u"none"_s;
}

void TestOauthTokenEndpoint::scopes()
{
    QFETCH(QByteArray, scope);
    QFETCH(QString, expected);
    const auto tokens =
        processTokenResponse(answer(200, "{\"access_token\":\"at\",\"scope\":" + scope + '}'), now);
    QVERIFY(bool(tokens));
    QCOMPARE(tokens->scope.value_or(u"none"_s), expected);
}

void TestOauthTokenEndpoint::saysWhatTheServerSays()
{
    const auto tokens = processTokenResponse(
        answer(400,
               "{\"error\":\"invalid_grant\",\"error_description\":\"Code <b>used</b>\\n\\u202etwice\"}"),
        now);
    QCOMPARE(tokens.error().detail, u"Code <b>used</b> twice"_s);
    const auto busy = processTokenResponse(answer(429, "", {{"Retry-After", "30"}}), now);
    QVERIFY(busy.error().detail.contains(u"30 s"));
}

void TestOauthTokenEndpoint::neverEchoesTheSecret_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, int status, const char *body) {
        QTest::newRow(name) << status << QByteArray(body);
    };
    row("in the description", 400,
        "{\"error\":\"invalid_grant\",\"error_description\":\"bad hunter2-secret!\"}");
    row("as the code", 400, "{\"error\":\"hunter2-secret\"}");
    row("within the code", 400, "{\"error\":\"not_hunter2-secret_please\"}");
    row("in a page of a failure", 500, "no such token: hunter2-secret");
    row("with 200", 200, "{\"error\":\"x\",\"error_description\":\"hunter2-secret\"}");
    row("as the type", 200, "{\"access_token\":\"at\",\"token_type\":\"hunter2-secret\"}");
}

void TestOauthTokenEndpoint::neverEchoesTheSecret()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    const auto tokens = processTokenResponse(answer(status, body), now, secretOf("hunter2-secret"));
    QVERIFY(!tokens);
    const Error &error = tokens.error();
    QVERIFY2(!(error.subject + error.detail).contains(u"hunter2"), qPrintable(error.subject + error.detail));
}

void TestOauthTokenEndpoint::readsAMegabyteOfNothing()
{
    const QByteArray body = "{\"access_token\":\"at\",\"x\":[" + QByteArray("1,").repeated(500'000) + "1]}";
    QCOMPARE(codeOf(processTokenResponse(answer(200, body), now)), QByteArray("none"));
    QCOMPARE(codeOf(processTokenResponse(answer(200, body + QByteArray(100'000, ' ')), now)),
             QByteArray("ResponseNotJson"));
    const QByteArray long1 = "{\"error\":\"" + QByteArray(1'000'000, 'e') + "\"}";
    const Error error = processTokenResponse(answer(400, long1), now).error();
    QVERIFY(error.subject.size() <= 64 && error.detail.size() <= 300);
}

QTEST_GUILESS_MAIN(TestOauthTokenEndpoint)
#include "tst_oauth_token_endpoint.moc"
