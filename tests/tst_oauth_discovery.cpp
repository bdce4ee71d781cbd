#include "oauth/discovery.h"
#include "oauth_request_tools.h"
#include "support/test_server.h"

using namespace oauth_request_tools;
using test::Answer;
using test::TestServer;

class TestOauthDiscovery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void addressesOfAnIssuer_data();
    void addressesOfAnIssuer();
    void addressOfAResource_data();
    void addressOfAResource();
    void findsAnIssuer_data();
    void findsAnIssuer();
    void refusesAnIssuer_data();
    void refusesAnIssuer();
    void findsTheServerOfAnApi_data();
    void findsTheServerOfAnApi();
    void refusesAnApi_data();
    void refusesAnApi();
    void followsRedirects_data();
    void followsRedirects();
    void sendsNothingOfOurs();
    void answersLater();
    void isCancelledByItsEnd();
    void mayBeDestroyedByItsAnswer();
};

namespace {

const QByteArray openId = "/.well-known/openid-configuration";
const QByteArray oauth2 = "/.well-known/oauth-authorization-server";
const QByteArray resource = "/.well-known/oauth-protected-resource";

/// One discovery, what it asked for and what came of it.
struct Run {
    explicit Run(const QString &address)
        : discovery(client, [this](const QUrl &url) {
            asked << url.toString(QUrl::RemoveScheme | QUrl::RemoveAuthority);
        })
    {
        discovery.start(address, [this](const Result<Discovered> &found) { result = found; });
    }
    [[nodiscard]] QByteArray code() const { return codeOf(*result); }
    http::Client client;
    QStringList asked;
    std::optional<Result<Discovered>> result;
    Discovery discovery;
};

Answer metadataOf(const QByteArray &issuer)
{
    return Answer::json("{\"issuer\":\"" + issuer + "\",\"token_endpoint\":\"" + issuer + "/token\"}");
}

Answer resourceOf(const QByteArray &url, const QByteArray &issuer)
{
    return Answer::json("{\"resource\":\"" + url + "\",\"authorization_servers\":[\"" + issuer +
                        "\",\"https://second.example\"],\"scopes_supported\":[\"read\",\"write\"]}");
}

Answer challenging(const QByteArray &challenge)
{
    Answer answer = Answer::json("{}", 401);
    answer.headers.emplace_back("WWW-Authenticate", challenge);
    return answer;
}

} // namespace

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

void TestOauthDiscovery::addressOfAResource_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *address, const char *expected) {
        QTest::newRow(address) << QString::fromUtf8(address) << QByteArray(expected);
    };
    row("https://resource.example.com",
        "https://resource.example.com/.well-known/oauth-protected-resource"); // RFC 9728-3.1
    row("https://resource.example.com/", "https://resource.example.com/.well-known/oauth-protected-resource");
    row("https://resource.example.com/resource1",
        "https://resource.example.com/.well-known/oauth-protected-resource/resource1");
    row("https://resource.example.com/a/",
        "https://resource.example.com/.well-known/oauth-protected-resource/a/");
    row("https://resource.example.com/a%2Fb?x=%26",
        "https://resource.example.com/.well-known/oauth-protected-resource/a%2Fb?x=%26");
    row("https://resource.example.com/?x=1",
        "https://resource.example.com/.well-known/oauth-protected-resource?x=1");
    row("http://resource.example.com", "UrlInsecure");
    row("https://resource.example.com/#x", "UrlInvalid");
    row("https://user@resource.example.com/", "UrlHasUserInfo");
    row("/resource1", "UrlInvalid");
}

void TestOauthDiscovery::addressOfAResource()
{
    QFETCH(QString, address);
    QFETCH(QByteArray, expected);
    const Result<QUrl> url = resourceMetadataAddress(QUrl(address, QUrl::StrictMode));
    QCOMPARE(url ? url->toEncoded() : codeOf(url), expected);
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

void TestOauthDiscovery::findsTheServerOfAnApi_data()
{
    QTest::addColumn<QByteArray>("address");   // after the origin
    QTest::addColumn<QByteArray>("challenge"); // %1: the origin; empty: 404
    QTest::addColumn<QByteArray>("place");     // of the document
    QTest::addColumn<QByteArray>("resource");  // after the origin
    QTest::addColumn<QStringList>("asked");    // after the issuer's two
    const auto row = [](const char *name, const char *address, const char *challenge, const QByteArray &place,
                        const char *named, const QByteArrayList &asked) {
        QStringList list;
        for (const QByteArray &path : asked)
            list += QString::fromLatin1(path);
        QTest::newRow(name) << QByteArray(address) << QByteArray(challenge) << place << QByteArray(named)
                            << list;
    };
    row("rfc9728-5.1", "/v1/orders", "Bearer resource_metadata=\"%1/meta\"", "/meta", "/v1",
        {"/v1/orders", "/meta"});
    row("among other challenges", "/v1/orders",
        "Basic realm=\"a\", DPoP algs=\"ES256\", resource_metadata=\"%1/meta\"", "/meta", "/v1/orders",
        {"/v1/orders", "/meta"});
    row("the whole origin", "/v1/orders", "Bearer resource_metadata=\"%1/meta\"", "/meta", "",
        {"/v1/orders", "/meta"});
    row("the whole origin, with a slash", "/v1/orders", "Bearer resource_metadata=\"%1/meta\"", "/meta", "/",
        {"/v1/orders", "/meta"});
    row("rfc9728-3.1, without a challenge", "/v1/orders", "", resource + "/v1/orders", "/v1/orders",
        {"/v1/orders", resource + "/v1/orders"});
    row("a challenge without an address", "/v1/orders", "Bearer", resource + "/v1/orders", "/v1/orders",
        {"/v1/orders", resource + "/v1/orders"});
    row("of the origin", "/v1/orders", "", resource, "", {"/v1/orders", resource + "/v1/orders", resource});
    row("a challenge with a dead address", "/v1/orders", "Bearer resource_metadata=\"%1/dead\"", resource, "",
        {"/v1/orders", "/dead", resource + "/v1/orders", resource});
}

void TestOauthDiscovery::findsTheServerOfAnApi()
{
    QFETCH(QByteArray, address);
    QFETCH(QByteArray, challenge);
    QFETCH(QByteArray, place);
    QFETCH(QByteArray, resource);
    QFETCH(QStringList, asked);
    TestServer api, as;
    const QByteArray issuer = as.origin() + "/as";
    as.when("/as" + openId, metadataOf(issuer));
    api.when(place, resourceOf(api.origin() + resource, issuer));
    if (!challenge.isEmpty())
        api.when(address, challenging(challenge.replace("%1", api.origin())));
    Run run(QString::fromLatin1(api.origin() + address));
    QTRY_VERIFY(run.result);
    QCOMPARE(run.code(), QByteArray("none"));
    const Discovered &found = run.result->value();
    QCOMPARE(found.server.issuer, QString::fromLatin1(issuer));
    QCOMPARE(found.resource.toString(), QString::fromLatin1(api.origin() + resource));
    QCOMPARE(found.resourceScopes, (QStringList{u"read"_s, u"write"_s}));
    const QString path = QString::fromLatin1(address);
    QCOMPARE(run.asked, (QStringList{path + QString::fromLatin1(openId), QString::fromLatin1(oauth2) + path} +
                         asked + QStringList{u"/as"_s + QString::fromLatin1(openId)}));
}

void TestOauthDiscovery::refusesAnApi_data()
{
    QTest::addColumn<QByteArray>("challenge");
    QTest::addColumn<QByteArray>("document"); // %1: the API's origin, %2: the issuer
    QTest::addColumn<QByteArray>("code");
    const QByteArray named = "Bearer resource_metadata=\"%1/meta\"";
    const QByteArray good = "{\"resource\":\"%1/v1\",\"authorization_servers\":[\"%2\"]}";
    const auto row = [](const char *name, const QByteArray &challenge, const QByteArray &document,
                        const char *code) {
        QTest::newRow(name) << challenge << document << QByteArray(code);
    };
    row("nothing wrong", named, good, "none");
    const auto about = [&good](const char *url) { return QByteArray(good).replace("%1/v1", url); };
    row("of another origin", named, about("https://other.example/v1"), "MetadataInvalid");
    row("of another port", named,
        about("%1"
              "0/v1"),
        "MetadataInvalid");
    row("of a path beside", named, about("%1/v2"), "MetadataInvalid");
    row("of a path that begins so", named, about("%1/v1/ord"), "MetadataInvalid");
    row("of a path below", named, about("%1/v1/orders/7"), "MetadataInvalid");
    row("with a query", named, about("%1/v1?x=1"), "MetadataInvalid");
    row("with a fragment", named, about("%1/v1#x"), "MetadataInvalid");
    row("with a user", named, about("http://user@127.0.0.1/v1"), "MetadataInvalid");
    row("that is no address", named, about("v1"), "MetadataInvalid");
    row("that is empty", named, about(""), "MetadataInvalid");
    row("that is no text", named, "{\"resource\":7,\"authorization_servers\":[\"%2\"]}", "MetadataInvalid");
    row("two resources", named,
        "{\"resource\":\"%1/v1\",\"resource\":\"%1\",\"authorization_servers\":[\"%2\"]}", "MetadataInvalid");
    row("no server", named, "{\"resource\":\"%1/v1\"}", "MetadataInvalid");
    row("an empty list", named, "{\"resource\":\"%1/v1\",\"authorization_servers\":[]}", "MetadataInvalid");
    row("a server that is no text", named, "{\"resource\":\"%1/v1\",\"authorization_servers\":[7]}",
        "MetadataInvalid");
    row("a server that is no list", named, "{\"resource\":\"%1/v1\",\"authorization_servers\":\"%2\"}",
        "MetadataInvalid");
    row("a server over plain http", named,
        "{\"resource\":\"%1/v1\",\"authorization_servers\":[\"http://as.example\"]}", "UrlInsecure");
    row("a server that is a script", named,
        "{\"resource\":\"%1/v1\",\"authorization_servers\":[\"javascript:x\"]}", "UrlInvalid");
    row("a server with a slash more than it says", named,
        "{\"resource\":\"%1/v1\",\"authorization_servers\":[\"%2/\"]}", "IssuerMismatch");
    row("a server that has no metadata", named,
        "{\"resource\":\"%1/v1\",\"authorization_servers\":[\"%1/nothing\"]}", "MetadataNotFound");
    row("a page", named, "<html>", "MetadataNotFound");
    row("another document", named, "{\"x\":1}", "MetadataNotFound");
    row("an address over plain http", "Bearer resource_metadata=\"http://api.example/meta\"", good,
        "UrlInsecure");
    row("an address that is relative", "Bearer resource_metadata=\"/meta\"", good, "UrlInvalid");
    row("an address that is a script", "Bearer resource_metadata=\"javascript:x\"", good, "UrlInvalid");
    row("an address with a user", "Bearer resource_metadata=\"https://u:p@api.example/\"", good,
        "UrlHasUserInfo");
    row("no address", "Bearer realm=\"x\"", good, "MetadataNotFound");
}

void TestOauthDiscovery::refusesAnApi()
{
    QFETCH(QByteArray, challenge);
    QFETCH(QByteArray, document);
    QFETCH(QByteArray, code);
    TestServer api, as;
    as.when("/as" + openId, metadataOf(as.origin() + "/as"));
    api.when("/v1/orders", challenging(challenge.replace("%1", api.origin())));
    api.when("/meta", Answer::json(document.replace("%1", api.origin()).replace("%2", as.origin() + "/as")));
    Run run(QString::fromLatin1(api.origin() + "/v1/orders"));
    QTRY_VERIFY(run.result);
    QCOMPARE(run.code(), code);
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

void TestOauthDiscovery::sendsNothingOfOurs()
{
    TestServer api;
    api.when("/v1", challenging("Bearer resource_metadata=\"" + api.origin() + "/meta\""));
    Run run(QString::fromLatin1(api.origin() + "/v1"));
    QTRY_VERIFY(run.result);
    QCOMPARE(api.requests().size(), size_t(run.asked.size()));
    for (const test::SeenRequest &request : api.requests()) {
        QCOMPARE(request.method, QByteArray("GET"));
        QVERIFY(!request.has("Authorization") && !request.has("Cookie") && !request.has("DPoP"));
        QVERIFY(request.body.isEmpty());
    }
}

void TestOauthDiscovery::answersLater()
{
    // A slow server, and an API address with a query: that is no issuer, so it is not asked as one.
    TestServer server;
    Answer slow = resourceOf(server.origin() + "/v1", server.origin());
    slow.delay = 20ms;
    server.when(resource, slow);
    server.when(openId, metadataOf(server.origin()));
    Run run(QString::fromLatin1(server.origin() + "/v1?x=1"));
    QVERIFY(!run.result);
    QTRY_VERIFY(run.result);
    QCOMPARE(run.code(), QByteArray("none"));
    QCOMPARE(run.asked.first(), u"/v1?x=1"_s);
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
