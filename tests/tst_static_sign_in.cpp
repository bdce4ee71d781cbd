#include "sessions_tools.h"

using namespace sessions_tools;

namespace {

InfoWait give(Sessions &sessions, const Computer &computer, const QByteArray &secret,
              const QString &user = {})
{
    return InfoWait([&](QObject *context, auto done) {
        return sessions.signIn(computer.id, {.user = user, .password = Secret(secret)}, context, done);
    });
}

/// A server that says who it is with "good-token" wherever it stands.
void answerAsApi(TestServer &server)
{
    server.answerWith([](const SeenRequest &request) {
        if (request.raw.contains("good-token") || request.raw.contains("YWxpY2U6Z29vZC10b2tlbg=="))
            return ServerAnswer::json(R"({"sub":"42"})");
        return ServerAnswer::json(R"({"detail":"Wrong token good-"})", 401);
    });
}

} // namespace

/// Credentials that somebody was given.
class TestStaticSignIn : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void standsWhereTheProfileSays_data();
    void standsWhereTheProfileSays();
    void refusedIsNotKept();
    void anEchoedPasswordIsTakenOut();
    void whatCannotBeSentIsRefused_data();
    void whatCannotBeSentIsRefused();
    void tokenTellsItsEndAndItsPerson();
    void theLeashHoldsAKeyInTheQuery();
    void originsWidenTheLeash();
    void exportsWhatOthersCanUse();
    void signOutSaysThatOnlyTheServerCanEndIt();
    void neverRefreshed();
};

void TestStaticSignIn::standsWhereTheProfileSays_data()
{
    QTest::addColumn<QString>("recipe");
    QTest::addColumn<QString>("settings");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("bearer") << u"static-token"_s << QString() << QString() << "/me?a=1"_qba
                            << "Authorization"_qba
                            << "Bearer good-token"_qba;
    QTest::newRow("Token") << u"static-token"_s << u"header.scheme=Token"_s << QString() << "/me?a=1"_qba
                           << "Authorization"_qba
                           << "Token good-token"_qba;
    QTest::newRow("api key") << u"api-key"_s << QString() << QString() << "/me?a=1"_qba
                             << "X-API-Key"_qba
                             << "good-token"_qba;
    QTest::newRow("query") << u"api-key"_s << u"key.place=query key.name=key"_s << QString()
                           << "/me?a=1&key=good-token"_qba
                           << "Authorization"_qba << QByteArray();
    QTest::newRow("cookie") << u"api-key"_s << u"key.place=cookie key.name=sid"_s << QString()
                            << "/me?a=1"_qba
                            << "Cookie"_qba
                            << "sid=good-token"_qba;
    // RFC 7617 section 2, with a name and a password of our own; base64 by another program.
    QTest::newRow("basic") << u"basic"_s << QString() << u"alice"_s << "/me?a=1"_qba
                           << "Authorization"_qba
                           << "Basic YWxpY2U6Z29vZC10b2tlbg=="_qba;
}

void TestStaticSignIn::standsWhereTheProfileSays()
{
    QFETCH(QString, recipe);
    QFETCH(QString, settings);
    QFETCH(QString, user);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, value);
    TestServer server;
    answerAsApi(server);
    Computer computer(server.url(), recipe);
    computer.edit(u"whoami.path"_s, u"/whoami"_s);
    for (const QString &pair : settings.split(u' ', Qt::SkipEmptyParts))
        computer.edit(pair.section(u'=', 0, 0), pair.section(u'=', 1));
    const auto sessions = computer.process();
    auto signedIn = give(*sessions, computer, "good-token", user);
    QCOMPARE(signedIn.code(), "none"_qba);
    QCOMPARE(signedIn.value()->state, SessionState::SignedIn);
    QCOMPARE(signedIn.value()->person.subject, u"42"_s);
    QVERIFY(!signedIn.value()->canRefresh);
    QCOMPARE(computer.profiles.byId(computer.id)->person->subject, u"42"_s);

    server.forget();
    auto sent = send(*sessions, computer, server.url("/me?a=1"));
    QCOMPARE(sent.code(), "none"_qba);
    QCOMPARE(sent.value()->response.status, 200);
    QVERIFY(sent.value()->response.credentialSent);
    QCOMPARE(server.requests()[0].target, target);
    QCOMPARE(server.requests()[0].header(header), value);
}

void TestStaticSignIn::refusedIsNotKept()
{
    TestServer server;
    answerAsApi(server);
    Computer computer(server.url(), u"static-token"_s);
    computer.edit(u"whoami.path"_s, u"/whoami"_s);
    const auto sessions = computer.process();
    auto refused = give(*sessions, computer, "bad-token");
    QCOMPARE(refused.code(), "SignInRefused"_qba);
    QVERIFY(!computer.item());
    QCOMPARE(sessions->info(computer.id).state, SessionState::Unknown); // nothing was loaded
}

void TestStaticSignIn::anEchoedPasswordIsTakenOut()
{
    TestServer server;
    server.answerWith([](const SeenRequest &) {
        return ServerAnswer::json(R"({"detail":"There is no hunter22 here"})", 403);
    });
    Computer computer(server.url(), u"basic"_s);
    computer.edit(u"whoami.path"_s, u"/whoami"_s);
    const auto sessions = computer.process();
    auto refused = give(*sessions, computer, "hunter22", u"alice"_s);
    QCOMPARE(refused.code(), "SignInRefused"_qba);
    QCOMPARE(refused.value().error().detail, u"There is no … here"_s);
}

void TestStaticSignIn::whatCannotBeSentIsRefused_data()
{
    QTest::addColumn<QString>("recipe");
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("fits") << u"static-token"_s << "good-token"_qba << QString() << "none"_qba;
    QTest::newRow("empty") << u"static-token"_s << ""_qba << QString() << "GrantInputMissing"_qba;
    QTest::newRow("space") << u"static-token"_s << "good token"_qba << QString() << "HeaderInvalid"_qba;
    QTest::newRow("line end") << u"static-token"_s << "good-token\r\nX: y"_qba << QString()
                              << "HeaderInvalid"_qba;
    QTest::newRow("not ASCII") << u"api-key"_s << "good-t\xc3\xb6ken"_qba << QString() << "HeaderInvalid"_qba;
    QTest::newRow("basic") << u"basic"_s << "w\xc3\xb6rd with spaces"_qba << u"alice"_s << "none"_qba;
    QTest::newRow("basic, no user") << u"basic"_s << "word"_qba << QString() << "GrantInputMissing"_qba;
    QTest::newRow("basic, colon") << u"basic"_s << "word"_qba << u"al:ice"_s << "GrantInputMissing"_qba;
}

void TestStaticSignIn::whatCannotBeSentIsRefused()
{
    QFETCH(QString, recipe);
    QFETCH(QByteArray, secret);
    QFETCH(QString, user);
    QFETCH(QByteArray, code);
    TestServer server;
    answerAsApi(server);
    Computer computer(server.url(), recipe);
    const auto sessions = computer.process();
    auto given = give(*sessions, computer, secret, user);
    QCOMPARE(given.code(), code);
    QVERIFY(server.requests().empty());
}

void TestStaticSignIn::tokenTellsItsEndAndItsPerson()
{
    // {"alg":"none"} . {"iss":"https://idp.example","sub":"7","exp":1800000600}
    const QByteArray token =
        "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2lkcC5leGFtcGxlIiwic3ViIjoiNyIsImV4cCI6MTgwMD"
        "AwMDYwMH0.";
    TestServer server;
    answerAsApi(server);
    Computer computer(server.url(), u"static-token"_s);
    const auto sessions = computer.process();
    auto given = give(*sessions, computer, token);
    QCOMPARE(given.code(), "none"_qba);
    QCOMPARE(given.value()->expiresAt, TimePoint(1'800'000'600s));
    QCOMPARE(given.value()->person.subject, u"7"_s);
    computer.clock.set(TimePoint(1'800'000'600s));
    QCOMPARE(sessions->info(computer.id).state, SessionState::Expired);
    auto sent = send(*sessions, computer, server.url("/me"));
    QCOMPARE(sent.code(), "SessionExpired"_qba);
    QVERIFY(server.requests().empty());
}

void TestStaticSignIn::theLeashHoldsAKeyInTheQuery()
{
    TestServer server, foreign;
    answerAsApi(server);
    answerAsApi(foreign);
    Computer computer(server.url(), u"api-key"_s);
    computer.edit(u"key.place"_s, u"query"_s);
    const auto sessions = computer.process();
    auto given = give(*sessions, computer, "good-token");
    QCOMPARE(given.code(), "none"_qba);
    auto sent = send(*sessions, computer, foreign.url("/me"));
    QCOMPARE(sent.code(), "none"_qba);
    QVERIFY(!foreign.everythingSeen().contains("good-token"));
    QCOMPARE(sent.value()->response.withheld.size(), size_t(1));
    QCOMPARE(sent.value()->response.withheld[0].subject, u"api_key"_s);

    // The server's redirect to another origin does not take the key along either.
    server.when("/away", ServerAnswer::redirect(302, foreign.url("/here").toEncoded()));
    auto away = send(*sessions, computer, server.url("/away"));
    QVERIFY(away.ended());
    QVERIFY(!foreign.everythingSeen().contains("good-token"));
}

void TestStaticSignIn::originsWidenTheLeash()
{
    TestServer server, other;
    answerAsApi(server);
    answerAsApi(other);
    Computer computer(server.url(), u"static-token"_s);
    computer.edit(u"origins"_s, QString::fromLatin1(other.origin()));
    const auto sessions = computer.process();
    auto given = give(*sessions, computer, "good-token");
    QCOMPARE(given.code(), "none"_qba);
    auto sent = send(*sessions, computer, other.url("/me"));
    QCOMPARE(sent.code(), "none"_qba);
    QCOMPARE(other.requests()[0].header("Authorization"), "Bearer good-token"_qba);
    // Taken away again, the sealed secret does not follow by itself.
    computer.edit(u"origins"_s, {});
    auto changed = send(*sessions, computer, server.url("/me"));
    QCOMPARE(changed.code(), "ProfileChanged"_qba);
}

void TestStaticSignIn::exportsWhatOthersCanUse()
{
    TestServer server;
    answerAsApi(server);
    Computer computer(server.url(), u"api-key"_s);
    const auto sessions = computer.process();
    auto given = give(*sessions, computer, "good-token");
    QCOMPARE(given.code(), "none"_qba);
    auto exported = credential(*sessions, computer);
    QCOMPARE(exported.code(), "none"_qba);
    QCOMPARE(exported.value()->headerName, "X-API-Key"_qba);
    QCOMPARE(text(exported.value()->secret), "good-token"_qba);
    QCOMPARE(exported.value()->placement, http::Credential::Placement::Header);
}

void TestStaticSignIn::signOutSaysThatOnlyTheServerCanEndIt()
{
    TestServer server;
    answerAsApi(server);
    Computer computer(server.url(), u"static-token"_s);
    const auto sessions = computer.process();
    auto given = give(*sessions, computer, "good-token");
    QCOMPARE(given.code(), "none"_qba);
    auto out = signOut(*sessions, computer);
    QVERIFY(out.ended());
    QVERIFY(out.value().nothingLeft());
    QVERIFY(!computer.item());
    QVERIFY(server.requests().empty());
    QCOMPARE(out.value().steps[1].detail, u"It was given from outside: only the server can end it."_s);
}

void TestStaticSignIn::neverRefreshed()
{
    TestServer server;
    answerAsApi(server);
    Computer computer(server.url(), u"static-token"_s);
    const auto sessions = computer.process();
    auto given = give(*sessions, computer, "bad-token"); // nobody was asked
    QCOMPARE(given.code(), "none"_qba);
    auto sent = send(*sessions, computer, server.url("/me"));
    QCOMPARE(sent.code(), "none"_qba);
    QCOMPARE(sent.value()->response.status, 401);
    QCOMPARE(server.requests().size(), size_t(1));
    auto refreshed = refresh(*sessions, computer);
    QCOMPARE(refreshed.code(), "RefreshNotPossible"_qba);
}

QTEST_GUILESS_MAIN(TestStaticSignIn)
#include "tst_static_sign_in.moc"
