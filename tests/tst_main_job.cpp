#include "support/cli_process.h"
#include "support/live_secrets.h"
#include "support/patience.h"
#include "support/practice_process.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// The main job, by the real programs and a real keyring: sign in, keychain, request with the header,
/// inspect, refresh, sign out. Runs inside tests/support/with_keyring.sh.
class TestMainJob final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void wrongPasswordIsToldInTheServersWords();
    void signsIn();
    void statusReadsItBack();
    void requestCarriesTheHeader();
    void requestToAForeignOriginCarriesNothing();
    void headerAndTokenAgree();
    void execPassesTheTokenAndTheExitCode();
    void inspectAndVerifyWhatTheServerGave();
    void refreshGivesAnotherToken();
    void anotherPersonIsRefused();
    void signsOutWithAReceipt();
    void afterwardsNothingIsLeft();
    void noSecretIsInAnyFileOrLog();

private:
    /// Runs the program with everything logged, and keeps what it said for the last test.
    CliRun run(QStringList arguments, const QByteArray &input = {});
    void remember(const QByteArray &secret) { m_secrets.append(secret); }
    PracticeProcess m_server;
    QByteArray m_password;
    QByteArray m_otherPassword;
    QByteArray m_said;
    QByteArrayList m_secrets;
};

namespace {

/// The password that the server printed for one of its known users.
QByteArray passwordOf(const QByteArray &user, const QByteArray &output)
{
    for (const QByteArray &line : output.split('\n')) {
        const QByteArrayList words = line.simplified().split(' ');
        if (words.size() > 2 && words[0] == user && words[1] == "password")
            return words[2];
    }
    return {};
}

} // namespace

void TestMainJob::initTestCase()
{
    QVERIFY2(qEnvironmentVariableIsSet("CLAIMCHECK_TEST_ROOT"), "run it through support/with_keyring.sh");
    QVERIFY2(m_server.start(), qPrintable(m_server.problem()));
    QTRY_VERIFY(!(m_password = passwordOf("alice", m_server.output())).isEmpty());
    QTRY_VERIFY(!(m_otherPassword = passwordOf("bob", m_server.output())).isEmpty());
    remember(m_password);
    remember(m_otherPassword);
    QCOMPARE(run({u"profile"_s, u"add"_s, u"practice"_s, u"--recipe"_s, u"practice"_s, u"--url"_s,
                  m_server.baseUrl(), u"--user"_s, u"alice"_s})
                 .exitCode,
             0);
}

CliRun TestMainJob::run(QStringList arguments, const QByteArray &input)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"QT_LOGGING_RULES"_s, u"*=true"_s);
    CliRun result = runCli(arguments, input, environment);
    m_said += result.errors;
    for (const QByteArray &secret : secretsOf(u"practice"_s)) {
        if (!m_secrets.contains(secret))
            remember(secret);
    }
    return result;
}

void TestMainJob::wrongPasswordIsToldInTheServersWords()
{
    const CliRun result =
        run({u"login"_s, u"practice"_s, u"--password-stdin"_s, u"--json"_s}, "not the password\n");
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.errorCode(), "SignInRefused");
    QVERIFY2(result.errors.contains("password"), result.errors.constData());
    QCOMPARE(run({u"status"_s, u"practice"_s, u"--json"_s}).exitCode, 1);
    const CliRun token = run({u"token"_s, u"practice"_s, u"--json"_s});
    QCOMPARE(token.exitCode, 1);
    QCOMPARE(token.errorCode(), "NotSignedIn");
}

void TestMainJob::signsIn()
{
    const CliRun result =
        run({u"login"_s, u"practice"_s, u"--password-stdin"_s, u"--json"_s}, m_password + '\n');
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    QCOMPARE(result.json()[u"state"].toString(), u"signed-in"_s);
}

void TestMainJob::statusReadsItBack()
{
    const CliRun result = run({u"status"_s, u"practice"_s, u"--json"_s});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.json()[u"keychain"].toString(), u"unlocked"_s);
    const QJsonObject profile = result.json()[u"profiles"][0].toObject();
    QCOMPARE(profile[u"state"].toString(), u"signed-in"_s);
    QVERIFY(profile[u"canRefresh"].toBool());
    QVERIFY(!profile[u"subject"].toString().isEmpty());
    QCOMPARE(profile[u"origins"].toArray(), QJsonArray{m_server.baseUrl()});
    const QJsonArray tokens = profile[u"tokens"].toArray();
    QCOMPARE(tokens[0][u"kind"].toString(), u"access"_s);
    QCOMPARE(tokens[0][u"format"].toString(), u"jwt"_s);
    QVERIFY(tokens[0][u"secondsLeft"].toInt() > 200 && tokens[0][u"secondsLeft"].toInt() <= 300);
    QCOMPARE(tokens[1][u"kind"].toString(), u"refresh"_s);
}

void TestMainJob::requestCarriesTheHeader()
{
    const CliRun result = run({u"request"_s, u"practice"_s, u"GET"_s, u"/me"_s, u"--json"_s});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.json()[u"status"].toInt(), 200);
    QVERIFY2(result.json()[u"body"].toString().contains(u"alice"_s), result.output.constData());
    const CliRun plain =
        run({u"request"_s, u"practice"_s, u"GET"_s, m_server.url(u"/me"_s).toString(), u"--include"_s});
    QVERIFY2(plain.output.startsWith("HTTP/1.1 200"), plain.output.constData());
}

void TestMainJob::requestToAForeignOriginCarriesNothing()
{
    PracticeProcess foreign;
    QVERIFY2(foreign.start(), qPrintable(foreign.problem()));
    const CliRun result =
        run({u"request"_s, u"practice"_s, u"GET"_s, foreign.url(u"/me"_s).toString(), u"--fail"_s});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.errors.contains("was not sent to"), result.errors.constData());
}

void TestMainJob::headerAndTokenAgree()
{
    const QByteArray token = run({u"token"_s, u"practice"_s}).output.trimmed();
    QCOMPARE(token.count('.'), 2);
    remember(token);
    QCOMPARE(run({u"header"_s, u"practice"_s}).output, "Authorization: Bearer " + token + "\n");
}

void TestMainJob::execPassesTheTokenAndTheExitCode()
{
    const QByteArray token = run({u"token"_s, u"practice"_s}).output.trimmed();
    const CliRun result = run({u"exec"_s, u"practice"_s, u"--env"_s, u"T"_s, u"--"_s, u"sh"_s, u"-c"_s,
                               u"printf %s \"$T\"; exit 7"_s});
    QCOMPARE(result.exitCode, 7);
    QCOMPARE(result.output, token);
    QCOMPARE(run({u"exec"_s, u"practice"_s, u"--"_s, u"/no/such/program"_s}).exitCode, 127);
    QCOMPARE(run({u"exec"_s, u"practice"_s, u"--"_s, u"/etc/passwd"_s}).exitCode, 126);
    QCOMPARE(run({u"exec"_s, u"nobody"_s, u"--"_s, u"true"_s}).exitCode, 125);
}

void TestMainJob::inspectAndVerifyWhatTheServerGave()
{
    const QByteArray token = run({u"token"_s, u"practice"_s}).output;
    const CliRun report = run({u"inspect"_s, u"-"_s, u"--json"_s}, token);
    QCOMPARE(report.json()[u"times"][u"state"].toString(), u"not-expired"_s);
    QCOMPARE(report.json()[u"signature"][u"alg"].toString(), u"ES256"_s);
    const QString jwks = m_server.url(u"/.well-known/jwks.json"_s).toString();
    const CliRun unset = run({u"verify"_s, u"-"_s, u"--json"_s, u"--jwks"_s, jwks}, token);
    QCOMPARE(unset.exitCode, 1); // it carries aud, and nothing was said about it
    QCOMPARE(unset.json()[u"signature"][u"outcome"].toString(), u"match"_s);
    const CliRun verified = run({u"verify"_s, u"-"_s, u"--json"_s, u"--jwks"_s, jwks, u"--aud"_s,
                                 m_server.baseUrl(), u"--iss"_s, m_server.baseUrl()},
                                token);
    QVERIFY2(verified.exitCode == 0, verified.output.constData());
    QVERIFY(verified.json()[u"verified"].toBool());
}

void TestMainJob::refreshGivesAnotherToken()
{
    const QByteArray before = run({u"token"_s, u"practice"_s}).output.trimmed();
    QCOMPARE(run({u"refresh"_s, u"practice"_s, u"--json"_s}).exitCode, 0);
    const QByteArray after = run({u"token"_s, u"practice"_s}).output.trimmed();
    remember(after);
    QVERIFY(before != after);
    // A token that has less left than was asked for is refreshed first.
    const QByteArray ahead = run({u"token"_s, u"practice"_s, u"--min-ttl"_s, u"100000"_s}).output.trimmed();
    remember(ahead);
    QVERIFY(ahead != after);
}

void TestMainJob::anotherPersonIsRefused()
{
    const CliRun result =
        run({u"login"_s, u"practice"_s, u"--user"_s, u"bob"_s, u"--password-stdin"_s, u"--json"_s},
            m_otherPassword);
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.errorCode(), "WrongPerson");
    QVERIFY(run({u"request"_s, u"practice"_s, u"GET"_s, u"/me"_s}).output.contains("alice"));
}

void TestMainJob::signsOutWithAReceipt()
{
    const CliRun result = run({u"logout"_s, u"practice"_s, u"--json"_s});
    QVERIFY2(result.exitCode == 0, result.output.constData());
    QHash<QString, QString> outcomes;
    for (const QJsonValue &step : result.json()[u"steps"].toArray())
        outcomes.insert(step[u"step"].toString(), step[u"outcome"].toString());
    QCOMPARE(outcomes[u"delete"_s], u"done"_s);
    QCOMPARE(outcomes[u"read-back"_s], u"done"_s);
    QCOMPARE(outcomes[u"prove-revoked"_s], u"done"_s);
    QCOMPARE(outcomes[u"end-session"_s], u"not-offered"_s);
}

void TestMainJob::afterwardsNothingIsLeft()
{
    QCOMPARE(run({u"status"_s, u"practice"_s}).exitCode, 1);
    const CliRun request = run({u"request"_s, u"practice"_s, u"GET"_s, u"/me"_s, u"--json"_s});
    QCOMPARE(request.exitCode, 1);
    QCOMPARE(request.errorCode(), "NotSignedIn");
    QCOMPARE(run({u"profile"_s, u"remove"_s, u"practice"_s}).exitCode, 0);
    QVERIFY(run({u"profile"_s, u"list"_s, u"--json"_s}).json().array().isEmpty());
}

void TestMainJob::noSecretIsInAnyFileOrLog()
{
    // Two passwords, and the access and refresh tokens of the sign-in and of two refreshes.
    QVERIFY2(m_secrets.size() >= 8, QByteArray::number(m_secrets.size()).constData());
    const QString root = qEnvironmentVariable("CLAIMCHECK_TEST_ROOT");
    const QByteArray found = fileWithOne(m_secrets, root);
    QVERIFY2(found.isEmpty(), found.constData());
    for (const QByteArray &secret : std::as_const(m_secrets))
        QVERIFY2(!m_said.contains(secret), "a secret is in the debug log");
    QVERIFY(!m_said.isEmpty());
}

QTEST_GUILESS_MAIN(TestMainJob)
#include "tst_main_job.moc"
