#include "practice_tools.h"

#include "jose/key_import.h"
#include "jose/signing.h"
#include "jose/verification.h"

#include <QMessageAuthenticationCode>

using namespace Qt::StringLiterals;
using namespace claimcheck;
using namespace claimcheck::test;

namespace {
const QByteArray invalid = "401 invalid_token: The access token is not valid: ";
const QByteArray expired = "401 invalid_token: The access token has expired";
} // namespace

/// The systems that put signed texts into the client's hands.
class TestPracticeJwt final : public QObject {
    Q_OBJECT

private:
    [[nodiscard]] QByteArray tokenWith(const QByteArray &algorithm)
    {
        return m_api.logIn("jwt", "test", {}, {{"alg", algorithm}}).text("access_token");
    }
    [[nodiscard]] jose::KeySet publishedKeys()
    {
        return *jose::importKeys(m_api.get("/.well-known/jwks.json").body, u"jwks"_s);
    }
    PracticeApi m_api;

private Q_SLOTS:
    void initTestCase() { m_api.begin(); }
    void cleanupTestCase() { m_api.end(); }
    void everyAlgorithmSigns_data();
    void everyAlgorithmSigns();
    void refusesUnknownAlgorithm();
    void statelessCostsNoLookup();
    void statelessCannotBeTakenBack();
    void refusesForgeries_data();
    void refusesForgeries();
    void tokenOfOneSystemOpensNoOther();
    void rotationOverlaps();
    void rotationWithoutOverlap();
    void denyListTakesBack();
    void denyListEmptiesItself();
    void refreshRotates();
    void usedRefreshTokenEndsTheFamily();
    void signedOutRefreshTokenIsRefused();
};

void TestPracticeJwt::everyAlgorithmSigns_data()
{
    QTest::addColumn<QByteArray>("algorithm");
    QTest::addColumn<bool>("published");
    QTest::newRow("ES256") << QByteArray("ES256") << true;
    QTest::newRow("RS256") << QByteArray("RS256") << true;
    QTest::newRow("EdDSA") << QByteArray("EdDSA") << true;
    QTest::newRow("HS256") << QByteArray("HS256") << false;
}

void TestPracticeJwt::everyAlgorithmSigns()
{
    QFETCH(QByteArray, algorithm);
    QFETCH(bool, published);
    const QByteArray token = tokenWith(algorithm);
    QVERIFY(tokenPart(token, 0).contains("\"alg\":\"" + algorithm + '"'));
    QCOMPARE(m_api.meVerdict("jwt", token), "200");
    const auto result = jose::checkSignature(jose::ParsedToken::parse(token), publishedKeys());
    // The secret of HS256 is not in the key set, and never may be.
    QCOMPARE(result.outcome == jose::SignatureOutcome::Match, published);
    QVERIFY(!m_api.get("/.well-known/jwks.json").body.contains("\"oct\""));
}

void TestPracticeJwt::refusesUnknownAlgorithm()
{
    for (const char *algorithm : {"none", "HS1", "ES512"})
        QCOMPARE(verdictOf(m_api.logIn("jwt", "test", {}, {{"alg", algorithm}})), "400 invalid_request");
}

void TestPracticeJwt::statelessCostsNoLookup()
{
    const RawAnswer me = m_api.me("jwt", bearer(m_api.tokenOf("jwt")));
    QCOMPARE(me.status, 200);
    QCOMPARE(me.header("X-Practice-Lookups"), "0");
    QCOMPARE(me.header("X-Practice-Writes"), "0");
    QVERIFY(m_api.inside("jwt").isEmpty());
}

void TestPracticeJwt::statelessCannotBeTakenBack()
{
    const QByteArray token = m_api.tokenOf("jwt");
    const RawAnswer out = m_api.post("/systems/jwt/logout", "{}", bearer(token));
    QCOMPARE(out.status, 200);
    QCOMPARE(out.json().value("revoked"_L1), QJsonValue(false));
    QCOMPARE(m_api.meVerdict("jwt", token), "200");
    m_api.advance(300);
    QCOMPARE(m_api.meVerdict("jwt", token), expired);
}

void TestPracticeJwt::refusesForgeries_data()
{
    QTest::addColumn<QByteArray>("verdict");
    QTest::newRow("none") << QByteArray("200");
    QTest::newRow("role changed") << invalid + "SignatureMismatch";
    QTest::newRow("alg none") << invalid + "TokenUnsecured";
    QTest::newRow("RSA key as secret") << invalid + "AlgorithmNotAllowed";
    QTest::newRow("RSA key as secret, no kid") << invalid + "SignatureMismatch";
    QTest::newRow("own key in the header") << invalid + "SignatureMismatch";
}

void TestPracticeJwt::refusesForgeries()
{
    QFETCH(QByteArray, verdict);
    const QByteArray forgery = QTest::currentDataTag();
    (void)tokenWith("HS256"); // the secret exists: there is something to be confused with
    QByteArray token = tokenWith("RS256");
    const QByteArray header = tokenPart(token, 0);
    const QByteArray claims = tokenPart(token, 1);
    const QByteArray admin = QByteArray(claims).replace("\"member\"", "\"admin\"");
    QVERIFY(admin != claims);
    if (forgery == "role changed") {
        token = token.left(token.indexOf('.') + 1) + base64urlText(admin) + token.mid(token.lastIndexOf('.'));
    } else if (forgery == "alg none") {
        token = base64urlText(R"({"alg":"none","typ":"JWT"})") + '.' + base64urlText(admin) + '.';
    } else if (forgery.startsWith("RSA key")) {
        // CVE-2015-9235: a verifier that lets the header choose takes the public key for a secret.
        for (const jose::Key &key : publishedKeys().keys) {
            if (key.type() != jose::KeyType::Rsa)
                continue;
            QByteArray own = QByteArray(header).replace("RS256", "HS256");
            if (forgery.endsWith("no kid"))
                own = R"({"alg":"HS256","typ":"JWT"})";
            const QByteArray input = base64urlText(own) + '.' + base64urlText(admin);
            token = input + '.' +
                    base64urlText(QMessageAuthenticationCode::hash(input, *jose::publicPem(key),
                                                                   QCryptographicHash::Sha256));
        }
    } else if (forgery == "own key in the header") {
        const auto key = jose::generateKey(jose::KeyType::Ec, "P-256");
        const QByteArray own = R"({"alg":"ES256","typ":"JWT","jwk":)" + *jose::publicJwk(*key) + '}';
        token = *jose::signCompact(own, admin, *key, *jose::findAlgorithm("ES256"));
    }
    QCOMPARE(m_api.meVerdict("jwt", token), verdict);
}

void TestPracticeJwt::tokenOfOneSystemOpensNoOther()
{
    const QByteArray token = m_api.tokenOf("jwt");
    for (const char *other : {"jwt-deny", "jwt-refresh", "five-counter", "bound-address"})
        QCOMPARE(m_api.meVerdict(other, token), invalid + "AudienceMismatch");
    QCOMPARE(m_api.get("/me", bearer(token)).status, 401);
}

void TestPracticeJwt::rotationOverlaps()
{
    const QByteArray old = m_api.tokenOf("jwt");
    const auto before = publishedKeys().keys.size();
    QCOMPARE(m_api.post("/practice/keys/rotate").status, 200);
    const QByteArray fresh = m_api.tokenOf("jwt");
    QVERIFY(tokenPart(old, 0) != tokenPart(fresh, 0)); // another kid
    QCOMPARE(publishedKeys().keys.size(), before + 1);
    QCOMPARE(m_api.meVerdict("jwt", old), "200");
    QCOMPARE(m_api.meVerdict("jwt", fresh), "200");
    m_api.advance(300);
    QCOMPARE(publishedKeys().keys.size(), before);
    // Over for two reasons; that its key is gone comes first.
    QCOMPARE(m_api.meVerdict("jwt", old), invalid + "KeyNotFound");
}

void TestPracticeJwt::rotationWithoutOverlap()
{
    const QByteArray old = m_api.tokenOf("jwt");
    QCOMPARE(m_api.post("/practice/keys/rotate", jsonOf({{"overlap", "false"}})).status, 200);
    QCOMPARE(m_api.meVerdict("jwt", old), invalid + "KeyNotFound");
    QCOMPARE(m_api.meVerdict("jwt", m_api.tokenOf("jwt")), "200");
}

void TestPracticeJwt::denyListTakesBack()
{
    const QByteArray token = m_api.tokenOf("jwt-deny");
    const QByteArray other = m_api.tokenOf("jwt-deny");
    const RawAnswer me = m_api.me("jwt-deny", bearer(token));
    QCOMPARE(me.header("X-Practice-Lookups"), "1");
    QCOMPARE(m_api.post("/systems/jwt-deny/logout", "{}", bearer(token)).status, 204);
    QCOMPARE(m_api.meVerdict("jwt-deny", token), "401 invalid_token: The access token was revoked");
    QCOMPARE(m_api.meVerdict("jwt-deny", other), "200");
}

void TestPracticeJwt::denyListEmptiesItself()
{
    m_api.advance(300);
    QCOMPARE(m_api.rows("jwt-deny", "denied"), 0);
    const QByteArray token = m_api.tokenOf("jwt-deny");
    QCOMPARE(m_api.post("/systems/jwt-deny/logout", "{}", bearer(token)).status, 204);
    QCOMPARE(m_api.rows("jwt-deny", "denied"), 1);
    m_api.advance(298);
    QCOMPARE(m_api.rows("jwt-deny", "denied"), 1);
    m_api.advance(2);
    QCOMPARE(m_api.rows("jwt-deny", "denied"), 0);
    QCOMPARE(m_api.meVerdict("jwt-deny", token), expired); // so that nobody misses the row
}

void TestPracticeJwt::refreshRotates()
{
    const RawAnswer login = m_api.logIn("jwt-refresh");
    m_api.advance(300);
    QCOMPARE(m_api.meVerdict("jwt-refresh", login.text("access_token")), expired);
    const RawAnswer fresh =
        m_api.post("/systems/jwt-refresh/refresh", refreshBody(login.text("refresh_token")));
    QCOMPARE(fresh.status, 200);
    QVERIFY(fresh.text("refresh_token") != login.text("refresh_token"));
    const RawAnswer me = m_api.me("jwt-refresh", bearer(fresh.text("access_token")));
    QCOMPARE(me.status, 200);
    QCOMPARE(me.header("X-Practice-Lookups"), "0");
}

void TestPracticeJwt::usedRefreshTokenEndsTheFamily()
{
    const RawAnswer login = m_api.logIn("jwt-refresh");
    const QByteArray path = "/systems/jwt-refresh/refresh";
    const QByteArray stolen = refreshBody(login.text("refresh_token"));
    const RawAnswer fresh = m_api.post(path, stolen);
    QCOMPARE(fresh.status, 200);
    QCOMPARE(verdictOf(m_api.post(path, stolen)), "400 invalid_grant");
    // Nobody can tell the thief from the owner, so both are out.
    QCOMPARE(verdictOf(m_api.post(path, refreshBody(fresh.text("refresh_token")))), "400 invalid_grant");
}

void TestPracticeJwt::signedOutRefreshTokenIsRefused()
{
    const RawAnswer login = m_api.logIn("jwt-refresh");
    QCOMPARE(m_api.post("/systems/jwt-refresh/logout", "{}", bearer(login.text("access_token"))).status, 204);
    QCOMPARE(verdictOf(m_api.post("/systems/jwt-refresh/refresh", refreshBody(login.text("refresh_token")))),
             "400 invalid_grant");
    QCOMPARE(m_api.meVerdict("jwt-refresh", login.text("access_token")), "200"); // until it expires
}

QTEST_GUILESS_MAIN(TestPracticeJwt)
#include "tst_practice_jwt.moc"
