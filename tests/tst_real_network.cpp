#include "real_tools.h"

#include "support/test_certificates.h"

#include <QSslCertificate>

using namespace real_tools;

/// Real TLS and a real proxy between the command line and its servers: what a profile says of them counts for
/// the token request as for every other.
class TestRealNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void authority_data();
    void authority();
    void clientCertificate_data();
    void clientCertificate();
    void certificateInPlaceOfASecret_data();
    void certificateInPlaceOfASecret();
    void ownCertificateInPlaceOfASecret_data();
    void ownCertificateInPlaceOfASecret();
    void openIdOverAnOwnAuthority();
    void everythingGoesThroughTheProxy();
    void everythingGoesThroughASocksProxy();
    void thisMachineIsReachedWithoutAProxy();
    void deadProxyIsNamed();

private:
    /// A profile of Django's token API at this address.
    void add(const QString &name, const QUrl &url, const QStringList &more = {});
    [[nodiscard]] CliRun login(const QString &name);
    /// No proxy is asked for what is on this machine; 0.0.0.0 leads there and is not known as that.
    void startForAnyAddress(Nginx &nginx);
    [[nodiscard]] static QUrl anyAddress(const Nginx &nginx);
    std::unique_ptr<CommandLine> m_cli;
    Django m_django;
    TestCertificate m_authority;
    QString m_ca; // its file
};

namespace {

const QByteArray alicesPassword = "wonderland is deep";

} // namespace

void TestRealNetwork::initTestCase()
{
    QVERIFY2(qEnvironmentVariableIsSet("CLAIMCHECK_TEST_ROOT"), "run it through support/with_keyring.sh");
    m_cli = std::make_unique<CommandLine>();
    m_cli->remember(alicesPassword);
    QVERIFY2(m_django.start(), qPrintable(m_django.problem()));
    m_authority = makeAuthority("Authority of the tests");
    m_ca = m_cli->fileWith(m_authority.certificate);
}

void TestRealNetwork::cleanup()
{
    const QByteArray leak = m_cli->leak();
    QVERIFY2(leak.isEmpty(), leak.constData());
}

void TestRealNetwork::add(const QString &name, const QUrl &url, const QStringList &more)
{
    VERIFY_RUN(m_cli->run(
        u"profile add %1 --recipe simplejwt --user alice --url %2"_s.arg(name, url.toString()), more));
}

CliRun TestRealNetwork::login(const QString &name)
{
    return m_cli->run(u"login %1 --password-stdin --json"_s.arg(name), {}, alicesPassword);
}

void TestRealNetwork::startForAnyAddress(Nginx &nginx)
{
    const TestCertificate own =
        makeCertificate(m_authority, {.commonName = "0.0.0.0", .names = {"IP:0.0.0.0"}});
    QVERIFY2(nginx.start(m_django.url(), own.certificate, own.key), qPrintable(nginx.problem()));
}

QUrl TestRealNetwork::anyAddress(const Nginx &nginx)
{
    QUrl url = nginx.url();
    url.setHost(u"0.0.0.0"_s);
    return url;
}

void TestRealNetwork::authority_data()
{
    QTest::addColumn<bool>("trusted");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("secondsLeft");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("right") << true << "DNS:localhost"_qba << 3600 << QByteArray();
    QTest::newRow("unknown-authority")
        << false << "DNS:localhost"_qba << 3600 << "TlsCertificateUntrusted"_qba;
    QTest::newRow("other-host") << true << "DNS:example.test"_qba << 3600 << "TlsHostMismatch"_qba;
    QTest::newRow("expired") << true << "DNS:localhost"_qba << -60 << "TlsCertificateExpired"_qba;
}

void TestRealNetwork::authority()
{
    QFETCH(const bool, trusted);
    QFETCH(const QByteArray, host);
    QFETCH(const int, secondsLeft);
    QFETCH(const QByteArray, code);
    const TestCertificate own = makeCertificate(
        m_authority, {.commonName = "of the tests", .names = {host}, .notAfter = secondsLeft});
    Nginx nginx;
    QVERIFY2(nginx.start(m_django.url(), own.certificate, own.key), qPrintable(nginx.problem()));
    const QString name = QString::fromLatin1(QTest::currentDataTag());
    add(name, nginx.url(), trusted ? QStringList{u"--set"_s, u"tls.caFile="_s + m_ca} : QStringList());
    const CliRun in = login(name);
    QCOMPARE(in.errorCode(), code);
    QCOMPARE(in.exitCode, code.isEmpty() ? 0 : 3);
    if (!code.isEmpty())
        return;
    VERIFY_RUN(m_cli->run(u"refresh %1"_s.arg(name)));
    VERIFY_RUN(m_cli->run(u"request %1 GET /protected/ --fail"_s.arg(name)));
}

void TestRealNetwork::clientCertificate_data()
{
    QTest::addColumn<QString>("shown");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("right-certificate") << u"ours"_s << true;
    QTest::newRow("no-certificate") << QString() << false;
    QTest::newRow("certificate-of-others") << u"theirs"_s << false;
}

void TestRealNetwork::clientCertificate()
{
    QFETCH(const QString, shown);
    QFETCH(const bool, accepted);
    const TestCertificate clients = makeAuthority("Authority of the clients");
    const TestCertificate strangers = makeAuthority("Authority of others");
    const TestCertificate own = makeCertificate(m_authority, {.commonName = "localhost"});
    Nginx nginx;
    QVERIFY2(nginx.start(m_django.url(), own.certificate, own.key, clients.certificate),
             qPrintable(nginx.problem()));
    QStringList more{u"--set"_s, u"tls.caFile="_s + m_ca};
    if (!shown.isEmpty()) {
        const TestCertificate client =
            makeCertificate(shown == u"ours" ? clients : strangers, {.commonName = "a client", .names = {}});
        more += {u"--set"_s, u"tls.clientCertificate="_s + m_cli->fileWith(client.certificate), u"--set"_s,
                 u"tls.clientKey="_s + m_cli->secretFile(client.key)};
    }
    const QString name = QString::fromLatin1(QTest::currentDataTag());
    add(name, nginx.url(), more);
    const CliRun in = login(name);
    if (!accepted) {
        // nginx shakes hands with anybody, and says no by a page.
        QVERIFY2(in.exitCode != 0, in.output.constData());
        QCOMPARE(in.errorCode(), "SignInRefused");
        QVERIFY2(in.errors.contains("SSL certificate"), in.errors.right(900).constData());
        return;
    }
    VERIFY_RUN(in);
    VERIFY_RUN(m_cli->run(u"refresh %1"_s.arg(name)));
    VERIFY_RUN(m_cli->run(u"request %1 GET /protected/ --fail"_s.arg(name)));
}

void TestRealNetwork::certificateInPlaceOfASecret_data()
{
    QTest::addColumn<QByteArray>("subject"); // of the certificate; empty: none is shown
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("right") << "a machine"_qba
                           << ""_qba;
    QTest::newRow("of-another-client") << "another machine"_qba
                                       << "ClientRejected"_qba;
    QTest::newRow("none") << ""_qba
                          << "MetadataNotFound"_qba; // nginx lets nobody read it
}

/// RFC 8705 section 2.1 at npm's oidc-provider: the certificate alone says who the client is, and there is no
/// password or secret anywhere.
void TestRealNetwork::certificateInPlaceOfASecret()
{
    QFETCH(const QByteArray, subject);
    QFETCH(const QByteArray, code);
    const TestCertificate clients = makeAuthority("Authority of the clients");
    const TestCertificate own = makeCertificate(m_authority, {.commonName = "localhost"});
    const quint16 port = freePort();
    Nginx nginx;
    QVERIFY2(nginx.start(u"http://127.0.0.1:%1"_s.arg(port), own.certificate, own.key, clients.certificate),
             qPrintable(nginx.problem()));
    OidcProvider provider;
    const QJsonObject machine{{u"client_id"_s, u"machine-by-tls"_s},
                              {u"token_endpoint_auth_method"_s, u"tls_client_auth"_s},
                              {u"tls_client_auth_subject_dn"_s, u"CN=a machine"_s},
                              {u"tls_client_certificate_bound_access_tokens"_s, true},
                              {u"grant_types"_s, QJsonArray{u"client_credentials"_s}},
                              {u"redirect_uris"_s, QJsonArray{}},
                              {u"response_types"_s, QJsonArray{}}};
    const QJsonObject setup{{u"secrets"_s, m_cli->providersSecrets()},
                            {u"port"_s, port},
                            {u"issuer"_s, nginx.url().toString()},
                            {u"mtls"_s, true},
                            {u"clients"_s, QJsonArray{machine}}};
    QVERIFY2(provider.start(QJsonDocument(setup).toJson()), qPrintable(provider.problem()));
    QStringList more{u"--set"_s, u"tls.caFile="_s + m_ca};
    if (!subject.isEmpty()) {
        const TestCertificate client = makeCertificate(clients, {.commonName = subject, .names = {}});
        more += {u"--set"_s, u"tls.clientCertificate="_s + m_cli->fileWith(client.certificate), u"--set"_s,
                 u"tls.clientKey="_s + m_cli->secretFile(client.key)};
    }
    const QString name = u"machine-"_s + QString::fromLatin1(QTest::currentDataTag());
    VERIFY_RUN(m_cli->run(
        u"profile add %1 --recipe client-credentials --url %2 --set client_id=machine-by-tls"_s.arg(
            name, provider.issuer()),
        more));
    const CliRun in = m_cli->run(u"login %1 --json --no-input"_s.arg(name));
    QVERIFY2(in.errorCode() == code, in.errors.right(900).constData());
    QCOMPARE(in.exitCode == 0, code.isEmpty());
    if (!code.isEmpty())
        return;
    VERIFY_RUN(m_cli->run(u"refresh %1"_s.arg(name)));
    const CliRun out = m_cli->run(u"logout %1 --json"_s.arg(name));
    VERIFY_RUN(out);
    QCOMPARE(outcome(out, u"revoke-access"_s), u"done"_s); // that endpoint too wants to know who asks
    QVERIFY(m_cli->secretsSeen("client_secret").isEmpty());
    QVERIFY(!m_cli->secretsSeen("access_token").isEmpty());
}

void TestRealNetwork::ownCertificateInPlaceOfASecret_data()
{
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("right") << u"registered"_s << ""_qba;
    QTest::newRow("another-of-that-name") << u"another"_s << "ClientRejected"_qba;
    QTest::newRow("none") << QString() << "ClientRejected"_qba;
}

/// RFC 8705 section 2.2 at npm's oidc-provider: no authority vouches for the certificate, it is the very one
/// that stands in the client's keys.
void TestRealNetwork::ownCertificateInPlaceOfASecret()
{
    QFETCH(const QString, shown);
    QFETCH(const QByteArray, code);
    const CertificateRequest request{.commonName = "a machine", .names = {}};
    const TestCertificate registered = makeSelfSigned(request);
    const TestCertificate own = makeCertificate(m_authority, {.commonName = "localhost"});
    const quint16 port = freePort();
    Nginx nginx;
    nginx.takeAnyClient();
    QVERIFY2(nginx.start(u"http://127.0.0.1:%1"_s.arg(port), own.certificate, own.key),
             qPrintable(nginx.problem()));
    QJsonObject keys =
        QJsonDocument::fromJson(m_cli->run(u"key public --to jwks -"_s, {}, registered.key).output).object();
    QJsonObject key = keys[u"keys"][0].toObject();
    key[u"x5c"] = QJsonArray{
        QString::fromLatin1(QSslCertificate(registered.certificate, QSsl::Pem).toDer().toBase64())};
    keys[u"keys"] = QJsonArray{key};
    const QJsonObject machine{{u"client_id"_s, u"machine-of-its-own"_s},
                              {u"token_endpoint_auth_method"_s, u"self_signed_tls_client_auth"_s},
                              {u"jwks"_s, keys},
                              {u"tls_client_certificate_bound_access_tokens"_s, true},
                              {u"grant_types"_s, QJsonArray{u"client_credentials"_s}},
                              {u"redirect_uris"_s, QJsonArray{}},
                              {u"response_types"_s, QJsonArray{}}};
    const QJsonObject setup{{u"secrets"_s, m_cli->providersSecrets()},
                            {u"port"_s, port},
                            {u"issuer"_s, nginx.url().toString()},
                            {u"mtls"_s, true},
                            {u"clients"_s, QJsonArray{machine}}};
    OidcProvider provider;
    QVERIFY2(provider.start(QJsonDocument(setup).toJson()), qPrintable(provider.problem()));
    QStringList more{u"--set"_s, u"client.authentication=self_signed_tls_client_auth"_s, u"--set"_s,
                     u"tls.caFile="_s + m_ca};
    if (!shown.isEmpty()) {
        const TestCertificate client = shown == u"registered" ? registered : makeSelfSigned(request);
        more += {u"--set"_s, u"tls.clientCertificate="_s + m_cli->fileWith(client.certificate), u"--set"_s,
                 u"tls.clientKey="_s + m_cli->secretFile(client.key)};
    }
    const QString name = u"own-"_s + QString::fromLatin1(QTest::currentDataTag());
    VERIFY_RUN(m_cli->run(
        u"profile add %1 --recipe client-credentials --url %2 --set client_id=machine-of-its-own"_s.arg(
            name, provider.issuer()),
        more));
    const CliRun in = m_cli->run(u"login %1 --json --no-input"_s.arg(name));
    QVERIFY2(in.errorCode() == code, in.errors.right(900).constData());
    QCOMPARE(in.exitCode == 0, code.isEmpty());
    if (!code.isEmpty())
        return;
    VERIFY_RUN(m_cli->run(u"refresh %1"_s.arg(name)));
    const CliRun out = m_cli->run(u"logout %1 --json"_s.arg(name));
    VERIFY_RUN(out);
    QCOMPARE(outcome(out, u"revoke-access"_s), u"done"_s);
}

void TestRealNetwork::openIdOverAnOwnAuthority()
{
    const TestCertificate own = makeCertificate(m_authority, {.commonName = "localhost"});
    const quint16 port = freePort();
    Nginx nginx;
    QVERIFY2(nginx.start(u"http://127.0.0.1:%1"_s.arg(port), own.certificate, own.key),
             qPrintable(nginx.problem()));
    OidcProvider provider;
    const QJsonObject setup{
        {u"secrets"_s, m_cli->providersSecrets()}, {u"port"_s, port}, {u"issuer"_s, nginx.url().toString()}};
    QVERIFY2(provider.start(QJsonDocument(setup).toJson()), qPrintable(provider.problem()));
    m_cli->environment.insert(u"NODE_EXTRA_CA_CERTS"_s, m_ca);
    VERIFY_RUN(m_cli->run(
        u"profile add sso --recipe oidc --url %1 --set client_id=claimcheck --set tls.caFile=%2"_s.arg(
            provider.issuer(), m_ca),
        {u"--set"_s, u"scope=openid offline_access"_s}));
    VERIFY_RUN(m_cli->run(u"login sso --json --no-input"_s));
    VERIFY_RUN(m_cli->run(u"refresh sso"_s));
    VERIFY_RUN(m_cli->run(u"request sso GET %1 --fail"_s.arg(provider.url(u"/me"_s))));
    const CliRun out = m_cli->run(u"logout sso --json --no-browser"_s);
    VERIFY_RUN(out);
    QCOMPARE(outcome(out, u"prove-revoked"_s), u"done"_s);
    // Without it not even the metadata is read.
    VERIFY_RUN(m_cli->run(u"profile set sso tls.caFile="_s));
    const CliRun untrusted = m_cli->run(u"login sso --json --no-input"_s);
    QCOMPARE(untrusted.exitCode, 3);
    QCOMPARE(untrusted.errorCode(), "TlsCertificateUntrusted");
}

void TestRealNetwork::everythingGoesThroughTheProxy()
{
    Tinyproxy proxy;
    QVERIFY2(proxy.start(), qPrintable(proxy.problem()));
    Nginx nginx;
    startForAnyAddress(nginx);
    add(u"proxied"_s, anyAddress(nginx),
        {u"--set"_s, u"proxy="_s + proxy.address(), u"--set"_s, u"tls.caFile="_s + m_ca});
    const QByteArray tunnel = "CONNECT 0.0.0.0:" + QByteArray::number(nginx.url().port());
    const auto tunnels = [&] { return proxy.log().count(tunnel); };
    VERIFY_RUN(login(u"proxied"_s));
    QCOMPARE(tunnels(), 1);
    VERIFY_RUN(m_cli->run(u"refresh proxied"_s));
    QCOMPARE(tunnels(), 2);
    VERIFY_RUN(m_cli->run(u"request proxied GET /protected/ --fail"_s));
    QCOMPARE(tunnels(), 3);
    VERIFY_RUN(m_cli->run(u"logout proxied"_s));
    QVERIFY(tunnels() > 3);
    QVERIFY(!proxy.log().contains("/api/token/")); // it sees the host, and nothing of what is said
}

void TestRealNetwork::everythingGoesThroughASocksProxy()
{
    Microsocks proxy;
    QVERIFY2(proxy.start(), qPrintable(proxy.problem()));
    Nginx nginx;
    startForAnyAddress(nginx);
    add(u"socks"_s, anyAddress(nginx),
        {u"--set"_s, u"proxy="_s + proxy.address(), u"--set"_s, u"tls.caFile="_s + m_ca});
    const QByteArray connection = "connected to 0.0.0.0:" + QByteArray::number(nginx.url().port());
    const auto connections = [&] { return proxy.log().count(connection); };
    VERIFY_RUN(login(u"socks"_s));
    QCOMPARE(connections(), 1);
    VERIFY_RUN(m_cli->run(u"refresh socks"_s));
    QCOMPARE(connections(), 2);
    VERIFY_RUN(m_cli->run(u"request socks GET /protected/ --fail"_s));
    QCOMPARE(connections(), 3);
    VERIFY_RUN(m_cli->run(u"logout socks"_s));
    QVERIFY(connections() > 3);
}

void TestRealNetwork::thisMachineIsReachedWithoutAProxy()
{
    const QString dead = QString::number(freePort());
    for (const QString &proxy : {u"http://127.0.0.1:"_s + dead, u"socks5://127.0.0.1:"_s + dead}) {
        const QString name = proxy.section(u':', 0, 0) + u"-local"_s;
        add(name, QUrl(m_django.url()), {u"--set"_s, u"proxy="_s + proxy});
        VERIFY_RUN(login(name));
    }
}

void TestRealNetwork::deadProxyIsNamed()
{
    Nginx nginx;
    startForAnyAddress(nginx);
    add(u"dead"_s, anyAddress(nginx), {u"--set"_s, u"proxy=http://127.0.0.1:%1"_s.arg(freePort())});
    const CliRun in = login(u"dead"_s);
    QCOMPARE(in.exitCode, 3);
    QCOMPARE(in.errorCode(), "ProxyFailed");
    QVERIFY2(in.errors.contains(
                 ("Cannot reach 0.0.0.0:" + QByteArray::number(nginx.url().port()) + " through the proxy")),
             in.errors.constData());
}

QTEST_GUILESS_MAIN(TestRealNetwork)
#include "tst_real_network.moc"
