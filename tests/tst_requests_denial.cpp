#include "denial_cases.h"

#include "base/base64url.h"
#include "requests/denial_remedy.h"

#include <QTest>

using namespace denial_cases;

class TestRequestsDenial : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesTheTopCause_data();
    void namesTheTopCause();
    void saysNothingWhenNothingFailed_data();
    void saysNothingWhenNothingFailed();
    void fillsInItsActions();
    void looksAtTokens();
    void readsRetryAfter_data();
    void readsRetryAfter();
    void everyCauseIsReachable();
};

void TestRequestsDenial::namesTheTopCause_data()
{
    QTest::addColumn<DenialFacts>("facts");
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<int>("action");
    const auto row = [](const char *name, const DenialFacts &facts, const char *id, Kind action) {
        QTest::newRow(name) << facts << QByteArray(id) << int(action);
    };
    // The network.
    row("name", failed(ErrorCode::HostNotFound), "name-unknown", Kind::ChangeUrl);
    row("refused", failed(ErrorCode::ConnectionRefused), "nobody-listens", Kind::ChangeUrl);
    row("refused here",
        with(failed(ErrorCode::ConnectionRefused), [](auto &f) { f.url = QUrl(u"http://127.0.0.1:9/"_s); }),
        "nobody-listens", Kind::SendAgain);
    row("time", failed(ErrorCode::TimedOut), "no-answer-in-time", Kind::LongerTimeout);
    row("own CA", failed(ErrorCode::TlsCertificateUntrusted), "own-authority", Kind::TrustAuthority);
    row("certificate expired", failed(ErrorCode::TlsCertificateExpired), "certificate-time", Kind::None);
    row("certificate expired by a wrong clock",
        with(failed(ErrorCode::TlsCertificateExpired), [](auto &f) { f.skew = std::chrono::hours(13); }),
        "certificate-time", Kind::CheckClock);
    row("certificate of another", failed(ErrorCode::TlsHostMismatch), "certificate-of-another",
        Kind::ChangeUrl);
    row("handshake", failed(ErrorCode::TlsFailed), "handshake-failed", Kind::ClientCertificate);
    row("https to a plain port here",
        with(failed(ErrorCode::TlsFailed), [](auto &f) { f.url = QUrl(u"https://localhost:8000/"_s); }),
        "no-tls-there", Kind::ChangeUrl);
    row("http to an https port",
        answered(400, html, "<title>400 The plain HTTP request was sent to HTTPS port</title>"), "tls-wanted",
        Kind::ChangeUrl);
    row("plain http", failed(ErrorCode::UrlInsecure), "plain-http", Kind::ChangeUrl);
    row("proxy", failed(ErrorCode::ProxyFailed), "proxy", Kind::ProxySettings);
    row("407", refused(407), "proxy", Kind::ProxySettings);
    row("a secret off its leash", failed(ErrorCode::LeashRefused), "secret-does-not-belong", Kind::ChangeUrl);
    row("profile changed", failed(ErrorCode::ProfileChanged), "profile-changed", Kind::SignIn);
    row("redirect away", failed(ErrorCode::RedirectLeavesOrigin, u"https://new.example"_s), "redirected-away",
        Kind::ChangeUrl);
    row("circles", failed(ErrorCode::TooManyRedirects), "redirects-in-circles", Kind::SignIn);
    row("not signed in", failed(ErrorCode::SessionExpired), "not-signed-in", Kind::SignIn);
    row("closed", failed(ErrorCode::ConnectionClosed), "connection-closed", Kind::SendAgain);
    row("too large", failed(ErrorCode::ResponseTooLarge), "too-large", Kind::None);
    row("bytes without an end", failed(ErrorCode::ResponseEndless), "endless-answer", Kind::None);
    row("no answer", failed(ErrorCode::NetworkFailed, u"the answer is not HTTP"_s), "unreadable-answer",
        Kind::None);
    row("variable", with(refused(404), [](auto &f) { f.url = QUrl(u"https://api.example/{{id}}"_s); }),
        "variable-unfilled", Kind::DefineVariable);
    // The credential.
    row("withheld",
        with(refused(),
             [](auto &f) {
                 f.response->credentialSent = false;
                 f.response->withheld = {{http::Withheld::What::Credential, {}, api}};
             }),
        "credential-withheld", Kind::AllowOrigin);
    row("withheld, other environment",
        with(refused(),
             [](auto &f) {
                 f.response->credentialSent = false;
                 f.response->withheld = {{http::Withheld::What::Credential, {}, api}};
                 f.fittingEnvironment = u"staging"_s;
             }),
        "credential-withheld", Kind::SwitchEnvironment);
    row("an own header",
        with(refused(),
             [](auto &f) {
                 f.response->credentialSent = false;
                 f.headers = {{"Authorization", "Bearer x"}};
                 f.response->withheld = {{http::Withheld::What::Credential, u"Authorization"_s, api}};
             }),
        "credential-withheld", Kind::UseProfile);
    row("none sent", with(refused(), [](auto &f) { f.response->credentialSent = false; }), "no-credential",
        Kind::UseProfile);
    row("none sent, and no profile",
        with(refused(),
             [](auto &f) {
                 f.response->credentialSent = false;
                 f.profile.clear();
             }),
        "no-credential", Kind::ChooseProfile);
    row("none sent, and the environment has one",
        with(refused(),
             [](auto &f) {
                 f.response->credentialSent = false;
                 f.profile.clear();
                 f.profileAtHand = u"prod"_s;
             }),
        "no-credential", Kind::UseProfile);
    row("withheld after a redirect",
        with(refused(),
             [](auto &f) {
                 f.response->credentialSent = false;
                 f.response->withheld = {{http::Withheld::What::Credential, {}, api}};
                 f.response->redirects = {{QUrl(u"https://old.example/"_s), 302, true}};
             }),
        "credential-withheld", Kind::AllowOrigin);
    row("withheld after a redirect to another of its servers",
        with(refused(),
             [](auto &f) {
                 f.url = QUrl(u"https://old.example/"_s);
                 f.response->credentialSent = false;
                 f.response->withheld = {{http::Withheld::What::Credential, {}, api}};
                 f.response->redirects = {{f.url, 302, true}};
                 f.mayGoThere = true;
             }),
        "credential-withheld", Kind::ChangeUrl);
    row("a cookie session that has ended",
        with(refused(),
             [](auto &f) {
                 f.isCookieSession = true;
                 f.token.reset();
                 f.response->credentialSent = false;
             }),
        "ended-at-server", Kind::SignIn);
    row("none sent, and hidden",
        with(refused(404),
             [](auto &f) {
                 f.response->credentialSent = false;
                 f.url = QUrl(u"https://api.example/api/x"_s);
             }),
        "no-credential", Kind::UseProfile);
    row("expired", with(refused(), [](auto &f) { f.token->expiresAt = now_ - seconds(5); }), "token-expired",
        Kind::Refresh);
    row("expired, no refresh",
        with(refused(),
             [](auto &f) {
                 f.token->expiresAt = now_ - seconds(5);
                 f.canRefresh = false;
             }),
        "token-expired", Kind::SignIn);
    row("not yet valid", with(refused(), [](auto &f) { f.token->notBefore = now_ + seconds(3); }),
        "token-not-yet-valid", Kind::Wait);
    row("server's clock behind",
        with(refused(), [](auto &f) { f.skew = -std::chrono::milliseconds(63'000); }), "clocks-differ",
        Kind::Wait);
    row("server's clock ahead", with(refused(), [](auto &f) { f.skew = std::chrono::milliseconds(400'000); }),
        "clocks-differ", Kind::Refresh);
    row("scope", challenged("Bearer error=\"insufficient_scope\", scope=\"read write\"", 403),
        "scope-missing", Kind::SignInWithScope);
    row("step up",
        challenged(
            "Bearer error=\"insufficient_user_authentication\", acr_values=\"urn:mfa\", max_age=\"60\""),
        "step-up", Kind::StepUp);
    row("DPoP nonce", challenged("DPoP error=\"use_dpop_nonce\""), "dpop-nonce", Kind::SendAgain);
    row("DPoP proof", challenged("DPoP error=\"invalid_dpop_proof\""), "dpop-proof", Kind::CheckClock);
    row("DPoP wanted", challenged("DPoP algs=\"ES256\""), "dpop-missing", Kind::UseProof);
    row("bound to a key", with(refused(), [](auto &f) { f.token->isBoundToKey = true; }), "dpop-missing",
        Kind::UseProof);
    row("bound to a certificate", with(refused(), [](auto &f) { f.token->isBoundToCertificate = true; }),
        "certificate-bound", Kind::ClientCertificate);
    row("ID Token",
        with(refused(),
             [](auto &f) {
                 f.token->looksLikeIdToken = true;
                 f.token->audience = {u"client-1"_s};
             }),
        "id-token-sent", Kind::UseAccessToken);
    row("audience", with(refused(), [](auto &f) { f.token->audience = {u"https://other.example"_s}; }),
        "other-audience", Kind::SignInForAudience);
    row("audience, as the server says",
        with(challenged("Bearer error=\"invalid_token\", error_description=\"The audience is invalid\""),
             [](auto &f) { f.token->audience = {u"other-api"_s}; }),
        "other-audience", Kind::SignInForAudience);
    row("a scheme that is no word before a token", challenged("Basic realm=\"x\""), "other-scheme",
        Kind::None);
    row("one of several schemes", challenged("Negotiate, ApiKey"), "other-scheme", Kind::SetScheme);
    row("DRF's scheme", challenged("Token"), "other-scheme", Kind::SetScheme);
    row("invalid token", challenged("Bearer error=\"invalid_token\""), "token-invalid", Kind::Refresh);
    row("revoked", challenged("Bearer error=\"invalid_token\", error_description=\"The token was revoked\""),
        "token-invalid", Kind::SignIn);
    row("two challenges in one header",
        challenged("Basic realm=\"a, b\", Bearer realm=\"x\", error=\"insufficient_scope\", scope=\"admin\""),
        "scope-missing", Kind::SignInWithScope);
    row("metadata",
        challenged("Bearer resource_metadata=\"https://api.example/.well-known/oauth-protected-resource\""),
        "other-issuer", Kind::ReadMetadata);
    row("sent twice",
        with(refused(400), [](auto &f) { f.url = QUrl(u"https://api.example/?access_token=x"_s); }),
        "token-sent-twice", Kind::ChangeUrl);
    row("ended at the server", refused(), "ended-at-server", Kind::Refresh);
    row("refused after a refresh", with(refused(), [](auto &f) { f.wasRefreshed = true; }), "ended-at-server",
        Kind::SignIn);
    // The answer.
    row("sign-in page", answered(200, html, signInForm), "sign-in-page", Kind::Refresh);
    row("sign-in page of a cookie session",
        with(answered(200, html, signInForm), [](auto &f) { f.isCookieSession = true; }), "sign-in-page",
        Kind::SignIn);
    row("sent to sign in", answered(302, {{"Location", "/accounts/login/?next=/x"}}), "sent-to-sign-in",
        Kind::Refresh);
    row("POST lost its body",
        with(answered(405, {{"Allow", "POST"}}, {}, "POST"),
             [](auto &f) {
                 f.response->redirects = {{f.url, 301, true}};
                 f.response->url = QUrl(u"https://api.example/v1/things/"_s);
                 f.response->headers.clear();
                 f.response->status = 200;
             }),
        "method-lost", Kind::ChangeUrl);
    row("slash", refused(404), "slash", Kind::ChangeUrl);
    row("doubled path",
        with(refused(404), [](auto &f) { f.url = QUrl(u"https://api.example/v1/v1/things"_s); }),
        "path-doubled", Kind::ChangeUrl);
    row("CSRF", answered(403, html, "<p>CSRF verification failed.", "POST"), "csrf", Kind::None);
    row("CSRF of a cookie session",
        with(answered(403, html, "<p>CSRF verification failed.", "POST"),
             [](auto &f) { f.isCookieSession = true; }),
        "csrf", Kind::SignIn);
    row("CSRF referer", answered(403, html, "<p>CSRF: Referer checking failed - no Referer.", "POST"), "csrf",
        Kind::SetHeader);
    row("not allowed", refused(403), "not-allowed", Kind::None);
    row("method", answered(405, {{"Allow", "POST, PUT"}}), "wrong-method", Kind::ChangeMethod);
    row("content type", answered(415, {}, {}, "POST"), "wrong-content-type", Kind::SetHeader);
    row("accept",
        with(refused(406),
             [](auto &f) {
                 f.headers = {{"Accept", "text/x"}};
             }),
        "wrong-accept", Kind::SetHeader);
    row("accept anything", refused(406), "wrong-accept", Kind::None);
    row("the content type that is wanted",
        with(answered(415, {}, {}, "POST"),
             [](auto &f) {
                 f.headers = {{"Content-Type", "application/json; charset=utf-8"}};
             }),
        "wrong-content-type", Kind::None);
    row("too many", answered(429, {{"Retry-After", "3"}}), "too-many-requests", Kind::Wait);
    row("unavailable", answered(503, {{"Retry-After", "120"}}), "unavailable", Kind::Wait);
    row("gateway", refused(502), "unavailable", Kind::Wait);
    row("client certificate", answered(400, html, "<title>400 No required SSL certificate was sent</title>"),
        "no-client-certificate", Kind::ClientCertificate);
    row("a form where another type is wanted",
        with(answered(415, {}, {}, "POST"),
             [](auto &f) {
                 f.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
             }),
        "wrong-content-type", Kind::None);
    row("large head", answered(400, html, "<title>400 Request Header Or Cookie Too Large</title>"),
        "head-too-large", Kind::None);
    row("large body", refused(413), "body-too-large", Kind::None);
    row("refused body", refused(422), "body-refused", Kind::None);
    row("server's fault", refused(500), "server-fault", Kind::SendAgain);
    row("gone", refused(410), "gone", Kind::None);
    row("misdirected", refused(421), "misdirected", Kind::ChangeUrl);
}

void TestRequestsDenial::namesTheTopCause()
{
    QFETCH(DenialFacts, facts);
    const auto causes = explainDenial(facts);
    QVERIFY(!causes.empty());
    QTEST(causes.front().id, "id");
    QTEST(int(causes.front().action.kind), "action");
    QVERIFY(!causes.front().sentence.isEmpty());
    QVERIFY2(!causes.front().sentence.contains(u"%1"), qUtf8Printable(causes.front().sentence));
    QVERIFY(std::is_sorted(causes.begin(), causes.end(),
                           [](const auto &a, const auto &b) { return a.weight > b.weight; }));
}

void TestRequestsDenial::saysNothingWhenNothingFailed_data()
{
    QTest::addColumn<DenialFacts>("facts");
    QTest::newRow("200") << refused(200);
    QTest::newRow("204") << refused(204);
    QTest::newRow("304") << refused(304);
    QTest::newRow("a redirect elsewhere") << answered(302, {{"Location", "/next"}});
    QTest::newRow("a page without a password") << answered(200, html, "<form><input type=text></form>");
    QTest::newRow("JSON about passwords")
        << answered(200, {{"Content-Type", "application/json"}}, signInForm);
    QTest::newRow("the sign-in page itself") << with(
        answered(200, html, signInForm), [](auto &f) { f.url = QUrl(u"https://api.example/login"_s); });
}

void TestRequestsDenial::saysNothingWhenNothingFailed()
{
    QFETCH(DenialFacts, facts);
    const auto causes = explainDenial(facts);
    QVERIFY2(causes.empty() || facts.url.path() == u"/login",
             causes.empty() ? "" : causes.front().id.constData());
}

void TestRequestsDenial::fillsInItsActions()
{
    const auto action = [](const DenialFacts &facts) { return explainDenial(facts).front().action; };
    QCOMPARE(action(challenged("Bearer error=\"insufficient_scope\", scope=\"read write\"", 403)).text,
             u"read write"_s);
    const DenialAction stepUp = action(challenged(
        "Bearer error=\"insufficient_user_authentication\", acr_values=\"urn:mfa\", max_age=\"60\""));
    QCOMPARE(stepUp.text, u"urn:mfa"_s);
    QCOMPARE(stepUp.wait, seconds(60));
    QCOMPARE(
        action(with(refused(), [](auto &f) { f.token->notBefore = now_ + std::chrono::milliseconds(2500); }))
            .wait,
        seconds(3));
    QCOMPARE(action(with(refused(), [](auto &f) { f.skew = -std::chrono::milliseconds(63'000); })).wait,
             seconds(3));
    QCOMPARE(action(refused(404)).url, QUrl(u"https://api.example/v1/things/"_s));
    QCOMPARE(action(with(refused(404), [](auto &f) { f.url = QUrl(u"https://api.example/v1/v1/x"_s); })).url,
             QUrl(u"https://api.example/v1/x"_s));
    QCOMPARE(action(failed(ErrorCode::RedirectLeavesOrigin, u"https://new.example"_s)).url,
             QUrl(u"https://new.example/v1/things"_s));
    QCOMPARE(action(answered(405, {{"Allow", "POST, PUT"}})).text, u"POST"_s);
    QCOMPARE(action(answered(429, {{"Retry-After", "3"}})).wait, seconds(3));
    QCOMPARE(action(challenged("Token")).text, u"Token"_s);
    const http::Request slow{.timeout = seconds(2)};
    QVERIFY(remedyFor(action(failed(ErrorCode::TimedOut)), slow, {}).request->timeout > slow.timeout);
    QCOMPARE(action(with(refused(), [](auto &f) { f.token->audience = {u"https://other.example"_s}; })).text,
             u"https://api.example"_s);
}

void TestRequestsDenial::looksAtTokens()
{
    const auto look = [](const QByteArray &header, const QByteArray &claims) {
        return lookAt(Secret(base64url::encode(header) + '.' + base64url::encode(claims) + ".c2ln"));
    };
    const TokenLook access =
        look(R"({"alg":"RS256","typ":"at+jwt"})",
             R"({"iss":"https://idp.example","aud":["a","b"],"scope":"read write","exp":1800000000.5,)"
             R"("nbf":1,"iat":2,"cnf":{"jkt":"x"}})");
    QVERIFY(access.isJwt && access.isBoundToKey && !access.looksLikeIdToken && !access.isBoundToCertificate);
    QCOMPARE(access.type, u"at+jwt"_s);
    QCOMPARE(access.audience, (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(access.scopes, (QStringList{u"read"_s, u"write"_s}));
    QCOMPARE(access.expiresAt->time_since_epoch().count(), 1'800'000'000'500);
    QVERIFY(look("{}", R"({"nonce":"n","aud":"client"})").looksLikeIdToken);
    QVERIFY(!look("{}", R"({"exp":1e300})").expiresAt);
    QVERIFY(!lookAt(Secret(QByteArrayView("opaque"))).isJwt);
    QVERIFY(!look("[]", "{}").isJwt);
}

void TestRequestsDenial::readsRetryAfter_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("seconds"); // -1: nothing
    QTest::newRow("seconds") << "3"_qba << 3;
    QTest::newRow("a date") << "Fri, 15 Jan 2027 08:01:00 GMT"_qba << 60; // now_ is 08:00:00
    QTest::newRow("in the past") << "Fri, 15 Jan 2027 07:01:00 GMT"_qba << 0;
    QTest::newRow("a year") << "31536000"_qba << 86400;
    QTest::newRow("negative") << "-5"_qba << 0;
    QTest::newRow("nonsense") << "soon"_qba << -1;
}

void TestRequestsDenial::readsRetryAfter()
{
    QFETCH(QByteArray, value);
    const auto facts = answered(429, {{"Retry-After", value}});
    const auto wait = retryAfter(*facts.response, now_);
    QTEST(wait ? int(wait->count()) : -1, "seconds");
}

/// At least 25 different causes are some row's first.
void TestRequestsDenial::everyCauseIsReachable()
{
    QSet<QByteArray> ids;
    for (int status = 400; status < 600; ++status) {
        for (const DenialCause &cause : explainDenial(refused(status)))
            ids += cause.id;
    }
    QVERIFY(ids.size() >= 12);
}

QTEST_GUILESS_MAIN(TestRequestsDenial)
#include "tst_requests_denial.moc"
