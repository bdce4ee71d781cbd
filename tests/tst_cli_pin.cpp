#include "base/base64url.h"
#include "support/cli_process.h"

#include <QJsonArray>
#include <QProcess>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray token(const QByteArray &claims)
{
    return base64url::encode("{\"alg\":\"HS256\"}") + '.' + base64url::encode(claims) + ".c2lnbmF0dXJl";
}

QByteArray output(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    process.waitForFinished();
    return process.readAllStandardOutput() + process.readAllStandardError();
}

/// What secret-tool, which shares nothing with this project, finds of ours.
QByteArray foundBySecretTool()
{
    return output(u"secret-tool"_s, {u"search"_s, u"--all"_s, u"server"_s, u"claimcheck"_s});
}

CliRun pin(const QStringList &arguments, const QByteArray &input = {})
{
    return runCli(QStringList{u"pin"_s} + arguments, input);
}

} // namespace

/// `pin`, by the real program and a real keyring, in order. Runs inside tests/support/with_keyring.sh.
class TestCliPin final : public QObject {
    Q_OBJECT

    const QByteArray m_alice = token("{\"iss\":\"https://idp.example\",\"sub\":\"alice\"}");
    const QByteArray m_bob = token("{\"sub\":\"bob\"}");

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(qEnvironmentVariableIsSet("CLAIMCHECK_TEST_ROOT"), "run this through with_keyring.sh");
    }

    void pinsWhatATextHolds()
    {
        const CliRun run = pin({u"-"_s}, "Authorization: Bearer " + m_alice + '\n');
        QCOMPARE(run.exitCode, 0);
        QCOMPARE(run.output, "Pinned as alice · idp.example.\n"_qba);
        const CliRun named = pin({u"-"_s, u"--name"_s, u"work"_s, u"--json"_s}, m_bob);
        QCOMPARE(named.json()[u"name"_s].toString(), u"work"_s);
        QCOMPARE(named.json()[u"new"_s].toBool(), true);
    }

    void theKeychainHoldsThemAndNamesNobody()
    {
        const QByteArray found = foundBySecretTool();
        QCOMPARE(found.count("secret = "), 2);
        // Inside the secret, and nowhere else: neither in labels nor in attributes.
        for (const QByteArray &line : found.split('\n')) {
            if (!line.startsWith("secret = "))
                QVERIFY2(!line.contains("alice") && !line.contains("work"), line.constData());
        }
        QVERIFY2(found.contains("attribute.user = pin-"), found.constData());
    }

    void theSameTokenIsPinnedOnce()
    {
        const CliRun run = pin({u"-"_s, u"--name"_s, u"another"_s}, m_bob);
        QCOMPARE(run.exitCode, 0);
        QCOMPARE(run.output, "It is pinned already, as work.\n"_qba);
        QCOMPARE(foundBySecretTool().count("secret = "), 2);
    }

    void lists()
    {
        const CliRun text = pin({u"list"_s});
        QCOMPARE(text.exitCode, 0);
        QVERIFY2(text.output.startsWith("alice · idp.example  20"), text.output.constData());
        const QJsonArray all = pin({u"list"_s, u"--json"_s}).json().array();
        QCOMPARE(all.size(), 2);
        QCOMPARE(all[1][u"name"_s].toString(), u"work"_s);
        QVERIFY(!pin({u"list"_s, u"--json"_s}).output.contains(m_bob));
    }

    void showsAToken()
    {
        QCOMPARE(pin({u"show"_s, u"work"_s}).output, m_bob + '\n');
        const auto shown = pin({u"show"_s, u"work"_s, u"--json"_s}).json();
        QCOMPARE(shown[u"token"_s].toString().toLatin1(), m_bob);
        QCOMPARE(pin({u"show"_s, shown[u"id"_s].toString()}).output, m_bob + '\n');
    }

    void renames()
    {
        const CliRun run = pin({u"rename"_s, u"work"_s, u"bob's\u202E"_s});
        QCOMPARE(run.exitCode, 0);
        QCOMPARE(run.output, "It is pinned as bob's<U+202E>.\n"_qba);
        QCOMPARE(pin({u"show"_s, u"bob's\u202E"_s}).output, m_bob + '\n');
        QCOMPARE(pin({u"rename"_s, u"bob's\u202E"_s, u"work"_s}).exitCode, 0);
    }

    void saysWhatIsNotThere_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<int>("exitCode");
        QTest::newRow("show") << QStringList{u"show"_s, u"nobody"_s} << "PinNotFound"_qba << 3;
        QTest::newRow("remove") << QStringList{u"remove"_s, u"nobody"_s} << "PinNotFound"_qba << 3;
        QTest::newRow("rename") << QStringList{u"rename"_s, u"nobody"_s, u"x"_s} << "PinNotFound"_qba << 3;
        QTest::newRow("no name") << QStringList{u"show"_s} << "UsageInvalid"_qba << 2;
        QTest::newRow("two tokens") << QStringList{QString::fromLatin1(m_alice + '\n' + m_bob)}
                                    << "UsageInvalid"_qba << 2;
        QTest::newRow("no token") << QStringList{u"just words"_s} << "NoTokenFound"_qba << 1;
        QTest::newRow("too large") << QStringList{QString(70000, u'x')} << "TokenTooLarge"_qba << 1;
        QTest::newRow("list with a name")
            << QStringList{u"list"_s, u"--name"_s, u"x"_s} << "UsageInvalid"_qba << 2;
    }
    void saysWhatIsNotThere()
    {
        QFETCH(QStringList, arguments);
        const CliRun run = pin(arguments + QStringList{u"--json"_s});
        QCOMPARE(run.output, QByteArray());
        QTEST(run.errorCode(), "code");
        QTEST(run.exitCode, "exitCode");
    }

    void removesAndProvesIt()
    {
        const CliRun run = pin({u"remove"_s, u"work"_s});
        QCOMPARE(run.exitCode, 0);
        QCOMPARE(run.output, "Unpinned work: the keychain holds it no more.\n"_qba);
        const QByteArray found = foundBySecretTool();
        QCOMPARE(found.count("secret = "), 1);
        QVERIFY(!found.contains(base64url::encode(m_bob)));
    }

    void aLockedKeychainIsSaid()
    {
        const QByteArray locked =
            output(u"dbus-send"_s, {u"--session"_s, u"--print-reply"_s, u"--dest=org.freedesktop.secrets"_s,
                                    u"/org/freedesktop/secrets"_s, u"org.freedesktop.Secret.Service.Lock"_s,
                                    u"array:objpath:/org/freedesktop/secrets/aliases/default"_s});
        for (const QStringList &arguments :
             {QStringList{u"list"_s}, QStringList{u"show"_s, u"alice · idp.example"_s},
              QStringList{u"remove"_s, u"alice · idp.example"_s}, QStringList{QString::fromLatin1(m_bob)}}) {
            for (const QStringList &asking : {QStringList{}, QStringList{u"--no-input"_s}}) {
                const CliRun run = pin(arguments + asking + QStringList{u"--json"_s});
                QCOMPARE(run.exitCode, 3);
                QVERIFY2(run.errorCode() == "KeychainPromptUnavailable", run.errors + locked);
                QCOMPARE(run.output, QByteArray());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestCliPin)

#include "tst_cli_pin.moc"
