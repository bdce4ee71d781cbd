#include "sessions_tools.h"

#include <QSignalSpy>

using namespace sessions_tools;

/// Signing in, storing, loading.
class TestSessions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void signInIsKnownToAnotherProcess();
    void nothingIsSentWhenStoringWouldFail();
    void memoryModeLeavesNoTrace();
    void notStoredIsKeptAndStoredLater();
    void droppedSignInEndsWithoutTrace();
    void unknownProfileIsSaid();
    void lockedKeychainIsNoSignOut();
    void damagedItemIsSaid();
    void callbacksAreNeverEarlyAndNeverTwice();
    void mayBeDestroyedInsideACallback();
};

void TestSessions::signInIsKnownToAnotherProcess()
{
    TokenServer server;
    Computer computer(server.url());
    const auto desktop = computer.process();
    QCOMPARE(desktop->info(computer.id).state, SessionState::Unknown);
    QVERIFY(!desktop->info(computer.id).problem);
    QSignalSpy changed(desktop.get(), &Sessions::changed);
    auto signedIn = signIn(*desktop, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    const SessionInfo &info = *signedIn.value();
    QCOMPARE(info.state, SessionState::SignedIn);
    QVERIFY(info.stored && info.canRefresh && !info.problem && !info.accessIsJwt);
    QCOMPARE(*info.expiresAt, computer.clock.now() + 300s);
    QCOMPARE(info.person.subject, u"42"_s); // by /me
    QTRY_VERIFY(!changed.isEmpty());
    QCOMPARE(changed.first().first().toString(), computer.id);
    QCOMPARE(computer.profiles.byId(computer.id)->person->subject, u"42"_s);

    const auto cli = computer.process();
    auto loaded = load(*cli, computer);
    QCOMPARE(loaded.code(), "none"_qba);
    QCOMPARE(loaded.value()->state, SessionState::SignedIn);
    auto header = credential(*cli, computer);
    QCOMPARE(header.code(), "none"_qba);
    QCOMPARE(text(header.value()->secret), "access-1"_qba);
    QCOMPARE(header.value()->scheme, "Bearer"_qba);
    QCOMPARE(server.count("/login"), 1);
}

void TestSessions::nothingIsSentWhenStoringWouldFail()
{
    TokenServer server;
    Computer computer(server.url());
    computer.keychain.failWrites = ErrorCode::KeychainLocked;
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "KeychainLocked"_qba);
    QVERIFY(server.requests().empty());
}

void TestSessions::memoryModeLeavesNoTrace()
{
    TokenServer server;
    Computer computer(server.url());
    computer.keychain.failWrites = computer.keychain.failReads = ErrorCode::KeychainNoService;
    computer.keychain.failRemoves = ErrorCode::KeychainNoService;
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer, StoreIn::Memory);
    QCOMPARE(signedIn.code(), "none"_qba);
    QVERIFY(!signedIn.value()->stored && !signedIn.value()->problem);
    auto refreshed = refresh(*sessions, computer);
    QCOMPARE(refreshed.code(), "none"_qba);
    auto header = credential(*sessions, computer);
    QCOMPARE(header.code(), "none"_qba);
    QCOMPARE(text(header.value()->secret), "access-2"_qba);
    QCOMPARE(computer.keychain.writes, 0);
    auto out = signOut(*sessions, computer);
    QVERIFY(out.ended());
    QVERIFY(out.value().nothingLeft());
    QCOMPARE(sessions->info(computer.id).state, SessionState::SignedOut);
}

void TestSessions::notStoredIsKeptAndStoredLater()
{
    TokenServer server;
    Computer computer(server.url());
    server.onRequest = [&](const SeenRequest &) { computer.keychain.failWrites = ErrorCode::KeychainLocked; };
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    QVERIFY(!signedIn.value()->stored);
    QCOMPARE(codeOf(signedIn.value()->problem), "SessionNotStored"_qba);
    auto header = credential(*sessions, computer);
    QCOMPARE(header.code(), "none"_qba); // usable all the same
    // Time enough for another attempt to store it, which would ask the person again who has just said no.
    for (int i = 0; i < 3; ++i) {
        auto sent = send(*sessions, computer, server.url("/me"));
        QCOMPARE(sent.code(), "none"_qba);
    }
    QCOMPARE(computer.keychain.writes, 1);

    InfoWait stillLocked(
        [&](QObject *context, auto done) { return sessions->storeAgain(computer.id, context, done); });
    QCOMPARE(stillLocked.code(), "KeychainLocked"_qba);
    QCOMPARE(codeOf(sessions->info(computer.id).problem), "SessionNotStored"_qba);

    server.onRequest = nullptr;
    computer.keychain.failWrites.reset();
    InfoWait stored(
        [&](QObject *context, auto done) { return sessions->storeAgain(computer.id, context, done); });
    QCOMPARE(stored.code(), "none"_qba);
    QVERIFY(stored.value()->stored && !stored.value()->problem);
    QCOMPARE(text(computer.item()->accessToken), "access-1"_qba);
}

void TestSessions::droppedSignInEndsWithoutTrace()
{
    TokenServer server;
    server.instead["/login"] = ServerAnswer::failing(ServerAnswer::Fault::Silent);
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QTRY_COMPARE(server.count("/login"), 1);
    signedIn.waiter.reset();
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(signedIn.calls, 0);
    // The lock is free again.
    server.instead.clear();
    auto again = signIn(*sessions, computer);
    QCOMPARE(again.code(), "none"_qba);
    QCOMPARE(signedIn.calls, 0);
}

void TestSessions::unknownProfileIsSaid()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    computer.id = u"nobody"_s;
    auto loaded = load(*sessions, computer);
    QCOMPARE(loaded.code(), "ProfileNotFound"_qba);
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "ProfileNotFound"_qba);
    auto sent = send(*sessions, computer, server.url("/me"));
    QCOMPARE(sent.code(), "ProfileNotFound"_qba);
    QVERIFY(server.requests().empty());
}

void TestSessions::lockedKeychainIsNoSignOut()
{
    TokenServer server;
    Computer computer(server.url());
    {
        const auto first = computer.process();
        auto signedIn = signIn(*first, computer);
        QCOMPARE(signedIn.code(), "none"_qba);
    }
    const auto sessions = computer.process();
    computer.keychain.failReads = ErrorCode::KeychainLocked;
    auto locked = load(*sessions, computer);
    QCOMPARE(locked.code(), "none"_qba);
    QCOMPARE(locked.value()->state, SessionState::Unknown);
    QCOMPARE(codeOf(locked.value()->problem), "KeychainLocked"_qba);
    auto sent = send(*sessions, computer, server.url("/me"));
    QCOMPARE(sent.code(), "KeychainLocked"_qba);
    computer.keychain.failReads.reset();
    auto unlocked = load(*sessions, computer);
    QCOMPARE(unlocked.code(), "none"_qba);
    QCOMPARE(unlocked.value()->state, SessionState::SignedIn);
    QVERIFY(!unlocked.value()->problem);
    // And nothing at all is signed out.
    Computer empty(server.url());
    const auto none = empty.process();
    auto loaded = load(*none, empty);
    QCOMPARE(loaded.code(), "none"_qba);
    QCOMPARE(loaded.value()->state, SessionState::SignedOut);
    auto refused = credential(*none, empty);
    QCOMPARE(refused.code(), "NotSignedIn"_qba);
}

void TestSessions::damagedItemIsSaid()
{
    TokenServer server;
    Computer computer(server.url());
    std::optional<Result<Done>> written;
    const auto operation =
        computer.keychain.write(computer.id, Secret("not json"_qba), this,
                                [&written](Result<Done> result) { written = std::move(result); });
    QTRY_VERIFY(written);
    const auto sessions = computer.process();
    auto loaded = load(*sessions, computer);
    QCOMPARE(loaded.code(), "none"_qba);
    QCOMPARE(loaded.value()->state, SessionState::Unknown);
    QCOMPARE(codeOf(loaded.value()->problem), "KeychainEntryDamaged"_qba);
}

void TestSessions::callbacksAreNeverEarlyAndNeverTwice()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    auto refreshed = refresh(*sessions, computer);
    auto header = credential(*sessions, computer);
    auto out = signOut(*sessions, computer);
    QVERIFY(!signedIn.calledInside && !refreshed.calledInside && !header.calledInside && !out.calledInside);
    QVERIFY(refreshed.ended() && header.ended() && out.ended());
    // Whoever goes away is not called, and the rest goes on.
    auto gone = signIn(*sessions, computer);
    gone.waiter.reset();
    auto again = signIn(*sessions, computer);
    QCOMPARE(again.code(), "none"_qba);
    QCOMPARE(gone.calls, 0);
    QCOMPARE(signedIn.calls + refreshed.calls + header.calls + out.calls, 4);
}

/// The window closes in answer to anything.
void TestSessions::mayBeDestroyedInsideACallback()
{
    TokenServer server;
    Computer computer(server.url());
    std::unique_ptr<Sessions> sessions;
    int ended = 0;
    const auto end = [&](const auto &) {
        ++ended;
        sessions.reset();
    };
    std::vector<WaiterPtr> waiters;
    sessions = computer.process();
    waiters.push_back(
        sessions->signIn(computer.id, u"alice"_s, Secret("pass"_qba), StoreIn::Keychain, this, end));
    QTRY_COMPARE(ended, 1);
    sessions = computer.process();
    waiters.push_back(sessions->load(computer.id, this, end));
    QTRY_COMPARE(ended, 2);
    sessions = computer.process();
    waiters.push_back(sessions->refresh(computer.id, this, end));
    waiters.push_back(sessions->refresh(computer.id, this, end)); // the second is not told any more
    QTRY_COMPARE(ended, 3);
    sessions = computer.process();
    waiters.push_back(sessions->credential(computer.id, 30s, this, end));
    QTRY_COMPARE(ended, 4);
    sessions = computer.process();
    http::Request request;
    request.url = server.url("/notes");
    waiters.push_back(sessions->send(computer.id, request, this, end));
    QTRY_COMPARE(ended, 5);
    sessions = computer.process();
    waiters.push_back(sessions->signOut(computer.id, this, end));
    QTRY_COMPARE(ended, 6);
    // And while work is under way.
    sessions = computer.process();
    waiters.push_back(
        sessions->signIn(computer.id, u"alice"_s, Secret("pass"_qba), StoreIn::Keychain, this, end));
    server.instead["/login"] = ServerAnswer::failing(ServerAnswer::Fault::Silent);
    server.forget();
    QTRY_COMPARE(server.count("/login"), 1);
    sessions.reset();
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(ended, 6);
}

QTEST_GUILESS_MAIN(TestSessions)
#include "tst_sessions.moc"
