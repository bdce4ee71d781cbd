#include "practice_tools.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;
using namespace claimcheck::test;

/// Sessions and opaque tokens: what is stored, when it ends, and the attacks that both must refuse.
class TestPracticeSessions final : public QObject {
    Q_OBJECT

private:
    PracticeApi m_api;

private Q_SLOTS:
    void initTestCase() { m_api.begin(); }
    void cleanupTestCase() { m_api.end(); }
    void sessionSignsInAndOut();
    void cookieIsKeptFromScriptsAndOtherSites();
    void plantedSessionIdIsNotTakenOver();
    void formsNeedTheCsrfToken_data();
    void formsNeedTheCsrfToken();
    void sessionEndsWhenItIsIdle();
    void sessionEndsAfterItsLongest();
    void sessionsOfSystemsAreApart();
    void whatIsStoredOpensNothing();
    void opaqueTokenEnds();
    void opaqueTokenIsRevoked();
    void roleIsOfThisMoment();
};

void TestPracticeSessions::sessionSignsInAndOut()
{
    const RawAnswer login = m_api.logIn("session");
    QCOMPARE(login.status, 200);
    QVERIFY(login.text("access_token").isEmpty());
    const RawHeaders cookie = cookieHeader(cookieOf(login));
    const RawAnswer me = m_api.me("session", cookie);
    QCOMPARE(me.status, 200);
    QCOMPARE(me.text("username"), "alice");
    QCOMPARE(me.header("X-Practice-Lookups"), "1");
    QCOMPARE(m_api.rows("session", "session"), 1);
    const RawAnswer out =
        m_api.post("/systems/session/logout", "{}", with(cookie, "X-CSRF-Token", login.text("csrf_token")));
    QCOMPARE(out.status, 204);
    QVERIFY(out.header("Set-Cookie").contains("Max-Age=0"));
    QCOMPARE(verdictOf(m_api.me("session", cookie)), "401 unauthorized");
    QCOMPARE(m_api.rows("session", "session"), 0);
}

void TestPracticeSessions::cookieIsKeptFromScriptsAndOtherSites()
{
    const QByteArray set = m_api.logIn("session").header("Set-Cookie");
    QVERIFY2(set.contains("; HttpOnly") && set.contains("; SameSite=Lax"), set.constData());
    QVERIFY(set.contains("; Path=/systems/session"));
    // 128 random bits as base64url.
    QCOMPARE(QByteArray::fromBase64(set.mid(12, 22), QByteArray::Base64UrlEncoding).size(), 16);
}

void TestPracticeSessions::plantedSessionIdIsNotTakenOver()
{
    // An id that the attacker made up, and one that is really his.
    const QByteArray invented = "sid-session=AAAAAAAAAAAAAAAAAAAAAA";
    const QByteArray own = cookieOf(m_api.logIn("session"));
    for (const QByteArray &planted : {invented, own}) {
        const RawAnswer login = m_api.logIn("session", "victim", cookieHeader(planted));
        QCOMPARE(login.status, 200);
        QVERIFY(cookieOf(login) != planted);
        QCOMPARE(m_api.me("session", cookieHeader(cookieOf(login))).status, 200);
        QCOMPARE(verdictOf(m_api.me("session", cookieHeader(planted))), "401 unauthorized");
    }
}

void TestPracticeSessions::formsNeedTheCsrfToken_data()
{
    QTest::addColumn<RawHeaders>("headers");
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("error");
    const QByteArray right = "right";
    QTest::newRow("right") << RawHeaders() << right << 303 << QByteArray();
    QTest::newRow("none") << RawHeaders() << QByteArray() << 403 << QByteArray("The CSRF token is missing");
    QTest::newRow("wrong") << RawHeaders() << QByteArray("AAAAAAAAAAAAAAAAAAAAAA") << 403
                           << QByteArray("The CSRF token is missing");
    QTest::newRow("right, from another site")
        << RawHeaders{{"Origin", "https://evil.example"}} << right << 403 << QByteArray("cross_site");
    QTest::newRow("right, from a sandbox")
        << RawHeaders{{"Origin", "null"}} << right << 403 << QByteArray("cross_site");
    QTest::newRow("right, and the browser says so")
        << RawHeaders{{"Sec-Fetch-Site", "cross-site"}} << right << 403 << QByteArray("cross_site");
    QTest::newRow("right, from this site")
        << RawHeaders{{"Sec-Fetch-Site", "same-origin"}} << right << 303 << QByteArray();
}

void TestPracticeSessions::formsNeedTheCsrfToken()
{
    QFETCH(RawHeaders, headers);
    QFETCH(QByteArray, token);
    QFETCH(int, status);
    QFETCH(QByteArray, error);
    const RawAnswer login = m_api.logIn("session");
    const QByteArray given = token == "right" ? login.text("csrf_token") : token;
    const RawHeaders cookie = with(headers, "Cookie", cookieOf(login));
    const auto notes = [&] {
        return m_api.get("/systems/session/notes", cookieHeader(cookieOf(login)))
            .json()
            .value(u"notes")
            .toArray()
            .size();
    };
    const auto before = notes();
    const RawAnswer answer = m_api.form("/systems/session/notes", "text=bought&csrf_token=" + given, cookie);
    QCOMPARE(answer.status, status);
    QVERIFY2(answer.body.contains(error), answer.body.constData());
    QCOMPARE(notes(), before + (status == 303 ? 1 : 0));
}

void TestPracticeSessions::sessionEndsWhenItIsIdle()
{
    const RawHeaders cookie = cookieHeader(cookieOf(m_api.logIn("session")));
    m_api.advance(29 * 60);
    QCOMPARE(m_api.me("session", cookie).status, 200); // and slides on
    m_api.advance(29 * 60);
    QCOMPARE(m_api.me("session", cookie).status, 200);
    m_api.advance(31 * 60);
    QCOMPARE(verdictOf(m_api.me("session", cookie)), "401 unauthorized");
    QCOMPARE(m_api.rows("session", "session"), 0); // the clock took it along
}

void TestPracticeSessions::sessionEndsAfterItsLongest()
{
    const RawHeaders cookie = cookieHeader(cookieOf(m_api.logIn("session")));
    for (int i = 0; i < 12 * 60 / 20 - 1; ++i) {
        m_api.advance(20 * 60);
        QCOMPARE(m_api.me("session", cookie).status, 200);
    }
    m_api.advance(20 * 60);
    QCOMPARE(verdictOf(m_api.me("session", cookie)), "401 unauthorized");
}

void TestPracticeSessions::sessionsOfSystemsAreApart()
{
    QByteArray cookie = cookieOf(m_api.logIn("session"));
    cookie.replace("sid-session", "sid-five-rows");
    QCOMPARE(verdictOf(m_api.me("five-rows", cookieHeader(cookie))), "401 unauthorized");
}

void TestPracticeSessions::whatIsStoredOpensNothing()
{
    const QByteArray cookie = cookieOf(m_api.logIn("session"));
    const QByteArray hash = m_api.inside("session")
                                .value("session"_L1)
                                .toArray()
                                .last()
                                .toObject()
                                .value("hash"_L1)
                                .toString()
                                .toLatin1();
    QCOMPARE(hash, QCryptographicHash::hash(cookie.mid(12), QCryptographicHash::Sha256).toHex());
    QCOMPARE(verdictOf(m_api.me("session", cookieHeader("sid-session=" + hash))), "401 unauthorized");

    const QByteArray token = m_api.tokenOf("opaque");
    const QByteArray stored = m_api.inside("opaque")
                                  .value("opaque_token"_L1)
                                  .toArray()
                                  .last()
                                  .toObject()
                                  .value("hash"_L1)
                                  .toString()
                                  .toLatin1();
    QCOMPARE(stored, QCryptographicHash::hash(token, QCryptographicHash::Sha256).toHex());
    QCOMPARE(m_api.meVerdict("opaque", stored),
             "401 invalid_token: The access token is unknown, expired or revoked.");
}

void TestPracticeSessions::opaqueTokenEnds()
{
    const QByteArray token = m_api.tokenOf("opaque");
    const RawAnswer me = m_api.me("opaque", bearer(token));
    QCOMPARE(me.status, 200);
    QCOMPARE(me.header("X-Practice-Lookups"), "1");
    m_api.advance(3600);
    QCOMPARE(m_api.meVerdict("opaque", token),
             "401 invalid_token: The access token is unknown, expired or revoked.");
    QCOMPARE(m_api.rows("opaque", "opaque_token"), 0);
}

void TestPracticeSessions::opaqueTokenIsRevoked()
{
    const QByteArray token = m_api.tokenOf("opaque");
    const QByteArray other = m_api.tokenOf("opaque");
    QCOMPARE(m_api.post("/systems/opaque/logout", "{}", bearer(token)).status, 204);
    const RawAnswer replayed = m_api.me("opaque", bearer(token));
    QCOMPARE(verdictOf(replayed), "401 invalid_token");
    QVERIFY(
        replayed.header("WWW-Authenticate").startsWith("Bearer realm=\"practice\", error=\"invalid_token\""));
    QCOMPARE(m_api.meVerdict("opaque", other), "200");
    QCOMPARE(verdictOf(m_api.me("opaque", {})), "401 unauthorized");
    QCOMPARE(m_api.me("opaque", {}).header("WWW-Authenticate"), "Bearer realm=\"practice\"");
}

void TestPracticeSessions::roleIsOfThisMoment()
{
    const RawHeaders cookie = cookieHeader(cookieOf(m_api.logIn("session")));
    const QByteArray token = m_api.tokenOf("jwt");
    for (const char *role : {"admin", "member"}) {
        QCOMPARE(m_api.post("/practice/users", jsonOf({{"username", "alice"}, {"role", role}})).status, 200);
        QCOMPARE(m_api.me("session", cookie).text("role"), role);
        QCOMPARE(m_api.me("jwt", bearer(token)).text("role"), "member"); // the token was written before
    }
}

QTEST_GUILESS_MAIN(TestPracticeSessions)
#include "tst_practice_sessions.moc"
