#include "support/provider_tools.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace claimcheck::test;

/// What the authorization endpoint refuses, whom it tells, and when it asks the person again.
class TestPracticeOauthAuthorize final : public QObject {
    Q_OBJECT

private:
    [[nodiscard]] PageBrowser::Page openLogin(PageBrowser &browser, const Pairs &changes = {});
    [[nodiscard]] PageBrowser::Page signIn(PageBrowser &browser, const Pairs &changes = {},
                                           const Person &person = {});
    [[nodiscard]] PageBrowser::Page allow(PageBrowser &browser, const PageBrowser::Page &consent);
    PracticeProvider m_provider;

private Q_SLOTS:
    void initTestCase();
    void init() { m_provider.forgetConsents(); }
    void tellsNobodyButThePerson_data();
    void tellsNobodyButThePerson();
    void redirectsErrors_data();
    void redirectsErrors();
    void takesRegisteredRedirects_data();
    void takesRegisteredRedirects();
    void formsNeedTheirToken();
    void formsWorkInTheirBrowserOnly();
    void signInMakesANewSession();
    void wrongPasswordIsToldOnThePage();
    void asksAgainWhenToldTo_data();
    void asksAgainWhenToldTo();
    void silentWhenSignedInAndAllowed();
    void silentNeverAsks();
    void consentIsForItsScopeOnly();
    void pagesShowForeignTextAsText();
    void carolGivesOnlyWhatIsHers();
    void pushedRequestIsUsedOnce();
    void pushedRequestIsItsClients();
    void pushedRequestIsCheckedAtOnce_data();
    void pushedRequestIsCheckedAtOnce();
};

void TestPracticeOauthAuthorize::initTestCase()
{
    QVERIFY2(m_provider.start(), qPrintable(m_provider.problem()));
}

PageBrowser::Page TestPracticeOauthAuthorize::openLogin(PageBrowser &browser, const Pairs &changes)
{
    return browser.open(authorizationUrl(m_provider, with(goodRequest(), changes)));
}

PageBrowser::Page TestPracticeOauthAuthorize::signIn(PageBrowser &browser, const Pairs &changes,
                                                     const Person &person)
{
    const auto forms = openLogin(browser, changes).forms();
    if (forms.size() != 1)
        return {};
    PageForm form = forms.front();
    form.set("username", person.username.toUtf8());
    form.set("password", person.password.toUtf8());
    return browser.submit(form);
}

PageBrowser::Page TestPracticeOauthAuthorize::allow(PageBrowser &browser, const PageBrowser::Page &consent)
{
    const auto forms = consent.forms();
    if (forms.size() != 1)
        return {};
    PageForm form = forms.front();
    form.set("decision", "allow");
    return browser.submit(form);
}

void TestPracticeOauthAuthorize::tellsNobodyButThePerson_data()
{
    QTest::addColumn<Pairs>("changes");
    const auto redirect = [](const char *uri) { return Pairs{{"redirect_uri", uri}}; };
    QTest::newRow("unknown client") << Pairs{{"client_id", "nobody"}};
    QTest::newRow("no client") << Pairs{{"client_id", ""}};
    QTest::newRow("no redirect_uri") << redirect("");
    QTest::newRow("another host") << redirect("https://attacker.example/callback");
    QTest::newRow("another path") << redirect("http://127.0.0.1:34567/callback2");
    QTest::newRow("a longer path") << redirect("http://127.0.0.1:34567/callback/more");
    QTest::newRow("a query") << redirect("http://127.0.0.1:34567/callback?next=evil");
    QTest::newRow("a fragment") << redirect("http://127.0.0.1:34567/callback#x");
    QTest::newRow("https on loopback") << redirect("https://127.0.0.1:34567/callback");
    QTest::newRow("user information") << redirect("http://127.0.0.1:34567@attacker.example/callback");
    QTest::newRow("host that begins so") << redirect("http://127.0.0.1.attacker.example/callback");
    QTest::newRow("a port that is none") << redirect("http://127.0.0.1:/callback");
    QTest::newRow("a port that is too long") << redirect("http://127.0.0.1:345678/callback");
    QTest::newRow("another loopback address") << redirect("http://127.0.0.2:34567/callback");
    QTest::newRow("upper case") << redirect("HTTP://127.0.0.1:34567/callback");
    QTest::newRow("dots in the path") << redirect("http://127.0.0.1:34567/x/../callback");
    QTest::newRow("script") << redirect("javascript:alert(1)");
    QTest::newRow("pushed request that is not there")
        << Pairs{{"request_uri", "urn:ietf:params:oauth:request_uri:nobody-knows-it"}};
}

void TestPracticeOauthAuthorize::tellsNobodyButThePerson()
{
    QFETCH(Pairs, changes);
    PageBrowser browser;
    const auto page = openLogin(browser, changes);
    QCOMPARE(page.answer.status, 400);
    QCOMPARE(page.answer.header("Location"), "<none>");
    QVERIFY(page.answer.body.contains("This request cannot be answered"));
}

void TestPracticeOauthAuthorize::redirectsErrors_data()
{
    QTest::addColumn<Pairs>("changes");
    QTest::addColumn<QByteArray>("error");
    const auto row = [](const char *name, const Pairs &changes, const char *error) {
        QTest::newRow(name) << changes << QByteArray(error);
    };
    row("no response_type", {{"response_type", ""}}, "invalid_request");
    row("implicit", {{"response_type", "token"}}, "unsupported_response_type");
    row("hybrid", {{"response_type", "code id_token"}}, "unsupported_response_type");
    row("fragment", {{"response_mode", "fragment"}}, "invalid_request");
    row("no challenge", {{"code_challenge", ""}}, "invalid_request");
    row("no challenge at all", {{"code_challenge", ""}, {"code_challenge_method", ""}}, "invalid_request");
    row("plain", {{"code_challenge_method", "plain"}}, "invalid_request");
    row("method left out, which means plain", {{"code_challenge_method", ""}}, "invalid_request");
    row("challenge too short", {{"code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw"}},
        "invalid_request");
    row("foreign scope", {{"scope", "openid admin"}}, "invalid_scope");
    row("foreign resource", {{"resource", "https://api.example/"}}, "invalid_target");
    row("unknown prompt", {{"prompt", "create"}}, "invalid_request");
    row("none with another", {{"prompt", "none login"}}, "invalid_request");
    row("none, and nobody is signed in", {{"prompt", "none"}}, "login_required");
    row("max_age is no number", {{"max_age", "soon"}}, "invalid_request");
    row("max_age is negative", {{"max_age", "-1"}}, "invalid_request");
    row("dpop_jkt is none", {{"dpop_jkt", "x"}}, "invalid_request");
    row("request object", {{"request", "e30.e30."}}, "request_not_supported");
    row("request by reference", {{"request_uri", "https://client.example/request"}},
        "request_uri_not_supported");
    row("nonce too long", {{"nonce", QByteArray(3000, 'n')}}, "invalid_request");
}

void TestPracticeOauthAuthorize::redirectsErrors()
{
    QFETCH(Pairs, changes);
    QFETCH(QByteArray, error);
    PageBrowser browser;
    const auto page = openLogin(browser, changes);
    QVERIFY(page.left);
    QVERIFY(page.left->toString().startsWith(QLatin1StringView(loopbackRedirect)));
    QCOMPARE(parameter(*page.left, "error"), error);
    QCOMPARE(parameter(*page.left, "state"), "state-of-this-request");
    QCOMPARE(parameter(*page.left, "iss"), m_provider.url().toUtf8());
    QCOMPARE(parameter(*page.left, "code"), "");
}

void TestPracticeOauthAuthorize::takesRegisteredRedirects_data()
{
    QTest::addColumn<QByteArray>("client");
    QTest::addColumn<QByteArray>("uri");
    QTest::newRow("any port") << QByteArray("claimcheck") << QByteArray("http://127.0.0.1:1/callback");
    QTest::newRow("no port") << QByteArray("claimcheck") << QByteArray("http://127.0.0.1/callback");
    QTest::newRow("IPv6") << QByteArray("claimcheck") << QByteArray("http://[::1]:65535/callback");
    QTest::newRow("localhost") << QByteArray("claimcheck") << QByteArray("http://localhost:8080/callback");
    QTest::newRow("https, exactly") << QByteArray("practice-web")
                                    << QByteArray("https://web.practice.example/callback");
}

void TestPracticeOauthAuthorize::takesRegisteredRedirects()
{
    QFETCH(QByteArray, client);
    QFETCH(QByteArray, uri);
    const QUrl redirect = m_provider.approve(
        authorizationUrl(m_provider, with(goodRequest(), {{"client_id", client}, {"redirect_uri", uri}})));
    QCOMPARE(redirect.adjusted(QUrl::RemoveQuery), QUrl(QString::fromLatin1(uri)));
    QVERIFY(!parameter(redirect, "code").isEmpty());
}

void TestPracticeOauthAuthorize::formsNeedTheirToken()
{
    PageBrowser browser;
    PageForm login = openLogin(browser).forms().front();
    login.set("username", "alice");
    login.set("password", "wonderland");
    PageForm forged = login;
    forged.set("csrf", "guessed");
    QCOMPARE(browser.submit(forged).answer.status, 403);
    forged.set("csrf", "");
    QCOMPARE(browser.submit(forged).answer.status, 403);

    const auto consent = browser.submit(login);
    QCOMPARE(consent.answer.status, 200);
    PageForm decision = consent.forms().front();
    decision.set("decision", "allow");
    PageForm forgedDecision = decision;
    // The interaction's own token is the login page's: it does not do for the consent.
    forgedDecision.set("csrf", login.value("csrf"));
    const auto refused = browser.submit(forgedDecision);
    QCOMPARE(refused.answer.status, 403);
    QVERIFY(!refused.left);
    QVERIFY(browser.submit(decision).left);
}

void TestPracticeOauthAuthorize::formsWorkInTheirBrowserOnly()
{
    PageBrowser attacker;
    PageForm login = openLogin(attacker).forms().front();
    login.set("username", "alice");
    login.set("password", "wonderland");
    // The attacker's form in the victim's browser, with and without cookies of the victim's own.
    PageBrowser victim;
    QCOMPARE(victim.submit(login).answer.status, 403);
    (void)openLogin(victim);
    QCOMPARE(victim.submit(login).answer.status, 403);
    QCOMPARE(attacker.submit(login).answer.status, 200);
}

void TestPracticeOauthAuthorize::signInMakesANewSession()
{
    PageBrowser browser;
    browser.cookies.insert("practice_provider_session", "known-to-an-attacker");
    QCOMPARE(signIn(browser, {{"prompt", "consent"}}).answer.status, 200);
    const QByteArray session = browser.cookies.value("practice_provider_session");
    QVERIFY(session != "known-to-an-attacker");
    QCOMPARE(session.size(), 22); // 128 bits as base64url
    PageBrowser other;
    QCOMPARE(signIn(other, {{"prompt", "consent"}}).answer.status, 200);
    QVERIFY(other.cookies.value("practice_provider_session") != session);
}

void TestPracticeOauthAuthorize::wrongPasswordIsToldOnThePage()
{
    PageBrowser browser;
    const auto page = signIn(browser, {}, {u"alice"_s, u"wrong"_s});
    QCOMPARE(page.answer.status, 403);
    QVERIFY(page.answer.body.contains("The user name or the password is wrong."));
    QCOMPARE(page.forms().size(), size_t(1));
    QVERIFY(!browser.cookies.contains("practice_provider_session"));
}

void TestPracticeOauthAuthorize::asksAgainWhenToldTo_data()
{
    QTest::addColumn<Pairs>("changes");
    QTest::addColumn<bool>("forPassword");
    QTest::newRow("login") << Pairs{{"prompt", "login"}} << true;
    QTest::newRow("select_account") << Pairs{{"prompt", "select_account"}} << true;
    QTest::newRow("max_age=0") << Pairs{{"max_age", "0"}} << true;
    QTest::newRow("consent") << Pairs{{"prompt", "consent"}} << false;
}

void TestPracticeOauthAuthorize::asksAgainWhenToldTo()
{
    QFETCH(Pairs, changes);
    QFETCH(bool, forPassword);
    PageBrowser browser;
    auto page = allow(browser, signIn(browser));
    QVERIFY(page.left);
    m_provider.clock().advance(std::chrono::seconds(2));

    page = openLogin(browser, changes);
    QVERIFY(!page.left);
    QCOMPARE(page.forms().front().has("password"), forPassword);
    // And once it was answered, the flow ends; nobody is asked for ever.
    page = forPassword ? signIn(browser, changes) : allow(browser, page);
    QVERIFY(page.left);
    QVERIFY(!parameter(*page.left, "code").isEmpty());
}

void TestPracticeOauthAuthorize::silentWhenSignedInAndAllowed()
{
    PageBrowser browser;
    auto page = allow(browser, signIn(browser));
    for (const char *prompt : {"", "none"}) {
        page = openLogin(browser, {{"prompt", prompt}, {"max_age", "60"}});
        QVERIFY(page.left);
        QVERIFY(!parameter(*page.left, "code").isEmpty());
    }
}

void TestPracticeOauthAuthorize::silentNeverAsks()
{
    PageBrowser browser;
    QVERIFY(!signIn(browser).left); // at the consent page
    QCOMPARE(parameter(*openLogin(browser, {{"prompt", "none"}}).left, "error"), "consent_required");
    m_provider.clock().advance(std::chrono::seconds(61));
    QCOMPARE(parameter(*openLogin(browser, {{"prompt", "none"}, {"max_age", "60"}}).left, "error"),
             "login_required");
    QCOMPARE(
        parameter(*openLogin(browser, {{"prompt", "none"}, {"id_token_hint", "not.a.token"}}).left, "error"),
        "login_required");
}

void TestPracticeOauthAuthorize::consentIsForItsScopeOnly()
{
    PageBrowser browser;
    const auto page = allow(browser, signIn(browser, {{"scope", "openid"}}));
    QVERIFY(page.left);
    QVERIFY(openLogin(browser, {{"scope", "openid"}}).left);
    QVERIFY(!openLogin(browser, {{"scope", "openid notes:write"}}).left);
}

void TestPracticeOauthAuthorize::pagesShowForeignTextAsText()
{
    PageBrowser browser;
    const auto page = openLogin(browser, {{"login_hint", "\"><script>alert(1)</script>"}});
    QVERIFY(!page.answer.body.contains("<script"));
    QVERIFY(page.answer.body.contains("&quot;&gt;&lt;script&gt;"));
    const QByteArray policy = page.answer.header("Content-Security-Policy");
    QVERIFY(policy.contains("default-src 'none'"));
    QVERIFY(policy.contains("frame-ancestors 'none'"));
    // Browsers hold the redirect after a form to form-action too, and it may come after this form already.
    QVERIFY(policy.contains("form-action 'self' http://127.0.0.1:34567"));
    QCOMPARE(page.answer.header("Cache-Control"), "no-store");
}

void TestPracticeOauthAuthorize::carolGivesOnlyWhatIsHers()
{
    const QByteArray code =
        approvedCode(m_provider, {{"scope", "openid notes:read notes:write"}}, {u"carol"_s, u"christmas"_s});
    QCOMPARE(postForm(m_provider, "/oauth/token", codeForm(code)).text("scope"), "openid notes:read");
}

void TestPracticeOauthAuthorize::pushedRequestIsUsedOnce()
{
    const RawAnswer pushed = postForm(m_provider, "/oauth/par", goodRequest());
    QCOMPARE(pushed.status, 201);
    QCOMPARE(pushed.json()[u"expires_in"_s].toInt(), 60);
    const QUrl url = authorizationUrl(
        m_provider, {{"client_id", "claimcheck"}, {"request_uri", pushed.text("request_uri")}});
    const QUrl redirect = m_provider.approve(url);
    QCOMPARE(parameter(redirect, "state"), "state-of-this-request");
    QCOMPARE(postForm(m_provider, "/oauth/token", codeForm(parameter(redirect, "code"))).status, 200);
    PageBrowser browser;
    QCOMPARE(browser.open(url).answer.status, 400);

    const RawAnswer late = postForm(m_provider, "/oauth/par", goodRequest());
    m_provider.clock().advance(std::chrono::seconds(61));
    QCOMPARE(browser
                 .open(authorizationUrl(
                     m_provider, {{"client_id", "claimcheck"}, {"request_uri", late.text("request_uri")}}))
                 .answer.status,
             400);
}

void TestPracticeOauthAuthorize::pushedRequestIsItsClients()
{
    const RawAnswer pushed = postForm(m_provider, "/oauth/par", goodRequest());
    PageBrowser browser;
    const auto page = browser.open(authorizationUrl(
        m_provider, {{"client_id", "practice-dpop"}, {"request_uri", pushed.text("request_uri")}}));
    QCOMPARE(page.answer.status, 400);
}

void TestPracticeOauthAuthorize::pushedRequestIsCheckedAtOnce_data()
{
    QTest::addColumn<Pairs>("changes");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("error");
    const auto row = [](const char *name, const Pairs &changes, int status, const char *error) {
        QTest::newRow(name) << changes << status << QByteArray(error);
    };
    row("redirect", {{"redirect_uri", "https://attacker.example/"}}, 400, "invalid_request");
    row("no challenge", {{"code_challenge", ""}}, 400, "invalid_request");
    row("scope", {{"scope", "admin"}}, 400, "invalid_scope");
    row("another one inside", {{"request_uri", "urn:ietf:params:oauth:request_uri:x"}}, 400,
        "invalid_request");
    row("client", {{"client_id", "nobody"}}, 401, "invalid_client");
    row("client without its secret", {{"client_id", "practice-web"}}, 401, "invalid_client");
}

void TestPracticeOauthAuthorize::pushedRequestIsCheckedAtOnce()
{
    QFETCH(Pairs, changes);
    QFETCH(int, status);
    QFETCH(QByteArray, error);
    const RawAnswer answer = postForm(m_provider, "/oauth/par", with(goodRequest(), changes));
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.text("error"), error);
}

QTEST_GUILESS_MAIN(TestPracticeOauthAuthorize)
#include "tst_practice_oauth_authorize.moc"
