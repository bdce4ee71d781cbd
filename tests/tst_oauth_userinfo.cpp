#include "jose/encryption.h"
#include "jose/key_export.h"
#include "oauth/userinfo.h"
#include "support/jwe_tools.h"
#include "support/jose_vectors.h"
#include "support/oauth_answers.h"

#include <QCoreApplication>

using namespace claimcheck;
using namespace claimcheck::oauth;
using namespace jose_tools;
using namespace Qt::StringLiterals;
using oauth_answers::answer;
using oauth_answers::Scene;

class TestOauthUserinfo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksAsTheStandardSays();
    void reads_data();
    void reads();
    void readsSigned_data();
    void readsSigned();
    void readsEncrypted_data();
    void readsEncrypted();
    void givesTheTextAsItCame();
};

namespace {

const QByteArray jwt = "application/jwt";

/// Checking an RSA key takes OpenSSL a while: once.
const Key &rsaKey()
{
    static const Key key = jose_tools::key(rfc::a2Key);
    return key;
}

const Key &strangersKey()
{
    static const Key key = *generateKey(KeyType::Rsa, {}, 2048);
    return key;
}

const KeySet &serverKeys()
{
    static const KeySet set = only(*publicKeyOf(rsaKey()), KeySource::Discovered);
    return set;
}

/// Claims and header of a good signed answer with one thing changed.
QByteArray claimsWith(const QByteArray &member = {}, const QByteArray &value = {})
{
    QByteArrayList list;
    const std::pair<QByteArray, QByteArray> all[] = {{"iss", "\"https://op.example\""},
                                                     {"aud", "\"client\""},
                                                     {"sub", "\"alice\""},
                                                     {"exp", {}},
                                                     {"nbf", {}}};
    for (const auto &[name, usual] : all) {
        const QByteArray &now = name == member ? value : usual;
        if (!now.isEmpty())
            list << '"' + name + "\":" + now;
    }
    return '{' + list.join(',') + '}';
}

QByteArray codeFor(const http::Response &response, const KeySet &set = serverKeys(), const Scene &scene = {})
{
    return jose_tools::codeOf(processUserinfo(response, u"alice"_s, set, scene.call()));
}

} // namespace

void TestOauthUserinfo::asksAsTheStandardSays()
{
    ServerMetadata server{.issuer = u"https://op.example"_s};
    const auto none = userinfoRequest(server);
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::EndpointMissing);
    QCOMPARE(none.error().subject, u"userinfo_endpoint"_s);
    server.userinfoEndpoint = QUrl(u"https://op.example/me"_s);
    const auto request = userinfoRequest(server);
    QVERIFY(request);
    QCOMPARE(request->method, "GET"_qba);
    QCOMPARE(request->url, server.userinfoEndpoint);
    QCOMPARE(request->redirects, http::RedirectPolicy::None);
    QVERIFY(request->body.isEmpty());
    QCOMPARE(*http::headerValue(request->headers, "Accept"), "application/json, application/jwt"_qba);
}

void TestOauthUserinfo::reads_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *name, const QByteArray &body, const char *code, int status = 200,
                        const QByteArray &type = "application/json") {
        QTest::newRow(name) << status << type << body << QByteArray(code);
    };
    row("oidcc-client-test-scope-userinfo-claims", "{\"sub\":\"alice\",\"email\":\"a@b.example\"}", "none");
    row("OpenID Connect Core 5.3.2 with a charset", "{\"sub\":\"alice\"}", "none", 200,
        "application/json; charset=UTF-8");
    row("no type at all", "{\"sub\":\"alice\"}", "none", 200, {});
    row("oidcc-client-test-userinfo-invalid-sub", "{\"sub\":\"mallory\"}", "UserInfoSubjectMismatch");
    row("userinfo-invalid-sub: other case", "{\"sub\":\"Alice\"}", "UserInfoSubjectMismatch");
    row("userinfo-missing-sub", "{\"email\":\"a@b.example\"}", "ClaimMissing");
    row("userinfo-empty-sub", "{\"sub\":\"\"}", "ClaimMissing");
    row("userinfo-sub-is-a-number", "{\"sub\":7}", "ClaimMissing");
    row("sub twice", "{\"sub\":\"alice\",\"sub\":\"mallory\"}", "JsonDuplicateName");
    row("a claim twice within", "{\"sub\":\"alice\",\"address\":{\"a\":1,\"a\":2}}", "JsonDuplicateName");
    row("an array", "[\"alice\"]", "ResponseNotJson");
    row("a page", "<html>", "ResponseNotJson", 200, "text/html");
    row("nothing", "", "ResponseNotJson");
    row("a signed answer that does not say so", "a.b.c", "ResponseNotJson");
    row("401", "{\"error\":\"invalid_token\"}", "UnexpectedStatus", 401);
    row("403", "{\"error\":\"insufficient_scope\"}", "UnexpectedStatus", 403);
    row("429", "", "RateLimited", 429);
    row("503", "", "ServerFailed", 503);
    row("a redirect", "{\"sub\":\"alice\"}", "UnexpectedStatus", 302);
    row("204", "{\"sub\":\"alice\"}", "UnexpectedStatus", 204);
}

void TestOauthUserinfo::reads()
{
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, code);
    QCOMPARE(codeFor(answer(status, body, type)), code);
}

void TestOauthUserinfo::readsSigned_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    const QByteArray rs256 = "{\"alg\":\"RS256\"}";
    const Key &key = rsaKey();
    const auto row = [&](const char *name, const QByteArray &claims, const char *code) {
        QTest::newRow(name) << signedToken(rs256, claims, key, "RS256") << QByteArray(code);
    };
    row("oidcc-client-test-userinfo-signed", claimsWith(), "none");
    row("without iss and aud", "{\"sub\":\"alice\"}", "none");
    row("userinfo-signed-invalid-sub", claimsWith("sub", "\"mallory\""), "UserInfoSubjectMismatch");
    row("userinfo-signed-missing-sub", claimsWith("sub", {}), "ClaimMissing");
    row("userinfo-signed-invalid-iss", claimsWith("iss", "\"https://other.example\""), "IssuerMismatch");
    row("userinfo-signed-invalid-aud", claimsWith("aud", "\"other\""), "AudienceMismatch");
    row("userinfo-signed-aud-as-array", claimsWith("aud", "[\"other\",\"client\"]"), "none");
    row("userinfo-signed-expired", claimsWith("exp", "990"), "TokenExpired");
    row("userinfo-signed-not-yet", claimsWith("nbf", "1011"), "TokenNotYetValid");
    QTest::newRow("userinfo-invalid-sig-rs256")
        << signedToken(rs256, claimsWith(), strangersKey(), "RS256") << "SignatureMismatch"_qba;
    QTest::newRow("userinfo-sig-none")
        << encoded("{\"alg\":\"none\"}") + '.' + encoded(claimsWith()) + '.' << "TokenUnsecured"_qba;
    QTest::newRow("userinfo-sig-hs256")
        << signedToken("{\"alg\":\"HS256\"}", claimsWith(), secretKey(QByteArray(32, 's')), "HS256")
        << "AlgorithmNotAllowed"_qba;
    QTest::newRow("another key's name")
        << signedToken("{\"alg\":\"RS256\",\"kid\":\"x\"}", claimsWith(), key, "RS256") << "none"_qba;
    QTest::newRow("an elliptic key that the server has not")
        << signedToken("{\"alg\":\"ES256\"}", claimsWith(), jose_tools::key(rfc::a3Key), "ES256")
        << "KeyTypeMismatch"_qba;
    QTest::newRow("plain claims that say they are signed") << claimsWith() << "TokenFormInvalid"_qba;
    QTest::newRow("no token") << "hello"_qba
                              << "Base64Length"_qba;
}

void TestOauthUserinfo::readsSigned()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, code);
    QCOMPARE(codeFor(answer(200, body, jwt)), code);
    QCOMPARE(codeFor(answer(200, body + "\n", "Application/JWT; charset=utf-8")), code);
}

void TestOauthUserinfo::readsEncrypted_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("hasKey");
    QTest::addColumn<QByteArray>("code");
    const Key &key = rsaKey();
    const auto signedWith = [&](const QByteArray &claims, const Key &by) {
        return signedToken("{\"alg\":\"RS256\"}", claims, by, "RS256");
    };
    QTest::newRow("oidcc-client-test-userinfo-encrypted") << claimsWith() << true << "none"_qba;
    QTest::newRow("oidcc-client-test-userinfo-signed-encrypted")
        << signedWith(claimsWith(), key) << true << "none"_qba;
    QTest::newRow("userinfo-encrypted-invalid-sub")
        << claimsWith("sub", "\"mallory\"") << true << "UserInfoSubjectMismatch"_qba;
    QTest::newRow("userinfo-signed-encrypted-invalid-sig")
        << signedWith(claimsWith(), strangersKey()) << true << "SignatureMismatch"_qba;
    QTest::newRow("userinfo-encrypted, no key") << claimsWith() << false << "IdTokenEncrypted"_qba;
    QTest::newRow("encrypted text") << "hello"_qba << true << "Base64Length"_qba;
}

void TestOauthUserinfo::readsEncrypted()
{
    QFETCH(QByteArray, content);
    QFETCH(bool, hasKey);
    QFETCH(QByteArray, code);
    const Key own = *generateKey(KeyType::Ec, "P-256");
    const auto sealed = encryptCompact({}, content, {own, &jwe_tools::management("ECDH-ES"), {}},
                                       jwe_tools::content("A128CBC-HS256"), {1000, {}});
    QVERIFY(sealed);
    Scene scene;
    if (hasKey)
        scene.client.key = own;
    QCOMPARE(codeFor(answer(200, *sealed, jwt), serverKeys(), scene), code);
}

void TestOauthUserinfo::givesTheTextAsItCame()
{
    const QByteArray text = "{ \"sub\":\"alice\", \"n\": 1.0, \"n2\":18446744073709551615 }";
    const Scene scene;
    QCOMPARE(*processUserinfo(answer(200, text), u"alice"_s, {}, scene.call()), text);
    const QByteArray token = signedToken("{\"alg\":\"RS256\"}", text, rsaKey(), "RS256");
    QCOMPARE(*processUserinfo(answer(200, token, jwt), u"alice"_s, serverKeys(), scene.call()), text);
    // The server's words stand in the error, as one line.
    const auto refused = processUserinfo(answer(401, "{\"error_description\":\"It\\nexpired\"}"), u"alice"_s,
                                         {}, scene.call());
    QVERIFY2(refused.error().detail.contains(u"It expired"), qPrintable(refused.error().detail));
}

QTEST_GUILESS_MAIN(TestOauthUserinfo)
#include "tst_oauth_userinfo.moc"
