#include "support/cli_process.h"
#include "support/test_server.h"

#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// run, import and export, as a person types them.
class TestCliRequests : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void runsASuite();
    void runsOneRequestOfAnEnvironment();
    void endsWithTheRightCode_data();
    void endsWithTheRightCode();
    void saysWhatItCannotDo_data();
    void saysWhatItCannotDo();
    void importsWithoutSecrets();
    void overwritesNothing();
    void exportsForOtherTools();
    void exportsWhatItImports();
    void sendsFilesFromElsewhereOnlyWhenTold();
    void makesTheFolderOfTheHistory();
    void sendsAgainAndSaysNothingElse();

private:
    [[nodiscard]] QString write(const char *name, const QByteArray &text) const;
    /// Like runCli, while the server in this thread goes on answering.
    [[nodiscard]] CliRun run(const QStringList &arguments, const QByteArray &input = {}) const;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<TestServer> m_server;
};

void TestCliRequests::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<TestServer>();
    m_server->when("/good", Answer::json(R"({"items":[{"id":7}],"token":"s3cret-value"})"));
    m_server->when("/bad", Answer::json("{}", 500));
}

CliRun TestCliRequests::run(const QStringList &arguments, const QByteArray &input) const
{
    QProcess process;
    QEventLoop loop;
    connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
    connect(&process, &QProcess::errorOccurred, &loop, &QEventLoop::quit);
    process.start(cliProgram(), arguments + QStringList{u"--config-dir"_s, m_dir->path()});
    process.write(input);
    process.closeWriteChannel();
    loop.exec();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

QString TestCliRequests::write(const char *name, const QByteArray &text) const
{
    const QString path = m_dir->filePath(QString::fromLatin1(name));
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? path : QString();
}

void TestCliRequests::runsASuite()
{
    const QString file =
        write("a.http", "@base = " + m_server->origin() +
                            "\n### Good\n# @assert status == 200\n# @assert json /items/0/id == 7\n"
                            "# @assert json token == other\nGET {{base}}/good\nX-Sent: {{$timestamp}}\n"
                            "### Bad\nPOST {{base}}/bad\nContent-Type: application/json\n\n{}\n"
                            "### None\nGET {{base}}/{{nobody}}\n");
    const CliRun text = run({u"run"_s, file});
    QCOMPARE(text.exitCode, 3);
    QVERIFY2(text.output.endsWith("0 passed, 2 failed, 1 not done.\n"), text.output);
    QVERIFY(text.output.contains("json token == other"));
    QVERIFY(!text.output.contains("s3cret-value"));
    const CliRun json = run({u"run"_s, file, u"--json"_s});
    QCOMPARE(json.exitCode, 3);
    const QJsonObject report = json.json().object();
    QCOMPARE(report[u"outcome"_s].toString(), u"could-not-do"_s);
    QCOMPARE(report[u"requests"_s][0][u"status"_s].toInt(), 200);
    QCOMPARE(report[u"requests"_s][0][u"line"_s].toInt(), 6);
    QCOMPARE(report[u"requests"_s][1][u"status"_s].toInt(), 500);
    QCOMPARE(report[u"requests"_s][2][u"error"_s][u"code"_s].toString(), u"VariableUnknown"_s);
    QVERIFY(!json.output.contains("s3cret-value"));
    QCOMPARE(m_server->requests().size(), 4u);
    QVERIFY(m_server->requests()[0].header("X-Sent").toLongLong() > 1'700'000'000);
}

void TestCliRequests::runsOneRequestOfAnEnvironment()
{
    const QString file = write("a.http", "### one\nGET {{base}}/good\n### two\nGET {{base}}/bad\n");
    QVERIFY(!write("http-client.env.json",
                   "{\"dev\":{\"base\":\"" + m_server->origin() + "\",\"password\":\"s3cret-value\"}}")
                 .isEmpty());
    const CliRun one = run({u"run"_s, file, u"--env"_s, u"dev"_s, u"--name"_s, u"one"_s});
    QCOMPARE(one.exitCode, 0);
    QCOMPARE(m_server->requests().size(), 1u);
    QVERIFY(one.errors.contains("password") && !one.errors.contains("s3cret-value"));
    QCOMPARE(run({u"run"_s, file, u"--env"_s, u"dev"_s}).exitCode, 1);
}

void TestCliRequests::endsWithTheRightCode_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    QTest::newRow("good") << "GET {{base}}/good"_qba << 0;
    QTest::newRow("nothing in it") << "# no request"_qba << 0;
    QTest::newRow("status") << "GET {{base}}/bad"_qba << 1;
    QTest::newRow("status, as asserted") << "# @assert status == 500\nGET {{base}}/bad"_qba << 0;
    QTest::newRow("assertion") << "# @assert status == 201\nGET {{base}}/good"_qba << 1;
    QTest::newRow("assertion that cannot be read") << "# @assert state == 201\nGET {{base}}/good"_qba << 3;
    QTest::newRow("no address") << "GET nowhere"_qba << 3;
    QTest::newRow("no such profile") << "# @credential nobody\nGET {{base}}/good"_qba << 3;
    QTest::newRow("a secret that is not there") << "GET {{base}}/good?k={{keychain:k}}"_qba << 3;
}

void TestCliRequests::endsWithTheRightCode()
{
    QFETCH(QByteArray, text);
    const QString file = write("a.http", "@base = " + m_server->origin() + "\n###\n" + text + '\n');
    QTEST(run({u"run"_s, file}).exitCode, "code");
}

void TestCliRequests::saysWhatItCannotDo_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<int>("exitCode");
    const auto row = [](const QStringList &arguments, const char *code, int exitCode) {
        QTest::newRow(qPrintable(arguments.join(u' '))) << arguments << QByteArray(code) << exitCode;
    };
    row({u"run"_s}, "UsageInvalid", 2);
    row({u"run"_s, u"/nonexistent.http"_s}, "FileUnreadable", 3);
    row({u"run"_s, u"FILE"_s, u"--env"_s, u"prod"_s}, "EnvironmentUnknown", 3);
    row({u"run"_s, u"FILE"_s, u"--name"_s, u"gone"_s}, "RequestNotFound", 3);
    row({u"import"_s, u"insomnia"_s, u"FILE"_s}, "UsageInvalid", 2);
    row({u"import"_s, u"har"_s, u"FILE"_s}, "ImportUnreadable", 3);
    row({u"import"_s, u"curl"_s, u"UNSAYABLE"_s}, "ImportUnreadable", 3);
    row({u"export"_s, u"ruby"_s, u"FILE"_s}, "UsageInvalid", 2);
    row({u"export"_s, u"curl"_s, u"FILE"_s}, "VariableUnknown", 3);
}

void TestCliRequests::saysWhatItCannotDo()
{
    QFETCH(QStringList, arguments);
    const QString file = write("a.http", "GET {{nobody}}\n");
    arguments.replaceInStrings(u"FILE"_s, file);
    // The format has no way to say this body.
    arguments.replaceInStrings(
        u"UNSAYABLE"_s, write("a.sh", "curl https://a.example -H 'Content-Type: text/plain' -d 'a\n### b'"));
    const CliRun ended = run(arguments + QStringList{u"--json"_s});
    QTEST(ended.errorCode(), "code");
    QTEST(ended.exitCode, "exitCode");
    QVERIFY(ended.output.isEmpty());
}

void TestCliRequests::importsWithoutSecrets()
{
    const QByteArray command = "curl -k https://a.example -H 'Authorization: Bearer s3cret-value'";
    const CliRun text = run({u"import"_s, u"curl"_s, u"-"_s}, command);
    QCOMPARE(text.exitCode, 0);
    QVERIFY(text.output.contains("Authorization: Bearer {{keychain:a.example-authorization}}"));
    QVERIFY(text.errors.contains("{{keychain:a.example-authorization}}") && text.errors.contains("-k"));
    const CliRun json = run({u"import"_s, u"curl"_s, u"-"_s, u"--json"_s}, command);
    QCOMPARE(json.json()[u"requests"_s].toInt(), 1);
    QCOMPARE(json.json()[u"secrets"_s][0][u"reference"_s].toString(),
             u"{{keychain:a.example-authorization}}"_s);
    QVERIFY(json.errors.isEmpty());
    for (const CliRun &ended : {text, json})
        QVERIFY(!(ended.output + ended.errors).contains("s3cret"));
}

void TestCliRequests::overwritesNothing()
{
    const QString path = m_dir->filePath(u"out.http"_s);
    const QStringList arguments = {u"import"_s, u"curl"_s, u"-"_s, u"--output"_s, path, u"--json"_s};
    QCOMPARE(run(arguments, "curl https://a.example").exitCode, 0);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray before = file.readAll();
    QVERIFY(before.contains("GET https://a.example"));
    const CliRun again = run(arguments, "curl https://b.example");
    QCOMPARE(again.exitCode, 3);
    QCOMPARE(again.errorCode(), "FileUnwritable"_qba);
    QVERIFY(file.seek(0));
    QCOMPARE(file.readAll(), before);
}

void TestCliRequests::exportsForOtherTools()
{
    const QString file =
        write("a.http", "### one\nPOST https://a.example/x\nContent-Type: application/json\n\n{}\n");
    const CliRun curl = run({u"export"_s, u"curl"_s, file, u"--profile"_s, u"prod"_s});
    QCOMPARE(curl.exitCode, 0);
    QVERIFY2(curl.output.contains("-H \"$(claimcheck header prod)\""), curl.output);
    QVERIFY(curl.output.contains("--data-raw '{}'"));
    QVERIFY(run({u"export"_s, u"python"_s, file}).output.contains("requests.request("));
    QCOMPARE(run({u"export"_s, u"curl"_s, file, u"--json"_s}).json()[u"requests"_s][0][u"name"_s].toString(),
             u"one"_s);
}

void TestCliRequests::exportsWhatItImports()
{
    const QByteArray command = "curl -L -X PUT --url 'https://a.example/x' -H 'X-One: it'\\''s' -H "
                               "'Content-Type: text/plain' --data-raw 'a b'";
    const QString path = m_dir->filePath(u"out.http"_s);
    QCOMPARE(run({u"import"_s, u"curl"_s, u"-"_s, u"--output"_s, path}, command).exitCode, 0);
    const CliRun exported = run({u"export"_s, u"curl"_s, path});
    const CliRun back = run({u"import"_s, u"curl"_s, u"-"_s}, exported.output);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(back.output, file.readAll());
}

void TestCliRequests::sendsFilesFromElsewhereOnlyWhenTold()
{
    QVERIFY(QDir(m_dir->path()).mkpath(u"api"_s));
    QVERIFY(!write("outside.txt", "from elsewhere").isEmpty());
    const QString file = write("api/a.http", "POST " + m_server->origin() +
                                                 "/good\nContent-Type: text/plain\n\n< ../outside.txt\n");
    const QString refusal = u"outside the folder"_s;
    const CliRun kept = run({u"run"_s, file});
    QCOMPARE(kept.exitCode, 3);
    QVERIFY2(kept.output.contains(refusal.toUtf8()), kept.output);
    QVERIFY(m_server->requests().empty());
    const CliRun sent = run({u"run"_s, file, u"--files-anywhere"_s});
    QVERIFY2(sent.exitCode == 0, sent.output + sent.errors);
    QCOMPARE(m_server->requests().back().body, "from elsewhere"_qba);
    const CliRun refused = run({u"export"_s, u"curl"_s, file, u"--json"_s});
    QCOMPARE(refused.errorCode(), "FileUnreadable"_qba);
    const CliRun exported = run({u"export"_s, u"curl"_s, file, u"--files-anywhere"_s});
    QVERIFY2(exported.exitCode == 0, exported.errors);
    QVERIFY2(exported.output.contains("outside.txt"), exported.output);
}

/// What is sent may be the first thing that a person does.
void TestCliRequests::makesTheFolderOfTheHistory()
{
    const QString file = write("a.http", "GET " + m_server->origin() + "/good\n");
    const QString config = m_dir->filePath(u"new/config"_s);
    QEventLoop loop;
    QProcess process;
    connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
    process.start(cliProgram(), {u"run"_s, file, u"--config-dir"_s, config});
    QVERIFY(process.waitForStarted());
    loop.exec();
    QCOMPARE(process.exitCode(), 0);
    QCOMPARE(process.readAllStandardError(), QByteArray());
    QVERIFY(QFile::exists(config + u"/history.sqlite"_s));
    const QFile::Permissions others =
        QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFile::permissions(config) & others));
}

/// Without a profile there is nothing to add, and nothing to say.
void TestCliRequests::sendsAgainAndSaysNothingElse()
{
    QCOMPARE(run({u"run"_s, write("a.http", "GET " + m_server->origin() + "/good\n")}).exitCode, 0);
    const CliRun again = run({u"history"_s, u"send"_s, u"1"_s});
    QCOMPARE(again.exitCode, 0);
    QCOMPARE(again.errors, QByteArray());
    QCOMPARE(m_server->requests().size(), 2u);
}

QTEST_GUILESS_MAIN(TestCliRequests)
#include "tst_cli_requests.moc"
