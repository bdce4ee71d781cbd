#include "practice_tools.h"

#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace claimcheck::test;

namespace {

/// What no page may hold, whatever anybody sent.
bool holdsMarkup(const QByteArray &page)
{
    return page.contains("<b>") || page.contains("<script");
}

const QByteArray nasty = "\"><b>bold</b>";
const QByteArray nastyForm = "%22%3E%3Cb%3Ebold%3C%2Fb%3E";

} // namespace

/// What a browser is shown, and what pages of other origins may do.
class TestPracticePages final : public QObject {
    Q_OBJECT

private:
    PracticeApi m_api;

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_api.start(), qPrintable(m_api.server().problem())); }
    void cleanupTestCase()
    {
        QCOMPARE(m_api.server().stop(), 0);
        QCOMPARE(m_api.server().errorOutput(), "");
    }
    void everyPageSaysWhatItIs_data();
    void everyPageSaysWhatItIs();
    void nothingBecomesMarkup();
    void cookieSignInComesBack();
    void tokensAreShown();
    void formsOfOtherSitesAreRefused_data();
    void formsOfOtherSitesAreRefused();
    void resetBeginsAnew();
    void resetAtTheStart();
    void refusesOtherHosts();
    void otherOriginsMayRead_data();
    void otherOriginsMayRead();
    void preflightIsAnswered();
};

void TestPracticePages::everyPageSaysWhatItIs_data()
{
    QTest::addColumn<QByteArray>("path");
    for (const char *path : {"/", "/outbox", "/systems/session", "/systems/one-device", "/systems/five-rows",
                             "/systems/opaque", "/systems/jwt", "/systems/jwt-refresh", "/systems/jwt-deny",
                             "/systems/five-counter", "/systems/bound-address", "/systems/bound-key"})
        QTest::newRow(path) << QByteArray(path);
}

void TestPracticePages::everyPageSaysWhatItIs()
{
    QFETCH(QByteArray, path);
    const RawAnswer page = m_api.get(path);
    QCOMPARE(page.status, 200);
    QCOMPARE(page.header("Content-Type"), "text/html; charset=utf-8");
    const QByteArray policy = page.header("Content-Security-Policy");
    QVERIFY2(policy.startsWith("default-src 'none'; ") && policy.contains("frame-ancestors 'none'") &&
                 policy.contains("form-action 'self'") && !policy.contains("script-src") &&
                 !policy.contains("unsafe"),
             policy.constData());
    QVERIFY(page.body.contains("A teaching and test server"));
    QVERIFY(!page.body.contains("<script") && !page.body.contains(" style=") &&
            !page.body.contains("http://"));
    QCOMPARE(m_api.get("/practice/style.css").header("Content-Type"), "text/css");
}

void TestPracticePages::nothingBecomesMarkup()
{
    const RawAnswer login = m_api.logIn("session", nasty);
    const RawHeaders cookie = cookieHeader(cookieOf(login));
    const RawAnswer page = m_api.get("/systems/session", cookie);
    QVERIFY(page.body.contains("&quot;&gt;&lt;b&gt;bold&lt;/b&gt;"));
    QVERIFY2(!holdsMarkup(page.body), page.body.constData());

    QCOMPARE(m_api.form("/purpose/mail", "username=alice&email=" + nastyForm + "@b.c").status, 202);
    const RawAnswer outbox = m_api.get("/outbox");
    QVERIFY(outbox.body.contains("&lt;b&gt;bold&lt;/b&gt;@b.c"));
    QVERIFY(!holdsMarkup(outbox.body));

    for (const char *form : {"/systems/jwt/login", "/signin", "/purpose/mail/confirm", "/purpose/download"}) {
        const RawAnswer refused = m_api.form(
            form, "username=" + nastyForm + "&password=x&token=" + nastyForm + "&file=" + nastyForm);
        QVERIFY(refused.status >= 400);
        QVERIFY2(!holdsMarkup(refused.body), refused.body.constData());
    }
    QVERIFY(!holdsMarkup(m_api.get("/purpose/mail?token=" + nastyForm).body));
}

void TestPracticePages::cookieSignInComesBack()
{
    const RawAnswer login = m_api.form("/signin", "username=bob&password=builder");
    QCOMPARE(login.status, 303);
    QCOMPARE(login.header("Location"), "/systems/session");
    const RawHeaders cookie = cookieHeader(cookieOf(login));
    const RawAnswer page = m_api.get("/systems/session", cookie);
    QVERIFY(page.body.contains("Signed in as <strong>bob</strong>"));
    const qsizetype at = page.body.indexOf("name=\"csrf_token\" value=\"") + 25;
    const QByteArray csrf = page.body.mid(at, page.body.indexOf('"', at) - at);
    const RawAnswer out = m_api.form("/systems/session/logout", "csrf_token=" + csrf, cookie);
    QCOMPARE(out.status, 303);
    QVERIFY(!m_api.get("/systems/session", cookie).body.contains("Signed in as"));
}

void TestPracticePages::tokensAreShown()
{
    const RawAnswer page = m_api.form("/systems/opaque/login", "username=bob&password=builder");
    QCOMPARE(page.status, 200);
    QCOMPARE(page.header("Cache-Control"), "no-store");
    const qsizetype at = page.body.indexOf("Authorization: Bearer ") + 22;
    const QByteArray token = page.body.mid(at, page.body.indexOf('<', at) - at);
    QCOMPARE(m_api.meVerdict("opaque", token), "200");
}

void TestPracticePages::formsOfOtherSitesAreRefused_data()
{
    QTest::addColumn<QByteArray>("path");
    for (const char *path : {"/practice/reset", "/practice/faults", "/practice/users", "/practice/clock",
                             "/practice/keys/rotate", "/purpose/mail", "/systems/session/login", "/signin"})
        QTest::newRow(path) << QByteArray(path);
}

void TestPracticePages::formsOfOtherSitesAreRefused()
{
    QFETCH(QByteArray, path);
    const RawHeaders evil = {{"Origin", "https://evil.example"}};
    QCOMPARE(verdictOf(m_api.form(path, "name=drop&username=alice&password=wonderland", evil)),
             "403 cross_site");
    // The other name of this machine is another origin too, and a request without a body is no way around.
    const RawHeaders other = {{"Origin", "http://localhost:" + QByteArray::number(m_api.server().port())}};
    QCOMPARE(verdictOf(m_api.form(path, "name=drop&username=alice&password=wonderland", other)),
             "403 cross_site");
    QCOMPARE(verdictOf(rawRequest(m_api.server().port(), "POST", path, evil)), "403 cross_site");
    // What a form can send as text is not read as JSON.
    RawHeaders text = evil;
    text.emplace_back("Content-Type", "text/plain");
    QCOMPARE(verdictOf(rawRequest(m_api.server().port(), "POST", path, text, R"({"name":"drop"})")),
             "415 unsupported_media_type");
}

void TestPracticePages::resetBeginsAnew()
{
    const QByteArray token = m_api.tokenOf("jwt");
    const QByteArray opaque = m_api.tokenOf("opaque");
    QCOMPARE(m_api.post("/practice/users", jsonOf({{"username", "alice"}, {"role", "admin"}})).status, 200);
    m_api.advance(3);
    QCOMPARE(m_api.form("/practice/reset", "").status, 303);
    QCOMPARE(m_api.meVerdict("jwt", token), "401 invalid_token: The access token is not valid: KeyNotFound");
    QCOMPARE(m_api.meVerdict("opaque", opaque),
             "401 invalid_token: The access token is unknown, expired or revoked.");
    QCOMPARE(m_api.get("/practice/users").json().value("users"_L1).toArray().at(0)[u"role"_s], u"member"_s);
    QCOMPARE(m_api.get("/practice/clock").json().value("ahead"_L1).toInteger(), 0);
    QCOMPARE(m_api.meVerdict("jwt", m_api.tokenOf("jwt")), "200");
    QCOMPARE(m_api.post("/login", loginBody("alice", "wonderland")).status, 200);
}

void TestPracticePages::resetAtTheStart()
{
    const QTemporaryDir folder;
    const QStringList options = {u"--db"_s, folder.filePath(u"practice.db"_s)};
    PracticeProcess server;
    QVERIFY2(server.start(options), qPrintable(server.problem()));
    const QString url = server.baseUrl();
    const auto session = [&server] {
        return rawRequest(server.port(), "POST", "/systems/session/login", asJson,
                          loginBody("alice", "wonderland"));
    };
    const RawHeaders cookie = cookieHeader(cookieOf(session()));
    QCOMPARE(server.stop(), 0);
    QVERIFY2(server.start(options), qPrintable(server.problem()));
    QCOMPARE(rawRequest(server.port(), "GET", "/systems/session/me", cookie).status, 200);
    QCOMPARE(server.stop(), 0);
    QVERIFY2(server.start(options + QStringList{u"--reset"_s}), qPrintable(server.problem()));
    QCOMPARE(server.baseUrl(), url); // what scripts wrote down stays true
    QCOMPARE(rawRequest(server.port(), "GET", "/systems/session/me", cookie).status, 401);
    QCOMPARE(session().status, 200);
}

void TestPracticePages::refusesOtherHosts()
{
    for (const char *host : {"0.0.0.0", "::", "192.0.2.1"}) {
        PracticeProcess program;
        QCOMPARE(program.run({u"--host"_s, QString::fromLatin1(host)}), 2);
        QVERIFY(
            program.errorOutput().startsWith("The practice server listens on this machine only (127.0.0.1)"));
    }
    PracticeProcess server;
    QVERIFY2(server.start({u"--host"_s, u"localhost"_s}), qPrintable(server.problem()));
}

void TestPracticePages::otherOriginsMayRead_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<QByteArray>("allowed");
    QTest::addColumn<QByteArray>("credentials");
    const QByteArray app = "https://app.example";
    const QByteArray evil = "https://evil.example";
    const QByteArray none = "<none>";
    QTest::newRow("none") << QByteArray("none") << app << none << none;
    QTest::newRow("any") << QByteArray("any") << evil << QByteArray("*") << none;
    QTest::newRow("exact") << QByteArray("exact") << app << app << none;
    QTest::newRow("exact, another") << QByteArray("exact") << evil << none << none;
    QTest::newRow("exact, begins alike") << QByteArray("exact") << app + ".evil.example" << none << none;
    QTest::newRow("exact, sandbox") << QByteArray("exact") << QByteArray("null") << none << none;
    QTest::newRow("credentials") << QByteArray("credentials") << app << app << QByteArray("true");
    QTest::newRow("credentials, another") << QByteArray("credentials") << evil << none << none;
    QTest::newRow("any with credentials")
        << QByteArray("any-with-credentials") << evil << QByteArray("*") << QByteArray("true");
}

void TestPracticePages::otherOriginsMayRead()
{
    QFETCH(QByteArray, mode);
    QFETCH(QByteArray, origin);
    QFETCH(QByteArray, allowed);
    QFETCH(QByteArray, credentials);
    const RawAnswer answer = m_api.get("/cors/" + mode, {{"Origin", origin}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Access-Control-Allow-Origin"), allowed);
    QCOMPARE(answer.header("Access-Control-Allow-Credentials"), credentials);
    // What depends on who asks must not be kept for others.
    const bool depends = mode == "exact" || mode == "credentials";
    QCOMPARE(answer.header("Vary"), depends ? QByteArray("Origin") : QByteArray("<none>"));
}

void TestPracticePages::preflightIsAnswered()
{
    const auto ask = [this](const QByteArray &mode, const QByteArray &origin) {
        return rawRequest(m_api.server().port(), "OPTIONS", "/cors/" + mode,
                          {{"Origin", origin}, {"Access-Control-Request-Method", "POST"}});
    };
    const RawAnswer yes = ask("exact", "https://app.example");
    QCOMPARE(yes.status, 204);
    QCOMPARE(yes.header("Access-Control-Allow-Methods"), "GET, POST");
    QVERIFY(yes.header("Access-Control-Allow-Headers").contains("Authorization"));
    QCOMPARE(ask("exact", "https://evil.example").header("Access-Control-Allow-Methods"), "<none>");
    QCOMPARE(ask("none", "https://app.example").header("Access-Control-Allow-Methods"), "<none>");
    // Everything else on this server is closed to other origins.
    QCOMPARE(
        rawRequest(m_api.server().port(), "OPTIONS", "/systems/jwt/me", {{"Origin", "https://app.example"}})
            .header("Access-Control-Allow-Origin"),
        "<none>");
}

QTEST_GUILESS_MAIN(TestPracticePages)
#include "tst_practice_pages.moc"
