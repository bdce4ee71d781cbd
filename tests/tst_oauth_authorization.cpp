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
    void judgesTheAnswer_data();
    void judgesTheAnswer();
    void saysWhatTheServerSays();
    void takesAMegabyteOfNothing();
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

void TestOauthAuthorization::judgesTheAnswer_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("value"); // of the code, or the error's subject
    QTest::addColumn<bool>("issRequired");
    const auto row = [](const char *name, const QByteArray &query, const char *code, const char *value,
                        bool issRequired = false) {
        QTest::newRow(name) << query << QByteArray(code) << QByteArray(value) << issRequired;
    };
    const QByteArray iss = "&iss=https%3A%2F%2Fhonest.as.example"; // RFC 9207 section 2.1
    row("rfc6749-4.1.2", "code=SplxlOBeZQQYbYS6WxSbIA&state=xyz", "none", "SplxlOBeZQQYbYS6WxSbIA");
    row("rfc9207-2.1", "code=x1848ZT64p4IirMPT0R-X3141MFPTuBX-VFL_cvaplMH58&state=xyz" + iss, "none",
        "x1848ZT64p4IirMPT0R-X3141MFPTuBX-VFL_cvaplMH58", true);
    row("iss that nobody promised", "code=a&state=xyz" + iss, "none", "a");
    row("iss that is not encoded", "code=a&state=xyz&iss=https://honest.as.example", "none", "a", true);
    row("in another order", iss.mid(1) + "&state=xyz&code=a", "none", "a", true);
    row("an encoded state", "code=a&state=%78%79%7A", "none", "a");
    row("a code that is encoded", "code=4%2F0AX%3D%2B&state=xyz", "none", "4/0AX=+");
    row("parameters of others", "code=a&state=xyz&session_state=s&scope=openid%20email&utm=", "none", "a");
    row("empty parts", "&code=a&&state=xyz&", "none", "a");

    row("no state", "code=a", "StateMismatch", "state");
    row("an empty state", "code=a&state=", "StateMismatch", "state");
    row("another state", "code=a&state=xyZ", "StateMismatch", "state");
    row("a longer state", "code=a&state=xyzz", "StateMismatch", "state");
    row("a shorter state", "code=a&state=xy", "StateMismatch", "state");
    row("a state with a NUL", "code=a&state=xyz%00", "StateMismatch", "state");
    row("nothing", "", "StateMismatch", "state");
    row("a name in another case", "code=a&State=xyz", "StateMismatch", "state");
    row("an error of a stranger", "error=access_denied&state=other", "StateMismatch", "state");
    row("an error without a state", "error=access_denied", "StateMismatch", "state");

    row("two codes", "code=a&code=a&state=xyz", "ParameterRepeated", "code");
    row("two states", "code=a&state=xyz&state=xyz", "ParameterRepeated", "state");
    row("two states, one of them right", "state=abc&code=a&state=xyz", "ParameterRepeated", "state");
    row("two iss", "code=a&state=xyz" + iss + iss, "ParameterRepeated", "iss");
    row("two of anything", "code=a&state=xyz&x=1&x=2", "ParameterRepeated", "x");
    row("twice through an encoding", "code=a&%63ode=b&state=xyz", "ParameterRepeated", "code");
    row("twice, once empty", "code=a&code&state=xyz", "ParameterRepeated", "code");

    row("no iss where it is promised", "code=a&state=xyz", "ResponseIssuerMissing", "iss", true);
    row("an empty iss where it is promised", "code=a&state=xyz&iss=", "ResponseIssuerMissing", "iss", true);
    row("another iss", "code=a&state=xyz&iss=https%3A%2F%2Fattacker.example", "IssuerMismatch", "iss");
    row("another iss where it is promised", "code=a&state=xyz&iss=https%3A%2F%2Fattacker.example",
        "IssuerMismatch", "iss", true);
    row("iss with a slash more", "code=a&state=xyz" + iss + "%2F", "IssuerMismatch", "iss", true);
    row("iss in another case", "code=a&state=xyz&iss=https%3A%2F%2FHONEST.as.example", "IssuerMismatch",
        "iss", true);
    row("an error of another issuer", "error=access_denied&state=xyz&iss=https%3A%2F%2Fattacker.example",
        "IssuerMismatch", "iss");
    row("an error without iss where it is promised", "error=access_denied&state=xyz", "ResponseIssuerMissing",
        "iss", true);

    row("rfc6749-4.1.2.1", "error=access_denied&state=xyz", "AuthorizationDenied", "access_denied");
    row("rfc9207-2.2", "error=access_denied&state=xyz" + iss, "AuthorizationDenied", "access_denied", true);
    for (const char *error :
         {"invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope",
          "server_error", "temporarily_unavailable", "login_required", "consent_required"})
        row(error, QByteArray("error=") + error + "&state=xyz", "AuthorizationRefused", error);
    row("an error and a code", "error=login_required&code=a&state=xyz", "AuthorizationRefused",
        "login_required");
    row("an empty error and a code", "error=&code=a&state=xyz", "none", "a");
    row("a long error", "error=" + QByteArray(100, 'e') + "&state=xyz", "AuthorizationRefused",
        QByteArray(QByteArray(63, 'e') + "\xe2\x80\xa6").constData());
    row("an invisible error", "error=a%E2%80%AEb&state=xyz", "AuthorizationRefused", "a⟨U+202E⟩b");

    row("no code", "state=xyz", "CodeMissing", "code");
    row("an empty code", "code=&state=xyz", "CodeMissing", "code");
    row("a code with a line end", "code=a%0D%0A&state=xyz", "CodeMissing", "code");
    row("a code with a NUL", "code=a%00b&state=xyz", "CodeMissing", "code");
    row("a code that is not ASCII", "code=%C3%A4&state=xyz", "CodeMissing", "code");
    row("a token in place of a code", "access_token=a&state=xyz", "CodeMissing", "code");
}

void TestOauthAuthorization::judgesTheAnswer()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, code);
    QFETCH(QByteArray, value);
    QFETCH(bool, issRequired);
    const AuthorizationExpectations expectations{"xyz", u"https://honest.as.example"_s, issRequired};
    const Result<AuthorizationCode> answered = validateAuthorizationResponse(query, expectations);
    QCOMPARE(codeOf(answered), code);
    QCOMPARE(answered ? text(answered->value()) : answered.error().subject.toUtf8(), value);
    if (answered)
        QCOMPARE(answered->issuerWasSent(), query.contains("iss="));

    // Without a state of our own nothing is ours.
    QVERIFY(!validateAuthorizationResponse(query, {{}, expectations.issuer, issRequired}));
}

void TestOauthAuthorization::saysWhatTheServerSays()
{
    const auto refused = [](const QByteArray &description) {
        return validateAuthorizationResponse("error=access_denied&state=xyz&error_description=" + description,
                                             {.state = "xyz", .issuer = {}})
            .error()
            .detail;
    };
    QCOMPARE(refused("The+resource%20owner+said+no."), u"The resource owner said no."_s);
    QCOMPARE(refused(""), QString());
    QCOMPARE(refused("a%0D%0Ab%E2%80%AEc%00d"), u"a bc d"_s);
    QCOMPARE(refused("%3Cb%3E%22x%22%3C%2Fb%3E"), u"<b>\"x\"</b>"_s);
    QCOMPARE(refused(QByteArray(10'000, 'x')).size(), 300);
    QVERIFY(!refused("%FF%FE").contains(QChar::Null));
}

void TestOauthAuthorization::takesAMegabyteOfNothing()
{
    const AuthorizationExpectations expectations{"xyz", u"https://honest.as.example"_s, false};
    const QByteArray right = "code=a&state=xyz";
    for (const QByteArray &more : {QByteArray(1'000'000, '&'), QByteArray(1'000'000, 'a'),
                                   QByteArray("a&").repeated(500'000), QByteArray("%").repeated(500'000)})
        QCOMPARE(codeOf(validateAuthorizationResponse(right + '&' + more, expectations)),
                 QByteArray("StateMismatch"));
    QByteArray many = right;
    for (int i = 0; i < 62; ++i)
        many += '&' + QByteArray::number(i) + "=1";
    QCOMPARE(codeOf(validateAuthorizationResponse(many, expectations)), QByteArray("none"));
    QCOMPARE(codeOf(validateAuthorizationResponse(many + "&more=1", expectations)),
             QByteArray("StateMismatch"));
}

QTEST_GUILESS_MAIN(TestOauthAuthorization)
#include "tst_oauth_authorization.moc"
