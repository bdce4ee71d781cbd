// The clients of the token endpoint: how each proves who it is, and what it gets for itself or for a person.

#include "tst_practice_oauth_token.h"

#include "base/random.h"
#include "jose/key_import.h"
#include "jose/signing.h"

namespace {

// RFC 7515 appendix A.3: the key of the client practice-machine.
constexpr char machineKey[] =
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
    "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\","
    "\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\"}";

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
