#include "tst_cli_send.h"

#include "support/scripted_server.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QProcess>

#include <csignal>

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
    for (const bool isAgain : {false, true}) { // the second of them is not refused
        refused = isAgain;
        QCOMPARE(request({u"GET"_s, u"/once"_s, u"--json"_s}).json()[u"refreshed"_s], QJsonValue(!isAgain));
    }
    // One that stays is.
    m_server.when("/401", Answer::text("still refused", 401));
    result = request({u"GET"_s, u"/401"_s, u"--fail"_s});
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.output, "still refused"_qba);
    m_server.answerWith([](const SeenRequest &seen) { return Answer::text(seen.body); });
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
    const CliRun followed = request({u"GET"_s, u"/moved"_s, u"--json"_s});
    QCOMPARE(followed.exitCode, 0);
    QCOMPARE(m_server.requests().size(), 2u);
    const QJsonObject hop{
        {u"status"_s, 302}, {u"url"_s, m_server.url("/moved").toString()}, {u"credentialSent"_s, true}};
    QCOMPARE(followed.json()[u"redirects"_s], QJsonValue(QJsonArray{hop}));
    m_server.forget();
    QCOMPARE(request({u"GET"_s, u"/moved"_s, u"-L"_s}).exitCode, 0);
    QCOMPARE(m_server.requests().size(), 2u);
    m_server.forget();
    const CliRun kept = request({u"GET"_s, u"/moved"_s, u"--no-location"_s, u"--json"_s});
    QCOMPARE(kept.json()[u"status"_s].toInt(), 302);
    QCOMPARE(kept.json()[u"redirects"_s], QJsonValue(QJsonArray()));
    QCOMPARE(m_server.requests().size(), 1u);
}

QTEST_GUILESS_MAIN(TestCliSend)
#include "tst_cli_send.moc"
