#include "practice_tools.h"

#include "jose/dpop.h"
#include "jose/key_export.h"

#include <QTcpSocket>

using namespace Qt::StringLiterals;
using namespace claimcheck;
using namespace claimcheck::test;

namespace {

const QByteArray elsewhere = "401 invalid_token: The access token is bound to another address";

RawHeaders from(const QByteArray &address)
{
    return {{"X-Forwarded-For", address}};
}

} // namespace

/// Tokens that are of no use to a thief: bound to an address, or to a key.
class TestPracticeBinding final : public QObject {
    Q_OBJECT

private:
    struct Proof {
        QByteArray method = "GET";
        QByteArray path = "/systems/bound-key/me";
        std::optional<QByteArray> token = {};
        const jose::Key *key = nullptr;
        QByteArray id = "proof";
        std::chrono::seconds age{0};
    };
    [[nodiscard]] QByteArray proof(const Proof &wanted)
    {
        const auto made =
            jose::makeDpopProof(wanted.key ? *wanted.key : m_key, *jose::findAlgorithm("ES256"),
                                {.method = wanted.method,
                                 .uri = m_api.server().baseUrl().toUtf8() + wanted.path,
                                 .accessToken = wanted.token},
                                wanted.id + QByteArray::number(++m_proofs), SystemClock().now() - wanted.age);
        return made ? *made : QByteArray();
    }
    [[nodiscard]] RawAnswer logInWithKey()
    {
        return m_api.logIn("bound-key", "test",
                           {{"DPoP", proof({.method = "POST", .path = "/systems/bound-key/login"})}});
    }
    [[nodiscard]] RawAnswer meWith(const QByteArray &token, const QByteArray &proofText)
    {
        return m_api.me("bound-key", {{"Authorization", "DPoP " + token}, {"DPoP", proofText}});
    }
    /// "200", or what is wrong.
    [[nodiscard]] static QByteArray why(const RawAnswer &answer)
    {
        return answer.status == 200 ? QByteArray("200") : verdictOf(answer) + ": " + answer.text("message");
    }

    PracticeApi m_api;
    jose::Key m_key = *jose::generateKey(jose::KeyType::Ec, "P-256");
    int m_proofs = 0;

private Q_SLOTS:
    void initTestCase() { m_api.begin(); }
    void stolenTokenFromAnotherAddress_data();
    void stolenTokenFromAnotherAddress();
    void stolenTokenOverAnotherConnection();
    void refusesOtherBindings();
    void keyBoundTokenWorks();
    void refusesThieves_data();
    void refusesThieves();
    void refusesSignInWithoutProof();
    void proofIsForOneUse();
};

void TestPracticeBinding::stolenTokenFromAnotherAddress_data()
{
    QTest::addColumn<QByteArray>("bind");
    QTest::addColumn<QByteArray>("home");
    QTest::addColumn<QByteArray>("thief");
    QTest::addColumn<QByteArray>("verdict");
    QTest::newRow("at home") << QByteArray("address") << QByteArray("203.0.113.9")
                             << QByteArray("203.0.113.9") << QByteArray("200");
    QTest::newRow("neighbour") << QByteArray("address") << QByteArray("203.0.113.9")
                               << QByteArray("203.0.113.10") << elsewhere;
    QTest::newRow("neighbour, bound to the network") << QByteArray("network") << QByteArray("203.0.113.9")
                                                     << QByteArray("203.0.113.10") << QByteArray("200");
    QTest::newRow("next network") << QByteArray("network") << QByteArray("203.0.113.9")
                                  << QByteArray("203.0.114.9") << elsewhere;
    QTest::newRow("IPv6 at home") << QByteArray("address") << QByteArray("2001:db8::1")
                                  << QByteArray("2001:db8:0::1") << QByteArray("200");
    QTest::newRow("IPv6 neighbour") << QByteArray("address") << QByteArray("2001:db8::1")
                                    << QByteArray("2001:db8::2") << elsewhere;
    QTest::newRow("IPv6 network") << QByteArray("network") << QByteArray("2001:db8::1")
                                  << QByteArray("2001:db8::2") << QByteArray("200");
    QTest::newRow("another in front") << QByteArray("address") << QByteArray("203.0.113.9")
                                      << QByteArray("203.0.113.9, 198.51.100.1") << elsewhere;
    QTest::newRow("no address at all")
        << QByteArray("address") << QByteArray("203.0.113.9") << QByteArray("home") << elsewhere;
}

void TestPracticeBinding::stolenTokenFromAnotherAddress()
{
    QFETCH(QByteArray, bind);
    QFETCH(QByteArray, home);
    QFETCH(QByteArray, thief);
    QFETCH(QByteArray, verdict);
    const QByteArray token =
        m_api.logIn("bound-address", "test", from(home), {{"bind", bind}}).text("access_token");
    QVERIFY(!token.isEmpty());
    RawHeaders headers = from(thief);
    headers.push_back(bearer(token).front());
    QCOMPARE(why(m_api.me("bound-address", headers)), verdict);
}

void TestPracticeBinding::stolenTokenOverAnotherConnection()
{
    // No header says where it is from: the connection itself comes from another address of this machine.
    const QByteArray token = m_api.tokenOf("bound-address");
    QCOMPARE(m_api.meVerdict("bound-address", token), "200");
    QTcpSocket thief;
    QVERIFY(thief.bind(QHostAddress(u"127.0.0.2"_s)));
    thief.connectToHost(QHostAddress(QHostAddress::LocalHost), m_api.server().port());
    QVERIFY(thief.waitForConnected());
    thief.write("GET /systems/bound-address/me HTTP/1.1\r\nHost: localhost\r\nConnection: "
                "close\r\nAuthorization: Bearer " +
                token + "\r\n\r\n");
    QByteArray answer;
    while (thief.waitForReadyRead())
        answer += thief.readAll();
    QVERIFY2(answer.startsWith("HTTP/1.1 401 "), answer.constData());
    QVERIFY(answer.contains("bound to another address"));
}

void TestPracticeBinding::refusesOtherBindings()
{
    QCOMPARE(verdictOf(m_api.logIn("bound-address", "test", {}, {{"bind", "planet"}})),
             "400 invalid_request");
}

void TestPracticeBinding::keyBoundTokenWorks()
{
    const RawAnswer login = logInWithKey();
    QCOMPARE(login.status, 200);
    QCOMPARE(login.text("token_type"), "DPoP");
    const QByteArray token = login.text("access_token");
    QVERIFY(tokenPart(token, 1).contains("\"cnf\":{\"jkt\":\"" + *jose::thumbprint(m_key) + "\"}"));
    const RawAnswer me = meWith(token, proof({.token = token}));
    QCOMPARE(why(me), "200");
    QCOMPARE(me.header("X-Practice-Lookups"), "0");
    QCOMPARE(me.header("X-Practice-Writes"), "1"); // the proof's id
    QCOMPARE(verdictOf(m_api.post(
                 "/systems/bound-key/logout", "{}",
                 {{"Authorization", "DPoP " + token},
                  {"DPoP", proof({.method = "POST", .path = "/systems/bound-key/logout", .token = token})}})),
             "501 not_possible");
}

void TestPracticeBinding::refusesThieves_data()
{
    QTest::addColumn<QByteArray>("verdict");
    const QByteArray bad = "401 invalid_dpop_proof: The proof is not valid: ";
    QTest::newRow("owner") << QByteArray("200");
    QTest::newRow("token as Bearer") << QByteArray("401 unauthorized: This needs an access token.");
    QTest::newRow("no proof") << QByteArray("401 invalid_dpop_proof: The request needs one DPoP header");
    QTest::newRow("own key") << bad + "ThumbprintMismatch";
    QTest::newRow("proof for another path") << bad + "DpopUriMismatch";
    QTest::newRow("proof for another method") << bad + "DpopMethodMismatch";
    QTest::newRow("proof for another token") << bad + "DpopTokenMismatch";
    QTest::newRow("proof for no token") << bad + "ClaimMissing";
    QTest::newRow("old proof") << bad + "DpopProofTooOld";
    QTest::newRow("proof from the future") << bad + "TokenFromFuture";
}

void TestPracticeBinding::refusesThieves()
{
    QFETCH(QByteArray, verdict);
    const QByteArray thief = QTest::currentDataTag();
    const QByteArray token = logInWithKey().text("access_token");
    const auto other = jose::generateKey(jose::KeyType::Ec, "P-256");
    Proof shown{.token = token};
    if (thief == "own key")
        shown.key = &*other;
    else if (thief == "proof for another path")
        shown.path = "/systems/bound-key/notes";
    else if (thief == "proof for another method")
        shown.method = "POST";
    else if (thief == "proof for another token")
        shown.token = logInWithKey().text("access_token") + 'x';
    else if (thief == "proof for no token")
        shown.token.reset();
    else if (thief == "old proof")
        shown.age = std::chrono::seconds(120);
    else if (thief == "proof from the future")
        shown.age = std::chrono::seconds(-120);
    const QByteArray text = proof(shown);
    RawHeaders headers{{"Authorization", (thief == "token as Bearer" ? "Bearer " : "DPoP ") + token}};
    if (thief != "no proof")
        headers.emplace_back("DPoP", text);
    QCOMPARE(why(m_api.me("bound-key", headers)), verdict);
}

void TestPracticeBinding::refusesSignInWithoutProof()
{
    QCOMPARE(verdictOf(m_api.logIn("bound-key")), "401 invalid_dpop_proof");
    QCOMPARE(m_api.logIn("bound-key").header("WWW-Authenticate").left(5), "DPoP ");
}

void TestPracticeBinding::proofIsForOneUse()
{
    const QByteArray token = logInWithKey().text("access_token");
    const QByteArray seen = proof({.token = token});
    QCOMPARE(why(meWith(token, seen)), "200");
    QCOMPARE(why(meWith(token, seen)), "401 invalid_dpop_proof: The proof was used before");
}

QTEST_GUILESS_MAIN(TestPracticeBinding)
#include "tst_practice_binding.moc"
