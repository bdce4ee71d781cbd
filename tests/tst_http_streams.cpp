#include "support/http_call.h"
#include "support/scripted_server.h"
#include "support/test_certificates.h"
#include "support/test_server.h"

#include "http/exchange_watch.h"
#include "http/intake.h"

#include <QBuffer>
#include <QFile>
#include <QSslCertificate>
#include <QTemporaryDir>
#include <QTest>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <zlib.h>

#include <deque>

using namespace claimcheck;
using namespace claimcheck::http;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Bodies that stream in and out, and servers that mean harm with theirs.
class TestHttpStreams : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBodyComesPieceByPiece();
    void eachAnswerBeginsOnce();
    void aSinkEndsTheExchange();
    void unpacks_data();
    void unpacks();
    void damagedPacksAreErrors_data();
    void damagedPacksAreErrors();
    void bombsStopAtTheLimit_data();
    void bombsStopAtTheLimit();
    void anEndlessBodyStopsAtTheLimit();
    void aSliceEnds();
    void tellsTheWireSize();
    void stalls();
    void aStreamMayTakeItsTime();
    void bytesThatAreNoText();
    void uploadsFromASource();
    void aSourceThatShrinksIsAnError();
    void aSourceGoesAlongWithA307();
    void saysWhatTheConnectionWasSecuredWith();
    void timesTheHandshake();
    void timesTheConnection();
    void watchesEveryExchange();
};

namespace {

/// Keeps what comes, in pieces.
class Keeper final : public BodySink {
public:
    void begin(const Response &head) override
    {
        ++begun;
        status = head.status;
        body.clear();
    }
    Result<Done> write(QByteArrayView bytes) override
    {
        if (refuse)
            return Error{ErrorCode::FileUnwritable, u"sink"_s};
        body += bytes;
        return Done{};
    }
    int begun = 0;
    int status = 0;
    QByteArray body;
    bool refuse = false;
};

/// A device that counts how it is used.
class Text final : public BodySource {
public:
    explicit Text(QByteArray text, qint64 announced = -1)
        : m_text(std::move(text)), m_size(announced < 0 ? m_text.size() : announced)
    {
    }
    qint64 size() const override { return m_size; }
    Result<std::unique_ptr<QIODevice>> open() const override
    {
        ++opened;
        auto buffer = std::make_unique<QBuffer>();
        buffer->setData(m_text);
        buffer->open(QIODevice::ReadOnly);
        return std::unique_ptr<QIODevice>(std::move(buffer));
    }
    mutable int opened = 0;

private:
    QByteArray m_text;
    qint64 m_size;
};

/// As zlib packs it: 31 gzip, 15 zlib, -15 neither.
QByteArray packed(const QByteArray &text, int window)
{
    z_stream stream = {};
    deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
    QByteArray out(qsizetype(deflateBound(&stream, uLong(text.size()))) + 64, Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
    stream.avail_in = uInt(text.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    deflate(&stream, Z_FINISH);
    out.truncate(out.size() - qsizetype(stream.avail_out));
    deflateEnd(&stream);
    return out;
}

/// What `printf 'Hello World' | brotli -c` writes, as Node's documentation of zlib shows it too.
const QByteArray brotliHello = QByteArray::fromHex("0b058048656c6c6f20576f726c6403");

} // namespace

void TestHttpStreams::aBodyComesPieceByPiece()
{
    ScriptedServer server;
    server.onRequest = [&server] {
        server.write(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    };
    const auto sink = std::make_shared<Keeper>();
    Client client;
    HttpCall call(client, {.url = server.url(), .sink = sink});
    // The head alone is known before anything else.
    QTRY_COMPARE(sink->begun, 1);
    QCOMPARE(sink->status, 200);
    for (const char *event : {"data: 1\n\n", "data: 2\n\n", "data: 3\n\n"}) {
        const QByteArray before = sink->body;
        server.write(QByteArray::number(qsizetype(qstrlen(event)), 16) + "\r\n" + event + "\r\n");
        QTRY_COMPARE(sink->body, before + event);
    }
    server.write("0\r\n\r\n");
    QVERIFY(call.succeeded());
    QCOMPARE(call.response().body, QByteArray());
    QCOMPARE(sink->begun, 1);
    QCOMPARE(call.lastProgress->received, 27);
}

void TestHttpStreams::eachAnswerBeginsOnce()
{
    TestServer server;
    server.when("/", {.status = 302, .headers = {{"Location", "/b"}}, .body = "not for the sink"});
    server.when("/b", Answer::text("here"));
    server.when("/empty", Answer::text("", 204));
    const auto sink = std::make_shared<Keeper>();
    Client client;
    HttpCall followed(client, {.url = server.url(), .sink = sink});
    QVERIFY(followed.succeeded());
    QCOMPARE(sink->begun, 1);
    QCOMPARE(sink->body, "here"_qba);
    HttpCall kept(client, {.url = server.url(), .sink = sink, .redirects = RedirectPolicy::None});
    QVERIFY(kept.succeeded());
    QCOMPARE(sink->begun, 2);
    QCOMPARE(sink->body, "not for the sink"_qba);
    HttpCall empty(client, {.url = server.url("/empty"), .sink = sink});
    QVERIFY(empty.succeeded());
    QCOMPARE(sink->begun, 3);
}

void TestHttpStreams::aSinkEndsTheExchange()
{
    TestServer server;
    server.when("/", Answer::text(QByteArray(100'000, 'x')));
    const auto sink = std::make_shared<Keeper>();
    sink->refuse = true;
    Client client;
    HttpCall call(client, {.url = server.url(), .sink = sink});
    QCOMPARE(call.code(), "FileUnwritable"_qba);
    QCOMPARE(call.error().subject, u"sink"_s);
}

void TestHttpStreams::unpacks_data()
{
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<QByteArray>("text");
    const QByteArray text = "Hello World";
    QTest::newRow("gzip") << "gzip"_qba << packed(text, 31) << text;
    QTest::newRow("x-gzip") << "x-gzip"_qba << packed(text, 31) << text;
    QTest::newRow("two members") << "GZIP"_qba << packed("Hello ", 31) + packed("World", 31) << text;
    QTest::newRow("gzip with padding") << "gzip"_qba << packed(text, 31) + QByteArray(7, '\0') << text;
    QTest::newRow("deflate as zlib") << "deflate"_qba << packed(text, 15) << text;
    QTest::newRow("deflate as it is") << "deflate"_qba << packed(text, -15) << text;
    QTest::newRow("br") << "br"_qba << brotliHello << text;
    QTest::newRow("unknown") << "zstd"_qba << text << text;
    QTest::newRow("identity") << "identity"_qba << text << text;
    QTest::newRow("nothing") << "gzip"_qba
                             << ""_qba
                             << ""_qba;
    const QByteArray large(1'000'000, 'a');
    QTest::newRow("large") << "gzip"_qba << packed(large, 31) << large;
}

void TestHttpStreams::unpacks()
{
    QFETCH(QByteArray, encoding);
    QFETCH(QByteArray, wire);
    QFETCH(QByteArray, text);
    TestServer server;
    server.when("/", {.headers = {{"Content-Encoding", encoding}}, .body = wire});
    Client client;
    HttpCall call(client, {.url = server.url()});
    QCOMPARE(call.code(), ""_qba);
    QCOMPARE(call.response().body, text);
    QCOMPARE(call.response().wireSize, std::optional<qint64>(wire.size()));
    QCOMPARE(server.requests()[0].header("Accept-Encoding"), "gzip, deflate, br"_qba);
    // Byte after byte it is the same.
    Keeper sink;
    Intake intake(encoding, &sink, nullptr, 10'000'000);
    for (const char byte : wire) {
        QBuffer device;
        device.setData(&byte, 1);
        device.open(QIODevice::ReadOnly);
        while (true) {
            const auto taken = intake.take(device);
            QVERIFY(taken);
            if (*taken == Intake::State::Waiting)
                break;
        }
    }
    QCOMPARE(sink.body, text);
    QVERIFY(intake.isWhole());
}

void TestHttpStreams::damagedPacksAreErrors_data()
{
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("no gzip") << "gzip"_qba
                             << "Hello World"_qba
                             << "NetworkFailed"_qba;
    QTest::newRow("no Brotli") << "br"_qba << QByteArray(20, '\xff') << "NetworkFailed"_qba;
    QByteArray wrong = packed("Hello World", 31);
    wrong[wrong.size() - 6] = char(wrong[wrong.size() - 6] ^ 1); // of the checksum
    QTest::newRow("checksum") << "gzip"_qba << wrong << "NetworkFailed"_qba;
    QTest::newRow("cut") << "gzip"_qba << packed("Hello World", 31).chopped(9) << "ConnectionClosed"_qba;
    QTest::newRow("cut Brotli") << "br"_qba << brotliHello.chopped(1) << "ConnectionClosed"_qba;
}

void TestHttpStreams::damagedPacksAreErrors()
{
    QFETCH(QByteArray, encoding);
    QFETCH(QByteArray, wire);
    QFETCH(QByteArray, code);
    TestServer server;
    server.when("/", {.headers = {{"Content-Encoding", encoding}}, .body = wire});
    Client client;
    HttpCall call(client, {.url = server.url()});
    QCOMPARE(call.code(), code);
}

void TestHttpStreams::bombsStopAtTheLimit_data()
{
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<int>("window");
    QTest::newRow("gzip") << "gzip"_qba << 31;
    QTest::newRow("deflate") << "deflate"_qba << -15;
}

void TestHttpStreams::bombsStopAtTheLimit()
{
    QFETCH(QByteArray, encoding);
    QFETCH(int, window);
    const QByteArray bomb = packed(QByteArray(50'000'000, '\0'), window);
    QVERIFY(bomb.size() < 100'000);
    TestServer server;
    server.when("/", {.headers = {{"Content-Encoding", encoding}}, .body = bomb});
    const auto sink = std::make_shared<Keeper>();
    Client client;
    HttpCall call(client, {.url = server.url(), .sink = sink, .maxBody = 1'000'001});
    QCOMPARE(call.code(), "ResponseTooLarge"_qba);
    // What fits came, to the byte.
    QCOMPARE(sink->body.size(), 1'000'001);
}

void TestHttpStreams::anEndlessBodyStopsAtTheLimit()
{
    TestServer server;
    server.when("/", Answer::failing(Answer::Fault::Endless));
    const auto sink = std::make_shared<Keeper>();
    Client client;
    HttpCall call(client, {.url = server.url(), .sink = sink, .maxBody = 3'000'000});
    QCOMPARE(call.code(), "ResponseTooLarge"_qba);
    QCOMPARE(sink->body.size(), 3'000'000);
    QTRY_COMPARE(server.openConnections(), 0);
}

/// A device that never runs dry does not keep the event loop.
void TestHttpStreams::aSliceEnds()
{
    class Endless final : public QIODevice {
    public:
        qint64 bytesAvailable() const override { return 1'000'000; }

    protected:
        qint64 readData(char *data, qint64 size) override
        {
            std::fill_n(data, size, 'x');
            return size;
        }
        qint64 writeData(const char *, qint64) override { return -1; }
    };
    Endless device;
    device.open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    Intake intake({}, nullptr, nullptr, std::numeric_limits<qint64>::max());
    const auto taken = intake.take(device);
    QVERIFY(taken && *taken == Intake::State::More);
    QVERIFY(intake.decodedSize() > 0);
}

void TestHttpStreams::tellsTheWireSize()
{
    TestServer server;
    const QByteArray wire = packed(QByteArray(50'000, 'a'), 31);
    server.when("/",
                {.headers = {{"Content-Encoding", "gzip"}}, .body = wire, .form = Answer::Form::Chunked});
    Client client;
    HttpCall call(client, {.url = server.url()});
    QVERIFY(call.succeeded());
    QCOMPARE(call.response().body.size(), 50'000);
    QCOMPARE(call.response().wireSize, std::optional<qint64>(wire.size()));
}

namespace {

/// A call to a server that sends these bytes and nothing after them.
struct Stall {
    Stall(const char *where, const QByteArray &scheme, const QByteArray &sent, bool onlySilence)
        : name(where + QByteArray(onlySilence ? ", by silence" : "")), bytes(sent)
    {
        server.onRequest = [this] { server.write(bytes); };
        call = std::make_unique<HttpCall>(
            client,
            Request{.url = server.url(scheme), .sink = sink, .timeout = 5s, .onlySilence = onlySilence});
    }
    QByteArray name;
    QByteArray bytes;
    ScriptedServer server;
    std::shared_ptr<Keeper> sink = std::make_shared<Keeper>();
    Client client;
    std::unique_ptr<HttpCall> call;
};

} // namespace

/// All at once: each has time enough for its bytes to come on a machine that is busy.
void TestHttpStreams::stalls()
{
    std::deque<Stall> stalls;
    for (const bool silence : {false, true}) {
        stalls.emplace_back("accepted and nothing more", "http", "", silence);
        stalls.emplace_back("in the handshake", "https", "", silence);
        stalls.emplace_back("in the status line", "http", "HTTP/1.1 2", silence);
        stalls.emplace_back("in the head", "http", "HTTP/1.1 200 OK\r\nContent-Type: te", silence);
        stalls.emplace_back("before the body", "http", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
                            silence);
        stalls.emplace_back("in the body", "http", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
                            silence);
        stalls.emplace_back("in a chunk", "http",
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhello", silence);
    }
    for (Stall &stall : stalls) {
        QVERIFY2(stall.call->code() == "TimedOut", stall.name + ": " + stall.call->code());
        QVERIFY2(stall.server.connections == 1, stall.name);
        // What came is not lost.
        QVERIFY2(stall.sink->body == (stall.bytes.endsWith("hello") ? "hello" : ""), stall.name);
    }
}

/// A second after second with one event each is no silence.
void TestHttpStreams::aStreamMayTakeItsTime()
{
    ScriptedServer server;
    server.onRequest = [&server] { server.write("HTTP/1.1 200 OK\r\n\r\n"); };
    const auto sink = std::make_shared<Keeper>();
    Client client;
    QElapsedTimer clock;
    clock.start();
    HttpCall call(client, {.url = server.url(), .sink = sink, .timeout = 3s, .onlySilence = true});
    QTimer ticking;
    QObject::connect(&ticking, &QTimer::timeout, &ticking, [&] {
        if (clock.elapsed() < 4000)
            return server.write("tick\n");
        server.close();
        ticking.stop();
    });
    QTRY_COMPARE(sink->begun, 1);
    ticking.start(20);
    QCOMPARE(call.code(), ""_qba);
    QVERIFY(sink->body.startsWith("tick\ntick\n"));
}

void TestHttpStreams::bytesThatAreNoText()
{
    ScriptedServer server;
    server.onRequest = [&server] {
        server.write(
            "HTTP/1.1 200 OK\r\nX-Bytes: \xff\xfe\xc3\x28\r\nContent-Length: 4\r\n\r\n\xff\xfe\x00\x80"_qba);
    };
    Client client;
    HttpCall call(client, {.url = server.url()});
    QCOMPARE(call.code(), ""_qba);
    QCOMPARE(call.response().body, QByteArray("\xff\xfe\x00\x80", 4));
    QCOMPARE(headerValue(call.response().headers, "X-Bytes"), "\xff\xfe\xc3\x28"_qba);
}

void TestHttpStreams::uploadsFromASource()
{
    TestServer server;
    server.answerWith([](const SeenRequest &) { return Answer::text("ok"); });
    QByteArray large(3'000'000, Qt::Uninitialized);
    for (qsizetype i = 0; i < large.size(); ++i)
        large[i] = char(i * 7);
    for (const QByteArray &method : {"POST"_qba, "PUT"_qba}) {
        const auto source = std::make_shared<Text>(large);
        Client client;
        HttpCall call(client, {.method = method,
                               .url = server.url(),
                               .headers = {{"Content-Type", "application/octet-stream"}},
                               .source = source});
        QVERIFY(call.succeeded());
        QCOMPARE(server.requests().back().body, large);
        QCOMPARE(server.requests().back().header("Content-Length"), "3000000"_qba);
        QCOMPARE(source->opened, 1);
        QVERIFY(call.lastProgress);
        QCOMPARE(call.lastProgress->toSend, 3'000'000);
        QCOMPARE(call.lastProgress->sent, 3'000'000);
    }
}

void TestHttpStreams::aSourceThatShrinksIsAnError()
{
    TestServer server;
    server.answerWith([](const SeenRequest &) { return Answer::text("ok"); });
    for (const QByteArray &method : {"POST"_qba, "PUT"_qba}) {
        Client client;
        HttpCall call(
            client,
            {.method = method, .url = server.url(), .source = std::make_shared<Text>("short"_qba, 100)});
        QCOMPARE(call.code(), "FileUnreadable"_qba);
    }
    QCOMPARE(server.requests().size(), 0u);
}

void TestHttpStreams::aSourceGoesAlongWithA307()
{
    TestServer server;
    server.when("/", Answer::redirect(307, "/b"));
    server.when("/303", Answer::redirect(303, "/b"));
    server.when("/b", Answer::text("ok"));
    const auto source = std::make_shared<Text>("the body"_qba);
    Client client;
    HttpCall call(client, {.method = "POST", .url = server.url(), .source = source});
    QVERIFY(call.succeeded());
    QCOMPARE(server.requests()[1].body, "the body"_qba);
    QCOMPARE(source->opened, 2);
    HttpCall other(client, {.method = "POST", .url = server.url("/303"), .source = source});
    QVERIFY(other.succeeded());
    QCOMPARE(server.requests().back().body, ""_qba);
    QCOMPARE(server.requests().back().method, "GET"_qba);
}

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

QTEST_GUILESS_MAIN(TestHttpStreams)
#include "tst_http_streams.moc"
