#include "practice_tools.h"

#include <QDateTime>
#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <map>

using namespace Qt::StringLiterals;
using namespace claimcheck::test;

namespace {
const QByteArray alice = loginBody("alice", "wonderland");
}

/// The program: options, start, stop, clock and database.
class TestPractice final : public QObject {
    Q_OBJECT

private:
    PracticeProcess m_server; // for the tests that need no options

private Q_SLOTS:
    void initTestCase();
    void saysWhereItIsAndWhoItKnows();
    void helpAndVersionGoToStdout_data();
    void helpAndVersionGoToStdout();
    void refusesWrongUsage_data();
    void refusesWrongUsage();
    void portInUseIsExitThree();
    void databaseThatIsNoneIsExitThree();
    void stopsCleanlyOnASignal();
    void listensOnLoopbackOnly();
    void skewedClockIsInDateAndTokens_data();
    void skewedClockIsInDateAndTokens();
    void accessTokensExpire();
    void databaseSurvivesARestart();
    void databaseIsForItsOwnerOnly();
    void resetAtTheStart();
    void refusesOtherHosts();
    void secondServersShareWhatTheyMust_data();
    void secondServersShareWhatTheyMust();
    void refusesOtherIssuers_data();
    void refusesOtherIssuers();
};

void TestPractice::initTestCase()
{
    QVERIFY2(m_server.start(), qPrintable(m_server.problem()));
}

void TestPractice::saysWhereItIsAndWhoItKnows()
{
    const QByteArray url = m_server.baseUrl().toUtf8();
    QVERIFY(url.startsWith("http://127.0.0.1:"));
    const QByteArray text = m_server.output();
    QCOMPARE(text.left(text.indexOf('\n')), "Listening on " + url);
    for (const char *word : {"alice", "wonderland", "bob", "builder", "carol", "christmas", "POST /refresh"})
        QVERIFY2(text.contains(word), word);
    QVERIFY(
        text.contains("claimcheck profile add practice --recipe practice --url " + url + " --user alice"));
}

void TestPractice::helpAndVersionGoToStdout_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("help") << u"--help"_s << QByteArray("--access-ttl");
    QTest::newRow("version") << u"--version"_s << QByteArray("claimcheck-practice " CLAIMCHECK_VERSION "\n");
}

void TestPractice::helpAndVersionGoToStdout()
{
    QFETCH(QString, option);
    QFETCH(QByteArray, expected);
    PracticeProcess program;
    QCOMPARE(program.run({option}), 0);
    QVERIFY(program.output().contains(expected));
    QCOMPARE(program.errorOutput(), "");
}

void TestPractice::refusesWrongUsage_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("unknown option") << QStringList{u"--listen-everywhere"_s};
    QTest::newRow("argument") << QStringList{u"8080"_s};
    QTest::newRow("port is no number") << QStringList{u"--port"_s, u"http"_s};
    QTest::newRow("port too high") << QStringList{u"--port"_s, u"65536"_s};
    QTest::newRow("negative port") << QStringList{u"--port=-1"_s};
    QTest::newRow("no lifetime") << QStringList{u"--access-ttl"_s, u"0"_s};
    QTest::newRow("skew is no number") << QStringList{u"--clock-skew"_s, u"1h"_s};
}

void TestPractice::refusesWrongUsage()
{
    QFETCH(QStringList, options);
    PracticeProcess program;
    QCOMPARE(program.run(options), 2);
    QCOMPARE(program.output(), "");
    QVERIFY(!program.errorOutput().isEmpty());
}

void TestPractice::portInUseIsExitThree()
{
    PracticeProcess program;
    QCOMPARE(program.run({u"--port"_s, QString::number(m_server.port())}), 3);
    QVERIFY(program.errorOutput().startsWith("Cannot listen on port " + QByteArray::number(m_server.port())));
}

void TestPractice::databaseThatIsNoneIsExitThree()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"notes.txt"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(4096, 'x'));
    file.close();
    PracticeProcess program;
    QCOMPARE(program.run({u"--db"_s, file.fileName()}), 3);
    QCOMPARE(program.run({u"--db"_s, folder.filePath(u"no/such/folder/db"_s)}), 3);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray(4096, 'x'));
}

void TestPractice::stopsCleanlyOnASignal()
{
    PracticeProcess server;
    QVERIFY2(server.start(), qPrintable(server.problem()));
    QCOMPARE(server.stop(), 0);
    QCOMPARE(server.errorOutput(), "");
}

void TestPractice::listensOnLoopbackOnly()
{
    // The same port can be bound on another loopback address only if the server has not bound them all.
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress(u"127.0.0.2"_s), m_server.port()));
}

void TestPractice::skewedClockIsInDateAndTokens_data()
{
    QTest::addColumn<int>("skew");
    QTest::newRow("ahead") << 7200;
    QTest::newRow("behind") << -7200;
}

void TestPractice::skewedClockIsInDateAndTokens()
{
    QFETCH(int, skew);
    PracticeProcess server;
    QVERIFY2(server.start({u"--clock-skew=%1"_s.arg(skew)}), qPrintable(server.problem()));
    const RawAnswer login = rawRequest(server.port(), "POST", "/login", asJson, alice);
    const QByteArray token = login.text("access_token");
    const auto claims = QJsonDocument::fromJson(
                            QByteArray::fromBase64(token.split('.').value(1), QByteArray::Base64UrlEncoding))
                            .object();
    const qint64 expected = QDateTime::currentSecsSinceEpoch() + skew;
    QVERIFY(qAbs(claims.value("iat"_L1).toInteger() - expected) <= 10);
    QCOMPARE(claims.value("exp"_L1).toInteger() - claims.value("iat"_L1).toInteger(), 300);
    const auto date = QDateTime::fromString(QString::fromLatin1(login.header("Date").replace("GMT", "+0000")),
                                            Qt::RFC2822Date);
    QVERIFY2(qAbs(date.toSecsSinceEpoch() - expected) <= 10, login.header("Date").constData());
    // Wrong as it is, the server agrees with itself.
    QCOMPARE(rawRequest(server.port(), "GET", "/me", bearer(token)).status, 200);
}

void TestPractice::accessTokensExpire()
{
    const QTemporaryDir folder;
    QStringList options = {u"--db"_s, folder.filePath(u"practice.db"_s), u"--access-ttl"_s, u"90"_s};
    PracticeProcess server;
    QVERIFY2(server.start(options), qPrintable(server.problem()));
    const RawAnswer login = rawRequest(server.port(), "POST", "/login", asJson, alice);
    QCOMPARE(login.json().value("expires_in"_L1).toInteger(), 90);
    const QByteArray token = login.text("access_token");
    QCOMPARE(rawRequest(server.port(), "GET", "/me", bearer(token)).status, 200);
    // Nobody waits: the same server goes on as if 100 seconds had passed.
    QCOMPARE(server.stop(), 0);
    options << u"--clock-skew"_s << u"100"_s;
    QVERIFY2(server.start(options), qPrintable(server.problem()));
    QCOMPARE(rawRequest(server.port(), "GET", "/me", bearer(token)).header("WWW-Authenticate"),
             "Bearer realm=\"practice\", error=\"invalid_token\", error_description=\"The access token "
             "has expired\"");
    const QByteArray body = refreshBody(login.text("refresh_token"));
    const RawAnswer fresh = rawRequest(server.port(), "POST", "/refresh", asJson, body);
    QCOMPARE(rawRequest(server.port(), "GET", "/me", bearer(fresh.text("access_token"))).status, 200);
}

void TestPractice::databaseSurvivesARestart()
{
    const QTemporaryDir folder;
    const QStringList options = {u"--db"_s, folder.filePath(u"practice.db"_s)};
    PracticeProcess server;
    QVERIFY2(server.start(options), qPrintable(server.problem()));
    const QString url = server.baseUrl();
    const RawAnswer login = rawRequest(server.port(), "POST", "/login", asJson, alice);
    const RawAnswer gone = rawRequest(server.port(), "POST", "/login", asJson, alice);
    RawHeaders both = bearer(login.text("access_token"));
    both.push_back(asJson.front());
    QCOMPARE(rawRequest(server.port(), "POST", "/notes", both, R"({"text":"keep me"})").status, 201);
    QCOMPARE(rawRequest(server.port(), "POST", "/logout", bearer(gone.text("access_token"))).status, 204);
    QCOMPARE(server.stop(), 0);

    // Tokens name the address as issuer: the same port is taken again without being asked for.
    QVERIFY2(server.start(options), qPrintable(server.problem()));
    QCOMPARE(server.baseUrl(), url);
    const RawAnswer notes = rawRequest(server.port(), "GET", "/notes", bearer(login.text("access_token")));
    QCOMPARE(notes.status, 200);
    QCOMPARE(notes.json().value("notes"_L1).toArray().at(0).toObject().value("text"_L1).toString(),
             u"keep me"_s);
    QCOMPARE(rawRequest(server.port(), "GET", "/me", bearer(gone.text("access_token"))).status, 401);
    const QByteArray body = refreshBody(login.text("refresh_token"));
    QCOMPARE(rawRequest(server.port(), "POST", "/refresh", asJson, body).status, 200);
}

void TestPractice::databaseIsForItsOwnerOnly()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"practice.db"_s);
    PracticeProcess server;
    QVERIFY2(server.start({u"--db"_s, file}), qPrintable(server.problem()));
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QCOMPARE(QFile::permissions(file) & others, QFile::Permissions());
    QVERIFY(QFile(file).size() > 0);
}

void TestPractice::resetAtTheStart()
{
    const QTemporaryDir folder;
    const QStringList options = {u"--db"_s, folder.filePath(u"practice.db"_s)};
    PracticeProcess server;
    QVERIFY2(server.start(options), qPrintable(server.problem()));
    const QString url = server.baseUrl();
    const auto session = [&server] {
        return rawRequest(server.port(), "POST", "/systems/session/login", asJson,
                          loginBody("alice", "wonderland"));
    };
    const RawHeaders cookie = cookieHeader(cookieOf(session()));
    QCOMPARE(server.stop(), 0);
    QVERIFY2(server.start(options), qPrintable(server.problem()));
    QCOMPARE(rawRequest(server.port(), "GET", "/systems/session/me", cookie).status, 200);
    QCOMPARE(server.stop(), 0);
    QVERIFY2(server.start(options + QStringList{u"--reset"_s}), qPrintable(server.problem()));
    QCOMPARE(server.baseUrl(), url); // what scripts wrote down stays true
    QCOMPARE(rawRequest(server.port(), "GET", "/systems/session/me", cookie).status, 401);
    QCOMPARE(session().status, 200);
}

void TestPractice::refusesOtherHosts()
{
    for (const char *host : {"0.0.0.0", "::", "192.0.2.1"}) {
        PracticeProcess program;
        QCOMPARE(program.run({u"--host"_s, QString::fromLatin1(host)}), 2);
        QVERIFY(
            program.errorOutput().startsWith("The practice server listens on this machine only (127.0.0.1)"));
    }
    PracticeProcess server;
    QVERIFY2(server.start({u"--host"_s, u"localhost"_s}), qPrintable(server.problem()));
}

void TestPractice::secondServersShareWhatTheyMust_data()
{
    QTest::addColumn<QByteArray>("accepted");   // by which of the second servers, before the sign-out
    QTest::addColumn<QByteArray>("afterwards"); // and after it
    const auto row = [](const char *system, const char *accepted, const char *afterwards) {
        QTest::newRow(system) << QByteArray(accepted) << QByteArray(afterwards);
    };
    row("session", "first database", "");
    row("one-device", "first database", "");
    row("five-rows", "first database", "");
    row("opaque", "first database", "");
    row("jwt", "first keys database", "first keys database");
    row("jwt-refresh", "first keys database", "first keys database");
    row("jwt-deny", "first keys database", "keys"); // who has not the list does not know
    row("bound-address", "first keys database", "first keys database");
}

/// Two servers of the same name, which share nothing, the keys, or the database.
void TestPractice::secondServersShareWhatTheyMust()
{
    QFETCH(const QByteArray, accepted);
    QFETCH(const QByteArray, afterwards);
    const QByteArray system = QTest::currentDataTag();
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"practice.db"_s);
    std::map<QByteArray, PracticeProcess> servers;
    QVERIFY2(servers["first"].start({u"--db"_s, file}), qPrintable(servers["first"].problem()));
    const QString name = servers["first"].baseUrl();
    const QStringList second = {u"--port"_s, u"0"_s, u"--issuer"_s, name};
    QVERIFY(servers["nothing"].start(second));
    QVERIFY(servers["keys"].start(second + QStringList{u"--keys-of"_s, file}));
    QVERIFY(servers["database"].start(second + QStringList{u"--db"_s, file}));
    const auto ask = [&](const QByteArray &server, const QByteArray &method, const QByteArray &path,
                         const RawHeaders &headers, const QByteArray &body = {}) {
        return rawRequest(servers[server].port(), method, "/systems/" + system + path, headers, body);
    };

    const RawAnswer login = ask("first", "POST", "/login", asJson, alice);
    RawHeaders shown = login.text("access_token").isEmpty() ? cookieHeader(cookieOf(login))
                                                            : bearer(login.text("access_token"));
    const auto whoAccepts = [&] {
        QByteArrayList who;
        for (const char *server : {"first", "nothing", "keys", "database"}) {
            if (ask(server, "GET", "/me", shown).status == 200)
                who << server;
        }
        return who.join(' ');
    };
    QCOMPARE(whoAccepts(), accepted);
    RawHeaders out = with(shown, "X-CSRF-Token", login.text("csrf_token"));
    (void)ask("first", "POST", "/logout", with(out, "Content-Type", "application/json"), "{}");
    QCOMPARE(whoAccepts(), afterwards);
    // The port that the file remembers is the first one's.
    QCOMPARE(servers["first"].stop(), 0);
    QCOMPARE(servers["database"].stop(), 0);
    QVERIFY(servers["first"].start({u"--db"_s, file}));
    QCOMPARE(servers["first"].baseUrl(), name);
}

void TestPractice::refusesOtherIssuers_data()
{
    QTest::addColumn<QString>("issuer");
    QTest::addColumn<int>("code");
    QTest::newRow("a practice server") << u"http://127.0.0.1:8000"_s << -1; // it serves
    for (const char *wrong : {"https://127.0.0.1:8000", "http://192.0.2.1:8000", "http://127.0.0.1",
                              "http://127.0.0.1:8000/", "http://a@127.0.0.1:8000", "", "8000"})
        QTest::newRow(wrong) << QString::fromLatin1(wrong) << 2;
}

void TestPractice::refusesOtherIssuers()
{
    QFETCH(const QString, issuer);
    QFETCH(const int, code);
    PracticeProcess server;
    if (code < 0) {
        QVERIFY2(server.start({u"--issuer"_s, issuer}), qPrintable(server.problem()));
        QCOMPARE(rawRequest(server.port(), "GET", "/practice/facts").text("issuer"), issuer.toUtf8());
        QCOMPARE(rawRequest(server.port(), "GET", "/practice/facts").text("url"), server.baseUrl().toUtf8());
        return;
    }
    QCOMPARE(server.run({u"--issuer"_s, issuer}), code);
    QVERIFY(server.errorOutput().startsWith("--issuer takes the address of another practice server"));
    QCOMPARE(server.run({u"--keys-of"_s, u"/nonexistent/practice.db"_s}), 3);
}

QTEST_GUILESS_MAIN(TestPractice)
#include "tst_practice.moc"
