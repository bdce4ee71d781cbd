#include "support/cli_process.h"
#include "support/practice_process.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// status --where, check, drift, devices and logout --everywhere, as a person types them, with the real
/// keychain and the practice server.
class TestCliStanding : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void tellsWhereTheSecretIs();
    void checksTheSignIn();
    void comparesWithNow();
    void listsNoDevicesWhereThereAreNone();
    void signsOutEverywhere();
    void usageErrors_data();
    void usageErrors();
    void cleanup();

private:
    [[nodiscard]] CliRun run(const QStringList &arguments, const QByteArray &input = {}) const
    {
        return runCli(arguments + QStringList{u"--config-dir"_s, m_dir->path()}, input);
    }
    PracticeProcess m_server;
    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestCliStanding::initTestCase()
{
    QVERIFY2(m_server.start(), qPrintable(m_server.problem()));
}

void TestCliStanding::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    // A system that can end the other sign-ins, and keeps no list of them.
    QCOMPARE(run({u"profile"_s, u"add"_s, u"work"_s, u"--recipe"_s, u"practice"_s, u"--url"_s,
                  m_server.baseUrl() + u"/systems/five-counter"_s})
                 .exitCode,
             0);
    const CliRun login =
        run({u"login"_s, u"work"_s, u"--user"_s, u"alice"_s, u"--password-stdin"_s}, "wonderland\n");
    QVERIFY2(login.exitCode == 0, login.errors);
}

void TestCliStanding::cleanup()
{
    QCOMPARE(run({u"logout"_s, u"work"_s}).exitCode, 0);
}

void TestCliStanding::tellsWhereTheSecretIs()
{
    const CliRun json = run({u"status"_s, u"work"_s, u"--where"_s, u"--json"_s});
    QVERIFY2(json.exitCode == 0, json.errors);
    const QJsonObject where = json.json().object().value(u"where"_s).toObject();
    QCOMPARE(where.value(u"backend"_s).toString(), u"Secret Service"_s);
    QCOMPARE(where.value(u"copies"_s).toInt(), 1);
    QCOMPARE(where.value(u"locked"_s).toBool(true), false);
    QCOMPARE(where.value(u"attributes"_s).toObject().value(u"server"_s).toString(), u"claimcheck"_s);
    QVERIFY(where.value(u"item"_s).toString().startsWith(where.value(u"collection"_s).toString() + u'/'));
    QVERIFY(where.value(u"verifiedAt"_s).isString());
    const CliRun text = run({u"status"_s, u"work"_s, u"--where"_s});
    QVERIFY2(text.output.contains("server=claimcheck"), text.output);
    // Neither the person nor a token stands where anybody can read it.
    QVERIFY(!QJsonDocument(where).toJson().contains("alice"));
    QVERIFY(!json.output.contains("eyJ"));
    QVERIFY(!run({u"status"_s, u"work"_s, u"--json"_s}).json().object().contains(u"where"_s));
}

void TestCliStanding::checksTheSignIn()
{
    const CliRun markdown = run({u"check"_s, u"work"_s, u"--format"_s, u"markdown"_s});
    QVERIFY2(markdown.exitCode == 0, markdown.errors);
    QVERIFY2(markdown.output.startsWith("# Sign-in check of "), markdown.output);
    QVERIFY(!markdown.output.contains("alice") && !markdown.output.contains("eyJ"));
    const CliRun json = run({u"check"_s, u"work"_s, u"--json"_s});
    QByteArrayList states;
    for (const QJsonValue &finding : json.json().object().value(u"findings"_s).toArray())
        states += (finding[u"id"].toString() + u' ' + finding[u"state"].toString()).toLatin1();
    QVERIFY2(states.contains("transport weak"), states.join(", "));
    QVERIFY2(states.contains("access-lifetime good"), states.join(", "));
}

void TestCliStanding::comparesWithNow()
{
    const CliRun drift = run({u"drift"_s, u"work"_s, u"--json"_s});
    QVERIFY2(drift.exitCode == 0, drift.errors);
    QHash<QString, QString> changes;
    for (const QJsonValue &row : drift.json().object().value(u"claims"_s).toArray())
        changes[row[u"claim"].toString()] = row[u"change"].toString();
    QCOMPARE(changes.value(u"sub"_s), u"same"_s);
    QCOMPARE(changes.value(u"scope"_s), u"same"_s);
    QCOMPARE(changes.value(u"username"_s), u"new"_s);
}

void TestCliStanding::listsNoDevicesWhereThereAreNone()
{
    const CliRun devices = run({u"devices"_s, u"work"_s, u"--json"_s});
    QCOMPARE(devices.exitCode, 3);
    QCOMPARE(devices.errorCode(), "EndpointMissing");
    const CliRun others = run({u"devices"_s, u"work"_s, u"--all-others"_s});
    QVERIFY2(others.exitCode == 0, others.errors);
}

void TestCliStanding::signsOutEverywhere()
{
    const CliRun out = run({u"logout"_s, u"work"_s, u"--everywhere"_s, u"--json"_s});
    QVERIFY2(out.exitCode == 0, out.output + out.errors);
    const QJsonObject first = out.json().object().value(u"steps"_s).toArray().at(0).toObject();
    QCOMPARE(first.value(u"step"_s).toString(), u"everywhere"_s);
    QCOMPARE(first.value(u"outcome"_s).toString(), u"done"_s);
}

void TestCliStanding::usageErrors_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("where of nobody") << QStringList{u"status"_s, u"--where"_s};
    QTest::newRow("another format") << QStringList{u"check"_s, u"work"_s, u"--format"_s, u"html"_s};
    QTest::newRow("two formats") << QStringList{u"check"_s, u"work"_s, u"--format"_s, u"markdown"_s,
                                                u"--json"_s};
    QTest::newRow("one and all") << QStringList{u"devices"_s, u"work"_s, u"--all-others"_s, u"--sign-out"_s,
                                                u"a"_s};
}

void TestCliStanding::usageErrors()
{
    QFETCH(const QStringList, arguments);
    const CliRun failed = run(arguments);
    QCOMPARE(failed.exitCode, 2);
    QVERIFY2(failed.errors.contains(arguments.contains(u"--json"_s) ? "UsageInvalid" : "claimcheck"),
             failed.errors);
}

QTEST_GUILESS_MAIN(TestCliStanding)
#include "tst_cli_standing.moc"
