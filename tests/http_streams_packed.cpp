// Bodies that come packed: gzip, deflate and Brotli.

#include "tst_http_streams.h"

#include "http/intake.h"

#include <QBuffer>

#include <zlib.h>

namespace {

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
