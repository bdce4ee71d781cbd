#include "support/cli_process.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck::test;
using namespace Qt::StringLiterals;

namespace {

// RFC 7515 appendix A.1: HS256, exp 1300819380.
const QByteArray rfcToken = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                            "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNv"
                            "bS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const QByteArray rfcSecret =
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
const QString beforeExpiry = u"1300819379"_s;
const QString atExpiry = u"1300819380"_s;

QJsonObject checkNamed(const QJsonDocument &verification, const QString &name)
{
    for (const QJsonValue &check : verification[u"checks"].toArray()) {
        if (check[u"name"] == name)
            return check.toObject();
    }
    return {};
}

} // namespace

/// The command line's contract, offline: exit codes, JSON documents and error codes.
class TestCli final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void helpIsOnStandardOutput_data();
    void helpIsOnStandardOutput();
    void manPageHasEveryCode();
    void usageErrors_data();
    void usageErrors();
    void inspectFindsTheToken_data();
    void inspectFindsTheToken();
    void inspectReportsWhatTheParserNotices();
    void inspectTellsThatThereIsNoToken();
    void inspectTextNeverSaysValid();
    void inspectShowsControlCharactersAsText();
    void verifyAccepts();
    void verifyRefuses_data();
    void verifyRefuses();
    void verifyTakesANamedSet_data();
    void verifyTakesANamedSet();
    void verifyNeedsOneKeySource();
    void recipesSayWhatIsTested();
    void oneRecipeIsShown();
    void slipsAreNamed();
    void profilesAreKept();
    void profileErrors_data();
    void profileErrors();
    void withoutABusTheKeychainStateIsTold();

private:
    [[nodiscard]] QString write(const QString &name, const QByteArray &bytes);
    QTemporaryDir m_folder;
    QString m_secretFile;
};

void TestCli::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_secretFile = write(u"secret"_s, rfcSecret + '\n');
}

QString TestCli::write(const QString &name, const QByteArray &bytes)
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write a test file");
    return file.fileName();
}

void TestCli::helpIsOnStandardOutput_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("all") << QStringList{u"--help"_s};
    const QStringList commands =
        u"recipes profile login status refresh logout token header request exec inspect verify decrypt "
        "encrypt sign key scan compare share audit practice"_s.split(u' ');
    for (const QString &command : commands)
        QTest::newRow(qPrintable(command)) << QStringList{command, u"--help"_s};
}

void TestCli::helpIsOnStandardOutput()
{
    QFETCH(const QStringList, arguments);
    const CliRun run = runCli(arguments);
    QCOMPARE(run.exitCode, 0);
    QVERIFY(run.output.contains("claimcheck"));
    QVERIFY(run.errors.isEmpty());
}

void TestCli::manPageHasEveryCode()
{
    const CliRun run = runCli({u"--man-page"_s});
    QCOMPARE(run.exitCode, 0);
    QVERIFY(run.output.startsWith(".TH CLAIMCHECK 1"));
    for (const char *code :
         {"KeychainLocked", "SignatureMismatch", "NotYetAvailable", "RefreshOutcomeUnknown"})
        QVERIFY2(run.output.contains(code), code);
}

void TestCli::usageErrors_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("code");
    const QByteArray usage = "UsageInvalid";
    QTest::newRow("unknown command") << QStringList{u"frobnicate"_s} << usage;
    QTest::newRow("no command") << QStringList{} << usage;
    QTest::newRow("unknown option") << QStringList{u"inspect"_s, u"--frobnicate"_s} << usage;
    QTest::newRow("missing argument") << QStringList{u"token"_s} << usage;
    QTest::newRow("too many arguments") << QStringList{u"refresh"_s, u"a"_s, u"b"_s} << usage;
    QTest::newRow("bad number") << QStringList{u"token"_s, u"a"_s, u"--min-ttl"_s, u"soon"_s} << usage;
    QTest::newRow("bad time") << QStringList{u"inspect"_s, u"a.b.c"_s, u"--at"_s, u"yesterday"_s}
                              << QByteArray("TimeInvalid");
    QTest::newRow("logout of nobody") << QStringList{u"logout"_s} << usage;
    QTest::newRow("verify without a key") << QStringList{u"verify"_s, QString::fromLatin1(rfcToken)} << usage;
    QTest::newRow("verify of two tokens")
        << QStringList{u"verify"_s,
                       QString::fromLatin1(rfcToken + ' ' + rfcToken.first(rfcToken.size() - 1) + 'A'),
                       u"--secret-file"_s, m_secretFile}
        << usage;
    QTest::newRow("leeway beyond ten minutes")
        << QStringList{u"verify"_s, QString::fromLatin1(rfcToken), u"--key"_s, u"x"_s, u"--leeway"_s,
                       u"601"_s}
        << usage;
    QTest::newRow("audit of one thing") << QStringList{u"audit"_s, u"x"_s} << usage;
    QTest::newRow("netrc without an address") << QStringList{u"netrc"_s, u"x"_s} << usage;
    QTest::newRow("git-credential without a word") << QStringList{u"git-credential"_s, u"x"_s} << usage;
    QTest::newRow("verify --batch with a token")
        << QStringList{u"verify"_s, QString::fromLatin1(rfcToken), u"--batch"_s, u"-"_s} << usage;
    QTest::newRow("verify --batch with an expectation")
        << QStringList{u"verify"_s, u"--batch"_s, u"-"_s, u"--aud"_s, u"a"_s} << usage;
    QTest::newRow("an OAuth setting of a password recipe")
        << QStringList{u"profile"_s,           u"add"_s,       u"x"_s,
                       u"--recipe"_s,          u"simplejwt"_s, u"--url"_s,
                       u"https://a.example"_s, u"--set"_s,     u"client_id=a"_s}
        << QByteArray("ProfileFieldUnknown");
    QTest::newRow("a client secret among the arguments")
        << QStringList{u"profile"_s,           u"add"_s,   u"x"_s,
                       u"--recipe"_s,          u"oidc"_s,  u"--url"_s,
                       u"https://a.example"_s, u"--set"_s, u"client_secret=a"_s}
        << QByteArray("ProfileFieldInvalid");
}

void TestCli::usageErrors()
{
    QFETCH(QStringList, arguments);
    QFETCH(const QByteArray, code);
    const CliRun run = runCli(arguments << u"--json"_s << u"--config-dir"_s << m_folder.filePath(u"usage"_s));
    QCOMPARE(run.exitCode, 2);
    QCOMPARE(run.errorCode(), code);
    QVERIFY(run.output.isEmpty());
}

void TestCli::inspectFindsTheToken_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("bare") << rfcToken;
    QTest::newRow("line end") << rfcToken + "\n";
    QTest::newRow("Bearer") << "Bearer " + rfcToken;
    QTest::newRow("header") << "Authorization: Bearer " + rfcToken + "\r\n";
    QTest::newRow("token response") << "{\"access_token\":\"" + rfcToken + "\",\"token_type\":\"Bearer\"}";
    QTest::newRow("cURL") << "curl -H 'Authorization: Bearer " + rfcToken + "' https://api.example/";
}

void TestCli::inspectFindsTheToken()
{
    QFETCH(const QByteArray, text);
    const CliRun run = runCli({u"inspect"_s, u"-"_s, u"--json"_s, u"--at"_s, beforeExpiry}, text);
    QCOMPARE(run.exitCode, 0);
    const QJsonDocument report = run.json();
    QCOMPARE(report[u"kind"].toString(), u"jws-compact"_s);
    QCOMPARE(report[u"size"].toInt(), rfcToken.size());
    const QJsonArray claims = report[u"claims"].toArray();
    QCOMPARE(claims.size(), 3);
    QCOMPARE(claims[1][u"name"].toString(), u"exp"_s);
    QCOMPARE(claims[1][u"raw"].toString(), u"1300819380"_s);
    QCOMPARE(claims[1][u"value"].toInteger(), 1300819380);
    QCOMPARE(claims[1][u"text"].toString(), u"2011-03-22T18:43:00Z"_s);
    QCOMPARE(report[u"times"][u"state"].toString(), u"not-expired"_s);
    QCOMPARE(report[u"times"][u"secondsLeft"].toInt(), 1);
    QCOMPARE(report[u"signature"][u"outcome"].toString(), u"not-checked"_s);
    QCOMPARE(report[u"verdict"][u"level"].toString(), u"neutral"_s);
}

void TestCli::inspectReportsWhatTheParserNotices()
{
    // {"alg":"none"} . {"sub":"a","sub":"b"} with padding, and no signature part.
    const CliRun run =
        runCli({u"inspect"_s, u"--json"_s}, "eyJhbGciOiJub25lIn0=.eyJzdWIiOiJhIiwic3ViIjoiYiJ9");
    QCOMPARE(run.exitCode, 0);
    QStringList ids;
    for (const QJsonValue &finding : run.json()[u"findings"].toArray())
        ids << finding[u"id"].toString();
    for (const QString &id : {u"base64-padding"_s, u"json-duplicate-name"_s})
        QVERIFY2(ids.contains(id), qPrintable(ids.join(u' ')));
    QVERIFY2(ids.size() >= 3, qPrintable(ids.join(u' '))); // the missing part, too
}

void TestCli::inspectTellsThatThereIsNoToken()
{
    const CliRun run = runCli({u"inspect"_s, u"--json"_s}, "There is no token in this sentence.");
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(run.errorCode(), "NoTokenFound");
    QVERIFY(run.output.isEmpty());
}

void TestCli::inspectTextNeverSaysValid()
{
    const CliRun run = runCli({u"inspect"_s, u"--at"_s, beforeExpiry}, rfcToken);
    QCOMPARE(run.exitCode, 0);
    QVERIFY2(run.output.startsWith("Not expired: 1 s left"), run.output.constData());
    QVERIFY2(run.output.contains("signature not checked"), run.output.constData());
    QVERIFY(!run.output.split('\n').first().toLower().contains("valid"));
}

void TestCli::inspectShowsControlCharactersAsText()
{
    // {"alg":"none"} . {"sub":"<ESC>[2J<U+202E>"}, the escape written raw and the override as UTF-8 in the
    // payload.
    const QByteArray payload = QByteArray("{\"sub\":\"\x7f\xe2\x80\xae\"}")
                                   .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    const CliRun run = runCli({u"inspect"_s}, "eyJhbGciOiJub25lIn0." + payload + ".");
    QCOMPARE(run.exitCode, 0);
    QVERIFY2(run.output.contains("<U+202E>"), run.output.constData());
    QVERIFY(!run.output.contains("\xe2\x80\xae"));
    QVERIFY(!run.output.contains('\x7f'));
}

void TestCli::verifyAccepts()
{
    const CliRun run = runCli({u"verify"_s, u"-"_s, u"--json"_s, u"--secret-file"_s, m_secretFile,
                               u"--secret-encoding"_s, u"base64url"_s, u"--at"_s, beforeExpiry},
                              rfcToken);
    QCOMPARE(run.exitCode, 0);
    QVERIFY(run.json()[u"verified"].toBool());
    QCOMPARE(run.json()[u"signature"][u"outcome"].toString(), u"match"_s);
    QCOMPARE(run.json()[u"signature"][u"keySource"].toString(), u"pinned"_s);
}

void TestCli::verifyRefuses_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QStringList>("changed");
    QTest::addColumn<QString>("outcome");
    QTest::addColumn<QString>("check");
    QTest::addColumn<QString>("code");
    QByteArray tampered = rfcToken;
    tampered[tampered.size() - 2] = 'Y';
    QTest::newRow("expired: exp <= now")
        << rfcToken << QStringList{u"--at"_s, atExpiry} << u"match"_s << u"exp"_s << u"TokenExpired"_s;
    QTest::newRow("a changed signature") << tampered << QStringList{u"--at"_s, beforeExpiry} << u"mismatch"_s
                                         << u"signature"_s << u"SignatureMismatch"_s;
    QTest::newRow("another issuer") << rfcToken << QStringList{u"--at"_s, beforeExpiry, u"--iss"_s, u"ann"_s}
                                    << u"match"_s << u"iss"_s << u"IssuerMismatch"_s;
    QTest::newRow("an algorithm that is not allowed")
        << rfcToken << QStringList{u"--at"_s, beforeExpiry, u"--alg"_s, u"HS512"_s} << u"could-not-check"_s
        << u"signature"_s << u"AlgorithmNotAllowed"_s;
    QTest::newRow("an audience that is not there")
        << rfcToken << QStringList{u"--at"_s, beforeExpiry, u"--aud"_s, u"me"_s} << u"match"_s << u"aud"_s
        << u"ClaimMissing"_s;
}

void TestCli::verifyRefuses()
{
    QFETCH(const QByteArray, token);
    QFETCH(const QStringList, changed);
    QFETCH(const QString, outcome);
    QFETCH(const QString, check);
    QFETCH(const QString, code);
    const CliRun run = runCli(QStringList{u"verify"_s, u"-"_s, u"--json"_s, u"--secret-file"_s, m_secretFile,
                                          u"--secret-encoding"_s, u"base64url"_s} +
                                  changed,
                              token);
    QCOMPARE(run.exitCode, 1);
    QVERIFY(run.errors.isEmpty());
    QVERIFY(!run.json()[u"verified"].toBool(true));
    QCOMPARE(run.json()[u"signature"][u"outcome"].toString(), outcome);
    QCOMPARE(checkNamed(run.json(), check)[u"outcome"].toString(),
             outcome == u"could-not-check" ? u"not-checked"_s : u"failed"_s);
    QCOMPARE(checkNamed(run.json(), check)[u"code"].toString(), code);
}

void TestCli::verifyTakesANamedSet_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("right") << QStringList{u"--expect"_s, u"joe's"_s} << 0;
    QTest::newRow("wrong") << QStringList{u"--expect"_s, u"ann's"_s} << 1;
    QTest::newRow("said otherwise") << QStringList{u"--expect"_s, u"ann's"_s, u"--iss"_s, u"joe"_s} << 0;
    QTest::newRow("unknown") << QStringList{u"--expect"_s, u"bob's"_s} << 2;
}

void TestCli::verifyTakesANamedSet()
{
    QFETCH(const QStringList, options);
    QFETCH(const int, exitCode);
    QVERIFY(!write(u"expectations.json"_s,
                   "{\"expectations\":[{\"name\":\"joe's\",\"alg\":[\"HS256\"],\"iss\":\"joe\"},"
                   "{\"name\":\"ann's\",\"iss\":\"ann\"}]}")
                 .isEmpty());
    const CliRun run =
        runCli(QStringList{u"verify"_s, u"-"_s, u"--secret-file"_s, m_secretFile, u"--secret-encoding"_s,
                           u"base64url"_s, u"--at"_s, beforeExpiry, u"--config-dir"_s, m_folder.path()} +
                   options,
               rfcToken);
    QCOMPARE(run.exitCode, exitCode);
}

void TestCli::verifyNeedsOneKeySource()
{
    const CliRun unreadable =
        runCli({u"verify"_s, u"-"_s, u"--json"_s, u"--key"_s, m_folder.filePath(u"nothing"_s)}, rfcToken);
    QCOMPARE(unreadable.exitCode, 3);
    QCOMPARE(unreadable.errorCode(), "FileUnreadable");
    const CliRun two = runCli(
        {u"verify"_s, u"-"_s, u"--json"_s, u"--key"_s, m_secretFile, u"--jwks"_s, m_secretFile}, rfcToken);
    QCOMPARE(two.exitCode, 2);
    QCOMPARE(two.errorCode(), "UsageInvalid");
}

void TestCli::recipesSayWhatIsTested()
{
    const CliRun run = runCli({u"recipes"_s, u"--json"_s});
    QCOMPARE(run.exitCode, 0);
    QHash<QString, bool> tested;
    for (const QJsonValue &recipe : run.json().array())
        tested.insert(recipe[u"id"].toString(), recipe[u"tested"].toBool());
    for (const QString &id :
         u"practice simplejwt drf-token directus strapi supabase parse npm custom"_s.split(u' '))
        QVERIFY2(tested.contains(id), qPrintable(id));
    QVERIFY(tested.value(u"practice"_s));
    QVERIFY(!tested.value(u"supabase"_s));
}

void TestCli::oneRecipeIsShown()
{
    const CliRun run = runCli({u"recipes"_s, u"directus"_s, u"--json"_s});
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.json().array().size(), 1);
    QCOMPARE(run.json()[0][u"id"].toString(), u"directus"_s);
    const CliRun unknown = runCli({u"recipes"_s, u"nothing"_s, u"--json"_s});
    QCOMPARE(unknown.exitCode, 2);
    QCOMPARE(unknown.errorCode(), "RecipeUnknown");
}

void TestCli::slipsAreNamed()
{
    const CliRun near = runCli({u"isnpect"_s});
    QCOMPARE(near.exitCode, 2);
    QVERIFY2(near.errors.contains("Did you mean inspect?"), near.errors);
    const CliRun far = runCli({u"frobnicate"_s});
    QVERIFY2(!far.errors.contains("Did you mean"), far.errors);
    const CliRun missing = runCli({u"login"_s});
    QVERIFY2(missing.errors.contains("claimcheck login --help"), missing.errors);
    QVERIFY(runCli({u"help"_s, u"login"_s}).output.contains("--password-stdin"));
    QVERIFY(runCli({u"verify"_s, u"--help"_s}).output.contains("--ignore aud,iss,\u2026"));
}

void TestCli::profilesAreKept()
{
    const QStringList config = {u"--config-dir"_s, m_folder.filePath(u"profiles"_s)};
    QCOMPARE(runCli(QStringList{u"profile"_s, u"add"_s, u"prod"_s, u"--recipe"_s, u"custom"_s, u"--url"_s,
                                u"https://api.example/v1"_s, u"--user"_s, u"alice"_s, u"--set"_s,
                                u"login.path=/in"_s, u"--set"_s, u"reply.accessToken=/t"_s} +
                    config)
                 .exitCode,
             0);
    const CliRun shown = runCli(QStringList{u"profile"_s, u"show"_s, u"prod"_s, u"--json"_s} + config);
    QCOMPARE(shown.exitCode, 0);
    QCOMPARE(shown.json()[u"url"].toString(), u"https://api.example/v1"_s);
    QCOMPARE(shown.json()[u"login.path"].toString(), u"/in"_s);
    QCOMPARE(shown.json()[u"header.scheme"].toString(), u"Bearer"_s); // a default of the recipe
    QCOMPARE(runCli(QStringList{u"profile"_s, u"set"_s, u"prod"_s, u"login.path=/login"_s} + config).exitCode,
             0);
    QCOMPARE(runCli(QStringList{u"profile"_s, u"show"_s, u"prod"_s, u"--json"_s} + config)
                 .json()[u"login.path"]
                 .toString(),
             u"/login"_s);
    QCOMPARE(runCli(QStringList{u"profile"_s, u"list"_s, u"--json"_s} + config).json().array().size(), 1);
}

void TestCli::profileErrors_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("code");
    const QStringList add = {u"profile"_s, u"add"_s, u"x"_s, u"--recipe"_s, u"custom"_s, u"--url"_s};
    QTest::newRow("unknown profile") << QStringList{u"profile"_s, u"show"_s, u"nobody"_s} << 3
                                     << QByteArray("ProfileNotFound");
    QTest::newRow("unknown recipe") << QStringList{u"profile"_s,          u"add"_s,  u"x"_s,
                                                   u"--recipe"_s,         u"frob"_s, u"--url"_s,
                                                   u"https://a.example"_s}
                                    << 2 << QByteArray("RecipeUnknown");
    QTest::newRow("plain http") << add + QStringList{u"http://a.example"_s} << 3 << QByteArray("UrlInsecure");
    QTest::newRow("user info") << add + QStringList{u"https://a:b@a.example"_s} << 3
                               << QByteArray("UrlHasUserInfo");
    QTest::newRow("unknown setting") << add + QStringList{u"https://a.example"_s, u"--set"_s, u"frob=1"_s}
                                     << 2 << QByteArray("ProfileFieldUnknown");
    QTest::newRow("no name") << QStringList{u"profile"_s,          u"add"_s,    u""_s,
                                            u"--recipe"_s,         u"custom"_s, u"--url"_s,
                                            u"https://a.example"_s}
                             << 2 << QByteArray("ProfileNameInvalid");
}

void TestCli::profileErrors()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, exitCode);
    QFETCH(const QByteArray, code);
    const CliRun run =
        runCli(arguments + QStringList{u"--json"_s, u"--config-dir"_s, m_folder.filePath(u"errors"_s)});
    QCOMPARE(run.errorCode(), code);
    QCOMPARE(run.exitCode, exitCode);
}

void TestCli::withoutABusTheKeychainStateIsTold()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path="_s + m_folder.filePath(u"no-bus"_s));
    const QStringList config = {u"--json"_s, u"--config-dir"_s, m_folder.filePath(u"bus"_s)};
    QCOMPARE(runCli(QStringList{u"profile"_s, u"add"_s, u"x"_s, u"--recipe"_s, u"custom"_s, u"--url"_s,
                                u"https://a.example"_s} +
                    config)
                 .exitCode,
             0);
    const CliRun status = runCli(QStringList{u"status"_s, u"x"_s} + config, {}, environment);
    QCOMPARE(status.exitCode, 3);
    QCOMPARE(status.json()[u"keychain"].toString(), u"no-bus"_s);
    QCOMPARE(status.json()[u"profiles"][0][u"state"].toString(), u"unknown"_s);
    // What cannot be deleted is not forgotten by accident.
    const CliRun kept = runCli(QStringList{u"profile"_s, u"remove"_s, u"x"_s} + config, {}, environment);
    QCOMPARE(kept.exitCode, 3);
    QCOMPARE(kept.errorCode(), "KeychainNoBus");
    const CliRun forced =
        runCli(QStringList{u"profile"_s, u"remove"_s, u"x"_s, u"--force"_s} + config, {}, environment);
    QCOMPARE(forced.exitCode, 0);
    QVERIFY2(forced.errors.contains("stays there"), forced.errors.constData());
    QVERIFY(runCli(QStringList{u"profile"_s, u"list"_s} + config).json().array().isEmpty());
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
