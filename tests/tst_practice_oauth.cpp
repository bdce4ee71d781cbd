#include "support/provider_tools.h"

#include "jose/key_import.h"
#include "jose/verification.h"

#include <QCryptographicHash>
#include <QJsonArray>
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

QTEST_GUILESS_MAIN(TestPracticeOauth)
#include "tst_practice_oauth.moc"
