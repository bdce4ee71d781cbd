#include "tst_cli.h"

#include <QFile>
#include <QJsonArray>

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
