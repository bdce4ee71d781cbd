#include "oauth_discovery_tools.h"

using namespace oauth_discovery_tools;

class TestOauthDiscovery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void addressesOfAnIssuer_data();
    void addressesOfAnIssuer();
    void findsAnIssuer_data();
    void findsAnIssuer();
    void refusesAnIssuer_data();
    void refusesAnIssuer();
    void followsRedirects_data();
    void followsRedirects();
    void isCancelledByItsEnd();
    void mayBeDestroyedByItsAnswer();
};

void TestOauthDiscovery::addressesOfAnIssuer_data()
{
    QTest::addColumn<QString>("issuer");
    QTest::addColumn<QByteArray>("expected"); // both, or the code
    const auto row = [](const char *issuer, const char *expected) {
        QTest::newRow(issuer) << QString::fromUtf8(issuer) << QByteArray(expected);
    };
    row("https://example.com", "https://example.com/.well-known/openid-configuration "
                               "https://example.com/.well-known/oauth-authorization-server"); // RFC 8414-3.1
    row("https://example.com/issuer1", "https://example.com/issuer1/.well-known/openid-configuration "
                                       "https://example.com/.well-known/oauth-authorization-server/issuer1");
    row("https://example.com/issuer1/", "https://example.com/issuer1/.well-known/openid-configuration "
                                        "https://example.com/.well-known/oauth-authorization-server/issuer1");
    row("https://example.com:8443/a%2Fb",
        "https://example.com:8443/a%2Fb/.well-known/openid-configuration "
        "https://example.com:8443/.well-known/oauth-authorization-server/a%2Fb");
    row("http://127.0.0.1:80", "http://127.0.0.1:80/.well-known/openid-configuration "
                               "http://127.0.0.1:80/.well-known/oauth-authorization-server");
    row("http://example.com", "UrlInsecure");
    row("https://example.com?tenant=a", "UrlInvalid");
    row("https://example.com#a", "UrlInvalid");
    row("https://user:pw@example.com", "UrlHasUserInfo");
    row("javascript:alert(1)", "UrlInvalid");
    row("file:///etc/passwd", "UrlInvalid");
    row("example.com", "UrlInvalid");
    row("https://exa mple.com", "UrlInvalid");
    row("", "UrlInvalid");
}

void TestOauthDiscovery::addressesOfAnIssuer()
{
    QFETCH(QString, issuer);
    QFETCH(QByteArray, expected);
    const auto addresses = metadataAddresses(issuer);
    QByteArrayList told;
    for (const QUrl &url : addresses ? *addresses : std::vector<QUrl>())
        told += url.toEncoded();
    QCOMPARE(addresses ? told.join(' ') : codeOf(addresses), expected);
    if (!addresses)
        QVERIFY(!addresses.error().subject.contains(u"pw"));
}

void TestOauthDiscovery::findsAnIssuer_data()
{
    QTest::addColumn<QByteArray>("typed"); // after the origin
    QTest::addColumn<QByteArray>("issuer");
    QTest::addColumn<QByteArray>("place");
    QTest::addColumn<QStringList>("asked");
    const auto row = [](const char *name, const char *typed, const char *issuer, const QByteArray &place,
                        const QByteArrayList &asked) {
        QStringList list;
        for (const QByteArray &path : asked)
            list += QString::fromLatin1(path);
        QTest::newRow(name) << QByteArray(typed) << QByteArray(issuer) << place << list;
    };
    row("OpenID Connect", "", "", openId, {openId});
    row("OpenID Connect below a path", "/realms/a", "/realms/a", "/realms/a" + openId,
        {"/realms/a" + openId});
    row("OAuth", "", "", oauth2, {openId, oauth2});
    row("OAuth below a path", "/as", "/as", oauth2 + "/as", {"/as" + openId, oauth2 + "/as"});
    row("a slash that the issuer has", "/", "/", openId, {openId});
    row("a slash that is missing", "", "/", openId, {openId});
    row("a slash too many", "/realms/a/", "/realms/a", "/realms/a" + openId, {"/realms/a" + openId});
    row("white space around it", " \n", "", openId, {openId});
}

void TestOauthDiscovery::findsAnIssuer()
{
    QFETCH(QByteArray, typed);
    QFETCH(QByteArray, issuer);
    QFETCH(QByteArray, place);
    QFETCH(QStringList, asked);
    TestServer server;
    server.when(place, metadataOf(server.origin() + issuer));
    Run run(QString::fromLatin1(server.origin() + typed));
    QTRY_VERIFY(run.result);
    QCOMPARE(run.code(), QByteArray("none"));
    const Discovered &found = run.result->value();
    QCOMPARE(found.server.issuer, QString::fromLatin1(server.origin() + issuer)); // the issuer's own spelling
    QCOMPARE(found.server.isOpenId, place.endsWith(openId));
    QVERIFY(found.resource.isEmpty() && found.resourceScopes.isEmpty());
    QCOMPARE(run.asked, asked);
    QCOMPARE(server.requests().size(), size_t(asked.size()));
}

void TestOauthDiscovery::refusesAnIssuer_data()
{
    QTest::addColumn<QString>("address"); // %1: the origin
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("fault");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *name, const char *address, const QByteArray &body, const char *code,
                        int status = 200, Answer::Fault fault = Answer::Fault::None) {
        QTest::newRow(name) << QString::fromUtf8(address) << body << status << int(fault) << QByteArray(code);
    };
    const QByteArray good = "{\"issuer\":\"%1/as\"}";
    row("nothing wrong", "%1/as", good, "none");
    row("another issuer", "%1/as", "{\"issuer\":\"%1/other\"}", "IssuerMismatch");
    row("an issuer of another host", "%1/as", "{\"issuer\":\"https://as.example/as\"}", "IssuerMismatch");
    row("an issuer with two slashes more", "%1/as", "{\"issuer\":\"%1/as//\"}", "IssuerMismatch");
    row("an endpoint that cannot be used", "%1/as",
        "{\"issuer\":\"%1/as\",\"token_endpoint\":\"javascript:x\"}", "MetadataInvalid");
    row("an endpoint that cannot be used, and a slash less", "%1/as/",
        "{\"issuer\":\"%1/as\",\"token_endpoint\":\"javascript:x\"}", "MetadataInvalid");
    row("an endpoint over plain http", "%1/as",
        "{\"issuer\":\"%1/as\",\"token_endpoint\":\"http://as.example/\"}", "UrlInsecure");
    row("a server that fails", "%1/as", good, "UnexpectedStatus", 500);
    row("nothing there", "%1/as", good, "MetadataNotFound", 404);
    row("a page", "%1/as", "<html>", "MetadataNotFound");
    row("a document without an issuer", "%1/as", "{\"detail\":\"Not found.\"}", "MetadataNotFound");
    row("a redirect to nowhere", "%1/as", good, "MetadataNotFound", 302);
    row("a document that is too large", "%1/as", '"' + QByteArray(1'048'576, 'x') + '"', "ResponseTooLarge");
    row("no end", "%1/as", good, "ResponseTooLarge", 200, Answer::Fault::Endless);
    row("half an answer", "%1/as", good, "ConnectionClosed", 200, Answer::Fault::CutBody);
    row("no answer", "%1/as", good, "ConnectionClosed", 200, Answer::Fault::Close);
    row("plain http", "http://as.example", good, "UrlInsecure");
    row("a fragment", "%1/as#x", good, "UrlInvalid");
    row("no address", "as", good, "UrlInvalid");
    row("nothing", "", good, "UrlInvalid");
    row("javascript", "javascript:alert(1)", good, "UrlInvalid");
    row("a user", "https://user:pw@as.example", good, "UrlHasUserInfo");
}

void TestOauthDiscovery::refusesAnIssuer()
{
    QFETCH(QString, address);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(int, fault);
    QFETCH(QByteArray, code);
    TestServer server;
    Answer answer = Answer::json(body.replace("%1", server.origin()), status);
    answer.fault = Answer::Fault(fault);
    server.when("/as" + openId, answer);
    Run run(address.replace(u"%1"_s, QString::fromLatin1(server.origin())));
    QVERIFY(!run.result); // never before the call returned
    QTRY_VERIFY(run.result);
    QCOMPARE(run.code(), code);
    if (!*run.result)
        QVERIFY(!run.result->error().subject.contains(u"pw"));
}

void TestOauthDiscovery::followsRedirects_data()
{
    QTest::addColumn<int>("hops");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("three") << 3 << QByteArray("none");
    QTest::newRow("four") << 4 << QByteArray("TooManyRedirects");
}

void TestOauthDiscovery::followsRedirects()
{
    QFETCH(int, hops);
    QFETCH(QByteArray, code);
    TestServer server;
    server.when(openId, Answer::redirect(302, "/hop1"));
    for (int i = 1; i < hops; ++i)
        server.when("/hop" + QByteArray::number(i),
                    Answer::redirect(302, "/hop" + QByteArray::number(i + 1)));
    server.when("/hop" + QByteArray::number(hops), metadataOf(server.origin()));
    Run run(QString::fromLatin1(server.origin()));
    QTRY_VERIFY(run.result);
    QCOMPARE(run.code(), code);
}

void TestOauthDiscovery::isCancelledByItsEnd()
{
    TestServer server;
    server.when(openId, Answer::failing(Answer::Fault::Silent));
    http::Client client;
    bool called = false;
    auto discovery = std::make_unique<Discovery>(client);
    discovery->start(QString::fromLatin1(server.origin()), [&called](const auto &) { called = true; });
    QTRY_COMPARE(server.requests().size(), 1u);
    discovery.reset();
    QTRY_COMPARE(server.openConnections(), 0);
    QVERIFY(!called);
}

void TestOauthDiscovery::mayBeDestroyedByItsAnswer()
{
    TestServer server;
    server.when(openId, metadataOf(server.origin()));
    http::Client client;
    for (const QString &address : {QString::fromLatin1(server.origin()), u"no address"_s}) {
        auto discovery = std::make_unique<Discovery>(client);
        QByteArray code;
        discovery->start(address, [&](const Result<Discovered> &found) {
            discovery.reset();
            code = codeOf(found); // what was found outlives it
        });
        QTRY_VERIFY(!code.isEmpty());
    }
}

QTEST_GUILESS_MAIN(TestOauthDiscovery)
#include "tst_oauth_discovery.moc"
