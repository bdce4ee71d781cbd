#include "support/http_call.h"
#include "support/test_server.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::http;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// Two origins on loopback: everything is asserted from what the second server received.
class TestHttpRedirects : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void acrossOriginsNothingIsCarried_data();
    void acrossOriginsNothingIsCarried();
    void acrossOriginsNoBodyIsRepeated_data();
    void acrossOriginsNoBodyIsRepeated();
    void withinOriginAllIsCarried_data();
    void withinOriginAllIsCarried();
    void keepsHeadAcrossOrigins();
    void returningFromAbroadCarriesNothing();
    void foreignOriginOnTheLeashGetsNothing();
    void urlThatCopiesTheSecretIsRefused_data();
    void urlThatCopiesTheSecretIsRefused();
    void cookiesOfHopsStayWithTheirOrigin();
};

namespace {

const QByteArray secretText = "s3cret-token-value";

Origin originOf(const TestServer &server)
{
    return *Origin::of(server.url());
}

Credential credentialFor(const TestServer &server)
{
    return {.secret = Secret(secretText), .leash = {.resources = {originOf(server)}}};
}

bool holds(const Response &response, Withheld::What what, const QString &subject, const TestServer &server)
{
    const auto &list = response.withheld;
    return std::count(list.begin(), list.end(), Withheld{what, subject, originOf(server)}) == 1;
}

} // namespace

void TestHttpRedirects::acrossOriginsNothingIsCarried_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("method");
    for (const int status : {301, 302, 303})
        for (const char *method : {"GET", "POST", "PUT"})
            QTest::addRow("%d %s", status, method) << status << QByteArray(method);
}

void TestHttpRedirects::acrossOriginsNothingIsCarried()
{
    QFETCH(int, status);
    QFETCH(QByteArray, method);
    TestServer here;
    TestServer there;
    Answer answer = Answer::redirect(status, there.url("/landing").toEncoded());
    answer.headers.emplace_back("Set-Cookie", "second=cookie-two");
    here.when("/start", answer);
    here.when("/cookie", {.headers = {{"Set-Cookie", "first=cookie-one"}}});
    there.when("/landing", Answer::text("landed"));

    Client client;
    HttpCall first(client, {.url = here.url("/cookie")});
    QVERIFY(first.succeeded());
    const Headers headers = {{"X-Api-Key", "key-in-header"},    {"Proxy-Authorization", "Basic proxy-secret"},
                             {"Content-Type", "text/x-body"},   {"Accept", "text/x-accept"},
                             {"User-Agent", "Tester/1"},        {"Referer", here.url("/private").toEncoded()},
                             {"Cookie", "own=cookie-of-caller"}};
    HttpCall call(client,
                  {.method = method, .url = here.url("/start"), .headers = headers, .body = "the-whole-body"},
                  {credentialFor(here)});
    QVERIFY(call.succeeded());
    QCOMPARE(call.response().body, "landed"_qba);

    // The first origin had it all …
    const SeenRequest &sent = here.requests().back();
    QCOMPARE(sent.method, method);
    QCOMPARE(sent.header("Authorization"), "Bearer " + secretText);
    QCOMPARE(sent.header("Cookie"), "own=cookie-of-caller; first=cookie-one"_qba);
    QCOMPARE(sent.header("X-Api-Key"), "key-in-header"_qba);
    QCOMPARE(sent.body, "the-whole-body"_qba);
    // … and the second nothing of it.
    QCOMPARE(there.requests().size(), 1u);
    const SeenRequest &landed = there.requests().front();
    QCOMPARE(landed.method, "GET"_qba);
    QCOMPARE(landed.body, QByteArray());
    for (const char *name :
         {"Authorization", "Cookie", "X-Api-Key", "Proxy-Authorization", "Referer", "Content-Type"})
        QVERIFY2(!landed.has(name), name);
    for (const char *text : {"s3cret", "cookie-", "key-in-header", "proxy-secret", "whole-body", "private"})
        QVERIFY2(!there.everythingSeen().contains(text), text);
    QCOMPARE(landed.header("Accept"), "text/x-accept"_qba);
    QCOMPARE(landed.header("User-Agent"), "Tester/1"_qba);

    const Response &response = call.response();
    QVERIFY(!response.credentialSent);
    QCOMPARE(response.redirects.size(), 1u);
    QCOMPARE(response.redirects[0].url, here.url("/start"));
    QCOMPARE(response.redirects[0].status, status);
    QVERIFY(response.redirects[0].credentialSent);
    QCOMPARE(response.url, there.url("/landing"));
    QVERIFY(holds(response, Withheld::What::Credential, u"Authorization"_s, there));
    QVERIFY(holds(response, Withheld::What::Cookies, {}, there));
    QVERIFY(holds(response, Withheld::What::Body, {}, there));
    QVERIFY(holds(response, Withheld::What::Header, u"X-Api-Key"_s, there));
    QVERIFY(!holds(response, Withheld::What::Header, u"Accept"_s, there));
}

void TestHttpRedirects::acrossOriginsNoBodyIsRepeated_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("method");
    for (const int status : {307, 308})
        for (const char *method : {"GET", "POST"})
            QTest::addRow("%d %s", status, method) << status << QByteArray(method);
}

void TestHttpRedirects::acrossOriginsNoBodyIsRepeated()
{
    QFETCH(int, status);
    QFETCH(QByteArray, method);
    TestServer here;
    TestServer there;
    here.when("/start", Answer::redirect(status, there.url("/landing").toEncoded()));
    Client client;
    HttpCall call(client, {.method = method, .url = here.url("/start"), .body = "password=x"},
                  {credentialFor(here)});
    QCOMPARE(call.code(), "RedirectLeavesOrigin"_qba);
    QCOMPARE(call.error().subject, originOf(here).hostAndPort());
    QCOMPARE(call.error().detail, originOf(there).toString());
    QCOMPARE(there.connections(), 0);
}

void TestHttpRedirects::withinOriginAllIsCarried_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("nextMethod");
    const auto row = [](int status, const char *method, const char *next) {
        QTest::addRow("%d %s", status, method) << status << QByteArray(method) << QByteArray(next);
    };
    row(301, "POST", "GET");
    row(302, "POST", "GET");
    row(303, "POST", "GET");
    row(303, "PUT", "GET");
    row(303, "HEAD", "HEAD");
    row(301, "PUT", "PUT");
    row(302, "DELETE", "DELETE");
    row(302, "HEAD", "HEAD");
    row(307, "POST", "POST");
    row(308, "POST", "POST");
    row(308, "PATCH", "PATCH");
}

void TestHttpRedirects::withinOriginAllIsCarried()
{
    QFETCH(int, status);
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, nextMethod);
    TestServer here;
    Answer answer = Answer::redirect(status, "landing?q=1");
    answer.headers.emplace_back("Set-Cookie", "on=the-way; Path=/");
    here.when("/a/start", answer);
    here.when("/a/landing", Answer::text("landed"));
    Client client;
    const bool hasBody = method != "HEAD" && method != "DELETE";
    HttpCall call(client,
                  {.method = method,
                   .url = here.url("/a/start"),
                   .headers = {{"X-Api-Key", "key"}, {"Content-Type", "text/x-body"}},
                   .body = hasBody ? "body"_qba : QByteArray()},
                  {credentialFor(here)});
    QVERIFY(call.succeeded());
    QCOMPARE(here.requests().size(), 2u);
    const SeenRequest &landed = here.requests().back();
    QCOMPARE(landed.target, "/a/landing?q=1"_qba);
    QCOMPARE(landed.method, nextMethod);
    QCOMPARE(landed.header("Authorization"), "Bearer " + secretText);
    QCOMPARE(landed.header("Cookie"), "on=the-way"_qba);
    QCOMPARE(landed.header("X-Api-Key"), "key"_qba);
    const bool keepsBody = hasBody && nextMethod == method;
    QCOMPARE(landed.body, keepsBody ? "body"_qba : QByteArray());
    if (hasBody)
        QCOMPARE(landed.has("Content-Type"), keepsBody);
    QVERIFY(call.response().credentialSent);
    QVERIFY(call.response().withheld.empty());
}

void TestHttpRedirects::keepsHeadAcrossOrigins()
{
    TestServer here;
    TestServer there;
    here.when("/", Answer::redirect(302, there.url("/landing").toEncoded()));
    there.when("/landing", Answer::text("landed"));
    Client client;
    HttpCall call(client, {.method = "HEAD", .url = here.url()});
    QVERIFY(call.succeeded());
    QCOMPARE(there.requests().front().method, "HEAD"_qba);
    QCOMPARE(call.response().body, QByteArray());
}

void TestHttpRedirects::returningFromAbroadCarriesNothing()
{
    TestServer here;
    TestServer there;
    Answer away = Answer::redirect(302, there.url("/bounce").toEncoded());
    away.headers.emplace_back("Set-Cookie", "sid=cookie-one; Path=/");
    here.when("/start", away);
    there.when("/bounce", Answer::redirect(302, here.url("/transfer?to=mallory").toEncoded()));
    here.when("/transfer", Answer::redirect(302, "/done"));
    here.when("/done", Answer::text("done"));
    Client client;
    HttpCall call(client, {.url = here.url("/start"), .headers = {{"X-Api-Key", "key"}}},
                  {credentialFor(here)});
    QVERIFY(call.succeeded());
    QCOMPARE(here.requests().size(), 3u);
    for (const size_t index : {1u, 2u})
        for (const char *name : {"Authorization", "Cookie", "X-Api-Key"})
            QVERIFY2(!here.requests()[index].has(name), name);
    QVERIFY(!call.response().credentialSent);
    QVERIFY(holds(call.response(), Withheld::What::Credential, u"Authorization"_s, here));
}

void TestHttpRedirects::foreignOriginOnTheLeashGetsNothing()
{
    TestServer here;
    TestServer there;
    here.when("/", Answer::redirect(302, there.url("/landing").toEncoded()));
    Client client;
    Credential credential = credentialFor(here);
    credential.leash.resources.push_back(originOf(there));
    HttpCall call(client, {.url = here.url()}, {credential});
    QVERIFY(call.succeeded());
    QVERIFY(!there.requests().front().has("Authorization"));
    HttpCall direct(client, {.url = there.url("/landing")}, {credential});
    QVERIFY(direct.succeeded());
    QVERIFY(there.requests().back().has("Authorization"));
}

void TestHttpRedirects::urlThatCopiesTheSecretIsRefused_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::newRow("plain") << "?key=" + secretText;
    QTest::newRow("escaped") << "?key=s3cret%2Dtoken%2dvalue"_qba;
    QTest::newRow("fragment") << "#" + secretText;
}

void TestHttpRedirects::urlThatCopiesTheSecretIsRefused()
{
    QFETCH(QByteArray, query);
    TestServer here;
    TestServer there;
    here.when("/", Answer::redirect(302, there.url("/").toEncoded() + query));
    Client client;
    Credential credential = credentialFor(here);
    credential.placement = Credential::Placement::InRequest;
    HttpCall call(client, {.url = here.url("/?key=" + secretText)}, {credential});
    QCOMPARE(call.code(), "LeashRefused"_qba);
    QCOMPARE(call.error().subject, originOf(there).hostAndPort());
    QCOMPARE(there.connections(), 0);
}

void TestHttpRedirects::cookiesOfHopsStayWithTheirOrigin()
{
    TestServer here;
    TestServer there;
    here.when("/", Answer::redirect(302, there.url("/set").toEncoded()));
    there.when("/set", {.headers = {{"Set-Cookie", "planted=1; Path=/"}}});
    Client client;
    HttpCall away(client, {.url = here.url()});
    QVERIFY(away.succeeded());
    HttpCall direct(client, {.url = there.url("/direct")});
    QVERIFY(direct.succeeded());
    QVERIFY(!there.requests().back().has("Cookie"));
    HttpCall own(client, {.url = there.url("/set")});
    QVERIFY(own.succeeded());
    HttpCall again(client, {.url = there.url("/direct")});
    QVERIFY(again.succeeded());
    QCOMPARE(there.requests().back().header("Cookie"), "planted=1"_qba);
    HttpCall back(client, {.url = here.url()});
    QVERIFY(back.succeeded());
    QVERIFY(!here.requests().back().has("Cookie"));
}

QTEST_GUILESS_MAIN(TestHttpRedirects)
#include "tst_http_redirects.moc"
