#include "report_tools.h"

#include "inspect/ci_test.h"
#include "support/cli_process.h"

#include <QDir>
#include <QFile>
#include <QMessageAuthenticationCode>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;
using namespace claimcheck::inspect::testing;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// The shell script that holds tokens to the shape of one: what is in it, and what it says when it runs.
class TestCiTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void takesItsOwnTokenAndOneLikeIt();
    void refusesWhatDeviates_data();
    void refusesWhatDeviates();
    void checksTheSignatureWhereAKeyIsNamed();
    void readsTheTokenOfItsEnvironment();
    void saysWhatItCannotDo();
    void holdsNoValueThatNamesAnybody();
    void nothingOfATokenIsShell();
    void nothingOfATokenSteersTheTerminal();
    void toleratesWhatItsOwnTokenHasWrong();
    void takesEveryKindOfToken_data();
    void takesEveryKindOfToken();
    void expectationsCountMore();
    void commandLine();

private:
    struct Answer {
        int exitCode = -1;
        QByteArray output, errors;
    };
    [[nodiscard]] Answer run(const QByteArray &script, const QByteArray &token,
                             const QList<std::pair<QString, QString>> &variables = {}) const;
    [[nodiscard]] QString written(const QString &name, const QByteArray &content) const;
    QTemporaryDir m_folder;
};

namespace {

const QByteArray secret(32, 'k');

QByteArray signedToken(const QByteArray &claims, const QByteArray &header = R"({"alg":"HS256","typ":"JWT"})")
{
    const QByteArray input = base64url::encode(header) + '.' + base64url::encode(claims);
    return input + '.' +
           base64url::encode(QMessageAuthenticationCode::hash(input, secret, QCryptographicHash::Sha256));
}

QByteArray claimsWith(const QByteArray &changed = {}, const QByteArray &to = {})
{
    QByteArray json =
        R"({"iss":"https://id.example","aud":["api","web"],"sub":"alice","email":"alice@example.com",)"
        R"("iat":1799999900,"exp":1800000300,"admin":false,"scope":"read"})";
    Q_ASSERT(changed.isEmpty() || json.count(changed) == 1);
    return changed.isEmpty() ? json : json.replace(changed, to);
}

QByteArray scriptOf(const QByteArray &token, const ExpectationSet &expected = {})
{
    const auto script = ciTest(*makeReport(token, at(now)), expected);
    return script ? *script : QByteArray();
}

} // namespace

QString TestCiTest::written(const QString &name, const QByteArray &content) const
{
    QFile file(m_folder.filePath(name));
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? file.fileName()
                                                                                    : QString();
}

/// Runs a script in a folder of its own, at the moment of the test tokens.
TestCiTest::Answer TestCiTest::run(const QByteArray &script, const QByteArray &token,
                                   const QList<std::pair<QString, QString>> &variables) const
{
    QProcess shell;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"CLAIMCHECK"_s, cliProgram());
    environment.insert(u"CLAIMCHECK_AT"_s, QString::number(now));
    for (const auto &[name, value] : variables)
        environment.insert(name, value);
    shell.setProcessEnvironment(environment);
    shell.setWorkingDirectory(m_folder.path());
    shell.start(u"sh"_s, {written(u"token-test.sh"_s, script)});
    shell.write(token);
    shell.closeWriteChannel();
    constexpr int patienceMs = 60'000;
    if (!shell.waitForFinished(patienceMs) || shell.exitStatus() != QProcess::NormalExit)
        return {};
    return {shell.exitCode(), shell.readAllStandardOutput(), shell.readAllStandardError()};
}

void TestCiTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
}

void TestCiTest::takesItsOwnTokenAndOneLikeIt()
{
    const QByteArray script = scriptOf(signedToken(claimsWith()));
    const Answer own = run(script, signedToken(claimsWith()));
    QVERIFY2(own.exitCode == 0, own.output + own.errors);
    QCOMPARE(own.output, QByteArray("The token fits.\n"));
    QVERIFY(own.errors.startsWith("Signature: not checked"));
    // Another person, another order, another claim more.
    const Answer other = run(script, "Authorization: Bearer " +
                                         signedToken(claimsWith(R"("sub":"alice")", R"("n":1,"sub":"bob")")));
    QVERIFY2(other.exitCode == 0, other.output + other.errors);
}

void TestCiTest::refusesWhatDeviates_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QByteArray>("fault");
    const auto row = [](const char *name, const QByteArray &token, const char *fault) {
        QTest::newRow(name) << token << QByteArray(fault);
    };
    const auto claim = [&row](const char *name, const char *from, const char *to, const char *fault) {
        row(name, signedToken(claimsWith(from, to)), fault);
    };
    row("alg", signedToken(claimsWith(), R"({"alg":"HS384","typ":"JWT"})"),
        "alg should be one of [\"HS256\"]. It is: \"HS384\".");
    row("typ", signedToken(claimsWith(), R"({"alg":"HS256","typ":"jwt"})"),
        "typ should be \"JWT\". It is: [\"jwt\"].");
    row("no typ", signedToken(claimsWith(), R"({"alg":"HS256"})"),
        "parameter \"typ\" should be: string. It is: not there.");
    claim("iss", "id.example", "id.example/", "iss should be \"https://id.example\".");
    claim("an audience less", R"(["api","web"])", R"(["api"])", "aud should be \"web\". It is: [\"api\"].");
    claim("aud as a text", R"(["api","web"])", R"("api")", "claim \"aud\" should be: array. It is: string.");
    claim("a claim less", R"("admin":false,)", "", "claim \"admin\" should be: boolean. It is: not there.");
    claim("another type", R"("admin":false)", R"("admin":"false")",
          "claim \"admin\" should be: boolean. It is: string.");
    claim("a number as a text", "1799999900", R"("1799999900")",
          "claim \"iat\" should be: number. It is: string.");
    claim("null", "false", "null", "claim \"admin\" should be: boolean. It is: null.");
    claim("longer", "1800000300", "1800000321", "The lifetime should be at most 420 s. It is: 421.");
    claim("expired", R"("iat":1799999900,"exp":1800000300)", R"("iat":1799999600,"exp":1800000000)",
          "time-expired: ");
    claim("no expiry", R"(,"exp":1800000300)", "", "The lifetime should be at most 420 s. It is: unknown.");
    claim("repeated", R"("sub":"alice")", R"("sub":"alice","sub":"bob")", "json-duplicate-name: ");
    row("another kind", signedToken(claimsWith()) + '~',
        "kind should be \"jws-compact\". It is: [\"sd-jwt\"].");
    row("no token", "hello", "kind should be \"jws-compact\". It is: [\"opaque\"].");
}

void TestCiTest::refusesWhatDeviates()
{
    QFETCH(QByteArray, token);
    QFETCH(QByteArray, fault);
    const Answer answer = run(scriptOf(signedToken(claimsWith())), token);
    QCOMPARE(answer.exitCode, 1);
    QVERIFY2(answer.output.contains(fault), answer.output + answer.errors);
    QVERIFY(!answer.output.contains("fits"));
}

void TestCiTest::checksTheSignatureWhereAKeyIsNamed()
{
    const QByteArray script = scriptOf(signedToken(claimsWith()));
    const QString right = written(u"right"_s, secret), wrong = written(u"wrong"_s, QByteArray(32, 'j'));
    const auto with = [&](const QString &key, const QByteArray &token) {
        return run(script, token, {{u"CLAIMCHECK_SECRET_FILE"_s, key}});
    };
    const Answer match = with(right, signedToken(claimsWith()));
    QVERIFY2(match.exitCode == 0 && match.output.contains("Verified"), match.output + match.errors);
    QVERIFY(!match.errors.contains("not checked"));
    QCOMPARE(with(wrong, signedToken(claimsWith())).exitCode, 1);
    QCOMPARE(with(m_folder.filePath(u"nowhere"_s), signedToken(claimsWith())).exitCode, 3);
    // A token without aud and exp is verified without them.
    const QByteArray bare = signedToken(R"({"iss":"x","iat":1799999900})");
    const Answer least = run(scriptOf(bare), bare, {{u"CLAIMCHECK_SECRET_FILE"_s, right}});
    QVERIFY2(least.exitCode == 0, least.output + least.errors);
}

void TestCiTest::readsTheTokenOfItsEnvironment()
{
    const QByteArray token = signedToken(claimsWith());
    QCOMPARE(run(scriptOf(token), {}, {{u"TOKEN"_s, QString::fromLatin1(token)}}).exitCode, 0);
}

void TestCiTest::saysWhatItCannotDo()
{
    const QByteArray token = signedToken(claimsWith());
    const Answer none = run(scriptOf(token), {});
    QCOMPARE(none.exitCode, 2);
    QVERIFY(none.errors.startsWith("No token"));
    const Answer missing = run(scriptOf(token), token, {{u"CLAIMCHECK"_s, u"no-such-program"_s}});
    QCOMPARE(missing.exitCode, 2);
    QCOMPARE(missing.errors, QByteArray("no-such-program is needed and was not found.\n"));
    const Answer edited = run(scriptOf(token).replace("\"kind\":", "\"kind\""), token);
    QCOMPARE(edited.exitCode, 2);
    QVERIFY(ciTest(*makeReport("hello", at(now))).error().code == ErrorCode::TokenKindUnsupported);
}

void TestCiTest::holdsNoValueThatNamesAnybody()
{
    const QByteArray token = signedToken(claimsWith(), R"({"alg":"HS256","typ":"JWT","kid":"key-of-alice"})");
    ExpectationSet expected{u"API of acme"_s};
    expected.subject = "alice";
    const QByteArray script = scriptOf(token, expected);
    QVERIFY(script.contains("\"aud\": [\"api\", \"web\"]"));
    for (const QByteArray &value :
         {QByteArray("alice"), QByteArray("acme"), QByteArray("\"read\""), QByteArray("1800000300"),
          QByteArray("1799999900"), token.split('.').at(2), token.split('.').at(1)})
        QVERIFY2(!script.contains(value), value.constData());
}

void TestCiTest::nothingOfATokenIsShell()
{
    // Each would leave a file behind, if it were read as shell anywhere.
    QByteArray claims =
        R"({"exp":1800000300,"iss":"';touch i1;'$(touch i2)`touch i3`","aud":"--help","a'$(touch i4)'":1,)"
        R"("\n'\ntouch i5\n":{},"\u0000'":1,")";
    claims += "\u202E\u00E9\xF0\x9F\x98\x80'\":[],\"\\ud83d\":\"x\"}";
    const QByteArray token = signedToken(claims, R"({"alg":"HS256","typ":"'; touch i6; '"})");
    const QByteArray script = scriptOf(token);
    QVERIFY(std::all_of(script.begin(), script.end(),
                        [](char c) { return (c >= 0x20 && c < 0x7F) || c == '\n'; }));
    const Answer answer = run(script, token, {{u"CLAIMCHECK_SECRET_FILE"_s, written(u"right"_s, secret)}});
    QVERIFY2(answer.exitCode == 0, answer.output + answer.errors);
    QCOMPARE(QDir(m_folder.path()).entryList({u"i*"_s}, QDir::Files), QStringList());
    // Whoever breaks out of the quotes is seen: without the escapes the file is there.
    (void)run("expected='';touch i1;''\n", {});
    QCOMPARE(QDir(m_folder.path()).entryList({u"i*"_s}, QDir::Files), QStringList{u"i1"_s});
}

void TestCiTest::nothingOfATokenSteersTheTerminal()
{
    const QByteArray script = scriptOf(signedToken(claimsWith()));
    const Answer answer = run(script, signedToken(claimsWith("https://id.example", "\\u001b[2J\u202E\xC2\x9B"
                                                                                   "evil")));
    QCOMPARE(answer.exitCode, 1);
    QVERIFY(std::all_of(answer.output.begin(), answer.output.end(),
                        [](char c) { return (c >= 0x20 && c < 0x7F) || c == '\n'; }));
    QVERIFY(answer.output.contains("evil"));
}

void TestCiTest::toleratesWhatItsOwnTokenHasWrong()
{
    const QByteArray faulty =
        signedToken(claimsWith(R"("scope":"read")", R"("scope":"read","scope":"write")"));
    const QByteArray script = scriptOf(faulty);
    QVERIFY(script.contains("\"knownErrors\": [\"json-duplicate-name\"]"));
    QCOMPARE(run(script, faulty).exitCode, 0);
    // That the token has expired since is no property of its kind.
    const QByteArray expired = signedToken(
        claimsWith(R"("iat":1799999900,"exp":1800000300)", R"("iat":1799999600,"exp":1800000000)"));
    QVERIFY(!scriptOf(expired).contains("\"knownErrors\":"));
}

void TestCiTest::takesEveryKindOfToken_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QByteArray>("part");
    QTest::newRow("encrypted") << base64url::encode(R"({"alg":"dir","enc":"A256GCM"})") +
                                      "..48V1_ALb6US04U3b.5eymLA.XFBoMYUZodetZdvTiFvSkQ"
                               << QByteArray("\"enc\": \"A256GCM\"");
    QTest::newRow("SD-JWT") << signedToken(claimsWith()) + '~' << QByteArray("\"kind\": \"sd-jwt\"");
    QTest::newRow("JSON") << R"({"payload":")" + base64url::encode(claimsWith()) + R"(","protected":")" +
                                 base64url::encode(R"({"alg":"HS256"})") + R"(","signature":")" +
                                 base64url::encode(QByteArray(32, 'x')) + "\"}"
                          << QByteArray("\"kind\": \"jws-json\"");
    QTest::newRow("no claims") << tokenOf("hello") << QByteArray("\"claims\": {}");
}

void TestCiTest::takesEveryKindOfToken()
{
    QFETCH(QByteArray, token);
    QFETCH(QByteArray, part);
    const QByteArray script = scriptOf(token);
    QVERIFY2(script.contains(part), script.left(1500).constData());
    const Answer answer = run(script, token);
    QVERIFY2(answer.exitCode == 0, answer.output + answer.errors);
    QCOMPARE(run(script, signedToken(R"({"exp":1800000300})")).exitCode, 1);
}

void TestCiTest::expectationsCountMore()
{
    ExpectationSet expected{u"set"_s};
    expected.algorithms = {"HS256", "HS512"};
    expected.issuer = "https://other.example";
    expected.audience = "web";
    expected.type = "at+jwt";
    expected.leeway = std::chrono::seconds(30);
    const QByteArray script = scriptOf(signedToken(claimsWith()), expected);
    for (const char *part : {"\"algorithms\": [\"HS256\", \"HS512\"]", "\"iss\": \"https://other.example\"",
                             "\"aud\": [\"web\"]", "\"typ\": \"at+jwt\"", "\"leeway\": 30"})
        QVERIFY2(script.contains(part), part);
    const Answer answer = run(script, signedToken(claimsWith()));
    QCOMPARE(answer.exitCode, 1);
    QVERIFY(answer.output.contains("iss should be \"https://other.example\"") &&
            !answer.output.contains("alg should"));
}

void TestCiTest::commandLine()
{
    const QByteArray token = signedToken(claimsWith());
    const CliRun made = runCli({u"inspect"_s, u"-"_s, u"--format"_s, u"ci-test"_s}, token);
    QCOMPARE(made.exitCode, 0);
    QCOMPARE(made.output, scriptOf(token));
    QVERIFY(
        written(u"expectations.json"_s, R"({"expectations":[{"name":"acme","iss":"https://acme.example"}]})")
            .size() > 0);
    const QStringList named{u"inspect"_s, u"-"_s, u"--config-dir"_s, m_folder.path(), u"--expect"_s};
    const CliRun kept = runCli(named + QStringList{u"acme"_s, u"--format"_s, u"ci-test"_s}, token);
    QVERIFY2(kept.output.contains("\"iss\": \"https://acme.example\""), kept.errors.constData());
    for (const QStringList &wrong :
         {named + QStringList{u"nobody"_s, u"--format"_s, u"ci-test"_s}, named + QStringList{u"acme"_s},
          QStringList{u"inspect"_s, u"-"_s, u"--json"_s, u"--format"_s, u"ci-test"_s}}) {
        const CliRun run = runCli(wrong, token);
        QCOMPARE(run.exitCode, 2);
        QVERIFY(run.output.isEmpty());
    }
}

QTEST_GUILESS_MAIN(TestCiTest)
#include "tst_ci_test.moc"
