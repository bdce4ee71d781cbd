#include "oauth/authorization.h"
#include "oauth_request_tools.h"

using namespace oauth_request_tools;

class TestOauthAuthorization : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksAsRfc6749();
    void asksForAllThereIs();
    void refusesToAsk_data();
    void refusesToAsk();
    void links_data();
    void links();
    void linkWithoutAnEndpoint();
    void pushesAsRfc9126();
    void refusesToPush_data();
    void refusesToPush();
    void judgesThePushed_data();
    void judgesThePushed();
    void linkOfThePushed();
};

namespace {

AuthorizationRequest requestOf()
{
    AuthorizationRequest request{.redirectUri = QUrl(u"https://client.example.com/cb"_s),
                                 .state = "xyz",
                                 .nonce = {},
                                 .challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"};
    return request;
}

/// The parameters as "name=value", joined by spaces.
QByteArray told(const Form &parameters)
{
    QByteArrayList list;
    for (const auto &[name, value] : parameters)
        list += name + '=' + value;
    return list.join(' ');
}

QByteArray queryOf(const QUrl &url)
{
    return url.query(QUrl::FullyEncoded).toLatin1();
}

} // namespace

void TestOauthAuthorization::asksAsRfc6749()
{
    // Section 4.1.1, and with PKCE, which is never left out.
    const auto parameters = authorizationParameters(clientOf(), requestOf());
    QCOMPARE(codeOf(parameters), QByteArray("none"));
    QCOMPARE(told(*parameters),
             QByteArray("response_type=code client_id=s6BhdRkqt3 redirect_uri=https://client.example.com/cb "
                        "state=xyz code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM "
                        "code_challenge_method=S256"));
}

void TestOauthAuthorization::asksForAllThereIs()
{
    AuthorizationRequest request = requestOf();
    request.redirectUri = QUrl(u"http://127.0.0.1:51234/callback"_s);
    request.nonce = "n-0S6_WzA2Mj";
    request.scope = u"openid email"_s;
    request.resources = {u"https://cal.example.com/"_s, u"https://contacts.example.com/"_s};
    request.prompt = u"consent"_s;
    request.loginHint = u"janedoe@example.com"_s;
    request.acrValues = u"urn:a urn:b"_s;
    request.maxAge = 0s;
    request.dpopThumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"; // RFC 9449 section 10
    request.extra = {{u"audience"_s, u"api"_s}, {u"ui_locales"_s, {}}};
    QCOMPARE(
        told(authorizationParameters(clientOf(), request).value()),
        QByteArray("response_type=code client_id=s6BhdRkqt3 redirect_uri=http://127.0.0.1:51234/callback "
                   "scope=openid email state=xyz nonce=n-0S6_WzA2Mj "
                   "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM code_challenge_method=S256 "
                   "resource=https://cal.example.com/ resource=https://contacts.example.com/ prompt=consent "
                   "login_hint=janedoe@example.com acr_values=urn:a urn:b max_age=0 "
                   "dpop_jkt=NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs audience=api ui_locales="));
}

void TestOauthAuthorization::refusesToAsk_data()
{
    QTest::addColumn<QString>("change"); // of what would pass; else the name of an extra parameter
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QString>("subject");
    const auto row = [](const char *change, const char *code, const char *subject) {
        QTest::newRow(change) << QString::fromLatin1(change) << QByteArray(code)
                              << QString::fromLatin1(subject);
    };
    row("nothing", "none", "");
    row("no id", "ClientIdMissing", "");
    row("no state", "GrantInputMissing", "state");
    row("no challenge", "GrantInputMissing", "code_challenge");
    row("a fragment", "ProfileFieldInvalid", "resource");
    row("twice", "ProfileFieldInvalid", "twice");
    row("", "ProfileFieldInvalid", "");
    for (const char *name :
         {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "resource",
          "code_challenge", "code_challenge_method", "prompt", "login_hint", "acr_values", "max_age",
          "dpop_jkt", "request", "request_uri", "response_mode", "client_secret", "client_assertion"})
        row(name, "ProfileFieldInvalid", name);
    row("State", "none", ""); // names are compared as they are
}

void TestOauthAuthorization::refusesToAsk()
{
    QFETCH(QString, change);
    QFETCH(QByteArray, code);
    QFETCH(QString, subject);
    Client client = clientOf();
    AuthorizationRequest request = requestOf();
    if (change == u"no id")
        client.id.clear();
    else if (change == u"no state")
        request.state.clear();
    else if (change == u"no challenge")
        request.challenge.clear();
    else if (change == u"a fragment")
        request.resources = {u"https://a.example/#x"_s};
    else if (change == u"twice")
        request.extra = {{change, u"a"_s}, {change, u"b"_s}};
    else if (change != u"nothing")
        request.extra = {{change, u"a"_s}};
    const auto parameters = authorizationParameters(client, request);
    QCOMPARE(codeOf(parameters), code);
    if (!parameters)
        QCOMPARE(parameters.error().subject, subject);
}

void TestOauthAuthorization::links_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<QString>("scope");
    QTest::addColumn<QByteArray>("before"); // the query, before and after what is always there
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const char *endpoint, const QString &scope, const char *before,
                        const char *after) {
        QTest::newRow(name) << QString::fromLatin1(endpoint) << scope << QByteArray(before)
                            << QByteArray(after);
    };
    row("a plain one", "https://as.example/authorize", {}, "", "");
    row("with a query of its own", "https://as.example/authorize?tenant=a%26b&x", {}, "tenant=a%26b&x=&", "");
    row("with our parameters in it",
        "https://as.example/authorize?state=theirs&tenant=t&code_challenge_method=plain", {}, "tenant=t&",
        "");
    row("spaces and signs", "https://as.example/authorize", u"a b+c&d=e#f%"_s, "",
        "&scope=a%20b%2Bc%26d%3De%23f%25");
    row("no ASCII", "https://as.example/authorize", u"\u00e9\u202e"_s, "", "&scope=%C3%A9%E2%80%AE");
}

void TestOauthAuthorization::links()
{
    QFETCH(QString, endpoint);
    QFETCH(QString, scope);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    ServerMetadata server = serverOf();
    server.authorizationEndpoint = QUrl(endpoint);
    AuthorizationRequest request = requestOf();
    request.scope = scope;
    const Result<QUrl> url = authorizationUrl(server, clientOf(), request);
    QCOMPARE(codeOf(url), QByteArray("none"));
    QCOMPARE(url->host(), u"as.example"_s);
    QCOMPARE(url->path(), u"/authorize"_s);
    QCOMPARE(
        queryOf(*url),
        before +
            "response_type=code&client_id=s6BhdRkqt3&redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb" +
            after +
            "&state=xyz&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method="
            "S256");
}

void TestOauthAuthorization::linkWithoutAnEndpoint()
{
    ServerMetadata server = serverOf();
    server.authorizationEndpoint = {};
    const Result<QUrl> url = authorizationUrl(server, clientOf(), requestOf());
    QCOMPARE(codeOf(url), QByteArray("EndpointMissing"));
    QCOMPARE(url.error().subject, u"authorization_endpoint"_s);
    QCOMPARE(codeOf(pushedUrl(server, clientOf(), {u"urn:x"_s, now})), QByteArray("EndpointMissing"));
}

void TestOauthAuthorization::pushesAsRfc9126()
{
    // Section 2.1; its parameters in our order.
    const ServerMetadata server = serverOf();
    const http::Leash leash = leashOf();
    Client client = clientOf();
    client.secret = Secret("7Fjfp0ZBr1KtDRbnfVdmIw"_qba);
    AuthorizationRequest request = requestOf();
    request.state = "af0ifjsldkj";
    request.redirectUri = QUrl(u"https://client.example.org/cb"_s);
    request.challenge = "K2-ltc83acc4h0c9w6ESC_rEMTJ3bww-uCHaoeK1t8U";
    request.scope = u"account-information"_s;
    const auto out = pushedRequest({server, client, leash, now}, request);
    QCOMPARE(codeOf(out), QByteArray("none"));
    QCOMPARE(out->request.url, server.pushedAuthorizationEndpoint);
    QCOMPARE(out->request.body,
             QByteArray(
                 "response_type=code&client_id=s6BhdRkqt3&redirect_uri=https%3A%2F%2Fclient.example.org%2Fcb"
                 "&scope=account-information&state=af0ifjsldkj"
                 "&code_challenge=K2-ltc83acc4h0c9w6ESC_rEMTJ3bww-uCHaoeK1t8U&code_challenge_method=S256"));
    QCOMPARE(carried(*out),
             QByteArrayList{"Authorization: Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"});

    // The client's name stands there once, however it authenticates.
    const Client open = clientOf(ClientAuthentication::SecretPost);
    const auto form = pushedRequest({server, open, leash, now}, request);
    QCOMPARE(fieldsOf(form->request).count("client_id=s6BhdRkqt3"), 1);
}

void TestOauthAuthorization::refusesToPush_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QString>("subject");
    QTest::newRow("nothing") << u"nothing"_s << QByteArray("none") << QString();
    QTest::newRow("endpoint") << u"endpoint"_s << QByteArray("EndpointMissing")
                              << u"pushed_authorization_request_endpoint"_s;
    QTest::newRow("state") << u"state"_s << QByteArray("GrantInputMissing") << u"state"_s;
    QTest::newRow("secret") << u"secret"_s << QByteArray("ClientSecretMissing") << QString();
}

void TestOauthAuthorization::refusesToPush()
{
    QFETCH(QString, change);
    QFETCH(QByteArray, code);
    QFETCH(QString, subject);
    ServerMetadata server = serverOf();
    Client client = clientOf();
    AuthorizationRequest request = requestOf();
    if (change == u"endpoint")
        server.pushedAuthorizationEndpoint = {};
    else if (change == u"state")
        request.state.clear();
    else if (change == u"secret")
        client.secret = {};
    const http::Leash leash = leashOf();
    const auto out = pushedRequest({server, client, leash, now}, request);
    QCOMPARE(codeOf(out), code);
    if (!out)
        QCOMPARE(out.error().subject, subject);
}

void TestOauthAuthorization::judgesThePushed_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<qint64>("seconds");
    const auto row = [](const char *name, int status, const char *body, const char *code,
                        qint64 seconds = 0) {
        QTest::newRow(name) << status << QByteArray(body) << QByteArray(code) << seconds;
    };
    row("rfc9126-2.2", 201,
        "{\"request_uri\":\"urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c\",\"expires_in\":"
        "60}",
        "none", 60);
    row("200", 200, "{\"request_uri\":\"urn:x\",\"expires_in\":90}", "none", 90);
    row("a life as text", 201, "{\"request_uri\":\"urn:x\",\"expires_in\":\"90\"}", "none", 90);
    row("no life", 201, "{\"request_uri\":\"urn:x\"}", "none", 60);
    row("a life of nothing", 201, "{\"request_uri\":\"urn:x\",\"expires_in\":0}", "none", 60);
    row("no URI", 201, "{\"expires_in\":60}", "TokenNotInResponse");
    row("an empty URI", 201, "{\"request_uri\":\"\",\"expires_in\":60}", "TokenNotInResponse");
    row("a URI with a line end", 201, "{\"request_uri\":\"urn:x\\n\",\"expires_in\":60}",
        "TokenNotInResponse");
    row("two URIs", 201, "{\"request_uri\":\"urn:x\",\"request_uri\":\"urn:y\"}", "ParameterRepeated");
    row("a page", 200, "<html>", "ResponseNotJson");
    row("rfc9126-2.3", 400,
        "{\"error\":\"invalid_request\",\"error_description\":\"The redirect_uri is not valid for the given "
        "client\"}",
        "PushedRequestRefused");
    row("an unknown client", 401, "{\"error\":\"invalid_client\"}", "ClientRejected");
    row("a nonce is wanted", 400, "{\"error\":\"use_dpop_nonce\"}", "DpopNonceMissing");
    row("rfc9126-2.3 405", 405, "", "UnexpectedStatus");
    row("rfc9126-2.3 413", 413, "{\"error\":\"invalid_request\"}", "UnexpectedStatus");
    row("rfc9126-2.3 429", 429, "", "RateLimited");
    row("500", 500, "", "ServerFailed");
}

void TestOauthAuthorization::judgesThePushed()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, code);
    QFETCH(qint64, seconds);
    const Result<Pushed> pushed = processPushed(answer(status, body), now);
    QCOMPARE(codeOf(pushed), code);
    if (pushed)
        QVERIFY(pushed->expiresAt == now + std::chrono::seconds(seconds));
}

void TestOauthAuthorization::linkOfThePushed()
{
    // RFC 9126 section 4.
    const Pushed pushed{u"urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c"_s, now};
    QCOMPARE(
        pushedUrl(serverOf(), clientOf(), pushed)->toEncoded(),
        QByteArray("https://server.example.com/authorize?client_id=s6BhdRkqt3&request_uri=urn%3Aietf%3Aparams"
                   "%3Aoauth%3Arequest_uri%3A6esc_11ACC5bwc014ltc14eY22c"));
}

QTEST_GUILESS_MAIN(TestOauthAuthorization)
#include "tst_oauth_authorization.moc"
