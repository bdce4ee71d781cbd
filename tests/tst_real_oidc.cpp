#include "real_tools.h"

#include "credentials/keychain_store.h"
#include "login/profile_store.h"
#include "login/session.h"
#include "support/practice_process.h"
#include "support/raw_http.h"

#include <QRegularExpression>
#include <QStandardPaths>
#include <QUrlQuery>

using namespace real_tools;

namespace {

/// A provider, and how its answers to the same flow differ from those of another.
struct Party {
    QString name;
    QString issuer;
    QString userInfo; // address
    QByteArray tokenPath;
    QString subject;               // alice's
    QByteArray fullName;           // as UserInfo has it
    QString accessToken;           // "opaque" or "jwt"
    QString webClient;             // settings of a client whose browser session is used again
    QString signedOut, deviceDone; // words of its pages
};

} // namespace

/// Signed in as a person does: the link is opened by xdg-open, and the browser comes back. Each flow at npm's
/// oidc-provider and at the practice server, which passes what a provider of others passes.
class TestRealOidc : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();
    void initTestCase();
    void init();
    void cleanup();
    void chromiumFromLoginToLogout();
    void sessionOfTheBrowserIsUsedAndEnded();
    void portIsOpenWhileTheBrowserIsAwaited();
    void otherPersonIsHeldBack();
    void replayedRefreshTokenEndsInAClearState();
    void deviceFlow();

private:
    /// A profile for the client, with more arguments.
    [[nodiscard]] CliRun add(CommandLine &cli, const QString &name, const QStringList &more = {});
    [[nodiscard]] QByteArray me(CommandLine &cli, const QString &name);
    std::unique_ptr<CommandLine> m_cli;
    std::unique_ptr<OidcProvider> m_oidcProvider;
    PracticeProcess m_practice;
    QHash<QString, Party> m_parties;
    Party m_party; // of this row
};

namespace {

const QStringList offline = {u"--set"_s, u"scope=openid offline_access profile"_s};

/// Who listens on 127.0.0.1:`port`, or on any other address of this machine.
bool isListenedOn(int port)
{
    const QByteArray wanted = ':' + QByteArray::number(port, 16).toUpper().rightJustified(4, '0') + ' ';
    for (const char *name : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        QFile file(QString::fromLatin1(name));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no %s", name);
        for (const QByteArray &line : file.readAll().split('\n')) {
            const QByteArrayList columns = line.simplified().split(' ');
            if ((columns.value(1) + ' ').endsWith(wanted) && columns.value(3) == "0A")
                return true;
        }
    }
    return false;
}

/// The refresh token that the keychain holds for a profile.
QByteArray keptRefreshToken(const QString &name)
{
    using namespace claimcheck;
    login::ProfileStore profiles(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
                                 u"/claimcheck"_s);
    const auto profile = profiles.load() ? profiles.byName(name) : std::nullopt;
    if (!profile)
        return {};
    credentials::KeychainStore keychain;
    std::optional<Result<Secret>> read;
    QObject context;
    const auto operation =
        keychain.read(profile->id, &context, [&read](Result<Secret> secret) { read = std::move(secret); });
    if (!QTest::qWaitFor([&read] { return read.has_value(); }, 60'000) || !*read)
        return {};
    const auto session = login::unseal(**read, name);
    return session ? session->refreshToken.reveal().toByteArray() : QByteArray();
}

} // namespace

void TestRealOidc::initTestCase_data()
{
    QTest::addColumn<QString>("party");
    for (const char *name : {"oidc-provider", "practice"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestRealOidc::init()
{
    QFETCH_GLOBAL(const QString, party);
    m_party = m_parties.value(party);
    m_party.name = party;
}

void TestRealOidc::initTestCase()
{
    QVERIFY2(qEnvironmentVariableIsSet("CLAIMCHECK_TEST_ROOT"), "run it through support/with_keyring.sh");
    m_cli = std::make_unique<CommandLine>();
    m_oidcProvider = std::make_unique<OidcProvider>();
    const quint16 port = freePort();
    // Of a native client this provider wants a person each time; of a web application it does not.
    const QJsonObject web{{u"client_id"_s, u"web"_s},
                          {u"application_type"_s, u"web"_s},
                          {u"token_endpoint_auth_method"_s, u"none"_s},
                          {u"redirect_uris"_s, QJsonArray{u"http://127.0.0.1:%1/callback"_s.arg(port)}},
                          {u"post_logout_redirect_uris"_s, QJsonArray{}}};
    const QJsonObject setup{{u"secrets"_s, m_cli->providersSecrets()}, {u"clients"_s, QJsonArray{web}}};
    QVERIFY2(m_oidcProvider->start(QJsonDocument(setup).toJson()), qPrintable(m_oidcProvider->problem()));
    QVERIFY2(m_practice.start(), qPrintable(m_practice.problem()));
    m_parties = {{u"oidc-provider"_s,
                  {.name = {},
                   .issuer = m_oidcProvider->issuer(),
                   .userInfo = m_oidcProvider->url(u"/me"_s),
                   .tokenPath = "/token",
                   .subject = u"alice"_s,
                   .fullName = "alice of the tests",
                   .accessToken = u"opaque"_s,
                   .webClient = u"client_id=web --set redirect_port=%1"_s.arg(port),
                   .signedOut = u"Sign-out Success"_s,
                   .deviceDone = u"Sign-in Success"_s}},
                 {u"practice"_s,
                  {.name = {},
                   .issuer = m_practice.baseUrl(),
                   .userInfo = m_practice.baseUrl() + u"/oauth/userinfo"_s,
                   .tokenPath = "/oauth/token",
                   .subject = u"u-1001"_s,
                   .fullName = "Alice Adams",
                   .accessToken = u"jwt"_s,
                   .webClient = u"client_id=claimcheck"_s,
                   .signedOut = u"Nobody is signed in with this browser now."_s,
                   .deviceDone = u"The device is signed in"_s}}};
}

void TestRealOidc::cleanup()
{
    for (const QString &name : {u"BROWSER_USER"_s, u"BROWSER_COOKIES"_s})
        m_cli->environment.remove(name);
    const QByteArray leak = m_cli->leak();
    QVERIFY2(leak.isEmpty(), leak.constData());
}

CliRun TestRealOidc::add(CommandLine &cli, const QString &name, const QStringList &more)
{
    // A profile of this name and of another party is left from before.
    (void)cli.run(u"profile remove %1"_s.arg(name));
    return cli.run(
        u"profile add %1 --recipe oidc --url %2 --set client_id=claimcheck"_s.arg(name, m_party.issuer),
        more);
}

QByteArray TestRealOidc::me(CommandLine &cli, const QString &name)
{
    return cli.run(u"request %1 GET %2"_s.arg(name, m_party.userInfo)).output;
}

void TestRealOidc::chromiumFromLoginToLogout()
{
    CommandLine cli(Browser::Chromium);
    cli.environment.insert(u"BROWSER_PROFILE"_s, m_cli->file(u"chromium-"_s + m_party.name));
    VERIFY_RUN(add(cli, u"op"_s, offline + QStringList{u"--set"_s, u"logout.return=on"_s}));
    const CliRun login = cli.run(u"login op --json --no-input"_s);
    VERIFY_RUN(login);
    QCOMPARE(login.json()[u"state"].toString(), u"signed-in"_s);
    const QJsonObject page = seenBy(Browser::Chromium);
    QVERIFY2(page[u"text"].toString().contains(u"This page can be closed."_s),
             qPrintable(page[u"text"].toString()));
    QVERIFY(!isListenedOn(QUrl(page[u"url"].toString()).port()));

    const CliRun status = cli.run(u"status op --json"_s);
    VERIFY_RUN(status);
    const QJsonObject profile = status.json()[u"profiles"][0].toObject();
    QCOMPARE(profile[u"subject"].toString(), m_party.subject);
    QVERIFY(profile[u"canRefresh"].toBool());
    QStringList kinds;
    for (const QJsonValue &token : profile[u"tokens"].toArray())
        kinds += token[u"kind"].toString() + u' ' + token[u"format"].toString();
    QCOMPARE(kinds, (QStringList{u"access "_s + m_party.accessToken, u"refresh opaque"_s, u"id jwt"_s}));

    const QByteArray person = me(cli, u"op"_s);
    QVERIFY2(person.contains(m_party.fullName), person.constData());
    const CliRun verified = cli.run(u"verify - --json --issuer %1 --aud claimcheck"_s.arg(m_party.issuer), {},
                                    cli.run(u"token op --kind id"_s).output);
    VERIFY_RUN(verified);
    QVERIFY(verified.json()[u"verified"].toBool());

    const QByteArray before = cli.run(u"token op"_s).output;
    VERIFY_RUN(cli.run(u"refresh op"_s));
    VERIFY_RUN(cli.run(u"refresh op"_s)); // with the refresh token that came in place of the first
    QVERIFY(cli.run(u"token op"_s).output != before);

    const CliRun logout = cli.run(u"logout op --json"_s);
    VERIFY_RUN(logout);
    for (const QString &step : {u"revoke-refresh"_s, u"revoke-access"_s, u"prove-revoked"_s, u"end-session"_s,
                                u"delete"_s, u"read-back"_s, u"cookies"_s})
        QCOMPARE(step + u' ' + outcome(logout, step), step + u" done"_s);
    const QString ended = seenBy(Browser::Chromium)[u"text"].toString();
    QVERIFY2(ended.contains(u"This page can be closed."_s), qPrintable(ended));
    QCOMPARE(cli.run(u"status op"_s).exitCode, 1);
    const QByteArray leak = cli.leak();
    QVERIFY2(leak.isEmpty(), leak.constData());
}

void TestRealOidc::sessionOfTheBrowserIsUsedAndEnded()
{
    m_cli->environment.insert(u"BROWSER_COOKIES"_s, m_cli->file(u"cookies-"_s + m_party.name));
    (void)m_cli->run(u"profile remove again"_s);
    VERIFY_RUN(m_cli->run(u"profile add again --recipe oidc --url %1 --set scope=openid --set %2"_s.arg(
        m_party.issuer, m_party.webClient)));
    VERIFY_RUN(m_cli->run(u"login again --json"_s));
    // A sign-in, and consent where it was not given before.
    QVERIFY(seenBy(Browser::Visitor)[u"pages"].toInt() >= 1);
    VERIFY_RUN(m_cli->run(u"profile set again prompt=none"_s));
    VERIFY_RUN(m_cli->run(u"login again --json"_s));
    QCOMPARE(seenBy(Browser::Visitor)[u"pages"].toInt(), 0);
    const CliRun logout = m_cli->run(u"logout again --json"_s);
    VERIFY_RUN(logout);
    const QString ended = seenBy(Browser::Visitor)[u"text"].toString();
    QVERIFY2(ended.contains(m_party.signedOut), qPrintable(ended));
    // Really ended: nobody is signed in at the provider any more.
    const CliRun refused = m_cli->run(u"login again --json"_s);
    QCOMPARE(refused.exitCode, 1);
    QCOMPARE(refused.errorCode(), "AuthorizationRefused");
    QVERIFY2(refused.errors.contains("login_required"), refused.errors.constData());
    QVERIFY(!seenBy(Browser::Visitor).isEmpty());
}

void TestRealOidc::portIsOpenWhileTheBrowserIsAwaited()
{
    VERIFY_RUN(add(*m_cli, u"port"_s, {u"--set"_s, u"scope=openid"_s}));
    VERIFY_RUN(m_cli->run(u"login port --json"_s));
    const QJsonObject seen = seenBy(Browser::Visitor);
    // 127.0.0.1 and no other address, as the kernel writes it.
    QCOMPARE(seen[u"listening"].toArray(), QJsonArray{u"0100007F"_s});
    QVERIFY(!isListenedOn(QUrl(seen[u"url"].toString()).port()));
}

void TestRealOidc::otherPersonIsHeldBack()
{
    VERIFY_RUN(add(*m_cli, u"person"_s, offline));
    VERIFY_RUN(m_cli->run(u"login person --json"_s));
    QVERIFY(!seenBy(Browser::Visitor).isEmpty());
    m_cli->environment.insert(u"BROWSER_USER"_s, u"bob"_s);
    const CliRun bob = m_cli->run(u"login person --json"_s);
    QVERIFY(!seenBy(Browser::Visitor).isEmpty());
    QCOMPARE(bob.exitCode, 1);
    QCOMPARE(bob.errorCode(), "WrongPerson");
    QVERIFY(bob.errors.contains("alice") && bob.errors.contains("bob"));
    const QByteArray person = me(*m_cli, u"person"_s);
    QVERIFY2(person.contains(m_party.fullName), person.constData());
}

void TestRealOidc::replayedRefreshTokenEndsInAClearState()
{
    VERIFY_RUN(add(*m_cli, u"replay"_s, offline));
    VERIFY_RUN(m_cli->run(u"login replay --json"_s));
    QVERIFY(!seenBy(Browser::Visitor).isEmpty());
    const QByteArray first = keptRefreshToken(u"replay"_s);
    QVERIFY(!first.isEmpty());
    VERIFY_RUN(m_cli->run(u"refresh replay"_s));
    // A thief has the refresh token from before: the server ends the whole grant.
    const RawAnswer thief = rawRequest(
        static_cast<quint16>(QUrl(m_party.issuer).port()), "POST", m_party.tokenPath,
        {{"Content-Type", "application/x-www-form-urlencoded"}},
        "grant_type=refresh_token&client_id=claimcheck&refresh_token=" + first.toPercentEncoding());
    QCOMPARE(thief.text("error"), "invalid_grant"_qba);
    const CliRun refused = m_cli->run(u"refresh replay --json"_s);
    QCOMPARE(refused.exitCode, 1);
    QCOMPARE(refused.errorCode(), "RefreshRefused");
    const CliRun status = m_cli->run(u"status replay --json"_s);
    QCOMPARE(status.exitCode, 1);
    QCOMPARE(status.json()[u"profiles"][0][u"state"].toString(), u"signed-out"_s);
    // And one sign-in mends it.
    VERIFY_RUN(m_cli->run(u"login replay --json"_s));
    QVERIFY(!seenBy(Browser::Visitor).isEmpty());
}

void TestRealOidc::deviceFlow()
{
    VERIFY_RUN(add(*m_cli, u"tv"_s, {u"--set"_s, u"scope=openid"_s}));
    QProcess login;
    login.setProcessEnvironment(m_cli->environment);
    login.setReadChannel(QProcess::StandardError);
    login.start(cliProgram(), {u"login"_s, u"tv"_s, u"--device"_s, u"--json"_s, u"--no-input"_s});
    QByteArray said;
    static const QRegularExpression words(u"open (\\S+) and enter the code (\\S+)\\s"_s);
    QRegularExpressionMatch found;
    while (!found.hasMatch() && login.waitForReadyRead(60'000)) {
        said += login.readAllStandardError();
        found = words.match(QString::fromUtf8(said));
    }
    QVERIFY2(found.hasMatch(), said.constData());
    QUrl address(found.captured(1));
    address.setQuery(QUrlQuery{{u"user_code"_s, found.captured(2)}});
    const QJsonObject seen = visit(address);
    QVERIFY2(seen[u"text"].toString().contains(m_party.deviceDone), qPrintable(seen[u"text"].toString()));
    QVERIFY(login.waitForFinished(60'000));
    QVERIFY2(login.exitCode() == 0, login.readAllStandardError().constData());
    const QByteArray person = me(*m_cli, u"tv"_s);
    QVERIFY2(person.contains(m_party.subject.toUtf8()), person.constData());
}

QTEST_GUILESS_MAIN(TestRealOidc)
#include "tst_real_oidc.moc"
