#include "support/cli_process.h"
#include "support/scripted_server.h"
#include "support/test_server.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// `request` as curl's users type it, `history` and `secret`. Runs inside with_keyring.sh.
class TestCliSend final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void writesPieceByPiece();
    void keepsWhatCameInAFile();
    void leavesNoHalfFileWhenItIsInterrupted_data();
    void leavesNoHalfFileWhenItIsInterrupted();
    void touchesNoFileWithoutAnAnswer();
    void sendsOnceMoreAndPrintsOneAnswer();
    void sendsBodies_data();
    void sendsBodies();
    void refusesBodiesThatCannotBeMixed();
    void printsHeads();
    void saysWhatWentWithIt();
    void saysWhenAllHeadersAreLost();
    void documentsSayWhatWasHeldBack();
    void redirectsAsTold();
    void keepsAHistory();
    void aDamagedHistoryIsKeptAside();
    void secretsStayOnTheirServers();
    void keptSecretsAreNotReplaced();

private:
    CliRun run(const QStringList &arguments, const QByteArray &input = {});
    CliRun request(const QStringList &arguments, const QByteArray &input = {})
    {
        return run(QStringList{u"request"_s, u"p"_s} + arguments, input);
    }
    [[nodiscard]] QString write(const char *name, const QByteArray &text) const;
    TestServer m_server;
    QTemporaryDir m_folder;
};

CliRun TestCliSend::run(const QStringList &arguments, const QByteArray &input)
{
    QProcess process;
    process.start(cliProgram(), arguments + QStringList{u"--config-dir"_s, m_folder.filePath(u"config"_s)});
    process.write(input);
    process.closeWriteChannel();
    CliRun result;
    if (!QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, 60'000) ||
        process.exitStatus() != QProcess::NormalExit)
        return result;
    result.exitCode = process.exitCode();
    result.output = process.readAllStandardOutput();
    result.errors = process.readAllStandardError();
    return result;
}

QString TestCliSend::write(const char *name, const QByteArray &text) const
{
    const QString path = m_folder.filePath(QString::fromLatin1(name));
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? path : QString();
}

void TestCliSend::initTestCase()
{
    m_server.when("/login",
                  Answer::json(R"({"access_token":"a-token-that-is-opaque","refresh_token":"again",)"
                               R"("expires_in":3600})"));
    m_server.when("/refresh", Answer::json(R"({"access_token":"another-opaque-token","expires_in":3600})"));
    m_server.when("/moved", Answer::redirect(302, "/echo"));
    m_server.when("/bad", Answer::json(R"({"no":true})", 500));
    m_server.answerWith([](const SeenRequest &request) { return Answer::text(request.body); });
    QCOMPARE(run({u"profile"_s, u"add"_s, u"p"_s, u"--recipe"_s, u"custom"_s, u"--url"_s,
                  m_server.url("").toString(), u"--user"_s, u"alice"_s, u"--set"_s, u"login.path=/login"_s,
                  u"--set"_s, u"reply.accessToken=/access_token"_s, u"--set"_s,
                  u"reply.refreshToken=/refresh_token"_s, u"--set"_s, u"refresh.path=/refresh"_s})
                 .exitCode,
             0);
    const CliRun login = run({u"login"_s, u"p"_s, u"--password-stdin"_s}, "wonderland\n");
    QVERIFY2(login.exitCode == 0, login.errors.constData());
}

void TestCliSend::init()
{
    m_server.forget();
}

void TestCliSend::writesPieceByPiece()
{
    ScriptedServer server;
    server.onRequest = [&server] { server.write("HTTP/1.1 200 OK\r\n\r\n{\"n\":1}\n"); };
    QProcess process;
    process.start(cliProgram(), {u"request"_s, u"p"_s, u"GET"_s, server.url().toString(), u"--config-dir"_s,
                                 m_folder.filePath(u"config"_s)});
    QByteArray seen;
    QTRY_COMPARE_WITH_TIMEOUT((seen += process.readAllStandardOutput()), "{\"n\":1}\n"_qba, 60'000);
    server.write("{\"n\":2}\n");
    QTRY_COMPARE_WITH_TIMEOUT((seen += process.readAllStandardOutput()), "{\"n\":1}\n{\"n\":2}\n"_qba,
                              60'000);
    QCOMPARE(process.state(), QProcess::Running);
    server.close();
    QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 60'000);
    QCOMPARE(process.exitCode(), 0);
}

void TestCliSend::keepsWhatCameInAFile()
{
    ScriptedServer server;
    server.onRequest = [&server] {
        server.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        server.close();
    };
    const QString path = m_folder.filePath(u"out"_s);
    const CliRun result = request({u"GET"_s, server.url().toString(), u"-o"_s, path});
    QCOMPARE(result.exitCode, 3);
    QVERIFY2(result.errors.contains("out"), result.errors);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), "half"_qba);
}

void TestCliSend::leavesNoHalfFileWhenItIsInterrupted_data()
{
    QTest::addColumn<bool>("isThere");
    QTest::addColumn<int>("signal");
    QTest::newRow("a new file") << false << SIGINT;
    QTest::newRow("a file that is there") << true << SIGINT;
    QTest::newRow("ended") << true << SIGTERM;
}

void TestCliSend::leavesNoHalfFileWhenItIsInterrupted()
{
    QFETCH(const bool, isThere);
    QFETCH(const int, signal);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"out"_s);
    const auto read = [](const QString &name) {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    if (isThere) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("as it was") == 9);
    }
    ScriptedServer server;
    server.onRequest = [&server] { server.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"); };
    QProcess process;
    process.start(cliProgram(), {u"request"_s, u"p"_s, u"GET"_s, server.url().toString() + u"interrupted"_s,
                                 u"-o"_s, path, u"--config-dir"_s, m_folder.filePath(u"config"_s)});
    // What has come is in a file of that folder, which has no name yet where the file system can do that.
    const auto begun = [&] {
        const QDir open(u"/proc/%1/fd"_s.arg(process.processId()));
        const QStringList numbers = open.entryList(QDir::Files | QDir::System);
        return std::any_of(numbers.begin(), numbers.end(), [&](const QString &number) {
            const QString file = open.filePath(number);
            return QFile::symLinkTarget(file).startsWith(folder.path()) && read(file) == "half";
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(begun(), 60'000);
    QCOMPARE(read(path), isThere ? "as it was"_qba : ""_qba);
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), signal), 0);
    QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 60'000);
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 128 + signal);
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), isThere ? QStringList{u"out"_s} : QStringList());
    QCOMPARE(read(path), isThere ? "as it was"_qba : ""_qba);
    const CliRun history = run({u"history"_s, u"--json"_s});
    QCOMPARE(history.exitCode, 0);
    const QJsonObject entry = history.json().array().at(0).toObject();
    QVERIFY(entry[u"url"_s].toString().endsWith(u"/interrupted"_s));
    QCOMPARE(entry[u"error"_s].toString(), u"Cancelled"_s);
    QCOMPARE(run({u"history"_s, u"clear"_s}).exitCode, 0);
}

void TestCliSend::touchesNoFileWithoutAnAnswer()
{
    QString path = write("kept", "as it was");
    ScriptedServer server;
    server.onRequest = [&server] { server.close(); };
    QCOMPARE(request({u"GET"_s, server.url().toString(), u"--output"_s, path}).exitCode, 3);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), "as it was"_qba);
}

/// The body of a 401 that a refresh mends is not printed.
void TestCliSend::sendsOnceMoreAndPrintsOneAnswer()
{
    bool refused = false;
    m_server.when("/refresh", Answer::json(R"({"access_token":"another-opaque-token","expires_in":3600})"));
    m_server.answerWith([&refused](const SeenRequest &request) {
        if (request.path() == "/once" && !std::exchange(refused, true))
            return Answer::text("refused", 401);
        return Answer::text(request.body.isEmpty() ? "good"_qba : request.body);
    });
    CliRun result = request({u"GET"_s, u"/once"_s});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.output, "good"_qba);
    QVERIFY2(result.errors.contains("refreshed"), result.errors);
    refused = false;
    result = request({u"GET"_s, u"/once"_s, u"-s"_s});
    QCOMPARE(result.errors, ""_qba);
    // One that stays is.
    m_server.when("/401", Answer::text("still refused", 401));
    result = request({u"GET"_s, u"/401"_s, u"--fail"_s});
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.output, "still refused"_qba);
    m_server.answerWith([](const SeenRequest &seen) { return Answer::text(seen.body); });
}

void TestCliSend::sendsBodies_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    const QString file = write("up.json", "{\"from\":\n\"disk\"}\n");
    const QByteArray form = "application/x-www-form-urlencoded", bytes = "application/octet-stream";
    QTest::newRow("JSON") << QStringList{u"-d"_s, u"{\"a\":1}"_s} << "/echo"_qba
                          << "application/json"_qba
                          << "{\"a\":1}"_qba;
    QTest::newRow("text") << QStringList{u"--data"_s, u"{{not}} a template"_s} << "/echo"_qba << bytes
                          << "{{not}} a template"_qba;
    QTest::newRow("no include") << QStringList{u"--data"_s, u"< /etc/hostname"_s} << "/echo"_qba << bytes
                                << "< /etc/hostname"_qba;
    QTest::newRow("file") << QStringList{u"--data"_s, u'@' + file} << "/echo"_qba
                          << "application/json"_qba
                          << "{\"from\":\n\"disk\"}\n"_qba;
    QTest::newRow("standard input") << QStringList{u"--data"_s, u"-"_s} << "/echo"_qba << bytes
                                    << "from the pipe"_qba;
    QTest::newRow("raw") << QStringList{u"--data-raw"_s, u"@"_s + file} << "/echo"_qba << bytes
                         << "@" + file.toUtf8();
    QTest::newRow("several") << QStringList{u"-d"_s, u"a=1"_s, u"-d"_s, u"b=2"_s} << "/echo"_qba << form
                             << "a=1&b=2"_qba;
    QTest::newRow("urlencoded") << QStringList{u"--data-urlencode"_s, u"q=a b&c"_s, u"--data-urlencode"_s,
                                               u"=x/y"_s}
                                << "/echo"_qba << form << "q=a%20b%26c&x%2Fy"_qba;
    QTest::newRow("query") << QStringList{u"-G"_s, u"-d"_s, u"a=1"_s, u"--data-urlencode"_s, u"q=a b"_s}
                           << "/echo?a=1&q=a%20b"_qba
                           << ""_qba
                           << ""_qba;
    QTest::newRow("upload") << QStringList{u"-T"_s, file} << "/echo"_qba
                            << "application/json"_qba
                            << "{\"from\":\n\"disk\"}\n"_qba;
    QTest::newRow("type of one's own")
        << QStringList{u"-d"_s, u"{}"_s, u"-H"_s, u"content-type: a/b"_s} << "/echo"_qba
        << "a/b"_qba
        << "{}"_qba;
    QTest::newRow("form") << QStringList{u"-F"_s,
                                         u"text=\"a;b\""_s,
                                         u"-F"_s,
                                         u"file=@"_s + file + u";type=a/b;filename=other"_s,
                                         u"-F"_s,
                                         u"content=<"_s + file,
                                         u"--form-string"_s,
                                         u"s=@x;y"_s}
                          << "/echo"_qba
                          << "multipart/form-data; boundary=BOUNDARY"_qba
                          << "--BOUNDARY\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\na;b\r\n"
                             "--BOUNDARY\r\nContent-Disposition: form-data; name=\"file\"; "
                             "filename=\"other\"\r\nContent-Type: a/b\r\n\r\n{\"from\":\n\"disk\"}\n\r\n"
                             "--BOUNDARY\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\n"
                             "{\"from\":\n\"disk\"}\n\r\n"
                             "--BOUNDARY\r\nContent-Disposition: form-data; name=\"s\"\r\n\r\n@x;y\r\n"
                             "--BOUNDARY--\r\n"_qba;
}

void TestCliSend::sendsBodies()
{
    QFETCH(QStringList, options);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    const CliRun result = request(QStringList{u"POST"_s, u"/echo"_s} + options, "from the pipe");
    QVERIFY2(result.exitCode == 0, result.errors);
    const SeenRequest &seen = m_server.requests().front();
    QByteArray seenType = seen.header("Content-Type"), seenBody = seen.body;
    if (const qsizetype at = seenType.indexOf("boundary="); at >= 0) {
        const QByteArray boundary = seenType.mid(at + 9);
        QVERIFY(boundary.size() > 16);
        seenType.replace(boundary, "BOUNDARY");
        seenBody.replace(boundary, "BOUNDARY");
    }
    QCOMPARE(seen.target, target);
    if (!type.isEmpty())
        QCOMPARE(seenType, type);
    QCOMPARE(seenBody, body);
    QCOMPARE(seen.header("Authorization"), "Bearer another-opaque-token"_qba);
}

void TestCliSend::refusesBodiesThatCannotBeMixed()
{
    for (const QStringList &options :
         {QStringList{u"-d"_s, u"x"_s, u"-F"_s, u"a=b"_s},
          QStringList{u"-T"_s, u"/etc/hostname"_s, u"-d"_s, u"x"_s}, QStringList{u"-F"_s, u"nothing"_s},
          QStringList{u"-F"_s, u"a=b;colour=red"_s}, QStringList{u"-G"_s, u"-F"_s, u"a=b"_s}})
        QCOMPARE(request(QStringList{u"POST"_s, u"/echo"_s} + options).exitCode, 2);
    QCOMPARE(request({u"POST"_s, u"/echo"_s, u"-d"_s, u"@/no/such/file"_s}).exitCode, 3);
    QVERIFY(m_server.requests().empty());
}

void TestCliSend::printsHeads()
{
    m_server.when("/head", {.headers = {{"X-A", "b"}}, .body = "body"});
    const CliRun both = request({u"GET"_s, u"/head"_s, u"-i"_s});
    QVERIFY2(both.output.startsWith("HTTP/1.1 200\n") && both.output.endsWith("\n\nbody"), both.output);
    const CliRun only = request({u"GET"_s, u"/head"_s, u"-I"_s});
    QVERIFY2(only.output.contains("X-A: b\n") && !only.output.contains("body"), only.output);
}

void TestCliSend::saysWhatWentWithIt()
{
    const CliRun result = request(
        {u"GET"_s, u"/echo?api_key=s3cret-key-value"_s, u"-v"_s, u"-H"_s, u"X-Api-Key: s3cret-too"_s});
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(result.errors.contains("> GET ") && result.errors.contains("< HTTP/1.1 200"), result.errors);
    QVERIFY2(result.errors.contains("credential went with it"), result.errors);
    for (const char *secret : {"s3cret", "opaque"})
        QVERIFY2(!result.errors.contains(secret), result.errors);
}

void TestCliSend::saysWhenAllHeadersAreLost()
{
    QByteArray head = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 101; ++i)
        head += "X-" + QByteArray::number(i) + ": a\r\n";
    m_server.when("/many", Answer::raw(head + "\r\nthe body"));
    const CliRun result = request({u"GET"_s, u"/many"_s});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.output, "the body"_qba);
    QVERIFY2(result.errors.contains("Not one header of this answer can be shown."), result.errors);
    QVERIFY(!request({u"GET"_s, u"/echo"_s}).errors.contains("header"));
    const auto unknown = [this](const QString &path) {
        return request({u"GET"_s, path, u"--json"_s}).json()[u"headersUnknown"_s];
    };
    QCOMPARE(unknown(u"/many"_s), QJsonValue(true));
    QCOMPARE(unknown(u"/echo"_s), QJsonValue(false));

    const QString file = write("two.http", "GET " + m_server.url("/many").toEncoded() + "\n\n###\nGET " +
                                               m_server.url("/echo").toEncoded() + "\n");
    const QJsonValue requests = run({u"run"_s, file, u"--json"_s}).json()[u"requests"_s];
    QCOMPARE(requests[0][u"headersUnknown"_s], QJsonValue(true));
    QCOMPARE(requests[1][u"headersUnknown"_s], QJsonValue(false));
    const CliRun text = run({u"run"_s, file});
    QCOMPARE(text.output.count("Not one header of this answer can be shown."), 1);
}

/// On another server than the profile's: as a member, and of a suite below the request.
void TestCliSend::documentsSayWhatWasHeldBack()
{
    TestServer stranger;
    stranger.answerWith([](const SeenRequest &) { return Answer::text("hers"); });
    const QByteArray origin = "http://127.0.0.1:" + QByteArray::number(stranger.url("").port());
    const auto isSaid = [&origin](const QJsonValue &withheld) {
        return withheld.toArray().size() == 1 && withheld[0][u"what"_s] == u"credential"_s &&
               withheld[0][u"origin"_s].toString().toUtf8() == origin;
    };
    const QString url = QString::fromUtf8(stranger.url("/a").toEncoded());
    QVERIFY(isSaid(request({u"GET"_s, url, u"--json"_s}).json()[u"withheld"_s]));
    const auto own = request({u"GET"_s, u"/echo"_s, u"--json"_s}).json()[u"withheld"_s];
    QVERIFY(own.isArray() && own.toArray().isEmpty());

    const QString file = write("hers.http", "GET " + url.toUtf8() + "\n");
    const QStringList arguments{u"run"_s, file, u"--profile"_s, u"p"_s};
    QVERIFY(isSaid(run(arguments + QStringList{u"--json"_s}).json()[u"requests"_s][0][u"withheld"_s]));
    QVERIFY(run(arguments).output.contains("The credential was not sent to " + origin));
    for (const SeenRequest &seen : stranger.requests())
        QVERIFY(!seen.has("Authorization"));
}

void TestCliSend::redirectsAsTold()
{
    QCOMPARE(request({u"GET"_s, u"/moved"_s}).exitCode, 0);
    QCOMPARE(m_server.requests().size(), 2u);
    m_server.forget();
    QCOMPARE(request({u"GET"_s, u"/moved"_s, u"-L"_s}).exitCode, 0);
    QCOMPARE(m_server.requests().size(), 2u);
    m_server.forget();
    const CliRun kept = request({u"GET"_s, u"/moved"_s, u"--no-location"_s, u"--json"_s});
    QCOMPARE(kept.json()[u"status"_s].toInt(), 302);
    QCOMPARE(m_server.requests().size(), 1u);
}

void TestCliSend::keepsAHistory()
{
    QCOMPARE(run({u"history"_s, u"clear"_s}).exitCode, 0);
    QCOMPARE(request({u"POST"_s, u"/echo?n=1"_s, u"-d"_s, u"the body"_s, u"-H"_s, u"X-A: b"_s}).exitCode, 0);
    QCOMPARE(request({u"GET"_s, u"/bad?n=2"_s, u"-H"_s, u"X-Api-Key: s3cret-too"_s}).exitCode, 0);
    CliRun listed = run({u"history"_s, u"--json"_s});
    QJsonArray entries = listed.json().array();
    QCOMPARE(entries.size(), 2);
    QCOMPARE(entries[0][u"status"_s].toInt(), 500);
    QCOMPARE(entries[0][u"profile"_s].toString(), u"p"_s);
    QCOMPARE(run({u"history"_s, u"list"_s, u"--search"_s, u"n=1"_s, u"--json"_s}).json().array().size(), 1);
    QVERIFY(!listed.output.contains("s3cret"));
    const QString first = QString::number(entries[1][u"id"_s].toInt());
    QVERIFY(run({u"history"_s, u"show"_s, first}).output.contains("the body"));
    // Again, as it was.
    const SeenRequest before = m_server.requests()[0];
    m_server.forget();
    const CliRun again = run({u"history"_s, u"send"_s, first});
    QVERIFY2(again.exitCode == 0, again.errors);
    QCOMPARE(again.output, "the body"_qba);
    QCOMPARE(m_server.requests()[0].raw, before.raw);
    // What was typed as a secret is gone, and the request with it.
    const QString second = QString::number(entries[0][u"id"_s].toInt());
    const CliRun marked = run({u"history"_s, u"send"_s, second, u"--json"_s});
    QCOMPARE(marked.errorCode(), "SecretReferenceUnknown"_qba);
    const QByteArray har = run({u"history"_s, u"export"_s}).output;
    const QJsonObject log = QJsonDocument::fromJson(har)[u"log"_s].toObject();
    QCOMPARE(log[u"entries"_s].toArray().size(), 3);
    QCOMPARE(log[u"entries"_s][0][u"request"_s][u"method"_s].toString(), u"POST"_s);
    QVERIFY(!har.contains("s3cret") && !har.contains("opaque-token"));
    QCOMPARE(run({u"history"_s, u"remove"_s, first}).exitCode, 0);
    QCOMPARE(run({u"history"_s, u"show"_s, first}).exitCode, 3);
    QCOMPARE(run({u"history"_s, u"show"_s}).exitCode, 2);
    // Off, and on again.
    QCOMPARE(run({u"history"_s, u"off"_s}).exitCode, 0);
    QCOMPARE(request({u"GET"_s, u"/echo"_s}).exitCode, 0);
    QCOMPARE(run({u"history"_s, u"--json"_s}).json().array().size(), 2);
    QCOMPARE(run({u"history"_s, u"on"_s}).exitCode, 0);
    QCOMPARE(request({u"GET"_s, u"/echo"_s}).exitCode, 0);
    QCOMPARE(run({u"history"_s, u"--json"_s}).json().array().size(), 3);
    QCOMPARE(run({u"history"_s, u"clear"_s}).exitCode, 0);
    QCOMPARE(run({u"history"_s, u"--json"_s}).json().array().size(), 0);
}

void TestCliSend::aDamagedHistoryIsKeptAside()
{
    QVERIFY(!write("config/history.sqlite", QByteArray(5000, 'x')).isEmpty());
    const CliRun result = request({u"GET"_s, u"/echo"_s});
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(result.errors.contains("history.sqlite.damaged-"), result.errors);
    QCOMPARE(run({u"history"_s, u"--json"_s}).json().array().size(), 1);
    // Settings that say nothing: nothing is written down, and that is said.
    QVERIFY(!write("config/history.json", "what").isEmpty());
    const CliRun unsure = request({u"GET"_s, u"/echo"_s});
    QCOMPARE(unsure.exitCode, 0);
    QVERIFY2(unsure.errors.contains("history.json"), unsure.errors);
    QCOMPARE(run({u"history"_s, u"on"_s}).exitCode, 0);
    QCOMPARE(run({u"history"_s, u"--json"_s}).json().array().size(), 1);
}

void TestCliSend::secretsStayOnTheirServers()
{
    TestServer other;
    other.answerWith([](const SeenRequest &) { return Answer::text("ok"); });
    const QStringList add = {u"secret"_s, u"add"_s, u"api key"_s, u"--secret-file"_s, u"-"_s};
    QCOMPARE(run(add, "k3pt-value\n").exitCode, 2); // nowhere to go
    const CliRun added = run(add + QStringList{u"--url"_s, m_server.url("/x").toString()}, "k3pt-value\n");
    QVERIFY2(added.exitCode == 0, added.errors);
    const CliRun listed = run({u"secret"_s, u"list"_s, u"--json"_s});
    QCOMPARE(listed.json()[0][u"name"_s].toString(), u"api key"_s);
    QVERIFY(!listed.output.contains("k3pt-value"));
    const QString header = u"X-Key: {{keychain:api key}}"_s;
    QCOMPARE(request({u"GET"_s, u"/echo"_s, u"-H"_s, header}).exitCode, 0);
    QCOMPARE(m_server.requests()[0].header("X-Key"), "k3pt-value"_qba);
    const CliRun refused = request({u"GET"_s, other.url().toString(), u"-H"_s, header, u"--json"_s});
    QCOMPARE(refused.errorCode(), "LeashRefused"_qba);
    QCOMPARE(other.connections(), 0);
    QCOMPARE(run({u"secret"_s, u"remove"_s, u"api key"_s}).exitCode, 0);
    QCOMPARE(run({u"secret"_s, u"remove"_s, u"api key"_s, u"--json"_s}).errorCode(),
             "SecretReferenceUnknown"_qba);
}

/// Neither by a slip of the pen nor by an import.
void TestCliSend::keptSecretsAreNotReplaced()
{
    const QByteArray origin = m_server.origin();
    const QStringList add = {u"secret"_s,
                             u"add"_s,
                             u"127.0.0.1-"_s + QString::number(m_server.port()),
                             u"--url"_s,
                             m_server.url().toString(),
                             u"--secret-file"_s,
                             u"-"_s};
    const auto named = [&add](const QString &name, const QStringList &more = {}) {
        QStringList all = add;
        all[2] = name;
        return all + more;
    };
    const QString name =
        u"127.0.0.1-"_s + QString::number(m_server.port()) + u"-x-api-key"_s; // what the import would call it
    QCOMPARE(run(named(name), "first-value-1\n").exitCode, 0);
    const CliRun again = run(named(name, {u"--json"_s}), "other-value-2\n");
    QCOMPARE(again.exitCode, 2);
    QCOMPARE(again.errorCode(), "UsageInvalid"_qba);
    const auto sent = [&](const QString &reference) {
        m_server.forget();
        const CliRun result =
            request({u"GET"_s, u"/echo"_s, u"-H"_s, u"X-Key: {{keychain:%1}}"_s.arg(reference)});
        return result.exitCode == 0 ? m_server.requests()[0].header("X-Key") : result.errors;
    };
    QCOMPARE(sent(name), "first-value-1"_qba);
    const QString file = m_folder.filePath(u"kept.http"_s);
    const CliRun imported =
        run({u"import"_s, u"curl"_s, u"-"_s, u"--output"_s, file, u"--keep-secrets"_s, u"--json"_s},
            "curl " + origin + "/echo -H 'X-Api-Key: imported-value-3'");
    QVERIFY2(imported.exitCode == 0, imported.errors);
    const QString reference = imported.json()[u"secrets"_s][0][u"reference"_s].toString();
    QCOMPARE(reference, u"{{keychain:%1-2}}"_s.arg(name));
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    QVERIFY(written.readAll().contains("X-Api-Key: " + reference.toUtf8()));
    QCOMPARE(sent(name), "first-value-1"_qba);
    QCOMPARE(sent(name + u"-2"_s), "imported-value-3"_qba);
    QCOMPARE(run(named(name, {u"--replace"_s}), "other-value-2\n").exitCode, 0);
    QCOMPARE(sent(name), "other-value-2"_qba);
    QCOMPARE(run({u"secret"_s, u"remove"_s, name}).exitCode, 0);
    QCOMPARE(run({u"secret"_s, u"remove"_s, name + u"-2"_s}).exitCode, 0);
}

QTEST_GUILESS_MAIN(TestCliSend)
#include "tst_cli_send.moc"
