#include "tst_http_streams.h"

#include "http/intake.h"
#include "support/scripted_server.h"

#include <QBuffer>

#include <algorithm>
#include <deque>
#include <limits>

namespace {

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

QTEST_GUILESS_MAIN(TestHttpStreams)
#include "tst_http_streams.moc"
