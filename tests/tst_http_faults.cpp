#include "support/http_call.h"
#include "support/test_server.h"

#include <QBuffer>
#include <QNetworkReply>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::http;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What goes wrong on the wire.
class TestHttpFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void failures_data();
    void failures();
    void garbage_data();
    void garbage();
    void refusedConnection();
    void unknownHost();
    void timesOut_data();
    void timesOut();
    void aTimeoutBeyondAnIntIsLong();
    void tooLarge_data();
    void tooLarge();
    void postIsNeverSentTwice_data();
    void postIsNeverSentTwice();
    void postsHaveConnectionsOfTheirOwn();
    void proxyFailures();
    void proxySettingsAreJudged();
    void loopbackNeverGoesThroughAProxy();
    void aBodyThatFailsLateConcernsNobody_data();
    void aBodyThatFailsLateConcernsNobody();
};

namespace {

QString hostOf(const TestServer &server)
{
    return Origin::of(server.url())->hostAndPort();
}

/// Each of its devices fails once the one after it was opened.
class LateFailing final : public BodySource {
public:
    qint64 size() const override { return text.size(); }
    Result<std::unique_ptr<QIODevice>> open() const override
    {
        auto device = std::make_unique<Device>(*this);
        device->setData(text);
        device->open(QIODevice::ReadOnly | QIODevice::Unbuffered);
        ++opened;
        return std::unique_ptr<QIODevice>(std::move(device));
    }
    const QByteArray text = "the body";
    mutable int opened = 0;
    mutable int failed = 0;

private:
    class Device final : public QBuffer {
    public:
        explicit Device(const LateFailing &source) : m_source(source), m_number(source.opened + 1) {}

    protected:
        qint64 readData(char *data, qint64 size) override
        {
            if (m_number == m_source.opened)
                return QBuffer::readData(data, size);
            ++m_source.failed;
            return -1;
        }

    private:
        const LateFailing &m_source;
        const int m_number;
    };
};

/// Reads the body of a reply once more before the reply goes, as Qt may.
class LateReader final : public QObject {
public:
    LateReader() { QCoreApplication::instance()->installEventFilter(this); }
    bool eventFilter(QObject *object, QEvent *event) override
    {
        if (event->type() == QEvent::DeferredDelete && qobject_cast<QNetworkReply *>(object)) {
            const auto bodies = object->findChildren<QIODevice *>(QString(), Qt::FindDirectChildrenOnly);
            for (QIODevice *body : bodies) {
                char byte = 0;
                if (body->reset())
                    static_cast<void>(body->read(&byte, 1));
            }
        }
        return false;
    }
};

} // namespace

void TestHttpFaults::failures_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<int>("form");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, Answer::Fault fault, Answer::Form form = Answer::Form::Plain,
                        int status = 200) { QTest::newRow(name) << int(fault) << int(form) << status; };
    row("closed before it answered", Answer::Fault::Close);
    row("reset", Answer::Fault::Reset);
    row("body cut", Answer::Fault::CutBody);
    row("body of an error cut", Answer::Fault::CutBody, Answer::Form::Plain, 500);
}

void TestHttpFaults::failures()
{
    QFETCH(int, fault);
    QFETCH(int, form);
    QFETCH(int, status);
    TestServer server;
    Answer answer = Answer::failing(Answer::Fault(fault));
    answer.form = Answer::Form(form);
    answer.status = status;
    server.when("/", answer);
    Client client;
    HttpCall call(client, {.url = server.url("/?token=s3cret")});
    QCOMPARE(call.code(), "ConnectionClosed"_qba);
    QCOMPARE(call.error().subject, hostOf(server));
    QCOMPARE(call.error().detail, QString());
}

void TestHttpFaults::garbage_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("text") << "hello there\r\n\r\n"_qba;
    QTest::newRow("another protocol") << "SSH-2.0-OpenSSH_9.2\r\n"_qba;
    QTest::newRow("no status") << "HTTP/1.1\r\n\r\n"_qba;
    QTest::newRow("status is a word") << "HTTP/1.1 good\r\n\r\n"_qba;
    QTest::newRow("binary") << QByteArray(2000, '\x01');
    QTest::newRow("half a head") << "HTTP/1.1 200 OK\r\nContent-Le"_qba;
}

void TestHttpFaults::garbage()
{
    QFETCH(QByteArray, bytes);
    TestServer server;
    server.when("/", Answer::raw(bytes));
    Client client;
    HttpCall call(client, {.url = server.url()});
    const QByteArray code = call.code();
    QVERIFY2(code == "NetworkFailed" || code == "ConnectionClosed", code.constData());
    QCOMPARE(call.error().subject, hostOf(server));
}

void TestHttpFaults::refusedConnection()
{
    TestServer server;
    server.close();
    Client client;
    HttpCall call(client, {.url = server.url()});
    QCOMPARE(call.code(), "ConnectionRefused"_qba);
    QCOMPARE(call.error().subject, hostOf(server));
}

void TestHttpFaults::unknownHost()
{
    // RFC 6761: .invalid never resolves.
    Client client({.proxy = u"none"_s});
    HttpCall call(client, {.url = QUrl(u"https://nowhere.invalid/?token=s3cret"_s)});
    QCOMPARE(call.code(), "HostNotFound"_qba);
    QCOMPARE(call.error().subject, u"nowhere.invalid"_s);
}

void TestHttpFaults::timesOut_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("never answers") << 0;
    QTest::newRow("never ends") << 1;
    QTest::newRow("redirects slowly") << 2;
}

void TestHttpFaults::timesOut()
{
    QFETCH(int, kind);
    TestServer server;
    server.answerWith([kind](const SeenRequest &) {
        if (kind == 0)
            return Answer::failing(Answer::Fault::Silent);
        Answer answer = kind == 1 ? Answer::failing(Answer::Fault::Endless) : Answer::redirect(302, "/again");
        if (kind == 2)
            answer.delay = 40ms;
        return answer;
    });
    Client client;
    HttpCall call(client,
                  {.url = server.url(), .timeout = 150ms, .maxBody = qint64(1) << 40, .maxRedirects = 1000});
    QCOMPARE(call.code(), "TimedOut"_qba);
    QCOMPARE(call.error().subject, hostOf(server));
    QTRY_COMPARE(server.openConnections(), 0);
}

// QTimer's int would make one millisecond of it.
void TestHttpFaults::aTimeoutBeyondAnIntIsLong()
{
    TestServer server;
    server.answerWith([](const SeenRequest &) { return Answer{.body = "late", .delay = 60ms}; });
    Client client;
    HttpCall call(client, {.url = server.url(), .timeout = std::chrono::milliseconds((qint64(1) << 32) + 1)});
    QCOMPARE(call.code(), ""_qba);
}

void TestHttpFaults::tooLarge_data()
{
    QTest::addColumn<qint64>("size");
    QTest::addColumn<int>("form");
    QTest::addColumn<QByteArray>("code");
    for (const auto form : {Answer::Form::Plain, Answer::Form::Chunked, Answer::Form::UntilClose}) {
        QTest::addRow("fits %d", int(form)) << qint64(1'000'000) << int(form) << ""_qba;
        QTest::addRow("one byte over %d", int(form))
            << qint64(1'000'001) << int(form) << "ResponseTooLarge"_qba;
    }
    QTest::newRow("endless") << qint64(-1) << int(Answer::Form::Plain) << "ResponseTooLarge"_qba;
}

void TestHttpFaults::tooLarge()
{
    QFETCH(qint64, size);
    QFETCH(int, form);
    TestServer server;
    Answer answer{.body = QByteArray(std::max(qint64(0), size), 'x'), .form = Answer::Form(form)};
    answer.fault = size < 0 ? Answer::Fault::Endless : Answer::Fault::None;
    server.when("/", answer);
    Client client;
    HttpCall call(client, {.url = server.url(), .maxBody = 1'000'000});
    QTEST(call.code(), "code");
    if (call.code() != "")
        QCOMPARE(call.error().subject, hostOf(server));
    if (size < 0)
        QTRY_COMPARE(server.openConnections(), 0);
}

void TestHttpFaults::postIsNeverSentTwice_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("fault");
    for (const auto fault : {Answer::Fault::Close, Answer::Fault::Reset})
        for (const char *method : {"POST", "PATCH", "QUERY"})
            for (const char *body : {"", "refresh_token=once"})
                QTest::addRow("%s '%s' %d", method, body, int(fault))
                    << QByteArray(method) << QByteArray(body) << int(fault);
}

void TestHttpFaults::postIsNeverSentTwice()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, body);
    QFETCH(int, fault);
    TestServer server;
    server.when("/warm", Answer::text("fine"));
    server.when("/", Answer::failing(Answer::Fault(fault)));
    Client client;
    // A kept connection first: a stale one is where clients like to send again.
    HttpCall warm(client, {.url = server.url("/warm")});
    QVERIFY(warm.succeeded());
    HttpCall warmPost(client, {.method = "POST", .url = server.url("/warm"), .body = "x"});
    QVERIFY(warmPost.succeeded());
    server.forget();
    HttpCall call(client, {.method = method, .url = server.url(), .body = body});
    QCOMPARE(call.code(), "ConnectionClosed"_qba);
    QCOMPARE(server.requests().size(), 1u);
}

void TestHttpFaults::postsHaveConnectionsOfTheirOwn()
{
    TestServer server;
    server.answerWith([](const SeenRequest &request) {
        Answer answer = Answer::text("fine");
        answer.form = request.method == "GET" ? Answer::Form::Plain : Answer::Form::UntilClose;
        return answer;
    });
    Client client;
    for (int i = 0; i < 3; ++i) {
        HttpCall get(client, {.url = server.url()});
        QVERIFY(get.succeeded());
        HttpCall post(client, {.method = "POST", .url = server.url(), .body = "x"});
        QCOMPARE(post.code(), ""_qba);
    }
    // GETs share a connection, and each POST has one of its own.
    QCOMPARE(server.connections(), 4);
}

void TestHttpFaults::proxyFailures()
{
    TestServer nobody;
    nobody.close();
    Client client({.proxy = u"http://127.0.0.1:%1"_s.arg(nobody.port())});
    HttpCall call(client, {.url = QUrl(u"https://api.example/"_s)});
    QCOMPARE(call.code(), "ProxyFailed"_qba);
    QCOMPARE(call.error().subject, u"api.example"_s);

    // A proxy that wants a password: it is asked once, and gets none.
    QTcpServer proxy;
    QVERIFY(proxy.listen(QHostAddress::LocalHost));
    QByteArray seen;
    connect(&proxy, &QTcpServer::newConnection, &proxy, [&proxy, &seen] {
        QTcpSocket *socket = proxy.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket, &seen] {
            seen += socket->readAll();
            socket->write(
                "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n");
        });
    });
    Client wanting({.proxy = u"http://127.0.0.1:%1"_s.arg(proxy.serverPort())});
    HttpCall asked(wanting, {.url = QUrl(u"https://api.example/"_s)});
    QCOMPARE(asked.code(), "ProxyFailed"_qba);
    QVERIFY(seen.startsWith("CONNECT api.example:443 "));
    QVERIFY(!seen.contains("Proxy-Authorization"));
}

void TestHttpFaults::proxySettingsAreJudged()
{
    TestServer server;
    Client client({.proxy = u"http://ann:secret@127.0.0.1:3128"_s});
    HttpCall call(client, {.url = server.url()});
    QCOMPARE(call.code(), "ProfileFieldInvalid"_qba);
    QCOMPARE(call.error().subject, u"proxy"_s);
    QCOMPARE(server.connections(), 0);
}

void TestHttpFaults::loopbackNeverGoesThroughAProxy()
{
    TestServer server;
    TestServer proxy;
    server.when("/", Answer::text("direct"));
    const QByteArray address = proxy.origin();
    Client named({.proxy = QString::fromLatin1(address)});
    HttpCall call(named, {.url = server.url()});
    QVERIFY(call.succeeded());
    for (const char *name : {"http_proxy", "https_proxy", "all_proxy"})
        qputenv(name, address);
    Client system;
    HttpCall again(system, {.url = server.url()});
    const bool good = again.succeeded();
    HttpCall outside(system, {.url = QUrl(u"https://api.example/"_s)});
    const QByteArray code = outside.code();
    for (const char *name : {"http_proxy", "https_proxy", "all_proxy"})
        qunsetenv(name);
    QVERIFY(good);
    QCOMPARE(again.response().body, "direct"_qba);
    // The environment does count for others: the stand-in was asked for a tunnel and knew none.
    QCOMPARE(proxy.requests().size(), 1u);
    QCOMPARE(proxy.requests().front().method, "CONNECT"_qba);
    QCOMPARE(code, "HostNotFound"_qba); // what Qt makes of a proxy's 404
}

void TestHttpFaults::aBodyThatFailsLateConcernsNobody_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::newRow("PUT") << "PUT"_qba;
    QTest::newRow("DELETE") << "DELETE"_qba;
}

/// The body of a step lives a little longer than the step: here the next step of the exchange is under way.
void TestHttpFaults::aBodyThatFailsLateConcernsNobody()
{
    QFETCH(QByteArray, method);
    TestServer server;
    server.when("/", Answer::redirect(307, "/b"));
    server.when("/b", Answer::text("ok"));
    const auto source = std::make_shared<LateFailing>();
    const LateReader reader;
    Client client;
    HttpCall call(client, {.method = method, .url = server.url(), .source = source});
    QCOMPARE(call.code(), ""_qba);
    QCOMPARE(server.requests().back().body, source->text);
    QCOMPARE(source->opened, 2);
    QCOMPARE(source->failed, 1);
}

QTEST_GUILESS_MAIN(TestHttpFaults)
#include "tst_http_faults.moc"
