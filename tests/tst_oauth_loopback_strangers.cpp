#include "support/loopback_tools.h"

#include <QTest>

#include <deque>

using namespace loopback_tools;

/// Whoever comes besides the browser, and as many as may come: the flow goes on, and the browser gets in.
class TestOauthLoopbackStrangers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void strangersChangeNothing_data();
    void strangersChangeNothing();
    void goesOnAfterAQueryThatIsNotOurs();
    void readsPieces();
    void isPatientForAWhile_data();
    void isPatientForAWhile();
    void makesRoomForTheNewest();
    void keepsTheBrowserIn();
};

void TestOauthLoopbackStrangers::strangersChangeNothing_data()
{
    QTest::addColumn<QByteArray>("request"); // HOST is put in
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &request, int status) {
        QTest::newRow(name) << request << status;
    };
    const auto withHost = [](const QByteArray &start) { return start + "\r\nHost: HOST\r\n\r\n"; };
    row("favicon", withHost("GET /favicon.ico HTTP/1.1"), 404);
    row("root", withHost("GET / HTTP/1.1"), 404);
    row("longer path", withHost("GET /callback/?code=a&state=right HTTP/1.1"), 404);
    row("shorter path", withHost("GET /callbac?code=a&state=right HTTP/1.1"), 404);
    row("path in other case", withHost("GET /Callback?code=a&state=right HTTP/1.1"), 404);
    row("path in other letters", withHost("GET /%63allback?code=a&state=right HTTP/1.1"), 404);
    row("path with a parameter", withHost("GET /callback;x?code=a&state=right HTTP/1.1"), 404);
    row("HEAD", withHost("HEAD /callback?code=a&state=right HTTP/1.1"), 405);
    row("POST", "POST /callback?code=a&state=right HTTP/1.1\r\nHost: HOST\r\nContent-Length: 3\r\n\r\na=b",
        405);
    row("OPTIONS", withHost("OPTIONS /callback?code=a&state=right HTTP/1.1"), 405);
    row("PUT", withHost("PUT /callback?code=a&state=right HTTP/1.1"), 405);
    row("TRACE", withHost("TRACE /callback?code=a&state=right HTTP/1.1"), 405);
    row("CONNECT", withHost("CONNECT 127.0.0.1:443 HTTP/1.1"), 400);
    row("method in small letters", withHost("get /callback?code=a&state=right HTTP/1.1"), 400);
    row("another host", "GET /callback?code=a&state=right HTTP/1.1\r\nHost: rebound.example\r\n\r\n", 421);
    row("another port", "GET /callback?code=a&state=right HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n", 421);
    row("no port", "GET /callback?code=a&state=right HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 421);
    row("a host that ends alike", "GET /callback?code=a&state=right HTTP/1.1\r\nHost: a.HOST\r\n\r\n", 421);
    row("no host", "GET /callback?code=a&state=right HTTP/1.1\r\n\r\n", 400);
    row("empty host", "GET /callback?code=a&state=right HTTP/1.1\r\nHost:\r\n\r\n", 421);
    row("two hosts", "GET /callback?code=a&state=right HTTP/1.1\r\nHost: HOST\r\nHost: HOST\r\n\r\n", 400);
    row("garbage", "hello\r\n\r\n", 400);
    row("empty line", "\r\nGET /callback?code=a&state=right HTTP/1.1\r\nHost: HOST\r\n\r\n", 400);
    row("only NULs", QByteArray(100, '\0'), 400);
    row("TLS ClientHello", QByteArray::fromHex("16030100c8010000c40303") + QByteArray(200, 'x'), 400);
    row("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400);
    row("HTTP/0.9", "GET /callback?code=a&state=right\r\n", 400);
    row("HTTP/3.0", withHost("GET /callback?code=a&state=right HTTP/3.0"), 400);
    row("line feeds alone", "GET /callback?code=a&state=right HTTP/1.1\nHost: HOST\n\n", 400);
    row("two spaces", withHost("GET  /callback?code=a&state=right HTTP/1.1"), 400);
    row("space in the target", withHost("GET /callback?code=a& state=right HTTP/1.1"), 400);
    row("NUL in the target", withHost("GET /callback?code=a"_qba + '\0' + "&state=right HTTP/1.1"), 400);
    row("UTF-8 in the target", withHost("GET /callback?code=\xc3\xa4&state=right HTTP/1.1"), 400);
    row("fragment", withHost("GET /callback?code=a&state=right#x HTTP/1.1"), 400);
    row("absolute target", withHost("GET http://HOST/callback?code=a&state=right HTTP/1.1"), 400);
    row("folded header", "GET /callback?code=a&state=right HTTP/1.1\r\nHost: HOST\r\nX: a\r\n b\r\n\r\n",
        400);
    row("space before the colon", "GET /callback?code=a&state=right HTTP/1.1\r\nHost : HOST\r\n\r\n", 400);
    row("header without a colon", "GET /callback?code=a&state=right HTTP/1.1\r\nHost: HOST\r\nX\r\n\r\n",
        400);
    row("control character in a header",
        "GET /callback?code=a&state=right HTTP/1.1\r\nHost: HOST\r\nX: a\x01\r\n\r\n", 400);
    row("GET with a body",
        "GET /callback?code=a&state=right HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\n\r\na", 400);
    row("GET in chunks",
        "GET /callback?code=a&state=right HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\n\r\n",
        400);
    row("8 KiB of headers",
        "GET /callback?code=a&state=right HTTP/1.1\r\nHost: HOST\r\nX: " + QByteArray(8192, 'a') + "\r\n\r\n",
        431);
    row("8 KiB of target", withHost("GET /callback?code=" + QByteArray(8192, 'a') + "&state=right HTTP/1.1"),
        431);
}

void TestOauthLoopbackStrangers::strangersChangeNothing()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    Waiting waiting;
    const RawAnswer stranger = ask(waiting.port, request.replace("HOST", waiting.host()));
    QCOMPARE(stranger.status, status);
    QVERIFY(stranger.closed);
    QCOMPARE(stranger.header("Allow"), status == 405 ? "GET" : "<none>");
    QCOMPARE(stranger.body.isEmpty(), request.startsWith("HEAD "));
    QCOMPARE(waiting.asked, QList<QByteArray>());
    const RawAnswer browser = ask(waiting.port, waiting.get(rightTarget));
    QCOMPARE(browser.status, 200);
    QCOMPARE(waiting.asked, QList<QByteArray>{"code=a&state=right"});
    QTRY_COMPARE(waiting.answered, 1);
}

void TestOauthLoopbackStrangers::goesOnAfterAQueryThatIsNotOurs()
{
    Waiting waiting;
    QCOMPARE(ask(waiting.port, waiting.get("/callback")).status, 400);
    QCOMPARE(ask(waiting.port, waiting.get("/callback?code=a&state=wrong")).status, 400);
    QCOMPARE(ask(waiting.port, waiting.get(rightTarget)).status, 200);
    QCOMPARE(waiting.asked, (QList<QByteArray>{"", "code=a&state=wrong", "code=a&state=right"}));
    QTRY_COMPARE(waiting.answered, 1);
    // Before there is a judge, the address is nobody's.
    const auto early = LoopbackReceiver::listen({});
    const auto port = quint16((*early)->redirectUri().port());
    QCOMPARE(
        ask(port, "GET /callback?x=1 HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(port) + "\r\n\r\n")
            .status,
        404);
}

void TestOauthLoopbackStrangers::readsPieces()
{
    Waiting waiting;
    Visitor browser(waiting.port);
    const QByteArray request = waiting.get(rightTarget);
    for (const char c : request) {
        QCOMPARE(waiting.asked.size(), 0);
        browser.say(QByteArray(1, c));
        QCoreApplication::processEvents();
    }
    QVERIFY(browser.hearsTheEnd());
    QVERIFY(browser.heard().startsWith("HTTP/1.1 200 OK\r\n"));
}

void TestOauthLoopbackStrangers::isPatientForAWhile_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("says nothing") << QByteArray();
    QTest::newRow("says half") << "GET /callback?code=a"_qba;
    QTest::newRow("never ends its head") << "GET /callback?code=a&state=right HTTP/1.1\r\nX: y\r\n"_qba;
}

void TestOauthLoopbackStrangers::isPatientForAWhile()
{
    QFETCH(QByteArray, start);
    Waiting waiting({.patience = std::chrono::milliseconds(200)});
    Visitor slow(waiting.port);
    slow.say(start);
    QVERIFY(slow.hearsTheEnd());
    QCOMPARE(slow.heard(), QByteArray());
    // All that this one says is there before it is let in, however busy the machine is.
    Visitor quick(waiting.port);
    quick.say(waiting.get(rightTarget));
    QVERIFY(quick.hearsTheEnd());
    QVERIFY(quick.heard().startsWith("HTTP/1.1 200 OK\r\n"));
}

void TestOauthLoopbackStrangers::makesRoomForTheNewest()
{
    Waiting waiting({.patience = std::chrono::minutes(10)});
    std::deque<Visitor> visitors;
    for (int i = 0; i < 63; ++i)
        visitors.emplace_back(waiting.port);
    // The oldest has begun to speak: it stays before those that say nothing. Once a later one has its answer,
    // that has been heard.
    visitors[0].say("GET ");
    QCOMPARE(ask(waiting.port, waiting.get("/favicon.ico")).status, 404);
    visitors.emplace_back(waiting.port);
    visitors.emplace_back(waiting.port);
    QTRY_VERIFY(visitors[1].isClosed());
    QVERIFY(!visitors[0].isClosed());
    for (size_t i = 2; i < visitors.size(); ++i)
        QVERIFY2(!visitors[i].isClosed(), qPrintable(QString::number(i)));
    visitors[0].say(waiting.get(rightTarget).mid(4));
    QVERIFY(visitors[0].hearsTheEnd());
    QVERIFY(visitors[0].heard().startsWith("HTTP/1.1 200 OK\r\n"));
    // The return ends all others.
    for (Visitor &visitor : visitors)
        QVERIFY(visitor.hearsTheEnd());
}

/// 10,000 connections that say nothing, or garbage, while a browser comes in the midst of them.
void TestOauthLoopbackStrangers::keepsTheBrowserIn()
{
    Waiting waiting({.patience = std::chrono::minutes(10)});
    std::deque<Visitor> flood;
    std::unique_ptr<Visitor> browser;
    for (int i = 0; i < 10000; ++i) {
        flood.emplace_back(waiting.port);
        QVERIFY2(flood.back().isConnected(), qPrintable(QString::number(i)));
        if (i % 3 == 1)
            flood.back().say("GET /callback?code=");
        if (i % 3 == 2)
            flood.back().say(QByteArray("\x16\x03\x01", 3));
        if (i == 9980) {
            browser = std::make_unique<Visitor>(waiting.port);
            browser->say(waiting.get(rightTarget).first(20));
        }
        if (i == 9990)
            browser->say(waiting.get(rightTarget).mid(20));
        if (flood.size() > 200) {
            flood.front().reset();
            flood.pop_front();
        }
        if (i % 8 == 0)
            QCoreApplication::processEvents();
        if (!waiting.asked.isEmpty())
            break;
    }
    QVERIFY(browser);
    QVERIFY(browser->hearsTheEnd());
    QVERIFY2(browser->heard().startsWith("HTTP/1.1 200 OK\r\n"), browser->heard().constData());
    for (Visitor &visitor : flood)
        visitor.reset();
}

QTEST_GUILESS_MAIN(TestOauthLoopbackStrangers)
#include "tst_oauth_loopback_strangers.moc"
