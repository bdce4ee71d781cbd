#include "support/provider_tools.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace claimcheck::test;

/// UserInfo, introspection, revocation, signing out, registration: the endpoints around the flows.
class TestPracticeOauthEnds final : public QObject {
    Q_OBJECT

private:
    [[nodiscard]] RawAnswer introspect(const QByteArray &token);
    [[nodiscard]] RawAnswer revoke(const QByteArray &token, const QByteArray &client = "claimcheck");
    [[nodiscard]] int userInfo(const QByteArray &accessToken);
    [[nodiscard]] RawAnswer signInWith(PageBrowser &browser, const Pairs &changes);
    [[nodiscard]] QUrl endSession(const Pairs &parameters) const;
    [[nodiscard]] RawAnswer registerWith(const QByteArray &json);
    PracticeProvider m_provider;

private Q_SLOTS:
    void initTestCase();
    void init() { m_provider.forgetConsents(); }
    void userInfoNeedsItsScope();
    void userInfoMayBeSigned();
    void appPostsNotesForAPerson();
    void audienceIsTheResource();
    void introspectionTellsWhatIsKnown();
    void introspectionOfOthersTellsNothing();
    void introspectionNeedsAClient();
    void revokedRefreshTokenTakesAllWithIt();
    void revokedAccessTokenGoesAlone();
    void revocationIsForItsClient();
    void unknownTokenIsAsGoodAsRevoked();
    void idTokenOfTheSessionEndsIt();
    void linkAloneOnlyAsks();
    void signOutReturnsOnlyWhereRegistered_data();
    void signOutReturnsOnlyWhereRegistered();
    void offlineTokensOutliveTheSession();
    void registersAndSignsIn();
    void registrationRefuses_data();
    void registrationRefuses();
    void registeredClientsGoAfterADay();
};

void TestPracticeOauthEnds::initTestCase()
{
    QVERIFY2(m_provider.start(), qPrintable(m_provider.problem()));
}

RawAnswer TestPracticeOauthEnds::introspect(const QByteArray &token)
{
    return postForm(
        m_provider, "/oauth/introspect", {{"token", token}},
        {{"Authorization",
          "Basic " + QByteArray("practice-web:practice-web-secret-known-to-everybody").toBase64()}});
}

RawAnswer TestPracticeOauthEnds::revoke(const QByteArray &token, const QByteArray &client)
{
    return postForm(m_provider, "/oauth/revoke", {{"token", token}, {"client_id", client}});
}

int TestPracticeOauthEnds::userInfo(const QByteArray &accessToken)
{
    return rawRequest(m_provider.port(), "GET", "/oauth/userinfo", bearer(accessToken)).status;
}

RawAnswer TestPracticeOauthEnds::signInWith(PageBrowser &browser, const Pairs &changes)
{
    auto page = browser.open(authorizationUrl(m_provider, with(goodRequest(), changes)));
    for (int step = 0; step < 2 && !page.left && page.forms().size() == 1; ++step) {
        PageForm form = page.forms().front();
        form.set("username", "alice");
        form.set("password", "wonderland");
        form.set("decision", "allow");
        page = browser.submit(form);
    }
    return postForm(m_provider, "/oauth/token",
                    codeForm(page.left ? parameter(*page.left, "code") : QByteArray()));
}

QUrl TestPracticeOauthEnds::endSession(const Pairs &parameters) const
{
    return QUrl::fromEncoded(m_provider.url().toUtf8() + "/oauth/end_session?" + encoded(parameters),
                             QUrl::StrictMode);
}

RawAnswer TestPracticeOauthEnds::registerWith(const QByteArray &json)
{
    return rawRequest(m_provider.port(), "POST", "/oauth/register", asJson, json);
}

void TestPracticeOauthEnds::userInfoNeedsItsScope()
{
    const QByteArray token = signInWithCode(m_provider, {{"scope", "notes:read"}}).text("access_token");
    const RawAnswer refused = rawRequest(m_provider.port(), "GET", "/oauth/userinfo", bearer(token));
    QCOMPARE(refused.status, 403);
    QVERIFY(refused.header("WWW-Authenticate").contains("error=\"insufficient_scope\""));
    const RawAnswer none = rawRequest(m_provider.port(), "GET", "/oauth/userinfo");
    QCOMPARE(none.status, 401);
    QCOMPARE(none.header("WWW-Authenticate"), "Bearer realm=\"practice\"");
    // Only what the scope lets: openid alone is the sub.
    const QByteArray bare = signInWithCode(m_provider, {{"scope", "openid"}}).text("access_token");
    QCOMPARE(rawRequest(m_provider.port(), "GET", "/oauth/userinfo", bearer(bare)).json(),
             (QJsonObject{{u"sub"_s, u"u-1001"_s}}));
}

void TestPracticeOauthEnds::userInfoMayBeSigned()
{
    const RawHeaders web = {
        {"Authorization",
         "Basic " + QByteArray("practice-web:practice-web-secret-known-to-everybody").toBase64()}};
    const QByteArray code = approvedCode(m_provider, {{"client_id", "practice-web"}});
    const RawAnswer tokens =
        postForm(m_provider, "/oauth/token", with(codeForm(code), {{"client_id", ""}}), web);
    const RawAnswer answer =
        rawRequest(m_provider.port(), "GET", "/oauth/userinfo", bearer(tokens.text("access_token")));
    QCOMPARE(answer.header("Content-Type"), "application/jwt");
    QCOMPARE(headerOf(answer.body)[u"alg"_s].toString(), u"RS256"_s);
    QCOMPARE(claimsOf(answer.body)[u"aud"_s].toString(), u"practice-web"_s);
    QCOMPARE(claimsOf(answer.body)[u"sub"_s].toString(), u"u-1001"_s);
}

void TestPracticeOauthEnds::appPostsNotesForAPerson()
{
    const auto post = [this](const QByteArray &scope) {
        RawHeaders headers = asJson;
        headers.emplace_back("Authorization",
                             "Bearer " + signInWithCode(m_provider, {{"scope", scope}}).text("access_token"));
        return rawRequest(m_provider.port(), "POST", "/oauth/notes", headers, "{\"text\":\"From an app\"}");
    };
    QCOMPARE(post("notes:write").status, 201);
    QCOMPARE(post("notes:read").status, 403);
}

void TestPracticeOauthEnds::audienceIsTheResource()
{
    const QByteArray resource = m_provider.url().toUtf8() + "/oauth/notes";
    const QByteArray token = signInWithCode(m_provider, {{"resource", resource}}).text("access_token");
    QCOMPARE(claimsOf(token)[u"aud"_s].toString().toUtf8(), resource);
}

void TestPracticeOauthEnds::introspectionTellsWhatIsKnown()
{
    const RawAnswer tokens = signInWithCode(m_provider);
    const QJsonObject access = introspect(tokens.text("access_token")).json();
    QCOMPARE(access[u"active"_s].toBool(), true);
    QCOMPARE(access[u"client_id"_s].toString(), u"claimcheck"_s);
    QCOMPARE(access[u"sub"_s].toString(), u"u-1001"_s);
    QCOMPARE(access[u"username"_s].toString(), u"alice"_s);
    QCOMPARE(access[u"exp"_s].toInt() - access[u"iat"_s].toInt(), 300);
    const RawAnswer own = postForm(m_provider, "/oauth/introspect",
                                   {{"token", tokens.text("refresh_token")}, {"client_id", "claimcheck"}});
    QCOMPARE(own.json()[u"active"_s].toBool(), true);
    m_provider.clock().advance(std::chrono::seconds(300));
    QCOMPARE(introspect(tokens.text("access_token")).json(), (QJsonObject{{u"active"_s, false}}));
}

void TestPracticeOauthEnds::introspectionOfOthersTellsNothing()
{
    const QJsonObject nothing{{u"active"_s, false}};
    const RawAnswer tokens = signInWithCode(m_provider);
    QCOMPARE(introspect(tokens.text("refresh_token")).json(), nothing);
    QCOMPARE(introspect("nobody-knows-it").json(), nothing);
    QCOMPARE(introspect(tokens.text("id_token")).json(), nothing);
}

void TestPracticeOauthEnds::introspectionNeedsAClient()
{
    QCOMPARE(postForm(m_provider, "/oauth/introspect", {{"token", "x"}}).status, 401);
    QCOMPARE(postForm(m_provider, "/oauth/introspect", {{"client_id", "claimcheck"}}).status, 400);
}

void TestPracticeOauthEnds::revokedRefreshTokenTakesAllWithIt()
{
    const RawAnswer tokens = signInWithCode(m_provider);
    QCOMPARE(revoke(tokens.text("refresh_token")).status, 200);
    QCOMPARE(userInfo(tokens.text("access_token")), 401);
    QCOMPARE(postForm(m_provider, "/oauth/token",
                      {{"grant_type", "refresh_token"},
                       {"client_id", "claimcheck"},
                       {"refresh_token", tokens.text("refresh_token")}})
                 .text("error"),
             "invalid_grant");
}

void TestPracticeOauthEnds::revokedAccessTokenGoesAlone()
{
    const RawAnswer tokens = signInWithCode(m_provider);
    QCOMPARE(revoke(tokens.text("access_token")).status, 200);
    QCOMPARE(userInfo(tokens.text("access_token")), 401);
    QCOMPARE(postForm(m_provider, "/oauth/token",
                      {{"grant_type", "refresh_token"},
                       {"client_id", "claimcheck"},
                       {"refresh_token", tokens.text("refresh_token")}})
                 .status,
             200);
}

void TestPracticeOauthEnds::revocationIsForItsClient()
{
    const RawAnswer tokens = signInWithCode(m_provider);
    for (const char *kind : {"access_token", "refresh_token"}) {
        const RawAnswer refused = revoke(tokens.text(kind), "practice-dpop");
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.text("error"), "unauthorized_client");
    }
    QCOMPARE(userInfo(tokens.text("access_token")), 200);
    QCOMPARE(revoke(tokens.text("access_token"), "nobody").text("error"), "invalid_client");
}

void TestPracticeOauthEnds::unknownTokenIsAsGoodAsRevoked()
{
    QCOMPARE(revoke("nobody-knows-it").status, 200);
    QCOMPARE(postForm(m_provider, "/oauth/revoke", {{"client_id", "claimcheck"}}).text("error"),
             "invalid_request");
}

void TestPracticeOauthEnds::idTokenOfTheSessionEndsIt()
{
    PageBrowser browser;
    const RawAnswer tokens = signInWith(browser, {{"scope", "openid"}});
    QCOMPARE(userInfo(tokens.text("access_token")), 200);
    const auto page = browser.open(endSession({{"id_token_hint", tokens.text("id_token")},
                                               {"post_logout_redirect_uri", "http://127.0.0.1/signed-out"},
                                               {"state", "x&y"}}));
    QVERIFY(page.left);
    QCOMPARE(page.left->adjusted(QUrl::RemoveQuery), QUrl(u"http://127.0.0.1/signed-out"_s));
    QCOMPARE(parameter(*page.left, "state"), "x&y");
    QCOMPARE(userInfo(tokens.text("access_token")), 401);
    QCOMPARE(
        parameter(*browser.open(authorizationUrl(m_provider, with(goodRequest(), {{"prompt", "none"}}))).left,
                  "error"),
        "login_required");
}

void TestPracticeOauthEnds::linkAloneOnlyAsks()
{
    PageBrowser browser;
    const RawAnswer tokens = signInWith(browser, {{"scope", "openid"}});
    const auto page = browser.open(endSession({}));
    QCOMPARE(page.answer.status, 200);
    QCOMPARE(userInfo(tokens.text("access_token")), 200);
    PageForm form = page.forms().front();
    PageForm forged = form;
    forged.set("csrf", "guessed");
    QCOMPARE(browser.submit(forged).answer.status, 403);
    QCOMPARE(userInfo(tokens.text("access_token")), 200);
    QCOMPARE(browser.submit(form).answer.status, 200);
    QCOMPARE(userInfo(tokens.text("access_token")), 401);
}

void TestPracticeOauthEnds::signOutReturnsOnlyWhereRegistered_data()
{
    QTest::addColumn<Pairs>("parameters");
    QTest::addColumn<int>("status");
    const Pairs good = {{"client_id", "claimcheck"},
                        {"post_logout_redirect_uri", "http://127.0.0.1/signed-out"}};
    QTest::newRow("registered") << good << 303;
    QTest::newRow("foreign") << with(good, {{"post_logout_redirect_uri", "https://attacker.example/"}})
                             << 400;
    QTest::newRow("of another client") << with(good, {{"client_id", "practice-web"}}) << 400;
    QTest::newRow("of nobody") << with(good, {{"client_id", ""}}) << 400;
    QTest::newRow("with a hint that is none") << with(good, {{"id_token_hint", "not.a.token"}}) << 400;
}

void TestPracticeOauthEnds::signOutReturnsOnlyWhereRegistered()
{
    QFETCH(Pairs, parameters);
    QFETCH(int, status);
    PageBrowser browser;
    const auto page = browser.open(endSession(parameters));
    QCOMPARE(page.answer.status, status);
    QCOMPARE(page.left.has_value(), status == 303);
}

void TestPracticeOauthEnds::offlineTokensOutliveTheSession()
{
    PageBrowser browser;
    const RawAnswer tokens = signInWith(browser, {});
    (void)browser.open(endSession({{"id_token_hint", tokens.text("id_token")}}));
    QCOMPARE(userInfo(tokens.text("access_token")), 200);
}

void TestPracticeOauthEnds::registersAndSignsIn()
{
    const RawAnswer client = registerWith(
        "{\"client_name\":\"<b>Mine</b>\",\"token_endpoint_auth_method\":\"none\","
        "\"application_type\":\"native\",\"redirect_uris\":[\"http://127.0.0.1/callback\"],"
        "\"grant_types\":[\"authorization_code\",\"refresh_token\"],\"scope\":\"openid offline_access\"}");
    QCOMPARE(client.status, 201);
    QVERIFY(!client.json().contains(u"client_secret"_s));
    const QByteArray id = client.text("client_id");
    const Pairs request = with(goodRequest(), {{"client_id", id}, {"scope", "openid offline_access"}});
    PageBrowser browser;
    QVERIFY(
        browser.open(authorizationUrl(m_provider, request)).answer.body.contains("&lt;b&gt;Mine&lt;/b&gt;"));
    const QByteArray code = parameter(m_provider.approve(authorizationUrl(m_provider, request)), "code");
    const RawAnswer tokens = postForm(m_provider, "/oauth/token", with(codeForm(code), {{"client_id", id}}));
    QCOMPARE(tokens.status, 200);
    QCOMPARE(headerOf(tokens.text("id_token"))[u"alg"_s].toString(), u"RS256"_s); // as who says nothing
    // With a secret, it is the secret that counts.
    const RawAnswer web = registerWith("{\"redirect_uris\":[\"https://app.example/cb\"],"
                                       "\"grant_types\":[\"client_credentials\",\"authorization_code\"]}");
    QCOMPARE(web.text("token_endpoint_auth_method"), "client_secret_basic");
    const QByteArray pair = web.text("client_id") + ':' + web.text("client_secret");
    QCOMPARE(postForm(m_provider, "/oauth/token",
                      {{"grant_type", "client_credentials"}, {"scope", "notes:read"}},
                      {{"Authorization", "Basic " + pair.toBase64()}})
                 .status,
             200);
}

void TestPracticeOauthEnds::registrationRefuses_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("error");
    const auto redirect = [](const char *name, const QByteArray &uri) {
        QTest::newRow(name) << QByteArray("{\"redirect_uris\":[\"" + uri + "\"]}")
                            << QByteArray("invalid_redirect_uri");
    };
    redirect("http elsewhere", "http://attacker.example/");
    redirect("script", "javascript:alert(1)");
    redirect("data", "data:text/html,x");
    redirect("fragment", "https://app.example/#x");
    redirect("user information", "https://a:b@app.example/");
    redirect("line end", "https://app.example/\\r\\nX: y");
    const auto row = [](const char *name, const char *json) {
        QTest::newRow(name) << QByteArray(json) << QByteArray("invalid_client_metadata");
    };
    QTest::newRow("no redirect") << QByteArray("{}") << QByteArray("invalid_redirect_uri");
    row("acts for everybody", "{\"redirect_uris\":[\"https://a.example/\"],"
                              "\"grant_types\":[\"urn:ietf:params:oauth:grant-type:jwt-bearer\"]}");
    row("password", "{\"redirect_uris\":[\"https://a.example/\"],\"grant_types\":[\"password\"]}");
    row("public and for itself", "{\"token_endpoint_auth_method\":\"none\","
                                 "\"grant_types\":[\"client_credentials\"]}");
    row("scope", "{\"redirect_uris\":[\"https://a.example/\"],\"scope\":\"admin\"}");
    row("authentication", "{\"redirect_uris\":[\"https://a.example/\"],"
                          "\"token_endpoint_auth_method\":\"tls_client_auth\"}");
    row("algorithm none", "{\"redirect_uris\":[\"https://a.example/\"],"
                          "\"id_token_signed_response_alg\":\"none\"}");
    row("keys elsewhere", "{\"redirect_uris\":[\"https://a.example/\"],"
                          "\"jwks_uri\":\"http://127.0.0.1:1/\"}");
    row("no keys", "{\"redirect_uris\":[\"https://a.example/\"],"
                   "\"token_endpoint_auth_method\":\"private_key_jwt\"}");
    row("a name twice",
        "{\"scope\":\"openid\",\"scope\":\"openid\",\"redirect_uris\":[\"https://a.example/\"]}");
    row("redirects are no list", "{\"redirect_uris\":\"https://a.example/\"}");
}

void TestPracticeOauthEnds::registrationRefuses()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, error);
    const RawAnswer answer = registerWith(json);
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.text("error"), error);
}

void TestPracticeOauthEnds::registeredClientsGoAfterADay()
{
    const RawAnswer client = registerWith("{\"redirect_uris\":[\"http://127.0.0.1/callback\"],"
                                          "\"token_endpoint_auth_method\":\"none\"}");
    const QUrl url =
        authorizationUrl(m_provider, with(goodRequest(), {{"client_id", client.text("client_id")}}));
    PageBrowser browser;
    QCOMPARE(browser.open(url).answer.status, 200);
    m_provider.clock().advance(std::chrono::hours(25));
    QCOMPARE(browser.open(url).answer.status, 400);
}

QTEST_GUILESS_MAIN(TestPracticeOauthEnds)
#include "tst_practice_oauth_ends.moc"
