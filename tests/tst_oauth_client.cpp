#include "base/base64url.h"
#include "base/json.h"
#include "jose/key_import.h"
#include "jose/signature.h"
#include "oauth_request_tools.h"

#include <QMessageAuthenticationCode>

using namespace oauth_request_tools;

class TestOauthClient : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesOfMethods_data();
    void namesOfMethods();
    void authenticates_data();
    void authenticates();
    void basicEncodesBothParts_data();
    void basicEncodesBothParts();
    void sendsTheFormAsItShould();
    void theEndpointIsLeashed();
    void assertionOfASecret();
    void assertionOfAKey_data();
    void assertionOfAKey();
    void assertionsDiffer();
    void refuses_data();
    void refuses();
    void endpointsForCertificates_data();
    void endpointsForCertificates();
    void nothingSecretInErrors();
};

namespace {

using Method = ClientAuthentication;

const QByteArray secret256 = "gX1fBat3bV-gX1fBat3bV-gX1fBat3bV"; // 256 bits

// RFC 7517 appendix A.2: a private key, here without its use.
const QByteArray ecKey = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"1\","
                         "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
                         "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\","
                         "\"d\":\"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE\"";
// RFC 8037 appendix A.1.
const QByteArray edKey = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
                         "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\","
                         "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"";

jose::Key keyOf(const QByteArray &jwk, const QByteArray &alg = {})
{
    const QByteArray text = jwk + (alg.isEmpty() ? QByteArray("}") : ",\"alg\":\"" + alg + "\"}");
    return jose::importKeys(text, u"key"_s).value().keys.at(0);
}

Result<http::Outgoing> post(const Client &client, const ServerMetadata &server = serverOf(),
                            const http::Leash &leash = leashOf())
{
    const Call call{server, client, leash, now};
    return formRequest(call, server.tokenEndpoint, {{"grant_type", "x"}}, {});
}

/// A JOSE Header or a Claims Set of a compact token.
json::Document part(const QByteArray &token, int index)
{
    return json::Document::parse(base64url::decode(token.split('.').at(index)).value()).value();
}

} // namespace

void TestOauthClient::namesOfMethods_data()
{
    QTest::addColumn<int>("method");
    QTest::addColumn<QByteArray>("name");
    const auto row = [](Method method, const char *name) {
        QTest::newRow(name) << int(method) << QByteArray(name);
    };
    row(Method::None, "none");
    row(Method::SecretBasic, "client_secret_basic");
    row(Method::SecretPost, "client_secret_post");
    row(Method::SecretJwt, "client_secret_jwt");
    row(Method::PrivateKeyJwt, "private_key_jwt");
    row(Method::Tls, "tls_client_auth");
}

void TestOauthClient::namesOfMethods()
{
    QFETCH(int, method);
    QFETCH(QByteArray, name);
    QCOMPARE(authenticationName(Method(method)), name);
    QVERIFY(authenticationOf(name) == Method(method));
    QVERIFY(authenticationOf("self_signed_tls_client_auth") == Method::Tls);
    QVERIFY(!authenticationOf(name.toUpper()));
    QVERIFY(!authenticationOf(""));
}

void TestOauthClient::authenticates_data()
{
    QTest::addColumn<int>("method");
    QTest::addColumn<QByteArrayList>("fields");
    QTest::addColumn<QByteArrayList>("secrets");
    const QByteArrayList withId = {"grant_type=x", "client_id=s6BhdRkqt3"};
    QTest::newRow("none") << int(Method::None) << withId << QByteArrayList{};
    QTest::newRow("tls_client_auth") << int(Method::Tls) << withId << QByteArrayList{};
    // RFC 6749 section 2.3.1.
    QTest::newRow("client_secret_basic")
        << int(Method::SecretBasic) << QByteArrayList{"grant_type=x"}
        << QByteArrayList{"Authorization: Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW"};
    QTest::newRow("client_secret_post")
        << int(Method::SecretPost)
        << QByteArrayList{"grant_type=x", "client_id=s6BhdRkqt3", "client_secret=gX1fBat3bV"}
        << QByteArrayList{"in request: gX1fBat3bV"};
}

void TestOauthClient::authenticates()
{
    QFETCH(int, method);
    QFETCH(QByteArrayList, fields);
    QFETCH(QByteArrayList, secrets);
    const Result<http::Outgoing> out = post(clientOf(Method(method)));
    QCOMPARE(codeOf(out), QByteArray("none"));
    QCOMPARE(fieldsOf(out->request), fields);
    QCOMPARE(carried(*out), secrets);
}

void TestOauthClient::basicEncodesBothParts_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<QByteArray>("pair");
    QTest::newRow("nothing to encode") << u"id"_s << QByteArray("secret") << QByteArray("id:secret");
    QTest::newRow("a colon in the id")
        << u"https://a.example"_s << QByteArray("b") << QByteArray("https%3A%2F%2Fa.example:b");
    QTest::newRow("rfc6749-B as the secret")
        << u"id"_s << QByteArray(" %&+\xc2\xa3\xe2\x82\xac") << QByteArray("id:+%25%26%2B%C2%A3%E2%82%AC");
}

void TestOauthClient::basicEncodesBothParts()
{
    QFETCH(QString, id);
    QFETCH(QByteArray, secret);
    QFETCH(QByteArray, pair);
    Client client = clientOf();
    client.id = id;
    client.secret = Secret(QByteArrayView(secret));
    const Result<http::Outgoing> out = post(client);
    QVERIFY(bool(out));
    QCOMPARE(QByteArray::fromBase64(text(out->credentials.at(0).secret)), pair);
}

void TestOauthClient::sendsTheFormAsItShould()
{
    const http::Request request = post(clientOf(Method::SecretPost)).value().request;
    QCOMPARE(request.method, QByteArray("POST"));
    QCOMPARE(request.url, QUrl(u"https://server.example.com/token"_s));
    QCOMPARE(request.headers, (http::Headers{{"Accept", "application/json"},
                                             {"Content-Type", "application/x-www-form-urlencoded"}}));
    QVERIFY(request.redirects == http::RedirectPolicy::None);
    QVERIFY(request.timeout == 30s);
    QCOMPARE(request.maxBody, 1024 * 1024);
}

void TestOauthClient::theEndpointIsLeashed()
{
    // The secrets that the caller names keep the leash that the caller gave, beside the client's own.
    const ServerMetadata server = serverOf();
    const Client client = clientOf();
    const http::Leash leash = leashOf(u"https://other.example"_s);
    const auto out = formRequest({server, client, leash, now}, server.tokenEndpoint, {{"code", "abc"}},
                                 {Secret("abc"_qba)});
    QVERIFY(bool(out));
    QCOMPARE(carried(*out, leash),
             (QByteArrayList{"in request: abc", "Authorization: Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW"}));
}

void TestOauthClient::assertionOfASecret()
{
    Client client = clientOf(Method::SecretJwt);
    client.secret = Secret(QByteArrayView(secret256));
    const Result<http::Outgoing> out = post(client);
    QCOMPARE(codeOf(out), QByteArray("none"));
    const QByteArray token = fieldOf(out->request, "client_assertion");
    QCOMPARE(fieldsOf(out->request),
             (QByteArrayList{"grant_type=x", "client_id=s6BhdRkqt3",
                             "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                             "client_assertion=" + token}));
    QCOMPARE(carried(*out), QByteArrayList{"in request: " + token});

    QCOMPARE(part(token, 0).text(), QByteArray("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"));
    const json::Document claims = part(token, 1);
    QCOMPARE(claims.root().size(), 6);
    QVERIFY(claims.root().find("iss").equals("s6BhdRkqt3"));
    QVERIFY(claims.root().find("sub").equals("s6BhdRkqt3"));
    QVERIFY(claims.root().find("aud").equals("https://server.example.com")); // the issuer alone
    QCOMPARE(claims.root().find("iat").toInteger().value(), 1'800'000'000);
    QCOMPARE(claims.root().find("exp").toInteger().value(), 1'800'000'060);
    QVERIFY(claims.root().find("jti").toUtf8().size() >= 22);
    // Qt's own HMAC as a second opinion.
    const QByteArray input = token.first(token.lastIndexOf('.'));
    QCOMPARE(token.mid(input.size() + 1), base64url::encode(QMessageAuthenticationCode::hash(
                                              input, secret256, QCryptographicHash::Sha256)));
}

void TestOauthClient::assertionOfAKey_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("own");
    QTest::addColumn<QStringList>("offered");
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("of its curve") << ecKey << QByteArray() << QStringList()
                                  << QByteArray("{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"1\"}");
    QTest::newRow("its own") << edKey << QByteArray("Ed25519") << QStringList()
                             << QByteArray("{\"alg\":\"Ed25519\",\"typ\":\"JWT\"}");
    QTest::newRow("the usual name") << edKey << QByteArray() << QStringList()
                                    << QByteArray("{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}");
    QTest::newRow("the name that the server knows")
        << edKey << QByteArray() << QStringList{u"RS256"_s, u"Ed25519"_s}
        << QByteArray("{\"alg\":\"Ed25519\",\"typ\":\"JWT\"}");
}

void TestOauthClient::assertionOfAKey()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, own);
    QFETCH(QStringList, offered);
    QFETCH(QByteArray, header);
    Client client = clientOf(Method::PrivateKeyJwt);
    client.key = keyOf(key, own);
    ServerMetadata server = serverOf();
    server.tokenSigningAlgorithms = offered;
    const Result<http::Outgoing> out = post(client, server);
    QCOMPARE(codeOf(out), QByteArray("none"));
    const QByteArray token = fieldOf(out->request, "client_assertion");
    QCOMPARE(part(token, 0).text(), header);
    const jose::Algorithm *algorithm = jose::findAlgorithm(part(token, 0).root().find("alg").toUtf8());
    const QByteArray input = token.first(token.lastIndexOf('.'));
    const auto checked = jose::checkOne(*algorithm, *client.key, input,
                                        base64url::decode(token.mid(input.size() + 1)).value());
    QVERIFY(bool(checked));
    QVERIFY(checked->matches);
}

void TestOauthClient::assertionsDiffer()
{
    Client client = clientOf(Method::SecretJwt);
    client.secret = Secret(QByteArrayView(secret256));
    const auto id = [&client] {
        return part(fieldOf(post(client).value().request, "client_assertion"), 1).root().find("jti").toUtf8();
    };
    QVERIFY(id() != id());
}

void TestOauthClient::refuses_data()
{
    QTest::addColumn<int>("method");
    QTest::addColumn<QString>("change"); // of what would pass
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *name, Method method, const char *change, const char *code) {
        QTest::newRow(name) << int(method) << QString::fromLatin1(change) << QByteArray(code);
    };
    for (const Method method : {Method::None, Method::SecretBasic, Method::SecretPost, Method::SecretJwt,
                                Method::PrivateKeyJwt, Method::Tls})
        row(authenticationName(method), method, "", "none");
    row("no endpoint", Method::None, "endpoint", "EndpointMissing");
    row("no secret for Basic", Method::SecretBasic, "secret", "ClientSecretMissing");
    row("no secret for the form", Method::SecretPost, "secret", "ClientSecretMissing");
    row("no secret to sign with", Method::SecretJwt, "secret", "ClientSecretMissing");
    row("no secret, and none needed", Method::None, "secret", "none");
    row("no key to sign with", Method::PrivateKeyJwt, "key", "ClientKeyMissing");
    row("a public key to sign with", Method::PrivateKeyJwt, "public", "KeyNotPrivate");
    row("a key to encrypt with", Method::PrivateKeyJwt, "x25519", "KeyTypeMismatch");
    row("a key of an algorithm that is not for signatures", Method::PrivateKeyJwt, "alg",
        "AlgorithmUnsupported");
    row("a key that the server does not take", Method::PrivateKeyJwt, "rsa only", "KeyTypeMismatch");
    row("a secret that is short", Method::SecretJwt, "short", "KeyTooShort");
    row("a secret that everybody can know", Method::SecretJwt, "pem", "PublicKeyAsSecret");
    row("nobody to say it to", Method::SecretJwt, "issuer", "EndpointMissing");
    row("nobody to be", Method::SecretBasic, "id", "ClientIdMissing");
    row("nobody, and nothing to prove", Method::None, "id", "none");
    row("Basic, not offered", Method::SecretBasic, "offered jwt", "ClientAuthenticationUnsupported");
    row("in the form, not offered", Method::SecretPost, "offered jwt", "ClientAuthenticationUnsupported");
    row("a signed secret, not offered", Method::SecretJwt, "offered basic",
        "ClientAuthenticationUnsupported");
    row("a signed secret, offered", Method::SecretJwt, "offered jwt", "none");
    row("a certificate, not offered", Method::Tls, "offered jwt", "ClientAuthenticationUnsupported");
    row("a certificate of its own, offered", Method::Tls, "offered own certificate", "none");
    row("nothing, and others offered", Method::None, "offered basic", "none");
}

void TestOauthClient::refuses()
{
    QFETCH(int, method);
    QFETCH(QString, change);
    QFETCH(QByteArray, code);
    Client client = clientOf(Method(method));
    client.secret = Secret(QByteArrayView(secret256));
    client.key = keyOf(ecKey);
    ServerMetadata server = serverOf();
    const std::map<QString, std::function<void()>> changes = {
        {u""_s, [] {}},
        {u"endpoint"_s, [&] { server.tokenEndpoint = {}; }},
        {u"secret"_s, [&] { client.secret = {}; }},
        {u"key"_s, [&] { client.key.reset(); }},
        {u"public"_s, [&] { client.key = jose::publicKeyOf(*client.key).value(); }},
        {u"x25519"_s, [&] { client.key = jose::generateKey(jose::KeyType::Okp, "X25519").value(); }},
        {u"alg"_s, [&] { client.key = keyOf(ecKey, "ECDH-ES"); }},
        {u"rsa only"_s, [&] { server.tokenSigningAlgorithms = {u"RS256"_s}; }},
        {u"short"_s, [&] { client.secret = Secret(QByteArrayView(secret256).chopped(1)); }},
        {u"pem"_s, [&] { client.secret = Secret(jose::publicPem(*client.key).value()); }},
        {u"issuer"_s, [&] { server.issuer.clear(); }},
        {u"id"_s, [&] { client.id.clear(); }},
        {u"offered jwt"_s, [&] { server.tokenAuthentication = {u"client_secret_jwt"_s}; }},
        {u"offered basic"_s, [&] { server.tokenAuthentication = {u"client_secret_basic"_s}; }},
        {u"offered own certificate"_s,
         [&] { server.tokenAuthentication = {u"self_signed_tls_client_auth"_s}; }},
    };
    changes.at(change)();
    QCOMPARE(codeOf(post(client, server)), code);
}

void TestOauthClient::endpointsForCertificates_data()
{
    QTest::addColumn<int>("method");
    QTest::addColumn<bool>("certificate");
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<QString>("expected");
    const QString usual = u"https://server.example.com/token"_s, alias = u"https://mtls.example.com/token"_s;
    QTest::newRow("without one") << int(Method::None) << false << QByteArray("token_endpoint") << usual;
    QTest::newRow("as authentication") << int(Method::Tls) << false << QByteArray("token_endpoint") << alias;
    QTest::newRow("of the connection") << int(Method::None) << true << QByteArray("token_endpoint") << alias;
    QTest::newRow("no alias") << int(Method::Tls) << true << QByteArray("revocation_endpoint") << usual;
}

void TestOauthClient::endpointsForCertificates()
{
    QFETCH(int, method);
    QFETCH(bool, certificate);
    QFETCH(QByteArray, member);
    QFETCH(QString, expected);
    ServerMetadata server = serverOf();
    server.mtlsEndpoints = {{u"token_endpoint"_s, QUrl(u"https://mtls.example.com/token"_s)}};
    const Client client = clientOf(Method(method));
    http::Leash leash = leashOf();
    if (certificate)
        leash.connection.clientCertificate = u"/etc/client.pem"_s;
    QCOMPARE(endpointFor({server, client, leash, now}, server.tokenEndpoint, member), QUrl(expected));
    QCOMPARE(endpointFor({server, client, leash, now}, {}, member), QUrl());
}

void TestOauthClient::nothingSecretInErrors()
{
    for (const Method method : {Method::SecretBasic, Method::SecretPost, Method::SecretJwt}) {
        ServerMetadata server = serverOf();
        Client client = clientOf(method);
        const QStringList offered = {u"private_key_jwt"_s};
        if (method != Method::SecretJwt) // that one fails by its shortness
            server.tokenAuthentication = offered;
        const Result<http::Outgoing> out = post(client, server);
        QVERIFY(!out);
        const Error &error = out.error();
        QVERIFY(!(error.subject + error.detail + describe(error).message).contains(u"gX1fBat3bV"));
    }
}

QTEST_GUILESS_MAIN(TestOauthClient)
#include "tst_oauth_client.moc"
