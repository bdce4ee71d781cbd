#include "support/cli_process.h"
#include "support/test_certificates.h"
#include "support/test_server.h"

#include <QDir>
#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck::test;
using namespace Qt::StringLiterals;

namespace {

struct Run {
    int exitCode = -1;
    QByteArray output, errors;
};

/// A program of others, with our command line first on its PATH, while this process serves.
Run runProgram(const QString &program, const QStringList &arguments, const QByteArray &input = {},
               const QMap<QString, QString> &extra = {})
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PATH"_s, QFileInfo(cliProgram()).path() + u':' + environment.value(u"PATH"_s));
    environment.insert(u"GIT_TERMINAL_PROMPT"_s, u"0"_s);
    for (const auto &[name, value] : extra.asKeyValueRange())
        environment.insert(name, value);
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, 60'000))
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

bool write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

const char *const kubeconfig =
    "apiVersion: v1\n"
    "kind: Config\n"
    "current-context: test\n"
    "contexts: [{name: test, context: {cluster: test, user: test}}]\n"
    "clusters: [{name: test, cluster: {server: \"%1\", certificate-authority: \"%2\"}}]\n"
    "users:\n"
    "- name: test\n"
    "  user:\n"
    "    exec:\n"
    "      apiVersion: client.authentication.k8s.io/v1beta1\n"
    "      command: claimcheck\n"
    "      args: [kubectl-credential, cluster]\n"
    "      provideClusterInfo: true\n";

} // namespace

/// Other programs are fed with a stored credential, in their own words, and only for where it may go. Runs
/// inside support/with_keyring.sh.
class TestCliFeeds final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void gitAsksItsHelper();
    void gitGetsNothingForAnotherPlace_data();
    void gitGetsNothingForAnotherPlace();
    void gitsNoticesChangeNothing();
    void curlReadsItAsNetrc();
    void netrcRefusesAnotherPlace();
    void aPasswordIsGivenAsItIs();
    void aUserNameCannotBeMore_data();
    void aUserNameCannotBeMore();
    void kubectlSendsIt();
    void kubectlRefusesAnotherCluster();
    void auditFindsAPlantedSecret_data();
    void auditFindsAPlantedSecret();
    void auditFollowsALinkToAFolder();

private:
    void addProfile(const QString &name, const QString &recipe, const QString &url,
                    const QStringList &more = {});
    TestServer m_server;
};

void TestCliFeeds::addProfile(const QString &name, const QString &recipe, const QString &url,
                              const QStringList &more)
{
    const CliRun added =
        runCli(QStringList{u"profile"_s, u"add"_s, name, u"--recipe"_s, recipe, u"--url"_s, url} + more);
    QVERIFY2(added.exitCode == 0, added.errors.constData());
    const CliRun signedIn = runCli({u"login"_s, name, u"--password-stdin"_s}, "live-token-of-the-tests\n");
    QVERIFY2(signedIn.exitCode == 0, signedIn.errors.constData());
}

void TestCliFeeds::initTestCase()
{
    QVERIFY2(qEnvironmentVariableIsSet("CLAIMCHECK_TEST_ROOT"), "run it through support/with_keyring.sh");
    addProfile(u"forge"_s, u"static-token"_s, u"https://git.example:8443"_s, {u"--user"_s, u"alice"_s});
    addProfile(u"api"_s, u"static-token"_s, m_server.url().toString());
}

void TestCliFeeds::gitAsksItsHelper()
{
    const Run run =
        runProgram(u"git"_s,
                   {u"-c"_s, u"credential.https://git.example:8443.helper=!claimcheck git-credential forge"_s,
                    u"credential"_s, u"fill"_s},
                   "protocol=https\nhost=git.example:8443\n\n");
    QVERIFY2(run.exitCode == 0, run.errors.constData());
    QVERIFY2(run.output.contains("username=alice\n"), run.output.constData());
    QVERIFY2(run.output.contains("password=live-token-of-the-tests\n"), run.output.constData());
}

void TestCliFeeds::gitGetsNothingForAnotherPlace_data()
{
    QTest::addColumn<QByteArray>("asked");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("right") << "protocol=https\nhost=git.example:8443\n"_qba
                           << ""_qba;
    QTest::newRow("host") << "protocol=https\nhost=evil.example:8443\n"_qba
                          << "LeashRefused"_qba;
    QTest::newRow("port") << "protocol=https\nhost=git.example\n"_qba
                          << "LeashRefused"_qba;
    QTest::newRow("plain http") << "protocol=http\nhost=git.example:8443\n"_qba
                                << "UrlInsecure"_qba;
    QTest::newRow("user info") << "protocol=https\nhost=x@git.example:8443\n"_qba
                               << "UrlHasUserInfo"_qba;
    QTest::newRow("no host") << "protocol=https\n"_qba
                             << "UrlInvalid"_qba;
}

void TestCliFeeds::gitGetsNothingForAnotherPlace()
{
    QFETCH(QByteArray, asked);
    QFETCH(QByteArray, code);
    const CliRun run = runCli({u"git-credential"_s, u"forge"_s, u"get"_s, u"--json"_s}, asked);
    QCOMPARE(run.errorCode(), code);
    QCOMPARE(run.output.contains("live-token"), code.isEmpty());
}

void TestCliFeeds::gitsNoticesChangeNothing()
{
    for (const QString &notice : {u"store"_s, u"erase"_s}) {
        const CliRun run = runCli({u"git-credential"_s, u"forge"_s, notice},
                                  "protocol=https\nhost=git.example:8443\npassword=other\n");
        QCOMPARE(run.exitCode, 0);
        QVERIFY(run.output.isEmpty());
    }
    QCOMPARE(runCli({u"token"_s, u"forge"_s}).output, "live-token-of-the-tests\n"_qba);
}

void TestCliFeeds::curlReadsItAsNetrc()
{
    m_server.when("/me", Answer::json("{}"));
    const QString url = m_server.url("/me").toString();
    const Run run = runProgram(
        u"bash"_s, {u"-c"_s, u"curl --silent --netrc-file <(claimcheck netrc api '%1') '%1'"_s.arg(url)});
    QVERIFY2(run.exitCode == 0, run.errors.constData());
    // base64 of "oauth2:live-token-of-the-tests", by another program.
    QCOMPARE(m_server.requests().back().header("Authorization"),
             "Basic b2F1dGgyOmxpdmUtdG9rZW4tb2YtdGhlLXRlc3Rz"_qba);
}

void TestCliFeeds::netrcRefusesAnotherPlace()
{
    const CliRun run = runCli({u"netrc"_s, u"api"_s, u"https://evil.example/"_s, u"--json"_s});
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(run.errorCode(), "LeashRefused"_qba);
    QVERIFY(run.output.isEmpty());
}

void TestCliFeeds::aUserNameCannotBeMore_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<QByteArray>("ofGit");
    QTest::addColumn<QByteArray>("ofNetrc");
    const QByteArray refused = "ProfileFieldInvalid";
    QTest::newRow("a name") << u"al.ice@a-b"_s << ""_qba
                            << ""_qba;
    QTest::newRow("words") << u"a machine evil.example login b"_s << ""_qba << refused;
    QTest::newRow("line end") << u"a\nhost=evil.example"_s << refused << refused;
    QTest::newRow("quote") << u"\"a"_s << ""_qba << refused;
    QTest::newRow("comment") << u"#a"_s << ""_qba << refused;
    QTest::newRow("wide blank") << u"a\u3000b"_s << ""_qba << refused;
}

void TestCliFeeds::aUserNameCannotBeMore()
{
    QFETCH(QString, user);
    QFETCH(QByteArray, ofGit);
    QFETCH(QByteArray, ofNetrc);
    const CliRun git = runCli({u"git-credential"_s, u"forge"_s, u"get"_s, u"--user"_s, user, u"--json"_s},
                              "protocol=https\nhost=git.example:8443\n");
    QCOMPARE(git.errorCode(), ofGit);
    QCOMPARE(git.output.contains("live-token"), ofGit.isEmpty());
    const CliRun netrc =
        runCli({u"netrc"_s, u"api"_s, m_server.url().toString(), u"--user"_s, user, u"--json"_s});
    QCOMPARE(netrc.errorCode(), ofNetrc);
    QCOMPARE(netrc.output.contains("live-token"), ofNetrc.isEmpty());
}

void TestCliFeeds::aPasswordIsGivenAsItIs()
{
    addProfile(u"old"_s, u"basic"_s, m_server.url().toString(), {u"--user"_s, u"alice"_s});
    const CliRun line = runCli({u"netrc"_s, u"old"_s, m_server.url().toString()});
    QCOMPARE(line.output, "machine 127.0.0.1 login alice password live-token-of-the-tests\n"_qba);
    // The others count what is in the keychain.
    QCOMPARE(runCli({u"logout"_s, u"old"_s}).exitCode, 0);
}

void TestCliFeeds::kubectlSendsIt()
{
    // kubectl sends credentials over TLS only.
    const TestCertificate authority = makeAuthority("kubernetes");
    const TestCertificate own = makeCertificate(authority, {.commonName = "kube-apiserver"});
    TestServer cluster(ServerTls{own.certificate, own.key});
    cluster.when("/version", Answer::json("{\"major\":\"1\",\"minor\":\"20\"}"));
    addProfile(u"cluster"_s, u"static-token"_s, cluster.url().toString());
    const QTemporaryDir folder;
    QVERIFY(write(folder.filePath(u"ca.pem"_s), authority.certificate));
    const QString path = folder.filePath(u"config"_s);
    QVERIFY(write(path, QString::fromLatin1(kubeconfig)
                            .arg(cluster.url().toString().chopped(1), folder.filePath(u"ca.pem"_s))
                            .toUtf8()));
    const Run run =
        runProgram(u"kubectl"_s, {u"--kubeconfig"_s, path, u"--cache-dir"_s, folder.filePath(u"cache"_s),
                                  u"get"_s, u"--raw"_s, u"/version"_s});
    QVERIFY2(run.exitCode == 0, run.errors.constData());
    QCOMPARE(cluster.requests().back().header("Authorization"), "Bearer live-token-of-the-tests"_qba);
}

void TestCliFeeds::kubectlRefusesAnotherCluster()
{
    const auto run = [](const QByteArray &info) {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"KUBERNETES_EXEC_INFO"_s, QString::fromUtf8(info));
        return runCli({u"kubectl-credential"_s, u"forge"_s, u"--json"_s}, {}, environment);
    };
    const QByteArray own = "{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\","
                           "\"spec\":{\"cluster\":{\"server\":\"https://git.example:8443\"}}}";
    const CliRun right = run(own);
    QVERIFY2(right.exitCode == 0, right.errors.constData());
    QCOMPARE(right.json()[u"status"][u"token"].toString(), u"live-token-of-the-tests"_s);
    QCOMPARE(right.json()[u"apiVersion"].toString(), u"client.authentication.k8s.io/v1"_s);
    QCOMPARE(run(QByteArray(own).replace("git.example", "evil.example")).errorCode(), "LeashRefused"_qba);
    QCOMPARE(run(QByteArray(own).replace("cluster", "custer")).errorCode(), "UsageInvalid"_qba);
    QCOMPARE(run("").errorCode(), "UsageInvalid"_qba);
}

void TestCliFeeds::auditFindsAPlantedSecret_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("exitCode");
    const QByteArray secret = "live-token-of-the-tests";
    QTest::newRow("nothing") << "live-token-of-other-tests"_qba << 0;
    QTest::newRow("as it is") << "log: Bearer " + secret + "\n" << 1;
    QTest::newRow("base64") << secret.toBase64() << 1;
    QTest::newRow("UTF-16") << QByteArray(reinterpret_cast<const char *>(QString::fromLatin1(secret).utf16()),
                                          secret.size() * 2)
                            << 1;
    QTest::newRow("between two chunks") << QByteArray(1024 * 1024 - 5, 'x') + secret << 1;
}

void TestCliFeeds::auditFindsAPlantedSecret()
{
    QFETCH(QByteArray, content);
    QFETCH(int, exitCode);
    const QString folder = qEnvironmentVariable("XDG_CACHE_HOME") + u"/claimcheck/deep"_s;
    QVERIFY(QDir().mkpath(folder));
    QVERIFY(write(folder + u"/file"_s, content));
    const CliRun run = runCli({u"audit"_s, u"--json"_s});
    QVERIFY(QFile::remove(folder + u"/file"_s));
    QCOMPARE(run.exitCode, exitCode);
    QVERIFY(run.json()[u"secrets"].toInt() >= 2);
    QVERIFY(!run.output.contains("live-token"));
    if (exitCode == 1) {
        QCOMPARE(run.json()[u"leaks"][0][u"kind"].toString(), u"accessToken"_s);
        QCOMPARE(run.json()[u"leaks"][0][u"file"].toString(), folder + u"/file"_s);
    }
}

void TestCliFeeds::auditFollowsALinkToAFolder()
{
    const QTemporaryDir elsewhere;
    const QString own = qEnvironmentVariable("XDG_CACHE_HOME") + u"/claimcheck"_s;
    QVERIFY(QDir().mkpath(own) && QDir(elsewhere.path()).mkdir(u"deep"_s));
    QVERIFY(write(elsewhere.filePath(u"deep/file"_s), "live-token-of-the-tests"));
    QVERIFY(QFile::link(elsewhere.path(), own + u"/moved"_s));
    QVERIFY(QFile::link(own, own + u"/loop"_s));
    QVERIFY(QFile::link(elsewhere.path(), elsewhere.filePath(u"deep/loop"_s)));
    const CliRun run = runCli({u"audit"_s, u"--json"_s});
    QVERIFY(QFile::remove(own + u"/moved"_s) && QFile::remove(own + u"/loop"_s));
    QCOMPARE(run.exitCode, 1);
    // All profiles have the same token; the file is read once.
    QCOMPARE(run.json()[u"leaks"].toArray().size(), run.json()[u"secrets"].toInt());
}

QTEST_GUILESS_MAIN(TestCliFeeds)
#include "tst_cli_feeds.moc"
