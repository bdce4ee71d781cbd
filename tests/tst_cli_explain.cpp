#include "support/cli_process.h"
#include "support/test_server.h"

#include <QEventLoop>
#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// `request --explain` and `request --cors`, as a person types them.
class TestCliExplain : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void saysWhyItFailed();
    void putsTheCausesIntoTheDocument();
    void explainsWhatWasNotAnswered();
    void saysWhatIsNotSentElsewhere();
    void isQuietWhenNothingFailed();
    void asksForABrowser();
    void refusesWhatItCannotRead_data();
    void refusesWhatItCannotRead();

private:
    /// Like runCli, while the server in this thread goes on answering.
    [[nodiscard]] CliRun run(const QStringList &arguments, const QByteArray &input = {}) const;
    [[nodiscard]] CliRun request(const QString &path, const QStringList &options) const
    {
        return run(QStringList{u"request"_s, u"api"_s, u"GET"_s, path} + options);
    }
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<TestServer> m_server;
};

void TestCliExplain::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<TestServer>();
    m_server->when("/good", Answer::json("{}"));
    Answer refused = Answer::json(R"({"detail":"Not yours"})", 403);
    refused.headers.push_back(
        {"WWW-Authenticate", R"(Bearer error="insufficient_scope", scope="things:write")"});
    m_server->when("/scope", refused);
    Answer page = Answer::text("<form method=post><input type=password name=p></form>");
    page.headers = {{"Content-Type", "text/html"}};
    m_server->when("/page", page);
    Answer shared = Answer::json("{}");
    shared.headers.push_back({"Access-Control-Allow-Origin", "https://app.example"});
    shared.headers.push_back({"Vary", "Origin"});
    m_server->when("/shared", shared);
    QCOMPARE(run({u"profile"_s, u"add"_s, u"api"_s, u"--recipe"_s, u"static-token"_s, u"--url"_s,
                  QString::fromLatin1(m_server->origin())})
                 .exitCode,
             0);
    const CliRun signedIn = run({u"login"_s, u"api"_s, u"--password-stdin"_s}, "good\n");
    QVERIFY2(signedIn.exitCode == 0, signedIn.errors);
}

CliRun TestCliExplain::run(const QStringList &arguments, const QByteArray &input) const
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

void TestCliExplain::saysWhyItFailed()
{
    const CliRun plain = request(u"/scope"_s, {});
    QCOMPARE(plain.exitCode, 0);
    QVERIFY(!plain.errors.contains("Why:"));
    const CliRun explained = request(u"/scope"_s, {u"--explain"_s});
    QCOMPARE(explained.exitCode, 0);
    QCOMPARE(explained.output, plain.output); // the body alone
    for (const char *part : {"Why: The token lacks the scope things:write.", "WWW-Authenticate: Bearer error",
                             "403: Not yours", "RFC 6750 section 3.1", "What helps: "})
        QVERIFY2(explained.errors.contains(part), explained.errors);
    // Of a body that is written as it comes, the begin is looked at all the same.
    const CliRun page = request(u"/page"_s, {u"--explain"_s});
    QVERIFY2(page.errors.contains("sign-in page") && page.errors.contains("claimcheck login api"),
             page.errors);
    QVERIFY(page.output.contains("<form"));
}

void TestCliExplain::putsTheCausesIntoTheDocument()
{
    const CliRun run = request(u"/scope"_s, {u"--explain"_s, u"--json"_s});
    QCOMPARE(run.exitCode, 0);
    const QJsonObject document = run.json().object();
    QCOMPARE(document[u"status"_s].toInt(), 403);
    const QJsonObject cause = document[u"causes"_s].toArray().first().toObject();
    QCOMPARE(cause[u"id"_s].toString(), u"scope-missing"_s);
    QCOMPARE(cause[u"standard"_s].toString(), u"RFC 6750 section 3.1"_s);
    QVERIFY(!cause[u"evidence"_s].toArray().isEmpty());
    const QJsonObject action = cause[u"action"_s].toObject();
    QCOMPARE(action[u"kind"_s].toString(), u"sign-in-with-scope"_s);
    QCOMPARE(action[u"text"_s].toString(), u"things:write"_s);
}

void TestCliExplain::explainsWhatWasNotAnswered()
{
    m_server->close();
    const CliRun text = request(u"/good"_s, {u"--explain"_s});
    QCOMPARE(text.exitCode, 3);
    QVERIFY2(text.errors.contains("Why: Nothing listens on port"), text.errors);
    const CliRun json = request(u"/good"_s, {u"--explain"_s, u"--json"_s});
    QCOMPARE(json.exitCode, 3);
    QVERIFY(json.json().object()[u"status"_s].isNull());
    QCOMPARE(json.json().object()[u"code"_s].toString(), u"ConnectionRefused"_s);
    QCOMPARE(json.json().object()[u"causes"_s].toArray().first().toObject()[u"id"_s].toString(),
             u"nobody-listens"_s);
    QCOMPARE(json.errorCode(), QByteArray()); // one document
}

/// As the window's button says it: what changes something goes to another server by a person's hand alone.
void TestCliExplain::saysWhatIsNotSentElsewhere()
{
    TestServer other;
    m_server->when("/moved", Answer::redirect(307, other.origin() + "/moved"));
    const CliRun changes = run({u"request"_s, u"api"_s, u"DELETE"_s, u"/moved"_s, u"--explain"_s});
    QVERIFY2(changes.errors.contains("What helps: Fill in " + other.origin() + ", without sending"),
             changes.errors);
    const CliRun reads = request(u"/moved"_s, {u"--explain"_s});
    QVERIFY2(!reads.errors.contains("without sending"), reads.errors);
}

void TestCliExplain::isQuietWhenNothingFailed()
{
    QCOMPARE(request(u"/good"_s, {u"--explain"_s}).errors, QByteArray());
    const CliRun json = request(u"/good"_s, {u"--explain"_s, u"--json"_s});
    QVERIFY(json.json().object()[u"causes"_s].isArray());
    QVERIFY(json.json().object()[u"causes"_s].toArray().isEmpty());
}

void TestCliExplain::asksForABrowser()
{
    m_server->forget();
    const CliRun yes = request(u"/shared"_s, {u"--cors"_s, u"https://app.example"_s, u"--json"_s});
    QVERIFY2(yes.exitCode == 0, yes.errors);
    QVERIFY(yes.json().object()[u"allowed"_s].toBool());
    QCOMPARE(yes.json().object()[u"csrf"_s].toObject()[u"exposure"_s].toString(), u"no"_s);
    QVERIFY(!m_server->requests().empty());
    QCOMPARE(m_server->requests().front().header("Origin"), QByteArray("https://app.example"));
    for (const SeenRequest &seen : m_server->requests())
        QVERIFY(!seen.has("Authorization"));

    const CliRun no = request(u"/shared"_s, {u"--cors"_s, u"https://other.example"_s});
    QCOMPARE(no.exitCode, 1);
    QVERIFY2(no.output.contains("A browser refuses this to https://other.example."), no.output);
    QVERIFY2(no.output.contains("Access-Control-Allow-Origin is https://app.example"), no.output);

    m_server->forget();
    const CliRun asked =
        request(u"/shared"_s, {u"-H"_s, u"X-One: 1"_s, u"--cors"_s, u"https://app.example"_s});
    QCOMPARE(asked.exitCode, 1); // the preflight's answer does not name the header
    QCOMPARE(m_server->requests().front().method, QByteArray("OPTIONS"));
    QCOMPARE(m_server->requests().front().header("Access-Control-Request-Headers"), QByteArray("x-one"));
}

void TestCliExplain::refusesWhatItCannotRead_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("no origin") << QStringList{u"--cors"_s, u"app.example"_s} << QByteArray("UsageInvalid");
    QTest::newRow("mode") << QStringList{u"--cors"_s, u"https://app.example"_s, u"--credentials"_s, u"all"_s}
                          << QByteArray("UsageInvalid");
}

void TestCliExplain::refusesWhatItCannotRead()
{
    QFETCH(const QStringList, options);
    const CliRun run = request(u"/good"_s, options + QStringList{u"--json"_s});
    QCOMPARE(run.exitCode, 2);
    QTEST(run.errorCode(), "code");
}

QTEST_GUILESS_MAIN(TestCliExplain)
#include "tst_cli_explain.moc"
