#include "http/client.h"
#include "requests/body_runs.h"
#include "support/child_server.h"
#include "support/http_call.h"
#include "support/test_certificates.h"
#include "support/test_server.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSslCertificate>
#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::http;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// Requests to Debian's httpbin, as it is and behind Debian's nginx.
class TestRealRequests final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void unpacks_data();
    void unpacks();
    void takesAnyBody_data();
    void takesAnyBody();
    void followsRedirects();
    void keepsCookies();
    void signsInWithBasic();
    void sendsPartsFromDisk();
    void saysWhatNginxSecures();
    void aConnectionIsReusedForItsHostOnly_data();
    void aConnectionIsReusedForItsHostOnly();
    void aRefusedHostStaysRefused_data() { aConnectionIsReusedForItsHostOnly_data(); }
    void aRefusedHostStaysRefused();
    void aRefusedHandshakeEndsAllThatWaitForIt_data();
    void aRefusedHandshakeEndsAllThatWaitForIt();

private:
    [[nodiscard]] QUrl url(const QString &path) const { return QUrl(m_address + path); }
    [[nodiscard]] QString file(const QString &name, const QByteArray &content) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("a file could not be written");
        return file.fileName();
    }
    [[nodiscard]] static QJsonObject json(const Response &response)
    {
        return QJsonDocument::fromJson(response.body).object();
    }
    ChildServer m_server;
    QString m_address;
    QTemporaryDir m_folder;
};

void TestRealRequests::initTestCase()
{
    const quint16 port = freePort();
    m_address = u"http://127.0.0.1:%1"_s.arg(port);
    // The system's own Python: that is the one Debian's packages are for.
    const QString program = u"import sys, httpbin; httpbin.app.run(port=int(sys.argv[1]), threaded=True)"_s;
    QVERIFY2(m_server.startAndConnect(u"/usr/bin/python3"_s, {u"-c"_s, program, QString::number(port)}, port),
             qPrintable(m_server.problem()));
}

void TestRealRequests::unpacks_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("member");
    QTest::newRow("gzip") << u"/gzip"_s << u"gzipped"_s;
    QTest::newRow("deflate") << u"/deflate"_s << u"deflated"_s;
    QTest::newRow("br") << u"/brotli"_s << u"brotli"_s;
}

void TestRealRequests::unpacks()
{
    QFETCH(QString, path);
    QFETCH(QString, member);
    Client client;
    HttpCall call(client, {.url = url(path)});
    QCOMPARE(call.code(), ""_qba);
    QCOMPARE(call.response().status, 200);
    QCOMPARE(json(call.response())[member].toBool(), true);
    QVERIFY(headerValue(call.response().headers, "Content-Encoding"));
    QCOMPARE(*call.response().wireSize, headerValue(call.response().headers, "Content-Length")->toLongLong());
}

void TestRealRequests::takesAnyBody_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<qint64>("size"); // -1: it must only end well
    QTest::newRow("bytes") << u"/bytes/100000"_s << qint64(100'000);
    QTest::newRow("chunks") << u"/stream-bytes/100000?chunk_size=777"_s << qint64(100'000);
    QTest::newRow("lines of JSON") << u"/stream/50"_s << qint64(-1);
    QTest::newRow("slowly") << u"/drip?duration=1&numbytes=5&delay=0"_s << qint64(5);
    QTest::newRow("no content") << u"/status/204"_s << qint64(0);
    QTest::newRow("a picture") << u"/image/png"_s << qint64(-1);
}

void TestRealRequests::takesAnyBody()
{
    QFETCH(QString, path);
    QFETCH(qint64, size);
    Client client;
    HttpCall call(client, {.url = url(path)});
    QCOMPARE(call.code(), ""_qba);
    QVERIFY(call.response().status < 300);
    if (size >= 0)
        QCOMPARE(call.response().body.size(), size);
    else
        QVERIFY(call.response().body.size() > 1000);
    QCOMPARE(call.response().wireSize, std::optional<qint64>(call.response().body.size()));
}

void TestRealRequests::followsRedirects()
{
    Client client;
    HttpCall call(client, {.url = url(u"/redirect/3"_s)});
    QCOMPARE(call.code(), ""_qba);
    QCOMPARE(call.response().redirects.size(), 3u);
    QCOMPARE(call.response().url, url(u"/get"_s));
    HttpCall loop(client, {.url = url(u"/redirect/20"_s)});
    QCOMPARE(loop.code(), "TooManyRedirects"_qba);
    HttpCall posted(client, {.method = "POST",
                             .url = url(u"/redirect-to?status_code=307&url=/post"_s),
                             .headers = {{"Content-Type", "text/plain"}},
                             .body = "again"});
    QCOMPARE(posted.code(), ""_qba);
    QCOMPARE(json(posted.response())[u"data"_s].toString(), u"again"_s);
}

void TestRealRequests::keepsCookies()
{
    Client client;
    HttpCall set(client, {.url = url(u"/cookies/set?flavour=plain"_s)});
    QCOMPARE(set.code(), ""_qba);
    QCOMPARE(json(set.response())[u"cookies"_s][u"flavour"_s].toString(), u"plain"_s);
    HttpCall gone(client, {.url = url(u"/cookies/delete?flavour"_s)});
    QCOMPARE(gone.code(), ""_qba);
    QVERIFY(json(gone.response())[u"cookies"_s].toObject().isEmpty());
}

void TestRealRequests::signsInWithBasic()
{
    Credential credential;
    credential.secret = Secret("alice:wonderland"_qba.toBase64());
    credential.scheme = "Basic";
    credential.purpose = Purpose::Resource;
    credential.leash.resources = {*Origin::of(url(u"/"_s))};
    Client client;
    HttpCall good(client, {.url = url(u"/basic-auth/alice/wonderland"_s)}, {credential});
    QCOMPARE(good.code(), ""_qba);
    QCOMPARE(json(good.response())[u"user"_s].toString(), u"alice"_s);
    HttpCall bad(client, {.url = url(u"/basic-auth/alice/other"_s)}, {credential});
    QCOMPARE(bad.code(), ""_qba);
    QCOMPARE(bad.response().status, 401);
}

void TestRealRequests::sendsPartsFromDisk()
{
    QFile file(m_folder.filePath(u"up.txt"_s));
    const QByteArray line = "a line of the file\n";
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(line.repeated(50'000)) > 0);
    file.close();
    const auto source = requests::BodyRuns::make(
        {{.text = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"up.txt\"\r\n\r\n"},
         {.file = file.fileName()},
         {.text = "\r\n--b\r\nContent-Disposition: form-data; name=\"v\"\r\n\r\nvalue\r\n--b--\r\n"}});
    QVERIFY(source);
    for (const char *method : {"POST", "PUT", "PATCH"}) {
        Client client;
        HttpCall call(client, {.method = method,
                               .url = url(u'/' + QString::fromLatin1(method).toLower()),
                               .headers = {{"Content-Type", "multipart/form-data; boundary=b"}},
                               .source = *source});
        QCOMPARE(call.code(), ""_qba);
        const QJsonObject seen = json(call.response());
        QCOMPARE(seen[u"form"_s][u"v"_s].toString(), u"value"_s);
        QCOMPARE(seen[u"files"_s][u"f"_s].toString().toUtf8(), line.repeated(50'000));
    }
}

/// The chain as nginx sends it, its own certificate first.
void TestRealRequests::saysWhatNginxSecures()
{
    const TestCertificate authority = makeAuthority("Authority of the tests");
    const TestCertificate own = makeCertificate(authority, {.commonName = "localhost"});
    QFile file(m_folder.filePath(u"ca.pem"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(authority.certificate) > 0);
    file.close();
    Nginx nginx;
    QVERIFY2(nginx.start(m_address, own.certificate + authority.certificate, own.key),
             qPrintable(nginx.problem()));
    Client client({.caFile = file.fileName()});
    HttpCall call(client, {.url = nginx.url(u"/gzip"_s)});
    QCOMPARE(call.code(), ""_qba);
    QCOMPARE(json(call.response())[u"gzipped"_s].toBool(), true);
    const auto &tls = call.response().tls;
    QVERIFY(tls);
    QVERIFY2(tls->protocol == "TLSv1.3" || tls->protocol == "TLSv1.2", tls->protocol);
    QVERIFY(!tls->cipher.isEmpty());
    QCOMPARE(tls->chain.size(), 2u);
    QCOMPARE(tls->chain[0], QSslCertificate::fromData(own.certificate)[0].toDer());
    QCOMPARE(tls->chain[1], QSslCertificate::fromData(authority.certificate)[0].toDer());
    QVERIFY(call.response().timing.tlsMs);
}

void TestRealRequests::aConnectionIsReusedForItsHostOnly_data()
{
    QTest::addColumn<bool>("http2");
    QTest::newRow("HTTP/1.1") << false;
    QTest::newRow("HTTP/2") << true;
}

// The same address and port, and a connection that is open: what its certificate does not cover still goes
// over no such connection, as HTTP/2 would allow it to (RFC 9113 section 9.1.1).
void TestRealRequests::aConnectionIsReusedForItsHostOnly()
{
    QFETCH(const bool, http2);
    const TestCertificate authority = makeAuthority("Authority of the tests");
    const TestCertificate own =
        makeCertificate(authority, {.commonName = "localhost", .names = {"DNS:localhost"}});
    TestServer server;
    server.answerWith([](const SeenRequest &) { return Answer::text("fine"); });
    Nginx nginx;
    QVERIFY2(nginx.start(server.url("").toString(), own.certificate, own.key), qPrintable(nginx.problem()));
    Client client({.caFile = file(u"ca.pem"_s, authority.certificate), .http2 = http2});
    for (const bool isFirst : {true, false}) {
        HttpCall call(client, {.url = nginx.url(u"/"_s)});
        QCOMPARE(call.code(), ""_qba);
        QCOMPARE(call.response().httpVersion, http2 ? "HTTP/2"_qba : "HTTP/1.1"_qba);
        QCOMPARE(call.response().timing.tlsMs.has_value(),
                 isFirst); // the second goes over the same connection
    }
    QUrl other = nginx.url(u"/"_s);
    other.setHost(u"127.0.0.1"_s);
    HttpCall call(client, {.url = other});
    QCOMPARE(call.code(), "TlsHostMismatch"_qba);
    HttpCall again(client, {.url = nginx.url(u"/"_s)});
    QCOMPARE(again.code(), ""_qba);
    QCOMPARE(server.requests().size(), 3u);
}

// Only the common name fits, which counts no more: Qt takes it, and we look when the connection is new. A
// second request must not find that connection open.
void TestRealRequests::aRefusedHostStaysRefused()
{
    QFETCH(const bool, http2);
    const TestCertificate authority = makeAuthority("Authority of the tests");
    const TestCertificate own =
        makeCertificate(authority, {.commonName = "localhost", .names = {"DNS:other.test"}});
    TestServer server;
    server.answerWith([](const SeenRequest &) { return Answer::text("fine"); });
    Nginx nginx;
    QVERIFY2(nginx.start(server.url("").toString(), own.certificate, own.key), qPrintable(nginx.problem()));
    Client client({.caFile = file(u"ca.pem"_s, authority.certificate), .http2 = http2});
    for (const char *method : {"GET", "GET", "POST", "GET"}) {
        HttpCall call(client, {.method = method, .url = nginx.url(u"/"_s)});
        QCOMPARE(call.code(), "TlsHostMismatch"_qba);
    }
    QVERIFY(server.requests().empty());
}

void TestRealRequests::aRefusedHandshakeEndsAllThatWaitForIt_data()
{
    QTest::addColumn<bool>("http2");
    QTest::addColumn<bool>("isTrusted");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("HTTP/1.1") << false << true << "TlsHostMismatch"_qba;
    QTest::newRow("HTTP/2") << true << true << "TlsHostMismatch"_qba;
    QTest::newRow("HTTP/2, by Qt itself") << true << false << "TlsCertificateUntrusted"_qba;
}

// With HTTP/2 they share one handshake, of which Qt tells one of them alone.
void TestRealRequests::aRefusedHandshakeEndsAllThatWaitForIt()
{
    QFETCH(const bool, http2);
    QFETCH(const bool, isTrusted);
    QFETCH(const QByteArray, code);
    const TestCertificate authority = makeAuthority("Authority of the tests");
    const TestCertificate own =
        makeCertificate(authority, {.commonName = "localhost", .names = {"DNS:other.test"}});
    TestServer server;
    server.answerWith([](const SeenRequest &) { return Answer::text("fine"); });
    Nginx nginx;
    QVERIFY2(nginx.start(server.url("").toString(), own.certificate, own.key), qPrintable(nginx.problem()));
    Client client(
        {.caFile = isTrusted ? file(u"ca.pem"_s, authority.certificate) : QString(), .http2 = http2});
    const auto request = [&nginx](const QString &path) {
        // Nothing but its timeout would end one that is forgotten, and that says so.
        return Request{.method = "GET", .url = nginx.url(path), .timeout = std::chrono::seconds(30)};
    };
    HttpCall one(client, request(u"/one"_s));
    HttpCall two(client, request(u"/two"_s));
    HttpCall three(client, request(u"/three"_s));
    QCOMPARE(two.code(), code);
    QCOMPARE(three.code(), code);
    QCOMPARE(one.code(), code);
    QVERIFY(server.requests().empty());
}

QTEST_GUILESS_MAIN(TestRealRequests)
#include "tst_real_requests.moc"
