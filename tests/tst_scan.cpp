#include "support/cli_process.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace claimcheck::test;
using namespace Qt::StringLiterals;

namespace {

// RFC 7515 appendix A.1: HS256, iss joe, exp 1300819380.
const QByteArray rfcToken = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                            "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNv"
                            "bS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
// printf %s TOKEN | sha256sum | cut -c1-16
const QByteArray rfcFingerprint = "8d4ef6536dc8895f";

} // namespace

/// `claimcheck scan` as scripts use it.
class TestScan final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void listsTokensOfFiles();
    void jsonIsOneDocument();
    void readsStandardInput();
    void saysThatThereIsNone();
    void unreadableFilesDoNotEndIt_data();
    void unreadableFilesDoNotEndIt();
    void redactPrintsNoPartOfAToken();
    void findingsAreNamed();
    void controlCharactersInNamesAreShown();
    void interruptEndsTheDocument();

private:
    [[nodiscard]] QString write(const QString &name, const QByteArray &bytes);
    QTemporaryDir m_folder;
};

void TestScan::initTestCase()
{
    QVERIFY(m_folder.isValid());
}

QString TestScan::write(const QString &name, const QByteArray &bytes)
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write a test file");
    return file.fileName();
}

void TestScan::listsTokensOfFiles()
{
    const QString a = write(u"a.log"_s, "GET /\nAuthorization: Bearer " + rfcToken + "\n");
    const QString b = write(u"b.bin"_s, QByteArray(5000, '\0') + "t=" + rfcToken + QByteArray(10, '\0'));
    const CliRun run = runCli({u"scan"_s, a, b, u"--at"_s, u"1300819379"_s});
    QCOMPARE(run.exitCode, 0);
    const QByteArrayList lines = run.output.split('\n');
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines[0], a.toUtf8() +
                           ":28\tjws-compact\tHS256\tjoe\t2011-03-22T18:43:00Z\tnot-"
                           "expired\tAuthorization\teyJ0eXAi…\tsha256:" +
                           rfcFingerprint);
    QVERIFY(lines[1].startsWith(b.toUtf8() + ":5002\tjws-compact\t"));
    QCOMPARE(run.errors, QByteArray());
    const CliRun later = runCli({u"scan"_s, a, u"--at"_s, u"1300819380"_s});
    QVERIFY(later.output.contains("\texpired\t"));
}

void TestScan::jsonIsOneDocument()
{
    const QByteArray key = "ghp_" + QByteArray("aB3d").repeated(9);
    const QString a =
        write(u"c.log"_s, "jwt=" + rfcToken + "\nkey=" + key + "\nb64: " + rfcToken.toBase64() + "\n");
    const CliRun run = runCli({u"scan"_s, a, u"--json"_s, u"--at"_s, u"1300819380"_s});
    QCOMPARE(run.exitCode, 0);
    const QJsonArray items = run.json().array();
    QCOMPARE(items.size(), 3);
    QCOMPARE(items[0][u"file"].toString(), a);
    QCOMPARE(items[0][u"offset"].toInt(), 4);
    QCOMPARE(items[0][u"length"].toInt(), rfcToken.size());
    QCOMPARE(items[0][u"kind"].toString(), u"jws-compact"_s);
    QCOMPARE(items[0][u"label"].toString(), u"jwt"_s);
    QCOMPARE(items[0][u"alg"].toString(), u"HS256"_s);
    QCOMPARE(items[0][u"iss"].toString(), u"joe"_s);
    QCOMPARE(items[0][u"exp"].toString(), u"2011-03-22T18:43:00Z"_s);
    QCOMPARE(items[0][u"state"].toString(), u"expired"_s);
    QVERIFY(items[0][u"findings"].isUndefined());
    QCOMPARE(items[1][u"kind"].toString(), u"api-key"_s);
    QCOMPARE(items[1][u"name"].toString(), u"GitHub personal access token"_s);
    QVERIFY(items[1][u"state"].isNull());
    QCOMPARE(items[2][u"wrappings"].toArray(), QJsonArray{u"base64"_s});
    QCOMPARE(items[2][u"fingerprint"].toString(), items[0][u"fingerprint"].toString());
}

void TestScan::readsStandardInput()
{
    for (const QStringList &arguments : {QStringList{u"scan"_s}, QStringList{u"scan"_s, u"-"_s}}) {
        const CliRun run = runCli(arguments, "x " + rfcToken + " y");
        QCOMPARE(run.exitCode, 0);
        QVERIFY(run.output.startsWith("-:2\tjws-compact\t"));
    }
}

void TestScan::saysThatThereIsNone()
{
    const CliRun run = runCli({u"scan"_s}, "nothing here\n");
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(run.output, QByteArray());
    QVERIFY(run.errors.contains("No token"));
    const CliRun json = runCli({u"scan"_s, u"--json"_s}, "nothing here\n");
    QCOMPARE(json.exitCode, 1);
    QVERIFY(json.json().isArray() && json.json().array().isEmpty());
    QCOMPARE(json.errors, QByteArray());
}

void TestScan::unreadableFilesDoNotEndIt_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("absent") << m_folder.filePath(u"absent"_s) << QByteArray("absent");
    QTest::newRow("folder") << m_folder.path() << QByteArray("folder");
    QTest::newRow("gzip") << write(u"x.gz"_s, QByteArray("\x1f\x8b\x08\x00", 4)) << QByteArray("gzip");
}

void TestScan::unreadableFilesDoNotEndIt()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, words);
    const QString good = write(u"good.log"_s, rfcToken);
    const CliRun run = runCli({u"scan"_s, file, good});
    QCOMPARE(run.exitCode, 3);
    QVERIFY(run.output.contains(rfcFingerprint));
    QVERIFY(run.errors.contains("FileUnreadable") && run.errors.contains(words));
    const CliRun json = runCli({u"scan"_s, file, good, u"--json"_s});
    QCOMPARE(json.exitCode, 3);
    QCOMPARE(json.errors, QByteArray());
    const QJsonArray items = json.json().array();
    QCOMPARE(items.size(), 2);
    QCOMPARE(items[0][u"error"][u"code"].toString(), u"FileUnreadable"_s);
    QCOMPARE(items[1][u"kind"].toString(), u"jws-compact"_s);
}

void TestScan::redactPrintsNoPartOfAToken()
{
    const QByteArray key = "ghp_" + QByteArray("aB3d").repeated(9);
    for (const QString &form : {u"--json"_s, u"--findings"_s}) {
        const CliRun run = runCli({u"scan"_s, u"--redact"_s, form}, "t=" + rfcToken + "\nk=" + key + "\n");
        QCOMPARE(run.exitCode, 0);
        for (const QByteArray &token : {rfcToken, key}) {
            for (qsizetype i = 0; i + 6 <= token.size(); ++i)
                QVERIFY2(!run.output.contains(token.sliced(i, 6)), token.sliced(i, 6));
        }
        QVERIFY(!run.output.contains("joe"));
        QVERIFY(run.output.contains(rfcFingerprint));
    }
    // Without it, the signature does not come out either.
    const CliRun plain = runCli({u"scan"_s}, "t=" + rfcToken);
    QVERIFY(plain.output.contains(rfcToken.first(8)));
    QVERIFY(!plain.output.contains(rfcToken.first(9)));
}

void TestScan::findingsAreNamed()
{
    const CliRun run =
        runCli({u"scan"_s, u"--findings"_s, u"--json"_s, u"--at"_s, u"1300819380"_s}, rfcToken);
    const QJsonArray findings = run.json().array()[0][u"findings"].toArray();
    QVERIFY(findings.contains(u"time-expired"_s));
    const CliRun before =
        runCli({u"scan"_s, u"--findings"_s, u"--json"_s, u"--at"_s, u"1300819379"_s}, rfcToken);
    QVERIFY(!before.json().array()[0][u"findings"].toArray().contains(u"time-expired"_s));
}

void TestScan::controlCharactersInNamesAreShown()
{
    const QString file = write(QStringLiteral("a\x1b[31m\tb"), rfcToken);
    const CliRun run = runCli({u"scan"_s, file});
    QCOMPARE(run.exitCode, 0);
    QVERIFY(!run.output.contains('\x1b'));
    QCOMPARE(run.output.count('\t'), 8);
}

/// Ctrl+C while the input is open: what was found stands there, and the document is whole.
void TestScan::interruptEndsTheDocument()
{
    QProcess process;
    process.start(cliProgram(), {u"scan"_s, u"--json"_s});
    QVERIFY(process.waitForStarted());
    process.write("t=" + rfcToken +
                  "\nGET /index.html HTTP/1.1 and more words of this line, so that it is settled\n");
    QByteArray output;
    QTRY_VERIFY((output += process.readAllStandardOutput()).contains(rfcFingerprint));
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
    QVERIFY(process.waitForFinished());
    output += process.readAllStandardOutput();
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 3);
    QCOMPARE(QJsonDocument::fromJson(output).array().size(), 1);
}

QTEST_GUILESS_MAIN(TestScan)
#include "support/patience.h"
#include "tst_scan.moc"
