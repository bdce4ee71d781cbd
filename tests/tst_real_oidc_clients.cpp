#include "real_tools.h"

#include "support/raw_http.h"

#include <QUrl>

using namespace real_tools;

/// npm's oidc-provider and every kind of client that it knows.
class TestRealOidcClients : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void signsInAndOut_data();
    void signsInAndOut();
    void registersItself();
    void pushedAndBoundToAKey();
    void tokenForAResource();
    void clientCredentialsAndIntrospection();

private:
    [[nodiscard]] CliRun login(const QString &name);
    [[nodiscard]] CliRun me(const QString &name, const OidcProvider &provider);
    std::unique_ptr<CommandLine> m_cli;
    std::unique_ptr<OidcProvider> m_provider;
    QByteArray m_ecKey;
    QByteArray m_rsaKey;
};

namespace {

const QString api = u"https://api.example.test/notes"_s;

QJsonObject publicSet(CommandLine &cli, const QByteArray &key)
{
    return QJsonDocument::fromJson(cli.run(u"key public --to jwks -"_s, {}, key).output).object();
}

QString algorithmOf(CommandLine &cli, const QByteArray &token)
{
    return cli.run(u"inspect - --json"_s, {}, token).json()[u"signature"][u"alg"].toString();
}

} // namespace

void TestRealOidcClients::initTestCase()
{
    QVERIFY2(qEnvironmentVariableIsSet("CLAIMCHECK_TEST_ROOT"), "run it through support/with_keyring.sh");
    m_cli = std::make_unique<CommandLine>();
    m_ecKey = m_cli->run(u"key generate --kty EC --alg ES256 --kid signs"_s).output;
    m_rsaKey = m_cli->run(u"key generate --kty RSA --bits 2048 --kid opens --use enc"_s).output;
    const QJsonArray clients{
        QJsonObject{{u"client_id"_s, u"key"_s},
                    {u"token_endpoint_auth_method"_s, u"private_key_jwt"_s},
                    {u"token_endpoint_auth_signing_alg"_s, u"ES256"_s},
                    {u"jwks"_s, publicSet(*m_cli, m_ecKey)}},
        QJsonObject{{u"client_id"_s, u"eddsa"_s},
                    {u"token_endpoint_auth_method"_s, u"none"_s},
                    {u"id_token_signed_response_alg"_s, u"EdDSA"_s}},
        QJsonObject{{u"client_id"_s, u"sealed"_s},
                    {u"token_endpoint_auth_method"_s, u"none"_s},
                    {u"id_token_encrypted_response_alg"_s, u"RSA-OAEP-256"_s},
                    {u"id_token_encrypted_response_enc"_s, u"A256GCM"_s},
                    {u"jwks"_s, publicSet(*m_cli, m_rsaKey)}},
    };
    m_provider = std::make_unique<OidcProvider>();
    const QJsonObject setup{{u"secrets"_s, m_cli->providersSecrets()}, {u"clients"_s, clients}};
    QVERIFY2(m_provider->start(QJsonDocument(setup).toJson()), qPrintable(m_provider->problem()));
}

void TestRealOidcClients::cleanup()
{
    const QByteArray leak = m_cli->leak();
    QVERIFY2(leak.isEmpty(), leak.constData());
}

CliRun TestRealOidcClients::login(const QString &name)
{
    CliRun run = m_cli->run(u"login %1 --json --no-input"_s.arg(name));
    if (seenBy(Browser::Visitor).isEmpty())
        QTest::qFail("The browser saw nothing.", __FILE__, __LINE__);
    return run;
}

CliRun TestRealOidcClients::me(const QString &name, const OidcProvider &provider)
{
    return m_cli->run(u"request %1 GET %2 --fail"_s.arg(name, provider.url(u"/me"_s)));
}

void TestRealOidcClients::signsInAndOut_data()
{
    QTest::addColumn<QString>("settings");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<QString>("algorithm");
    QTest::newRow("basic") << u"client_id=confidential"_s << u"client_secret"_s
                           << "a secret: with % and +"_qba << u"RS256"_s;
    QTest::newRow("post") << u"client_id=posting --set client.authentication=client_secret_post"_s
                          << u"client_secret"_s << "posted secret"_qba << u"RS256"_s;
    QTest::newRow("client_secret_jwt")
        << u"client_id=signing --set client.authentication=client_secret_jwt"_s << u"client_secret"_s
        << "a secret that is long enough for HS256"_qba << u"RS256"_s;
    QTest::newRow("private_key_jwt") << u"client_id=key"_s << u"client_key"_s << m_ecKey << u"RS256"_s;
    QTest::newRow("es256") << u"client_id=es256"_s << QString() << QByteArray() << u"ES256"_s;
    QTest::newRow("eddsa") << u"client_id=eddsa"_s << QString() << QByteArray() << u"EdDSA"_s;
    QTest::newRow("sealed") << u"client_id=sealed --set client.authentication=none"_s << u"client_key"_s
                            << m_rsaKey << u"RS256"_s;
    QTest::newRow("signed-userinfo") << u"client_id=signed-userinfo"_s << QString() << QByteArray()
                                     << u"RS256"_s;
}

void TestRealOidcClients::signsInAndOut()
{
    QFETCH(const QString, settings);
    QFETCH(const QString, field);
    QFETCH(const QByteArray, secret);
    QFETCH(const QString, algorithm);
    const QString name = QString::fromLatin1(QTest::currentDataTag());
    QStringList more{u"--set"_s, u"scope=openid offline_access profile"_s};
    if (!field.isEmpty())
        more += {u"--secret-file"_s, field + u'=' + m_cli->secretFile(secret)};
    VERIFY_RUN(m_cli->run(
        u"profile add %1 --recipe oidc --url %2 --set %3"_s.arg(name, m_provider->issuer(), settings), more));
    const CliRun in = login(name);
    VERIFY_RUN(in);
    QVERIFY2(!in.errors.contains("UserInfo cannot"), in.errors.constData());
    const CliRun person = me(name, *m_provider);
    VERIFY_RUN(person);
    const QByteArray claims = name == u"signed-userinfo"
                                  ? m_cli->run(u"inspect - --json"_s, {}, person.output).output
                                  : person.output;
    QVERIFY2(claims.contains("alice of the tests"), claims.constData());
    const CliRun id = m_cli->run(u"token %1 --kind id"_s.arg(name));
    VERIFY_RUN(id);
    QCOMPARE(algorithmOf(*m_cli, id.output), algorithm);
    VERIFY_RUN(m_cli->run(u"refresh %1"_s.arg(name)));
    VERIFY_RUN(me(name, *m_provider));
    const CliRun out = m_cli->run(u"logout %1 --json --no-browser"_s.arg(name));
    VERIFY_RUN(out);
    for (const QString &step : {u"revoke-refresh"_s, u"revoke-access"_s, u"prove-revoked"_s, u"read-back"_s})
        QCOMPARE(step + u' ' + outcome(out, step), step + u" done"_s);
}

void TestRealOidcClients::registersItself()
{
    VERIFY_RUN(m_cli->run(u"profile add registered --recipe oidc --url %1"_s.arg(m_provider->issuer()),
                          {u"--set"_s, u"scope=openid offline_access"_s}));
    VERIFY_RUN(login(u"registered"_s));
    VERIFY_RUN(me(u"registered"_s, *m_provider));
    VERIFY_RUN(m_cli->run(u"refresh registered"_s));
    VERIFY_RUN(login(u"registered"_s));
    QCOMPARE(m_cli->secretsSeen("registration_access_token").size(), 1); // it is the same client again
    VERIFY_RUN(m_cli->run(u"logout registered --no-browser"_s));
}

void TestRealOidcClients::pushedAndBoundToAKey()
{
    OidcProvider strict;
    const QJsonObject setup{
        {u"secrets"_s, m_cli->providersSecrets()}, {u"requirePar"_s, true}, {u"requireNonce"_s, true}};
    QVERIFY2(strict.start(QJsonDocument(setup).toJson()), qPrintable(strict.problem()));
    VERIFY_RUN(
        m_cli->run(u"profile add bound --recipe oidc --url %1 --set client_id=claimcheck --set dpop=on"_s.arg(
                       strict.issuer()),
                   {u"--set"_s, u"scope=openid offline_access"_s}));
    VERIFY_RUN(login(u"bound"_s));
    VERIFY_RUN(me(u"bound"_s, strict));
    VERIFY_RUN(m_cli->run(u"refresh bound"_s));
    VERIFY_RUN(me(u"bound"_s, strict));
    const CliRun token = m_cli->run(u"token bound --json"_s);
    QCOMPARE(token.exitCode, 1);
    QCOMPARE(token.errorCode(), "CredentialNotExportable");
    const CliRun out = m_cli->run(u"logout bound --json --no-browser"_s);
    VERIFY_RUN(out);
    QCOMPARE(outcome(out, u"revoke-refresh"_s), u"done"_s);
    QCOMPARE(outcome(out, u"prove-revoked"_s), u"done"_s);
    // And this server does insist: the request itself is refused.
    const RawAnswer plain = rawRequest(
        static_cast<quint16>(QUrl(strict.issuer()).port()), "GET",
        "/auth?client_id=claimcheck&response_type=code&scope=openid&redirect_uri=http://127.0.0.1/callback"
        "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256");
    QVERIFY2(plain.header("Location").contains("Pushed"), plain.header("Location").constData());
}

void TestRealOidcClients::tokenForAResource()
{
    VERIFY_RUN(m_cli->run(
        u"profile add notes --recipe oidc --url %1 --set client_id=claimcheck --set resource=%2"_s.arg(
            m_provider->issuer(), api),
        {u"--set"_s, u"scope=openid offline_access notes:read"_s}));
    VERIFY_RUN(login(u"notes"_s));
    const auto verified = [&] {
        return m_cli->run(
            u"verify - --json --typ at+jwt --sub alice --issuer %1 --aud %2"_s.arg(m_provider->issuer(), api),
            {}, m_cli->run(u"token notes"_s).output);
    };
    VERIFY_RUN(verified());
    VERIFY_RUN(m_cli->run(u"refresh notes"_s));
    VERIFY_RUN(verified());
    // The provider ends no JWT, and UserInfo refuses this one at any time: nothing of that is a proof.
    const CliRun out = m_cli->run(u"logout notes --json --no-browser"_s);
    VERIFY_RUN(out);
    QCOMPARE(outcome(out, u"revoke-refresh"_s), u"done"_s);
    QVERIFY2(outcome(out, u"prove-revoked"_s) != u"done"_s, out.output.constData());
}

void TestRealOidcClients::clientCredentialsAndIntrospection()
{
    VERIFY_RUN(
        m_cli->run(u"profile add robot --recipe client-credentials --url %1 --set client_id=machine"_s.arg(
                       m_provider->issuer()),
                   {u"--secret-file"_s, u"client_secret="_s + m_cli->secretFile("machine secret")}));
    VERIFY_RUN(m_cli->run(u"login robot --json"_s));
    VERIFY_RUN(m_cli->run(u"refresh robot"_s)); // it asks anew
    const CliRun out = m_cli->run(u"logout robot --json"_s);
    VERIFY_RUN(out);
    QCOMPARE(outcome(out, u"revoke-access"_s), u"done"_s);
    QCOMPARE(outcome(out, u"prove-revoked"_s),
             u"done"_s); // by introspection: there is no UserInfo of a machine

    // Another resource is another leash, and a secret is given for one.
    VERIFY_RUN(m_cli->run(u"profile set robot resource=%1 scope=notes:read"_s.arg(api),
                          {u"--secret-file"_s, u"client_secret="_s + m_cli->secretFile("machine secret")}));
    VERIFY_RUN(m_cli->run(u"login robot --json"_s));
    const CliRun verified =
        m_cli->run(u"verify - --json --typ at+jwt --issuer %1 --aud %2"_s.arg(m_provider->issuer(), api), {},
                   m_cli->run(u"token robot"_s).output);
    VERIFY_RUN(verified);
    VERIFY_RUN(m_cli->run(u"logout robot"_s));
}

QTEST_GUILESS_MAIN(TestRealOidcClients)
#include "tst_real_oidc_clients.moc"
