#include "oauth/key_discovery.h"
#include "support/test_server.h"

#include <QTest>

#include <optional>

using namespace claimcheck;
using namespace claimcheck::oauth;
using test::Answer;
using test::TestServer;

class TestKeyDiscovery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void addressesOfAnIssuer_data();
    void addressesOfAnIssuer();
    void discoversTheKeysOfAnIssuer();
    void triesTheAddressOfRfc8414();
    void fetchesAKeySet();
    void refuses_data();
    void refuses();
    void isCancelledByItsEnd();
};

namespace {

const QByteArray jwks = "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"a\","
                        "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
                        "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}";

QByteArray metadata(const QByteArray &issuer, const QByteArray &keys)
{
    return "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + keys + "\"}";
}

/// One fetch, its addresses in order and what came of it.
struct Run {
    Run() : fetch(client, [this](const QUrl &url) { asked << url.path(); }) {}
    KeySetDone take()
    {
        return [this](const Result<jose::KeySet> &keys) { result = keys; };
    }
    http::Client client;
    QStringList asked;
    std::optional<Result<jose::KeySet>> result;
    KeyFetch fetch;
};

} // namespace

void TestKeyDiscovery::addressesOfAnIssuer_data()
{
    QTest::addColumn<QString>("issuer");
    QTest::addColumn<QStringList>("expected");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *issuer, const QStringList &expected, const char *code = "") {
        QTest::newRow(issuer) << QString::fromLatin1(issuer) << expected << QByteArray(code);
    };
    row("https://idp.example",
        {QStringLiteral("https://idp.example/.well-known/openid-configuration"),
         QStringLiteral("https://idp.example/.well-known/oauth-authorization-server")});
    row("https://idp.example/",
        {QStringLiteral("https://idp.example/.well-known/openid-configuration"),
         QStringLiteral("https://idp.example/.well-known/oauth-authorization-server")});
    row("https://idp.example/realms/a%2Fb",
        {QStringLiteral("https://idp.example/realms/a%2Fb/.well-known/openid-configuration"),
         QStringLiteral("https://idp.example/.well-known/oauth-authorization-server/realms/a%2Fb")});
    row("http://idp.example", {}, "UrlInsecure");
    row("https://idp.example?x", {}, "UrlInvalid");
    row("https://idp.example#x", {}, "UrlInvalid");
    row("https://user:pw@idp.example", {}, "UrlHasUserInfo");
    row("idp.example", {}, "UrlInvalid");
    row("nothing", {}, "UrlInvalid");
}

void TestKeyDiscovery::addressesOfAnIssuer()
{
    QFETCH(QString, issuer);
    QFETCH(QStringList, expected);
    QFETCH(QByteArray, code);
    const auto addresses = metadataAddresses(issuer);
    QCOMPARE(addresses ? QByteArray() : codeName(addresses.error().code), code);
    QStringList list;
    for (const QUrl &url : addresses ? *addresses : std::vector<QUrl>())
        list << url.toString(QUrl::FullyEncoded);
    QCOMPARE(list, expected);
}

void TestKeyDiscovery::discoversTheKeysOfAnIssuer()
{
    TestServer server;
    const QByteArray base = server.url("/").toEncoded();
    server.when("/.well-known/openid-configuration", Answer::json(metadata(base, base + "keys")));
    server.when("/keys", Answer::json(jwks));
    Run run;
    run.fetch.discover(QString::fromLatin1(base), run.take());
    QTRY_VERIFY(run.result);
    QVERIFY(bool(*run.result));
    QCOMPARE((*run.result)->keys.size(), 1u);
    QVERIFY((*run.result)->source == jose::KeySource::Discovered);
    QCOMPARE(run.asked,
             (QStringList{QStringLiteral("/.well-known/openid-configuration"), QStringLiteral("/keys")}));
}

void TestKeyDiscovery::triesTheAddressOfRfc8414()
{
    TestServer server;
    const QByteArray base = server.url("/as").toEncoded();
    server.when("/.well-known/oauth-authorization-server/as",
                Answer::json(metadata(base, server.url("/keys").toEncoded())));
    server.when("/keys", Answer::json(jwks));
    Run run;
    run.fetch.discover(QString::fromLatin1(base), run.take());
    QTRY_VERIFY(run.result);
    QVERIFY(bool(*run.result));
    QCOMPARE(run.asked, (QStringList{QStringLiteral("/as/.well-known/openid-configuration"),
                                     QStringLiteral("/.well-known/oauth-authorization-server/as"),
                                     QStringLiteral("/keys")}));
}

void TestKeyDiscovery::fetchesAKeySet()
{
    TestServer server;
    server.when("/keys", Answer::json(jwks));
    Run run;
    run.fetch.fetch(server.url("/keys"), run.take());
    QVERIFY(!run.result); // never before the call returned
    QTRY_VERIFY(run.result);
    QCOMPARE((*run.result)->keys.at(0).metadata().kid, QByteArray("a"));
}

void TestKeyDiscovery::refuses_data()
{
    QTest::addColumn<QByteArray>("document"); // %1 is the issuer, %2 the address of the keys
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("keys");
    QTest::addColumn<QByteArray>("code");
    const QByteArray good = "{\"issuer\":\"%1\",\"jwks_uri\":\"%2\"}";
    const auto row = [](const char *name, const QByteArray &document, int status, const QByteArray &keys,
                        const char *code) {
        QTest::newRow(name) << document << status << keys << QByteArray(code);
    };
    row("nothing wrong", good, 200, jwks, "");
    row("another issuer", "{\"issuer\":\"%1x\",\"jwks_uri\":\"%2\"}", 200, jwks, "IssuerMismatch");
    row("no issuer", "{\"jwks_uri\":\"%2\"}", 200, jwks, "IssuerMismatch");
    row("an issuer that stands twice", "{\"issuer\":\"%1\",\"issuer\":\"%1\",\"jwks_uri\":\"%2\"}", 200, jwks,
        "IssuerMismatch");
    row("no keys", "{\"issuer\":\"%1\"}", 200, jwks, "EndpointMissing");
    row("keys over plain http", "{\"issuer\":\"%1\",\"jwks_uri\":\"http://keys.example/\"}", 200, jwks,
        "UrlInsecure");
    row("keys at a file", "{\"issuer\":\"%1\",\"jwks_uri\":\"file:///etc/passwd\"}", 200, jwks,
        "MetadataInvalid");
    row("HTML", "<html>", 200, jwks, "ResponseNotJson");
    row("a server that fails", good, 500, jwks, "UnexpectedStatus");
    row("a server that has none", good, 404, jwks, "MetadataNotFound");
    row("keys that are none", good, 200, "{}", "KeyFormatUnknown");
}

void TestKeyDiscovery::refuses()
{
    QFETCH(QByteArray, document);
    QFETCH(int, status);
    QFETCH(QByteArray, keys);
    QFETCH(QByteArray, code);
    TestServer server;
    const QByteArray issuer = server.url("/as").toEncoded();
    document.replace("%1", issuer).replace("%2", server.url("/keys").toEncoded());
    server.when("/as/.well-known/openid-configuration", Answer::json(document, status));
    server.when("/keys", Answer::json(keys));
    Run run;
    run.fetch.discover(QString::fromLatin1(issuer), run.take());
    QTRY_VERIFY(run.result);
    QCOMPARE(*run.result ? QByteArray() : codeName(run.result->error().code), code);
    // Only "there is nothing here" leads on to the issuer's other address.
    QCOMPARE(run.asked.contains(QStringLiteral("/.well-known/oauth-authorization-server/as")), status == 404);
}

void TestKeyDiscovery::isCancelledByItsEnd()
{
    TestServer server;
    server.when("/keys", Answer::failing(Answer::Fault::Silent));
    http::Client client;
    bool called = false;
    auto fetch = std::make_unique<KeyFetch>(client);
    fetch->fetch(server.url("/keys"), [&called](const Result<jose::KeySet> &) { called = true; });
    QTRY_COMPARE(server.requests().size(), 1u);
    fetch.reset();
    QCoreApplication::processEvents();
    QVERIFY(!called);
}

QTEST_GUILESS_MAIN(TestKeyDiscovery)
#include "tst_key_discovery.moc"
