#include "support/http_call.h"
#include "support/scripted_server.h"
#include "support/test_server.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::http;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// What comes back, and what of it is kept: cookies, statuses, challenges, bodies.
class TestHttpAnswers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsCookies();
    void cookiesKeepTheirLimits_data();
    void cookiesKeepTheirLimits();
    void statusesAreAnswers_data();
    void statusesAreAnswers();
    void interimAnswersAreNoAnswers_data();
    void interimAnswersAreNoAnswers();
    void neverAnswersChallenges_data();
    void neverAnswersChallenges();
    void readsChunkedAndUnframedBodies();
    void unpacksAndCounts();
    void reportsProgress();
    void readsDate();
};

void TestHttpAnswers::keepsCookies()
{
    TestServer server;
    TestServer other;
    server.when("/set",
                {.headers = {{"Set-Cookie", "a=1; Path=/"}, {"Set-Cookie", "b=2; Path=/deep; HttpOnly"}}});
    Client client;
    HttpCall set(client, {.url = server.url("/set")});
    QVERIFY(set.succeeded());
    const auto cookiesAt = [&client](TestServer &where, const QByteArray &path) {
        HttpCall call(client, {.url = where.url(path)});
        return call.succeeded() ? where.requests().back().header("Cookie") : "failed"_qba;
    };
    QCOMPARE(cookiesAt(server, "/"), "a=1"_qba);
    QCOMPARE(cookiesAt(server, "/deep/er"), "b=2; a=1"_qba);
    // Same host, another port: a cookie does not cross (stricter than RFC 6265 section 8.5).
    QCOMPARE(cookiesAt(other, "/"), QByteArray());
    // Another client has a jar of its own.
    Client stranger;
    HttpCall apart(stranger, {.url = server.url()});
    QVERIFY(apart.succeeded());
    QVERIFY(!server.requests().back().has("Cookie"));
    client.clearCookies();
    QCOMPARE(cookiesAt(server, "/"), QByteArray());
}

void TestHttpAnswers::cookiesKeepTheirLimits_data()
{
    QTest::addColumn<QByteArray>("setCookie");
    QTest::newRow("Secure over plain http") << "a=1; Path=/; Secure"_qba;
    QTest::newRow("another domain") << "a=1; Path=/; Domain=example.com"_qba;
    QTest::newRow("too large") << "a=" + QByteArray(5000, 'x') + "; Path=/";
    QTest::newRow("expired") << "a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT"_qba;
    QTest::newRow("no name") << "=1; Path=/"_qba;
}

void TestHttpAnswers::cookiesKeepTheirLimits()
{
    QFETCH(QByteArray, setCookie);
    TestServer server;
    server.when("/set", {.headers = {{"Set-Cookie", setCookie}}});
    Client client;
    HttpCall set(client, {.url = server.url("/set")});
    QVERIFY(set.succeeded());
    HttpCall next(client, {.url = server.url()});
    QVERIFY(next.succeeded());
    QVERIFY(!server.requests().back().has("Cookie"));
}

void TestHttpAnswers::statusesAreAnswers_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {200, 204, 299, 304, 400, 401, 403, 404, 405, 407, 409,
                             410, 418, 422, 429, 451, 500, 501, 503, 504, 599})
        QTest::addRow("%d", status) << status;
}

void TestHttpAnswers::statusesAreAnswers()
{
    QFETCH(int, status);
    const QByteArray body = status == 204 || status == 304 ? QByteArray() : "the server's words"_qba;
    TestServer server;
    server.when("/", Answer::text(body, status));
    Client client;
    HttpCall call(client, {.url = server.url()});
    QCOMPARE(call.code(), QByteArray());
    QCOMPARE(call.response().status, status);
    QCOMPARE(call.response().body, body);
}

void TestHttpAnswers::interimAnswersAreNoAnswers_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("100") << "100 Continue"_qba
                         << ""_qba;
    QTest::newRow("102") << "102 Processing"_qba
                         << "NetworkFailed"_qba;
    QTest::newRow("103") << "103 Early Hints"_qba
                         << "NetworkFailed"_qba;
}

/// Qt passes over 100 alone. Another is no answer, and the one that follows is nobody's.
void TestHttpAnswers::interimAnswersAreNoAnswers()
{
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, code);
    ScriptedServer server;
    server.onRequest = [&] {
        server.write("HTTP/1.1 " + status + "\r\nLink: </style.css>\r\n\r\n" +
                     "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst");
    };
    Client client;
    HttpCall call(client, {.url = server.url()});
    QCOMPARE(call.code(), code);
    if (code.isEmpty())
        QCOMPARE(call.response().body, "first"_qba);
    server.onRequest = [&] { server.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond"); };
    HttpCall next(client, {.url = server.url()});
    QCOMPARE(next.code(), ""_qba);
    QCOMPARE(next.response().body, "second"_qba);
}

void TestHttpAnswers::neverAnswersChallenges_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("challenge");
    for (const char *scheme :
         {"Basic realm=\"x\"", "Digest realm=\"x\", nonce=\"y\"", "Negotiate", "NTLM", "Bearer"}) {
        QTest::addRow("401 %s", scheme) << 401 << QByteArray(scheme);
        QTest::addRow("407 %s", scheme) << 407 << QByteArray(scheme);
    }
}

void TestHttpAnswers::neverAnswersChallenges()
{
    QFETCH(int, status);
    QFETCH(QByteArray, challenge);
    TestServer server;
    const QByteArray name = status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate";
    server.when("/", {.status = status, .headers = {{name, challenge}}, .body = "denied"});
    Client client;
    HttpCall call(client, {.method = "POST", .url = server.url(), .body = "x"});
    QCOMPARE(call.code(), QByteArray());
    QCOMPARE(call.response().status, status);
    QCOMPARE(call.response().body, "denied"_qba);
    QCOMPARE(headerValue(call.response().headers, name), challenge);
    QCOMPARE(server.requests().size(), 1u);
    QVERIFY(!server.requests().front().has("Authorization"));
    QVERIFY(!server.requests().front().has("Proxy-Authorization"));
}

void TestHttpAnswers::readsChunkedAndUnframedBodies()
{
    const QByteArray body(123456, 'b');
    TestServer server;
    server.when("/chunked", {.body = body, .form = Answer::Form::Chunked});
    server.when("/unframed", {.body = body, .form = Answer::Form::UntilClose});
    Client client;
    HttpCall chunked(client, {.url = server.url("/chunked")});
    QVERIFY(chunked.succeeded());
    QCOMPARE(chunked.response().body, body);
    HttpCall unframed(client, {.url = server.url("/unframed")});
    QVERIFY(unframed.succeeded());
    QCOMPARE(unframed.response().body, body);
}

void TestHttpAnswers::unpacksAndCounts()
{
    // zlib's format, which HTTP calls deflate: qCompress puts a length of four bytes before it.
    const QByteArray packed = qCompress(QByteArray(50'000'000, '\0'), 9).mid(4);
    QVERIFY(packed.size() < 100'000);
    TestServer server;
    server.when("/", {.headers = {{"Content-Encoding", "deflate"}}, .body = packed});
    Client client;
    HttpCall whole(client, {.url = server.url(), .maxBody = 50'000'000});
    QCOMPARE(whole.code(), QByteArray());
    QCOMPARE(whole.response().body.size(), 50'000'000);
    HttpCall bomb(client, {.url = server.url(), .maxBody = 1'000'000});
    QCOMPARE(bomb.code(), "ResponseTooLarge"_qba);
}

void TestHttpAnswers::reportsProgress()
{
    TestServer server;
    server.when("/", {.body = QByteArray(5'000'000, 'x')});
    Client client;
    HttpCall call(client, {.url = server.url()});
    QVERIFY(call.succeeded());
    QVERIFY(call.lastProgress);
    QCOMPARE(call.lastProgress->expected, 5'000'000);
    QVERIFY(call.lastProgress->received > 0);
}

void TestHttpAnswers::readsDate()
{
    TestServer server;
    server.when("/", {.headers = {{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}}});
    server.when("/bad", {.headers = {{"Date", "yesterday"}}});
    Client client;
    HttpCall call(client, {.url = server.url()});
    QVERIFY(call.succeeded());
    QCOMPARE(call.response().date, TimePoint(std::chrono::seconds(784111777)));
    HttpCall bad(client, {.url = server.url("/bad")});
    QVERIFY(bad.succeeded());
    QVERIFY(!bad.response().date);
}

QTEST_GUILESS_MAIN(TestHttpAnswers)
#include "tst_http_answers.moc"
