#include "support/practice_process.h"
#include "support/raw_http.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace claimcheck::test;

namespace {
const QByteArray alice = loginBody("alice", "wonderland");
}

/// What the server does with HTTP, whoever asks.
class TestPracticeHttp final : public QObject {
    Q_OBJECT

private:
    [[nodiscard]] RawAnswer ask(const QByteArray &method, const QByteArray &path,
                                const RawHeaders &headers = {}, const QByteArray &body = {})
    {
        return rawRequest(m_server.port(), method, path, headers, body);
    }
    PracticeProcess m_server;

private Q_SLOTS:
    void initTestCase();
    void refusesRequests_data();
    void refusesRequests();
    void saysWhichMethodsThereAre();
    void headHasTheLengthButNotTheBody();
    void keepsConnectionsOpen();
    void cutsOffWhatIsTooLarge_data();
    void cutsOffWhatIsTooLarge();
    void countsEachRequestAnew();
    void refusesForeignHosts_data();
    void refusesForeignHosts();
    void showsAPage();
};

void TestPracticeHttp::initTestCase()
{
    QVERIFY2(m_server.start(), qPrintable(m_server.problem()));
}

void TestPracticeHttp::refusesRequests_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<RawHeaders>("headers");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("error");
    const auto row = [](const char *name, const char *method, const char *path, const RawHeaders &headers,
                        const QByteArray &body, int status, const char *error) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(path) << headers << body << status
                            << QByteArray(error);
    };
    row("unknown path", "GET", "/nothing", {}, {}, 404, "not_found");
    row("trailing slash", "POST", "/login/", asJson, alice, 404, "not_found");
    row("wrong method", "GET", "/login", {}, {}, 405, "method_not_allowed");
    row("unknown method", "BREW", "/notes", {}, {}, 405, "method_not_allowed");
    row("form", "POST", "/login", {{"Content-Type", "application/x-www-form-urlencoded"}}, "username=alice",
        415, "unsupported_media_type");
    row("no type", "POST", "/login", {}, alice, 415, "unsupported_media_type");
    row("two types", "POST", "/login", {asJson[0], asJson[0]}, alice, 415, "unsupported_media_type");
    row("no body", "POST", "/login", asJson, {}, 400, "invalid_request");
    row("not JSON", "POST", "/login", asJson, "{", 400, "invalid_request");
    row("array", "POST", "/login", asJson, "[]", 400, "invalid_request");
    row("no password", "POST", "/login", asJson, R"({"username":"alice"})", 400, "invalid_request");
    row("password is a number", "POST", "/login", asJson, R"({"username":"alice","password":1})", 400,
        "invalid_request");
    row("two user names", "POST", "/login", asJson,
        R"({"username":"bob","username":"alice","password":"wonderland"})", 400, "invalid_request");
    row("too deep", "POST", "/login", asJson, QByteArray(100, '[') + QByteArray(100, ']'), 400,
        "invalid_request");
    row("too large", "POST", "/login", asJson, QByteArray(65537, ' '), 413, "content_too_large");
    row("just not too large", "POST", "/login", asJson, QByteArray(65536, ' '), 400, "invalid_request");
    row("refresh without token", "POST", "/refresh", asJson, "{}", 400, "invalid_request");
    row("two hosts", "GET", "/", {{"Host", "127.0.0.1"}, {"Host", "127.0.0.1"}}, {}, 400, "invalid_request");
}

void TestPracticeHttp::refusesRequests()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(RawHeaders, headers);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QByteArray, error);
    const RawAnswer answer = ask(method, path, headers, body);
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.text("error"), error);
    QVERIFY(!answer.text("message").isEmpty());
    QCOMPARE(answer.header("Content-Type"), "application/json");
    QCOMPARE(answer.header("Cache-Control"), "no-store");
    QCOMPARE(answer.header("X-Content-Type-Options"), "nosniff");
}

void TestPracticeHttp::saysWhichMethodsThereAre()
{
    QCOMPARE(ask("DELETE", "/notes").header("Allow"), "GET, HEAD, POST, OPTIONS");
    QCOMPARE(ask("GET", "/login").header("Allow"), "POST, OPTIONS");
    const RawAnswer options = ask("OPTIONS", "/me", {{"Origin", "https://example.org"}});
    QCOMPARE(options.status, 204);
    QCOMPARE(options.header("Allow"), "GET, HEAD, OPTIONS");
    QCOMPARE(options.header("Access-Control-Allow-Origin"), "<none>");
    QCOMPARE(ask("OPTIONS", "*").status, 204);
}

void TestPracticeHttp::headHasTheLengthButNotTheBody()
{
    const RawAnswer get = ask("GET", "/.well-known/jwks.json");
    const RawAnswer head = ask("HEAD", "/.well-known/jwks.json");
    QCOMPARE(head.status, 200);
    QCOMPARE(head.body, "");
    QCOMPARE(head.header("Content-Length"), QByteArray::number(get.body.size()));
    QCOMPARE(ask("HEAD", "/me").status, 401);
}

void TestPracticeHttp::keepsConnectionsOpen()
{
    // Two requests over one connection; the second asks to close it.
    const QByteArray request = "GET /me HTTP/1.1\r\nHost: localhost\r\n";
    const RawAnswer first =
        rawExchange(m_server.port(), request + "\r\n" + request + "Connection: close\r\n\r\n");
    QCOMPARE(first.status, 401);
    QCOMPARE(first.body.count("HTTP/1.1 401 Unauthorized"), 1);
    QVERIFY(first.closed);
}

void TestPracticeHttp::cutsOffWhatIsTooLarge_data()
{
    QTest::addColumn<QByteArray>("sent");
    const QByteArray start = "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    QTest::newRow("body") << start + "Content-Length: 1000000000\r\n\r\n" + QByteArray(131'072, ' ');
    QByteArray chunks;
    while (chunks.size() < 140'000)
        chunks += "1000\r\n" + QByteArray(4096, ' ') + "\r\n";
    QTest::newRow("chunks") << start + "Transfer-Encoding: chunked\r\n\r\n" + chunks;
    QTest::newRow("headers") << start + QByteArray("X-Filler: abcdefgh\r\n").repeated(7000);
    QTest::newRow("one header") << start + "X-Filler: " + QByteArray(131'072, 'a');
    QTest::newRow("request line") << "GET /" + QByteArray(131'072, 'a');
}

/// The answer comes while the rest of the request is still to come: nobody waits for it, and nobody keeps it.
void TestPracticeHttp::cutsOffWhatIsTooLarge()
{
    QFETCH(const QByteArray, sent);
    const RawAnswer answer = rawExchange(m_server.port(), sent);
    QCOMPARE(answer.status, 413);
    QCOMPARE(answer.text("error"), "content_too_large");
    QCOMPARE(answer.header("Connection"), "close");
    QVERIFY(answer.closed);
}

void TestPracticeHttp::countsEachRequestAnew()
{
    // Three requests over one connection, together larger than one may be.
    const QByteArray body(60'000, ' ');
    const QByteArray request = "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                               "Content-Length: 60000\r\n";
    const RawAnswer answer = rawExchange(m_server.port(), request + "\r\n" + body + request + "\r\n" + body +
                                                              request + "Connection: close\r\n\r\n" + body);
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.body.count("HTTP/1.1 400 Bad Request"), 2);
}

void TestPracticeHttp::refusesForeignHosts_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("status");
    QTest::newRow("address") << QByteArray("127.0.0.1") << 200;
    QTest::newRow("name") << QByteArray("LocalHost:1") << 200;
    QTest::newRow("IPv6") << QByteArray("[::1]:8080") << 200;
    QTest::newRow("rebound name") << QByteArray("evil.example") << 421;
    QTest::newRow("name that begins like it") << QByteArray("127.0.0.1.evil.example") << 421;
    QTest::newRow("other address") << QByteArray("0.0.0.0") << 421;
    QTest::newRow("empty") << QByteArray("") << 421;
}

void TestPracticeHttp::refusesForeignHosts()
{
    QFETCH(QByteArray, host);
    QFETCH(int, status);
    QCOMPARE(ask("GET", "/", {{"Host", host}}).status, status);
}

void TestPracticeHttp::showsAPage()
{
    const RawAnswer answer = ask("GET", "/");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Content-Type"), "text/html; charset=utf-8");
    QVERIFY(answer.header("Content-Security-Policy").startsWith("default-src 'none'"));
    QVERIFY(answer.body.contains("practice server"));
}

QTEST_GUILESS_MAIN(TestPracticeHttp)
#include "tst_practice_http.moc"
