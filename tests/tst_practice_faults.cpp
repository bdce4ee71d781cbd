#include "practice_tools.h"
#include "support/cli_process.h"

#include <QElapsedTimer>
#include <QTcpSocket>

using namespace Qt::StringLiterals;
using namespace claimcheck::test;

/// What goes wrong on purpose: by name, from the start, on the page, for one path and for so many times.
class TestPracticeFaults final : public QObject {
    Q_OBJECT

private:
    void turn(const QByteArray &name, const char *on,
              std::vector<std::pair<const char *, QByteArray>> more = {})
    {
        more.insert(more.end(), {{"name", name}, {"on", on}});
        QCOMPARE(m_api.post("/practice/faults", jsonOf(more)).status, 200);
    }
    [[nodiscard]] QByteArray isOn(const QByteArray &name)
    {
        for (const QJsonValue &fault : m_api.get("/practice/faults").json().value("faults"_L1).toArray()) {
            if (fault[u"name"_s].toString().toUtf8() == name)
                return fault[u"on"_s].toBool() ? "on" : "off";
        }
        return "unknown";
    }
    PracticeApi m_api;

private Q_SLOTS:
    void initTestCase() { m_api.begin(); }
    void cleanup();
    void refusesUnknownFaults();
    void helpNamesAllFaults();
    void faultsFromTheStart();
    void allCanBeSwitched();
    void answersGoWrong_data();
    void answersGoWrong();
    void resetComesInTheMiddleOfTheBody();
    void controlStaysReachable();
    void strikesWhereAndAsOftenAsAsked();
    void nothingIsDoneBeforeADrop();
    void refreshReplyIsLost();
    void slowAnswersComeLate();
    void tokensGoWrong_data();
    void tokensGoWrong();
    void clockIsAhead();
    void keysSayThatTheyAreOver();
};

void TestPracticeFaults::cleanup()
{
    turn("all", "false");
}

void TestPracticeFaults::refusesUnknownFaults()
{
    const RawAnswer answer = m_api.post("/practice/faults", jsonOf({{"name", "earthquake"}}));
    QCOMPARE(verdictOf(answer), "400 FaultUnknown");
    QCOMPARE(answer.text("message"), "The practice server knows no fault earthquake.");
    PracticeProcess program;
    QCOMPARE(program.run({u"--fault"_s, u"drop"_s, u"--fault"_s, u"earthquake"_s}), 2);
    QVERIFY(program.errorOutput().startsWith("The practice server knows no fault earthquake."));
    QCOMPARE(program.output(), "");
}

void TestPracticeFaults::helpNamesAllFaults()
{
    PracticeProcess program;
    QCOMPARE(program.run({u"--help"_s}), 0);
    const QByteArray whole = program.output().simplified();
    const QByteArray cli = runCli({u"practice"_s, u"--help"_s}).output.simplified();
    const QJsonArray all = m_api.get("/practice/faults").json().value("faults"_L1).toArray();
    int own = 0;
    for (const QJsonValue &fault : all) {
        const QByteArray name = fault[u"name"_s].toString().toUtf8();
        QVERIFY2(whole.contains(name), name.constData());
        // The command line names those of the server; its page and its own help name all.
        if (own++ < 16)
            QVERIFY2(cli.contains(' ' + name + ',') || cli.contains(' ' + name + '.'), name.constData());
    }
}

void TestPracticeFaults::faultsFromTheStart()
{
    PracticeProcess server;
    QVERIFY2(server.start({u"--fault"_s, u"status-429"_s, u"--fault"_s, u"alg-none"_s}),
             qPrintable(server.problem()));
    const RawAnswer answer = rawRequest(server.port(), "GET", "/me");
    QCOMPARE(verdictOf(answer), "429 too_many_requests");
    QCOMPARE(answer.header("Retry-After"), "7");
}

void TestPracticeFaults::allCanBeSwitched()
{
    const QJsonArray all = m_api.get("/practice/faults").json().value("faults"_L1).toArray();
    QVERIFY(all.size() >= 16);
    QByteArrayList names;
    for (const QJsonValue &fault : all) {
        const QByteArray name = fault[u"name"_s].toString().toUtf8();
        QVERIFY2(!names.contains(name), name.constData());
        names << name;
        QVERIFY(!fault[u"what"_s].toString().isEmpty());
        QCOMPARE(isOn(name), "off");
        turn(name, "true");
        QCOMPARE(isOn(name), "on");
        turn(name, "false");
        QCOMPARE(isOn(name), "off");
    }
}

void TestPracticeFaults::answersGoWrong_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<bool>("json");
    QTest::newRow("nothing") << 200 << QByteArray("application/json") << true;
    QTest::newRow("drop") << 0 << QByteArray("<none>") << false;
    QTest::newRow("status-500") << 500 << QByteArray("text/html; charset=utf-8") << false;
    QTest::newRow("status-429") << 429 << QByteArray("application/json") << true;
    QTest::newRow("wrong-type") << 200 << QByteArray("text/plain") << true;
    QTest::newRow("html") << 200 << QByteArray("text/html; charset=utf-8") << false;
}

void TestPracticeFaults::answersGoWrong()
{
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    QFETCH(bool, json);
    const QByteArray name = QTest::currentDataTag();
    if (name != "nothing")
        turn(name, "true");
    const RawAnswer answer = m_api.get("/.well-known/jwks.json");
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.header("Content-Type"), type);
    QCOMPARE(!answer.json().isEmpty(), json);
}

void TestPracticeFaults::resetComesInTheMiddleOfTheBody()
{
    const RawAnswer whole = m_api.get("/.well-known/jwks.json");
    turn("reset", "true");
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), m_api.server().port());
    QVERIFY(client.waitForConnected());
    client.write("GET /.well-known/jwks.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    QByteArray answer;
    while (client.waitForReadyRead())
        answer += client.readAll();
    QCOMPARE(client.error(), QAbstractSocket::RemoteHostClosedError);
    // All of it was announced. What came before the RST may have been thrown away with it.
    QVERIFY(answer.isEmpty() || answer.contains("Content-Length: " + QByteArray::number(whole.body.size())));
    QVERIFY(!answer.contains(whole.body));
}

void TestPracticeFaults::controlStaysReachable()
{
    for (const char *name : {"drop", "html", "status-500"})
        turn(name, "true");
    QCOMPARE(m_api.get("/").status, 200);
    QCOMPARE(m_api.get("/practice/faults").header("Content-Type"), "application/json");
    // A path that only begins alike is no control.
    QCOMPARE(m_api.get("/practices").status, 0);
    // On the page, a form does it.
    QCOMPARE(m_api.form("/practice/faults", "name=drop&on=false").status, 303);
    QCOMPARE(isOn("drop"), "off");
}

void TestPracticeFaults::strikesWhereAndAsOftenAsAsked()
{
    turn("status-500", "true", {{"path", "/notes"}, {"times", "2"}});
    QCOMPARE(m_api.get("/me").status, 401);
    QCOMPARE(m_api.get("/notes").status, 500);
    QCOMPARE(m_api.get("/notes").status, 500);
    QCOMPARE(m_api.get("/notes").status, 401);
    QCOMPARE(isOn("status-500"), "off");
}

void TestPracticeFaults::nothingIsDoneBeforeADrop()
{
    turn("drop", "true", {{"path", "/systems/opaque/login"}});
    QCOMPARE(m_api.logIn("opaque").status, 0);
    QCOMPARE(m_api.rows("opaque", "opaque_token"), 0);
}

void TestPracticeFaults::refreshReplyIsLost()
{
    turn("lost-refresh", "true");
    for (const auto &[login, refresh] :
         {std::pair("/login", "/refresh"),
          std::pair("/systems/jwt-refresh/login", "/systems/jwt-refresh/refresh")}) {
        const RawAnswer signedIn = m_api.post(login, loginBody("alice", "wonderland"));
        QCOMPARE(signedIn.status, 200);
        const QByteArray body = refreshBody(signedIn.text("refresh_token"));
        QCOMPARE(m_api.post(refresh, body).status, 0);
        turn("lost-refresh", "false");
        // It was done all the same: asking again looks like a theft, and ends the sign-in.
        QCOMPARE(verdictOf(m_api.post(refresh, body)), "400 invalid_grant");
        turn("lost-refresh", "true");
    }
}

void TestPracticeFaults::slowAnswersComeLate()
{
    turn("slow", "true", {{"times", "1"}, {"path", "/me"}, {"delay", "300"}});
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), m_api.server().port());
    QVERIFY(client.waitForConnected());
    QElapsedTimer timer;
    timer.start();
    client.write("GET /me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    client.flush();
    QCOMPARE(m_api.get("/notes").status, 401); // others are not held up
    QByteArray answer;
    while (client.waitForReadyRead())
        answer += client.readAll();
    QVERIFY(answer.startsWith("HTTP/1.1 401 "));
    QVERIFY2(timer.elapsed() >= 250, QByteArray::number(timer.elapsed()).constData());
    // And one that goes away while it waits takes nothing with it.
    turn("slow", "true", {{"times", "1"}, {"path", "/me"}, {"delay", "300"}});
    QTcpSocket hasty;
    hasty.connectToHost(QHostAddress(QHostAddress::LocalHost), m_api.server().port());
    QVERIFY(hasty.waitForConnected());
    hasty.write("GET /me HTTP/1.1\r\nHost: localhost\r\n\r\n");
    hasty.flush();
    QCOMPARE(m_api.get("/notes").status, 401);
    hasty.abort();
    QCOMPARE(m_api.get("/notes").status, 401);
}

void TestPracticeFaults::tokensGoWrong_data()
{
    QTest::addColumn<QByteArray>("shows"); // in the token's header or claims
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("alg-none") << QByteArray("\"alg\":\"none\"") << QByteArray("TokenUnsecured");
    QTest::newRow("weak-secret") << QByteArray("\"alg\":\"HS256\"") << QByteArray("AlgorithmNotAllowed");
    QTest::newRow("unknown-kid") << QByteArray("\"kid\":\"a-key-that-nobody-has\"")
                                 << QByteArray("KeyNotFound");
    QTest::newRow("wrong-issuer") << QByteArray("\"iss\":\"https://issuer.example\"")
                                  << QByteArray("IssuerMismatch");
    QTest::newRow("wrong-audience") << QByteArray("\"aud\":\"https://audience.example\"")
                                    << QByteArray("AudienceMismatch");
}

void TestPracticeFaults::tokensGoWrong()
{
    QFETCH(QByteArray, shows);
    QFETCH(QByteArray, code);
    turn(QTest::currentDataTag(), "true");
    for (const char *path : {"/login", "/systems/jwt/login"}) {
        const QByteArray token = m_api.post(path, loginBody("alice", "wonderland")).text("access_token");
        QVERIFY2((tokenPart(token, 0) + tokenPart(token, 1)).contains(shows), token.constData());
        const RawAnswer me = m_api.get(QByteArray(path).replace("login", "me"), bearer(token));
        QCOMPARE(verdictOf(me), "401 invalid_token");
        QCOMPARE(me.text("message"), "The access token is not valid: " + code);
    }
}

void TestPracticeFaults::clockIsAhead()
{
    const auto issuedAt = [this] {
        const QByteArray token = m_api.post("/login", loginBody("alice", "wonderland")).text("access_token");
        return QJsonDocument::fromJson(tokenPart(token, 1)).object().value("iat"_L1).toInteger();
    };
    const qint64 before = issuedAt();
    turn("clock-skew", "true");
    const qint64 ahead = issuedAt() - before;
    QVERIFY2(ahead >= 600 && ahead < 660, QByteArray::number(ahead).constData());
    QCOMPARE(m_api.get("/practice/clock").json().value("ahead"_L1).toInteger(), 600);
}

void TestPracticeFaults::keysSayThatTheyAreOver()
{
    const QByteArray token = m_api.tokenOf("jwt");
    turn("expired-keys", "true");
    const QJsonObject key =
        m_api.get("/.well-known/jwks.json").json().value("keys"_L1).toArray().at(0).toObject();
    QVERIFY(key.value("exp"_L1).isDouble());
    QCOMPARE(m_api.meVerdict("jwt", token),
             "401 invalid_token: The key that signed the access token has expired");
    turn("expired-keys", "false");
    QCOMPARE(m_api.meVerdict("jwt", token), "200");
    turn("rotated-keys", "true");
    QCOMPARE(m_api.meVerdict("jwt", m_api.tokenOf("jwt")), "200");
    QCOMPARE(m_api.meVerdict("jwt", token), "401 invalid_token: The access token is not valid: KeyNotFound");
}

QTEST_GUILESS_MAIN(TestPracticeFaults)
#include "tst_practice_faults.moc"
