#include "requests/cors.h"

#include <QTest>
#include <QUrl>

using namespace claimcheck;
using namespace claimcheck::requests;
using namespace Qt::StringLiterals;

namespace {

const http::Origin page{u"https"_s, u"app.example"_s, 443};

BrowserRequest request(QByteArray method = "GET", http::Headers headers = {},
                       CredentialsMode mode = CredentialsMode::SameOrigin)
{
    return {.method = std::move(method),
            .url = QUrl(u"https://api.example/x"_s),
            .headers = std::move(headers),
            .page = page,
            .credentials = mode};
}

http::Response answer(http::Headers headers, int status = 200)
{
    http::Response response;
    response.status = status;
    response.headers = std::move(headers);
    return response;
}

/// The ids of what blocks, or "allowed".
QByteArray verdict(const CorsVerdict &verdict)
{
    QByteArrayList ids;
    for (const CorsNote &note : verdict.notes) {
        if (note.level == CorsNote::Level::Blocks)
            ids += note.id;
    }
    return verdict.allowed == ids.isEmpty() ? (ids.isEmpty() ? "allowed"_qba : ids.join(' '))
                                            : "contradicts itself"_qba;
}

const http::Header allowPage{"Access-Control-Allow-Origin", "https://app.example"};

} // namespace

/// Rows bear the names of the web platform tests (web-platform-tests/wpt, fetch/api/cors and cors/) that they
/// are taken from, where there is one.
class TestRequestsCors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void safelistsHeaders_data();
    void safelistsHeaders();
    void countsTheSafelist();
    void knowsForbiddenHeaders_data();
    void knowsForbiddenHeaders();
    void decidesAboutPreflights_data();
    void decidesAboutPreflights();
    void checksTheAnswer_data();
    void checksTheAnswer();
    void checksThePreflight_data();
    void checksThePreflight();
    void exposesHeaders_data();
    void exposesHeaders();
    void warnsOfCaches();
    void readsCookies();
    void judgesForgery_data();
    void judgesForgery();
};

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

void TestRequestsCors::checksTheAnswer_data()
{
    QTest::addColumn<BrowserRequest>("asked");
    QTest::addColumn<http::Headers>("headers");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const BrowserRequest &asked, const http::Headers &headers,
                        const char *expected) {
        QTest::newRow(name) << asked << headers << QByteArray(expected);
    };
    const BrowserRequest include = request("GET", {}, CredentialsMode::Include);
    const auto origin = [](const char *value) { return http::Header{"Access-Control-Allow-Origin", value}; };
    const http::Header credentials{"Access-Control-Allow-Credentials", "true"};
    // cors-origin.any.js
    row("origin allowed", request(), {allowPage}, "allowed");
    row("origin *", request(), {origin("*")}, "allowed");
    row("no origin", request(), {}, "origin-missing");
    row("another origin", request(), {origin("https://other.example")}, "origin-not-allowed");
    row("another port", request(), {origin("https://app.example:8443")}, "origin-not-allowed");
    row("another scheme", request(), {origin("http://app.example")}, "origin-not-allowed");
    row("a slash at the end", request(), {origin("https://app.example/")}, "origin-not-allowed");
    // origin.htm: case and lists
    row("capital letters", request(), {origin("https://APP.example")}, "origin-not-allowed");
    row("null", request(), {origin("null")}, "origin-not-allowed");
    row("two origins", request(), {origin("https://app.example, https://b.example")}, "origin-list");
    row("*, twice", request(), {origin("*, *")}, "origin-list");
    // credentials-flag.htm, cors-cookies.any.js
    row("include", include, {allowPage, credentials}, "allowed");
    row("include, not allowed", include, {allowPage}, "credentials-not-allowed");
    row("include and *", include, {origin("*"), credentials}, "wildcard-with-credentials");
    row("include and True", include, {allowPage, {"Access-Control-Allow-Credentials", "True"}},
        "credentials-not-allowed");
    row("include and *, credentials *", include, {allowPage, {"Access-Control-Allow-Credentials", "*"}},
        "credentials-not-allowed");
    row("TRACE", request("TRACE"), {allowPage}, "forbidden-method");
    row("without a preflight", request("PUT"), {allowPage}, "preflight-not-sent");
}

void TestRequestsCors::checksTheAnswer()
{
    QFETCH(BrowserRequest, asked);
    QFETCH(http::Headers, headers);
    QTEST(verdict(judgeCors(asked, std::nullopt, answer(headers))), "expected");
}

void TestRequestsCors::checksThePreflight_data()
{
    QTest::addColumn<BrowserRequest>("asked");
    QTest::addColumn<http::Response>("preflight");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const BrowserRequest &asked, const http::Response &preflight,
                        const char *expected) {
        QTest::newRow(name) << asked << preflight << QByteArray(expected);
    };
    const BrowserRequest put = request("PUT", {{"X-One", "1"}, {"Authorization", "x"}});
    const BrowserRequest include = request("PUT", {{"X-One", "1"}}, CredentialsMode::Include);
    const auto methods = [](const char *value) {
        return http::Header{"Access-Control-Allow-Methods", value};
    };
    const auto names = [](const char *value) { return http::Header{"Access-Control-Allow-Headers", value}; };
    const http::Header credentials{"Access-Control-Allow-Credentials", "true"};
    const http::Headers good = {allowPage, methods("GET, PUT"), names("x-one, AUTHORIZATION")};
    row("all named", put, answer(good), "allowed");
    row("204", put, answer(good, 204), "allowed");
    // cors-preflight-status.any.js
    row("404", put, answer(good, 404), "preflight-status");
    row("401", put, answer(good, 401), "preflight-status");
    // cors-preflight-redirect.any.js
    row("redirected", put, answer(good, 301), "preflight-redirected");
    row("method missing", put, answer({allowPage, names("x-one, authorization")}), "method-not-allowed");
    row("method in small letters", put, answer({allowPage, methods("put"), names("x-one, authorization")}),
        "method-not-allowed");
    row("header missing", put, answer({allowPage, methods("PUT"), names("authorization")}),
        "header-not-allowed");
    // cors-preflight-star.any.js
    row("method *", put, answer({allowPage, methods("*"), names("x-one, authorization")}), "allowed");
    row("header *", put, answer({allowPage, methods("PUT"), names("*, authorization")}), "allowed");
    row("Authorization is never in *", put, answer({allowPage, methods("PUT"), names("*")}),
        "authorization-not-named");
    row("method * with credentials", include, answer({allowPage, credentials, methods("*"), names("x-one")}),
        "method-not-allowed");
    row("header * with credentials", include, answer({allowPage, credentials, methods("PUT"), names("*")}),
        "header-not-allowed");
    row("origin missing", put, answer({methods("PUT"), names("x-one, authorization")}),
        "preflight-origin-missing");
    row("credentials", include, answer({allowPage, methods("PUT"), names("x-one")}),
        "preflight-credentials-not-allowed");
    // POST is always allowed, whatever the list says.
    row("POST", request("POST", {{"X-One", "1"}}), answer({allowPage, names("x-one")}), "allowed");
}

void TestRequestsCors::checksThePreflight()
{
    QFETCH(BrowserRequest, asked);
    QFETCH(http::Response, preflight);
    QTEST(verdict(judgeCors(asked, preflight, std::nullopt)), "expected");
}

void TestRequestsCors::exposesHeaders_data()
{
    QTest::addColumn<QByteArray>("expose");
    QTest::addColumn<bool>("include");
    QTest::addColumn<QByteArray>("readable");
    // cors-filtering.any.js, cors-expose-star.sub.any.js
    QTest::newRow("nothing said") << ""_qba << false << "content-type"_qba;
    QTest::newRow("one") << "X-ONE"_qba << false << "content-type x-one"_qba;
    QTest::newRow("*")
        << "*"_qba << false
        << "content-type x-one x-two access-control-allow-origin access-control-allow-credentials access-control-expose-headers"_qba;
    QTest::newRow("* with credentials") << "*"_qba << true << "content-type"_qba;
    QTest::newRow("Set-Cookie never") << "set-cookie"_qba << false << "content-type"_qba;
}

void TestRequestsCors::exposesHeaders()
{
    QFETCH(QByteArray, expose);
    QFETCH(bool, include);
    const http::Headers headers = {{"Content-Type", "text/plain"},
                                   {"X-One", "1"},
                                   {"X-Two", "2"},
                                   {"Set-Cookie", "a=b"},
                                   allowPage,
                                   {"Access-Control-Allow-Credentials", "true"},
                                   {"Access-Control-Expose-Headers", expose}};
    const CorsVerdict judged =
        judgeCors(request("GET", {}, include ? CredentialsMode::Include : CredentialsMode::Omit),
                  std::nullopt, answer(headers));
    QVERIFY(judged.allowed);
    QTEST(judged.readableHeaders.join(' '), "readable");
}

void TestRequestsCors::warnsOfCaches()
{
    const auto warns = [](const http::Headers &headers) {
        const CorsVerdict judged = judgeCors(request(), std::nullopt, answer(headers));
        return std::any_of(judged.notes.begin(), judged.notes.end(),
                           [](const CorsNote &note) { return note.id == "vary-missing"; });
    };
    QVERIFY(warns({allowPage}));
    QVERIFY(warns({allowPage, {"Vary", "Accept"}}));
    QVERIFY(!warns({allowPage, {"Vary", "Accept, origin"}}));
    QVERIFY(!warns({{"Access-Control-Allow-Origin", "*"}}));
}

void TestRequestsCors::readsCookies()
{
    const auto cookies =
        cookieFacts("a=1; Path=/; HttpOnly; SameSite=lax\n__Host-b=2; secure; path=/; samesite=None\n"
                    "__Host-c=3; Secure; Path=/; Domain=x\nd=4; SameSite=what\nbroken");
    QCOMPARE(cookies.size(), 4u);
    QVERIFY(cookies[0].sameSite == SameSite::Lax && cookies[0].httpOnly && !cookies[0].secure);
    QVERIFY(cookies[1].sameSite == SameSite::None && cookies[1].secure && cookies[1].hostPrefix);
    QVERIFY(!cookies[2].hostPrefix);
    QVERIFY(cookies[3].sameSite == SameSite::Unset);
}

void TestRequestsCors::judgesForgery_data()
{
    using Exposure = CsrfVerdict::Exposure;
    QTest::addColumn<BrowserRequest>("asked");
    QTest::addColumn<QByteArray>("cookie");
    QTest::addColumn<bool>("corsAllows");
    QTest::addColumn<int>("exposure");
    const auto row = [](const char *name, const BrowserRequest &asked, const char *cookie, bool corsAllows,
                        Exposure exposure) {
        QTest::newRow(name) << asked << QByteArray(cookie) << corsAllows << int(exposure);
    };
    const BrowserRequest form = request("POST", {{"Content-Type", "application/x-www-form-urlencoded"}});
    const BrowserRequest json = request("POST", {{"Content-Type", "application/json"}});
    row("SameSite=None, a form", form, "s=1; Secure; SameSite=None", false, Exposure::Yes);
    row("no SameSite, a form", form, "s=1", false, Exposure::TopLevel);
    row("Lax, a form", form, "s=1; SameSite=Lax", false, Exposure::No);
    row("Strict, a form", form, "s=1; SameSite=Strict", false, Exposure::No);
    row("no cookie", form, "", false, Exposure::No);
    row("GET", request(), "s=1; Secure; SameSite=None", false, Exposure::No);
    row("JSON, which asks first", json, "s=1; Secure; SameSite=None", false, Exposure::No);
    row("JSON, and everybody may", json, "s=1; Secure; SameSite=None", true, Exposure::Yes);
    row("JSON sent as text", request("POST", {{"Content-Type", "text/plain"}}), "s=1; Secure; SameSite=None",
        false, Exposure::Yes);
    row("DELETE", request("DELETE"), "s=1; Secure; SameSite=None", false, Exposure::No);
    row("a token, and everybody may", request("POST", {{"X-CSRFToken", "x"}}), "s=1; Secure; SameSite=None",
        true, Exposure::ByToken);
    row("one strict, one not", form, "s=1; SameSite=Strict\nt=1; Secure; SameSite=None", false,
        Exposure::Yes);
}

void TestRequestsCors::judgesForgery()
{
    QFETCH(BrowserRequest, asked);
    QFETCH(QByteArray, cookie);
    QFETCH(bool, corsAllows);
    const CsrfVerdict judged = judgeCsrf(asked, cookieFacts(cookie), {.allowed = corsAllows});
    QTEST(int(judged.exposure), "exposure");
    QVERIFY(!judged.notes.empty());
}

QTEST_GUILESS_MAIN(TestRequestsCors)
#include "tst_requests_cors.moc"
