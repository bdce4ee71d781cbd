#include "support/cli_process.h"
#include "support/test_server.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

using namespace claimcheck::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;
const QByteArray escapes = "one\r\n\x1b]0;title\x07\ttwo\xff\n";

/// A descriptor that is closed at the end of the test.
struct Descriptor {
    explicit Descriptor(int opened) : fd(opened) {}
    ~Descriptor()
    {
        if (fd >= 0)
            ::close(fd);
    }
    Q_DISABLE_COPY_MOVE(Descriptor)
    /// What can be read now, without waiting.
    [[nodiscard]] QByteArray read() const
    {
        QByteArray bytes(64 * 1024, '\0');
        const auto count = ::read(fd, bytes.data(), static_cast<size_t>(bytes.size()));
        bytes.truncate(count > 0 ? static_cast<qsizetype>(count) : 0);
        return bytes;
    }
    int fd;
};

} // namespace

/// The command line against servers, tokens and files that mean no good. Runs inside with_keyring.sh.
class TestCliHostile final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void bodyOnATerminalIsOnlyText();
    void anInterruptedQuestionBringsTheEchoBack();
    void bodyInAPipeIsAsItCame();
    void aHeaderOfOnesOwnIsNamedAsTheReason();
    void outputNeverReplacesAPipe();
    void outputDashIsStandardOutput();
    void remoteNameIsTheEndOfThePath();
    void remoteNameReplacesAFile();
    void remoteNameHasToBeOne_data();
    void remoteNameHasToBeOne();
    void unusableOutputSendsNothing_data();
    void unusableOutputSendsNothing();
    void execGivesTheChildDefaultSignals();
    void ownFailuresOfExecAre125_data();
    void ownFailuresOfExecAre125();
    void hugeNumbersAreUsageErrors_data();
    void hugeNumbersAreUsageErrors();
    void aLongClaimNameDoesNotWidenEveryRow();
    void aProfilesFileCannotSteerTheTerminal();
    void aLookalikeHostIsListedInAscii();

private:
    /// Like runCli, while the server in this thread goes on answering.
    CliRun run(const QStringList &arguments, const QByteArray &input = {}, const QString &outputTo = {});
    TestServer m_server;
    QTemporaryDir m_folder;
};

CliRun TestCliHostile::run(const QStringList &arguments, const QByteArray &input, const QString &outputTo)
{
    QProcess process;
    if (!outputTo.isEmpty())
        process.setStandardOutputFile(outputTo);
    process.start(cliProgram(), arguments);
    process.write(input);
    process.closeWriteChannel();
    CliRun result;
    if (!QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, patienceMs) ||
        process.exitStatus() != QProcess::NormalExit)
        return result;
    result.exitCode = process.exitCode();
    result.output = process.readAllStandardOutput();
    result.errors = process.readAllStandardError();
    return result;
}

void TestCliHostile::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_server.when("/login", Answer::json(R"({"access_token":"a-token-that-is-opaque","expires_in":3600})"));
    m_server.when("/escapes", Answer::text(escapes));
    QCOMPARE(run({u"profile"_s, u"add"_s, u"p"_s, u"--recipe"_s, u"custom"_s, u"--url"_s,
                  m_server.url("").toString(), u"--user"_s, u"alice"_s, u"--set"_s, u"login.path=/login"_s,
                  u"--set"_s, u"reply.accessToken=/access_token"_s})
                 .exitCode,
             0);
    const CliRun login = run({u"login"_s, u"p"_s, u"--password-stdin"_s}, "wonderland\n");
    QVERIFY2(login.exitCode == 0, login.errors.constData());
}

void TestCliHostile::bodyOnATerminalIsOnlyText()
{
    const Descriptor terminal(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK));
    QVERIFY(terminal.fd >= 0 && ::grantpt(terminal.fd) == 0 && ::unlockpt(terminal.fd) == 0);
    const QString other = QString::fromLocal8Bit(::ptsname(terminal.fd));
    // What was written can be read only as long as somebody has the other side open.
    const Descriptor held(::open(other.toLocal8Bit().constData(), O_RDWR | O_NOCTTY));
    QVERIFY(held.fd >= 0);
    QCOMPARE(run({u"request"_s, u"p"_s, u"GET"_s, u"/escapes"_s}, {}, other).exitCode, 0);
    // The terminal makes CR LF of each LF.
    QCOMPARE(terminal.read(), "one\r\n<U+001B>]0;title<U+0007>\ttwo\xEF\xBF\xBD\r\n");
}

void TestCliHostile::anInterruptedQuestionBringsTheEchoBack()
{
    const Descriptor terminal(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK));
    QVERIFY(terminal.fd >= 0 && ::grantpt(terminal.fd) == 0 && ::unlockpt(terminal.fd) == 0);
    const QByteArray other = ::ptsname(terminal.fd);
    const Descriptor held(::open(other.constData(), O_RDWR | O_NOCTTY));
    QVERIFY(held.fd >= 0);
    const auto echoes = [&held] {
        termios settings = {};
        return ::tcgetattr(held.fd, &settings) == 0 && (settings.c_lflag & ECHO) != 0;
    };
    QProcess process;
    process.setChildProcessModifier([&other] {
        ::setsid();
        ::close(::open(other.constData(), O_RDWR)); // becomes the controlling terminal
    });
    process.start(cliProgram(), {u"login"_s, u"p"_s});
    QByteArray shown;
    QTRY_VERIFY_WITH_TIMEOUT((shown += terminal.read()).contains("alice"), patienceMs);
    QVERIFY(!echoes());
    QCOMPARE(::write(terminal.fd, "half\x03", 5), ssize_t(5));
    QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, patienceMs);
    QCOMPARE(process.exitStatus(), QProcess::CrashExit); // by the signal, as the shell expects
    QVERIFY(echoes());
}

void TestCliHostile::bodyInAPipeIsAsItCame()
{
    const CliRun result = run({u"request"_s, u"p"_s, u"GET"_s, u"/escapes"_s});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.output, "one\r\n\x1b]0;title\x07\ttwo\xff\n");
}

void TestCliHostile::aHeaderOfOnesOwnIsNamedAsTheReason()
{
    m_server.forget();
    const CliRun result =
        run({u"request"_s, u"p"_s, u"GET"_s, u"/escapes"_s, u"-H"_s, u"authorization: Bearer mine"_s});
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(result.errors.contains("-H gives the header"), result.errors.constData());
    QCOMPARE(m_server.requests().front().header("Authorization"), "Bearer mine");
}

// Renaming a file over it would destroy it: for root, /dev/null itself.
void TestCliHostile::outputNeverReplacesAPipe()
{
    const QString path = m_folder.filePath(u"pipe"_s);
    QCOMPARE(::mkfifo(path.toLocal8Bit().constData(), 0600), 0);
    const Descriptor pipe(::open(path.toLocal8Bit().constData(), O_RDWR | O_NONBLOCK));
    QVERIFY(pipe.fd >= 0);
    const CliRun result = run({u"request"_s, u"p"_s, u"GET"_s, u"/escapes"_s, u"--output"_s, path});
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    QVERIFY(!QFileInfo(path).isFile());
    QVERIFY(pipe.read().startsWith("one\r\n"));
}

void TestCliHostile::outputDashIsStandardOutput()
{
    const CliRun result = run({u"request"_s, u"p"_s, u"GET"_s, u"/escapes"_s, u"--output"_s, u"-"_s});
    QCOMPARE(result.exitCode, 0);
    QVERIFY(result.output.startsWith("one\r\n"));
}

void TestCliHostile::remoteNameIsTheEndOfThePath()
{
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(m_folder.path()));
    const CliRun result = run({u"request"_s, u"p"_s, u"GET"_s, u"/escapes?a=/b#c"_s, u"-O"_s});
    QVERIFY(QDir::setCurrent(before));
    QCOMPARE(result.exitCode, 0);
    QVERIFY(result.output.isEmpty());
    QFile file(m_folder.filePath(u"escapes"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().startsWith("one\r\n"));
}

/// As curl does it: what is there is gone, however long it was.
void TestCliHostile::remoteNameReplacesAFile()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"escapes"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(QByteArray(1000, 'x')), 1000);
    file.close();
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(folder.path()));
    const CliRun result = run({u"request"_s, u"p"_s, u"GET"_s, u"/escapes"_s, u"-O"_s});
    QVERIFY(QDir::setCurrent(before));
    QCOMPARE(result.exitCode, 0);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), escapes);
    QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{u"escapes"_s});
}

void TestCliHostile::remoteNameHasToBeOne_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QStringList>("others");
    QTest::newRow("a server") << u"https://a.example"_s << QStringList();
    QTest::newRow("a folder") << u"/folder/?x=/name"_s << QStringList();
    QTest::newRow("the folder itself") << u"/folder/."_s << QStringList();
    QTest::newRow("the folder above") << u"/folder/.."_s << QStringList();
    QTest::newRow("beside another name") << u"/escapes"_s << QStringList{u"--output"_s, u"name"_s};
    QTest::newRow("beside standard output") << u"/escapes"_s << QStringList{u"--output"_s, u"-"_s};
}

void TestCliHostile::remoteNameHasToBeOne()
{
    QFETCH(const QString, url);
    QFETCH(const QStringList, others);
    m_server.forget();
    const CliRun result =
        run(QStringList{u"request"_s, u"p"_s, u"GET"_s, url, u"-O"_s, u"--json"_s} + others);
    QCOMPARE(result.exitCode, 2);
    QCOMPARE(result.errorCode(), "UsageInvalid");
    QVERIFY(m_server.requests().empty());
}

void TestCliHostile::unusableOutputSendsNothing_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("a folder") << m_folder.path();
    QTest::newRow("no such folder") << m_folder.filePath(u"none/file"_s);
    QTest::newRow("a file for a folder") << cliProgram() + u"/file"_s;
}

void TestCliHostile::unusableOutputSendsNothing()
{
    QFETCH(const QString, path);
    m_server.forget();
    const CliRun result =
        run({u"request"_s, u"p"_s, u"POST"_s, u"/escapes"_s, u"--output"_s, path, u"--json"_s});
    QCOMPARE(result.exitCode, 3);
    QCOMPARE(result.errorCode(), "FileUnwritable");
    QVERIFY(m_server.requests().empty());
}

void TestCliHostile::execGivesTheChildDefaultSignals()
{
    const CliRun result = run({u"exec"_s, u"p"_s, u"--"_s, u"grep"_s, u"^SigIgn:"_s, u"/proc/self/status"_s});
    QCOMPARE(result.exitCode, 0);
    const quint64 ignored = result.output.simplified().split(' ').last().toULongLong(nullptr, 16);
    QCOMPARE(ignored & (quint64(1) << (SIGPIPE - 1)), quint64(0));
}

void TestCliHostile::ownFailuresOfExecAre125_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("no profile") << QStringList{u"exec"_s, u"--json"_s};
    QTest::newRow("no command") << QStringList{u"exec"_s, u"p"_s, u"--json"_s};
    QTest::newRow("unknown option") << QStringList{u"exec"_s, u"p"_s,  u"--json"_s,
                                                   u"--no"_s, u"--"_s, u"true"_s};
}

void TestCliHostile::ownFailuresOfExecAre125()
{
    QFETCH(const QStringList, arguments);
    const CliRun result = run(arguments);
    QCOMPARE(result.exitCode, 125);
    QCOMPARE(result.errorCode(), "UsageInvalid");
}

void TestCliHostile::hugeNumbersAreUsageErrors_data()
{
    QTest::addColumn<QStringList>("arguments");
    const QString huge = u"9223372036854775807"_s;
    QTest::newRow("min-ttl") << QStringList{u"token"_s, u"p"_s, u"--min-ttl"_s, huge};
    QTest::newRow("max-time") << QStringList{u"request"_s, u"p"_s, u"GET"_s, u"/"_s, u"--max-time"_s, huge};
    // As an int it would be standard input.
    QTest::newRow("password-fd") << QStringList{u"login"_s, u"p"_s, u"--password-fd"_s, u"4294967296"_s};
}

void TestCliHostile::hugeNumbersAreUsageErrors()
{
    QFETCH(QStringList, arguments);
    const CliRun result = run(arguments << u"--json"_s);
    QCOMPARE(result.exitCode, 2);
    QCOMPARE(result.errorCode(), "UsageInvalid");
}

void TestCliHostile::aLongClaimNameDoesNotWidenEveryRow()
{
    QByteArray claims = "{\"" + QByteArray(100'000, 'n') + "\":1";
    for (int i = 0; i < 500; ++i)
        claims += ",\"c" + QByteArray::number(i) + "\":1";
    const auto part = [](const QByteArray &json) {
        return json.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    };
    const CliRun result =
        run({u"inspect"_s, u"-"_s}, part(R"({"alg":"HS256"})") + '.' + part(claims + '}') + ".c2ln");
    QCOMPARE(result.exitCode, 0);
    QVERIFY(result.output.contains("c499"));
    QVERIFY2(result.output.size() < 200'000, QByteArray::number(result.output.size()).constData());
}

void TestCliHostile::aProfilesFileCannotSteerTheTerminal()
{
    QFile file(m_folder.filePath(u"profiles.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"version":1,"profiles":[{"id":"x","name":"n\u001b","recipe":"r\u001b","url":)"
               R"("http://127.0.0.1:1","user":"u\u001b","settings":{"login.header.\u001b":"v\u001b"},)"
               R"("secretFields":[],"connection":{"caFile":"","clientCertificate":"","clientKey":"",)"
               R"("proxy":"","http2":false}}]})");
    file.close();
    for (const QStringList &arguments :
         {QStringList{u"profile"_s, u"list"_s}, QStringList{u"profile"_s, u"show"_s, u"n\x1b"_s},
          QStringList{u"status"_s}}) {
        const CliRun result = run(arguments + QStringList{u"--config-dir"_s, m_folder.path()});
        QVERIFY2(result.exitCode == 0, result.errors.constData());
        QVERIFY2(!(result.output + result.errors).contains('\x1b'), result.output.constData());
        QVERIFY(result.output.contains("<U+001B>"));
    }
}

void TestCliHostile::aLookalikeHostIsListedInAscii()
{
    const QString folder = m_folder.filePath(u"lookalike"_s);
    const QString cyrillic = u"https://\u0430pple.com"_s;
    QCOMPARE(run({u"profile"_s, u"add"_s, u"p"_s, u"--recipe"_s, u"practice"_s, u"--url"_s, cyrillic,
                  u"--config-dir"_s, folder})
                 .exitCode,
             0);
    for (const QString &form : {u"--no-input"_s, u"--json"_s}) {
        const CliRun result = run({u"profile"_s, u"list"_s, u"--config-dir"_s, folder, form});
        QVERIFY2(result.output.contains("https://xn--pple-43d.com"), result.output.constData());
    }
}

QTEST_GUILESS_MAIN(TestCliHostile)
#include "tst_cli_hostile.moc"
