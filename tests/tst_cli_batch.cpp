#include "batch_tools.h"
#include "support/jwe_vectors.h"
#include "support/jws_vectors.h"

#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace batch_tools;

/// `verify --batch` through the real program: a stream of lines (CLI.md, "Batches").
class TestCliBatch final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void idsComeBackByteForByte_data();
    void idsComeBackByteForByte();
    void anIdHoldsNoLineEnd();
    void hostileLinesAreAnswered_data();
    void hostileLinesAreAnswered();
    void aHostileLineDoesNotEndTheBatch();
    void aLineThatIsTooLongIsAnswered();
    void blankLinesAreSkippedAndCounted();
    void tenThousandLinesStayInOrder();
    void aCoprocessGetsItsAnswerAtOnce();
    void linesWithoutAKeyUseTheDefault();
    void aLinesOwnKeyCountsMoreThanTheDefault();
    void batchesAreReadFromFiles();
    void usageErrors_data();
    void usageErrors();

private:
    [[nodiscard]] QString write(const QString &name, const QByteArray &bytes);
    QTemporaryDir m_folder;
};

void TestCliBatch::initTestCase()
{
    QVERIFY(m_folder.isValid());
}

QString TestCliBatch::write(const QString &name, const QByteArray &bytes)
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write a test file");
    return file.fileName();
}

void TestCliBatch::idsComeBackByteForByte_data()
{
    QTest::addColumn<QByteArray>("id");
    for (const char *id : {"1", "1.0", "1e0", "-0", "12345678901234567890123", "\"a\\u0062\\/\"", "null",
                           "true", "[1, 2]", "{\"a\" : 1,\"a\":2}", "\"\\ud800\"", "\"\xc3\xa9\""})
        QTest::newRow(id) << QByteArray(id);
}

void TestCliBatch::idsComeBackByteForByte()
{
    QFETCH(const QByteArray, id);
    const CliRun run = runCli({u"verify"_s, u"--batch"_s, u"-"_s}, "{\"id\": " + id + " ,\"token\":\"x\"}\n");
    QVERIFY2(run.output.startsWith("{\"id\":" + id + ",\"outcome\":\"could-not-check\""),
             run.output.constData());
}

/// A carriage return between values is white space, and to many readers the end of a line.
void TestCliBatch::anIdHoldsNoLineEnd()
{
    const CliRun run = runCli({u"verify"_s, u"--batch"_s, u"-"_s}, "{\"id\":[1,\r2],\"token\":\"x\"}\n");
    QVERIFY2(run.output.startsWith("{\"id\":[1, 2],\"outcome\":"), run.output.constData());
}

void TestCliBatch::hostileLinesAreAnswered_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto unreadable = [](const char *name, const QByteArray &text, const char *code) {
        QTest::newRow(name) << text << QByteArray("{\"id\":null,\"line\":1,\"code\":\"") + code + "\"}\n";
    };
    unreadable("no JSON", "hello\n", "JsonSyntax");
    unreadable("no JSON object", "[1]\n", "JsonNotObject");
    unreadable("a string", "\"token\"\n", "JsonNotObject");
    unreadable("half an object", "{\"id\":1", "JsonSyntax");
    unreadable("two objects", "{} {}\n", "JsonTrailingData");
    unreadable("not UTF-8", "{\"id\":\"\xff\"}\n", "JsonNotUtf8");
    unreadable("a NUL", QByteArray("{\"id\":1}\0\n", 10), "JsonTrailingData");
    unreadable("too many values", "{\"id\":[0" + QByteArray(",0").repeated(1'000'001) + "]}\n",
               "JsonTooLarge");
    unreadable("too deep", "{\"id\":" + QByteArray(100'000, '[') + "\n", "JsonTooDeep");
    const auto refused = [](const char *name, const QByteArray &text, const char *id, const char *code) {
        QTest::newRow(name) << text
                            << "{\"id\":" + QByteArray(id) +
                                   ",\"outcome\":\"could-not-check\",\"verified\":false,\"code\":\"" + code +
                                   "\",\"payload\":null,\"processed\":null,\"signatures\":[]}\n";
    };
    refused("no members", "{}\n", "null", "BatchFieldInvalid");
    refused("CR LF", "{}\r\n", "null", "BatchFieldInvalid");
    refused("no line end", "{}", "null", "BatchFieldInvalid");
    refused("two ids", "{\"id\":1,\"id\":2}\n", "null", "JsonDuplicateName");
    refused("two tokens", "{\"id\":1,\"token\":\"a\",\"token\":\"b\"}\n", "1", "JsonDuplicateName");
    refused("two tokens in two spellings", "{\"id\":1,\"token\":\"a\",\"t\\u006fken\":\"b\"}\n", "1",
            "JsonDuplicateName");
    refused("a member twice in sdJwt", "{\"id\":1,\"token\":\"a\",\"sdJwt\":{\"aud\":\"a\",\"aud\":\"b\"}}\n",
            "1", "JsonDuplicateName");
    refused("a token that is a number", "{\"id\":1,\"token\":5}\n", "1", "BatchFieldInvalid");
    refused("a member twice in the key",
            "{\"id\":1,\"token\":\"a\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AA\",\"k\":\"BB\"}}\n", "1",
            "JsonDuplicateName");
}

void TestCliBatch::hostileLinesAreAnswered()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, expected);
    const CliRun run = runCli({u"verify"_s, u"--batch"_s, u"-"_s}, text);
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.output, expected);
}

void TestCliBatch::aHostileLineDoesNotEndTheBatch()
{
    const CliRun run = runCli({u"verify"_s, u"--batch"_s, u"-"_s},
                              "nonsense\n" + line(with(a1(), u"id"_s, 2)) + "{\"id\":3}\n");
    QCOMPARE(run.exitCode, 0);
    const QList<QByteArray> lines = run.output.split('\n');
    QCOMPARE(lines.size(), 4);
    QCOMPARE(summary(QJsonDocument::fromJson(lines[1]).object()), "match true");
}

void TestCliBatch::aLineThatIsTooLongIsAnswered()
{
    const CliRun run =
        runCli({u"verify"_s, u"--batch"_s, u"-"_s},
               "{\"id\":\"" + QByteArray(33 * 1024 * 1024, 'a') + "\"}\n" + line(with(a1(), u"id"_s, 2)));
    QCOMPARE(run.exitCode, 0);
    const QList<QByteArray> lines = run.output.split('\n');
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines[0], "{\"id\":null,\"line\":1,\"code\":\"JsonTooLarge\"}");
    QVERIFY(lines[1].startsWith("{\"id\":2,\"outcome\":\"match\""));
}

void TestCliBatch::blankLinesAreSkippedAndCounted()
{
    const CliRun run = runCli({u"verify"_s, u"--batch"_s, u"-"_s}, "\n \t\r\nx\n\n\n");
    QCOMPARE(run.output, "{\"id\":null,\"line\":3,\"code\":\"JsonSyntax\"}\n");
    QCOMPARE(runCli({u"verify"_s, u"--batch"_s, u"-"_s}, "").output, "");
}

// Lines of different cost: an answer that is ready early waits for those before it.
void TestCliBatch::tenThousandLinesStayInOrder()
{
    constexpr int count = 10'000;
    const QJsonObject slow = {{u"token"_s, QString::fromLatin1(rfc::a4Token)},
                              {u"jwk"_s, object(rfc::a4Key)},
                              {u"signatureOnly"_s, true}};
    QByteArray input;
    for (int i = 0; i < count; ++i) {
        if (i % 7 == 3)
            input += "no JSON\n";
        else
            input += line(with(i % 5 == 0 ? slow : a1(), u"id"_s, i));
    }
    const CliRun run = runCli({u"verify"_s, u"--batch"_s, u"-"_s}, input);
    QCOMPARE(run.exitCode, 0);
    const QList<QByteArray> lines = run.output.split('\n');
    QCOMPARE(lines.size(), count + 1);
    for (int i = 0; i < count; ++i) {
        const QByteArray number = QByteArray::number(i % 7 == 3 ? i + 1 : i);
        const QByteArray start = i % 7 == 3
                                     ? "{\"id\":null,\"line\":" + number + ","
                                     : "{\"id\":" + number + ",\"outcome\":\"match\",\"verified\":true,";
        QVERIFY2(lines[i].startsWith(start), lines[i].constData());
    }
}

void TestCliBatch::aCoprocessGetsItsAnswerAtOnce()
{
    QProcess process;
    process.start(cliProgram(), {u"verify"_s, u"--batch"_s, u"-"_s});
    QByteArray answers;
    for (int i = 0; i < 3; ++i) {
        const QByteArray question = line(with(a1(), u"id"_s, i));
        // In two pieces: half a line is no line yet.
        process.write(question.first(question.size() / 2));
        process.waitForBytesWritten();
        process.write(question.sliced(question.size() / 2));
        while (answers.count('\n') <= i)
            QVERIFY(process.waitForReadyRead(60'000) &&
                    !(answers += process.readAllStandardOutput()).isEmpty());
        QVERIFY(answers.split('\n').at(i).startsWith("{\"id\":" + QByteArray::number(i) +
                                                     ",\"outcome\":\"match\""));
    }
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 0);
    QCOMPARE(answers.count('\n'), 3);
}

void TestCliBatch::linesWithoutAKeyUseTheDefault()
{
    const QByteArray input = line(without(a1(), u"jwk"_s));
    const QString jwks = write(u"jwks.json"_s, "{\"keys\":[" + QByteArray(rfc::a1Key) + "]}");
    QCOMPARE(summary(runCli({u"verify"_s, u"--batch"_s, u"-"_s, u"--jwks"_s, jwks}, input).json().object()),
             "match true");
    const QString key = write(u"key.json"_s, rfc::a1Key);
    QCOMPARE(summary(runCli({u"verify"_s, u"--batch"_s, u"-"_s, u"--key"_s, key}, input).json().object()),
             "match true");
    const QString secret = write(u"secret"_s, object(rfc::a1Key)[u"k"_s].toString().toLatin1() + '\n');
    QCOMPARE(summary(runCli({u"verify"_s, u"--batch"_s, u"-"_s, u"--secret-file"_s, secret,
                             u"--secret-encoding"_s, u"base64url"_s},
                            input)
                         .json()
                         .object()),
             "match true");
}

void TestCliBatch::aLinesOwnKeyCountsMoreThanTheDefault()
{
    const QString other = write(u"other.json"_s, rfc::a3Key);
    QCOMPARE(
        summary(runCli({u"verify"_s, u"--batch"_s, u"-"_s, u"--key"_s, other}, line(a1())).json().object()),
        "match true");
    QCOMPARE(
        summary(runCli({u"verify"_s, u"--batch"_s, u"-"_s, u"--key"_s, other}, line(without(a1(), u"jwk"_s)))
                    .json()
                    .object()),
        "could-not-check false AlgorithmNotAllowed");
}

void TestCliBatch::batchesAreReadFromFiles()
{
    const QString file = write(u"batch.jsonl"_s, line(a1()) + line(a1()));
    const CliRun run = runCli({u"verify"_s, u"--batch"_s, file});
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.output.count("\"verified\":true"), 2);
}

void TestCliBatch::usageErrors_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("code");
    const QString key = write(u"usage.json"_s, rfc::a1Key);
    QTest::newRow("no such file") << QStringList{u"verify"_s, u"--batch"_s, m_folder.filePath(u"none"_s)} << 3
                                  << QByteArray("FileUnreadable");
    QTest::newRow("a folder") << QStringList{u"verify"_s, u"--batch"_s, m_folder.path()} << 3
                              << QByteArray("FileUnreadable");
    QTest::newRow("two default keys")
        << QStringList{u"verify"_s, u"--batch"_s, u"-"_s, u"--key"_s, key, u"--jwks"_s, key} << 2
        << QByteArray("UsageInvalid");
    QTest::newRow("a default key that is none")
        << QStringList{u"verify"_s, u"--batch"_s, u"-"_s, u"--key"_s, write(u"nokey"_s, "a key")} << 3
        << QByteArray("KeyFormatUnknown");
    QTest::newRow("an expectation for all")
        << QStringList{u"verify"_s, u"--batch"_s, u"-"_s, u"--iss"_s, u"i"_s} << 2
        << QByteArray("UsageInvalid");
    QTest::newRow("key generate") << QStringList{u"key"_s, u"generate"_s, u"--batch"_s, u"-"_s} << 2
                                  << QByteArray("UsageInvalid");
}

void TestCliBatch::usageErrors()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, exitCode);
    QFETCH(const QByteArray, code);
    const CliRun run = runCli(arguments + QStringList{u"--json"_s});
    QCOMPARE(run.exitCode, exitCode);
    QCOMPARE(run.errorCode(), code);
    QVERIFY(run.output.isEmpty());
}

QTEST_GUILESS_MAIN(TestCliBatch)
#include "tst_cli_batch.moc"
