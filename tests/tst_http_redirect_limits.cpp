#include "support/http_call.h"
#include "support/test_server.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::http;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// Where a chain of redirects ends: bad targets, loops, policies, bodies without end.
class TestHttpRedirectLimits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sameOriginPolicyStopsAtTheBorder();
    void nonePolicyGivesTheRedirect();
    void refusesBadTargets_data();
    void refusesBadTargets();
    void countsRedirects_data();
    void countsRedirects();
    void redirectWithoutLocationIsAnAnswer();
    void endlessRedirectBodyIsLeft();
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

} // namespace

void TestHttpRedirectLimits::sameOriginPolicyStopsAtTheBorder()
{
    TestServer here;
    TestServer there;
    here.when("/", Answer::redirect(302, "/next"));
    here.when("/next", Answer::redirect(302, there.url().toEncoded()));
    Client client;
    HttpCall call(client, {.url = here.url(), .redirects = RedirectPolicy::SameOrigin});
    QCOMPARE(call.code(), "RedirectLeavesOrigin"_qba);
    QCOMPARE(call.error().detail, originOf(there).toString());
    QCOMPARE(here.requests().size(), 2u);
    QCOMPARE(there.connections(), 0);
}

void TestHttpRedirectLimits::nonePolicyGivesTheRedirect()
{
    TestServer here;
    here.when("/", Answer::redirect(302, "file:///etc/passwd"));
    Client client;
    HttpCall call(client, {.url = here.url(), .redirects = RedirectPolicy::None});
    QVERIFY(call.succeeded());
    QCOMPARE(call.response().status, 302);
    QCOMPARE(headerValue(call.response().headers, "location"), "file:///etc/passwd"_qba);
    QCOMPARE(here.requests().size(), 1u);
}

void TestHttpRedirectLimits::refusesBadTargets_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("plain http") << "http://198.51.100.1/"_qba
                                << "UrlInsecure"_qba;
    QTest::newRow("file") << "file:///etc/passwd"_qba
                          << "RedirectInvalid"_qba;
    QTest::newRow("javascript") << "javascript:alert(1)"_qba
                                << "RedirectInvalid"_qba;
    QTest::newRow("user info") << "https://ann:pw@198.51.100.1/"_qba
                               << "RedirectInvalid"_qba;
    QTest::newRow("no host") << "https:///x"_qba
                             << "RedirectInvalid"_qba;
    QTest::newRow("bad port") << "http://127.0.0.1:99999/"_qba
                              << "RedirectInvalid"_qba;
    QTest::newRow("garbage") << "http://[::1"_qba
                             << "RedirectInvalid"_qba;
}

void TestHttpRedirectLimits::refusesBadTargets()
{
    QFETCH(QByteArray, location);
    TestServer here;
    here.when("/", Answer::redirect(302, location));
    Client client;
    HttpCall call(client, {.url = here.url()}, {credentialFor(here)});
    QTEST(call.code(), "code");
    QCOMPARE(here.requests().size(), 1u);
}

void TestHttpRedirectLimits::countsRedirects_data()
{
    QTest::addColumn<int>("limit");
    QTest::addColumn<int>("redirects");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("just enough") << 3 << 3 << ""_qba;
    QTest::newRow("one too many") << 3 << 4 << "TooManyRedirects"_qba;
    QTest::newRow("none allowed") << 0 << 1 << "TooManyRedirects"_qba;
    QTest::newRow("loop") << 10 << 1000000 << "TooManyRedirects"_qba;
}

void TestHttpRedirectLimits::countsRedirects()
{
    QFETCH(int, limit);
    QFETCH(int, redirects);
    TestServer here;
    int left = redirects;
    here.answerWith([&left](const SeenRequest &) {
        return left-- > 0 ? Answer::redirect(302, "/same") : Answer::text("end");
    });
    Client client;
    HttpCall call(client, {.url = here.url("/same"), .maxRedirects = limit});
    QTEST(call.code(), "code");
    QCOMPARE(int(here.requests().size()), std::min(limit, redirects) + 1);
}

void TestHttpRedirectLimits::redirectWithoutLocationIsAnAnswer()
{
    TestServer here;
    here.when("/", Answer::text("where?", 302));
    here.when("/choices", {.status = 300, .headers = {{"Location", "/x"}}});
    Client client;
    HttpCall call(client, {.url = here.url()});
    QVERIFY(call.succeeded());
    QCOMPARE(call.response().status, 302);
    QCOMPARE(call.response().body, "where?"_qba);
    HttpCall choices(client, {.url = here.url("/choices")});
    QVERIFY(choices.succeeded());
    QCOMPARE(choices.response().status, 300);
}

void TestHttpRedirectLimits::endlessRedirectBodyIsLeft()
{
    TestServer here;
    Answer endless = Answer::redirect(302, "/end");
    endless.fault = Answer::Fault::Endless;
    here.when("/", endless);
    here.when("/end", Answer::text("end"));
    Client client;
    HttpCall call(client, {.url = here.url()});
    QVERIFY(call.succeeded());
    QCOMPARE(call.response().body, "end"_qba);
    QTRY_COMPARE(here.openConnections(), 1);
}

QTEST_GUILESS_MAIN(TestHttpRedirectLimits)
#include "tst_http_redirect_limits.moc"
