#include "http/message.h"
#include "http/origin_policy.h"
#include "http/redaction.h"
#include "base/error.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::http;
using namespace Qt::StringLiterals;

class TestOriginPolicy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsOrigins_data();
    void readsOrigins();
    void refusesUrls_data();
    void refusesUrls();
    void refusesMoreThanAnOrigin_data();
    void refusesMoreThanAnOrigin();
    void knowsLoopback_data();
    void knowsLoopback();
    void judgesPurposeAndOrigin();
    void leashComesBackFromJson();
    void refusesDamagedLeash_data();
    void refusesDamagedLeash();
    void namesDifferences();
    void checksProxies_data();
    void checksProxies();
    void redactsUrls_data();
    void redactsUrls();
    void redactsHeaders_data();
    void redactsHeaders();
};

namespace {

QString nameOf(ErrorCode code)
{
    return QString::fromLatin1(codeName(code));
}

Leash someLeash()
{
    return {.authorizationServer = {*Origin::fromString(u"https://login.example"_s)},
            .resources = {*Origin::fromString(u"https://api.example:8443"_s),
                          *Origin::fromString(u"http://[::1]:80"_s)},
            .connection = {.caFile = u"/etc/\"own\" ca.pem"_s,
                           .clientCertificate = u"/c.pem"_s,
                           .clientKey = u"/k.pem"_s,
                           .proxy = u"none"_s,
                           .http2 = true}};
}

} // namespace

void TestOriginPolicy::readsOrigins_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("origin");
    QTest::addColumn<int>("port");
    QTest::newRow("default port") << u"https://api.example/path?q#f"_s << u"https://api.example"_s << 443;
    QTest::newRow("named default port") << u"https://api.example:443"_s << u"https://api.example"_s << 443;
    QTest::newRow("http port on https") << u"https://api.example:80"_s << u"https://api.example:80"_s << 80;
    QTest::newRow("case") << u"HTTPS://API.Example"_s << u"https://api.example"_s << 443;
    QTest::newRow("trailing dot") << u"https://api.example./x"_s << u"https://api.example"_s << 443;
    QTest::newRow("idn") << u"https://b\u00fccher.example"_s << u"https://xn--bcher-kva.example"_s << 443;
    QTest::newRow("loopback http") << u"http://127.0.0.1:8080/"_s << u"http://127.0.0.1:8080"_s << 8080;
    QTest::newRow("localhost") << u"http://localhost"_s << u"http://localhost"_s << 80;
    QTest::newRow("ipv6") << u"http://[::1]:81/"_s << u"http://[::1]:81"_s << 81;
    QTest::newRow("ipv6 written long") << u"http://[0:0:0:0:0:0:0:1]/"_s << u"http://[::1]"_s << 80;
}

void TestOriginPolicy::readsOrigins()
{
    QFETCH(QString, url);
    const Result<Origin> origin = Origin::of(QUrl(url));
    QVERIFY(origin);
    QTEST(origin->toString(), "origin");
    QTEST(origin->port, "port");
    const Result<Origin> again = Origin::fromString(origin->toString());
    QVERIFY(again);
    QVERIFY(*again == *origin);
}

void TestOriginPolicy::refusesUrls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("code");
    const QString invalid = nameOf(ErrorCode::UrlInvalid);
    const QString userInfo = nameOf(ErrorCode::UrlHasUserInfo);
    const QString insecure = nameOf(ErrorCode::UrlInsecure);
    QTest::newRow("empty") << QString() << invalid;
    QTest::newRow("relative") << u"/path"_s << invalid;
    QTest::newRow("no host") << u"https:///path"_s << invalid;
    QTest::newRow("file") << u"file:///etc/passwd"_s << invalid;
    QTest::newRow("ftp") << u"ftp://api.example/"_s << invalid;
    QTest::newRow("data") << u"data:text/plain,x"_s << invalid;
    QTest::newRow("port 0") << u"https://api.example:0/"_s << invalid;
    QTest::newRow("port too large") << u"https://api.example:65536/"_s << invalid;
    QTest::newRow("only a dot") << u"https://./"_s << invalid;
    QTest::newRow("user") << u"https://ann@api.example/"_s << userInfo;
    QTest::newRow("user and password") << u"https://ann:secret@api.example/"_s << userInfo;
    QTest::newRow("empty user") << u"https://@api.example/"_s << userInfo;
    QTest::newRow("user on loopback") << u"http://127.0.0.1@evil.example/"_s << userInfo;
    QTest::newRow("plain http") << u"http://api.example/"_s << insecure;
    QTest::newRow("http, name starts like loopback") << u"http://127.0.0.1.evil.example/"_s << insecure;
    QTest::newRow("http, localhost as a label") << u"http://localhost.evil.example/"_s << insecure;
    QTest::newRow("http, any address") << u"http://0.0.0.0/"_s << insecure;
    QTest::newRow("http, private network") << u"http://192.168.0.1/"_s << insecure;
}

void TestOriginPolicy::refusesUrls()
{
    QFETCH(QString, url);
    const Result<Origin> origin = Origin::of(QUrl(url));
    QVERIFY(!origin);
    QTEST(nameOf(origin.error().code), "code");
    QVERIFY(!origin.error().subject.contains(u"secret"));
    QVERIFY(!origin.error().subject.contains(u"ann"));
}

void TestOriginPolicy::refusesMoreThanAnOrigin_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("path") << u"https://api.example/v1"_s;
    QTest::newRow("query") << u"https://api.example?x"_s;
    QTest::newRow("fragment") << u"https://api.example#x"_s;
    QTest::newRow("name only") << u"api.example"_s;
    QTest::newRow("space") << u"https://api.example "_s;
}

void TestOriginPolicy::refusesMoreThanAnOrigin()
{
    QFETCH(QString, text);
    const Result<Origin> origin = Origin::fromString(text);
    QVERIFY(!origin);
    QCOMPARE(origin.error().code, ErrorCode::UrlInvalid);
}

void TestOriginPolicy::knowsLoopback_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("loopback");
    QTest::newRow("127.0.0.1") << u"127.0.0.1"_s << true;
    QTest::newRow("127.8.9.10") << u"127.8.9.10"_s << true;
    QTest::newRow("::1") << u"::1"_s << true;
    QTest::newRow("localhost") << u"localhost"_s << true;
    QTest::newRow("LOCALHOST") << u"LOCALHOST"_s << true;
    QTest::newRow("128.0.0.1") << u"128.0.0.1"_s << false;
    QTest::newRow("0.0.0.0") << u"0.0.0.0"_s << false;
    QTest::newRow("::2") << u"::2"_s << false;
    QTest::newRow("name") << u"localhost.example"_s << false;
    QTest::newRow("empty") << QString() << false;
}

void TestOriginPolicy::knowsLoopback()
{
    QFETCH(QString, host);
    QTEST(isLoopbackHost(host), "loopback");
}

void TestOriginPolicy::judgesPurposeAndOrigin()
{
    const Leash leash = someLeash();
    const Origin login = *Origin::fromString(u"https://login.example"_s);
    const Origin api = *Origin::fromString(u"https://api.example:8443"_s);
    QVERIFY(leash.allows(Purpose::AuthorizationServer, login));
    QVERIFY(leash.allows(Purpose::Resource, api));
    QVERIFY(!leash.allows(Purpose::Resource, login));
    QVERIFY(!leash.allows(Purpose::AuthorizationServer, api));
    QVERIFY(!leash.allows(Purpose::Resource, *Origin::fromString(u"https://api.example"_s)));
    QVERIFY(!leash.allows(Purpose::Resource, *Origin::fromString(u"https://x.api.example:8443"_s)));
    QVERIFY(!Leash().allows(Purpose::Resource, api));
}

void TestOriginPolicy::leashComesBackFromJson()
{
    const Leash leash = someLeash();
    const Result<Leash> back = Leash::fromJson(leash.toJson());
    QVERIFY(back);
    QVERIFY(*back == leash);
    const Result<Leash> empty = Leash::fromJson(Leash().toJson());
    QVERIFY(empty);
    QVERIFY(*empty == Leash());
}

void TestOriginPolicy::refusesDamagedLeash_data()
{
    QTest::addColumn<QByteArray>("json");
    const QByteArray good = Leash{
        .authorizationServer = {},
        .resources = {*Origin::fromString(u"https://a.example"_s)},
        .connection = {}}.toJson();
    QVERIFY(Leash::fromJson(good));
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut") << good.chopped(1);
    QTest::newRow("not an object") << "[]"_qba;
    QTest::newRow("member missing") << QByteArray(good).replace("\"authorizationServer\":[],", "");
    QTest::newRow("unknown member") << QByteArray(good).replace("{\"auth", "{\"more\":1,\"auth");
    QTest::newRow("duplicate") << QByteArray(good).replace("\"authorizationServer\"", "\"resources\"");
    QTest::newRow("plain http origin") << QByteArray(good).replace("https:", "http:");
    QTest::newRow("origin not a string") << QByteArray(good).replace("\"https://a.example\"", "1");
    QTest::newRow("list not a list") << QByteArray(good).replace("[]", "\"\"");
    QTest::newRow("http2 not true or false") << QByteArray(good).replace("false", "0");
    QTest::newRow("proxy not a string") << QByteArray(good).replace("\"proxy\":\"\"", "\"proxy\":null");
    QTest::newRow("setting missing") << QByteArray(good).replace(",\"proxy\":\"\"", "");
}

void TestOriginPolicy::refusesDamagedLeash()
{
    QFETCH(QByteArray, json);
    const Result<Leash> leash = Leash::fromJson(json);
    QVERIFY(!leash);
    QCOMPARE(leash.error().code, ErrorCode::KeychainEntryDamaged);
}

void TestOriginPolicy::namesDifferences()
{
    const ConnectionSettings plain;
    QCOMPARE(differences(plain, plain), QStringList());
    QCOMPARE(differences(plain, {.caFile = u"/a"_s}), QStringList{u"tls.caFile"_s});
    QCOMPARE(differences(plain, {.proxy = u"none"_s, .http2 = true}), (QStringList{u"proxy"_s, u"http2"_s}));
    QCOMPARE(differences(someLeash().connection, plain).size(), 5);
}

void TestOriginPolicy::checksProxies_data()
{
    QTest::addColumn<QString>("proxy");
    QTest::addColumn<bool>("good");
    QTest::newRow("system") << QString() << true;
    QTest::newRow("none") << u"none"_s << true;
    QTest::newRow("http") << u"http://proxy.example:3128"_s << true;
    QTest::newRow("socks5") << u"socks5://127.0.0.1:1080"_s << true;
    QTest::newRow("https") << u"https://proxy.example:3128"_s << false;
    QTest::newRow("no port") << u"http://proxy.example"_s << false;
    QTest::newRow("user info") << u"http://ann:secret@proxy.example:3128"_s << false;
    QTest::newRow("path") << u"http://proxy.example:3128/x"_s << false;
    QTest::newRow("word") << u"direct"_s << false;
}

void TestOriginPolicy::checksProxies()
{
    QFETCH(QString, proxy);
    QFETCH(bool, good);
    const Result<Done> checked = checkProxy(proxy);
    QCOMPARE(bool(checked), good);
    if (good)
        return;
    QCOMPARE(checked.error().code, ErrorCode::ProfileFieldInvalid);
    QCOMPARE(checked.error().subject, u"proxy"_s);
    QVERIFY(!checked.error().detail.contains(u"secret"));
}

void TestOriginPolicy::redactsUrls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << u"https://api.example:81/a/b"_s << u"https://api.example:81/a/b"_s;
    QTest::newRow("query") << u"https://api.example/a?token=S3&x=S3"_s
                           << u"https://api.example/a?token=…&x=…"_s;
    QTest::newRow("query without names") << u"https://api.example/a?S3"_s << u"https://api.example/a?…"_s;
    QTest::newRow("fragment") << u"https://api.example/#access_token=S3"_s << u"https://api.example/#…"_s;
    QTest::newRow("user info") << u"https://ann:S3@api.example/"_s << u"https://…@api.example/"_s;
    QTest::newRow("empty value") << u"https://api.example/?a="_s << u"https://api.example/?a=…"_s;
    QTest::newRow("not a url") << u"https://S3:S3:S3"_s << u"…"_s;
}

void TestOriginPolicy::redactsUrls()
{
    QFETCH(QString, url);
    QTEST(redacted(QUrl(url)), "shown");
}

void TestOriginPolicy::redactsHeaders_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("shown");
    const QByteArray gone = "…";
    QTest::newRow("Authorization") << "Authorization"_qba
                                   << "Bearer S3"_qba
                                   << "Bearer " + gone;
    QTest::newRow("Authorization without scheme") << "authorization"_qba
                                                  << "S3"_qba << gone;
    QTest::newRow("Cookie") << "Cookie"_qba
                            << "sid=S3; a=b"_qba << gone;
    QTest::newRow("Set-Cookie") << "Set-Cookie"_qba
                                << "sid=S3; Path=/"_qba << gone;
    QTest::newRow("X-Api-Key") << "X-Api-Key"_qba
                               << "S3 S3"_qba << gone;
    QTest::newRow("apikey") << "apikey"_qba
                            << "S3"_qba << gone;
    QTest::newRow("set-auth-token") << "set-auth-token"_qba
                                    << "S3"_qba << gone;
    QTest::newRow("X-Parse-Session-Token") << "X-Parse-Session-Token"_qba
                                           << "r:S3"_qba << gone;
    QTest::newRow("X-XSRF-TOKEN") << "X-XSRF-TOKEN"_qba
                                  << "S3"_qba << gone;
    QTest::newRow("Location") << "Location"_qba
                              << "https://a.example/?code=S3"_qba
                              << "https://a.example/?code=" + gone;
    QTest::newRow("Content-Type") << "Content-Type"_qba
                                  << "text/html"_qba
                                  << "text/html"_qba;
    QTest::newRow("WWW-Authenticate") << "WWW-Authenticate"_qba
                                      << "Bearer realm=\"x\""_qba
                                      << "Bearer realm=\"x\""_qba;
}

void TestOriginPolicy::redactsHeaders()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    const Header shown = redacted(Header{name, value});
    QCOMPARE(shown.name, name);
    QTEST(shown.value, "shown");
}

QTEST_GUILESS_MAIN(TestOriginPolicy)
#include "tst_origin_policy.moc"
