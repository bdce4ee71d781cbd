#include "oauth_keep_tools.h"
#include "oauth_tools.h"

#include "practice/oauth_provider.h"
#include "practice/server.h"
#include "practice/storage.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace oauth_tools;
using oauth_keep_tools::Kept;
using oauth_keep_tools::tokens;

namespace {

/// What is told of tokens that were not kept.
class Told {
public:
    explicit Told(Sessions &sessions)
    {
        QObject::connect(&sessions, &Sessions::dropped, &m_context,
                         [this](const QString &, const QString &outcome) { outcomes += outcome; });
    }
    QStringList outcomes;

private:
    QObject m_context;
};

/// How many grants the provider holds for this client: revoking a refresh token ends its grant.
int grantsOf(PracticeProvider &provider, const QString &clientId)
{
    int count = -1;
    provider.inServer([&](practice::Server &server) {
        const auto found = server.provider().storage.run(
            u"SELECT count(*) FROM oauth_grant WHERE client_id = ?"_s, {clientId});
        if (found)
            count = found->rows.front().front().toInt();
    });
    return count;
}

const QString revokedText = u"The tokens that were not kept were revoked at the server."_s;

/// The answer to a refresh whose ID Token is about somebody else.
ServerAnswer somebodyElses(const Kept &kept)
{
    const auto now = std::chrono::floor<std::chrono::seconds>(kept.computer.clock.now()).time_since_epoch();
    const QJsonObject claims{{u"iss"_s, QString::fromLatin1(kept.server.origin())},
                             {u"sub"_s, u"u-2"_s},
                             {u"aud"_s, u"app"_s},
                             {u"iat"_s, qint64(now.count())},
                             {u"exp"_s, qint64(now.count() + 300)}};
    const QByteArray idToken = oauth_keep_tools::jwt(QJsonDocument(claims).toJson(QJsonDocument::Compact));
    return tokens("\"refresh_token\":\"refresh-2\",\"id_token\":\"" + idToken + '"');
}

QByteArrayList bodiesOf(const TestServer &server, const QByteArray &path)
{
    QByteArrayList bodies;
    for (const SeenRequest &request : server.requests()) {
        if (request.path() == path)
            bodies += request.body;
    }
    return bodies;
}

} // namespace

/// Tokens that came and are not kept are ended at the server; nobody waits for that.
class TestOAuthDrop : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void failedChecksEndTheTokens_data();
    void failedChecksEndTheTokens();
    void theWrongPersonsTokensEnd();
    void theOutcomeIsTold_data();
    void theOutcomeIsTold();
    void aGoodSignInDropsNothing();
    void theMessageComesFirst();
    void aRefreshForSomebodyElse();
    void aRefreshThatASignOutOvertook();
    void aTokenOfThePersonsOwnIsLeftAlone();
};

void TestOAuthDrop::failedChecksEndTheTokens_data()
{
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("nonce-invalid") << "NonceMismatch"_qba;
    QTest::newRow("invalid-sig-es256") << "SignatureMismatch"_qba;
    QTest::newRow("jwks-unreachable") << "UnexpectedStatus"_qba;
    QTest::newRow("no-id-token") << "IdTokenMissing"_qba;
    QTest::newRow("dpop-downgrade") << "TokenTypeUnsupported"_qba;
}

void TestOAuthDrop::failedChecksEndTheTokens()
{
    World world;
    if (QTest::currentDataTag() == "dpop-downgrade"_qba)
        world.set(u"dpop"_s, u"on"_s);
    const int before = grantsOf(world.provider, u"claimcheck"_s);
    QVERIFY(world.provider.setFault(QTest::currentDataTag()));
    Told told(*world.sessions);
    auto run = world.run();
    QTEST(run->code(), "code");
    // It is under way, and has not been waited for.
    QVERIFY(world.sessions->isDropping());
    QVERIFY(told.outcomes.isEmpty());
    QTRY_COMPARE(told.outcomes, QStringList(revokedText));
    QVERIFY(!world.sessions->isDropping());
    QCOMPARE(grantsOf(world.provider, u"claimcheck"_s), before);
}

void TestOAuthDrop::theWrongPersonsTokensEnd()
{
    World world;
    QVERIFY(world.computer.profiles.setPerson(world.computer.id,
                                              Person{world.provider.url(), u"u-7"_s, u"carol"_s}));
    const int before = grantsOf(world.provider, u"claimcheck"_s);
    Told told(*world.sessions);
    auto run = world.run();
    QCOMPARE(run->code(), "WrongPerson"_qba);
    QVERIFY(run->detail().contains(u"carol"_s) && run->detail().contains(u"alice"_s));
    QTRY_COMPARE(told.outcomes, QStringList(revokedText));
    QCOMPARE(grantsOf(world.provider, u"claimcheck"_s), before);
    QCOMPARE(codeName(world.computer.item().error().code), "KeychainEntryMissing"_qba);
}

void TestOAuthDrop::theOutcomeIsTold_data()
{
    QTest::addColumn<QString>("begin");
    QTest::newRow("revocation-500") << u"The tokens that were not kept could not be revoked"_s;
    QTest::newRow("revocation-unsupported") << u"The server offers no revoking"_s;
    QTest::newRow("discovery-no-revocation") << u"The server offers no revoking"_s;
}

void TestOAuthDrop::theOutcomeIsTold()
{
    QFETCH(QString, begin);
    World world;
    QVERIFY(world.provider.setFault(QTest::currentDataTag()));
    QVERIFY(world.provider.addFault("nonce-invalid"));
    Told told(*world.sessions);
    auto run = world.run();
    QCOMPARE(run->code(), "NonceMismatch"_qba);
    QTRY_COMPARE(told.outcomes.size(), 1);
    QVERIFY2(told.outcomes.front().startsWith(begin), qPrintable(told.outcomes.front()));
}

void TestOAuthDrop::aGoodSignInDropsNothing()
{
    World world;
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    QVERIFY(!world.sessions->isDropping());
}

void TestOAuthDrop::theMessageComesFirst()
{
    Kept kept;
    kept.server.when("/token", somebodyElses(kept));
    kept.server.when("/revoke", ServerAnswer::failing(ServerAnswer::Fault::Silent));
    Sessions &sessions = kept.begin();
    auto refused = refresh(sessions, kept.computer);
    QCOMPARE(refused.code(), "WrongPerson"_qba);
    QVERIFY(sessions.isDropping()); // and will be for as long as that server says nothing
}

void TestOAuthDrop::aRefreshForSomebodyElse()
{
    Kept kept;
    kept.server.when("/token", somebodyElses(kept));
    Sessions &sessions = kept.begin();
    Told told(sessions);
    auto refused = refresh(sessions, kept.computer);
    QCOMPARE(refused.code(), "WrongPerson"_qba);
    QTRY_COMPARE(told.outcomes, QStringList(revokedText));
    // Theirs, and nothing of the session that is kept.
    QCOMPARE(bodiesOf(kept.server, "/revoke"),
             QByteArrayList({"token=refresh-2&token_type_hint=refresh_token&client_id=app",
                             "token=access-2&token_type_hint=access_token&client_id=app"}));
    QCOMPARE(text(kept.computer.item()->accessToken), "access-1"_qba);
}

void TestOAuthDrop::aRefreshThatASignOutOvertook()
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
    QVERIFY(!bodiesOf(kept.server, "/revoke").join().contains("refresh-2"));
    Told told(sessions);
    kept.server.release();
    QCOMPARE(refreshed.code(), "NotSignedIn"_qba);
    QTRY_COMPARE(told.outcomes, QStringList(revokedText));
    QVERIFY(bodiesOf(kept.server, "/revoke").join(' ').contains("token=refresh-2&"));
    QVERIFY(!kept.computer.item());
}

void TestOAuthDrop::aTokenOfThePersonsOwnIsLeftAlone()
{
    TestServer server;
    server.when("/whoami", ServerAnswer::json("{\"sub\":\"u-2\"}"));
    Computer computer(server.url(), u"static-token"_s);
    computer.edit(u"whoami.path"_s, u"/whoami"_s);
    computer.edit(u"whoami.subject"_s, u"/sub"_s);
    QVERIFY(computer.profiles.setPerson(computer.id, Person{{}, u"u-1"_s, {}}));
    const auto sessions = computer.process();
    InfoWait refused([&](QObject *context, auto done) {
        return sessions->signIn(computer.id, {}, Secret("a-token"_qba), StoreIn::Keychain, context, done);
    });
    QCOMPARE(refused.code(), "WrongPerson"_qba);
    QVERIFY(!sessions->isDropping());
}

QTEST_GUILESS_MAIN(TestOAuthDrop)
#include "tst_oauth_drop.moc"
