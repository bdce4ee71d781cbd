#include "oauth_tools.h"

#include "base/base64url.h"
#include "jose/key_import.h"
#include "jose/signature.h"

#include <QDateTime>
#include <QRandomGenerator>

using namespace oauth_tools;

namespace {

/// RFC 7515 appendix A.3: the practice machine's key.
constexpr char machineKey[] =
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",)"
    R"("d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"})";

/// What the machine signs for a person (RFC 7523 section 3).
QByteArray assertionFor(const QString &issuer, const QByteArray &subject)
{
    const auto keys = jose::importKeys(machineKey, u"machine"_s);
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const QByteArray claims = R"({"iss":"practice-machine","sub":")" + subject + R"(","aud":")" +
                              issuer.toUtf8() + R"(","exp":)" + QByteArray::number(now + 60) + R"(,"iat":)" +
                              QByteArray::number(now) + R"(,"jti":")" +
                              QByteArray::number(QRandomGenerator::global()->generate64()) + "\"}";
    const QByteArray input = base64url::encode(R"({"alg":"ES256"})") + '.' + base64url::encode(claims);
    const auto signature = jose::makeOne(*jose::findAlgorithm("ES256"), keys->keys.front(), input);
    return input + '.' + base64url::encode(*signature);
}

const QByteArray webSecret = "practice-web-secret-known-to-everybody";

} // namespace

/// The grants that ask nobody: each with what it needs, and without it.
class TestGrantSignIn : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void clientCredentials_data();
    void clientCredentials();
    void clientsOwnTokensAreRenewed();
    void passwordGrant();
    void passwordGrantRefuses();
    void jwtBearer();
    void exchangesAToken();
    void refuses_data();
    void refuses();
};

void TestGrantSignIn::clientCredentials_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("authentication");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<QByteArray>("used");
    QTest::newRow("basic") << u"practice-web"_s << u"auto"_s << u"client_secret"_s << webSecret
                           << "client_secret_basic"_qba;
    QTest::newRow("key") << u"practice-machine"_s << u"auto"_s << u"client_key"_s << QByteArray(machineKey)
                         << "private_key_jwt"_qba;
    QTest::newRow("secret-jwt") << u"practice-secret-jwt"_s << u"client_secret_jwt"_s << u"client_secret"_s
                                << "practice-secret-jwt-secret-known-to-everybody"_qba
                                << "client_secret_jwt"_qba;
}

void TestGrantSignIn::clientCredentials()
{
    QFETCH(const QString, id);
    QFETCH(const QString, authentication);
    QFETCH(const QString, field);
    QFETCH(const QByteArray, secret);
    QFETCH(const QByteArray, used);
    World world(u"client-credentials"_s);
    world.set(u"client_id"_s, id);
    world.set(u"client.authentication"_s, authentication);
    world.set(u"scope"_s, u"notes:read"_s);
    QVERIFY(world.store(field, secret));
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    QCOMPARE(run->info().person.subject, id);
    QVERIFY(run->info().canRefresh);
    const auto item = world.computer.item();
    QVERIFY(item && item->refreshToken.isEmpty() && item->oauth->isClientsOwn);
    QCOMPARE(item->oauth->clientAuthentication, used);
    QCOMPARE(item->oauth->scope, u"notes:read"_s);
    auto answer = send(*world.sessions, world.computer, world.provider.url(u"/oauth/notes"_s));
    QCOMPARE(answer.code(), "none"_qba);
    QVERIFY(answer.value()->response.credentialSent);
}

void TestGrantSignIn::clientsOwnTokensAreRenewed()
{
    World world(u"client-credentials"_s);
    world.set(u"client_id"_s, u"practice-web"_s);
    world.set(u"scope"_s, u"notes:read"_s);
    QVERIFY(world.store(u"client_secret"_s, webSecret));
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    const Secret before = world.computer.item()->accessToken;
    auto renewed = refresh(*world.sessions, world.computer);
    QCOMPARE(renewed.code(), "none"_qba);
    QVERIFY(!world.computer.item()->accessToken.equals(before));
}

void TestGrantSignIn::passwordGrant()
{
    World world(u"password-grant"_s);
    auto run = world.run({.user = u"alice"_s, .password = Secret("wonderland"_qba)});
    QCOMPARE(run->code(), "none"_qba);
    QCOMPARE(run->info().person.subject, u"u-1001"_s);
    QVERIFY(run->info().canRefresh);
}

void TestGrantSignIn::passwordGrantRefuses()
{
    World world(u"password-grant"_s);
    auto wrong = world.run({.user = u"alice"_s, .password = Secret("not-hers-at-all"_qba)});
    QCOMPARE(wrong->code(), "SignInRefused"_qba);
    QVERIFY(!wrong->detail().contains(u"not-hers-at-all"_s));
    auto none = world.run({.user = u"alice"_s});
    QCOMPARE(none->code(), "GrantInputMissing"_qba);
}

void TestGrantSignIn::jwtBearer()
{
    for (const bool isStored : {true, false}) {
        World world(u"jwt-bearer"_s);
        world.set(u"client_id"_s, u"practice-machine"_s);
        world.set(u"scope"_s, u"notes:read"_s);
        QVERIFY(world.store(u"client_key"_s, machineKey));
        const QByteArray assertion = assertionFor(world.provider.url(), "u-1001");
        if (isStored)
            QVERIFY(world.store(u"assertion"_s, assertion));
        auto run = world.run({.password = isStored ? Secret() : Secret(assertion)});
        QCOMPARE(run->code(), "none"_qba);
        QVERIFY(!run->info().person.subject.isEmpty());
    }
}

void TestGrantSignIn::exchangesAToken()
{
    World first(u"password-grant"_s);
    first.set(u"scope"_s, u"notes:read notes:write"_s);
    auto run = first.run({.user = u"alice"_s, .password = Secret("wonderland"_qba)});
    QCOMPARE(run->code(), "none"_qba);

    World world(u"token-exchange"_s);
    world.set(u"scope"_s, u"notes:read"_s);
    QVERIFY(world.store(u"subject_token"_s, text(first.computer.item()->accessToken)));
    auto exchanged = world.run();
    QCOMPARE(exchanged->code(), "none"_qba);
    const auto item = world.computer.item();
    QCOMPARE(item->oauth->scope, u"notes:read"_s);
    QCOMPARE(item->oauth->tokenType, "Bearer"_qba);
    // One that is given at the sign-in counts before the one that is stored.
    auto refused = world.run({.password = Secret("another-token"_qba)});
    QCOMPARE(refused->code(), "TokenRequestRefused"_qba);
}

void TestGrantSignIn::refuses_data()
{
    QTest::addColumn<QString>("recipe");
    QTest::addColumn<QStringList>("settings");
    QTest::addColumn<QByteArray>("secret"); // of the client
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<QByteArray>("code");
    const QString machine = u"client-credentials"_s;
    const QString web = u"client_id=practice-web"_s;
    const QString scope = u"scope=notes:read"_s;
    QTest::newRow("fits") << machine << QStringList{web, scope} << webSecret << ""_qba
                          << "none"_qba;
    QTest::newRow("no-client") << machine << QStringList{u"client_id="_s, scope} << webSecret << ""_qba
                               << "ClientIdMissing"_qba;
    QTest::newRow("no-secret") << machine
                               << QStringList{web, scope, u"client.authentication=client_secret_basic"_s}
                               << ""_qba
                               << ""_qba
                               << "ClientSecretMissing"_qba;
    QTest::newRow("no-key") << machine << QStringList{web, scope, u"client.authentication=private_key_jwt"_s}
                            << ""_qba
                            << ""_qba
                            << "ClientKeyMissing"_qba;
    QTest::newRow("wrong-secret") << machine << QStringList{web, scope} << "guessed"_qba
                                  << ""_qba
                                  << "ClientRejected"_qba;
    QTest::newRow("scope") << machine << QStringList{web, u"scope=everything"_s} << webSecret << ""_qba
                           << "TokenRequestRefused"_qba;
    QTest::newRow("server") << machine << QStringList{web, scope} << webSecret << "token-500"_qba
                            << "ServerFailed"_qba;
    QTest::newRow("foreign") << machine << QStringList{web, scope} << webSecret
                             << "discovery-foreign-endpoint"_qba
                             << "OriginUnconfirmed"_qba;
    QTest::newRow("dpop") << machine << QStringList{web, scope, u"dpop=on"_s} << webSecret
                          << "dpop-downgrade"_qba
                          << "TokenTypeUnsupported"_qba;
    QTest::newRow("no-assertion") << u"jwt-bearer"_s << QStringList{web} << webSecret << ""_qba
                                  << "GrantInputMissing"_qba;
    QTest::newRow("no-subject-token") << u"token-exchange"_s << QStringList{web} << webSecret << ""_qba
                                      << "GrantInputMissing"_qba;
}

void TestGrantSignIn::refuses()
{
    QFETCH(const QString, recipe);
    QFETCH(const QStringList, settings);
    QFETCH(const QByteArray, secret);
    QFETCH(const QByteArray, fault);
    QFETCH(const QByteArray, code);
    World world(recipe);
    for (const QString &setting : settings)
        world.set(setting.section(u'=', 0, 0), setting.section(u'=', 1));
    if (!secret.isEmpty())
        QVERIFY(world.store(u"client_secret"_s, secret));
    if (!fault.isEmpty())
        QVERIFY(world.provider.setFault(fault));
    auto run = world.run();
    run->yes = false;
    QCOMPARE(run->code(), code);
    if (code != "none") {
        QVERIFY(secret.isEmpty() || !run->detail().contains(QString::fromLatin1(secret)));
        QCOMPARE(codeName(world.computer.item().error().code), "KeychainEntryMissing"_qba);
    }
}

QTEST_GUILESS_MAIN(TestGrantSignIn)
#include "tst_grant_sign_in.moc"
