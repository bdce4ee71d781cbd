#include "practice_tools.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace claimcheck::test;

namespace {

/// User and system time of a process so far, in clock ticks (proc(5), fields 14 and 15).
qint64 processorTicks(qint64 processId)
{
    QFile file(u"/proc/%1/stat"_s.arg(processId));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = file.readAll();
    const QByteArrayList afterName = text.mid(text.lastIndexOf(')') + 2).split(' ');
    return afterName.value(11).toLongLong() + afterName.value(12).toLongLong();
}

} // namespace

/// Signing in, refreshing, and the ways in which a sign-in ends, over the wire.
class TestPracticeSignIn final : public QObject, private PracticeSignIn {
    Q_OBJECT

private Q_SLOTS:
    // A server for each test: wrong passwords of one would be counted in the next.
    void init() { m_api.begin(); }
    void cleanup() { m_api.end(); }
    void signsIn();
    void refusesWrongPasswordsAndUnknownUsersAlike();
    void locksAfterFiveWrongPasswords_data();
    void locksAfterFiveWrongPasswords();
    void rightPasswordResetsTheCount();
    void refreshRotates();
    void reuseEndsTheFamily();
    void signsOut_data();
    void signsOut();
    void signOutRefusesWhatIsNoToken();
};

void TestPracticeSignIn::signsIn()
{
    const RawAnswer answer = logIn("alice", "wonderland");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Cache-Control"), "no-store");
    QCOMPARE(answer.text("token_type"), "Bearer");
    QCOMPARE(answer.json().value("expires_in"_L1).toInteger(), 300);
    QVERIFY(answer.text("refresh_token").size() >= 43); // 256 bits

    const QByteArray token = answer.text("access_token");
    const auto header = QJsonDocument::fromJson(tokenPart(token, 0)).object();
    QCOMPARE(header.value("alg"_L1).toString(), u"ES256"_s);
    QCOMPARE(header.value("typ"_L1).toString(), u"JWT"_s);
    const auto claims = QJsonDocument::fromJson(tokenPart(token, 1)).object();
    QCOMPARE(claims.value("iss"_L1).toString(), m_api.server().baseUrl());
    QCOMPARE(claims.value("aud"_L1).toString(), m_api.server().baseUrl());
    QCOMPARE(claims.value("sub"_L1).toString(), u"u-1001"_s);
    QCOMPARE(claims.value("scope"_L1).toString(), u"notes:read notes:write"_s);
    QCOMPARE(claims.value("name"_L1).toString(), u"Alice Adams"_s);
    QCOMPARE(claims.value("preferred_username"_L1).toString(), u"alice"_s);
    QCOMPARE(claims.value("exp"_L1).toInteger(), claims.value("iat"_L1).toInteger() + 300);
    QVERIFY(!claims.value("jti"_L1).toString().isEmpty());
    QVERIFY(logIn("alice", "wonderland").text("access_token") != token);
}

void TestPracticeSignIn::refusesWrongPasswordsAndUnknownUsersAlike()
{
    // Processor time of the server, not time on the clock: the machine may be busy.
    const auto workFor = [this](const QByteArray &user, RawAnswer &answer) {
        const qint64 before = processorTicks(m_api.server().processId());
        for (int i = 0; i < 4; ++i)
            answer = logIn(user, "wrong");
        return processorTicks(m_api.server().processId()) - before;
    };
    RawAnswer wrong;
    RawAnswer unknown;
    const qint64 wrongTicks = workFor("alice", wrong);
    const qint64 unknownTicks = workFor("mallory", unknown);
    QCOMPARE(wrong.status, 401);
    QCOMPARE(wrong.text("error"), "invalid_credentials");
    QCOMPARE(wrong.text("message"), "The user name or the password is wrong.");
    QCOMPARE(unknown.status, wrong.status);
    QCOMPARE(unknown.body, wrong.body);
    // A password that was not hashed at all would be answered some fifty times faster.
    QVERIFY(wrongTicks > 0);
    QVERIFY2(unknownTicks > wrongTicks / 2,
             qPrintable(u"%1 and %2 ticks"_s.arg(unknownTicks).arg(wrongTicks)));
}

void TestPracticeSignIn::locksAfterFiveWrongPasswords_data()
{
    QTest::addColumn<QByteArray>("username");
    QTest::newRow("known") << QByteArray("alice");
    QTest::newRow("unknown") << QByteArray("mallory"); // or the lock would tell that there is no such user
}

void TestPracticeSignIn::locksAfterFiveWrongPasswords()
{
    QFETCH(QByteArray, username);
    for (int i = 0; i < 4; ++i)
        QCOMPARE(logIn(username, "wrong").status, 401);
    RawAnswer answer = logIn(username, "wrong");
    QCOMPARE(answer.status, 429);
    QCOMPARE(answer.text("error"), "too_many_attempts");
    QCOMPARE(answer.header("Retry-After"), "30");
    // While it is locked, the right one is refused as well; other users are not.
    answer = logIn(username, "wonderland");
    QCOMPARE(answer.status, 429);
    QVERIFY(answer.header("Retry-After").toInt() >= 1 && answer.header("Retry-After").toInt() <= 30);
    QCOMPARE(logIn("bob", "builder").status, 200);
}

void TestPracticeSignIn::rightPasswordResetsTheCount()
{
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < 4; ++i)
            QCOMPARE(logIn("alice", "wrong").status, 401);
        QCOMPARE(logIn("alice", "wonderland").status, 200);
    }
}

void TestPracticeSignIn::refreshRotates()
{
    const RawAnswer first = logIn("alice", "wonderland");
    const RawAnswer second = refresh(first.text("refresh_token"));
    QCOMPARE(second.status, 200);
    QVERIFY(!second.text("refresh_token").isEmpty());
    QVERIFY(second.text("refresh_token") != first.text("refresh_token"));
    QVERIFY(second.text("access_token") != first.text("access_token"));
    QCOMPARE(second.header("Cache-Control"), "no-store");
    const RawAnswer third = refresh(second.text("refresh_token"));
    QCOMPARE(third.status, 200);
    for (const RawAnswer *answer : {&first, &second, &third})
        QCOMPARE(meStatus(answer->text("access_token")), 200);
}

void TestPracticeSignIn::reuseEndsTheFamily()
{
    const RawAnswer other = logIn("alice", "wonderland");
    const RawAnswer first = logIn("alice", "wonderland");
    const RawAnswer second = refresh(first.text("refresh_token"));
    const RawAnswer reused = refresh(first.text("refresh_token"));
    QCOMPARE(reused.status, 400);
    QCOMPARE(reused.text("error"), "invalid_grant");
    // The newest token is dead as well, and so are the access tokens; another sign-in lives on.
    QCOMPARE(refresh(second.text("refresh_token")).text("error"), "invalid_grant");
    QCOMPARE(meStatus(second.text("access_token")), 401);
    QCOMPARE(refresh(other.text("refresh_token")).status, 200);
    QCOMPARE(meStatus(other.text("access_token")), 200);
}

void TestPracticeSignIn::signsOut_data()
{
    QTest::addColumn<bool>("withAccess");
    QTest::addColumn<bool>("withRefresh");
    QTest::newRow("access token") << true << false;
    QTest::newRow("refresh token") << false << true;
    QTest::newRow("both") << true << true;
}

void TestPracticeSignIn::signsOut()
{
    QFETCH(bool, withAccess);
    QFETCH(bool, withRefresh);
    const RawAnswer other = logIn("alice", "wonderland");
    const RawAnswer first = logIn("alice", "wonderland");
    const RawAnswer second = refresh(first.text("refresh_token"));
    const QByteArray body = withRefresh ? refreshBody(second.text("refresh_token")) : QByteArray();
    const RawAnswer answer =
        post("/logout", body, withAccess ? bearer(second.text("access_token")) : RawHeaders());
    QCOMPARE(answer.status, 204);
    QCOMPARE(answer.body, "");
    QCOMPARE(answer.header("Content-Length"), "<none>");
    // Every access token of the sign-in, not only the one that was shown.
    for (const RawAnswer *ended : {&first, &second}) {
        QCOMPARE(get("/me", bearer(ended->text("access_token"))).header("WWW-Authenticate"),
                 "Bearer realm=\"practice\", error=\"invalid_token\", error_description=\"The access token "
                 "was revoked\"");
    }
    QCOMPARE(refresh(second.text("refresh_token")).text("error"), "invalid_grant");
    QCOMPARE(meStatus(other.text("access_token")), 200);
}

void TestPracticeSignIn::signOutRefusesWhatIsNoToken()
{
    QCOMPARE(post("/logout", "").status, 401);
    QCOMPARE(post("/logout", "", bearer("x.y.z")).status, 401);
    QCOMPARE(post("/logout", "{}").status, 401);
    QCOMPARE(post("/logout", R"({"refresh_token":1})").status, 400);
    // RFC 7009 section 2.2: a token that is not known is as good as revoked.
    QCOMPARE(post("/logout", R"({"refresh_token":"unknown"})").status, 204);
}

QTEST_GUILESS_MAIN(TestPracticeSignIn)
#include "tst_practice_sign_in.moc"
