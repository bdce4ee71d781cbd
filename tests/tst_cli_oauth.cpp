#include "cli_terminal.h"

#include "credentials/keychain_store.h"
#include "login/profile_store.h"
#include "login/session.h"
#include "support/practice_provider.h"
#include "support/raw_http.h"
#include "support/test_certificates.h"
#include "support/test_server.h"

#include <QDir>
#include <QJsonArray>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTemporaryDir>

using namespace claimcheck;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int patienceMs = 60'000;

struct Ran {
    int exitCode = -1;
    QByteArray output, errors;
};

/// A program, with our command line first on its PATH, while this process goes on serving.
Ran runProgram(const QString &program, const QStringList &arguments, const QByteArray &input = {})
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PATH"_s, QFileInfo(cliProgram()).path() + u':' + environment.value(u"PATH"_s));
    environment.insert(u"GIT_TERMINAL_PROMPT"_s, u"0"_s);
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, patienceMs))
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

bool write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

/// The code block of README.md that holds this word, as it stands there.
QByteArray documented(const QByteArray &word)
{
    QFile file(QStringLiteral(CLAIMCHECK_SOURCE_DIR) + u"/README.md"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArrayList parts = file.readAll().replace("```", "\x01").split('\x01');
    for (qsizetype i = 1; i < parts.size(); i += 2) {
        if (parts[i].contains(word))
            return parts[i].sliced(parts[i].indexOf('\n') + 1); // without the language
    }
    return {};
}

/// The line of a code block that begins so.
QByteArray lineOf(const QByteArray &block, const QByteArray &start)
{
    for (const QByteArray &line : block.split('\n')) {
        if (line.startsWith(start))
            return line;
    }
    return {};
}

template <class T, class Start>
std::optional<Result<T>> waited(Start start)
{
    std::optional<Result<T>> answer;
    QObject context;
    const auto operation = start(&context, [&answer](Result<T> value) { answer = std::move(value); });
    (void)QTest::qWaitFor([&answer] { return answer.has_value(); }, patienceMs);
    return answer;
}

/// The session that the keychain holds for a profile.
struct Stored {
    explicit Stored(const QString &name)
    {
        login::ProfileStore profiles(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
                                     u"/claimcheck"_s);
        if (const auto profile = profiles.load() ? profiles.byName(name) : std::nullopt)
            id = profile->id;
        const auto item =
            waited<Secret>([this](QObject *context, auto done) { return keychain.read(id, context, done); });
        const auto read = item && *item ? login::unseal(**item, name)
                                        : Result<login::Session>(Error{ErrorCode::NotSignedIn});
        if (read)
            session = *read;
    }
    /// As if its access token had come to its end: whoever needs one has to refresh.
    [[nodiscard]] bool expire()
    {
        session.expiresAt = SystemClock().now() - 1s;
        const auto written = waited<Done>([this](QObject *context, auto done) {
            return keychain.write(id, login::seal(session), context, done);
        });
        return !id.isEmpty() && written && *written;
    }
    credentials::KeychainStore keychain;
    QString id;
    login::Session session;
};

} // namespace

/// The command line signs in by OAuth where there is no display, and feeds other programs from such a
/// session, which it refreshes on the way. Against the practice server, in this process. Runs inside
/// support/with_keyring.sh.
class TestCliOAuth final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { m_provider.clearFaults(); }
    void theLinkIsOpenedElsewhere();
    void theAddressIsPastedBack();
    void withoutAnyBrowserTheLinkIsShown();
    void aCodeForAnotherDeviceEndsIt();
    void theBrowserIsFasterThanTheOtherDevice();
    void gitAsDocumented();
    void curlAsDocumented();
    void kubectlAsDocumented();

private:
    /// A profile, not signed in, and the arguments that sign in to it.
    void add(const QString &name, const QStringList &more = {});
    [[nodiscard]] QByteArray authorize() const { return m_provider.url().toLatin1() + "/oauth/authorize?"; }
    void signIn(const QString &name);
    [[nodiscard]] bool showsLinkAndCode(OnTerminal &login) const;
    /// Waits for the end of a sign-in that does well.
    void endsSignedIn(OnTerminal &login, const QString &name);
    /// True if the practice server takes this access token.
    [[nodiscard]] bool isAccepted(const QByteArray &token) const;
    QProcessEnvironment m_environment = QProcessEnvironment::systemEnvironment();
    QTemporaryDir m_folder;
    PracticeProvider m_provider;
    TestServer m_api;
};

namespace {

/// Another browser, on this machine or at the end of a tunnel.
void visit(const QUrl &address, QObject *owner)
{
    auto *socket = new QTcpSocket(owner);
    QObject::connect(socket, &QTcpSocket::connected, socket, [socket, address] {
        socket->write("GET " + address.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority) +
                      " HTTP/1.1\r\nHost: " + address.authority().toLatin1() + "\r\n\r\n");
    });
    socket->connectToHost(address.host(), quint16(address.port()));
}

} // namespace

#define VERIFY_RUN(run)                                                                                      \
    do {                                                                                                     \
        const Ran verified = (run);                                                                          \
        QVERIFY2(verified.exitCode == 0, (verified.output + verified.errors).constData());                   \
    } while (false)

void TestCliOAuth::initTestCase()
{
    QVERIFY2(qEnvironmentVariableIsSet("CLAIMCHECK_TEST_ROOT"), "run it through support/with_keyring.sh");
    QVERIFY2(m_provider.start({.accessLifetime = 300s, .deviceInterval = 1s}),
             qPrintable(m_provider.problem()));
    // A browser that must not be started, and says so.
    QVERIFY(QDir(m_folder.path()).mkdir(u"bin"_s));
    const QString opener = m_folder.filePath(u"bin/xdg-open"_s);
    QVERIFY(write(opener, "#!/bin/sh\necho \"$1\" >'" + m_folder.filePath(u"opened"_s).toUtf8() + "'\n"));
    QVERIFY(QFile::setPermissions(opener, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    m_environment.insert(u"PATH"_s, m_folder.filePath(u"bin"_s) + u':' + m_environment.value(u"PATH"_s));
    m_api.answerWith([](const SeenRequest &) { return Answer::json("{\"major\":\"1\",\"minor\":\"20\"}"); });
}

void TestCliOAuth::add(const QString &name, const QStringList &more)
{
    VERIFY_RUN(runProgram(cliProgram(),
                          QStringList{u"profile"_s, u"add"_s, name, u"--recipe"_s, u"oidc"_s, u"--url"_s,
                                      m_provider.url(), u"--set"_s, u"client_id=claimcheck"_s} +
                              more));
}

bool TestCliOAuth::showsLinkAndCode(OnTerminal &login) const
{
    return login.link(authorize()).isValid() && login.shown().contains("enter the code ") &&
           login.shown().endsWith('\n');
}

void TestCliOAuth::endsSignedIn(OnTerminal &login, const QString &name)
{
    QTRY_VERIFY2_WITH_TIMEOUT(login.hasEnded(), login.shown().constData(), patienceMs);
    QVERIFY2(login.exitCode() == 0, login.shown().constData());
    VERIFY_RUN(runProgram(cliProgram(), {u"status"_s, name}));
}

bool TestCliOAuth::isAccepted(const QByteArray &token) const
{
    return rawRequest(m_provider.port(), "GET", "/oauth/userinfo", {{"Authorization", "Bearer " + token}})
               .status == 200;
}

void TestCliOAuth::theLinkIsOpenedElsewhere()
{
    add(u"tunnel"_s);
    OnTerminal login({u"login"_s, u"tunnel"_s, u"--no-browser"_s}, m_environment);
    QTRY_VERIFY2_WITH_TIMEOUT(login.link(authorize()).isValid(), login.shown().constData(), patienceMs);
    QVERIFY(login.shown().contains("Open this link in a browser:"));
    const QUrl redirect = m_provider.approve(login.link(authorize()));
    QVERIFY2(redirect.isValid(), qPrintable(m_provider.problem()));
    QObject browser;
    visit(redirect, &browser);
    endsSignedIn(login, u"tunnel"_s);
    QVERIFY(!QFile::exists(m_folder.filePath(u"opened"_s)));
}

/// The browser's machine cannot reach the loopback port here: its address line is typed in. What belongs to
/// another sign-in is told, and does not end this one.
void TestCliOAuth::theAddressIsPastedBack()
{
    add(u"ssh"_s);
    OnTerminal login({u"login"_s, u"ssh"_s, u"--no-browser"_s}, m_environment);
    QTRY_VERIFY2_WITH_TIMEOUT(login.link(authorize()).isValid(), login.shown().constData(), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(login.shown().contains("copy the address that it ends at and paste it here"),
                             patienceMs);
    const QUrl redirect = m_provider.approve(login.link(authorize()));
    QVERIFY2(redirect.isValid(), qPrintable(m_provider.problem()));
    const QByteArray address = redirect.toEncoded();
    QByteArray foreign = address;
    foreign.replace("state=", "state=x");
    const qsizetype before = login.shown().size();
    login.type(foreign);
    QTRY_VERIFY2_WITH_TIMEOUT(login.shown().sliced(before).count('\n') >= 2, login.shown().constData(),
                              patienceMs);
    QVERIFY(!login.hasEnded());
    login.type("  " + address + ' ');
    endsSignedIn(login, u"ssh"_s);
    QVERIFY(!QFile::exists(m_folder.filePath(u"opened"_s)));
}

/// Nobody said --no-browser, and there is none.
void TestCliOAuth::withoutAnyBrowserTheLinkIsShown()
{
    add(u"bare"_s);
    auto environment = m_environment;
    environment.insert(u"PATH"_s, m_folder.path()); // which holds no program
    OnTerminal login({u"login"_s, u"bare"_s}, environment);
    QTRY_VERIFY2_WITH_TIMEOUT(login.link(authorize()).isValid(), login.shown().constData(), patienceMs);
    QVERIFY2(login.shown().contains("Open this link in a browser:"), login.shown().constData());
    login.type(m_provider.approve(login.link(authorize())).toEncoded());
    endsSignedIn(login, u"bare"_s);
}

void TestCliOAuth::aCodeForAnotherDeviceEndsIt()
{
    add(u"race"_s);
    OnTerminal login({u"login"_s, u"race"_s, u"--no-browser"_s, u"--also-device"_s}, m_environment);
    QTRY_VERIFY2_WITH_TIMEOUT(showsLinkAndCode(login), login.shown().constData(), patienceMs);
    static const QRegularExpression words(u"On another device open (\\S+) and enter the code (\\S+)\n"_s);
    const auto told = words.match(QString::fromUtf8(login.shown()));
    QVERIFY2(told.hasMatch(), login.shown().constData());
    // The same as a picture, since this is a terminal.
    QTRY_VERIFY_WITH_TIMEOUT(login.shown().contains("\u2588"), patienceMs);
    QUrl complete(told.captured(1));
    complete.setQuery(u"user_code="_s + told.captured(2));
    QVERIFY2(m_provider.answerDevice(complete), qPrintable(m_provider.problem()));
    endsSignedIn(login, u"race"_s);
}

void TestCliOAuth::theBrowserIsFasterThanTheOtherDevice()
{
    add(u"faster"_s);
    OnTerminal login({u"login"_s, u"faster"_s, u"--no-browser"_s, u"--also-device"_s}, m_environment);
    QTRY_VERIFY2_WITH_TIMEOUT(showsLinkAndCode(login), login.shown().constData(), patienceMs);
    QObject browser;
    visit(m_provider.approve(login.link(authorize())), &browser);
    endsSignedIn(login, u"faster"_s);
}

/// Signed in to the practice server; its tokens may go to the API here and to two made-up places too.
void TestCliOAuth::signIn(const QString &name)
{
    OnTerminal login({u"login"_s, name, u"--no-browser"_s}, m_environment);
    QTRY_VERIFY2_WITH_TIMEOUT(login.link(authorize()).isValid(), login.shown().constData(), patienceMs);
    QObject browser;
    visit(m_provider.approve(login.link(authorize())), &browser);
    endsSignedIn(login, name);
}

/// The README's lines, word for word; only the places are of this test.
void TestCliOAuth::gitAsDocumented()
{
    add(u"prod"_s, {u"--set"_s, u"origins=https://git.example "_s + QString::fromLatin1(m_api.origin())});
    signIn(u"prod"_s);
    const QByteArray line = lineOf(documented("git-credential"), "git config");
    QVERIFY(!line.isEmpty());
    VERIFY_RUN(runProgram(u"bash"_s, {u"-c"_s, QString::fromUtf8(line)}));
    Stored before(u"prod"_s);
    QVERIFY(before.expire());
    const Ran run =
        runProgram(u"git"_s, {u"credential"_s, u"fill"_s}, "protocol=https\nhost=git.example\n\n");
    QVERIFY2(run.exitCode == 0, run.errors.constData());
    static const QRegularExpression password(u"password=(\\S+)\n"_s);
    const QByteArray token = password.match(QString::fromUtf8(run.output)).captured(1).toLatin1();
    QVERIFY(isAccepted(token));
    QVERIFY(token != before.session.accessToken.reveal().toByteArray());
    QVERIFY(Stored(u"prod"_s).session.accessToken.equals(Secret(token))); // what it refreshed was kept
}

void TestCliOAuth::curlAsDocumented()
{
    QByteArray line = lineOf(documented("claimcheck netrc"), "curl");
    QVERIFY(line.contains("https://api.example"));
    line.replace("https://api.example", m_api.origin());
    Stored before(u"prod"_s);
    QVERIFY(before.expire());
    m_api.forget();
    VERIFY_RUN(runProgram(u"bash"_s, {u"-c"_s, QString::fromUtf8(line)}));
    const QByteArray basic = m_api.requests().back().header("Authorization");
    QVERIFY2(basic.startsWith("Basic "), basic.constData());
    const QByteArray pair = QByteArray::fromBase64(basic.sliced(6));
    QVERIFY(pair.startsWith("oauth2:"));
    QVERIFY(isAccepted(pair.sliced(7)));
    QVERIFY(pair.sliced(7) != before.session.accessToken.reveal().toByteArray());
}

void TestCliOAuth::kubectlAsDocumented()
{
    // kubectl sends credentials over TLS only.
    const TestCertificate authority = makeAuthority("kubernetes");
    const TestCertificate own = makeCertificate(authority, {.commonName = "kube-apiserver"});
    TestServer cluster(ServerTls{own.certificate, own.key});
    cluster.when("/version", Answer::json("{\"major\":\"1\",\"minor\":\"20\"}"));
    VERIFY_RUN(runProgram(cliProgram(), {u"logout"_s, u"prod"_s}));
    VERIFY_RUN(runProgram(cliProgram(), {u"profile"_s, u"set"_s, u"prod"_s,
                                         u"origins="_s + QString::fromLatin1(cluster.origin())}));
    signIn(u"prod"_s);
    const QTemporaryDir folder;
    QVERIFY(write(folder.filePath(u"ca.pem"_s), authority.certificate));
    const QByteArray block = documented("kubectl-credential, prod");
    QVERIFY(block.startsWith("users:") && block.contains("--kind, id") &&
            block.contains("interactiveMode: Never"));
    const QByteArray config = "apiVersion: v1\nkind: Config\ncurrent-context: test\n"
                              "contexts: [{name: test, context: {cluster: test, user: me}}]\n"
                              "clusters: [{name: test, cluster: {server: \"" +
                              cluster.origin() + "\", certificate-authority: \"" +
                              folder.filePath(u"ca.pem"_s).toUtf8() + "\"}}]\n" + block;
    const QString path = folder.filePath(u"config"_s);
    QVERIFY(write(path, config));
    Stored before(u"prod"_s);
    QVERIFY(before.expire());
    VERIFY_RUN(runProgram(u"kubectl"_s, {u"--kubeconfig"_s, path, u"--cache-dir"_s,
                                         folder.filePath(u"cache"_s), u"get"_s, u"--raw"_s, u"/version"_s}));
    const Stored after(u"prod"_s);
    QVERIFY(!after.session.idToken.isEmpty() && !after.session.idToken.equals(before.session.idToken));
    QCOMPARE(cluster.requests().back().header("Authorization"),
             "Bearer " + after.session.idToken.reveal().toByteArray());
}

QTEST_GUILESS_MAIN(TestCliOAuth)
#include "tst_cli_oauth.moc"
