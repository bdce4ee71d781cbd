#include "oauth_keep_tools.h"

#include <QDateTime>
#include <QLocale>

using namespace oauth_keep_tools;

/// Keeping a session of OAuth fresh, and what must not happen on the way.
class TestOAuthKeep : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rotatedTokenIsKeptBeforeUse();
    void tokenThatDoesNotComeBackIsKept();
    void refusals_data();
    void refusals();
    void lostReplyLeavesAMark();
    void refusalAfterALostReplyIsUnknown();
    void clientAsksAgainAfterALostReply();
    void nonceIsAskedForOnce();
    void anotherPersonIsRefused_data();
    void anotherPersonIsRefused();
    void secretsNeverComeBackInWords();
    void expIsJudgedByTheServersClock_data();
    void expIsJudgedByTheServersClock();
    void signOutDuringARefreshIsFinal();
    void signOutDuringARequestIsFinal();
    void newSignInForgetsTheOldKey();
    void twoProgramsRefreshOnce();
    void wakingTriesAgainAtOnce();
    void endIsSaidOnce();
    void triesWaitLongerAndLonger();
};

void TestOAuthKeep::rotatedTokenIsKeptBeforeUse()
{
    Kept kept;
    Sessions &sessions = kept.begin();
    auto refreshed = refresh(sessions, kept.computer);
    QCOMPARE(refreshed.code(), "none"_qba);
    const auto item = kept.computer.item();
    QVERIFY(item && !item->refreshInFlight);
    QCOMPARE(text(item->accessToken), "access-2"_qba);
    QCOMPARE(text(item->refreshToken), "refresh-2"_qba);
    QCOMPARE(item->facts.rotates, std::optional(true));
    QVERIFY(item->facts.inBrowser);
    QCOMPARE(kept.server.requests().front().body,
             "grant_type=refresh_token&refresh_token=refresh-1&client_id=app"_qba);
}

void TestOAuthKeep::tokenThatDoesNotComeBackIsKept()
{
    Kept kept;
    kept.server.when("/token", tokens(R"("expires_in":300)"));
    auto refreshed = refresh(kept.begin(), kept.computer);
    QCOMPARE(refreshed.code(), "none"_qba);
    QCOMPARE(text(kept.computer.item()->refreshToken), "refresh-1"_qba);
    QCOMPARE(kept.computer.item()->facts.rotates, std::optional(false));
}

void TestOAuthKeep::refusals_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<bool>("isKept");
    QTest::newRow("invalid_grant") << 400 << "invalid_grant"_qba
                                   << "RefreshRefused"_qba << false;
    QTest::newRow("invalid_client") << 401 << "invalid_client"_qba
                                    << "ClientRejected"_qba << true;
    QTest::newRow("invalid_scope") << 400 << "invalid_scope"_qba
                                   << "TokenRequestRefused"_qba << true;
    QTest::newRow("invalid_grant with 500") << 500 << "invalid_grant"_qba
                                            << "ServerFailed"_qba << true;
}

void TestOAuthKeep::refusals()
{
    QFETCH(int, status);
    QFETCH(QByteArray, error);
    QFETCH(bool, isKept);
    Kept kept;
    kept.server.when("/token", ServerAnswer::json(R"({"error":")" + error + "\"}", status));
    auto refreshed = refresh(kept.begin(), kept.computer);
    QTEST(refreshed.code(), "code");
    QCOMPARE(bool(kept.computer.item()), isKept);
}

void TestOAuthKeep::lostReplyLeavesAMark()
{
    Kept kept;
    kept.server.when("/token", ServerAnswer::failing(ServerAnswer::Fault::Close));
    Sessions &sessions = kept.begin();
    auto refreshed = refresh(sessions, kept.computer);
    QCOMPARE(refreshed.code(), "ConnectionClosed"_qba);
    QVERIFY(kept.computer.item()->refreshInFlight);
    QCOMPARE(sessions.info(kept.computer.id).state, SessionState::SignedIn);
}

void TestOAuthKeep::refusalAfterALostReplyIsUnknown()
{
    Kept kept;
    kept.session.refreshInFlight = true;
    kept.server.when("/token", ServerAnswer::json(R"({"error":"invalid_grant"})", 400));
    Sessions &sessions = kept.begin();
    auto refreshed = refresh(sessions, kept.computer);
    QCOMPARE(refreshed.code(), "RefreshOutcomeUnknown"_qba);
    QCOMPARE(sessions.info(kept.computer.id).state, SessionState::Expired);
    QVERIFY(kept.computer.item()->refreshToken.isEmpty());
}

void TestOAuthKeep::clientAsksAgainAfterALostReply()
{
    Kept kept;
    kept.session.refreshToken = Secret();
    kept.session.oauth->isClientsOwn = true;
    kept.server.when("/token", ServerAnswer::failing(ServerAnswer::Fault::Close));
    Sessions &sessions = kept.begin();
    auto lost = refresh(sessions, kept.computer);
    QCOMPARE(lost.code(), "ConnectionClosed"_qba);
    // Another program reads what was left, and just asks.
    const auto other = kept.computer.process();
    kept.server.when("/token", tokens(R"("expires_in":300)"));
    auto header = credential(*other, kept.computer, 1000s);
    QCOMPARE(header.code(), "none"_qba);
    QCOMPARE(text(header.value()->secret), "access-2"_qba);
    QVERIFY(kept.server.requests().back().body.contains("grant_type=client_credentials"));
}

void TestOAuthKeep::nonceIsAskedForOnce()
{
    Kept kept;
    kept.bind();
    ServerAnswer again = ServerAnswer::json(R"({"error":"use_dpop_nonce"})", 400);
    again.headers.emplace_back("DPoP-Nonce", "nonce-1");
    kept.server.when("/token", again);
    auto refused = refresh(kept.begin(), kept.computer);
    QCOMPARE(refused.code(), "DpopNonceMissing"_qba);
    QCOMPARE(kept.count("/token"), 2);
    QVERIFY(kept.computer.item() && !kept.computer.item()->refreshInFlight);
    const auto proof = [&](size_t index) {
        return QByteArray::fromBase64(kept.server.requests()[index].header("DPoP").split('.').value(1),
                                      QByteArray::Base64UrlEncoding);
    };
    QVERIFY(!proof(0).contains("nonce-1"));
    QVERIFY(proof(1).contains(R"("nonce":"nonce-1")"));
}

void TestOAuthKeep::anotherPersonIsRefused_data()
{
    QTest::addColumn<QByteArray>("iss");
    QTest::addColumn<QByteArray>("sub");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("the same") << ""_qba
                              << "u-1"_qba
                              << "none"_qba;
    QTest::newRow("another subject") << ""_qba
                                     << "u-2"_qba
                                     << "WrongPerson"_qba;
    QTest::newRow("another issuer") << "https://other.example"_qba
                                    << "u-1"_qba
                                    << "IssuerMismatch"_qba;
}

void TestOAuthKeep::anotherPersonIsRefused()
{
    QFETCH(QByteArray, iss);
    QFETCH(QByteArray, sub);
    Kept kept; // and its profile remembers nobody: the session does
    const QByteArray idToken =
        jwt(R"({"iss":")" + (iss.isEmpty() ? kept.server.origin() : iss) + R"(","sub":")" + sub +
            R"(","aud":"app","iat":1800000000,)" + R"("exp":1800000300})");
    kept.server.when("/token", tokens(R"("refresh_token":"refresh-2","id_token":")" + idToken + '"'));
    auto refreshed = refresh(kept.begin(), kept.computer);
    QTEST(refreshed.code(), "code");
    QCOMPARE(text(kept.computer.item()->accessToken),
             refreshed.code() == "none" ? "access-2"_qba : "access-1"_qba);
}

void TestOAuthKeep::secretsNeverComeBackInWords()
{
    Kept kept;
    kept.session.oauth->clientAuthentication = "client_secret_post";
    kept.session.oauth->clientSecret = Secret("client-hush"_qba);
    kept.server.when("/token", ServerAnswer::json(R"({"error":"invalid_grant","error_description":)"
                                                  R"("got refresh-1 of client-hush for access-1"})",
                                                  400));
    auto refused = refresh(kept.begin(), kept.computer);
    QCOMPARE(refused.code(), "RefreshRefused"_qba);
    QCOMPARE(refused.value().error().detail, u"got … of … for …"_s);
}

void TestOAuthKeep::expIsJudgedByTheServersClock_data()
{
    QTest::addColumn<int>("ahead"); // the server's clock, in seconds
    QTest::addColumn<bool>("says"); // expires_in, which needs no clock
    QTest::newRow("same clock") << 0 << false;
    QTest::newRow("an hour ahead") << 3600 << false;
    QTest::newRow("an hour behind") << -3600 << false;
    QTest::newRow("an hour ahead, expires_in") << 3600 << true;
}

void TestOAuthKeep::expIsJudgedByTheServersClock()
{
    QFETCH(int, ahead);
    QFETCH(bool, says);
    Kept kept;
    const TimePoint there = kept.computer.clock.now() + std::chrono::seconds(ahead);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(there).time_since_epoch().count();
    ServerAnswer answer = tokens(says ? R"("expires_in":300)" : R"("scope":"openid profile")",
                                 jwt(R"({"exp":)" + QByteArray::number(qlonglong(seconds + 300)) + '}'));
    answer.headers.emplace_back("Date", QLocale::c()
                                            .toString(QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC),
                                                      u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s)
                                            .toLatin1());
    kept.server.when("/token", answer);
    Sessions &sessions = kept.begin();
    auto refreshed = refresh(sessions, kept.computer);
    QCOMPARE(refreshed.code(), "none"_qba);
    const auto left = *refreshed.value()->expiresAt - kept.computer.clock.now();
    QCOMPARE(left.count(), std::chrono::milliseconds(300s).count());
    QCOMPARE(sessions.info(kept.computer.id).skew->count(), qint64(ahead) * 1000);
}

void TestOAuthKeep::signOutDuringARefreshIsFinal()
{
    Kept kept;
    Sessions &sessions = kept.begin();
    ServerAnswer slow = tokens();
    slow.isHeld = true;
    kept.server.when("/token", slow);
    auto refreshed = refresh(sessions, kept.computer);
    QTRY_COMPARE(kept.count("/token"), 1);
    Wait<Receipt> out([&](QObject *context, auto done) {
        return sessions.signOut(kept.computer.id, context, done, {.patience = 20ms});
    });
    QVERIFY(out.ended());
    QVERIFY(out.value().nothingLeft());
    // What the refresh brings then is of a session that is no more.
    kept.server.release();
    QCOMPARE(refreshed.code(), "NotSignedIn"_qba);
    QVERIFY(!kept.computer.item());
    QCOMPARE(sessions.info(kept.computer.id).state, SessionState::SignedOut);
}

void TestOAuthKeep::signOutDuringARequestIsFinal()
{
    Kept kept;
    Sessions &sessions = kept.begin();
    ServerAnswer slow = ServerAnswer::json("{}");
    slow.isHeld = true;
    kept.server.when("/api", slow);
    auto answer = send(sessions, kept.computer, kept.server.url("/api"));
    QTRY_COMPARE(kept.count("/api"), 1);
    auto out = signOut(sessions, kept.computer);
    QVERIFY(out.ended());
    kept.server.release();
    QCOMPARE(answer.code(), "none"_qba);
    QCOMPARE(sessions.info(kept.computer.id).state, SessionState::SignedOut);
    QVERIFY(!kept.computer.item());
}

void TestOAuthKeep::newSignInForgetsTheOldKey()
{
    Kept kept;
    kept.bind();
    Sessions &sessions = kept.begin();
    kept.server.when("/api", ServerAnswer::json("{}"));
    const auto keyOf = [&] {
        auto answer = send(sessions, kept.computer, kept.server.url("/api"));
        const bool ended = answer.ended();
        return ended ? QByteArray::fromBase64(kept.server.requests().back().header("DPoP").split('.').front(),
                                              QByteArray::Base64UrlEncoding)
                     : QByteArray();
    };
    const QByteArray first = keyOf();
    QVERIFY(first.contains("\"jwk\""));
    kept.bind(); // another sign-in, by another program
    kept.computer.put(kept.session);
    auto loaded = load(sessions, kept.computer);
    QCOMPARE(loaded.code(), "none"_qba);
    const QByteArray second = keyOf();
    QVERIFY(second.contains("\"jwk\"") && second != first);
    kept.session.oauth->dpopKey = Secret();
    kept.session.oauth->tokenType = "Bearer";
    kept.computer.put(kept.session);
    auto again = load(sessions, kept.computer);
    QCOMPARE(again.code(), "none"_qba);
    QCOMPARE(keyOf(), ""_qba);
}

void TestOAuthKeep::twoProgramsRefreshOnce()
{
    Kept kept;
    Sessions &one = kept.begin();
    const auto two = kept.computer.process();
    auto read = load(*two, kept.computer);
    QCOMPARE(read.code(), "none"_qba);
    auto first = refresh(one, kept.computer);
    auto second = refresh(*two, kept.computer);
    QCOMPARE(first.code(), "none"_qba);
    QCOMPARE(second.code(), "none"_qba);
    QCOMPARE(kept.count("/token"), 1);
}

void TestOAuthKeep::wakingTriesAgainAtOnce()
{
    Kept kept;
    kept.session.expiresAt = kept.session.obtainedAt + 6s;
    kept.server.when("/token", ServerAnswer::failing(ServerAnswer::Fault::Close));
    Sessions &sessions = kept.begin();
    sessions.keepFresh(true);
    kept.computer.clock.advance(6s);
    sessions.lookAtTheClock();
    QTRY_COMPARE(kept.count("/token"), 1);
    // Put off, until the machine wakes.
    kept.server.when("/token", tokens());
    QTRY_VERIFY(sessions.info(kept.computer.id).state == SessionState::SignedIn);
    sessions.lookAtTheClock();
    QTRY_COMPARE(text(kept.computer.item()->accessToken), "access-2"_qba);
}

void TestOAuthKeep::endIsSaidOnce()
{
    Kept kept;
    kept.session.refreshToken = Secret();
    Sessions &sessions = kept.begin();
    QStringList said;
    connect(&sessions, &Sessions::endsSoon, this, [&said](const QString &id) { said += id; });
    sessions.keepFresh(true);
    kept.computer.clock.advance(200s);
    sessions.lookAtTheClock();
    QTest::qWait(0);
    QVERIFY(said.isEmpty());
    kept.computer.clock.advance(75s); // a tenth of 300 s is left, and less
    sessions.lookAtTheClock();
    QTRY_COMPARE(said, QStringList(kept.computer.id));
    sessions.lookAtTheClock();
    QTest::qWait(0);
    QCOMPARE(said.size(), 1);
}

/// By itself it asks a server that fails after 5 s, 10 s, 20 s and so on, never more than 15 min apart.
void TestOAuthKeep::triesWaitLongerAndLonger()
{
    Kept kept;
    kept.session.expiresAt = kept.session.obtainedAt + 10s;
    kept.server.when("/token", ServerAnswer::json(R"({"error":"invalid_client"})", 401));
    Sessions &sessions = kept.begin();
    sessions.keepFresh(true);
    const auto settle = [&] {
        sessions.keepFresh(true); // looks at the moved clock, and forgives no failure
        QTest::qWait(0);
        QCoreApplication::processEvents();
    };
    kept.computer.clock.advance(10s);
    settle();
    QTRY_COMPARE(kept.count("/token"), 1);
    auto wait = std::chrono::milliseconds(5s);
    for (int tries = 1; tries < 12; ++tries) {
        QTRY_VERIFY(!kept.computer.item()->refreshInFlight); // the answer has been judged
        kept.computer.clock.advance(wait - 1ms);
        settle();
        QCOMPARE(kept.count("/token"), tries);
        kept.computer.clock.advance(1ms);
        settle();
        QTRY_COMPARE(kept.count("/token"), tries + 1);
        wait = std::min<std::chrono::milliseconds>(wait * 2, 15min);
    }
    QCOMPARE(wait.count(), std::chrono::milliseconds(15min).count());
}

QTEST_GUILESS_MAIN(TestOAuthKeep)
#include "tst_oauth_keep.moc"
