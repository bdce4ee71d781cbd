// What of a request asks for a preflight.

#include "tst_requests_cors.h"

void TestRequestsCors::safelistsHeaders_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("safe");
    int i = 0;
    const auto row = [&i](const char *name, const QByteArray &value, bool safe) {
        QTest::addRow("%d %s", ++i, name) << QByteArray(name) << value << safe;
    };
    // cors-safelisted-request-header.any.js
    row("accept", "*", true);
    row("accept", "text/html, */*;q=0.1", true);
    row("accept", "\"", false);
    row("accept", "\x01", false);
    row("accept", "\t", true);
    row("accept", QByteArray(128, '1'), true);
    row("accept", QByteArray(129, '1'), false);
    for (const char c : QByteArrayView("\"():<>?@[\\]{}\x7f"))
        row("accept", QByteArray(1, c), false);
    row("accept-language", "en-US,en;q=0.5", true);
    row("accept-language", "en/US", false);
    row("content-language", "\x01", false);
    row("content-language", "@", false);
    row("content-type", "text/plain", true);
    row("content-type", "TEXT/PLAIN; charset=utf-8", true);
    row("content-type", "multipart/form-data; boundary=x", true);
    row("content-type", "application/x-www-form-urlencoded", true);
    row("content-type", "application/json", false);
    row("content-type", "text/plain; charset=\"utf-8\"", false);
    row("content-type", "text/plain;" + QByteArray(128, 'x'), false);
    row("range", "bytes=0-", true);
    row("range", "bytes=0-100", true);
    row("range", "bytes=-100", false);
    row("range", "bytes=100-0", false);
    row("range", "bytes=0-1,2-3", false);
    row("range", "Bytes=0-", false);
    row("authorization", "x", false);
    row("x-custom", "", false);
}

void TestRequestsCors::safelistsHeaders()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QTEST(isSafelistedHeader({name, value}), "safe");
}

/// More than 1024 bytes of safelisted values together are not safe any more.
void TestRequestsCors::countsTheSafelist()
{
    http::Headers headers;
    for (int i = 0; i < 8; ++i)
        headers.push_back({"Accept", QByteArray(128, '1')});
    QVERIFY(unsafeHeaderNames(headers).isEmpty());
    headers.push_back({"Content-Language", "x"});
    QCOMPARE(unsafeHeaderNames(headers), (QByteArrayList{"accept", "content-language"}));
    // cors-preflight.any.js: names in small letters, sorted
    QCOMPARE(unsafeHeaderNames({{"X-B", ""}, {"X-a", ""}, {"Accept", "*"}, {"x-b", ""}}),
             (QByteArrayList{"x-a", "x-b"}));
}

void TestRequestsCors::knowsForbiddenHeaders_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("forbidden");
    const auto row = [](const char *name, const char *value, bool forbidden) {
        QTest::addRow("%s %s", name, value) << QByteArray(name) << QByteArray(value) << forbidden;
    };
    // request-headers.any.js
    for (const char *name : {"Accept-Charset",
                             "Accept-Encoding",
                             "Access-Control-Request-Headers",
                             "Access-Control-Request-Method",
                             "Connection",
                             "Content-Length",
                             "Cookie",
                             "Cookie2",
                             "Date",
                             "DNT",
                             "Expect",
                             "Host",
                             "Keep-Alive",
                             "Origin",
                             "Referer",
                             "Set-Cookie",
                             "TE",
                             "Trailer",
                             "Transfer-Encoding",
                             "Upgrade",
                             "Via",
                             "Proxy-",
                             "proxy-a",
                             "Sec-",
                             "sec-b"})
        row(name, "KO", true);
    for (const char *name : {"Proxy", "Sec", "Authorization", "User-Agent", "X-Requested-With"})
        row(name, "OK", false);
    row("X-HTTP-Method-Override", "TRACE", true);
    row("x-method-override", "GET, connect", true);
    row("X-HTTP-Method", "DELETE", false);
}

void TestRequestsCors::knowsForbiddenHeaders()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QTEST(isForbiddenHeader({name, value}), "forbidden");
}

void TestRequestsCors::decidesAboutPreflights_data()
{
    QTest::addColumn<BrowserRequest>("asked");
    QTest::addColumn<QByteArray>("preflight"); // its method and headers; empty: none
    const auto row = [](const char *name, const BrowserRequest &asked, const char *preflight) {
        QTest::newRow(name) << asked << QByteArray(preflight);
    };
    // cors-no-preflight.any.js
    row("GET", request(), "");
    row("HEAD", request("HEAD"), "");
    row("POST form", request("POST", {{"Content-Type", "application/x-www-form-urlencoded"}}), "");
    row("GET with Accept-Language", request("GET", {{"Accept-Language", "*"}}), "");
    row("a header that no page can set", request("GET", {{"Cookie", "a=1"}}), "");
    // cors-preflight.any.js
    row("PUT", request("PUT"), "PUT");
    row("lower case put is another method", request("put"), "put");
    row("POST JSON", request("POST", {{"Content-Type", "application/json"}}), "POST content-type");
    row("Authorization", request("GET", {{"X-One", "1"}, {"Authorization", "x"}}), "GET authorization,x-one");
    BrowserRequest same = request("PUT");
    same.url = QUrl(u"https://app.example:443/x"_s);
    row("same origin", same, "");
    BrowserRequest port = request("PUT");
    port.url = QUrl(u"https://app.example:8443/x"_s);
    row("another port", port, "PUT");
}

void TestRequestsCors::decidesAboutPreflights()
{
    QFETCH(BrowserRequest, asked);
    const auto preflight = preflightFor(asked);
    QByteArray text;
    if (preflight) {
        QCOMPARE(preflight->method, "OPTIONS"_qba);
        QCOMPARE(http::headerValue(preflight->headers, "Origin"), "https://app.example"_qba);
        text = *http::headerValue(preflight->headers, "Access-Control-Request-Method");
        if (const auto names = http::headerValue(preflight->headers, "Access-Control-Request-Headers"))
            text += ' ' + *names;
    }
    QTEST(text, "preflight");
}
