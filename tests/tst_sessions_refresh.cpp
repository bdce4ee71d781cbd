#include "sessions_tools.h"

#include <array>

using namespace sessions_tools;

/// Keeping a sign-in fresh, and losing nothing on the way.
class TestSessionsRefresh : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneRefreshForManyWaiters();
    void goesOnWhenNobodyWaits();
    void newTokenIsStoredBeforeItIsUsed();
    void markStandsWhileTheServerIsAsked();
    void unwritableKeychainSpendsNoToken();
    void unstoredAnswerIsKept();
    void clearRefusalDropsTheTokens();
    void failuresKeepEverything_data();
    void failuresKeepEverything();
    void oldTokenIsTriedOnceAfterACrash();
    void refusalAfterACrashIsOutcomeUnknown();
    void refusalAfterALostAnswerIsOutcomeUnknown();
    void otherProcessWasFaster();
    void twoProcessesAtOnce();
};

void TestSessionsRefresh::oneRefreshForManyWaiters()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    auto one = refresh(*sessions, computer);
    auto two = refresh(*sessions, computer);
    auto three = refresh(*sessions, computer);
    QCOMPARE(one.code(), "none"_qba);
    QCOMPARE(two.code(), "none"_qba);
    QCOMPARE(three.code(), "none"_qba);
    QCOMPARE(server.refreshes, 1);
}

void TestSessionsRefresh::goesOnWhenNobodyWaits()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    auto refreshed = refresh(*sessions, computer);
    refreshed.waiter.reset();
    QTRY_COMPARE(text(computer.item()->accessToken), "access-2"_qba);
    QCOMPARE(refreshed.calls, 0);
}

void TestSessionsRefresh::newTokenIsStoredBeforeItIsUsed()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    auto refreshed = refresh(*sessions, computer);
    QCOMPARE(refreshed.code(), "none"_qba);
    const auto item = computer.item();
    QVERIFY(item);
    QCOMPARE(text(item->accessToken), "access-2"_qba);
    QCOMPARE(text(item->refreshToken), "refresh-2"_qba);
    QVERIFY(!item->refreshInFlight);
    QCOMPARE(item->person.subject, u"42"_s);
}

void TestSessionsRefresh::markStandsWhileTheServerIsAsked()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    server.instead["/refresh"] = ServerAnswer::failing(ServerAnswer::Fault::Silent);
    auto refreshed = refresh(*sessions, computer);
    QTRY_COMPARE(server.count("/refresh"), 1);
    const auto item = computer.item();
    QVERIFY(item && item->refreshInFlight);
    QCOMPARE(text(item->refreshToken), "refresh-1"_qba);
}

void TestSessionsRefresh::unwritableKeychainSpendsNoToken()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    computer.keychain.failWrites = ErrorCode::KeychainLocked;
    auto refreshed = refresh(*sessions, computer);
    QCOMPARE(refreshed.code(), "KeychainLocked"_qba);
    QCOMPARE(server.count("/refresh"), 0);
    QCOMPARE(sessions->info(computer.id).state, SessionState::SignedIn);
    computer.keychain.failWrites.reset();
    auto again = refresh(*sessions, computer);
    QCOMPARE(again.code(), "none"_qba);
}

void TestSessionsRefresh::unstoredAnswerIsKept()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    server.onRequest = [&](const SeenRequest &request) {
        if (request.path() == "/refresh")
            computer.keychain.failWrites = ErrorCode::KeychainWriteFailed;
    };
    auto refreshed = refresh(*sessions, computer);
    QCOMPARE(refreshed.code(), "none"_qba);
    QCOMPARE(codeOf(refreshed.value()->problem), "SessionNotStored"_qba);
    auto header = credential(*sessions, computer);
    QCOMPARE(header.code(), "none"_qba);
    QCOMPARE(text(header.value()->secret), "access-2"_qba);
    // Loading again does not bring the old one back.
    auto loaded = load(*sessions, computer);
    QCOMPARE(loaded.code(), "none"_qba);
    QVERIFY(!loaded.value()->stored);
    // Mended, the next refresh stores what was not stored, before it asks.
    server.onRequest = nullptr;
    computer.keychain.failWrites.reset();
    auto again = refresh(*sessions, computer);
    QCOMPARE(again.code(), "none"_qba);
    QVERIFY(again.value()->stored && !again.value()->problem);
    QCOMPARE(text(computer.item()->refreshToken), "refresh-3"_qba);
}

void TestSessionsRefresh::clearRefusalDropsTheTokens()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    server.instead["/refresh"] =
        ServerAnswer::json(R"({"error":"invalid_grant","error_description":"Revoked"})", 400);
    auto refreshed = refresh(*sessions, computer);
    QCOMPARE(refreshed.code(), "RefreshRefused"_qba);
    QCOMPARE(refreshed.value().error().detail, u"Revoked"_s);
    QCOMPARE(codeOf(computer.item() ? std::nullopt : std::optional(computer.item().error())),
             "KeychainEntryMissing"_qba);
    QCOMPARE(sessions->info(computer.id).state, SessionState::SignedOut);
    QCOMPARE(codeOf(sessions->info(computer.id).problem), "RefreshRefused"_qba);
}

void TestSessionsRefresh::failuresKeepEverything_data()
{
    QTest::addColumn<int>("status"); // 0: the connection is closed
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<bool>("marked");
    QTest::newRow("closed") << 0 << "ConnectionClosed"_qba << true;
    QTest::newRow("503") << 503 << "ServerFailed"_qba << true;
    QTest::newRow("200-html") << 200 << "ResponseNotJson"_qba << true;
    QTest::newRow("429") << 429 << "RateLimited"_qba << false;
    QTest::newRow("404") << 404 << "UnexpectedStatus"_qba << false;
    QTest::newRow("302-away") << 302 << "RedirectLeavesOrigin"_qba << false;
}

void TestSessionsRefresh::failuresKeepEverything()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, code);
    QFETCH(const bool, marked);
    TokenServer server;
    TokenServer foreign;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    server.instead["/refresh"] = status == 0     ? ServerAnswer::failing(ServerAnswer::Fault::Close)
                                 : status == 302 ? ServerAnswer::redirect(302, foreign.origin() + "/refresh")
                                                 : ServerAnswer::text("<html>", status);
    auto refreshed = refresh(*sessions, computer);
    QCOMPARE(refreshed.code(), code);
    const auto item = computer.item();
    QVERIFY(item);
    QCOMPARE(text(item->refreshToken), "refresh-1"_qba);
    QCOMPARE(item->refreshInFlight, marked);
    QVERIFY(foreign.requests().empty());
    // And it works again once the server does.
    server.instead.clear();
    auto again = refresh(*sessions, computer);
    QCOMPARE(again.code(), "none"_qba);
    QVERIFY(!computer.item()->refreshInFlight);
}

void TestSessionsRefresh::oldTokenIsTriedOnceAfterACrash()
{
    TokenServer server;
    Computer computer(server.url());
    {
        const auto crashed = computer.process();
        auto signedIn = signIn(*crashed, computer);
        QCOMPARE(signedIn.code(), "none"_qba);
    }
    Session session = *computer.item();
    session.refreshInFlight = true; // cut off before the server was asked
    computer.put(session);
    const auto sessions = computer.process();
    auto loaded = load(*sessions, computer);
    QCOMPARE(loaded.code(), "none"_qba);
    QCOMPARE(loaded.value()->state, SessionState::SignedIn);
    auto refreshed = refresh(*sessions, computer);
    QCOMPARE(refreshed.code(), "none"_qba);
    QVERIFY(!computer.item()->refreshInFlight);
    QCOMPARE(text(computer.item()->refreshToken), "refresh-2"_qba);
}

void TestSessionsRefresh::refusalAfterACrashIsOutcomeUnknown()
{
    TokenServer server;
    Computer computer(server.url());
    {
        const auto crashed = computer.process();
        auto signedIn = signIn(*crashed, computer);
        QCOMPARE(signedIn.code(), "none"_qba);
    }
    Session session = *computer.item();
    session.refreshInFlight = true;
    session.refreshToken = Secret("refresh-0"_qba); // the server has replaced it, and the answer was lost
    computer.put(session);
    const auto sessions = computer.process();
    auto refreshed = refresh(*sessions, computer);
    QCOMPARE(refreshed.code(), "RefreshOutcomeUnknown"_qba);
    QCOMPARE(sessions->info(computer.id).state, SessionState::Expired);
    QCOMPARE(codeOf(sessions->info(computer.id).problem), "RefreshOutcomeUnknown"_qba);
    QVERIFY(computer.item()); // kept, and said
    QCOMPARE(server.refreshes, 1);

    // Once: another process knows, and asks no more.
    const auto later = computer.process();
    auto loaded = load(*later, computer);
    QCOMPARE(loaded.code(), "none"_qba);
    QCOMPARE(loaded.value()->state, SessionState::Expired);
    QVERIFY(!loaded.value()->canRefresh);
    QCOMPARE(codeOf(loaded.value()->problem), "RefreshOutcomeUnknown"_qba);
    auto again = refresh(*later, computer);
    QCOMPARE(again.code(), "RefreshOutcomeUnknown"_qba);
    auto header = credential(*later, computer);
    QCOMPARE(header.code(), "RefreshOutcomeUnknown"_qba);
    QCOMPARE(server.refreshes, 1);
    // One sign-in mends it.
    auto signedIn = signIn(*later, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    QVERIFY(!signedIn.value()->problem);
}

void TestSessionsRefresh::refusalAfterALostAnswerIsOutcomeUnknown()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    server.instead["/refresh"] = ServerAnswer::failing(ServerAnswer::Fault::Close);
    auto lost = refresh(*sessions, computer);
    QCOMPARE(lost.code(), "ConnectionClosed"_qba);
    server.instead["/refresh"] = ServerAnswer::json(R"({"error":"invalid_grant"})", 400);
    auto refused = refresh(*sessions, computer);
    QCOMPARE(refused.code(), "RefreshOutcomeUnknown"_qba);
}

void TestSessionsRefresh::otherProcessWasFaster()
{
    TokenServer server;
    Computer computer(server.url());
    const auto desktop = computer.process();
    const auto cli = computer.process();
    auto signedIn = signIn(*desktop, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    auto loaded = load(*cli, computer);
    QCOMPARE(loaded.code(), "none"_qba);
    auto refreshed = refresh(*cli, computer);
    QCOMPARE(refreshed.code(), "none"_qba);
    // The desktop still has the first token: it takes the new one, and does not ask.
    auto late = refresh(*desktop, computer);
    QCOMPARE(late.code(), "none"_qba);
    QCOMPARE(server.refreshes, 1);
    auto header = credential(*desktop, computer);
    QCOMPARE(header.code(), "none"_qba);
    QCOMPARE(text(header.value()->secret), "access-2"_qba);
    // Unless that one is stale too.
    computer.clock.advance(290s);
    auto stale = refresh(*desktop, computer);
    QCOMPARE(stale.code(), "none"_qba);
    QCOMPARE(server.refreshes, 2);
}

void TestSessionsRefresh::twoProcessesAtOnce()
{
    TokenServer server; // a used refresh token ends the sign-in
    Computer computer(server.url());
    const std::array processes{computer.process(), computer.process(), computer.process()};
    auto signedIn = signIn(*processes[0], computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    for (const auto &process : processes) {
        auto loaded = load(*process, computer);
        QCOMPARE(loaded.code(), "none"_qba);
    }
    for (int round = 0; round < 50; ++round) {
        computer.clock.advance(290s);
        auto one = credential(*processes[0], computer);
        auto two = credential(*processes[1], computer);
        auto three = refresh(*processes[2], computer);
        QCOMPARE(one.code(), "none"_qba);
        QCOMPARE(two.code(), "none"_qba);
        QCOMPARE(three.code(), "none"_qba);
        QCOMPARE(text(one.value()->secret), text(two.value()->secret));
        QCOMPARE(server.refreshes, round + 1);
    }
}

QTEST_GUILESS_MAIN(TestSessionsRefresh)
#include "tst_sessions_refresh.moc"
