#include "practice_tools.h"
#include "support/cli_process.h"
#include "support/free_port.h"

#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTemporaryDir>

#include <csignal>
#include <filesystem>

using namespace Qt::StringLiterals;
using namespace claimcheck::test;

namespace {

constexpr int patience = 60000; // ms; a start makes slow hashes and a key

/// `claimcheck practice`, which becomes the server.
class Command final {
public:
    explicit Command(const QStringList &options)
    {
        m_process.start(cliProgram(), QStringList{u"practice"_s} + options);
    }
    ~Command() { (void)stop(); }
    Q_DISABLE_COPY_MOVE(Command)

    /// Waits for the facts, which are the last line of the start; empty: they did not come.
    [[nodiscard]] QJsonObject facts()
    {
        while (!m_output.endsWith("}\n")) {
            if (!m_process.waitForReadyRead(patience))
                return {};
            m_output += m_process.readAllStandardOutput();
        }
        return QJsonDocument::fromJson(m_output.trimmed().split('\n').last()).object();
    }
    [[nodiscard]] quint16 port() const
    {
        const QByteArray url = m_output.left(m_output.indexOf('\n')).split(' ').last();
        return static_cast<quint16>(QUrl(QString::fromLatin1(url)).port());
    }
    [[nodiscard]] const QByteArray &output() const { return m_output; }
    /// What runs under the id of the process that was started.
    [[nodiscard]] QString program() const
    {
        return QFile::symLinkTarget(u"/proc/%1/exe"_s.arg(m_process.processId()));
    }
    [[nodiscard]] int stop()
    {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.terminate();
            m_process.waitForFinished(patience);
        }
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }

private:
    QProcess m_process;
    QByteArray m_output;
};

QStringList optionsIn(const QByteArray &text)
{
    static const QRegularExpression option(u"--([a-z][a-z-]*)"_s);
    QStringList names;
    auto all = option.globalMatch(QString::fromUtf8(text));
    while (all.hasNext())
        names << all.next().captured(1);
    names.removeDuplicates();
    return names;
}

} // namespace

/// `claimcheck practice`: the command becomes the server, and hands each of its options on.
class TestPracticeCommand final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void becomesTheServer();
    void handsEveryOptionOn();
    void emptiesTheDatabase();
    void refusesWhatTheServerRefuses_data();
    void refusesWhatTheServerRefuses();
    void portInUseIsExitThree();
    void saysThatTheServerIsMissing();
    void everyOptionIsWrittenDown();
};

void TestPracticeCommand::becomesTheServer()
{
    Command command({u"--port"_s, u"0"_s});
    const QJsonObject facts = command.facts();
    QVERIFY(command.output().startsWith("Listening on http://127.0.0.1:"));
    QCOMPARE(QFileInfo(command.program()).fileName(), u"claimcheck-practice"_s);
    QCOMPARE(facts.value("ready"_L1), true);
    QCOMPARE(facts.value("url"_L1), u"http://127.0.0.1:%1"_s.arg(command.port()));
    QCOMPARE(facts.value("issuer"_L1), facts.value("url"_L1));
    QCOMPARE(facts["users"_L1][0]["username"_L1], u"alice"_s);
    QCOMPARE(rawRequest(command.port(), "POST", "/login", asJson, loginBody("alice", "wonderland")).status,
             200);
    QCOMPARE(command.stop(), 0); // its end is the server's
}

void TestPracticeCommand::handsEveryOptionOn()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"practice.db"_s);
    const quint16 port = freePort();
    Command command({u"--port"_s, QString::number(port), u"--access-ttl"_s, u"7"_s, u"--clock-skew"_s,
                     u"86400"_s, u"--db"_s, file, u"--fault"_s, u"wrong-issuer"_s, u"--fault"_s,
                     u"jwks-html"_s, u"--host"_s, u"localhost"_s});
    QVERIFY2(!command.facts().isEmpty(), command.output().constData());
    QCOMPARE(command.port(), port);
    QVERIFY(QFile::exists(file));
    const RawAnswer login = rawRequest(port, "POST", "/login", asJson, loginBody("alice", "wonderland"));
    QCOMPARE(login.json().value("expires_in"_L1).toInt(), 7);
    QVERIFY(tokenPart(login.text("access_token"), 1).contains("\"iss\":\"https://issuer.example\""));
    auto date = QLocale::c().toDateTime(QString::fromLatin1(login.header("Date")),
                                        u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    date.setTimeSpec(Qt::UTC);
    const qint64 ahead = QDateTime::currentDateTimeUtc().secsTo(date);
    QVERIFY2(ahead > 80'000 && ahead < 90'000, QByteArray::number(ahead).constData());
    QStringList on;
    for (const QJsonValue &fault :
         rawRequest(port, "GET", "/practice/faults").json().value("faults"_L1).toArray()) {
        if (fault["on"_L1].toBool())
            on << fault["name"_L1].toString();
    }
    QCOMPARE(on, (QStringList{u"wrong-issuer"_s, u"jwks-html"_s}));
}

void TestPracticeCommand::emptiesTheDatabase()
{
    const QTemporaryDir folder;
    const QStringList options = {u"--db"_s, folder.filePath(u"practice.db"_s)};
    const auto role = [](const QStringList &with, const char *set) {
        Command command(with);
        (void)command.facts();
        if (set)
            (void)rawRequest(command.port(), "POST", "/practice/users", asJson,
                             jsonOf({{"username", "alice"}, {"role", set}}));
        const QJsonObject users = rawRequest(command.port(), "GET", "/practice/users").json();
        return users["users"_L1][0]["role"_L1].toString();
    };
    QCOMPARE(role(options, "admin"), u"admin"_s);
    QCOMPARE(role(options, nullptr), u"admin"_s);
    QCOMPARE(role(options + QStringList{u"--reset"_s}, nullptr), u"member"_s);
}

void TestPracticeCommand::refusesWhatTheServerRefuses_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *name, const QStringList &options, const char *says) {
        QTest::newRow(name) << options << QByteArray(says);
    };
    row("another address", {u"--host"_s, u"0.0.0.0"_s}, "The practice server listens on this machine only");
    row("port too large", {u"--port"_s, u"65536"_s}, "--port takes a whole number from 0 to 65535");
    row("no lifetime", {u"--access-ttl"_s, u"0"_s}, "--access-ttl takes a whole number from 1");
    row("no skew", {u"--clock-skew"_s, u"soon"_s}, "--clock-skew takes a whole number");
    row("unknown fault", {u"--fault"_s, u"earthquake"_s}, "The practice server knows no fault earthquake.");
    row("unknown option", {u"--por"_s, u"1"_s}, "por");
    row("a word", {u"now"_s}, "");
}

void TestPracticeCommand::refusesWhatTheServerRefuses()
{
    QFETCH(const QStringList, options);
    QFETCH(const QByteArray, says);
    const CliRun run = runCli(QStringList{u"practice"_s} + options);
    QCOMPARE(run.exitCode, 2);
    QCOMPARE(run.output, "");
    QVERIFY2(!run.errors.isEmpty() && run.errors.contains(says), run.errors.constData());
}

void TestPracticeCommand::portInUseIsExitThree()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const CliRun run = runCli({u"practice"_s, u"--port"_s, QString::number(taken.serverPort())});
    QCOMPARE(run.exitCode, 3);
    QCOMPARE(run.output, "");
}

/// The command in a folder of its own, without the server beside it.
void TestPracticeCommand::saysThatTheServerIsMissing()
{
    const QTemporaryDir folder(QFileInfo(cliProgram()).path() + u"/alone-XXXXXX"_s);
    const QString alone = folder.filePath(u"claimcheck"_s);
    std::error_code failed;
    std::filesystem::create_hard_link(cliProgram().toStdString(), alone.toStdString(), failed);
    QVERIFY2(!failed, failed.message().c_str());
    QProcess process;
    process.start(alone, {u"practice"_s});
    QVERIFY(process.waitForFinished(patience));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 3);
    const QByteArray said = process.readAllStandardError();
    QVERIFY2(said.contains("claimcheck-practice"), said.constData());
}

/// What the server takes, the command takes; and both are in the command's help and the man page.
void TestPracticeCommand::everyOptionIsWrittenDown()
{
    PracticeProcess server;
    QCOMPARE(server.run({u"--help"_s}), 0);
    QStringList wanted;
    static const QRegularExpression row(u"(?m)^ +--([a-z-]+)"_s);
    auto rows = row.globalMatch(QString::fromUtf8(server.output()));
    while (rows.hasNext())
        wanted << rows.next().captured(1);
    QVERIFY2(wanted.size() >= 9, qPrintable(wanted.join(u' ')));
    const CliRun help = runCli({u"practice"_s, u"--help"_s});
    QCOMPARE(help.exitCode, 0);
    QByteArray page = runCli({u"--man-page"_s}).output;
    page.replace("\\-", "-");
    const qsizetype at = page.indexOf("practice [--port");
    QVERIFY(at > 0);
    const qsizetype end = page.indexOf("\n.SS", at);
    const QStringList inHelp = optionsIn(help.output);
    const QStringList inPage = optionsIn(page.mid(at, end - at));
    for (const QString &option : wanted) {
        if (option == u"help" || option == u"version") // of every command, written down once
            continue;
        QVERIFY2(inHelp.contains(option), qPrintable(option));
        QVERIFY2(inPage.contains(option), qPrintable(option));
    }
}

QTEST_GUILESS_MAIN(TestPracticeCommand)
#include "tst_practice_command.moc"
