// What an answer says of its connection, and who watches.

#include "tst_http_streams.h"

#include "http/exchange_watch.h"
#include "support/test_certificates.h"

#include <QFile>
#include <QSslCertificate>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTimer>

#include <arpa/inet.h>
#include <sys/socket.h>

void TestHttpStreams::saysWhatTheConnectionWasSecuredWith()
{
    const TestCertificate authority = makeAuthority("Authority of the tests");
    const TestCertificate own = makeCertificate(authority, {.commonName = "server"});
    QTemporaryDir dir;
    QFile file(dir.filePath(u"ca.pem"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(authority.certificate) > 0);
    file.close();
    TestServer secured({.certificate = own.certificate, .key = own.key}), plain;
    secured.answerWith([](const SeenRequest &) { return Answer::text("ok"); });
    plain.answerWith([](const SeenRequest &) { return Answer::text("ok"); });
    Client client({.caFile = file.fileName()});
    // The second on the same connection.
    for (int i = 0; i < 2; ++i) {
        HttpCall call(client, {.url = secured.url()});
        QCOMPARE(call.code(), ""_qba);
        const auto &tls = call.response().tls;
        QVERIFY(tls);
        QCOMPARE(tls->protocol, "TLSv1.3"_qba);
        QVERIFY2(tls->cipher.startsWith("TLS_"), tls->cipher);
        QCOMPARE(tls->chain.size(), 1u);
        QCOMPARE(tls->chain[0], QSslCertificate::fromData(own.certificate)[0].toDer());
    }
    HttpCall call(client, {.url = plain.url()});
    QVERIFY(call.succeeded());
    QVERIFY(!call.response().tls);
}

/// A server that takes its time for the handshake is seen to take it, once.
void TestHttpStreams::timesTheHandshake()
{
    const TestCertificate authority = makeAuthority("Authority of the tests");
    const TestCertificate own = makeCertificate(authority, {.commonName = "server"});
    QTemporaryDir dir;
    QFile file(dir.filePath(u"ca.pem"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(authority.certificate) > 0);
    file.close();
    TestServer server({.certificate = own.certificate, .key = own.key, .delay = 300ms});
    server.answerWith([](const SeenRequest &) { return Answer::text("ok"); });
    Client client({.caFile = file.fileName()});
    HttpCall first(client, {.url = server.url()});
    QCOMPARE(first.code(), ""_qba);
    const Timing timing = first.response().timing;
    QVERIFY(timing.tlsMs);
    QVERIFY2(*timing.tlsMs >= 300, QByteArray::number(*timing.tlsMs));
    QVERIFY(*timing.firstByteMs >= *timing.tlsMs);
    QVERIFY(!timing.connectMs && !timing.dnsMs);
    HttpCall again(client, {.url = server.url()});
    QCOMPARE(again.code(), ""_qba);
    QCOMPARE(server.connections(), 1);
    QVERIFY(!again.response().timing.tlsMs);
}

/// A full backlog makes the system ask again, a second later.
void TestHttpStreams::timesTheConnection()
{
    TestServer quick;
    quick.answerWith([](const SeenRequest &) { return Answer::text("ok"); });
    Client client;
    HttpCall soon(client, {.url = quick.url()});
    QCOMPARE(soon.code(), ""_qba);
    QVERIFY(soon.response().timing.connectMs && !soon.response().timing.tlsMs);
    QVERIFY(*soon.response().timing.connectMs <= *soon.response().timing.firstByteMs);
    HttpCall again(client, {.url = quick.url()});
    QCOMPARE(again.code(), ""_qba);
    QVERIFY(!again.response().timing.connectMs);

    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto *const name = reinterpret_cast<sockaddr *>(&address);
    QVERIFY(::bind(listener, name, length) == 0 && ::listen(listener, 0) == 0);
    QVERIFY(::getsockname(listener, name, &length) == 0);
    QTcpSocket waiting[2]; // fills the queue of one
    for (QTcpSocket &socket : waiting)
        socket.connectToHost(QHostAddress::LocalHost, ntohs(address.sin_port));
    QTRY_COMPARE(waiting[0].state(), QAbstractSocket::ConnectedState);
    QTcpServer server;
    const QUrl url(u"http://127.0.0.1:%1/"_s.arg(ntohs(address.sin_port)));
    HttpCall call(client, {.url = url});
    QTimer::singleShot(300, &server, [&server, listener] { server.setSocketDescriptor(listener); });
    QObject::connect(&server, &QTcpServer::newConnection, &server, [&server] {
        while (QTcpSocket *socket = server.nextPendingConnection())
            QObject::connect(socket, &QTcpSocket::readyRead, socket,
                             [socket] { socket->write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"); });
    });
    QCOMPARE(call.code(), ""_qba);
    const Timing timing = call.response().timing;
    QVERIFY(timing.connectMs);
    QVERIFY2(*timing.connectMs >= 300, QByteArray::number(*timing.connectMs));
}

void TestHttpStreams::watchesEveryExchange()
{
    TestServer server;
    server.when("/", Answer::text("ok"));
    server.when("/silent", Answer::failing(Answer::Fault::Silent));
    QByteArrayList seen;
    auto context = std::make_unique<QObject>();
    watchExchanges(context.get(), [&seen](const Request &request, const Result<Response> &answer) {
        seen += request.method + ' ' + request.url.path().toLatin1() + ' ' +
                (answer ? QByteArray::number(answer->status) : codeName(answer.error().code));
    });
    Client client;
    HttpCall good(client, {.url = server.url()});
    QVERIFY(good.succeeded());
    HttpCall refused(client, {.url = QUrl(u"http://a.example/"_s)});
    QCOMPARE(refused.code(), "UrlInsecure"_qba);
    {
        HttpCall dropped(client, {.url = server.url("/silent")});
        QTRY_COMPARE(server.requests().size(), 2u);
    }
    QTRY_COMPARE(seen.size(), 3);
    QCOMPARE(seen, QByteArrayList({"GET / 200", "GET / UrlInsecure", "GET /silent Cancelled"}));
    context.reset();
    HttpCall unseen(client, {.url = server.url()});
    QVERIFY(unseen.succeeded());
    QCOMPARE(seen.size(), 3);
}
