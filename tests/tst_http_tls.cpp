#include "support/http_call.h"
#include "support/test_certificates.h"
#include "support/test_server.h"

#include "http/tls.h"

#include <QFile>
#include <QSet>
#include <QSslCertificate>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::http;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// Who is believed over TLS. Every refusal also says that nothing of the request arrived.
class TestHttpTls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void acceptsOwnAuthority();
    void keepsTheSystemsAuthorities();
    void refusesCertificates_data();
    void refusesCertificates();
    void givesClientCertificate();
    void missingClientCertificate();
    void clientCertificateOfAStranger();
    void clientKeyOfAnotherCertificate();
    void http2IsOnlyOffered();
    void unreadableFiles_data();
    void unreadableFiles();
    void plainServerOnTlsPort();
    void filesAreReadOnce();
    void secureCookiesReturn();
    void settingsAreOnTheLeash();

private:
    [[nodiscard]] QString file(const QString &name, const QByteArray &contents);

    QTemporaryDir m_folder;
    TestCertificate m_authority = makeAuthority("Own Test CA");
    TestCertificate m_stranger = makeAuthority("Stranger CA");
    TestCertificate m_server = makeCertificate(m_authority, {.commonName = "server"});
    TestCertificate m_client = makeCertificate(m_authority, {.commonName = "ann", .names = {}});
    QString m_caFile;
};

QString TestHttpTls::file(const QString &name, const QByteArray &contents)
{
    QFile out(m_folder.filePath(name));
    if (!out.open(QIODevice::WriteOnly) || out.write(contents) != contents.size())
        qFatal("cannot write a test file");
    return out.fileName();
}

void TestHttpTls::initTestCase()
{
    m_caFile = file(u"ca.pem"_s, m_authority.certificate);
}

void TestHttpTls::acceptsOwnAuthority()
{
    TestServer server({m_server.certificate, m_server.key});
    server.when("/", Answer::text("secure"));
    Client client({.caFile = m_caFile});
    HttpCall call(client, {.url = server.url()});
    QCOMPARE(call.code(), ""_qba);
    QCOMPARE(call.response().body, "secure"_qba);
    QVERIFY(server.requests().front().clientCertificate.isEmpty());
    HttpCall post(client, {.method = "POST", .url = server.url(), .body = "x"});
    QCOMPARE(post.code(), ""_qba);
    // The same server, and a client without that authority.
    Client plain;
    HttpCall refused(plain, {.url = server.url()});
    QCOMPARE(refused.code(), "TlsCertificateUntrusted"_qba);
}

/// They are read by hand: none may be missing, and none may be one more.
void TestHttpTls::keepsTheSystemsAuthorities()
{
    const auto configuration = tlsConfiguration({.caFile = m_caFile});
    QVERIFY(configuration);
    const auto setOf = [](const QList<QSslCertificate> &list) { return QSet(list.begin(), list.end()); };
    QList<QSslCertificate> expected = QSslConfiguration::systemCaCertificates();
    expected += QSslCertificate(m_authority.certificate);
    QVERIFY(setOf(configuration->caCertificates()) == setOf(expected));
}

void TestHttpTls::refusesCertificates_data()
{
    QTest::addColumn<QByteArray>("certificate");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QString>("word");
    const auto row = [](const char *name, const TestCertificate &made, const char *code,
                        const QString &word) {
        QTest::newRow(name) << made.certificate << made.key << QByteArray(code) << word;
    };
    row("good", m_server, "", {});
    row("unknown authority", makeCertificate(m_stranger, {.commonName = "server"}), "TlsCertificateUntrusted",
        u"Stranger CA"_s);
    row("self-signed", makeSelfSigned({.commonName = "Myself"}), "TlsCertificateUntrusted", u"Myself"_s);
    row("expired", makeCertificate(m_authority, {.commonName = "old", .notBefore = -7200, .notAfter = -3600}),
        "TlsCertificateExpired", u"old"_s);
    row("not yet valid",
        makeCertificate(m_authority, {.commonName = "early", .notBefore = 3600, .notAfter = 7200}),
        "TlsCertificateExpired", u"early"_s);
    row("another name", makeCertificate(m_authority, {.commonName = "x", .names = {"DNS:other.example"}}),
        "TlsHostMismatch", u"other.example"_s);
    row("another address", makeCertificate(m_authority, {.commonName = "x", .names = {"IP:127.0.0.2"}}),
        "TlsHostMismatch", u"127.0.0.2"_s);
    row("unknown and expired",
        makeCertificate(m_stranger, {.commonName = "x", .notBefore = -7200, .notAfter = -3600}),
        "TlsCertificateUntrusted", u"Stranger CA"_s);
    row("expired and another name",
        makeCertificate(m_authority,
                        {.commonName = "x", .names = {"DNS:a.example"}, .notBefore = -7200, .notAfter = -60}),
        "TlsCertificateExpired", u"Own Test CA"_s);
    TestCertificate chained = makeCertificate(m_server, {.commonName = "child"});
    chained.certificate += m_server.certificate;
    row("issued by one that may not", chained, "TlsCertificateUntrusted", u"server"_s);
}

void TestHttpTls::refusesCertificates()
{
    QFETCH(QByteArray, certificate);
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, code);
    QFETCH(QString, word);
    TestServer server({certificate, key});
    Client client({.caFile = m_caFile});
    const Credential credential{
        .secret = Secret("s3cret-token"),
        .leash = {.resources = {*Origin::of(server.url())}, .connection = client.settings()}};
    HttpCall call(client, {.method = "POST", .url = server.url(), .body = "body"}, {credential});
    QCOMPARE(call.code(), code);
    if (code.isEmpty())
        return;
    QCOMPARE(call.error().subject, Origin::of(server.url())->hostAndPort());
    QVERIFY2(call.error().detail.contains(word), qPrintable(call.error().detail));
    QVERIFY(server.requests().empty());
}

void TestHttpTls::givesClientCertificate()
{
    TestServer server({m_server.certificate, m_server.key, m_authority.certificate});
    Client client({.caFile = m_caFile,
                   .clientCertificate = file(u"ann.pem"_s, m_client.certificate),
                   .clientKey = file(u"ann.key"_s, m_client.key)});
    HttpCall call(client, {.url = server.url()});
    QCOMPARE(call.code(), ""_qba);
    QCOMPARE(server.requests().front().clientCertificate, "ann"_qba);
}

void TestHttpTls::missingClientCertificate()
{
    TestServer server({m_server.certificate, m_server.key, m_authority.certificate});
    Client client({.caFile = m_caFile});
    HttpCall call(client, {.url = server.url()});
    // With TLS 1.3 the client has finished its handshake when the server refuses.
    const QByteArray code = call.code();
    QVERIFY2(code == "TlsFailed" || code == "ConnectionClosed", code.constData());
    QVERIFY(server.requests().empty());
}

void TestHttpTls::clientCertificateOfAStranger()
{
    TestServer server({m_server.certificate, m_server.key, m_authority.certificate});
    const TestCertificate mallory = makeCertificate(m_stranger, {.commonName = "mallory", .names = {}});
    Client client({.caFile = m_caFile,
                   .clientCertificate = file(u"mallory.pem"_s, mallory.certificate),
                   .clientKey = file(u"mallory.key"_s, mallory.key)});
    HttpCall call(client, {.url = server.url()});
    const QByteArray code = call.code();
    QVERIFY2(code == "TlsFailed" || code == "ConnectionClosed", code.constData());
    QVERIFY(server.requests().empty());
}

void TestHttpTls::clientKeyOfAnotherCertificate()
{
    TestServer server({m_server.certificate, m_server.key});
    Client client({.caFile = m_caFile,
                   .clientCertificate = file(u"fits.pem"_s, m_client.certificate),
                   .clientKey = file(u"not.key"_s, m_server.key)});
    HttpCall call(client, {.url = server.url()});
    QCOMPARE(call.code(), "TlsFailed"_qba);
    QVERIFY2(call.error().detail.contains(u"does not fit"), qPrintable(call.error().detail));
}

void TestHttpTls::http2IsOnlyOffered()
{
    TestServer server({m_server.certificate, m_server.key});
    server.when("/", Answer::text("fine"));
    Client client({.caFile = m_caFile, .http2 = true});
    for (const char *method : {"GET", "POST"}) {
        HttpCall call(client, {.method = method, .url = server.url()});
        QCOMPARE(call.code(), ""_qba);
        QCOMPARE(call.response().body, "fine"_qba);
        QCOMPARE(call.response().httpVersion, "HTTP/1.1"_qba);
    }
}

void TestHttpTls::unreadableFiles_data()
{
    QTest::addColumn<ConnectionSettings>("settings");
    QTest::addColumn<QString>("subject");
    const QString missing = m_folder.filePath(u"missing.pem"_s);
    const QString text = file(u"text.pem"_s, "no certificate at all");
    const QString certificate = file(u"c.pem"_s, m_client.certificate);
    const QString key = file(u"c.key"_s, m_client.key);
    const QString folder = m_folder.path();
    const QString locked =
        file(u"locked.key"_s,
             "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
    const auto row = [](const char *name, const ConnectionSettings &settings, const QString &subject) {
        QTest::newRow(name) << settings << subject;
    };
    row("CA missing", {.caFile = missing}, missing);
    row("CA is text", {.caFile = text}, text);
    row("CA is a folder", {.caFile = folder}, folder);
    row("CA file holds a key", {.caFile = key}, key);
    row("certificate missing", {.clientCertificate = missing, .clientKey = key}, missing);
    row("certificate is text", {.clientCertificate = text, .clientKey = key}, text);
    row("key missing", {.clientCertificate = certificate, .clientKey = missing}, missing);
    row("key is a certificate", {.clientCertificate = certificate, .clientKey = certificate}, certificate);
    row("key is encrypted", {.clientCertificate = certificate, .clientKey = locked}, locked);
    row("certificate without key", {.clientCertificate = certificate}, certificate);
    row("key without certificate", {.clientKey = key}, key);
}

void TestHttpTls::unreadableFiles()
{
    QFETCH(ConnectionSettings, settings);
    QFETCH(QString, subject);
    TestServer server({m_server.certificate, m_server.key});
    Client client(settings);
    HttpCall call(client, {.url = server.url()});
    QCOMPARE(call.code(), "CertificateUnreadable"_qba);
    QCOMPARE(call.error().subject, subject);
    QVERIFY(!call.error().detail.isEmpty());
    QCOMPARE(server.connections(), 0);
}

void TestHttpTls::plainServerOnTlsPort()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, &server, [&server] {
        server.nextPendingConnection()->write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    });
    Client client;
    HttpCall call(client, {.url = QUrl(u"https://127.0.0.1:%1/"_s.arg(server.serverPort()))});
    QCOMPARE(call.code(), "TlsFailed"_qba);
    QVERIFY2(call.error().detail.contains(u"does not speak TLS"), qPrintable(call.error().detail));
}

void TestHttpTls::filesAreReadOnce()
{
    TestServer server({m_server.certificate, m_server.key});
    const QString path = file(u"short-lived.pem"_s, m_authority.certificate);
    Client client({.caFile = path});
    HttpCall first(client, {.url = server.url()});
    QCOMPARE(first.code(), ""_qba);
    QVERIFY(QFile::remove(path));
    HttpCall second(client, {.url = server.url()});
    QCOMPARE(second.code(), ""_qba);
}

void TestHttpTls::secureCookiesReturn()
{
    TestServer server({m_server.certificate, m_server.key});
    server.when("/set", {.headers = {{"Set-Cookie", "sid=1; Path=/; Secure; HttpOnly"}}});
    Client client({.caFile = m_caFile});
    HttpCall set(client, {.url = server.url("/set")});
    QVERIFY(set.succeeded());
    HttpCall next(client, {.url = server.url()});
    QVERIFY(next.succeeded());
    QCOMPARE(server.requests().back().header("Cookie"), "sid=1"_qba);
}

void TestHttpTls::settingsAreOnTheLeash()
{
    TestServer server({m_server.certificate, m_server.key});
    Client client({.caFile = m_caFile});
    // Signed in without that CA: a profile that was edited afterwards does not get the secret.
    const Credential credential{.secret = Secret("s3cret-token"),
                                .leash = {.resources = {*Origin::of(server.url())}}};
    HttpCall call(client, {.url = server.url()}, {credential});
    QCOMPARE(call.code(), "ProfileChanged"_qba);
    QCOMPARE(call.error().detail, u"tls.caFile"_s);
    QCOMPARE(server.connections(), 0);
}

QTEST_GUILESS_MAIN(TestHttpTls)
#include "tst_http_tls.moc"
