#include "oauth_discovery_tools.h"
#include "support/test_certificates.h"

#include <QFile>
#include <QTemporaryDir>

using namespace oauth_discovery_tools;

class TestOauthResource : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void addressOfAResource_data();
    void addressOfAResource();
    void findsTheServerOfAnApi_data();
    void findsTheServerOfAnApi();
    void refusesAnApi_data();
    void refusesAnApi();
    void sendsNothingOfOurs();
    void asksNobodyHereForAServerElsewhere_data();
    void asksNobodyHereForAServerElsewhere();
    void answersLater();
};

namespace {

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

void TestOauthResource::addressOfAResource_data()
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

void TestOauthResource::addressOfAResource()
{
    QFETCH(QString, address);
    QFETCH(QByteArray, expected);
    const Result<QUrl> url = resourceMetadataAddress(QUrl(address, QUrl::StrictMode));
    QCOMPARE(url ? url->toEncoded() : codeOf(url), expected);
}

void TestOauthResource::findsTheServerOfAnApi_data()
{
    QTest::addColumn<QByteArray>("address");   // after the origin
    QTest::addColumn<QByteArray>("challenge"); // %1: the origin; empty: 404
    QTest::addColumn<QByteArray>("place");     // of the document
    QTest::addColumn<QByteArray>("suffix");    // after the origin
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

void TestOauthResource::findsTheServerOfAnApi()
{
    QFETCH(QByteArray, address);
    QFETCH(QByteArray, challenge);
    QFETCH(QByteArray, place);
    QFETCH(QByteArray, suffix);
    QFETCH(QStringList, asked);
    TestServer api, as;
    const QByteArray issuer = as.origin() + "/as";
    as.when("/as" + openId, metadataOf(issuer));
    api.when(place, resourceOf(api.origin() + suffix, issuer));
    if (!challenge.isEmpty())
        api.when(address, challenging(challenge.replace("%1", api.origin())));
    Run run(QString::fromLatin1(api.origin() + address));
    QTRY_VERIFY(run.result);
    QCOMPARE(run.code(), QByteArray("none"));
    const Discovered &found = run.result->value();
    QCOMPARE(found.server.issuer, QString::fromLatin1(issuer));
    QCOMPARE(found.resource.toString(), QString::fromLatin1(api.origin() + suffix));
    QCOMPARE(found.resourceScopes, (QStringList{u"read"_s, u"write"_s}));
    const QString path = QString::fromLatin1(address);
    QCOMPARE(run.asked, (QStringList{path + QString::fromLatin1(openId), QString::fromLatin1(oauth2) + path} +
                         asked + QStringList{u"/as"_s + QString::fromLatin1(openId)}));
}

void TestOauthResource::refusesAnApi_data()
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

void TestOauthResource::refusesAnApi()
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

void TestOauthResource::sendsNothingOfOurs()
{
    TestServer api;
    api.when("/v1", challenging("Bearer resource_metadata=\"" + api.origin() + "/meta\""));
    Run run(QString::fromLatin1(api.origin() + "/v1"));
    QTRY_VERIFY(run.result);
    QCOMPARE(api.requests().size(), size_t(run.asked.size()));
    for (const SeenRequest &request : api.requests()) {
        QCOMPARE(request.method, QByteArray("GET"));
        QVERIFY(!request.has("Authorization") && !request.has("Cookie") && !request.has("DPoP"));
        QVERIFY(request.body.isEmpty());
    }
}

void TestOauthResource::asksNobodyHereForAServerElsewhere_data()
{
    QTest::addColumn<QByteArray>("leads");
    QTest::addColumn<QByteArray>("code");
    for (const char *leads : {"challenge", "dotted", "document"})
        QTest::newRow(leads) << QByteArray(leads) << "MetadataInvalid"_qba;
    QTest::newRow("redirect") << "redirect"_qba
                              << "RedirectLeavesOrigin"_qba;
    QTest::newRow("nowhere") << "nowhere"_qba
                             << "MetadataNotFound"_qba;
}

// 0.0.0.0 leads to this machine, and is not known as that: it plays a server elsewhere.
void TestOauthResource::asksNobodyHereForAServerElsewhere()
{
    const auto authority = test::makeAuthority("Authority of the tests");
    const auto own = test::makeCertificate(authority, {.commonName = "0.0.0.0", .names = {"IP:0.0.0.0"}});
    QTemporaryDir folder;
    QFile ca(folder.filePath(u"ca.pem"_s));
    QVERIFY(ca.open(QIODevice::WriteOnly) && ca.write(authority.certificate) > 0);
    ca.close();
    TestServer elsewhere({own.certificate, own.key}), here;
    const auto thereAt = [&elsewhere](const QByteArray &path) {
        QUrl url = elsewhere.url(path);
        url.setHost(u"0.0.0.0"_s);
        return url.toEncoded();
    };
    QUrl dotted = here.url("/stop?now");
    dotted.setHost(u"localhost."_s);
    const QByteArray stop = here.url("/stop?now").toEncoded();
    QFETCH(QByteArray, leads);
    QFETCH(QByteArray, code);
    const QByteArray named = leads == "challenge" ? stop
                             : leads == "dotted"  ? dotted.toEncoded()
                                                  : thereAt("/meta");
    elsewhere.when("/api", challenging("Bearer resource_metadata=\"" + named + '"'));
    if (leads == "document")
        elsewhere.when("/meta", resourceOf(thereAt("/api"), here.origin()));
    if (leads == "redirect")
        elsewhere.when("/meta", Answer::redirect(302, stop));
    http::Client client({.caFile = ca.fileName(), .proxy = u"none"_s});
    Discovery discovery(client);
    std::optional<QByteArray> found;
    discovery.start(QString::fromLatin1(thereAt("/api")),
                    [&found](const Result<Discovered> &result) { found = codeOf(result); });
    QTRY_VERIFY(found);
    QCOMPARE(*found, code);
    QVERIFY(here.requests().empty());
}

void TestOauthResource::answersLater()
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

QTEST_GUILESS_MAIN(TestOauthResource)
#include "tst_oauth_resource.moc"
