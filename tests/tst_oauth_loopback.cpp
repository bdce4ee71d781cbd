#include "oauth/loopback_receiver.h"
#include "support/raw_http.h"
#include "support/visitor.h"

#include <QCryptographicHash>
#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>
#include <QThread>

#include <deque>

using namespace claimcheck;
using namespace claimcheck::oauth;
using namespace Qt::StringLiterals;
using Host = LoopbackOptions::Host;
using test::RawAnswer;
using test::Visitor;

class TestOauthLoopback : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isOpenOnlyWhileItLives_data();
    void isOpenOnlyWhileItLives();
    void takesOnlyThePortsItMay();
    void refusesHalfOfLocalhost();
    void refusesAPathThatIsNone_data();
    void refusesAPathThatIsNone();
    void takesTheReturn_data();
    void takesTheReturn();
    void answersWithAPlainPage();
    void strangersChangeNothing_data();
    void strangersChangeNothing();
    void goesOnAfterAQueryThatIsNotOurs();
    void readsPieces();
    void isPatientForAWhile_data();
    void isPatientForAWhile();
    void makesRoomForTheNewest();
    void keepsTheBrowserIn();
    void stopsListeningBeforeThePageIsRead();
    void saysSoWhenTheBrowserIsGone();
    void hangsUpWhenItEnds();
    void postsFromAPageServedOnce();
    void refusesToPostAnywhere();
};

namespace {

/// A receiver with a judge that knows one query, and what it was asked.
struct Waiting {
    explicit Waiting(const LoopbackOptions &options = {})
        : receiver(std::move(*LoopbackReceiver::listen(options)))
    {
        port = quint16(receiver->redirectUri().port());
        receiver->setJudge([this](const QByteArray &query) -> LoopbackReceiver::Verdict {
            asked += query;
            if (query == "code=a&state=right")
                return {true, u"Signed in"_s, u"This page can be closed."_s};
            return {false, u"Not this <one>"_s, u"\"State\" & more"_s};
        });
        QObject::connect(receiver.get(), &LoopbackReceiver::answered, receiver.get(), [this] { ++answered; });
    }
    [[nodiscard]] QByteArray host() const { return "127.0.0.1:" + QByteArray::number(port); }
    [[nodiscard]] QByteArray get(const QByteArray &target) const
    {
        return "GET " + target + " HTTP/1.1\r\nHost: " + host() + "\r\n\r\n";
    }
    std::unique_ptr<LoopbackReceiver> receiver;
    quint16 port = 0;
    QList<QByteArray> asked;
    int answered = 0;
};

const QByteArray rightTarget = "/callback?code=a&state=right";

/// One exchange from another thread, while this one runs the receiver.
RawAnswer ask(quint16 port, const QByteArray &bytes)
{
    RawAnswer answer;
    const std::unique_ptr<QThread> thread(QThread::create([&] { answer = test::rawExchange(port, bytes); }));
    thread->start();
    (void)QTest::qWaitFor([&] { return thread->isFinished(); }, 30000);
    thread->wait();
    return answer;
}

/// What listens on the port, as the system sees it: local addresses in the kernel's hexadecimal.
QStringList listeners(quint16 port)
{
    QStringList found;
    for (const QString &table : {u"/proc/net/tcp"_s, u"/proc/net/tcp6"_s}) {
        QFile file(table);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QList<QByteArray> lines = file.readAll().split('\n');
        for (const QByteArray &line : lines) {
            const QList<QByteArray> fields = line.simplified().split(' ');
            const QByteArray suffix = ':' + QByteArray::number(port, 16).toUpper().rightJustified(4, '0');
            if (fields.size() > 3 && fields[1].endsWith(suffix) && fields[3] == "0A")
                found += QString::fromLatin1(fields[1].chopped(suffix.size()));
        }
    }
    return found;
}

const QString v4 = u"0100007F"_s;
const QString v6 = u"00000000000000000000000001000000"_s;

} // namespace

void TestOauthLoopback::isOpenOnlyWhileItLives_data()
{
    QTest::addColumn<LoopbackOptions>("options");
    QTest::addColumn<QString>("uri");
    QTest::addColumn<QStringList>("addresses");
    QTest::newRow("127.0.0.1") << LoopbackOptions{} << u"http://127.0.0.1:%1/callback"_s << QStringList{v4};
    QTest::newRow("::1") << LoopbackOptions{.host = Host::V6} << u"http://[::1]:%1/callback"_s
                         << QStringList{v6};
    QTest::newRow("localhost") << LoopbackOptions{.host = Host::Name} << u"http://localhost:%1/callback"_s
                               << QStringList{v4, v6};
    QTest::newRow("no path") << LoopbackOptions{.path = {}} << u"http://127.0.0.1:%1"_s << QStringList{v4};
    QTest::newRow("other path") << LoopbackOptions{.path = u"/a%20b/c"_s} << u"http://127.0.0.1:%1/a%20b/c"_s
                                << QStringList{v4};
}

void TestOauthLoopback::isOpenOnlyWhileItLives()
{
    QFETCH(LoopbackOptions, options);
    QFETCH(QString, uri);
    QFETCH(QStringList, addresses);
    auto receiver = LoopbackReceiver::listen(options);
    QVERIFY(receiver);
    const auto port = quint16((*receiver)->redirectUri().port());
    QCOMPARE(QString::fromLatin1((*receiver)->redirectUri().toEncoded()),
             uri.replace(u"%1"_s, QString::number(port)));
    QCOMPARE(listeners(port), addresses);
    receiver->reset();
    QCOMPARE(listeners(port), QStringList());
}

void TestOauthLoopback::takesOnlyThePortsItMay()
{
    QTcpServer first, second;
    QVERIFY(first.listen(QHostAddress::LocalHost));
    QVERIFY(second.listen(QHostAddress::LocalHost));
    const quint16 taken = first.serverPort(), freed = second.serverPort();
    const auto none = LoopbackReceiver::listen({.ports = {taken, freed}});
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::LoopbackUnavailable);
    QCOMPARE(none.error().subject, u"127.0.0.1:%1"_s.arg(taken));
    QVERIFY(!none.error().detail.isEmpty());
    second.close();
    const auto one = LoopbackReceiver::listen({.ports = {taken, freed}});
    QVERIFY(one);
    QCOMPARE((*one)->redirectUri().port(), int(freed));
    // Zero is no port that a server can have registered.
    const auto zero = LoopbackReceiver::listen({.ports = {0}});
    QVERIFY(!zero);
    QCOMPARE(zero.error().code, ErrorCode::LoopbackUnavailable);
}

void TestOauthLoopback::refusesHalfOfLocalhost()
{
    for (const auto address : {QHostAddress::LocalHost, QHostAddress::LocalHostIPv6}) {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress(address)));
        const quint16 port = other.serverPort();
        const auto half = LoopbackReceiver::listen({.host = Host::Name, .ports = {port}});
        QVERIFY(!half);
        QCOMPARE(half.error().code, ErrorCode::LoopbackUnavailable);
        const bool isV4 = address == QHostAddress::LocalHost;
        QCOMPARE(half.error().subject, (isV4 ? u"127.0.0.1:%1"_s : u"[::1]:%1"_s).arg(port));
        // And nothing of ours stays behind on the other half.
        QCOMPARE(listeners(port), QStringList{isV4 ? v4 : v6});
    }
}

void TestOauthLoopback::refusesAPathThatIsNone_data()
{
    QTest::addColumn<QString>("path");
    for (const char *path : {"callback", "/call back", "/callback?x=1", "/callback#x", "/%zz"})
        QTest::newRow(path) << QString::fromLatin1(path);
}

void TestOauthLoopback::refusesAPathThatIsNone()
{
    QFETCH(QString, path);
    const auto receiver = LoopbackReceiver::listen({.path = path});
    QVERIFY(!receiver);
    QCOMPARE(receiver.error().code, ErrorCode::UrlInvalid);
    QCOMPARE(receiver.error().subject, path);
}

void TestOauthLoopback::takesTheReturn_data()
{
    QTest::addColumn<LoopbackOptions>("options");
    QTest::addColumn<int>("address");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("target");
    const int four = QHostAddress::LocalHost, six = QHostAddress::LocalHostIPv6;
    QTest::newRow("127.0.0.1") << LoopbackOptions{} << four << "127.0.0.1"_qba << rightTarget;
    QTest::newRow("::1") << LoopbackOptions{.host = Host::V6} << six << "[::1]"_qba << rightTarget;
    QTest::newRow("localhost by IPv4")
        << LoopbackOptions{.host = Host::Name} << four << "localhost"_qba << rightTarget;
    QTest::newRow("localhost by IPv6")
        << LoopbackOptions{.host = Host::Name} << six << "LocalHost"_qba << rightTarget;
    QTest::newRow("no path") << LoopbackOptions{.path = {}} << four << "127.0.0.1"_qba
                             << "/?code=a&state=right"_qba;
}

void TestOauthLoopback::takesTheReturn()
{
    QFETCH(LoopbackOptions, options);
    QFETCH(int, address);
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, target);
    Waiting waiting(options);
    Visitor browser(waiting.port, QHostAddress::SpecialAddress(address));
    QVERIFY(browser.isConnected());
    browser.say("GET " + target + " HTTP/1.1\r\nUser-Agent: test\r\nHost: " + host + ':' +
                QByteArray::number(waiting.port) + "\r\nAccept: */*\r\n\r\n");
    QVERIFY(browser.hearsTheEnd());
    QVERIFY(browser.heard().startsWith("HTTP/1.1 200 OK\r\n"));
    QCOMPARE(waiting.asked, QList<QByteArray>{"code=a&state=right"});
    QTRY_COMPARE(waiting.answered, 1);
}

void TestOauthLoopback::answersWithAPlainPage()
{
    Waiting waiting;
    const RawAnswer answer = ask(waiting.port, waiting.get("/callback?code=a&state=wrong"));
    QCOMPARE(answer.status, 400);
    QVERIFY(answer.closed);
    QCOMPARE(answer.header("Content-Type"), "text/html; charset=utf-8");
    QCOMPARE(answer.header("Content-Length"), QByteArray::number(answer.body.size()));
    QCOMPARE(answer.header("Content-Security-Policy"),
             "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'");
    QCOMPARE(answer.header("Referrer-Policy"), "no-referrer");
    QCOMPARE(answer.header("Cache-Control"), "no-store");
    QCOMPARE(answer.header("X-Content-Type-Options"), "nosniff");
    QCOMPARE(answer.header("Connection"), "close");
    QVERIFY(answer.body.contains("<title>Not this &lt;one&gt;</title>"));
    QVERIFY(answer.body.contains("<h1>Not this &lt;one&gt;</h1>"));
    QVERIFY(answer.body.contains("<p>&quot;State&quot; &amp; more</p>"));
    QVERIFY(!answer.body.contains("<script"));
    // Nothing of what came stands on the page.
    QVERIFY(!answer.body.contains("wrong"));
}

void TestOauthLoopback::strangersChangeNothing_data()
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

void TestOauthLoopback::strangersChangeNothing()
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

void TestOauthLoopback::goesOnAfterAQueryThatIsNotOurs()
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

void TestOauthLoopback::readsPieces()
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

void TestOauthLoopback::isPatientForAWhile_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("says nothing") << QByteArray();
    QTest::newRow("says half") << "GET /callback?code=a"_qba;
    QTest::newRow("never ends its head") << "GET /callback?code=a&state=right HTTP/1.1\r\nX: y\r\n"_qba;
}

void TestOauthLoopback::isPatientForAWhile()
{
    QFETCH(QByteArray, start);
    Waiting waiting({.patience = std::chrono::milliseconds(40)});
    Visitor slow(waiting.port);
    slow.say(start);
    QVERIFY(slow.hearsTheEnd());
    QCOMPARE(slow.heard(), QByteArray());
    QCOMPARE(ask(waiting.port, waiting.get(rightTarget)).status, 200);
}

void TestOauthLoopback::makesRoomForTheNewest()
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
void TestOauthLoopback::keepsTheBrowserIn()
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

void TestOauthLoopback::stopsListeningBeforeThePageIsRead()
{
    Waiting waiting;
    QStringList atVerdict;
    QObject::connect(waiting.receiver.get(), &LoopbackReceiver::answered, waiting.receiver.get(),
                     [&] { atVerdict = listeners(waiting.port); });
    Visitor idle(waiting.port), browser(waiting.port);
    QCOMPARE(listeners(waiting.port), QStringList{v4});
    browser.say(waiting.get(rightTarget));
    QVERIFY(browser.hearsTheEnd());
    QVERIFY(browser.heard().endsWith("</html>\n"));
    QTRY_COMPARE(waiting.answered, 1);
    QCOMPARE(atVerdict, QStringList());
    QCOMPARE(listeners(waiting.port), QStringList());
    QVERIFY(idle.hearsTheEnd());
    Visitor late(waiting.port);
    QVERIFY(!late.isConnected());
}

void TestOauthLoopback::saysSoWhenTheBrowserIsGone()
{
    Waiting waiting;
    Visitor browser(waiting.port);
    waiting.receiver->setJudge([&](const QByteArray &) -> LoopbackReceiver::Verdict {
        browser.reset();
        return {true, u"Signed in"_s, {}};
    });
    browser.say(waiting.get(rightTarget));
    QTRY_COMPARE(waiting.answered, 1);
    QCOMPARE(listeners(waiting.port), QStringList());
}

void TestOauthLoopback::hangsUpWhenItEnds()
{
    auto waiting = std::make_unique<Waiting>();
    Visitor silent(waiting->port), speaking(waiting->port);
    speaking.say("GET ");
    QCoreApplication::processEvents();
    // As the flow does: at the end of the answer.
    auto *owner = waiting.get();
    QObject::connect(owner->receiver.get(), &LoopbackReceiver::answered, owner->receiver.get(),
                     [&] { owner->receiver.reset(); });
    Visitor browser(waiting->port);
    browser.say(waiting->get(rightTarget));
    QVERIFY(browser.hearsTheEnd());
    QVERIFY(browser.heard().endsWith("</html>\n"));
    QTRY_VERIFY(!owner->receiver);
    QVERIFY(silent.hearsTheEnd());
    QVERIFY(speaking.hearsTheEnd());
}

void TestOauthLoopback::postsFromAPageServedOnce()
{
    Waiting waiting;
    const auto url = waiting.receiver->servePost(
        QUrl(u"https://op.example/end?a=1&b=\"2\""_s),
        {{"id_token_hint", Secret("ey.\"><script>alert(1)</script>&amp;")}, {"state", Secret("s")}});
    QVERIFY(url);
    QCOMPARE(url->host(), u"127.0.0.1"_s);
    QCOMPARE(url->port(), int(waiting.port));
    QVERIFY(url->path().size() >= 40);
    const QByteArray target = url->path().toLatin1();

    // Neither a look nor another's name uses it up.
    QCOMPARE(ask(waiting.port, "HEAD " + target + " HTTP/1.1\r\nHost: " + waiting.host() + "\r\n\r\n").status,
             405);
    QCOMPARE(ask(waiting.port, "GET " + target + " HTTP/1.1\r\nHost: rebound.example\r\n\r\n").status, 421);
    const RawAnswer page = ask(waiting.port, waiting.get(target));
    QCOMPARE(page.status, 200);
    QCOMPARE(ask(waiting.port, waiting.get(target)).status, 404);

    QVERIFY(page.body.contains("<form method=\"post\" action=\"https://op.example/end?a=1&amp;b=%222%22\">"));
    QVERIFY(page.body.contains("<input type=\"hidden\" name=\"id_token_hint\" "
                               "value=\"ey.&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;\">"));
    QVERIFY(page.body.contains("<input type=\"hidden\" name=\"state\" value=\"s\">"));
    QVERIFY(page.body.contains("<button>Continue to op.example</button>"));
    // One script, and the policy allows exactly that one.
    QCOMPARE(page.body.count("<script"), 1);
    const qsizetype begin = page.body.indexOf("<script>") + 8;
    const QByteArray script = page.body.mid(begin, page.body.indexOf("</script>") - begin);
    const QByteArray hash = QCryptographicHash::hash(script, QCryptographicHash::Sha256).toBase64();
    QCOMPARE(page.header("Content-Security-Policy"),
             "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; script-src 'sha256-" + hash +
                 "'; form-action 'self' https://op.example https:");
    QCOMPARE(page.header("Cache-Control"), "no-store");
    QCOMPARE(page.header("Referrer-Policy"), "no-referrer");

    // The browser still comes back afterwards.
    QCOMPARE(ask(waiting.port, waiting.get(rightTarget)).status, 200);
}

void TestOauthLoopback::refusesToPostAnywhere()
{
    Waiting waiting;
    const auto plain = waiting.receiver->servePost(QUrl(u"http://op.example/end"_s), {});
    QVERIFY(!plain);
    QCOMPARE(plain.error().code, ErrorCode::UrlInsecure);
    const auto script = waiting.receiver->servePost(QUrl(u"javascript:alert(1)"_s), {});
    QVERIFY(!script);
    QCOMPARE(script.error().code, ErrorCode::UrlInvalid);
    // To this machine it may be plain, and then nowhere else.
    const auto local = waiting.receiver->servePost(QUrl(u"http://127.0.0.1:9/end"_s), {});
    QVERIFY(local);
    const RawAnswer page = ask(waiting.port, waiting.get(local->path().toLatin1()));
    QVERIFY(page.header("Content-Security-Policy").endsWith("; form-action 'self' http://127.0.0.1:9"));
}

QTEST_GUILESS_MAIN(TestOauthLoopback)
#include "tst_oauth_loopback.moc"
