#include "support/provider_tools.h"

#include "base/random.h"
#include "jose/key_import.h"
#include "jose/signing.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace claimcheck;
using namespace claimcheck::test;

namespace {

// RFC 7515 appendix A.3: the key of the client practice-machine.
constexpr char machineKey[] =
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
    "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\","
    "\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\"}";

RawHeaders basic(const QByteArray &id, const QByteArray &secret)
{
    return {{"Authorization", "Basic " + (id + ':' + secret).toBase64()}};
}

/// An assertion that is right in everything but what `changes` replaces (an empty value takes a claim away).
QByteArray assertion(const QByteArray &issuer, const QByteArray &subject, const QByteArray &audience,
                     qint64 now, const QByteArray &jti, qint64 lifetime = 60)
{
    const auto keys = jose::importKeys(QByteArray(machineKey), u"machine"_s);
    QJsonObject claims{{u"iss"_s, QString::fromUtf8(issuer)},
                       {u"sub"_s, QString::fromUtf8(subject)},
                       {u"aud"_s, QString::fromUtf8(audience)},
                       {u"iat"_s, now},
                       {u"exp"_s, now + lifetime}};
    if (!jti.isEmpty())
        claims.insert(u"jti"_s, QString::fromUtf8(jti));
    return *jose::signCompact("{\"alg\":\"ES256\"}", QJsonDocument(claims).toJson(QJsonDocument::Compact),
                              keys->keys.front(), *jose::findAlgorithm("ES256"));
}

} // namespace

/// The token endpoint: each grant, each way to authenticate, and each attack with its exact error.
class TestPracticeOauthToken final : public QObject {
    Q_OBJECT

private:
    [[nodiscard]] RawAnswer ask(const Pairs &form, const RawHeaders &headers = {});
    [[nodiscard]] RawAnswer refresh(const QByteArray &token, const Pairs &changes = {});
    [[nodiscard]] int userInfo(const QByteArray &accessToken);
    [[nodiscard]] qint64 now() const;
    [[nodiscard]] Pairs machineForm(const Pairs &changes = {});
    PracticeProvider m_provider;

private Q_SLOTS:
    void initTestCase();
    void refusesWrongCodes_data();
    void refusesWrongCodes();
    void codeIsGoodForAMinute();
    void replayedCodeRevokesWhatItGave();
    void codeIsItsClients();
    void refusesWrongRequests_data();
    void refusesWrongRequests();
    void refreshRotates();
    void reusedRefreshTokenEndsAll();
    void refreshTokenIsItsClients();
    void refreshNeverWidensTheScope();
    void noRefreshTokenWithoutOfflineAccess();
    void clientsAuthenticateTheirWayOnly_data();
    void clientsAuthenticateTheirWayOnly();
    void clientCredentialsAreNobody();
    void assertionsAreJudged_data();
    void assertionsAreJudged();
    void assertionIsUsedOnce();
    void secretMayBeProvenByAnHmac();
    void jwtBearerActsForAPerson();
    void passwordGrant_data();
    void passwordGrant();
    void opaqueTokensWork();
    void exchangeNarrows();
    void exchangeRefuses_data();
    void exchangeRefuses();
};

void TestPracticeOauthToken::initTestCase()
{
    QVERIFY2(m_provider.start(), qPrintable(m_provider.problem()));
}

RawAnswer TestPracticeOauthToken::ask(const Pairs &form, const RawHeaders &headers)
{
    return postForm(m_provider, "/oauth/token", form, headers);
}

RawAnswer TestPracticeOauthToken::refresh(const QByteArray &token, const Pairs &changes)
{
    return ask(with({{"grant_type", "refresh_token"}, {"client_id", "claimcheck"}, {"refresh_token", token}},
                    changes));
}

int TestPracticeOauthToken::userInfo(const QByteArray &accessToken)
{
    return rawRequest(m_provider.port(), "GET", "/oauth/userinfo", bearer(accessToken)).status;
}

qint64 TestPracticeOauthToken::now() const
{
    return std::chrono::floor<std::chrono::seconds>(m_provider.clock().now()).time_since_epoch().count();
}

Pairs TestPracticeOauthToken::machineForm(const Pairs &changes)
{
    return with({{"grant_type", "client_credentials"},
                 {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
                 {"client_assertion", assertion("practice-machine", "practice-machine",
                                                m_provider.url().toUtf8(), now(), *randomText(8))}},
                changes);
}

void TestPracticeOauthToken::refusesWrongCodes_data()
{
    QTest::addColumn<Pairs>("changes");
    QTest::addColumn<QByteArray>("error");
    const auto row = [](const char *name, const Pairs &changes, const char *error) {
        QTest::newRow(name) << changes << QByteArray(error);
    };
    row("unknown code", {{"code", "nobody-knows-it"}}, "invalid_grant");
    row("no code", {{"code", ""}}, "invalid_request");
    row("another redirect_uri", {{"redirect_uri", "http://127.0.0.1:34568/callback"}}, "invalid_grant");
    row("no redirect_uri", {{"redirect_uri", ""}}, "invalid_grant");
    row("no verifier: PKCE downgrade", {{"code_verifier", ""}}, "invalid_grant");
    row("the challenge as verifier", {{"code_verifier", knownChallenge}}, "invalid_grant");
    row("another verifier", {{"code_verifier", QByteArray(43, 'a')}}, "invalid_grant");
    row("another client", {{"client_id", "practice-dpop"}}, "invalid_dpop_proof");
    row("unknown client", {{"client_id", "nobody"}}, "invalid_client");
    row("no client", {{"client_id", ""}}, "invalid_client");
}

void TestPracticeOauthToken::refusesWrongCodes()
{
    QFETCH(Pairs, changes);
    QFETCH(QByteArray, error);
    const QByteArray code = approvedCode(m_provider);
    const RawAnswer refused = ask(with(codeForm(code), changes));
    QCOMPARE(refused.text("error"), error);
    QCOMPARE(refused.status, error == "invalid_client" ? 401 : 400);
    // A wrong try uses nothing up: the row differs from a good one in that one thing.
    QCOMPARE(ask(codeForm(code)).status, 200);
}

void TestPracticeOauthToken::codeIsGoodForAMinute()
{
    const QByteArray code = approvedCode(m_provider);
    const QByteArray late = approvedCode(m_provider);
    m_provider.clock().advance(std::chrono::seconds(58));
    QCOMPARE(ask(codeForm(code)).status, 200);
    m_provider.clock().advance(std::chrono::seconds(3));
    QCOMPARE(ask(codeForm(late)).text("error"), "invalid_grant");
}

void TestPracticeOauthToken::replayedCodeRevokesWhatItGave()
{
    const QByteArray code = approvedCode(m_provider);
    const RawAnswer first = ask(codeForm(code));
    QCOMPARE(userInfo(first.text("access_token")), 200);
    // Even after the minute: it was used.
    m_provider.clock().advance(std::chrono::seconds(90));
    QCOMPARE(ask(codeForm(code)).text("error"), "invalid_grant");
    QCOMPARE(userInfo(first.text("access_token")), 401);
    QCOMPARE(refresh(first.text("refresh_token")).text("error"), "invalid_grant");
}

void TestPracticeOauthToken::codeIsItsClients()
{
    const QByteArray code = approvedCode(m_provider);
    const RawAnswer stolen = ask(with(codeForm(code), {{"client_id", ""}}),
                                 basic("practice-web", "practice-web-secret-known-to-everybody"));
    QCOMPARE(stolen.status, 400);
    QCOMPARE(stolen.text("error"), "invalid_grant");
}

void TestPracticeOauthToken::refusesWrongRequests_data()
{
    QTest::addColumn<Pairs>("changes");
    QTest::addColumn<QByteArray>("error");
    QTest::newRow("no grant") << Pairs{{"grant_type", ""}} << QByteArray("invalid_request");
    QTest::newRow("unknown grant") << Pairs{{"grant_type", "implicit"}}
                                   << QByteArray("unsupported_grant_type");
    QTest::newRow("grant of others") << Pairs{{"grant_type", "client_credentials"}}
                                     << QByteArray("unauthorized_client");
}

void TestPracticeOauthToken::refusesWrongRequests()
{
    QFETCH(Pairs, changes);
    QFETCH(QByteArray, error);
    const RawAnswer answer = ask(with(codeForm("x"), changes));
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.text("error"), error);
    Pairs repeated = codeForm("x");
    repeated.emplace_back("code", "y");
    QCOMPARE(ask(repeated).text("error"), "invalid_request");
    QCOMPARE(rawRequest(m_provider.port(), "POST", "/oauth/token", asJson, "{}").text("error"),
             "invalid_request");
}

void TestPracticeOauthToken::refreshRotates()
{
    const RawAnswer first = signInWithCode(m_provider);
    const RawAnswer second = refresh(first.text("refresh_token"));
    QCOMPARE(second.status, 200);
    QVERIFY(second.text("refresh_token") != first.text("refresh_token"));
    QVERIFY(second.text("access_token") != first.text("access_token"));
    // The ID Token is of the same sign-in, and answers no request: no nonce.
    const QJsonObject before = claimsOf(first.text("id_token"));
    const QJsonObject after = claimsOf(second.text("id_token"));
    for (const QString &name : {u"iss"_s, u"sub"_s, u"aud"_s, u"auth_time"_s, u"sid"_s})
        QCOMPARE(after[name], before[name]);
    QVERIFY(!after.contains(u"nonce"_s));
    QCOMPARE(refresh(second.text("refresh_token")).status, 200);
}

void TestPracticeOauthToken::reusedRefreshTokenEndsAll()
{
    const RawAnswer first = signInWithCode(m_provider);
    const RawAnswer second = refresh(first.text("refresh_token"));
    QCOMPARE(userInfo(second.text("access_token")), 200);
    const RawAnswer reused = refresh(first.text("refresh_token"));
    QCOMPARE(reused.status, 400);
    QCOMPARE(reused.text("error"), "invalid_grant");
    QCOMPARE(userInfo(second.text("access_token")), 401);
    QCOMPARE(refresh(second.text("refresh_token")).text("error"), "invalid_grant");
}

void TestPracticeOauthToken::refreshTokenIsItsClients()
{
    const RawAnswer tokens = signInWithCode(m_provider);
    const RawAnswer stolen =
        ask({{"grant_type", "refresh_token"}, {"refresh_token", tokens.text("refresh_token")}},
            basic("practice-web", "practice-web-secret-known-to-everybody"));
    QCOMPARE(stolen.text("error"), "invalid_grant");
    QCOMPARE(refresh(tokens.text("refresh_token")).status, 200);
}

void TestPracticeOauthToken::refreshNeverWidensTheScope()
{
    const RawAnswer tokens = signInWithCode(m_provider);
    QCOMPARE(refresh(tokens.text("refresh_token"), {{"scope", "openid notes:write"}}).text("error"),
             "invalid_scope");
    const RawAnswer narrow = refresh(tokens.text("refresh_token"), {{"scope", "openid"}});
    QCOMPARE(narrow.text("scope"), "openid");
    QCOMPARE(rawRequest(m_provider.port(), "GET", "/oauth/notes", bearer(narrow.text("access_token"))).status,
             403);
    QCOMPARE(refresh(narrow.text("refresh_token")).text("scope"),
             "openid profile email offline_access notes:read");
}

void TestPracticeOauthToken::noRefreshTokenWithoutOfflineAccess()
{
    const RawAnswer tokens = signInWithCode(m_provider, {{"scope", "openid"}});
    QCOMPARE(tokens.status, 200);
    QVERIFY(!tokens.json().contains(u"refresh_token"_s));
}

void TestPracticeOauthToken::clientsAuthenticateTheirWayOnly_data()
{
    QTest::addColumn<Pairs>("form");
    QTest::addColumn<RawHeaders>("headers");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("error");
    const auto row = [](const char *name, const Pairs &form, const RawHeaders &headers, int status,
                        const char *error) {
        QTest::newRow(name) << form << headers << status << QByteArray(error);
    };
    const QByteArray web = "practice-web-secret-known-to-everybody";
    const QByteArray opaque = "practice-opaque-secret-known-to-everybody";
    row("basic", {}, basic("practice-web", web), 200, "");
    row("basic, encoded twice", {}, basic("practice%2Dweb", web), 200, "");
    row("basic, with the same id in the form", {{"client_id", "practice-web"}}, basic("practice-web", web),
        200, "");
    row("basic, with another id", {{"client_id", "claimcheck"}}, basic("practice-web", web), 400,
        "invalid_request");
    row("basic, wrong secret", {}, basic("practice-web", "guess"), 401, "invalid_client");
    row("basic, no secret", {}, basic("practice-web", ""), 401, "invalid_client");
    row("basic, unknown", {}, basic("nobody", web), 401, "invalid_client");
    row("basic, no colon", {}, {{"Authorization", "Basic cHJhY3RpY2U="}}, 401, "invalid_client");
    row("none for basic", {{"client_id", "practice-web"}}, {}, 401, "invalid_client");
    row("post for basic", {{"client_id", "practice-web"}, {"client_secret", web}}, {}, 401, "invalid_client");
    row("post", {{"client_id", "practice-opaque"}, {"client_secret", opaque}}, {}, 200, "");
    row("post, wrong secret", {{"client_id", "practice-opaque"}, {"client_secret", "guess"}}, {}, 401,
        "invalid_client");
    row("basic for post", {}, basic("practice-opaque", opaque), 401, "invalid_client");
    row("both at once", {{"client_id", "practice-web"}, {"client_secret", web}}, basic("practice-web", web),
        400, "invalid_request");
}

void TestPracticeOauthToken::clientsAuthenticateTheirWayOnly()
{
    QFETCH(Pairs, form);
    QFETCH(RawHeaders, headers);
    QFETCH(int, status);
    QFETCH(QByteArray, error);
    const RawAnswer answer =
        ask(with(form, {{"grant_type", "client_credentials"}, {"scope", "notes:read"}}), headers);
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.text("error"), error);
    // RFC 6749 section 5.2: who tried Basic is challenged with it.
    if (status == 401)
        QCOMPARE(answer.header("WWW-Authenticate").startsWith("Basic"), !headers.empty());
}

void TestPracticeOauthToken::clientCredentialsAreNobody()
{
    const RawAnswer answer = ask(machineForm());
    QCOMPARE(answer.status, 200);
    QVERIFY(!answer.json().contains(u"refresh_token"_s));
    QVERIFY(!answer.json().contains(u"id_token"_s));
    const QJsonObject claims = claimsOf(answer.text("access_token"));
    QCOMPARE(claims[u"sub"_s].toString(), u"practice-machine"_s);
    QCOMPARE(ask(machineForm({{"scope", "openid"}})).text("error"), "invalid_scope");
    QCOMPARE(userInfo(answer.text("access_token")), 403);
}

void TestPracticeOauthToken::assertionsAreJudged_data()
{
    QTest::addColumn<QByteArray>("issuer");
    QTest::addColumn<QByteArray>("subject");
    QTest::addColumn<QByteArray>("audience"); // of this server where it begins with a slash
    QTest::addColumn<int>("issuedAgo");
    QTest::addColumn<int>("lifetime");
    QTest::addColumn<QByteArray>("jti");
    QTest::addColumn<int>("status");
    const QByteArray id = "practice-machine";
    QTest::newRow("good") << id << id << QByteArray("/") << 0 << 60 << QByteArray("a1") << 200;
    QTest::newRow("for the token endpoint")
        << id << id << QByteArray("/oauth/token") << 0 << 60 << QByteArray("a2") << 200;
    QTest::newRow("for somebody else")
        << id << id << QByteArray("https://other.example") << 0 << 60 << QByteArray("a3") << 401;
    QTest::newRow("expired") << id << id << QByteArray("/") << 120 << 60 << QByteArray("a4") << 401;
    QTest::newRow("good for a day") << id << id << QByteArray("/") << 0 << 86400 << QByteArray("a5") << 401;
    QTest::newRow("no jti") << id << id << QByteArray("/") << 0 << 60 << QByteArray() << 401;
    QTest::newRow("of another issuer")
        << QByteArray("claimcheck") << id << QByteArray("/") << 0 << 60 << QByteArray("a6") << 401;
    QTest::newRow("about another client")
        << id << QByteArray("practice-secret-jwt") << QByteArray("/") << 0 << 60 << QByteArray("a7") << 401;
}

void TestPracticeOauthToken::assertionsAreJudged()
{
    QFETCH(QByteArray, issuer);
    QFETCH(QByteArray, subject);
    QFETCH(QByteArray, audience);
    QFETCH(int, issuedAgo);
    QFETCH(int, lifetime);
    QFETCH(QByteArray, jti);
    QFETCH(int, status);
    const QByteArray here = m_provider.url().toUtf8();
    const QByteArray wanted = audience == "/" ? here : audience.startsWith('/') ? here + audience : audience;
    const RawAnswer answer = ask(machineForm(
        {{"client_assertion", assertion(issuer, subject, wanted, now() - issuedAgo, jti, lifetime)}}));
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.text("error"), status == 200 ? "" : "invalid_client");
}

void TestPracticeOauthToken::assertionIsUsedOnce()
{
    const Pairs form = machineForm();
    QCOMPARE(ask(form).status, 200);
    QCOMPARE(ask(form).text("error"), "invalid_client");
}

void TestPracticeOauthToken::secretMayBeProvenByAnHmac()
{
    const QByteArray id = "practice-secret-jwt";
    const auto ask = [&](const QByteArray &secret) {
        const auto keys = jose::importSecret(Secret(secret), jose::SecretEncoding::Text);
        const QJsonObject claims{{u"iss"_s, QString::fromUtf8(id)},
                                 {u"sub"_s, QString::fromUtf8(id)},
                                 {u"aud"_s, m_provider.url()},
                                 {u"exp"_s, now() + 60},
                                 {u"jti"_s, QString::fromUtf8(*randomText(8))}};
        return this->ask(machineForm(
            {{"client_assertion",
              *jose::signCompact("{\"alg\":\"HS256\"}", QJsonDocument(claims).toJson(QJsonDocument::Compact),
                                 keys->keys.front(), *jose::findAlgorithm("HS256"))}}));
    };
    QCOMPARE(ask("practice-secret-jwt-secret-known-to-everybody").status, 200);
    QCOMPARE(ask("practice-secret-jwt-secret-known-to-nobody").text("error"), "invalid_client");
}

void TestPracticeOauthToken::jwtBearerActsForAPerson()
{
    const auto grant = [this](const QByteArray &subject) {
        return ask(machineForm({{"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"},
                                {"assertion", assertion("practice-machine", subject,
                                                        m_provider.url().toUtf8(), now(), *randomText(8))}}));
    };
    const RawAnswer answer = grant("u-1002");
    QCOMPARE(answer.status, 200);
    QCOMPARE(claimsOf(answer.text("access_token"))[u"sub"_s].toString(), u"u-1002"_s);
    QCOMPARE(grant("u-9999").text("error"), "invalid_grant");
}

void TestPracticeOauthToken::passwordGrant_data()
{
    QTest::addColumn<Pairs>("changes");
    QTest::addColumn<QByteArray>("error");
    QTest::newRow("good") << Pairs{} << QByteArray();
    QTest::newRow("wrong password") << Pairs{{"password", "guess"}} << QByteArray("invalid_grant");
    QTest::newRow("unknown user") << Pairs{{"username", "mallory"}} << QByteArray("invalid_grant");
    QTest::newRow("no password") << Pairs{{"password", ""}} << QByteArray("invalid_request");
    QTest::newRow("foreign scope") << Pairs{{"scope", "admin"}} << QByteArray("invalid_scope");
    QTest::newRow("foreign resource")
        << Pairs{{"resource", "https://api.example"}} << QByteArray("invalid_target");
}

void TestPracticeOauthToken::passwordGrant()
{
    QFETCH(Pairs, changes);
    QFETCH(QByteArray, error);
    const RawAnswer answer = ask(with({{"grant_type", "password"},
                                       {"client_id", "claimcheck"},
                                       {"username", "bob"},
                                       {"password", "builder"},
                                       {"scope", "openid offline_access"}},
                                      changes));
    QCOMPARE(answer.text("error"), error);
    QCOMPARE(answer.status, error.isEmpty() ? 200 : 400);
    QCOMPARE(answer.json().contains(u"refresh_token"_s), error.isEmpty());
}

void TestPracticeOauthToken::opaqueTokensWork()
{
    const QByteArray code = approvedCode(m_provider, {{"client_id", "practice-opaque"}});
    const RawAnswer answer =
        ask(with(codeForm(code), {{"client_id", "practice-opaque"},
                                  {"client_secret", "practice-opaque-secret-known-to-everybody"}}));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.text("access_token").count('.'), 0);
    QCOMPARE(userInfo(answer.text("access_token")), 200);
    QCOMPARE(userInfo(answer.text("access_token") + "x"), 401);
    QCOMPARE(headerOf(answer.text("id_token"))[u"alg"_s].toString(), u"EdDSA"_s);
    m_provider.clock().advance(std::chrono::seconds(301));
    QCOMPARE(userInfo(answer.text("access_token")), 401);
}

void TestPracticeOauthToken::exchangeNarrows()
{
    const RawAnswer tokens = signInWithCode(m_provider);
    m_provider.clock().advance(std::chrono::seconds(100));
    const RawAnswer answer = ask({{"grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"},
                                  {"subject_token", tokens.text("access_token")},
                                  {"subject_token_type", "urn:ietf:params:oauth:token-type:access_token"},
                                  {"scope", "notes:read"}},
                                 basic("practice-web", "practice-web-secret-known-to-everybody"));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.text("issued_token_type"), "urn:ietf:params:oauth:token-type:access_token");
    QCOMPARE(answer.text("scope"), "notes:read");
    QVERIFY(answer.json()[u"expires_in"_s].toInt() <= 200); // no longer than the first
    const QJsonObject claims = claimsOf(answer.text("access_token"));
    QCOMPARE(claims[u"sub"_s].toString(), u"u-1001"_s);
    QCOMPARE(claims[u"act"_s].toObject()[u"sub"_s].toString(), u"practice-web"_s);
}

void TestPracticeOauthToken::exchangeRefuses_data()
{
    QTest::addColumn<Pairs>("changes");
    QTest::addColumn<QByteArray>("error");
    const auto row = [](const char *name, const Pairs &changes, const char *error) {
        QTest::newRow(name) << changes << QByteArray(error);
    };
    row("more scope", {{"scope", "notes:write"}}, "invalid_scope");
    row("garbage", {{"subject_token", "not.a.token"}}, "invalid_request");
    row("another type", {{"subject_token_type", "urn:ietf:params:oauth:token-type:id_token"}},
        "invalid_request");
    row("another wish", {{"requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token"}},
        "invalid_request");
    row("foreign audience", {{"audience", "https://api.example"}}, "invalid_target");
}

void TestPracticeOauthToken::exchangeRefuses()
{
    QFETCH(Pairs, changes);
    QFETCH(QByteArray, error);
    const RawAnswer tokens = signInWithCode(m_provider);
    const RawAnswer answer =
        ask(with({{"grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"},
                  {"client_id", "claimcheck"},
                  {"subject_token", tokens.text("access_token")},
                  {"subject_token_type", "urn:ietf:params:oauth:token-type:access_token"}},
                 changes));
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.text("error"), error);
}

QTEST_GUILESS_MAIN(TestPracticeOauthToken)
#include "tst_practice_oauth_token.moc"
