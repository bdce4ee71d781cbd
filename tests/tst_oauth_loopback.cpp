#include "support/loopback_tools.h"

#include <QCryptographicHash>
#include <QTcpServer>
#include <QTest>

using namespace loopback_tools;
using Host = LoopbackOptions::Host;

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
    void stopsListeningBeforeThePageIsRead();
    void saysSoWhenTheBrowserIsGone();
    void hangsUpWhenItEnds();
    void postsFromAPageServedOnce();
    void refusesToPostAnywhere();
};

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
