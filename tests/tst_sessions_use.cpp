#include "sessions_tools.h"

using namespace sessions_tools;

/// Using what a sign-in yielded: credentials, requests, refreshing ahead.
class TestSessionsUse : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendCarriesTheHeader();
    void sendRefreshesOnceAfterA401();
    void sendGivesThe401WhenRefreshFails();
    void offTheLeashGoesWithoutCredential();
    void credentialIsRefreshedAhead();
    void shortLivedTokenIsNotRefreshedEachTime();
    void oldTokenServesWhileRefreshFails();
    void expiredWithoutRefreshToken();
    void keepFreshRefreshesByItself();
};

void TestSessionsUse::sendCarriesTheHeader()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    auto sent = send(*sessions, computer, server.url("/notes"));
    QCOMPARE(sent.code(), "none"_qba);
    QCOMPARE(sent.value()->response.status, 200);
    QVERIFY(sent.value()->response.credentialSent && !sent.value()->refreshed);
    QCOMPARE(server.requests().back().header("Authorization"), "Bearer access-1"_qba);
}

void TestSessionsUse::sendRefreshesOnceAfterA401()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    server.onRequest = [&server](const SeenRequest &request) {
        // The first token is refused although it has not expired.
        if (request.header("Authorization") == "Bearer access-1")
            server.instead["/notes"] = ServerAnswer::json("{}", 401);
        else
            server.instead.erase("/notes");
    };
    auto sent = send(*sessions, computer, server.url("/notes"));
    QCOMPARE(sent.code(), "none"_qba);
    QCOMPARE(sent.value()->response.status, 200);
    QVERIFY(sent.value()->refreshed);
    QCOMPARE(server.refreshes, 1);
    QCOMPARE(server.count("/notes"), 2);

    // A server that always refuses is asked twice, not for ever.
    server.onRequest = nullptr;
    server.instead["/notes"] = ServerAnswer::json("{}", 401);
    auto refused = send(*sessions, computer, server.url("/notes"));
    QCOMPARE(refused.code(), "none"_qba);
    QCOMPARE(refused.value()->response.status, 401);
    QCOMPARE(server.refreshes, 2);
    QCOMPARE(server.count("/notes"), 4);
}

void TestSessionsUse::sendGivesThe401WhenRefreshFails()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    server.instead["/notes"] = ServerAnswer::json(R"({"error":"x"})", 401);
    server.instead["/refresh"] = ServerAnswer::json("{}", 503);
    auto sent = send(*sessions, computer, server.url("/notes"));
    QCOMPARE(sent.code(), "none"_qba);
    QCOMPARE(sent.value()->response.status, 401);
    QVERIFY(!sent.value()->refreshed);
    QCOMPARE(sessions->info(computer.id).state, SessionState::SignedIn);
}

void TestSessionsUse::offTheLeashGoesWithoutCredential()
{
    TokenServer server;
    TokenServer foreign;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    auto sent = send(*sessions, computer, foreign.url("/notes"));
    QCOMPARE(sent.code(), "none"_qba);
    QVERIFY(!sent.value()->response.credentialSent);
    QVERIFY(!sent.value()->response.withheld.empty());
    QCOMPARE(foreign.requests().size(), size_t(1)); // and the 401 led to no refresh
    QVERIFY(!foreign.everythingSeen().contains("access-1"));
    QCOMPARE(server.refreshes, 0);
}

void TestSessionsUse::credentialIsRefreshedAhead()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    computer.clock.advance(269s);
    auto enough = credential(*sessions, computer, 30s);
    QCOMPARE(enough.code(), "none"_qba);
    QCOMPARE(text(enough.value()->secret), "access-1"_qba);
    computer.clock.advance(2s);
    auto ahead = credential(*sessions, computer, 30s);
    QCOMPARE(ahead.code(), "none"_qba);
    QCOMPARE(text(ahead.value()->secret), "access-2"_qba);
    computer.clock.advance(400s);
    auto expired = credential(*sessions, computer, 0s);
    QCOMPARE(expired.code(), "none"_qba);
    QCOMPARE(text(expired.value()->secret), "access-3"_qba);
}

void TestSessionsUse::shortLivedTokenIsNotRefreshedEachTime()
{
    TokenServer server;
    server.expiresIn = 10;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    auto sent = send(*sessions, computer, server.url("/notes"));
    QCOMPARE(sent.code(), "none"_qba);
    QCOMPARE(server.refreshes, 0);
    computer.clock.advance(6s);
    auto later = send(*sessions, computer, server.url("/notes"));
    QCOMPARE(later.code(), "none"_qba);
    QVERIFY(later.value()->refreshed);
}

void TestSessionsUse::oldTokenServesWhileRefreshFails()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    server.instead["/refresh"] = ServerAnswer::json("{}", 429);
    computer.clock.advance(290s);
    auto old = credential(*sessions, computer, 30s);
    QCOMPARE(old.code(), "none"_qba);
    QCOMPARE(text(old.value()->secret), "access-1"_qba);
    computer.clock.advance(20s); // now it has expired
    auto expired = credential(*sessions, computer, 30s);
    QCOMPARE(expired.code(), "RateLimited"_qba);
    QCOMPARE(sessions->info(computer.id).state, SessionState::SignedIn); // it can still be refreshed
}

void TestSessionsUse::expiredWithoutRefreshToken()
{
    TokenServer server;
    server.instead["/login"] = ServerAnswer::json(R"({"access_token":"access-1","expires_in":60})");
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    QVERIFY(!signedIn.value()->canRefresh);
    computer.clock.advance(61s);
    QCOMPARE(sessions->info(computer.id).state, SessionState::Expired);
    auto header = credential(*sessions, computer);
    QCOMPARE(header.code(), "SessionExpired"_qba);
    auto refreshed = refresh(*sessions, computer);
    QCOMPARE(refreshed.code(), "RefreshNotPossible"_qba);
    QCOMPARE(server.refreshes, 0);
}

void TestSessionsUse::keepFreshRefreshesByItself()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    sessions->keepFresh(true);
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    QCOMPARE(server.refreshes, 0);
    // The machine slept: the timer is late, and the clock says so once it is looked at.
    computer.clock.advance(250s);
    sessions->keepFresh(true);
    QTRY_COMPARE(server.refreshes, 1);
    QTRY_COMPARE(*sessions->info(computer.id).expiresAt, computer.clock.now() + 300s);
    sessions->keepFresh(false);
    computer.clock.advance(250s);
    sessions->keepFresh(false);
    auto sent = send(*sessions, computer, server.url("/notes")); // 50 s left: no reason to refresh
    QCOMPARE(sent.code(), "none"_qba);
    QCOMPARE(server.refreshes, 1);
}

QTEST_GUILESS_MAIN(TestSessionsUse)
#include "tst_sessions_use.moc"
