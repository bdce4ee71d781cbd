#include "oauth_tools.h"

#include "login/sign_in_check.h"

using namespace oauth_tools;

namespace {

const TimePoint now{1'800'000'000s};

Profile profileOf(const QString &recipe, const QString &url = u"https://id.example"_s)
{
    Profile profile;
    profile.id = u"p"_s;
    profile.name = u"work"_s;
    profile.recipe = recipe;
    profile.url = QUrl(url);
    return profile;
}

/// A sign-in in the browser at a server that does everything right.
Session goodSession()
{
    Session session;
    session.accessToken = Secret("access"_qba);
    session.refreshToken = Secret("refresh"_qba);
    session.obtainedAt = now;
    session.expiresAt = now + 5min;
    session.refreshExpiresAt = now + 24h;
    session.facts = {.scopeAsked = u"openid profile"_s,
                     .inBrowser = true,
                     .wasPushed = true,
                     .issuerWasSent = true,
                     .idTokenChecks = {{"iss", "passed"}},
                     .rotates = true};
    oauth::ServerMetadata server{.issuer = u"https://id.example"_s};
    server.tokenEndpoint = QUrl(u"https://id.example/token"_s);
    server.revocationEndpoint = QUrl(u"https://id.example/revoke"_s);
    server.pushedAuthorizationEndpoint = QUrl(u"https://id.example/par"_s);
    server.codeChallengeMethods = {u"S256"_s};
    session.oauth = OAuthGrant{.server = server, .clientId = u"app"_s, .clientAuthentication = "none"};
    session.oauth->scope = u"openid profile"_s;
    return session;
}

/// "good", …; "absent" where the card does not have it.
QByteArray stateOf(const SignInCard &card, const QByteArray &id)
{
    for (const SignInFinding &finding : card.findings) {
        if (finding.id == id)
            return findingStateName(finding.state);
    }
    return "absent";
}

using Change = std::function<void(Session &, ProbeFacts &)>;

} // namespace

/// The card of a sign-in.
class TestSignInCheck : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void soundServer();
    void findings_data();
    void findings();
    void cookies_data();
    void cookies();
    void factsSurviveTheKeychain();
    void markdownIsNoMarkup();
    void cardHoldsNoSecret();
    void signInLeavesItsFacts();
    void probesThePractice_data();
    void probesThePractice();
    void droppingTheProbeClosesThePort();
};

void TestSignInCheck::soundServer()
{
    const SignInCard card =
        signInCard(profileOf(u"oidc"_s), goodSession(), now,
                   {.tokenWithoutVerifier = false, .revocationStatus = 200, .refreshFailed = {}});
    for (const SignInFinding &finding : card.findings)
        QVERIFY2(finding.state == SignInFinding::State::Good, finding.id);
    QVERIFY(card.isSound());
    QCOMPARE(card.findings.size(), size_t(10));
}

void TestSignInCheck::findings_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<Change>("change");
    QTest::addColumn<QByteArray>("state");
    const auto row = [](const char *name, const char *id, const char *state, Change change) {
        QTest::newRow(name) << QByteArray(id) << std::move(change) << QByteArray(state);
    };
    row("PKCE, not probed", "pkce", "unknown",
        [](Session &, ProbeFacts &p) { p.tokenWithoutVerifier.reset(); });
    row("PKCE, not promised", "pkce", "weak", [](Session &s, ProbeFacts &p) {
        p.tokenWithoutVerifier.reset();
        s.oauth->server.codeChallengeMethods.clear();
    });
    row("PKCE, not enforced", "pkce", "bad", [](Session &, ProbeFacts &p) { p.tokenWithoutVerifier = true; });
    row("no iss", "iss", "weak", [](Session &s, ProbeFacts &) { s.facts.issuerWasSent = false; });
    row("PAR not used", "par", "weak", [](Session &s, ProbeFacts &) { s.facts.wasPushed = false; });
    row("no refresh seen", "rotation", "unknown", [](Session &s, ProbeFacts &) { s.facts.rotates.reset(); });
    row("no rotation", "rotation", "bad", [](Session &s, ProbeFacts &) { s.facts.rotates = false; });
    row("no rotation, confidential client", "rotation", "good", [](Session &s, ProbeFacts &) {
        s.facts.rotates = false;
        s.oauth->clientAuthentication = "client_secret_basic";
    });
    row("no refresh token", "rotation", "absent",
        [](Session &s, ProbeFacts &) { s.refreshToken = Secret(); });
    row("no revocation", "revocation", "weak",
        [](Session &s, ProbeFacts &) { s.oauth->server.revocationEndpoint = QUrl(); });
    row("revocation not probed", "revocation", "unknown",
        [](Session &, ProbeFacts &p) { p.revocationStatus.reset(); });
    row("revocation fails", "revocation", "weak", [](Session &, ProbeFacts &p) { p.revocationStatus = 500; });
    row("ID Token with HS256", "id-token-alg", "weak",
        [](Session &s, ProbeFacts &) { s.idToken = Secret("eyJhbGciOiJIUzI1NiJ9.e30.c2ln"_qba); });
    row("access token unsigned", "access-alg", "bad",
        [](Session &s, ProbeFacts &) { s.accessToken = Secret("eyJhbGciOiJub25lIn0.e30."_qba); });
    row("opaque access token", "access-alg", "absent", [](Session &, ProbeFacts &) {});
    row("a day exactly", "access-lifetime", "good",
        [](Session &s, ProbeFacts &) { s.expiresAt = now + 24h; });
    row("more than a day", "access-lifetime", "bad",
        [](Session &s, ProbeFacts &) { s.expiresAt = now + 24h + 1ms; });
    row("no end", "access-lifetime", "weak", [](Session &s, ProbeFacts &) { s.expiresAt.reset(); });
    row("refresh without end", "refresh-lifetime", "unknown",
        [](Session &s, ProbeFacts &) { s.refreshExpiresAt.reset(); });
    row("refresh for years", "refresh-lifetime", "weak",
        [](Session &s, ProbeFacts &) { s.refreshExpiresAt = now + 24h * 366; });
    row("less scope", "scope", "weak", [](Session &s, ProbeFacts &) { s.oauth->scope = u"openid"_s; });
    row("more scope", "scope", "bad",
        [](Session &s, ProbeFacts &) { s.oauth->scope = u"openid profile admin"_s; });
    row("DPoP offered", "binding", "weak",
        [](Session &s, ProbeFacts &) { s.oauth->server.dpopAlgorithms = {u"ES256"_s}; });
    const auto confirmed = [](const QByteArray &member) {
        const QByteArray payload =
            "{\"cnf\":{\"" + member + "\":\"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2\"}}"; // RFC 8705's
        return Secret("eyJhbGciOiJFUzI1NiJ9." +
                      payload.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals) +
                      ".c2ln");
    };
    row("bound to a certificate that the profile lacks", "certificate-binding", "bad",
        [confirmed](Session &s, ProbeFacts &) { s.accessToken = confirmed("x5t#S256"); });
    row("bound to another key", "certificate-binding", "absent",
        [confirmed](Session &s, ProbeFacts &) { s.accessToken = confirmed("jkt"); });
    row("plain http", "transport", "weak",
        [](Session &s, ProbeFacts &) { s.oauth->server.tokenEndpoint = QUrl(u"http://127.0.0.1/token"_s); });
    row("a device has no PKCE", "pkce", "absent",
        [](Session &s, ProbeFacts &) { s.facts.inBrowser = false; });
}

void TestSignInCheck::findings()
{
    QFETCH(QByteArray, id);
    QFETCH(Change, change);
    Session session = goodSession();
    ProbeFacts probe{.tokenWithoutVerifier = false, .revocationStatus = 200, .refreshFailed = {}};
    change(session, probe);
    QTEST(stateOf(signInCard(profileOf(u"oidc"_s), session, now, probe), id), "state");
}

void TestSignInCheck::cookies_data()
{
    QTest::addColumn<QByteArray>("cookie");
    QTest::addColumn<QByteArray>("states"); // secure, http-only, same-site, prefix
    QTest::newRow("all") << "__Host-sid=1; Path=/; Secure; HttpOnly; SameSite=Lax"_qba
                         << "good good good good"_qba;
    QTest::newRow("no Secure") << "sid=1; HttpOnly; SameSite=Strict"_qba
                               << "bad good good weak"_qba;
    QTest::newRow("no HttpOnly") << "sid=1; Secure; SameSite=Lax"_qba
                                 << "good bad good weak"_qba;
    QTest::newRow("SameSite=None") << "sid=1; Secure; HttpOnly; SameSite=None"_qba
                                   << "good good weak weak"_qba;
    QTest::newRow("nothing") << "sid=1"_qba
                             << "bad bad weak weak"_qba;
}

void TestSignInCheck::cookies()
{
    QFETCH(QByteArray, cookie);
    const Profile profile = profileOf(u"form"_s);
    http::Cookies jar;
    const auto origin = *http::Origin::of(profile.url);
    jar.store(cookie, origin, profile.url);
    Session session;
    session.cookies = jar.sealed({origin});
    session.obtainedAt = now;
    const SignInCard card = signInCard(profile, session, now);
    QByteArrayList states;
    for (const char *id : {"cookie-secure", "cookie-http-only", "cookie-same-site", "cookie-prefix"})
        states += stateOf(card, id);
    QTEST(states.join(' '), "states");
}

void TestSignInCheck::factsSurviveTheKeychain()
{
    Session session = goodSession();
    session.leash = login::leashOf(profileOf(u"oidc"_s));
    const auto read = unseal(seal(session), u"work"_s);
    QVERIFY(read);
    QVERIFY(read->facts == session.facts);
    session.facts.rotates.reset(); // "not known" is no "no"
    QVERIFY(!unseal(seal(session), u"work"_s)->facts.rotates);
}

void TestSignInCheck::markdownIsNoMarkup()
{
    Session session = goodSession();
    session.oauth->server.issuer = u"https://id.example/<b>|x|"_s;
    session.notes = {u"a [link](x)\n# heading"_s};
    const QString text = signInCard(profileOf(u"oidc"_s), session, now).toMarkdown();
    QVERIFY(text.startsWith(u"# Sign-in check of https://id.example/\\<b\\>\\|x\\|\n"_s));
    QVERIFY(text.contains(u"- a \\[link\\](x) \\# heading\n"_s));
    QVERIFY(text.contains(u"| iss | good |"_s));
}

void TestSignInCheck::cardHoldsNoSecret()
{
    Session session = goodSession();
    session.accessToken = Secret("hush-access"_qba);
    session.refreshToken = Secret("hush-refresh"_qba);
    session.person = {u"https://id.example"_s, u"hush-subject"_s, u"hush-name"_s};
    const SignInCard card = signInCard(profileOf(u"oidc"_s), session, now);
    QVERIFY(!card.toMarkdown().contains(u"hush"_s));
    QVERIFY(!card.toJson().contains("hush"));
}

void TestSignInCheck::signInLeavesItsFacts()
{
    World world;
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    Wait<Result<SignInCard>> card([&](QObject *context, auto done) {
        return world.sessions->check(world.computer.id, context, done, {});
    });
    QCOMPARE(card.code(), "none"_qba);
    QCOMPARE(stateOf(*card.value(), "iss"), "good"_qba);
    QCOMPARE(stateOf(*card.value(), "par"), "good"_qba);
    QCOMPARE(stateOf(*card.value(), "pkce"), "unknown"_qba);
    QCOMPARE(stateOf(*card.value(), "id-token-alg"), "good"_qba);
    QCOMPARE(stateOf(*card.value(), "scope"), "good"_qba);
    const auto item = world.computer.item();
    QVERIFY(item->facts.idTokenChecks.size() > 10);
    QVERIFY(std::find(item->facts.idTokenChecks.begin(), item->facts.idTokenChecks.end(),
                      std::pair("nonce"_qba, "passed"_qba)) != item->facts.idTokenChecks.end());
}

void TestSignInCheck::probesThePractice_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<QByteArray>("rotation");
    QTest::newRow("right") << ""_qba
                           << "good"_qba;
    QTest::newRow("refresh-no-rotation") << "refresh-no-rotation"_qba
                                         << "bad"_qba;
}

void TestSignInCheck::probesThePractice()
{
    QFETCH(QByteArray, fault);
    World world;
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    QVERIFY(fault.isEmpty() || world.provider.setFault(fault));
    CheckOptions options{.probe = true};
    options.openLink = [&](const QUrl &link) { visit(Provider::shared().approve(link), &world.browser); };
    Wait<Result<SignInCard>> card([&](QObject *context, auto done) {
        return world.sessions->check(world.computer.id, context, done, std::move(options));
    });
    QCOMPARE(card.code(), "none"_qba);
    QVERIFY2(card.value()->notes.isEmpty(), qPrintable(card.value()->notes.join(u'\n')));
    QCOMPARE(stateOf(*card.value(), "pkce"), "good"_qba);
    QCOMPARE(stateOf(*card.value(), "revocation"), "good"_qba);
    QTEST(stateOf(*card.value(), "rotation"), "rotation");
    // Nothing that is in use ended by it.
    auto answer = send(*world.sessions, world.computer, world.provider.url(u"/oauth/userinfo"_s));
    QCOMPARE(answer.code(), "none"_qba);
    QCOMPARE(answer.value()->response.status, 200);
}

void TestSignInCheck::droppingTheProbeClosesThePort()
{
    World world;
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    QUrl redirect;
    CheckOptions options{.probe = true};
    options.openLink = [&](const QUrl &link) { redirect = Provider::shared().approve(link); };
    Wait<Result<SignInCard>> card([&](QObject *context, auto done) {
        return world.sessions->check(world.computer.id, context, done, std::move(options));
    });
    QTRY_VERIFY(!redirect.isEmpty());
    QVERIFY(isOpen(redirect));
    card.waiter.reset();
    QTRY_VERIFY(!isOpen(redirect));
    QCOMPARE(card.calls, 0);
}

QTEST_GUILESS_MAIN(TestSignInCheck)
#include "tst_sign_in_check.moc"
