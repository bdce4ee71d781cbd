#include "support/http_call.h"
#include "support/test_server.h"

#include <QLoggingCategory>
#include <QTest>

#include <algorithm>

using namespace claimcheck;
using namespace claimcheck::http;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// One hop: what is sent, and what is refused before it is sent.
class TestHttpClient : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendsAndReads();
    void sendsMethods_data();
    void sendsMethods();
    void attachesCredentials();
    void leavesOutWhatTheLeashDoesNotReach_data();
    void leavesOutWhatTheLeashDoesNotReach();
    void refusesRequestsThatHoldTheSecretElsewhere();
    void refusesOtherConnectionSettings();
    void refusesUrls_data();
    void refusesUrls();
    void debugLogHoldsNoSecret();
};

namespace {

const QByteArray secretText = "s3cret-token-value";

Credential credentialFor(const TestServer &server)
{
    return {.secret = Secret(secretText), .leash = {.resources = {*Origin::of(server.url())}}};
}

QStringList logged;

void record(QtMsgType, const QMessageLogContext &, const QString &message)
{
    logged << message;
}

} // namespace

void TestHttpClient::sendsAndReads()
{
    TestServer server;
    server.when("/a", Answer::json(R"({"x":1})", 201));
    Client client;
    HttpCall call(client, {.url = server.url("/a?b=c"), .headers = {{"X-One", " 1 "}, {"x-one", "2"}}});
    QVERIFY(!call.calledInsideSend);
    QVERIFY(call.succeeded());
    const SeenRequest &seen = server.requests().front();
    QCOMPARE(seen.method, "GET"_qba);
    QCOMPARE(seen.target, "/a?b=c"_qba);
    QCOMPARE(seen.version, "HTTP/1.1"_qba);
    QCOMPARE(seen.header("X-One"), "1, 2"_qba);
    QCOMPARE(seen.header("User-Agent"), "Claimcheck/" CLAIMCHECK_VERSION ""_qba);
    QVERIFY(!seen.has("Authorization"));
    QVERIFY(!seen.has("Cookie"));
    QVERIFY(!seen.has("Content-Length"));
    const Response &response = call.response();
    QCOMPARE(response.status, 201);
    QCOMPARE(response.httpVersion, "HTTP/1.1"_qba);
    QCOMPARE(response.body, R"({"x":1})"_qba);
    QCOMPARE(headerValue(response.headers, "content-type"), "application/json"_qba);
    QCOMPARE(response.url, server.url("/a?b=c"));
    QVERIFY(!response.credentialSent);
    QVERIFY(response.redirects.empty() && response.withheld.empty());
    QVERIFY(response.timing.firstByteMs);
    QVERIFY(*response.timing.firstByteMs <= response.timing.totalMs);
    QVERIFY(response.timing.connectMs && *response.timing.connectMs <= *response.timing.firstByteMs);
    QVERIFY(!response.timing.dnsMs && !response.timing.tlsMs);
    QCOMPARE(call.calls, 1);
}

void TestHttpClient::sendsMethods_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("body");
    for (const char *method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"})
        for (const char *body : {"", "a body"})
            QTest::addRow("%s '%s'", method, body) << QByteArray(method) << QByteArray(body);
    QTest::newRow("HEAD") << "HEAD"_qba << QByteArray();
    QTest::newRow("zeros") << "POST"_qba << QByteArray(300000, '\0');
}

void TestHttpClient::sendsMethods()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, body);
    TestServer server;
    server.answerWith([](const SeenRequest &) { return Answer::text("fine"); });
    Client client;
    HttpCall call(
        client,
        {.method = method, .url = server.url(), .headers = {{"Content-Type", "text/x"}}, .body = body});
    QVERIFY(call.succeeded());
    QCOMPARE(server.requests().size(), 1u);
    QCOMPARE(server.requests().front().method, method);
    QCOMPARE(server.requests().front().body, body);
    QCOMPARE(server.requests().front().header("Content-Type"), "text/x"_qba);
    QCOMPARE(call.response().body, method == "HEAD" ? QByteArray() : "fine"_qba);
}

void TestHttpClient::attachesCredentials()
{
    TestServer server;
    Client client;
    Credential key = credentialFor(server);
    key.headerName = "X-Api-Key";
    key.scheme = {};
    Credential login = credentialFor(server);
    login.purpose = Purpose::AuthorizationServer;
    login.leash = {.authorizationServer = {*Origin::of(server.url())}};
    login.headerName = "X-Login";
    login.scheme = "Token";
    HttpCall call(client, {.url = server.url()}, {credentialFor(server), key, login});
    QVERIFY(call.succeeded());
    const SeenRequest &seen = server.requests().front();
    QCOMPARE(seen.header("Authorization"), "Bearer " + secretText);
    QCOMPARE(seen.header("X-Api-Key"), secretText);
    QCOMPARE(seen.header("X-Login"), "Token " + secretText);
    QVERIFY(call.response().credentialSent);
    QVERIFY(call.response().withheld.empty());
}

void TestHttpClient::leavesOutWhatTheLeashDoesNotReach_data()
{
    QTest::addColumn<bool>("otherPort");
    QTest::addColumn<bool>("otherPurpose");
    QTest::newRow("another origin") << true << false;
    QTest::newRow("another purpose") << false << true;
}

void TestHttpClient::leavesOutWhatTheLeashDoesNotReach()
{
    QFETCH(bool, otherPort);
    QFETCH(bool, otherPurpose);
    TestServer server;
    TestServer other;
    Client client;
    Credential credential = credentialFor(otherPort ? other : server);
    if (otherPurpose)
        credential.purpose = Purpose::AuthorizationServer;
    HttpCall call(client, {.url = server.url()}, {credential});
    QVERIFY(call.succeeded());
    QVERIFY(!server.requests().front().has("Authorization"));
    QVERIFY(!call.response().credentialSent);
    const Withheld expected{Withheld::What::Credential, u"Authorization"_s, *Origin::of(server.url())};
    QCOMPARE(call.response().withheld, std::vector{expected});
}

void TestHttpClient::refusesRequestsThatHoldTheSecretElsewhere()
{
    TestServer server;
    TestServer other;
    Client client;
    Credential credential = credentialFor(server);
    credential.placement = Credential::Placement::InRequest;
    const Request request{.method = "POST", .url = server.url(), .body = "password=" + secretText};
    HttpCall good(client, request, {credential});
    QVERIFY(good.succeeded());
    QVERIFY(good.response().credentialSent);
    credential.leash.resources = {*Origin::of(other.url())};
    HttpCall bad(client, request, {credential});
    QCOMPARE(bad.code(), "LeashRefused"_qba);
    QCOMPARE(bad.error().subject, Origin::of(server.url())->hostAndPort());
    QVERIFY(!bad.calledInsideSend);
    QCOMPARE(server.requests().size(), 1u);
}

void TestHttpClient::refusesOtherConnectionSettings()
{
    TestServer server;
    Client client;
    Credential credential = credentialFor(server);
    credential.leash.connection.proxy = u"none"_s;
    HttpCall call(client, {.url = server.url()}, {credential});
    QCOMPARE(call.code(), "ProfileChanged"_qba);
    QCOMPARE(call.error().subject, u"connection"_s);
    QCOMPARE(call.error().detail, u"proxy"_s);
    QCOMPARE(server.connections(), 0);
}

void TestHttpClient::refusesUrls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("http") << u"http://198.51.100.1/"_s << "UrlInsecure"_qba;
    QTest::newRow("user info") << u"https://ann:pw@127.0.0.1/"_s << "UrlHasUserInfo"_qba;
    QTest::newRow("file") << u"file:///etc/passwd"_s << "UrlInvalid"_qba;
    QTest::newRow("empty") << QString() << "UrlInvalid"_qba;
}

void TestHttpClient::refusesUrls()
{
    QFETCH(QString, url);
    Client client;
    HttpCall call(client, {.url = QUrl(url)});
    QTEST(call.code(), "code");
    QVERIFY(!call.calledInsideSend);
    QCOMPARE(call.calls, 1);
}

void TestHttpClient::debugLogHoldsNoSecret()
{
    TestServer server;
    server.when("/", Answer::redirect(302, "/next?token=" + secretText));
    Client client;
    QLoggingCategory::setFilterRules(u"claimcheck.*=true"_s);
    const QtMessageHandler before = qInstallMessageHandler(record);
    Credential credential = credentialFor(server);
    HttpCall call(client,
                  {.method = "POST",
                   .url = server.url("/?password=" + secretText),
                   .headers = {{"X-Key", secretText}},
                   .body = secretText},
                  {credential});
    const bool good = call.succeeded();
    qInstallMessageHandler(before);
    QLoggingCategory::setFilterRules({});
    QVERIFY(good);
    const QString all = logged.join(u'\n');
    QVERIFY2(all.contains(u"/next?token=…"), qPrintable(all));
    QVERIFY2(!all.contains(QString::fromLatin1(secretText)), qPrintable(all));
}

QTEST_GUILESS_MAIN(TestHttpClient)
#include "tst_http_client.moc"
