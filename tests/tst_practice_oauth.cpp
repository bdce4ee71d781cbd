#include "support/provider_tools.h"

#include "jose/key_import.h"
#include "jose/verification.h"

#include "practice/oauth_provider.h"
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
};

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
    // Something in each table: an unfinished sign-in, a pushed request, a code, tokens, a device, a client.
    (void)rawRequest(provider.port(), "GET",
                     "/oauth/authorize?" + encoded(goodRequest())); // a page that nobody answers
    (void)postForm(provider, "/oauth/par", goodRequest());
    (void)postForm(provider, "/oauth/device_authorization", {{"client_id", "claimcheck"}});
    (void)rawRequest(provider.port(), "POST", "/oauth/register", asJson,
                     "{\"redirect_uris\":[\"http://127.0.0.1/callback\"]}");
    QCOMPARE(signInWithCode(provider).status, 200);

    const auto expired = [&provider] {
        QMap<QString, int> rows;
        provider.inServer([&rows](practice::Server &server) {
            auto &all = server.provider();
            const QVariant now = practice::stored(all.clock.now());
            const std::pair<QString, QString> questions[] = {
                {u"client"_s, u"SELECT count(*) FROM oauth_client WHERE expires_at <= ?"_s},
                {u"session"_s, u"SELECT count(*) FROM oauth_session WHERE expires_at <= ?"_s},
                {u"interaction"_s, u"SELECT count(*) FROM oauth_interaction WHERE expires_at <= ?"_s},
                {u"pushed"_s, u"SELECT count(*) FROM oauth_pushed WHERE expires_at <= ?"_s},
                {u"consent"_s, u"SELECT count(*) FROM oauth_consent WHERE expires_at <= ?"_s},
                {u"grant"_s, u"SELECT count(*) FROM oauth_grant WHERE expires_at <= ?"_s},
                {u"code"_s, u"SELECT count(*) FROM oauth_code WHERE expires_at <= ?"_s},
                {u"access"_s, u"SELECT count(*) FROM oauth_access WHERE expires_at <= ?"_s},
                {u"device"_s, u"SELECT count(*) FROM oauth_device WHERE expires_at <= ?"_s},
            };
            for (const auto &[table, sql] : questions) {
                const auto answer = all.storage.run(sql, {now});
                rows.insert(table, answer ? answer->rows.front()[0].toInt() : -1);
            }
        });
        return rows;
    };
    const auto purge = [&provider] {
        bool purged = false;
        provider.inServer([&purged](practice::Server &server) { purged = bool(server.provider().purge()); });
        return purged;
    };
    provider.clock().advance(std::chrono::hours(24));
    const auto before = expired();
    for (const QString &table :
         {u"client"_s, u"session"_s, u"interaction"_s, u"pushed"_s, u"code"_s, u"access"_s, u"device"_s})
        QVERIFY2(before[table] > 0, qPrintable(table));
    provider.clock().advance(std::chrono::hours(24 * 31));
    QVERIFY(purge());
    const auto after = expired();
    for (auto table = after.begin(); table != after.end(); ++table)
        QVERIFY2(table.value() == 0, qPrintable(table.key()));
}

QTEST_GUILESS_MAIN(TestPracticeOauth)
#include "tst_practice_oauth.moc"
