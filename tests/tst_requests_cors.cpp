#include "tst_requests_cors.h"

namespace {

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
