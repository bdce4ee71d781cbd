#include "jose/dpop.h"
#include "jose/key_export.h"
#include "oauth/dpop_prover.h"
#include "support/dpop_vectors.h"
#include "support/jose_vectors.h"
#include "support/oauth_answers.h"

#include <QSet>

using namespace claimcheck;
using namespace claimcheck::oauth;
using namespace jose_tools;
using namespace Qt::StringLiterals;
using oauth_answers::answer;

class TestOauthDpopProver : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void makesAKeyThatTheServerTakes_data();
    void makesAKeyThatTheServerTakes();
    void refusesUnknownAlgorithms();
    void provesForOneRequest_data();
    void provesForOneRequest();
    void hashesTheTokenOfTheStandard();
    void isNewEachTime();
    void survivesTheKeychain();
    void restoresTheKeyOfTheStandard();
    void refusesWhatIsNoKeyOfOurs_data();
    void refusesWhatIsNoKeyOfOurs();
    void proofsGoIntoRequests();
    void bindsACredential();
};

namespace {

const FixedClock theClock(seconds(1'562'262'616));
const QUrl tokenEndpoint(u"https://server.example.com/token?a=b#c"_s);

std::shared_ptr<DpopProver> prover(const QStringList &algorithms = {})
{
    return *DpopProver::make(theClock, algorithms);
}

/// What a server would say of the proof: "none" or the code.
QByteArray verdict(const QByteArray &proof, const DpopProver &by, const jose::DpopRequest &request)
{
    jose::DpopExpectations expected;
    expected.request = request;
    expected.at = theClock.now();
    expected.maxAge = std::chrono::seconds(0);
    expected.thumbprint = by.thumbprint();
    const Validation validation = inspectDpopProof(ParsedToken::parse(proof), expected);
    return validation.accepted() ? QByteArray("none") : codeName(validation.firstError()->code);
}

json::Document claimsOf(const QByteArray &proof)
{
    return *json::Document::parse(*base64url::decode(proof.split('.').at(1)));
}

http::Response withNonce(const QUrl &url, const QByteArray &nonce, int status = 200)
{
    http::Response response = answer(status, {}, {}, {{"DPoP-Nonce", nonce}});
    response.url = url;
    return response;
}

} // namespace

void TestOauthDpopProver::makesAKeyThatTheServerTakes_data()
{
    QTest::addColumn<QStringList>("offered");
    QTest::addColumn<QByteArray>("algorithm");
    QTest::newRow("nothing said") << QStringList() << "ES256"_qba;
    QTest::newRow("ES256 among others") << QStringList{u"RS256"_s, u"ES256"_s} << "ES256"_qba;
    QTest::newRow("Edwards curves") << QStringList{u"RS256"_s, u"EdDSA"_s} << "EdDSA"_qba;
    QTest::newRow("by the new name") << QStringList{u"Ed25519"_s} << "Ed25519"_qba;
    QTest::newRow("ES384") << QStringList{u"ES384"_s} << "ES384"_qba;
    QTest::newRow("ES512") << QStringList{u"ES512"_s} << "ES512"_qba;
    QTest::newRow("RSA only") << QStringList{u"RS256"_s, u"PS256"_s} << "PS256"_qba;
    QTest::newRow("none and HS256 are passed over")
        << QStringList{u"none"_s, u"HS256"_s, u"ES256"_s} << "ES256"_qba;
}

void TestOauthDpopProver::makesAKeyThatTheServerTakes()
{
    QFETCH(QStringList, offered);
    QFETCH(QByteArray, algorithm);
    const auto made = prover(offered);
    const auto proof = made->proof("POST", tokenEndpoint);
    QVERIFY(proof);
    QCOMPARE(ParsedToken::parse(*proof).algorithm(), algorithm);
    QCOMPARE(verdict(*proof, *made, {"POST", tokenEndpoint.toEncoded()}), "none");
}

void TestOauthDpopProver::refusesUnknownAlgorithms()
{
    for (const QStringList &offered :
         {QStringList{u"none"_s}, QStringList{u"HS256"_s}, QStringList{u"es256"_s}}) {
        const auto made = DpopProver::make(theClock, offered);
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::AlgorithmUnsupported);
    }
}

void TestOauthDpopProver::provesForOneRequest_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("uri");
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QByteArray>("code");
    const QByteArray uri = "https://server.example.com/token", token = rfc9449::accessToken;
    QTest::newRow("this one") << "POST"_qba << uri << token << "none"_qba;
    QTest::newRow("another method") << "GET"_qba << uri << token << "DpopMethodMismatch"_qba;
    QTest::newRow("another address") << "POST"_qba << uri + "s" << token << "DpopUriMismatch"_qba;
    QTest::newRow("another token") << "POST"_qba << uri << token + "x"
                                   << "DpopTokenMismatch"_qba;
}

void TestOauthDpopProver::provesForOneRequest()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, uri);
    QFETCH(QByteArray, token);
    QFETCH(QByteArray, code);
    const auto made = prover();
    const auto proof = made->proof("POST", tokenEndpoint, Secret(QByteArrayView(rfc9449::accessToken)));
    QVERIFY(proof);
    QCOMPARE(verdict(*proof, *made, {method, uri, token}), code);
    // And of no other key.
    if (code == "none")
        QCOMPARE(verdict(*proof, *prover(), {method, uri, token}), "ThumbprintMismatch");
}

void TestOauthDpopProver::hashesTheTokenOfTheStandard()
{
    // RFC 9449 figures 12 and 13.
    const auto proof = prover()->proof("GET", QUrl(u"https://resource.example.org/protectedresource"_s),
                                       Secret(QByteArrayView(rfc9449::accessToken)));
    const json::Document claims = claimsOf(*proof);
    QCOMPARE(claims.root().find("ath").toUtf8(), "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"_qba);
    QCOMPARE(claims.root().find("htu").toUtf8(), "https://resource.example.org/protectedresource"_qba);
    QCOMPARE(*claims.root().find("iat").toInteger(), 1'562'262'616);
    // Without a token there is no hash of one.
    QVERIFY(!claimsOf(*prover()->proof("GET", tokenEndpoint)).root().find("ath").isValid());
}

void TestOauthDpopProver::isNewEachTime()
{
    const auto made = prover();
    QSet<QByteArray> ids;
    for (int i = 0; i < 100; ++i) {
        const QByteArray id = claimsOf(*made->proof("POST", tokenEndpoint)).root().find("jti").toUtf8();
        QVERIFY(base64url::decode(id)->size() >= 12); // RFC 9449 section 4.2: 96 bits or more
        ids.insert(id);
    }
    QCOMPARE(ids.size(), 100);
}

void TestOauthDpopProver::survivesTheKeychain()
{
    for (const char *algorithm : {"ES256", "EdDSA", "PS256"}) {
        const auto made = prover({QString::fromLatin1(algorithm)});
        const auto sealed = made->seal();
        QVERIFY(sealed);
        const auto again = DpopProver::restore(theClock, *sealed);
        QVERIFY2(again, algorithm);
        QCOMPARE((*again)->thumbprint(), made->thumbprint());
        const auto proof = (*again)->proof("POST", tokenEndpoint);
        QCOMPARE(verdict(*proof, *made, {"POST", tokenEndpoint.toEncoded()}), "none");
        // The private part stays with us.
        const QByteArray header = *base64url::decode(proof->split('.').front());
        QVERIFY2(!header.contains("\"d\""), header);
    }
}

void TestOauthDpopProver::restoresTheKeyOfTheStandard()
{
    // RFC 8037 appendices A.1 and A.3.
    const QByteArray jwk = QByteArray(rfc::edPrivateKey).chopped(1) + ",\"alg\":\"EdDSA\"}";
    const auto made = DpopProver::restore(theClock, Secret(jwk));
    QVERIFY(made);
    QCOMPARE((*made)->thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"_qba);
}

void TestOauthDpopProver::refusesWhatIsNoKeyOfOurs_data()
{
    QTest::addColumn<QByteArray>("jwk");
    const auto with = [](const char *jwk, const QByteArray &member) {
        return QByteArray(jwk).chopped(1) + member + '}';
    };
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no JSON") << "hello"_qba;
    QTest::newRow("a public key") << with(rfc::edKey, ",\"alg\":\"EdDSA\"");
    QTest::newRow("no algorithm") << QByteArray(rfc::edPrivateKey);
    QTest::newRow("an unknown algorithm") << with(rfc::edPrivateKey, ",\"alg\":\"none\"");
    QTest::newRow("an algorithm of another key") << with(rfc::edPrivateKey, ",\"alg\":\"ES256\"");
    QTest::newRow("a secret") << with(rfc::a1Key, ",\"alg\":\"HS256\"");
    QTest::newRow("a key that is none")
        << "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\",\"d\":\"AA\",\"alg\":\"ES256\"}"_qba;
    QTest::newRow("two keys") << "{\"keys\":[" + with(rfc::edPrivateKey, ",\"alg\":\"EdDSA\"") + ',' +
                                     with(rfc::a3Key, ",\"alg\":\"ES256\"") + "]}";
}

void TestOauthDpopProver::refusesWhatIsNoKeyOfOurs()
{
    QFETCH(QByteArray, jwk);
    const auto made = DpopProver::restore(theClock, Secret(jwk));
    QVERIFY(!made);
    QCOMPARE(made.error().code, ErrorCode::KeychainEntryDamaged);
    QCOMPARE(made.error().detail, QString()); // nothing of the key
}

void TestOauthDpopProver::proofsGoIntoRequests()
{
    const auto made = prover();
    http::Request request{.method = "POST", .url = tokenEndpoint};
    QVERIFY(made->addTo(request));
    const auto proof = http::headerValue(request.headers, "DPoP");
    QVERIFY(proof);
    QCOMPARE(verdict(*proof, *made, {"POST", tokenEndpoint.toEncoded()}), "none");
    http::Request nowhere{.method = "POST", .url = QUrl(u"mailto:a@b.example"_s)};
    const auto done = made->addTo(nowhere);
    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::UrlInvalid);
    QVERIFY(nowhere.headers.empty());
}

void TestOauthDpopProver::bindsACredential()
{
    std::shared_ptr<DpopProver> made = prover();
    const DpopProver &kept = *made;
    http::Credential credential{.secret = Secret(QByteArrayView(rfc9449::accessToken))};
    made->bind(credential, made);
    QCOMPARE(credential.scheme, "DPoP"_qba);
    // Each hop has its own proof, with the nonce that is known by then.
    const QUrl first(u"https://api.example/a"_s), second(u"https://api.example/b"_s);
    const QByteArray one = credential.proof("GET", first);
    QCOMPARE(verdict(one, kept, {"GET", first.toEncoded(), QByteArray(rfc9449::accessToken)}), "none");
    made->noteNonce(withNonce(first, "n-1"));
    const QByteArray two = credential.proof("GET", second);
    QCOMPARE(
        verdict(two, kept, {"GET", second.toEncoded(), QByteArray(rfc9449::accessToken), QByteArray("n-1")}),
        "none");
    // It lives as long as the credential does.
    const std::weak_ptr<DpopProver> watched = made;
    made.reset();
    QVERIFY(!watched.expired());
    credential = {};
    QVERIFY(watched.expired());
}

QTEST_GUILESS_MAIN(TestOauthDpopProver)
#include "tst_oauth_dpop_prover.moc"
