#include "oauth/device_authorization.h"
#include "support/oauth_answers.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::oauth;
using namespace Qt::StringLiterals;
using jose_tools::seconds;
using oauth_answers::answer;
using oauth_answers::Scene;

class TestOauthDevice : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksAsTheStandardSays();
    void refusesRequests();
    void readsTheAnswerOfRfc8628();
    void judgesTheAnswer_data();
    void judgesTheAnswer();
    void reads_data();
    void reads();
    void waitsAsItIsTold_data();
    void waitsAsItIsTold();
    void slowsDownForGood();
    void endsByTheClock_data();
    void endsByTheClock();
    void givesTheTokens();
};

namespace {

using Seconds = std::chrono::seconds;

/// RFC 8628 section 3.2, with one member changed, or left out when it is empty.
QByteArray deviceAnswer(const QByteArray &member = {}, const QByteArray &value = {})
{
    const std::pair<QByteArray, QByteArray> all[] = {
        {"device_code", "\"GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS\""},
        {"user_code", "\"WDJB-MJHT\""},
        {"verification_uri", "\"https://example.com/device\""},
        {"verification_uri_complete", "\"https://example.com/device?user_code=WDJB-MJHT\""},
        {"expires_in", "1800"},
        {"interval", "5"}};
    QByteArrayList list;
    for (const auto &[name, usual] : all) {
        const QByteArray &now = name == member ? value : usual;
        if (!now.isEmpty())
            list << '"' + name + "\":" + now;
    }
    return '{' + list.join(',') + '}';
}

Result<DeviceAuthorization> processed(const QByteArray &body, int status = 200)
{
    return processDeviceAuthorization(answer(status, body), seconds(1000));
}

http::Response refusalOf(const QByteArray &code)
{
    return answer(400, "{\"error\":\"" + code + "\"}");
}

DevicePacing pacing()
{
    return DevicePacing(*processed(deviceAnswer()));
}

/// "wait", "tokens" or a code.
QByteArray judged(DevicePacing &pace, const Result<http::Response> &response, qint64 at = 1010)
{
    const auto result = pace.judge(response, seconds(at));
    return !result ? codeName(result.error().code) : *result ? QByteArray("tokens") : QByteArray("wait");
}

} // namespace

void TestOauthDevice::asksAsTheStandardSays()
{
    Scene scene;
    scene.client.id = u"1406020730"_s;
    scene.server.deviceAuthorizationEndpoint = QUrl(u"https://op.example/device_authorization"_s);
    // RFC 8628 section 3.1; the order of a form's fields means nothing.
    const auto out = deviceAuthorizationRequest(scene.call(), u"example_scope"_s);
    QVERIFY(out);
    QCOMPARE(out->request.method, "POST"_qba);
    QCOMPARE(out->request.url, scene.server.deviceAuthorizationEndpoint);
    QCOMPARE(out->request.body, "scope=example_scope&client_id=1406020730"_qba);
    QVERIFY(out->credentials.empty());
    const auto more = deviceAuthorizationRequest(scene.call(), {}, {u"https://api.example/"_s});
    QCOMPARE(more->request.body, "resource=https%3A%2F%2Fapi.example%2F&client_id=1406020730"_qba);
}

void TestOauthDevice::refusesRequests()
{
    Scene scene;
    const auto none = deviceAuthorizationRequest(scene.call(), {});
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::EndpointMissing);
    QCOMPARE(none.error().subject, u"device_authorization_endpoint"_s);
    scene.server.deviceAuthorizationEndpoint = QUrl(u"https://op.example/device"_s);
    const auto relative = deviceAuthorizationRequest(scene.call(), {}, {u"api"_s});
    QVERIFY(!relative);
    QCOMPARE(relative.error().code, ErrorCode::ProfileFieldInvalid);
}

void TestOauthDevice::readsTheAnswerOfRfc8628()
{
    const auto device = processed(deviceAnswer());
    QVERIFY(device);
    QCOMPARE(device->deviceCode.reveal(), QByteArrayView("GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS"));
    QCOMPARE(device->userCode, u"WDJB-MJHT"_s);
    QCOMPARE(device->verificationUri, QUrl(u"https://example.com/device"_s));
    QCOMPARE(device->verificationUriComplete, QUrl(u"https://example.com/device?user_code=WDJB-MJHT"_s));
    QVERIFY(device->expiresAt == seconds(2800));
    QVERIFY(device->interval == Seconds(5));
}

void TestOauthDevice::judgesTheAnswer_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char *name, const QByteArray &body, const char *code,
                        const QString &detail = {}, int status = 200) {
        QTest::newRow(name) << status << body << QByteArray(code) << detail;
    };
    row("rfc8628-3.2", deviceAnswer(), "none");
    row("without verification_uri_complete", deviceAnswer("verification_uri_complete"), "none");
    row("verification_url, as drafts had it",
        deviceAnswer("verification_uri").chopped(1) + ",\"verification_url\":\"https://example.com/d\"}",
        "none");
    row("to this machine", deviceAnswer("verification_uri", "\"http://127.0.0.1:8080/device\""), "none");
    row("no device_code", deviceAnswer("device_code"), "TokenNotInResponse", u"device_code"_s);
    row("a device_code that no header could hold", deviceAnswer("device_code", "\"a b\""),
        "TokenNotInResponse", u"device_code"_s);
    row("no user_code", deviceAnswer("user_code"), "TokenNotInResponse", u"user_code"_s);
    row("no verification_uri", deviceAnswer("verification_uri"), "TokenNotInResponse", u"verification_uri"_s);
    row("no expires_in", deviceAnswer("expires_in"), "TokenNotInResponse", u"expires_in"_s);
    row("expires at once", deviceAnswer("expires_in", "0"), "TokenNotInResponse", u"expires_in"_s);
    row("not encrypted", deviceAnswer("verification_uri", "\"http://example.com/device\""), "UrlInsecure");
    row("no address", deviceAnswer("verification_uri", "\"javascript:alert(1)\""), "UrlInvalid");
    row("a file", deviceAnswer("verification_uri_complete", "\"file:///etc/passwd\""), "UrlInvalid");
    row("a person in it", deviceAnswer("verification_uri", "\"https://example.com@evil.example/\""),
        "UrlHasUserInfo");
    row("a member twice", deviceAnswer().chopped(1) + ",\"user_code\":\"B\"}", "ParameterRepeated");
    row("no JSON", "<html>", "ResponseNotJson");
    row("the client is unknown", "{\"error\":\"invalid_client\"}", "ClientRejected", {}, 401);
    row("the client may not", "{\"error\":\"unauthorized_client\",\"error_description\":\"No.\"}",
        "TokenRequestRefused", u"No."_s, 400);
    row("404", "", "UnexpectedStatus", {}, 404);
}

void TestOauthDevice::judgesTheAnswer()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, code);
    QFETCH(QString, detail);
    const auto device = processed(body, status);
    QCOMPARE(jose_tools::codeOf(device), code);
    if (!detail.isEmpty())
        QCOMPARE(device.error().detail, detail);
}

void TestOauthDevice::reads_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("interval");
    QTest::addColumn<qint64>("life");
    QTest::addColumn<QString>("userCode");
    const QString usual = u"WDJB-MJHT"_s;
    const auto row = [](const char *name, const char *member, const QByteArray &value, qint64 interval,
                        qint64 life, const QString &userCode) {
        QTest::newRow(name) << QByteArray(member) << value << interval << life << userCode;
    };
    row("no interval: five seconds", "interval", {}, 5, 1800, usual);
    row("an interval as text", "interval", "\"7\"", 7, 1800, usual);
    row("an interval with decimals", "interval", "1.5", 2, 1800, usual);
    row("no time at all", "interval", "0", 5, 1800, usual);
    row("a negative one", "interval", "-1", 5, 1800, usual);
    row("less than a second", "interval", "0.1", 1, 1800, usual);
    row("an hour", "interval", "3600", 300, 1800, usual);
    row("null", "interval", "null", 5, 1800, usual);
    row("a life as text", "expires_in", "\"600\"", 5, 600, usual);
    row("a long life", "expires_in", "86400", 5, 3600, usual);
    row("a code that deceives", "user_code", "\"AB\\u202eCD\"", 5, 1800, u"AB⟨U+202E⟩CD"_s);
    row("a long code", "user_code", '"' + QByteArray(1000, 'A') + '"', 5, 1800, QString(63, u'A') + u'…');
}

void TestOauthDevice::reads()
{
    QFETCH(QByteArray, member);
    QFETCH(QByteArray, value);
    QFETCH(qint64, interval);
    QFETCH(qint64, life);
    QFETCH(QString, userCode);
    const auto device = processed(deviceAnswer(member, value));
    QVERIFY(device);
    QCOMPARE(qint64(device->interval.count()), interval);
    QVERIFY(device->expiresAt == seconds(1000 + life));
    QCOMPARE(device->userCode, userCode);
}

void TestOauthDevice::waitsAsItIsTold_data()
{
    QTest::addColumn<http::Response>("response");
    QTest::addColumn<QByteArray>("error"); // instead of the response
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<qint64>("interval");
    const auto row = [](const char *name, const http::Response &response, const char *expected,
                        qint64 interval) {
        QTest::newRow(name) << response << QByteArray() << QByteArray(expected) << interval;
    };
    row("rfc8628-3.5 authorization_pending", refusalOf("authorization_pending"), "wait", 5);
    row("rfc8628-3.5 slow_down", refusalOf("slow_down"), "wait", 10);
    row("rfc8628-3.5 access_denied", refusalOf("access_denied"), "AuthorizationDenied", 5);
    row("rfc8628-3.5 expired_token", refusalOf("expired_token"), "DeviceCodeExpired", 5);
    row("rfc6749-5.2 invalid_grant", refusalOf("invalid_grant"), "TokenRequestRefused", 5);
    row("rfc6749-5.2 invalid_client", answer(401, "{\"error\":\"invalid_client\"}"), "ClientRejected", 5);
    row("pending with 403", answer(403, "{\"error\":\"authorization_pending\"}"), "wait", 5);
    row("an error of the server", answer(503, {}), "wait", 10);
    row("too often", answer(429, {}), "wait", 10);
    row("a page", answer(200, "<html>"), "ResponseNotJson", 5);
    row("use_dpop_nonce", refusalOf("use_dpop_nonce"), "DpopNonceMissing", 5);
    row("404", answer(404, {}), "UnexpectedStatus", 5);
    const auto failure = [](const char *code, const char *expected, qint64 interval) {
        QTest::newRow(code) << http::Response() << QByteArray(code) << QByteArray(expected) << interval;
    };
    for (const char *code : {"TimedOut", "ConnectionClosed", "ConnectionRefused", "HostNotFound",
                             "NetworkFailed", "ProxyFailed"})
        failure(code, "wait", 10);
    for (const char *code : {"LeashRefused", "TlsCertificateUntrusted", "Cancelled", "ProfileChanged"})
        failure(code, code, 5);
}

void TestOauthDevice::waitsAsItIsTold()
{
    QFETCH(http::Response, response);
    QFETCH(QByteArray, error);
    QFETCH(QByteArray, expected);
    QFETCH(qint64, interval);
    DevicePacing pace = pacing();
    const Result<http::Response> come = error.isEmpty() ? Result<http::Response>(response)
                                                        : Result<http::Response>(Error{*codeFromName(error)});
    QCOMPARE(judged(pace, come), expected);
    QCOMPARE(qint64(pace.interval().count()), interval);
}

void TestOauthDevice::slowsDownForGood()
{
    DevicePacing pace = pacing();
    QCOMPARE(judged(pace, refusalOf("slow_down")), "wait");
    QCOMPARE(judged(pace, refusalOf("authorization_pending")), "wait");
    QVERIFY(pace.interval() == Seconds(10));
    QCOMPARE(judged(pace, refusalOf("slow_down")), "wait");
    QVERIFY(pace.interval() == Seconds(15));
    // Doubling has an end; being told to slow down has none.
    for (int i = 0; i < 20; ++i)
        QCOMPARE(judged(pace, Error{ErrorCode::TimedOut}), "wait");
    QVERIFY(pace.interval() == Seconds(300));
    QCOMPARE(judged(pace, refusalOf("slow_down")), "wait");
    QCOMPARE(judged(pace, Error{ErrorCode::TimedOut}), "wait");
    QVERIFY(pace.interval() == Seconds(305));
}

void TestOauthDevice::endsByTheClock_data()
{
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<qint64>("at");
    QTest::addColumn<QByteArray>("expected");
    for (const char *code : {"authorization_pending", "slow_down"}) {
        QTest::addRow("%s a second before", code) << QByteArray(code) << qint64(2799) << "wait"_qba;
        QTest::addRow("%s at the end", code) << QByteArray(code) << qint64(2800) << "DeviceCodeExpired"_qba;
    }
    QTest::newRow("declined at the end") << "access_denied"_qba << qint64(2800) << "AuthorizationDenied"_qba;
}

void TestOauthDevice::endsByTheClock()
{
    QFETCH(QByteArray, code);
    QFETCH(qint64, at);
    QFETCH(QByteArray, expected);
    DevicePacing pace = pacing();
    QCOMPARE(judged(pace, refusalOf(code), at), expected);
    if (expected != "AuthorizationDenied")
        QCOMPARE(judged(pace, Error{ErrorCode::TimedOut}, at), expected);
}

void TestOauthDevice::givesTheTokens()
{
    DevicePacing pace = pacing();
    // Late, but given: the server knows best.
    const auto result = pace.judge(
        answer(200, "{\"access_token\":\"at\",\"token_type\":\"bearer\",\"expires_in\":60}"), seconds(2801));
    QVERIFY(result);
    QVERIFY(*result);
    QCOMPARE((*result)->accessToken.reveal(), QByteArrayView("at"));
    QVERIFY((*result)->expiresAt == seconds(2861));
}

QTEST_GUILESS_MAIN(TestOauthDevice)
#include "tst_oauth_device.moc"
