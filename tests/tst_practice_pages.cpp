#include "practice_page_checks.h"

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
    void initTestCase() { m_api.begin(); }
    void cleanupTestCase() { m_api.end(); }
    void everyPageSaysWhatItIs_data();
    void everyPageSaysWhatItIs();
    void everyRoutesPageSaysSo();
    void everyStepsPageSaysSo();
    void everyFaultsPageSaysSo_data();
    void everyFaultsPageSaysSo();
    void theResetButtonIsPressed();
    void nothingBecomesMarkup();
    void cookieSignInComesBack();
    void tokensAreShown();
    void formsOfOtherSitesAreRefused_data();
    void formsOfOtherSitesAreRefused();
    void resetBeginsAnew();
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
    QCOMPARE(wrongWithPage(page), "");
    QVERIFY(!page.body.contains("http://"));
    QCOMPARE(m_api.get("/practice/style.css").header("Content-Type"), "text/css");
}

/// Each route of the list on the server's own page, as a browser would use it: asked for, and sent an empty
/// form.
void TestPracticePages::everyRoutesPageSaysSo()
{
    static const QRegularExpression row(
        u"<tr><td><code>(GET|POST)</code></td><td><code>([^<]+)</code></td>"_s);
    auto rows = row.globalMatch(QString::fromUtf8(m_api.get("/").body));
    int routes = 0;
    int pages = 0;
    while (rows.hasNext()) {
        const auto match = rows.next();
        QByteArray path = match.captured(2).toUtf8();
        path.replace("/ID", "/session").replace("/MODE", "/none");
        const RawAnswer answer = match.captured(1) == u"GET" ? m_api.get(path) : m_api.form(path, "");
        ++routes;
        QVERIFY2(answer.status >= 200 && answer.status != 500 &&
                     !answer.body.contains("nothing at this path"),
                 path.constData());
        if (!answer.header("Content-Type").startsWith("text/html"))
            continue;
        ++pages;
        const QByteArray wrong = wrongWithPage(answer);
        QVERIFY2(wrong.isEmpty(), (path + ": " + wrong).constData());
    }
    QVERIFY2(routes > 60, QByteArray::number(routes).constData());
    QVERIFY2(pages >= 16, QByteArray::number(pages).constData());
    QVERIFY(m_api.post("/practice/reset").status == 204);
}

/// The pages that come only after another: links, captcha, the provider's forms and its refusals.
void TestPracticePages::everyStepsPageSaysSo()
{
    const auto check = [](const char *what, const RawAnswer &page, int status) {
        const QByteArray wrong = wrongWithPage(page);
        QVERIFY2(wrong.isEmpty(), (what + QByteArray(": ") + wrong).constData());
        QVERIFY2(page.status == status, (what + (": " + QByteArray::number(page.status))).constData());
    };
    check("mail asked for", m_api.form("/purpose/mail", "username=alice&email=a@b.example"), 202);
    const QByteArray link =
        m_api.get("/practice/outbox").json()["mails"_L1][0]["link"_L1].toString().toUtf8();
    const RawAnswer confirm = m_api.get(link.mid(link.indexOf("/purpose")));
    check("mail's link", confirm, 200);
    const QByteArray token = "token=" + hiddenValue(confirm.body, "token");
    check("confirmed", m_api.form("/purpose/mail/confirm", token), 200);
    check("confirmed twice", m_api.form("/purpose/mail/confirm", token), 410);
    check("download", m_api.form("/purpose/download", "file=report.txt"), 201);

    const RawAnswer login = m_api.get(authorizeTarget);
    check("provider's login", login, 200);
    const RawHeaders browser = cookieHeader(cookieOf(login));
    const QByteArray form = "interaction=" + hiddenValue(login.body, "interaction") +
                            "&csrf=" + hiddenValue(login.body, "csrf") + "&username=alice&password=";
    check("provider's wrong password", m_api.form("/oauth/login", form + "wrong", browser), 403);
    const RawAnswer in = m_api.form("/oauth/login", form + "wonderland", browser);
    QCOMPARE(in.status, 303);
    const RawHeaders session = cookieHeader(cookieOf(login) + "; " + cookieOf(in));
    check("consent", m_api.get(in.header("Location"), session), 200);
    check("signing out", m_api.get("/oauth/end_session", session), 200);
    check("a device's code", m_api.get("/oauth/device", session), 200);
    check("no such client", m_api.get("/oauth/authorize?client_id=nobody"), 400);
    check("no interaction", m_api.get("/oauth/continue?interaction=x", session), 403);

    for (int i = 0; i < 2; ++i)
        check("wrong password", m_api.form("/systems/session/login", "username=carol&password=x"), 401);
    const RawAnswer captcha = m_api.form("/systems/session/login", "username=carol&password=x");
    check("captcha", captcha, 401);
    QVERIFY(captcha.body.contains("<img alt=\"Six letters\" src=\"data:image/png;base64,"));
    check("a user's token", m_api.form("/systems/jwt/login", "username=bob&password=builder"), 200);
    QVERIFY(m_api.post("/practice/reset").status == 204);
}

void TestPracticePages::everyFaultsPageSaysSo_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::newRow("html") << QByteArray("/.well-known/jwks.json") << 200;
    QTest::newRow("status-500") << QByteArray("/.well-known/jwks.json") << 500;
    QTest::newRow("discovery-html") << QByteArray("/.well-known/openid-configuration") << 200;
    QTest::newRow("jwks-html") << QByteArray("/oauth/jwks") << 200;
    QTest::newRow("token-html") << QByteArray("/oauth/token") << 200;
    QTest::newRow("userinfo-html") << QByteArray("/oauth/userinfo") << 200;
}

void TestPracticePages::everyFaultsPageSaysSo()
{
    QFETCH(const QByteArray, path);
    QFETCH(const int, status);
    const QByteArray name = QTest::currentDataTag();
    const auto turn = [&](const char *on) {
        QCOMPARE(m_api.post("/practice/faults", jsonOf({{"name", name}, {"on", on}})).status, 200);
    };
    turn("true");
    const RawAnswer page = path.endsWith("token") ? m_api.form(path, "") : m_api.get(path);
    turn("false");
    QCOMPARE(page.status, status);
    QCOMPARE(wrongWithPage(page), "");
    // The table is whole: no other fault answers with a page.
    int pages = 0;
    for (const QJsonValue &fault : m_api.get("/practice/facts").json()["faults"_L1].toArray()) {
        const QString each = fault.toString();
        pages += each.endsWith(u"html"_s) || each == u"status-500"_s ? 1 : 0;
    }
    QCOMPARE(pages, 6);
}

/// "Begin anew", as a browser presses it: the form as it stands on the page, with the page's own Origin.
void TestPracticePages::theResetButtonIsPressed()
{
    const QByteArray cookie = cookieOf(m_api.logIn("session"));
    QCOMPARE(m_api.me("session", cookieHeader(cookie)).status, 200);
    QCOMPARE(m_api.post("/practice/faults", jsonOf({{"name", "wrong-issuer"}, {"on", "true"}})).status, 200);
    static const QRegularExpression form(
        u"<form method=\"post\" action=\"([^\"]+)\">([^<]*)<button>Begin anew</button></form>"_s);
    const auto button = form.match(QString::fromUtf8(m_api.get("/").body));
    QVERIFY(button.hasMatch());
    const RawAnswer pressed =
        m_api.form(button.captured(1).toUtf8(), button.captured(2).toUtf8(),
                   {{"Origin", "http://127.0.0.1:" + QByteArray::number(m_api.server().port())}});
    QCOMPARE(pressed.status, 303);
    QCOMPARE(pressed.header("Location"), "/");
    QCOMPARE(m_api.me("session", cookieHeader(cookie)).status, 401);
    QVERIFY(!m_api.get("/").body.contains("<strong>on</strong>"));
    QCOMPARE(m_api.rows("session", "session"), 0);
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
