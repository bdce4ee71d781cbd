#include "base/base64url.h"
#include "support/cli_process.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// `compare` and `share`, by the real program.
class TestCliLooking final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void inspectsInAnyFormat_data();
    void inspectsInAnyFormat();
    void inspectShowsDisclosuresAndLayers();
    void inspectTellsWhatTheTextIs();
    void explainOpensValues();
    void jsonSteersNoTerminal();
    void explainsFindings();
    void comparesTwoTokens();
    void comparesAFileWithStandardInput();
    void exitCodeOfAComparison_data();
    void exitCodeOfAComparison();
    void comparisonErrors_data();
    void comparisonErrors();
    void sharesWithoutSecrets();
    void sharesAsAReport();
    void keepsWhatItIsToldTo();
    void sharesAnSdJwtWithoutDisclosures();
    void refusesToShareWhatItCannotRead();
};

namespace {

QByteArray token(const QByteArray &claims, const QByteArray &header = "{\"alg\":\"HS256\"}")
{
    return base64url::encode(header) + '.' + base64url::encode(claims) + ".c2lnbmF0dXJl";
}

} // namespace

void TestCliLooking::inspectsInAnyFormat_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("part");
    QTest::newRow("text") << QStringList{u"--format"_s, u"text"_s} << 0 << QByteArray("\nClaims\n");
    QTest::newRow("markdown") << QStringList{u"--format"_s, u"markdown"_s} << 0
                              << QByteArray("\n## Claims\n");
    QTest::newRow("html") << QStringList{u"--format"_s, u"html"_s} << 0 << QByteArray("<h2>Claims</h2>");
    QTest::newRow("another") << QStringList{u"--format"_s, u"pdf"_s} << 2 << QByteArray();
    QTest::newRow("explained") << QStringList{u"--explain"_s} << 0 << QByteArray("time-no-expiry, RFC 7519");
}

void TestCliLooking::inspectsInAnyFormat()
{
    QFETCH(QStringList, options);
    QFETCH(int, exitCode);
    QFETCH(QByteArray, part);
    const CliRun run = runCli(QStringList{u"inspect"_s, u"-"_s} + options, token("{\"sub\":\"a\"}"));
    QCOMPARE(run.exitCode, exitCode);
    QVERIFY2(run.output.contains(part), run.output.constData());
    QCOMPARE(run.output.isEmpty(), part.isEmpty());
}

void TestCliLooking::inspectShowsDisclosuresAndLayers()
{
    const QByteArray disclosure = base64url::encode("[\"salt\",\"given_name\",\"Alice\"]");
    const CliRun run = runCli({u"inspect"_s, u"-"_s}, token("{\"_sd\":[\"AAAA\"]}") + '~' + disclosure + '~');
    QVERIFY2(run.output.contains("\nDisclosures\n") && run.output.contains("given_name"),
             run.output.constData());

    const QByteArray nested = base64url::encode("{\"alg\":\"HS256\",\"cty\":\"JWT\"}") + '.' +
                              base64url::encode(token("{\"inner\":1}")) + ".c2ln";
    const CliRun layers = runCli({u"inspect"_s, u"-"_s}, nested);
    QVERIFY2(layers.output.contains("Nested token") && layers.output.contains("inner"),
             layers.output.constData());
}

void TestCliLooking::inspectTellsWhatTheTextIs()
{
    const CliRun run =
        runCli({u"inspect"_s, u"-"_s}, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
    QCOMPARE(run.exitCode, 1);
    QVERIFY2(run.errors.contains("key") && run.errors.contains("NoTokenFound"), run.errors.constData());
}

void TestCliLooking::explainOpensValues()
{
    // RFC 8037 appendix A.2 and A.3.
    const QByteArray key =
        R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
    const QByteArray given = token(R"({"scope":"openid read"})", R"({"alg":"HS256","jwk":)" + key + '}');
    const CliRun run = runCli({u"inspect"_s, u"-"_s, u"--explain"_s}, given);
    QVERIFY2(run.output.contains("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"), run.output.constData());
    QVERIFY(run.output.contains("\n    openid "));
    QVERIFY(!runCli({u"inspect"_s, u"-"_s}, given).output.contains("kPrK_qmx"));
}

/// C1 controls, DEL and bidi characters are allowed in JSON as they are; people look at it in terminals.
void TestCliLooking::jsonSteersNoTerminal()
{
    const QString hostile = u"a\u009B2J\u007F\u202E\u2028\u200B\U000E0041 \u00E9\U0001F600"_s;
    const QByteArray given = token("{\"" + hostile.toUtf8() + "\":\"" + hostile.toUtf8() + "\"}");
    const QString other = QString::fromLatin1(token("{}"));
    for (const QStringList &arguments :
         {QStringList{u"inspect"_s, u"-"_s}, {u"compare"_s, u"-"_s, other}, {u"share"_s, u"-"_s}}) {
        const CliRun run = runCli(arguments + QStringList{u"--json"_s}, given);
        const QString output = QString::fromUtf8(run.output);
        for (const char16_t c : {u'\u009B', u'\u007F', u'\u202E', u'\u2028', u'\u200B', char16_t(0xDB40)})
            QVERIFY2(!output.contains(QChar(c)), qPrintable(arguments.front()));
        QVERIFY(output.contains(u"\\u009b2J\\u007f\\u202e\\u2028\\u200b\\udb40\\udc41 \u00E9\U0001F600"_s));
    }
    const CliRun run = runCli({u"inspect"_s, u"-"_s, u"--json"_s}, given);
    QCOMPARE(run.json()[u"claims"][0][u"name"].toString(), hostile);
    QCOMPARE(run.json()[u"claims"][0][u"value"].toString(), hostile);
}

void TestCliLooking::explainsFindings()
{
    const CliRun all = runCli({u"help"_s, u"findings"_s});
    QCOMPARE(all.exitCode, 0);
    QVERIFY(all.output.contains("\nTime\n") && all.output.contains("  time-expired "));
    const CliRun one = runCli({u"help"_s, u"findings"_s, u"time-expired"_s});
    QCOMPARE(one.exitCode, 0);
    QVERIFY(one.output.startsWith("time-expired (error)\n") &&
            one.output.endsWith("RFC 7519 section 4.1.4\n"));
    const CliRun none = runCli({u"help"_s, u"findings"_s, u"no-such"_s, u"--json"_s});
    QCOMPARE(none.exitCode, 2);
    QCOMPARE(none.errorCode(), QByteArray("UsageInvalid"));
}

void TestCliLooking::comparesTwoTokens()
{
    const QString before = QString::fromLatin1(token("{\"sub\":\"a\",\"exp\":1000,\"scope\":\"r w\"}"));
    const QString after =
        QString::fromLatin1(token("{\"sub\":\"a\",\"exp\":4600,\"scope\":\"r\",\"new\":true}"));
    const CliRun text = runCli({u"compare"_s, before, after});
    QCOMPARE(text.exitCode, 0);
    QVERIFY(text.output.startsWith("Differences: 3."));
    QVERIFY(text.output.contains("/exp"));
    QVERIFY(text.output.contains("1000 → 4600  (1 h later)"));
    QVERIFY(text.output.contains("(-w)"));
    QVERIFY(!text.output.contains("/sub"));

    const CliRun run = runCli({u"compare"_s, before, after, u"--json"_s});
    QCOMPARE(run.exitCode, 0);
    const QJsonArray differences = run.json()[u"differences"].toArray();
    QCOMPARE(differences.size(), 5);
    QCOMPARE(differences[2][u"deltaSeconds"].toInt(), 3600);
    QCOMPARE(differences[4][u"change"].toString(), u"added"_s);
}

void TestCliLooking::comparesAFileWithStandardInput()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"token"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("Authorization: Bearer " + token("{\"sub\":\"a\"}"));
    file.close();
    const CliRun run = runCli({u"compare"_s, u'@' + file.fileName(), u"-"_s, u"--json"_s},
                              "{\"access_token\":\"" + token("{\"sub\":\"b\"}") + "\"}");
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.json()[u"differences"][1][u"after"].toString(), u"\"b\""_s);
}

void TestCliLooking::exitCodeOfAComparison_data()
{
    QTest::addColumn<QByteArray>("other");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("exitCode");
    const QByteArray same = token("{}");
    const QByteArray other = token("{\"a\":1}");
    QTest::newRow("same") << same << QStringList{u"--exit-code"_s} << 0;
    QTest::newRow("different") << other << QStringList{u"--exit-code"_s} << 1;
    QTest::newRow("different, not asked for") << other << QStringList{} << 0;
}

void TestCliLooking::exitCodeOfAComparison()
{
    QFETCH(QByteArray, other);
    QFETCH(QStringList, options);
    QFETCH(int, exitCode);
    const QStringList arguments{u"compare"_s, QString::fromLatin1(token("{}")), QString::fromLatin1(other)};
    QCOMPARE(runCli(arguments + options).exitCode, exitCode);
}

void TestCliLooking::comparisonErrors_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<int>("exitCode");
    const QString good = QString::fromLatin1(token("{}"));
    QTest::newRow("one token") << QStringList{good} << QByteArray("UsageInvalid") << 2;
    QTest::newRow("two inputs") << QStringList{u"-"_s, u"-"_s} << QByteArray("UsageInvalid") << 2;
    QTest::newRow("no token") << QStringList{good, u"not a token"_s} << QByteArray("NoTokenFound") << 1;
    QTest::newRow("no file") << QStringList{good, u"@/nowhere/token"_s} << QByteArray("FileUnreadable") << 3;
}

void TestCliLooking::comparisonErrors()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, code);
    QFETCH(int, exitCode);
    const CliRun run = runCli(QStringList{u"compare"_s, u"--json"_s} + arguments);
    QCOMPARE(run.errorCode(), code);
    QCOMPARE(run.exitCode, exitCode);
    QVERIFY(run.output.isEmpty());
}

void TestCliLooking::sharesWithoutSecrets()
{
    const QByteArray claims = "{\"iss\":\"https://idp.example\",\"sub\":\"alice\",\"exp\":1000}";
    const CliRun run = runCli({u"share"_s, u"-"_s}, "Authorization: Bearer " + token(claims));
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.output,
             base64url::encode("{\"alg\":\"HS256\"}") + '.' +
                 base64url::encode("{\"iss\":\"https://idp.example\",\"sub\":\"redacted-1\",\"exp\":1000}") +
                 ".\n");
    QVERIFY(run.errors.contains("Values replaced: 1."));

    const CliRun json = runCli({u"share"_s, u"-"_s, u"--json"_s}, token(claims));
    QCOMPARE(json.json()[u"replaced"][0][u"pointer"].toString(), u"/sub"_s);
    QVERIFY(!json.output.contains("alice"));
}

void TestCliLooking::sharesAsAReport()
{
    const CliRun run =
        runCli({u"share"_s, u"-"_s, u"--report"_s, u"markdown"_s}, token("{\"sub\":\"alice\"}"));
    QCOMPARE(run.exitCode, 0);
    QVERIFY(run.output.contains("the signature was removed"));
    QVERIFY(run.output.contains("redacted-1") && !run.output.contains("alice"));
    const CliRun wrong = runCli({u"share"_s, u"-"_s, u"--report"_s, u"pdf"_s, u"--json"_s}, token("{}"));
    QCOMPARE(wrong.errorCode(), QByteArray("UsageInvalid"));
}

void TestCliLooking::keepsWhatItIsToldTo()
{
    const CliRun run = runCli({u"share"_s, u"-"_s, u"--keep"_s, u"team,level"_s, u"--claims"_s},
                              token("{\"team\":\"x\",\"level\":9,\"sub\":\"alice\"}"));
    QCOMPARE(run.output,
             QByteArray("{\"alg\":\"HS256\"}\n{\"team\":\"x\",\"level\":9,\"sub\":\"redacted-1\"}\n"));
}

void TestCliLooking::sharesAnSdJwtWithoutDisclosures()
{
    const QByteArray disclosure = base64url::encode("[\"salt\",\"given_name\",\"Alice\"]");
    const CliRun run = runCli({u"share"_s, u"-"_s}, token("{\"_sd\":[\"AAAA\"]}") + '~' + disclosure + '~');
    QCOMPARE(run.exitCode, 0);
    QVERIFY(!run.output.contains('~'));
    QVERIFY(!run.output.contains(disclosure));
}

void TestCliLooking::refusesToShareWhatItCannotRead()
{
    const CliRun run = runCli({u"share"_s, u"-"_s, u"--json"_s}, token("{\"sub\":\"alice"));
    QCOMPARE(run.errorCode(), QByteArray("JsonSyntax"));
    QCOMPARE(run.exitCode, 1);
    QVERIFY(run.output.isEmpty());
    QVERIFY(!run.errors.contains("alice"));
}

QTEST_GUILESS_MAIN(TestCliLooking)
#include "tst_cli_looking.moc"
