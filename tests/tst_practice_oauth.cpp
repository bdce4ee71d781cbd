#include "support/provider_tools.h"

#include "jose/dpop.h"
#include "jose/key_export.h"
#include "jose/key_import.h"
#include "jose/verification.h"

#include "practice/oauth_provider.h"
#include "practice/oauth_tables.h"
#include "practice/server.h"
#include "practice/storage.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace claimcheck;
using namespace claimcheck::test;

/// The code flow of the practice server's OpenID Provider, from discovery to the tokens.
class TestPracticeOauth final : public QObject {
    Q_OBJECT

private:
    [[nodiscard]] jose::KeySet providerKeys();
    PracticeProvider m_provider;

private Q_SLOTS:
    void initTestCase();
    void cleanup() { m_provider.clearFaults(); }
    void discoveryNamesWhatIsThere_data();
    void discoveryNamesWhatIsThere();
    void codeFlowGivesTokens();
    void idTokenVerifiesWithThePublishedKeys();
    void redirectNamesStateAndIssuer();
    void declinedIsAccessDenied();
    void everythingSurvivesARestart();
    void aResetTakesAllTokensAlong();
    void aDayLeavesNoExpiredRow();
    void whatIsInsideCanBeSeen();
    void strangersFillNoTable_data();
    void strangersFillNoTable();
};

namespace {

qint64 count(PracticeProvider &provider, const QString &sql, const QVariantList &values = {})
{
    qint64 rows = -1;
    provider.inServer([&](practice::Server &server) {
        const auto answer = server.provider().storage.run(sql, values);
        rows = answer ? answer->rows.front()[0].toLongLong() : -1;
    });
    return rows;
}

qint64 expiredRows(PracticeProvider &provider, const QString &table)
{
    return count(provider, u"SELECT count(*) FROM %1 WHERE expires_at <= ?"_s.arg(table),
                 {practice::stored(provider.clock().now())});
}

/// The provider's tables whose rows end, as the database itself knows them.
QSet<QString> endingTables(PracticeProvider &provider)
{
    QSet<QString> names;
    provider.inServer([&names](practice::Server &server) {
        const auto found =
            server.provider().storage.run(u"SELECT sqlite_master.name FROM sqlite_master JOIN "
                                          u"pragma_table_info(sqlite_master.name) AS field"
                                          " WHERE sqlite_master.type = 'table' AND field.name = 'expires_at'"
                                          " AND sqlite_master.name LIKE 'oauth%'"_s);
        if (found) {
            for (const QVariantList &row : found->rows)
                names << row[0].toString();
        }
    });
    return names;
}

} // namespace

void TestPracticeOauth::initTestCase()
{
    QVERIFY2(m_provider.start(), qPrintable(m_provider.problem()));
}

jose::KeySet TestPracticeOauth::providerKeys()
{
    const auto keys = jose::importKeys(rawRequest(m_provider.port(), "GET", "/oauth/jwks").body, u"jwks"_s);
    return keys ? *keys : jose::KeySet();
}

void TestPracticeOauth::discoveryNamesWhatIsThere_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("openid") << QByteArray("/.well-known/openid-configuration");
    QTest::newRow("rfc8414") << QByteArray("/.well-known/oauth-authorization-server");
}

void TestPracticeOauth::discoveryNamesWhatIsThere()
{
    QFETCH(QByteArray, path);
    const RawAnswer answer = rawRequest(m_provider.port(), "GET", path);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Content-Type"), "application/json");
    const QJsonObject metadata = answer.json();
    QCOMPARE(metadata[u"issuer"_s].toString(), m_provider.url());
    QCOMPARE(metadata[u"code_challenge_methods_supported"_s].toArray(), QJsonArray{u"S256"_s});
    QCOMPARE(metadata[u"authorization_response_iss_parameter_supported"_s].toBool(), true);
    // Every endpoint that is named is there: whatever it says to an empty request, it is not "not found".
    for (auto member = metadata.begin(); member != metadata.end(); ++member) {
        if (!member.key().endsWith(u"_endpoint"_s) && member.key() != u"jwks_uri"_s)
            continue;
        const QUrl url(member.value().toString());
        QCOMPARE(url.port(), m_provider.port());
        QVERIFY2(rawRequest(m_provider.port(), "GET", url.path().toUtf8()).status != 404,
                 qPrintable(member.key()));
    }
}

void TestPracticeOauth::codeFlowGivesTokens()
{
    const RawAnswer answer = signInWithCode(m_provider);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Cache-Control"), "no-store");
    QCOMPARE(answer.text("token_type"), "Bearer");
    QCOMPARE(answer.json()[u"expires_in"_s].toInt(), 300);
    QCOMPARE(answer.text("scope"), "openid profile email offline_access notes:read");
    QVERIFY(!answer.text("refresh_token").isEmpty());

    const QJsonObject access = claimsOf(answer.text("access_token"));
    QCOMPARE(headerOf(answer.text("access_token"))[u"typ"_s].toString(), u"at+jwt"_s);
    QCOMPARE(access[u"sub"_s].toString(), u"u-1001"_s);
    QCOMPARE(access[u"client_id"_s].toString(), u"claimcheck"_s);
    QCOMPARE(access[u"aud"_s].toString(), m_provider.url());

    const RawAnswer person =
        rawRequest(m_provider.port(), "GET", "/oauth/userinfo", bearer(answer.text("access_token")));
    QCOMPARE(person.status, 200);
    QCOMPARE(person.text("sub"), "u-1001");
    QCOMPARE(person.text("email"), "alice@practice.example");
}

void TestPracticeOauth::idTokenVerifiesWithThePublishedKeys()
{
    const QByteArray code = approvedCode(m_provider);
    const RawAnswer answer = postForm(m_provider, "/oauth/token", codeForm(code));
    const QByteArray token = answer.text("id_token");
    jose::Expectations expectations;
    expectations.at = m_provider.clock().now();
    expectations.issuer = m_provider.url().toUtf8();
    expectations.audience = QByteArray("claimcheck");
    expectations.nonce = QByteArray("nonce-of-this-request");
    expectations.authorizedParty = QByteArray("claimcheck");
    const auto verified = jose::verify(jose::ParsedToken::parse(token), providerKeys(), expectations);
    QVERIFY2(verified, codeName(verified ? ErrorCode::Cancelled : verified.error().code).constData());

    const auto half = [](const QByteArray &text) {
        return QCryptographicHash::hash(text, QCryptographicHash::Sha256)
            .first(16)
            .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    };
    const QJsonObject claims = claimsOf(token);
    QCOMPARE(claims[u"at_hash"_s].toString().toUtf8(), half(answer.text("access_token")));
    QCOMPARE(claims[u"c_hash"_s].toString().toUtf8(), half(code));
    QVERIFY(!claims[u"sid"_s].toString().isEmpty());
    QVERIFY(claims[u"auth_time"_s].isDouble());
    QCOMPARE(claims[u"preferred_username"_s].toString(), u"alice"_s);
}

void TestPracticeOauth::redirectNamesStateAndIssuer()
{
    const QUrl redirect = m_provider.approve(authorizationUrl(m_provider, goodRequest()));
    QVERIFY2(redirect.isValid(), qPrintable(m_provider.problem()));
    QCOMPARE(redirect.adjusted(QUrl::RemoveQuery), QUrl(QLatin1StringView(loopbackRedirect)));
    QCOMPARE(parameter(redirect, "state"), "state-of-this-request");
    QCOMPARE(parameter(redirect, "iss"), m_provider.url().toUtf8());
}

void TestPracticeOauth::declinedIsAccessDenied()
{
    const QUrl redirect = m_provider.decline(authorizationUrl(m_provider, goodRequest()));
    QCOMPARE(parameter(redirect, "error"), "access_denied");
    QCOMPARE(parameter(redirect, "state"), "state-of-this-request");
    QCOMPARE(parameter(redirect, "code"), "");
}

void TestPracticeOauth::everythingSurvivesARestart()
{
    const QTemporaryDir folder;
    const PracticeProvider::Settings settings{.database = folder.filePath(u"practice.db"_s)};
    auto provider = std::make_unique<PracticeProvider>();
    QVERIFY2(provider->start(settings), qPrintable(provider->problem()));
    const RawAnswer tokens = signInWithCode(*provider);
    QCOMPARE(tokens.status, 200);
    const QString url = provider->url();
    provider.reset();
    provider = std::make_unique<PracticeProvider>();
    QVERIFY2(provider->start(settings), qPrintable(provider->problem()));
    QCOMPARE(provider->url(), url);
    QCOMPARE(
        rawRequest(provider->port(), "GET", "/oauth/userinfo", bearer(tokens.text("access_token"))).status,
        200);
    QCOMPARE(postForm(*provider, "/oauth/token",
                      {{"grant_type", "refresh_token"},
                       {"client_id", "claimcheck"},
                       {"refresh_token", tokens.text("refresh_token")}})
                 .status,
             200);
}

void TestPracticeOauth::aResetTakesAllTokensAlong()
{
    PracticeProvider provider;
    QVERIFY2(provider.start(), qPrintable(provider.problem()));
    const RawAnswer tokens = signInWithCode(provider);
    const QByteArray keys = rawRequest(provider.port(), "GET", "/oauth/jwks").body;
    QCOMPARE(rawRequest(provider.port(), "POST", "/practice/reset", asJson, "{}").status / 100, 2);
    QCOMPARE(
        rawRequest(provider.port(), "GET", "/oauth/userinfo", bearer(tokens.text("access_token"))).status,
        401);
    QVERIFY(rawRequest(provider.port(), "GET", "/oauth/jwks").body != keys);
    QCOMPARE(signInWithCode(provider).status, 200);
}

void TestPracticeOauth::aDayLeavesNoExpiredRow()
{
    PracticeProvider provider;
    QVERIFY2(provider.start(), qPrintable(provider.problem()));
    // Something in each table: an unfinished sign-in, a pushed request, a code, tokens, a device, a client, a
    // proof.
    (void)rawRequest(provider.port(), "GET",
                     "/oauth/authorize?" + encoded(goodRequest())); // a page that nobody answers
    (void)postForm(provider, "/oauth/par", goodRequest());
    (void)postForm(provider, "/oauth/device_authorization", {{"client_id", "claimcheck"}});
    (void)rawRequest(provider.port(), "POST", "/oauth/register", asJson,
                     "{\"redirect_uris\":[\"http://127.0.0.1/callback\"]}");
    const auto key = jose::generateKey(jose::KeyType::Ec, "P-256");
    const QByteArray code = approvedCode(provider);
    RawAnswer tokens;
    for (std::optional<QByteArray> nonce; tokens.status != 200; nonce = tokens.header("DPoP-Nonce")) {
        QVERIFY2(!nonce || tokens.text("error") == "use_dpop_nonce", tokens.body.constData());
        const auto proof = jose::makeDpopProof(
            *key, *jose::findAlgorithm("ES256"),
            {.method = "POST", .uri = provider.url().toUtf8() + "/oauth/token", .nonce = nonce},
            nonce.value_or("first"), provider.clock().now());
        tokens = postForm(provider, "/oauth/token", codeForm(code), {{"DPoP", *proof}});
    }

    const QSet<QString> tables = endingTables(provider);
    QCOMPARE(tables, (QSet<QString>{u"oauth_client"_s, u"oauth_session"_s, u"oauth_interaction"_s,
                                    u"oauth_pushed"_s, u"oauth_consent"_s, u"oauth_grant"_s, u"oauth_code"_s,
                                    u"oauth_access"_s, u"oauth_device"_s, u"oauth_seen"_s}));
    const auto purge = [&provider] {
        bool purged = false;
        provider.inServer([&purged](practice::Server &server) { purged = bool(server.provider().purge()); });
        return purged;
    };
    const QSet<QString> longer{u"oauth_consent"_s, u"oauth_grant"_s};
    for (const auto days : {1, 31}) {
        provider.clock().advance(std::chrono::hours(24 * days));
        // Each has a row that has expired by then, or the test would prove nothing.
        for (const QString &table : days == 1 ? tables - longer : longer)
            QVERIFY2(expiredRows(provider, table) > 0, qPrintable(table));
        QVERIFY(purge());
        for (const QString &table : tables)
            QVERIFY2(expiredRows(provider, table) == 0, qPrintable(table));
    }
    // What has no end of its own goes with what it hangs on.
    QCOMPARE(count(provider, u"SELECT count(*) FROM oauth_refresh"_s), 0);
}

void TestPracticeOauth::whatIsInsideCanBeSeen()
{
    const RawAnswer tokens = signInWithCode(m_provider);
    const auto inside = [this](const QByteArray &user) {
        return rawRequest(m_provider.port(), "GET", "/practice/inside?system=oauth&user=" + user);
    };
    const RawAnswer answer = inside("alice");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json()[u"about"_s][u"title"_s].toString(), u"OAuth 2 and OpenID Connect"_s);
    const QJsonObject seen = answer.json()[u"tables"_s].toObject();
    const auto last = [&seen](const char *table) {
        const QJsonArray rows = seen[QLatin1String(table)].toArray();
        return rows.isEmpty() ? QJsonObject() : rows.last().toObject();
    };
    const QString grant = last("oauth_grant")[u"id"_s].toString();
    QVERIFY(!grant.isEmpty());
    for (const char *table : {"oauth_code", "oauth_refresh", "oauth_access"})
        QCOMPARE(last(table)[u"grant_id"_s].toString(), grant);
    QCOMPARE(last("oauth_code")[u"used"_s], QJsonValue(true));
    QCOMPARE(last("oauth_refresh")[u"rotated"_s], QJsonValue(false));
    QCOMPARE(last("oauth_access")[u"id"_s], claimsOf(tokens.text("access_token"))[u"jti"_s]);
    QCOMPARE(last("oauth_consent")[u"client_id"_s].toString(), u"claimcheck"_s);
    QVERIFY(!last("oauth_session").isEmpty());
    // No secret stands there, and nothing of anybody else's.
    QVERIFY(!answer.body.contains(tokens.text("refresh_token")));
    QVERIFY(!answer.body.contains(tokens.text("access_token")));
    for (const QJsonValue &rows : inside("bob").json()[u"tables"_s].toObject())
        QCOMPARE(rows.toArray().size(), 0);
}

void TestPracticeOauth::strangersFillNoTable_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("form");
    QTest::newRow("oauth_interaction")
        << QByteArray("GET") << "/oauth/authorize?" + encoded(goodRequest()) << QByteArray();
    QTest::newRow("oauth_pushed") << QByteArray("POST") << QByteArray("/oauth/par") << encoded(goodRequest());
    QTest::newRow("oauth_device") << QByteArray("POST") << QByteArray("/oauth/device_authorization")
                                  << QByteArray("client_id=claimcheck");
}

void TestPracticeOauth::strangersFillNoTable()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, form);
    const QString table = QString::fromLatin1(QTest::currentDataTag());
    const auto rows = [&] { return count(m_provider, u"SELECT count(*) FROM "_s + table); };
    const auto most = practice::provider::mostWaiting;
    for (int i = 0; i < most + 5; ++i) {
        const RawAnswer answer = rawRequest(m_provider.port(), method, target,
                                            {{"Content-Type", "application/x-www-form-urlencoded"}}, form);
        QVERIFY2(answer.status == 200 || answer.status == 201, answer.body.constData());
    }
    QCOMPARE(rows(), most);
    // The newest are the ones that stay.
    QCOMPARE(signInWithCode(m_provider).status, 200);
}

QTEST_GUILESS_MAIN(TestPracticeOauth)
#include "tst_practice_oauth.moc"
