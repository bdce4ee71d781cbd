#include "oauth/token_endpoint.h"
#include "oauth_request_tools.h"

using namespace oauth_request_tools;

class TestOauthTokenEndpoint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsTheAnswerOfRfc6749();
    void readsTheAnswerOfRfc8693();
    void judges_data();
    void judges();
    void tokenTypeInAnyCase_data();
    void tokenTypeInAnyCase();
    void lifetimes_data();
    void lifetimes();
    void scopes_data();
    void scopes();
    void saysWhatTheServerSays();
    void neverEchoesTheSecret_data();
    void neverEchoesTheSecret();
    void readsAMegabyteOfNothing();
};

namespace {

const QByteArray bearer = "{\"access_token\":\"at\",\"token_type\":\"Bearer\"}";

Secret secretOf(const char *value)
{
    return Secret(QByteArrayView(value));
}

} // namespace

void TestOauthTokenEndpoint::readsTheAnswerOfRfc6749()
{
    // Section 5.1, but for its token_type "example", which is none.
    const QByteArray body =
        "{\"access_token\":\"2YotnFZFEjr1zCsicMWpAA\",\"token_type\":\"Bearer\",\"expires_in\":3600,"
        "\"refresh_token\":\"tGzv3JOkF0XG5Qx2TlKWIA\",\"example_parameter\":\"example_value\"}";
    const Result<TokenResponse> tokens = processTokenResponse(answer(200, body), now);
    QCOMPARE(codeOf(tokens), QByteArray("none"));
    QCOMPARE(text(tokens->accessToken), QByteArray("2YotnFZFEjr1zCsicMWpAA"));
    QCOMPARE(tokens->tokenType, QByteArray("Bearer"));
    QCOMPARE(text(tokens->refreshToken), QByteArray("tGzv3JOkF0XG5Qx2TlKWIA"));
    QVERIFY(tokens->idToken.isEmpty());
    QVERIFY(tokens->expiresAt == now + 3600s);
    QVERIFY(!tokens->refreshExpiresAt);
    QVERIFY(!tokens->scope);
    QVERIFY(tokens->issuedTokenType.isEmpty());
}

void TestOauthTokenEndpoint::readsTheAnswerOfRfc8693()
{
    // Section 2.3, and the one of section 2.2.1 for a token that is no access token.
    const QByteArray body = "{\"access_token\":\"eyJ.eyJ.40Y\","
                            "\"issued_token_type\":\"urn:ietf:params:oauth:token-type:access_token\","
                            "\"token_type\":\"Bearer\",\"expires_in\":60}";
    const Result<TokenResponse> tokens = processTokenResponse(answer(200, body), now);
    QVERIFY(bool(tokens));
    QCOMPARE(tokens->issuedTokenType, u"urn:ietf:params:oauth:token-type:access_token"_s);
    QVERIFY(tokens->expiresAt == now + 60s);
    const Result<TokenResponse> other =
        processTokenResponse(answer(200, QByteArray(body).replace("Bearer", "N_A")), now);
    QCOMPARE(other->tokenType, QByteArray("N_A"));
}

void TestOauthTokenEndpoint::judges_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QString>("subject");
    const QString host = u"server.example.com"_s;
    const auto row = [](const char *name, int status, const QByteArray &body, const char *code,
                        const QString &subject = {}) {
        QTest::newRow(name) << status << body << QByteArray(code) << subject;
    };
    row("nothing wrong", 200, bearer, "none");
    row("201 is a success too", 201, bearer, "none");
    row("no type", 200, "{\"access_token\":\"at\"}", "none");
    row("a null for what is not there", 200,
        "{\"access_token\":\"at\",\"token_type\":null,\"refresh_token\":null,\"id_token\":null,\"expires_"
        "in\":null,"
        "\"scope\":null,\"error\":null}",
        "none");
    row("an error that is none", 200, "{\"access_token\":\"at\",\"error\":\"\"}", "none");

    // RFC 6749 section 5.2 and its extensions.
    const auto refused = [](const char *error) { return QByteArray("{\"error\":\"") + error + "\"}"; };
    row("rfc6749-5.2", 400, refused("invalid_request"), "TokenRequestRefused", u"invalid_request"_s);
    for (const char *error :
         {"invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope", "invalid_target",
          "authorization_pending", "slow_down", "expired_token", "access_denied"})
        row(error, 400, refused(error), "TokenRequestRefused", QLatin1String(error));
    row("invalid_client", 400, refused("invalid_client"), "ClientRejected", u"invalid_client"_s);
    row("invalid_client with 401", 401, refused("invalid_client"), "ClientRejected", u"invalid_client"_s);
    row("invalid_grant with 401", 401, refused("invalid_grant"), "TokenRequestRefused", u"invalid_grant"_s);
    row("invalid_grant with 403", 403, refused("invalid_grant"), "TokenRequestRefused", u"invalid_grant"_s);
    row("rfc9449-8", 400, refused("use_dpop_nonce"), "DpopNonceMissing", u"use_dpop_nonce"_s);
    row("rfc9449-5", 400, refused("invalid_dpop_proof"), "DpopRefused", u"invalid_dpop_proof"_s);
    row("refused with 200", 200, refused("bad_verification_code"), "TokenRequestRefused",
        u"bad_verification_code"_s);
    row("refused with 200, and a token", 200, "{\"error\":\"invalid_grant\",\"access_token\":\"at\"}",
        "TokenRequestRefused", u"invalid_grant"_s);
    row("a code in another case is another", 400, refused("Invalid_Client"), "TokenRequestRefused",
        u"Invalid_Client"_s);
    row("a code in an object", 400, "{\"error\":{\"code\":\"invalid_grant\",\"message\":\"no\"}}",
        "TokenRequestRefused", u"invalid_grant"_s);
    row("a long code is cut", 400, refused(QByteArray(100, 'e').constData()), "TokenRequestRefused",
        QString(63, u'e') + u'…');
    row("an invisible code is shown", 400, "{\"error\":\"a\\u202eb\"}", "TokenRequestRefused",
        u"a⟨U+202E⟩b"_s);

    // What is no answer of a token endpoint.
    row("400 without words", 400, "", "UnexpectedStatus", host);
    row("400 with a page", 400, "<html>no</html>", "UnexpectedStatus", host);
    row("400 with a text", 400, "\"no\"", "UnexpectedStatus", host);
    row("400 with an empty code", 400, refused(""), "UnexpectedStatus", host);
    row("400 with a code that is no text", 400, "{\"error\":7}", "UnexpectedStatus", host);
    row("401 without words", 401, "", "UnexpectedStatus", host);
    row("404 with a code", 404, refused("Not Found"), "UnexpectedStatus", host);
    row("302", 302, "", "UnexpectedStatus", host);
    row("429 with a code", 429, refused("slow_down"), "RateLimited", host);
    row("500 with a code", 500, refused("invalid_grant"), "ServerFailed", host);
    row("503", 503, "", "ServerFailed", host);
    row("an empty success", 200, "", "ResponseNotJson", host);
    row("204", 204, "", "ResponseNotJson", host);
    row("a page", 200, "<html></html>", "ResponseNotJson", host);
    row("a form", 200, "access_token=at&token_type=bearer", "ResponseNotJson", host);
    row("a list", 200, '[' + bearer + ']', "ResponseNotJson", host);
    row("a text", 200, "\"at\"", "ResponseNotJson", host);
    row("two objects", 200, bearer + bearer, "ResponseNotJson", host);
    row("half an object", 200, bearer.chopped(1), "ResponseNotJson", host);
    row("no UTF-8", 200, "{\"access_token\":\"at\",\"x\":\"\xff\"}", "ResponseNotJson", host);
    row("too deep", 200, "{\"access_token\":\"at\",\"x\":" + QByteArray(64, '[') + QByteArray(64, ']') + '}',
        "ResponseNotJson", host);

    // Tokens that are none.
    row("no token", 200, "{\"token_type\":\"Bearer\"}", "TokenNotInResponse", host);
    row("an empty token", 200, "{\"access_token\":\"\"}", "TokenNotInResponse", host);
    row("a null", 200, "{\"access_token\":null}", "TokenNotInResponse", host);
    row("a number", 200, "{\"access_token\":7}", "TokenNotInResponse", host);
    row("a token in an object", 200, "{\"access_token\":{\"token\":\"at\"}}", "TokenNotInResponse", host);
    row("a token with a space", 200, "{\"access_token\":\"a t\"}", "TokenNotInResponse", host);
    row("a token with a line end", 200, "{\"access_token\":\"at\\r\\nX-Evil: 1\"}", "TokenNotInResponse",
        host);
    row("a token with a NUL", 200, "{\"access_token\":\"at\\u0000\"}", "TokenNotInResponse", host);
    row("a token that is not ASCII", 200, "{\"access_token\":\"\xc3\xa4t\"}", "TokenNotInResponse", host);
    row("the name in another case", 200, "{\"Access_token\":\"at\"}", "TokenNotInResponse", host);

    row("a token twice", 200, "{\"access_token\":\"at\",\"access_token\":\"at\"}", "ParameterRepeated",
        u"access_token"_s);
    row("a type twice", 200, "{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"token_type\":\"DPoP\"}",
        "ParameterRepeated", u"token_type"_s);
    row("a name twice through an escape", 200, "{\"access_token\":\"at\",\"\\u0061ccess_token\":\"b\"}",
        "ParameterRepeated", u"access_token"_s);
    row("another member twice", 200, "{\"access_token\":\"at\",\"x\":1,\"x\":2}", "none");
}

void TestOauthTokenEndpoint::judges()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, code);
    QFETCH(QString, subject);
    const Result<TokenResponse> tokens = processTokenResponse(answer(status, body), now);
    QCOMPARE(codeOf(tokens), code);
    if (!tokens)
        QCOMPARE(tokens.error().subject, subject);
    else
        QCOMPARE(text(tokens->accessToken), QByteArray("at"));
}

void TestOauthTokenEndpoint::tokenTypeInAnyCase_data()
{
    QTest::addColumn<QByteArray>("type"); // as JSON
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *type, const char *expected) {
        QTest::newRow(type) << QByteArray(type) << QByteArray(expected);
    };
    row("\"Bearer\"", "Bearer");
    row("\"bearer\"", "Bearer");
    row("\"BEARER\"", "Bearer");
    row("\"dpop\"", "DPoP");
    row("\"DPoP\"", "DPoP");
    row("\"n_a\"", "N_A");
    row("\"mac\"", "TokenTypeUnsupported");
    row("\"example\"", "TokenTypeUnsupported");
    row("\"Bearer \"", "TokenTypeUnsupported");
    row("\"\"", "TokenTypeUnsupported");
    row("7", "TokenTypeUnsupported");
    row("[\"Bearer\"]", "TokenTypeUnsupported");
}

void TestOauthTokenEndpoint::tokenTypeInAnyCase()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, expected);
    const auto tokens =
        processTokenResponse(answer(200, "{\"access_token\":\"at\",\"token_type\":" + type + '}'), now);
    QCOMPARE(tokens ? tokens->tokenType : codeOf(tokens), expected);
}

void TestOauthTokenEndpoint::lifetimes_data()
{
    QTest::addColumn<QByteArray>("member"); // after the token
    QTest::addColumn<qint64>("access");     // milliseconds from now; -1: not known
    QTest::addColumn<qint64>("refresh");
    const auto row = [](const char *member, qint64 access, qint64 refresh = -1) {
        QTest::newRow(member) << QByteArray(member) << access << refresh;
    };
    row("\"x\":1", -1);
    row("\"expires_in\":3600", 3'600'000);
    row("\"expires_in\":\"3600\"", 3'600'000);
    row("\"expires_in\":\" 3600 \"", 3'600'000);
    row("\"expires_in\":3599.5", 3'599'500);
    row("\"expires_in\":3.6e3", 3'600'000);
    row("\"expires_in\":1", 1'000);
    row("\"expires_in\":0", -1);
    row("\"expires_in\":-1", -1);
    row("\"expires_in\":\"soon\"", -1);
    row("\"expires_in\":\"\"", -1);
    row("\"expires_in\":\"inf\"", -1);
    row("\"expires_in\":\"nan\"", -1);
    row("\"expires_in\":true", -1);
    row("\"expires_in\":[3600]", -1);
    row("\"expires_in\":1e300", -1);
    row("\"expires_in\":1e999", -1);
    row("\"expires_in\":9223372036854775807", -1);
    row("\"expires_in\":3153600000", 3'153'600'000'000); // a century
    row("\"expires_in\":3153600001", -1);
    row("\"refresh_token_expires_in\":60", -1, 60'000);
    row("\"refresh_expires_in\":\"60\"", -1, 60'000);
    row("\"refresh_expires_in\":0", -1, -1); // an offline token of Keycloak: it does not end
    row("\"refresh_token_expires_in\":30,\"refresh_expires_in\":60", -1, 30'000);
}

void TestOauthTokenEndpoint::lifetimes()
{
    QFETCH(QByteArray, member);
    QFETCH(qint64, access);
    QFETCH(qint64, refresh);
    const auto tokens = processTokenResponse(answer(200, "{\"access_token\":\"at\"," + member + '}'), now);
    QVERIFY(bool(tokens));
    const auto since = [](const std::optional<TimePoint> &time) {
        return time ? qint64((*time - now).count()) : -1;
    };
    QCOMPARE(since(tokens->expiresAt), access);
    QCOMPARE(since(tokens->refreshExpiresAt), refresh);
}

void TestOauthTokenEndpoint::scopes_data()
{
    QTest::addColumn<QByteArray>("scope");
    QTest::addColumn<QString>("expected"); // "none" for nothing
    QTest::newRow("a text") << QByteArray("\"read write\"") << u"read write"_s;
    QTest::newRow("an empty text") << QByteArray("\"\"") << u""_s;
    QTest::newRow("a list") << QByteArray("[\"read\",\"write\"]") << u"read write"_s;
    QTest::newRow("nothing") << QByteArray("null") << u"none"_s;
    QTest::newRow("a number") << QByteArray("7") << u"none"_s;
}

void TestOauthTokenEndpoint::scopes()
{
    QFETCH(QByteArray, scope);
    QFETCH(QString, expected);
    const auto tokens =
        processTokenResponse(answer(200, "{\"access_token\":\"at\",\"scope\":" + scope + '}'), now);
    QVERIFY(bool(tokens));
    QCOMPARE(tokens->scope.value_or(u"none"_s), expected);
}

void TestOauthTokenEndpoint::saysWhatTheServerSays()
{
    const auto tokens = processTokenResponse(
        answer(400,
               "{\"error\":\"invalid_grant\",\"error_description\":\"Code <b>used</b>\\n\\u202etwice\"}"),
        now);
    QCOMPARE(tokens.error().detail, u"Code <b>used</b> twice"_s);
    const auto busy = processTokenResponse(answer(429, "", {{"Retry-After", "30"}}), now);
    QVERIFY(busy.error().detail.contains(u"30 s"));
}

void TestOauthTokenEndpoint::neverEchoesTheSecret_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, int status, const char *body) {
        QTest::newRow(name) << status << QByteArray(body);
    };
    row("in the description", 400,
        "{\"error\":\"invalid_grant\",\"error_description\":\"bad hunter2-secret!\"}");
    row("as the code", 400, "{\"error\":\"hunter2-secret\"}");
    row("within the code", 400, "{\"error\":\"not_hunter2-secret_please\"}");
    row("in a page of a failure", 500, "no such token: hunter2-secret");
    row("with 200", 200, "{\"error\":\"x\",\"error_description\":\"hunter2-secret\"}");
    row("as the type", 200, "{\"access_token\":\"at\",\"token_type\":\"hunter2-secret\"}");
}

void TestOauthTokenEndpoint::neverEchoesTheSecret()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    const auto tokens = processTokenResponse(answer(status, body), now, secretOf("hunter2-secret"));
    QVERIFY(!tokens);
    const Error &error = tokens.error();
    QVERIFY2(!(error.subject + error.detail).contains(u"hunter2"), qPrintable(error.subject + error.detail));
}

void TestOauthTokenEndpoint::readsAMegabyteOfNothing()
{
    const QByteArray body = "{\"access_token\":\"at\",\"x\":[" + QByteArray("1,").repeated(500'000) + "1]}";
    QCOMPARE(codeOf(processTokenResponse(answer(200, body), now)), QByteArray("none"));
    QCOMPARE(codeOf(processTokenResponse(answer(200, body + QByteArray(100'000, ' ')), now)),
             QByteArray("ResponseNotJson"));
    const QByteArray long1 = "{\"error\":\"" + QByteArray(1'000'000, 'e') + "\"}";
    const Error error = processTokenResponse(answer(400, long1), now).error();
    QVERIFY(error.subject.size() <= 64 && error.detail.size() <= 300);
}

QTEST_GUILESS_MAIN(TestOauthTokenEndpoint)
#include "tst_oauth_token_endpoint.moc"
