#include "tst_form_sign_in.h"

namespace {

std::unique_ptr<Computer> django(const PageServer &server, const QString &whoami = u"/me"_s)
{
    auto computer = std::make_unique<Computer>(server.url(), u"django-session"_s);
    computer->edit(u"whoami.path"_s, whoami);
    return computer;
}

InfoWait signInWith(Sessions &sessions, const Computer &computer, const QByteArray &password)
{
    return InfoWait([&](QObject *context, auto done) {
        return sessions.signIn(computer.id, {.user = u"alice"_s, .password = Secret(password)}, context,
                               done);
    });
}

} // namespace

void TestFormSignIn::signsInAsABrowserWould()
{
    PageServer server;
    const auto computer = django(server);
    const auto sessions = computer->process();
    auto signedIn = signInWith(*sessions, *computer, "pass phrase");
    QCOMPARE(signedIn.code(), "none"_qba);
    QCOMPARE(signedIn.value()->state, SessionState::SignedIn);
    QCOMPARE(signedIn.value()->person.subject, u"7"_s);
    QVERIFY(signedIn.value()->isCookies);
    QVERIFY(!signedIn.value()->hasAccessToken);
    QVERIFY(signedIn.value()->expiresAt);
    QCOMPARE(server.requests().size(), size_t(3));
    const SeenRequest &post = server.requests()[1];
    QCOMPARE(post.body, "csrfmiddlewaretoken=tok%26en&username=alice&password=pass%20phrase"_qba);
    QCOMPARE(post.header("Cookie"), "csrftoken=abc%3D"_qba);
    QCOMPARE(post.header("Referer"), server.url("/accounts/login/").toEncoded());
    QCOMPARE(post.header("Origin"), server.url("").toEncoded());
}

void TestFormSignIn::wrongAnswers_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("page");
    QTest::addColumn<bool>("setsCookie");
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<QByteArray>("code");
    const QByteArray right = "pass phrase";
    QTest::newRow("right") << ""_qba << 0 << ""_qba << true << right << "none"_qba;
    QTest::newRow("wrong password") << ""_qba << 0 << ""_qba << true << "wrong"_qba
                                    << "SignInRefused"_qba;
    QTest::newRow("no cookie") << ""_qba << 0 << ""_qba << false << right << "CookieMissing"_qba;
    QTest::newRow("no such page") << "/accounts/login/"_qba << 404 << ""_qba << true << right
                                  << "UnexpectedStatus"_qba;
    QTest::newRow("no form") << ""_qba << 0 << "<p>hello</p>"_qba << true << right << "FormNotFound"_qba;
    QTest::newRow("no password in it") << ""_qba << 0 << "<form method=post><input name=username></form>"_qba
                                       << true << right << "FormNotFound"_qba;
    QTest::newRow("password in a link")
        << ""_qba << 0 << "<form><input name=username><input type=password name=password></form>"_qba << true
        << right << "FormNotFound"_qba;
    QTest::newRow("who is it fails") << "/me"_qba << 500 << ""_qba << true << right << "SignInUnproven"_qba;
    QTest::newRow("who is it refuses") << "/me"_qba << 403 << ""_qba << true << right << "SignInRefused"_qba;
}

void TestFormSignIn::wrongAnswers()
{
    QFETCH(QByteArray, path);
    QFETCH(int, status);
    QFETCH(QByteArray, page);
    QFETCH(bool, setsCookie);
    QFETCH(QByteArray, password);
    QFETCH(QByteArray, code);
    PageServer server;
    if (!path.isEmpty())
        server.instead[path] = ServerAnswer::text("words", status);
    if (!page.isEmpty())
        server.page = page;
    server.setsCookie = setsCookie;
    const auto computer = django(server);
    const auto sessions = computer->process();
    auto signedIn = signInWith(*sessions, *computer, password);
    QCOMPARE(signedIn.code(), code);
    QCOMPARE(bool(computer->item()), code == "none");
}

void TestFormSignIn::theJarGoesThroughTheKeychain()
{
    PageServer server;
    const auto computer = django(server);
    auto first = computer->process();
    auto signedIn = signInWith(*first, *computer, "pass phrase");
    QCOMPARE(signedIn.code(), "none"_qba);
    first.reset();

    const auto second = computer->process();
    auto sent = send(*second, *computer, server.url("/data"));
    QCOMPARE(sent.code(), "none"_qba);
    QCOMPARE(sent.value()->response.status, 200);
    // A request that changes something carries the CSRF token.
    Wait<Result<Answer>> posted([&](QObject *context, auto done) {
        http::Request request{.method = "POST", .url = server.url("/data")};
        return second->send(computer->id, request, context, done);
    });
    QCOMPARE(posted.code(), "none"_qba);
    QCOMPARE(server.requests().back().header("X-CSRFToken"), "abc="_qba);
    QVERIFY(server.requests().back().header("Cookie").contains("sessionid=live-session"));
}

void TestFormSignIn::anotherOriginGetsNoCookie()
{
    PageServer server, foreign;
    const auto computer = django(server);
    const auto sessions = computer->process();
    auto signedIn = signInWith(*sessions, *computer, "pass phrase");
    QCOMPARE(signedIn.code(), "none"_qba);
    Wait<Result<Answer>> posted([&](QObject *context, auto done) {
        http::Request request{.method = "POST", .url = foreign.url("/data")};
        return sessions->send(computer->id, request, context, done);
    });
    QCOMPARE(posted.code(), "none"_qba);
    QVERIFY(foreign.requests()[0].header("Cookie").isEmpty());
    QVERIFY(foreign.requests()[0].header("X-CSRFToken").isEmpty());
}

void TestFormSignIn::changedCookiesAreStored()
{
    PageServer server;
    const auto computer = django(server);
    const auto sessions = computer->process();
    auto signedIn = signInWith(*sessions, *computer, "pass phrase");
    QCOMPARE(signedIn.code(), "none"_qba);
    auto rotated = send(*sessions, *computer, server.url("/rotate"));
    QCOMPARE(rotated.code(), "none"_qba);
    QTRY_VERIFY(computer->item() && text(computer->item()->cookies).contains("live-session-2"));
}

void TestFormSignIn::aCookieThatTheServerTakesAwayEndsTheSession()
{
    PageServer server;
    const auto computer = django(server);
    const auto sessions = computer->process();
    auto signedIn = signInWith(*sessions, *computer, "pass phrase");
    QCOMPARE(signedIn.code(), "none"_qba);
    auto ended = send(*sessions, *computer, server.url("/end"));
    QCOMPARE(ended.code(), "none"_qba);
    QTRY_COMPARE(sessions->info(computer->id).state, SessionState::SignedOut);
    QCOMPARE(codeOf(sessions->info(computer->id).problem), "SessionExpired"_qba);
    QVERIFY(!computer->item());
}

void TestFormSignIn::nothingFromBeforeTheSignInIsKept()
{
    PageServer server;
    const auto computer = django(server);
    const auto sessions = computer->process();
    auto first = signInWith(*sessions, *computer, "pass phrase");
    QCOMPARE(first.code(), "none"_qba);
    server.forget();
    auto second = signInWith(*sessions, *computer, "pass phrase");
    QCOMPARE(second.code(), "none"_qba);
    QVERIFY(server.requests()[0].header("Cookie").isEmpty());
    QCOMPARE(server.requests()[1].header("Cookie"), "csrftoken=abc%3D"_qba);
}

void TestFormSignIn::aSignInElsewhereBringsItsCookies()
{
    PageServer server;
    const auto computer = django(server);
    const auto here = computer->process();
    auto first = signInWith(*here, *computer, "pass phrase");
    QCOMPARE(first.code(), "none"_qba);
    auto used = send(*here, *computer, server.url("/data"));
    QCOMPARE(used.code(), "none"_qba);
    server.sessionCookie = "live-session-other";
    const auto elsewhere = computer->process();
    auto second = signInWith(*elsewhere, *computer, "pass phrase");
    QCOMPARE(second.code(), "none"_qba);
    InfoWait loaded([&](QObject *context, auto done) { return here->load(computer->id, context, done); });
    QCOMPARE(loaded.code(), "none"_qba);
    auto sent = send(*here, *computer, server.url("/data"));
    QCOMPARE(sent.code(), "none"_qba);
    QVERIFY(server.requests().back().header("Cookie").contains("live-session-other"));
}

void TestFormSignIn::aSignInThatFailsHarmsNoSession_data()
{
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<QByteArray>("who");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("same person") << "pass phrase"_qba
                                 << "7"_qba
                                 << "none"_qba;
    QTest::newRow("wrong password") << "wrong"_qba
                                    << "7"_qba
                                    << "SignInRefused"_qba;
    QTest::newRow("another person") << "pass phrase"_qba
                                    << "8"_qba
                                    << "WrongPerson"_qba;
}

// The jar of a sign-in is its own until the person is known: cookies of somebody else never go out in a
// profile's name.
void TestFormSignIn::aSignInThatFailsHarmsNoSession()
{
    QFETCH(QByteArray, password);
    QFETCH(QByteArray, who);
    QFETCH(QByteArray, code);
    PageServer server;
    const auto computer = django(server);
    const auto sessions = computer->process();
    auto first = signInWith(*sessions, *computer, "pass phrase");
    QCOMPARE(first.code(), "none"_qba);
    server.sessionCookie = "live-session-other";
    server.instead["/me"] = ServerAnswer::json("{\"id\":" + who + "}");
    auto second = signInWith(*sessions, *computer, password);
    QCOMPARE(second.code(), code);
    auto sent = send(*sessions, *computer, server.url("/data"));
    QCOMPARE(sent.code(), "none"_qba);
    QCOMPARE(sent.value()->response.status, 200);
    const QByteArray cookies = server.requests().back().header("Cookie");
    QVERIFY2(cookies.contains("sessionid=live-session"), cookies.constData());
    QCOMPARE(cookies.contains("live-session-other"), code == "none");
    QVERIFY(computer->item());
}

void TestFormSignIn::cookiesAreNotExported()
{
    PageServer server;
    const auto computer = django(server);
    const auto sessions = computer->process();
    auto signedIn = signInWith(*sessions, *computer, "pass phrase");
    QCOMPARE(signedIn.code(), "none"_qba);
    auto exported = credential(*sessions, *computer);
    QCOMPARE(exported.code(), "CredentialNotExportable"_qba);
}

void TestFormSignIn::signsOutAndProvesIt()
{
    PageServer server;
    const auto computer = django(server);
    const auto sessions = computer->process();
    auto signedIn = signInWith(*sessions, *computer, "pass phrase");
    QCOMPARE(signedIn.code(), "none"_qba);
    server.forget();
    server.instead["/me"] = ServerAnswer::redirect(302, "/accounts/login/");
    auto out = signOut(*sessions, *computer);
    QVERIFY(out.ended());
    QByteArrayList steps;
    for (const ReceiptStep &step : out.value().steps)
        steps << step.step + ' ' + outcomeName(step.outcome);
    QCOMPARE(steps.join(", "), "revoke-refresh not-offered, revoke-access done, prove-revoked done, "
                               "end-session not-offered, delete done, read-back done, cookies done"_qba);
    QCOMPARE(server.requests()[0].method, "POST"_qba);
    QCOMPARE(server.requests()[0].header("X-CSRFToken"), "abc="_qba);
    // The proof is asked with the cookie that was signed out.
    QVERIFY(server.requests()[1].header("Cookie").contains("sessionid=live-session"));
    QVERIFY(!computer->item());
}

void TestFormSignIn::laravelWantsItsCookieFirst()
{
    TestServer server;
    server.answerWith([](const SeenRequest &request) {
        if (request.path() == "/sanctum/csrf-cookie")
            return ServerAnswer{.status = 204, .headers = {{"Set-Cookie", "XSRF-TOKEN=eyJpdiI%3D; Path=/"}}};
        if (request.path() == "/login" && request.header("X-XSRF-TOKEN") == "eyJpdiI=" &&
            request.body == R"({"email":"alice","password":"pass phrase"})")
            return ServerAnswer{.status = 204,
                                .headers = {{"Set-Cookie", "laravel_session=s; Path=/; HttpOnly"}}};
        if (request.path() == "/api/user" && request.header("Cookie").contains("laravel_session=s"))
            return ServerAnswer::json(R"({"id":3})");
        return ServerAnswer::json(R"({"message":"CSRF token mismatch."})", 419);
    });
    Computer computer(server.url(), u"sanctum"_s);
    const auto sessions = computer.process();
    auto signedIn = signInWith(*sessions, computer, "pass phrase");
    QCOMPARE(signedIn.code(), "none"_qba);
    QCOMPARE(signedIn.value()->person.subject, u"3"_s);

    TestServer without;
    without.answerWith([](const SeenRequest &) { return ServerAnswer{.status = 204}; });
    Computer other(without.url(), u"sanctum"_s);
    const auto others = other.process();
    auto refused = signInWith(*others, other, "pass phrase");
    QCOMPARE(refused.code(), "CsrfTokenMissing"_qba);
    QCOMPARE(without.requests().size(), size_t(1)); // the password did not go out
}

void TestFormSignIn::aFormThatGoesElsewhereGetsNoPassword()
{
    TestServer thief;
    PageServer server;
    server.page = "<form method=post action='" + thief.url("/take").toEncoded() +
                  "'><input name=username><input type=password name=password></form>";
    const auto computer = django(server);
    const auto sessions = computer->process();
    auto signedIn = signInWith(*sessions, *computer, "pass phrase");
    QCOMPARE(signedIn.code(), "LeashRefused"_qba);
    QVERIFY(thief.requests().empty());
}

QTEST_GUILESS_MAIN(TestFormSignIn)
#include "tst_form_sign_in.moc"
