#include "support/http_call.h"
#include "support/test_server.h"

#include "http/lost_headers.h"

#include <QTest>

#include <algorithm>

using namespace claimcheck;
using namespace claimcheck::http;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// Which headers, methods and secrets can be sent at all.
class TestHttpHeaders : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesSecretsThatBreakTheHeader_data();
    void refusesSecretsThatBreakTheHeader();
    void refusesHeaders_data();
    void refusesHeaders();
    void leavesFramingToTheTransport();
    void callersHeaderIsNotReplaced();
    void saysWhenAllHeadersAreLost_data();
    void saysWhenAllHeadersAreLost();
    void endsAnAnswerWithoutHeadersInSilence();
};

namespace {

const QByteArray secretText = "s3cret-token-value";

Credential credentialFor(const TestServer &server)
{
    return {.secret = Secret(secretText), .leash = {.resources = {*Origin::of(server.url())}}};
}

} // namespace

void TestHttpHeaders::refusesSecretsThatBreakTheHeader_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("scheme");
    QTest::addColumn<QByteArray>("secret");
    QTest::newRow("CR LF in secret") << "Authorization"_qba
                                     << "Bearer"_qba
                                     << "abc\r\nX-Evil: 1"_qba;
    QTest::newRow("LF at its end") << "Authorization"_qba
                                   << "Bearer"_qba
                                   << "abcdefgh\n"_qba;
    QTest::newRow("NUL") << "Authorization"_qba
                         << "Bearer"_qba << QByteArray("abc\0def", 7);
    QTest::newRow("empty") << "Authorization"_qba
                           << "Bearer"_qba << QByteArray();
    QTest::newRow("scheme") << "Authorization"_qba
                            << "Bea rer"_qba
                            << "abcdefgh"_qba;
    QTest::newRow("name") << "X Key"_qba << QByteArray() << "abcdefgh"_qba;
    QTest::newRow("framing header") << "Host"_qba << QByteArray() << "abcdefgh"_qba;
}

void TestHttpHeaders::refusesSecretsThatBreakTheHeader()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, scheme);
    QFETCH(QByteArray, secret);
    TestServer server;
    Client client;
    Credential credential = credentialFor(server);
    credential.headerName = name;
    credential.scheme = scheme;
    credential.secret = Secret(secret);
    HttpCall call(client, {.url = server.url()}, {credential});
    QCOMPARE(call.code(), "HeaderInvalid"_qba);
    QVERIFY(!(call.error().subject + call.error().detail).contains(u"abc"));
    QCOMPARE(server.connections(), 0);
}

void TestHttpHeaders::refusesHeaders_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("subject");
    QTest::newRow("CR LF in value") << "GET"_qba
                                    << "X-A"_qba
                                    << "1\r\nX-B: 2"_qba << u"X-A"_s;
    QTest::newRow("LF in value") << "GET"_qba
                                 << "X-A"_qba
                                 << "1\n2"_qba << u"X-A"_s;
    QTest::newRow("NUL in value") << "GET"_qba
                                  << "X-A"_qba << QByteArray("1\0002", 3) << u"X-A"_s;
    QTest::newRow("colon in name") << "GET"_qba
                                   << "X:A"_qba
                                   << "1"_qba << QString();
    QTest::newRow("space in name") << "GET"_qba
                                   << "X A"_qba
                                   << "1"_qba << QString();
    QTest::newRow("empty name") << "GET"_qba
                                << ""_qba
                                << "1"_qba << QString();
    QTest::newRow("another Host") << "GET"_qba
                                  << "Host"_qba
                                  << "other.example"_qba << u"Host"_s;
    QTest::newRow("Transfer-Encoding") << "POST"_qba
                                       << "transfer-encoding"_qba
                                       << "chunked"_qba << u"transfer-encoding"_s;
    QTest::newRow("Upgrade") << "GET"_qba
                             << "Upgrade"_qba
                             << "websocket"_qba << u"Upgrade"_s;
    QTest::newRow("CR LF in method") << "GET / HTTP/1.1\r\nX: y\r\n\r\n"_qba
                                     << "X-A"_qba
                                     << "1"_qba << u"method"_s;
    QTest::newRow("empty method") << ""_qba
                                  << "X-A"_qba
                                  << "1"_qba << u"method"_s;
    QTest::newRow("CONNECT") << "CONNECT"_qba
                             << "X-A"_qba
                             << "1"_qba << u"method"_s;
}

void TestHttpHeaders::refusesHeaders()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    TestServer server;
    Client client;
    HttpCall call(client, {.method = method, .url = server.url(), .headers = {{name, value}}});
    QCOMPARE(call.code(), "HeaderInvalid"_qba);
    QTEST(call.error().subject, "subject");
    QCOMPARE(server.connections(), 0);
}

void TestHttpHeaders::leavesFramingToTheTransport()
{
    TestServer server;
    Client client;
    const QByteArray host = Origin::of(server.url())->hostAndPort().toUtf8();
    HttpCall call(client,
                  {.method = "PUT",
                   .url = server.url(),
                   .headers = {{"Content-Length", "999"}, {"Host", host}, {"Keep-Alive", "timeout=5"}},
                   .body = "four"});
    QVERIFY(call.succeeded());
    const SeenRequest &seen = server.requests().front();
    QCOMPARE(seen.header("Content-Length"), "4"_qba);
    QCOMPARE(seen.header("Host"), host);
    QVERIFY(!seen.has("Keep-Alive"));
    QCOMPARE(std::count_if(seen.headers.begin(), seen.headers.end(),
                           [](const auto &header) { return header.first.toLower() == "host"; }),
             1);
}

void TestHttpHeaders::callersHeaderIsNotReplaced()
{
    TestServer server;
    Client client;
    HttpCall call(client, {.url = server.url(), .headers = {{"authorization", "Basic own"}}},
                  {credentialFor(server)});
    QVERIFY(call.succeeded());
    QCOMPARE(server.requests().front().header("Authorization"), "Basic own"_qba);
    QVERIFY(!call.response().credentialSent);
    QCOMPARE(call.response().withheld.size(), 1u);
}

void TestHttpHeaders::saysWhenAllHeadersAreLost_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("isLost");
    QTest::newRow("a few") << 3 << 100 << false;
    QTest::newRow("one of nearly 100 KiB") << 1 << 100'000 << false;
    QTest::newRow("one of 150 kB") << 1 << 150'000 << true;
    QTest::newRow("250 kB together") << 5 << 50'000 << false;
    QTest::newRow("300 kB together") << 6 << 50'000 << true;
    QTest::newRow("90") << 90 << 10 << false;
    QTest::newRow("101") << 101 << 10 << true;
}

/// Qt drops all of them, and says nothing.
void TestHttpHeaders::saysWhenAllHeadersAreLost()
{
    QFETCH(int, count);
    QFETCH(int, size);
    QFETCH(bool, isLost);
    QByteArray head = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < count; ++i)
        head += "X-" + QByteArray::number(i) + ": " + QByteArray(size, 'a') + "\r\n";
    TestServer server;
    server.when("/", Answer::raw(head + "\r\nthe body"));
    Client client;
    HttpCall call(client, {.url = server.url()});
    QCOMPARE(call.code(), ""_qba);
    QCOMPARE(call.response().body, "the body"_qba);
    QCOMPARE(call.response().headers.empty(), isLost);
    QCOMPARE(!lostHeadersWords(call.response()).isEmpty(), isLost);
}

/// A connection that stays open: without headers nothing says where the body ends.
void TestHttpHeaders::endsAnAnswerWithoutHeadersInSilence()
{
    TestServer server;
    Answer answer = Answer::text("the body");
    for (int i = 0; i < 101; ++i)
        answer.headers.push_back({"X-" + QByteArray::number(i), "a"});
    server.when("/", answer);
    Client client;
    // On a busy machine the silence before the head can be as long: then once more, with more patience.
    for (auto patience = std::chrono::milliseconds(200); patience < std::chrono::minutes(2); patience *= 2) {
        HttpCall call(client, {.url = server.url(), .timeout = patience, .onlySilence = true});
        if (!call.succeeded() || call.response().body.isEmpty())
            continue;
        QCOMPARE(call.response().body, "the body"_qba);
        QVERIFY(!lostHeadersWords(call.response()).isEmpty());
        return;
    }
    QFAIL("no answer");
}

QTEST_GUILESS_MAIN(TestHttpHeaders)
#include "tst_http_headers.moc"
