#include "jose/key_export.h"
#include "oauth/introspection.h"
#include "support/jose_vectors.h"
#include "support/oauth_answers.h"

using namespace claimcheck;
using namespace claimcheck::oauth;
using namespace jose_tools;
using namespace Qt::StringLiterals;
using oauth_answers::answer;
using oauth_answers::Scene;
using oauth_answers::secret;

class TestOauthIntrospection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksAsTheStandardsSay_data();
    void asksAsTheStandardsSay();
    void needsAnEndpoint();
    void readsIntrospection_data();
    void readsIntrospection();
    void readsSignedIntrospection_data();
    void readsSignedIntrospection();
    void keepsTheClaims();
    void readsRevocation_data();
    void readsRevocation();
    void neverEchoesTheToken();
};

namespace {

using Make = Result<http::Outgoing> (*)(const Call &, const Secret &, TokenHint);

/// RFC 7662 section 2.2.
const QByteArray rfc7662 =
    "{\"active\": true, \"client_id\": \"l238j323ds-23ij4\", \"username\": \"jdoe\","
    "\"scope\": \"read write dolphin\", \"sub\": \"Z5O3upPC88QrAjx00dis\","
    "\"aud\": \"https://protected.example.net/resource\","
    "\"iss\": \"https://server.example.com/\", \"exp\": 1419356238, \"iat\": 1419350238,"
    "\"extension_field\": \"twenty-seven\"}";

Scene sceneWithEndpoints()
{
    Scene scene;
    scene.server.introspectionEndpoint = QUrl(u"https://op.example/introspect"_s);
    scene.server.revocationEndpoint = QUrl(u"https://op.example/revoke"_s);
    return scene;
}

} // namespace

Q_DECLARE_METATYPE(Make)

void TestOauthIntrospection::asksAsTheStandardsSay_data()
{
    QTest::addColumn<Make>("make");
    QTest::addColumn<int>("hint");
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QString>("url");
    QTest::addColumn<QByteArray>("body");
    const int access = int(TokenHint::AccessToken), refresh = int(TokenHint::RefreshToken);
    QTest::newRow("rfc7662-2.1") << Make(introspectionRequest) << access << "2YotnFZFEjr1zCsicMWpAA"_qba
                                 << u"https://op.example/introspect"_s
                                 << "token=2YotnFZFEjr1zCsicMWpAA&token_type_hint=access_token"_qba;
    QTest::newRow("rfc7009-2.1") << Make(revocationRequest) << refresh << "45ghiukldjahdnhzdauz"_qba
                                 << u"https://op.example/revoke"_s
                                 << "token=45ghiukldjahdnhzdauz&token_type_hint=refresh_token"_qba;
    QTest::newRow("what must be encoded")
        << Make(revocationRequest) << access << "a+b/c=&d"_qba << u"https://op.example/revoke"_s
        << "token=a%2Bb%2Fc%3D%26d&token_type_hint=access_token"_qba;
}

void TestOauthIntrospection::asksAsTheStandardsSay()
{
    QFETCH(Make, make);
    QFETCH(int, hint);
    QFETCH(QByteArray, token);
    QFETCH(QString, url);
    QFETCH(QByteArray, body);
    Scene scene = sceneWithEndpoints();
    scene.client.authentication = ClientAuthentication::SecretBasic;
    scene.client.secret = secret("s");
    const auto out = make(scene.call(), Secret(token), TokenHint(hint));
    QVERIFY(out);
    QCOMPARE(out->request.method, "POST"_qba);
    QCOMPARE(out->request.url, QUrl(url));
    QCOMPARE(out->request.body, body);
    QCOMPARE(out->request.redirects, http::RedirectPolicy::None);
    // The token has its leash, as the client's secret has.
    QCOMPARE(out->credentials.size(), 2u);
    QCOMPARE(out->credentials[0].secret.reveal(), QByteArrayView(token));
    for (const http::Credential &credential : out->credentials) {
        QCOMPARE(credential.purpose, http::Purpose::AuthorizationServer);
        QVERIFY(credential.leash == scene.leash);
    }
    // A public client says who it is.
    scene.client = {.id = u"client"_s};
    QVERIFY(make(scene.call(), Secret(token), TokenHint(hint))->request.body.endsWith("&client_id=client"));
}

void TestOauthIntrospection::needsAnEndpoint()
{
    const Scene scene;
    const auto introspection = introspectionRequest(scene.call(), secret("t"), TokenHint::AccessToken);
    QVERIFY(!introspection);
    QCOMPARE(introspection.error().code, ErrorCode::EndpointMissing);
    QCOMPARE(introspection.error().subject, u"introspection_endpoint"_s);
    const auto revocation = revocationRequest(scene.call(), secret("t"), TokenHint::AccessToken);
    QVERIFY(!revocation);
    QCOMPARE(revocation.error().code, ErrorCode::EndpointMissing);
    QCOMPARE(revocation.error().subject, u"revocation_endpoint"_s);
}

void TestOauthIntrospection::readsIntrospection_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("expected"); // "active", "not active", or a code
    const auto row = [](const char *name, int status, const QByteArray &body, const char *expected) {
        QTest::newRow(name) << status << body << QByteArray(expected);
    };
    row("rfc7662-2.2 active", 200, rfc7662, "active");
    row("rfc7662-2.2 inactive", 200, "{\"active\": false}", "not active");
    row("rfc7662-2.3 the client is unknown", 401, "{\"error\":\"invalid_client\"}", "ClientRejected");
    row("the client may not ask", 403, "{\"error\":\"access_denied\"}", "TokenRequestRefused");
    row("no active", 200, "{\"sub\":\"a\"}", "JsonTypeMismatch");
    row("nothing in it", 200, "{}", "JsonTypeMismatch");
    row("active as text", 200, "{\"active\":\"true\"}", "JsonTypeMismatch");
    row("active as a number", 200, "{\"active\":1}", "JsonTypeMismatch");
    row("active as null", 200, "{\"active\":null}", "JsonTypeMismatch");
    row("active twice", 200, "{\"active\":false,\"active\":true}", "ParameterRepeated");
    row("no JSON", 200, "yes", "ResponseNotJson");
    row("an array", 200, "[true]", "ResponseNotJson");
    row("404", 404, "", "UnexpectedStatus");
    row("429", 429, "", "RateLimited");
    row("502", 502, "<html>", "ServerFailed");
    row("a redirect", 302, "{\"active\":true}", "UnexpectedStatus");
}

void TestOauthIntrospection::readsIntrospection()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, expected);
    const auto summary = [](const Result<Introspection> &result) {
        return result ? QByteArray(result->active ? "active" : "not active") : codeName(result.error().code);
    };
    const Scene scene;
    QCOMPARE(summary(processIntrospection(answer(status, body), scene.call().now)), expected);
    QCOMPARE(summary(processIntrospection(answer(status, body), KeySet(), scene.call())), expected);
}

void TestOauthIntrospection::readsSignedIntrospection_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("claims");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray header = "{\"alg\":\"ES256\",\"typ\":\"token-introspection+jwt\"}";
    const QByteArray start = "{\"iss\":\"https://op.example\",\"aud\":\"client\",\"iat\":999,";
    const QByteArray active = "\"token_introspection\":{\"active\":true}}";
    const auto row = [](const char *name, const QByteArray &head, const QByteArray &claims,
                        const char *expected) {
        QTest::newRow(name) << head << claims << QByteArray(expected);
    };
    row("rfc9701-5", header, start + active, "active");
    row("not active", header, start + "\"token_introspection\":{\"active\":false}}", "not active");
    row("another issuer", header,
        "{\"iss\":\"https://other.example\",\"aud\":\"client\",\"iat\":999," + active, "IssuerMismatch");
    row("another audience", header, "{\"iss\":\"https://op.example\",\"aud\":\"rs\",\"iat\":999," + active,
        "AudienceMismatch");
    row("no iat", header, "{\"iss\":\"https://op.example\",\"aud\":\"client\"," + active, "ClaimMissing");
    row("no token_introspection", header, start + "\"active\":true}", "ClaimMissing");
    row("no object", header, start + "\"token_introspection\":\"active\"}", "JsonTypeMismatch");
    row("an access token in its place", "{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}", start + active,
        "TypeMismatch");
    row("without a type", "{\"alg\":\"ES256\"}", start + active, "TypeMismatch");
    row("unsigned", "{\"alg\":\"none\",\"typ\":\"token-introspection+jwt\"}", start + active,
        "TokenUnsecured");
    row("with a secret", "{\"alg\":\"HS256\",\"typ\":\"token-introspection+jwt\"}", start + active,
        "AlgorithmNotAllowed");
}

void TestOauthIntrospection::readsSignedIntrospection()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, claims);
    QFETCH(QByteArray, expected);
    const Scene scene;
    const Key key = jose_tools::key(rfc::a3Key);
    const QByteArray token = signedToken(header, claims, key, "ES256");
    const auto read = [&](const KeySet &set) {
        const auto result = processIntrospection(
            answer(200, token, "application/token-introspection+jwt; charset=utf-8"), set, scene.call());
        return result ? QByteArray(result->active ? "active" : "not active") : codeName(result.error().code);
    };
    QCOMPARE(read(only(*publicKeyOf(key), KeySource::Discovered)), expected);
    if (expected == "active")
        QCOMPARE(read(only(*publicKeyOf(*generateKey(KeyType::Ec, "P-256")), KeySource::Discovered)),
                 "SignatureMismatch");
}

void TestOauthIntrospection::keepsTheClaims()
{
    const Scene scene;
    QCOMPARE(processIntrospection(answer(200, '\n' + rfc7662 + '\n'), scene.call().now)->claims, rfc7662);
}

void TestOauthIntrospection::readsRevocation_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QString>("subject");
    const auto row = [](const char *name, int status, const QByteArray &body, const char *code,
                        const QString &subject = {}) {
        QTest::newRow(name) << status << body << QByteArray(code) << subject;
    };
    row("rfc7009-2.2", 200, {}, "none");
    row("rfc7009-2.2 an unknown token, with words", 200, "{\"error\":\"invalid_token\"}", "none");
    row("204", 204, {}, "none");
    row("rfc7009-2.2.1", 400, "{\"error\":\"unsupported_token_type\"}", "TokenRequestRefused",
        u"unsupported_token_type"_s);
    row("rfc6749-5.2 invalid_client", 401, "{\"error\":\"invalid_client\"}", "ClientRejected",
        u"invalid_client"_s);
    row("rfc7009-2.2.1 unavailable", 503, {}, "ServerFailed", u"op.example"_s);
    row("a redirect", 302, {}, "UnexpectedStatus", u"op.example"_s);
    row("404", 404, "<html>", "UnexpectedStatus", u"op.example"_s);
}

void TestOauthIntrospection::readsRevocation()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, code);
    QFETCH(QString, subject);
    const auto done = processRevocation(answer(status, body), seconds(1000));
    QCOMPARE(jose_tools::codeOf(done), code);
    if (!done)
        QCOMPARE(done.error().subject, subject);
}

void TestOauthIntrospection::neverEchoesTheToken()
{
    const Secret token = secret("eyJ-the-token");
    const http::Response refused =
        answer(400, "{\"error\":\"eyJ-the-token\",\"error_description\":\"No: eyJ-the-token.\"}");
    const Error revocation = processRevocation(refused, seconds(1000), token).error();
    const Error introspection = processIntrospection(refused, seconds(1000), token).error();
    for (const Error &error : {revocation, introspection}) {
        QVERIFY2(!error.subject.contains(u"eyJ"), qPrintable(error.subject));
        QVERIFY2(!error.detail.contains(u"eyJ"), qPrintable(error.detail));
        QVERIFY(error.detail.contains(u"No: "));
    }
}

QTEST_GUILESS_MAIN(TestOauthIntrospection)
#include "tst_oauth_introspection.moc"
