#include "login/profile.h"
#include "login/recipe.h"
#include "login/session.h"
#include "login/setting_rules.h"

#include <QSet>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::login;
using namespace Qt::StringLiterals;

namespace {

Profile profileOf(const QString &recipe)
{
    Profile profile;
    profile.name = u"p"_s;
    profile.recipe = recipe;
    profile.url = QUrl(u"https://api.example.test/base/"_s);
    return profile;
}

template <class T>
QByteArray codeOf(const Result<T> &result)
{
    return result ? QByteArray("none") : codeName(result.error().code);
}

} // namespace

class TestRecipe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shipsTheKnownKinds();
    void everyDefaultFitsItsRule();
    void ownSettingBeforeDefault();
    void setFieldAccepts_data();
    void setFieldAccepts();
    void setFieldRefuses_data();
    void setFieldRefuses();
    void emptyValueTakesAnOverrideAway();
    void allFieldsListsDefaultsAndOverrides();
    void secretFieldHasNoValueInSight();
    void endpoints_data();
    void endpoints();
    void guesses_data();
    void guesses();
    void certificateNeedsItsKey();
    void kindsHaveTheirOwnSettings();
    void oauthSettings_data();
    void oauthSettings();
    void secretsNeverStandInAProfile();
};

void TestRecipe::shipsTheKnownKinds()
{
    QStringList ids;
    QStringList tested;
    for (const Recipe &recipe : allRecipes()) {
        ids += recipe.id;
        QVERIFY2(!recipe.title.isEmpty(), qPrintable(recipe.id));
        if (recipe.tested)
            tested += recipe.id;
    }
    QCOMPARE(ids, QStringList({u"practice"_s,
                               u"simplejwt"_s,
                               u"drf-token"_s,
                               u"directus"_s,
                               u"strapi"_s,
                               u"supabase"_s,
                               u"parse"_s,
                               u"npm"_s,
                               u"oidc"_s,
                               u"device"_s,
                               u"client-credentials"_s,
                               u"token-exchange"_s,
                               u"jwt-bearer"_s,
                               u"password-grant"_s,
                               u"django-session"_s,
                               u"sanctum"_s,
                               u"form"_s,
                               u"static-token"_s,
                               u"api-key"_s,
                               u"basic"_s,
                               u"custom"_s}));
    // Only what a test runs against its real server says so.
    QCOMPARE(tested, QStringList({u"practice"_s, u"simplejwt"_s, u"drf-token"_s, u"oidc"_s, u"device"_s,
                                  u"client-credentials"_s, u"django-session"_s, u"form"_s, u"static-token"_s,
                                  u"api-key"_s, u"basic"_s}));
    QVERIFY(!findRecipe(u"nope"_s));
}

void TestRecipe::everyDefaultFitsItsRule()
{
    for (const Recipe &recipe : allRecipes()) {
        QSet<QString> seen;
        for (const auto &[key, value] : recipe.settings) {
            QVERIFY2(!seen.contains(key), qPrintable(recipe.id + u' ' + key));
            seen.insert(key);
            if (value.isEmpty())
                QVERIFY2(isSettingKey(key), qPrintable(key));
            else
                QVERIFY2(checkedSetting(key, value), qPrintable(recipe.id + u' ' + key));
        }
        for (const QString &key : settingKeys(recipe.kind))
            QVERIFY2(seen.contains(key), qPrintable(recipe.id + u' ' + key));
        for (const QString &key : seen)
            QVERIFY2(isSettingKey(key, recipe.kind) && !isSecretKey(key), qPrintable(recipe.id + u' ' + key));
    }
}

void TestRecipe::ownSettingBeforeDefault()
{
    Profile profile = profileOf(u"simplejwt"_s);
    QCOMPARE(setting(profile, u"login.path"_s), u"/api/token/"_s);
    QCOMPARE(setting(profile, u"login.method"_s), u"POST"_s);
    profile.settings.insert(u"login.path"_s, u"/other/"_s);
    QCOMPARE(setting(profile, u"login.path"_s), u"/other/"_s);
    QCOMPARE(setting(profile, u"nope"_s), QString());
    profile.recipe = u"gone"_s;
    QCOMPARE(setting(profile, u"login.method"_s), QString());
}

void TestRecipe::setFieldAccepts_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    const std::pair<const char *, const char *> rows[] = {
        {"name", "work"},
        {"recipe", "directus"},
        {"url", "https://example.test/x"},
        {"user", "bob@example.test"},
        {"tls.caFile", "/etc/ca.pem"},
        {"tls.clientCertificate", "/c.pem"},
        {"tls.clientKey", "/k.pem"},
        {"proxy", "none"},
        {"proxy", "socks5://127.0.0.1:1080"},
        {"http2", "true"},
        {"login.method", "PUT"},
        {"login.path", "/a/{user}?b=c"},
        {"login.body", "form"},
        {"login.userField", "e mail"},
        {"login.header.X-Api-Key", "abc"},
        {"request.headers", "apikey,X-Other"},
        {"reply.accessToken", "/data/0/a~1b"},
        {"reply.accessToken", "header:set-auth-token"},
        {"reply.expiresUnit", "ms"},
        {"header.name", "X-Parse-Session-Token"},
        {"header.scheme", "none"},
        {"logout.revokes", "refresh,access"},
        {"whoami.subject", "/id"},
    };
    for (const auto &[key, value] : rows)
        QTest::addRow("%s=%s", key, value) << QString::fromLatin1(key) << QString::fromLatin1(value);
}

void TestRecipe::setFieldAccepts()
{
    QFETCH(const QString, key);
    QFETCH(const QString, value);
    Profile profile = profileOf(u"custom"_s);
    QCOMPARE(codeOf(setField(profile, key, value)), "none"_qba);
    const auto fields = allFields(profile);
    QVERIFY(std::count(fields.begin(), fields.end(), std::pair(key, value)) == 1);
}

void TestRecipe::setFieldRefuses_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QByteArray>("code");
    const QByteArray invalid = "ProfileFieldInvalid";
    const QByteArray unknown = "ProfileFieldUnknown";
    const std::tuple<const char *, QString, QByteArray> rows[] = {
        {"login.path", u"login"_s, invalid},
        {"login.path", u"//evil.test/x"_s, invalid},
        {"login.path", u"https://evil.test/"_s, invalid},
        {"login.path", u"/a/../b"_s, invalid},
        {"login.path", u"/a b"_s, invalid},
        {"login.path", u"/a#b"_s, invalid},
        {"login.path", u"/a\\b"_s, invalid},
        {"login.method", u"post"_s, invalid},
        {"login.body", u"xml"_s, invalid},
        {"login.userField", u"a\nb"_s, invalid},
        {"login.header.X", u"a\r\nb: c"_s, invalid},
        {"login.header.X", u"ä"_s, invalid},
        {"login.header.", u"a"_s, unknown},
        {"login.header.a b", u"a"_s, unknown},
        {"login.nope", u"a"_s, unknown},
        {"id", u"a"_s, unknown},
        {"reply.accessToken", u"data.token"_s, invalid},
        {"reply.accessToken", u"header:"_s, invalid},
        {"reply.expiresUnit", u"min"_s, invalid},
        {"header.scheme", u"Bearer x"_s, invalid},
        {"request.headers", u"a,,b"_s, invalid},
        {"logout.revokes", u"all"_s, invalid},
        {"whoami.subject", u"header:x"_s, invalid},
        {"tls.caFile", u"ca.pem"_s, invalid},
        {"proxy", u"ftp://a:1"_s, invalid},
        {"proxy", u"http://a"_s, invalid},
        {"proxy", u"http://user:pw@a:1"_s, invalid},
        {"http2", u"yes"_s, invalid},
        {"user", u"a\u202eb"_s, invalid},
        {"recipe", u"nope"_s, "RecipeUnknown"},
        {"name", u"-a"_s, "ProfileNameInvalid"},
        {"url", u"example.test"_s, "UrlInvalid"},
        {"url", u"http://example.test"_s, "UrlInsecure"},
        {"url", u"https://a@example.test"_s, "UrlHasUserInfo"},
        {"url", u"https://example.test/#x"_s, invalid},
    };
    int row = 0;
    for (const auto &[key, value, code] : rows)
        QTest::addRow("%d %s %s", ++row, key, qPrintable(value)) << QString::fromLatin1(key) << value << code;
}

void TestRecipe::setFieldRefuses()
{
    QFETCH(const QString, key);
    QFETCH(const QString, value);
    QFETCH(const QByteArray, code);
    Profile profile = profileOf(u"custom"_s);
    const auto before = allFields(profile);
    const auto result = setField(profile, key, value);
    QCOMPARE(codeOf(result), code);
    QCOMPARE(allFields(profile), before);
    if (code == "ProfileFieldInvalid")
        QVERIFY(!result.error().detail.isEmpty() && result.error().subject == key);
}

void TestRecipe::emptyValueTakesAnOverrideAway()
{
    Profile profile = profileOf(u"simplejwt"_s);
    QVERIFY(setField(profile, u"login.path"_s, u"/x/"_s));
    QVERIFY(setField(profile, u"login.path"_s, QString()));
    QVERIFY(profile.settings.isEmpty());
    QCOMPARE(setting(profile, u"login.path"_s), u"/api/token/"_s);
}

void TestRecipe::allFieldsListsDefaultsAndOverrides()
{
    Profile profile = profileOf(u"parse"_s);
    QVERIFY(setField(profile, u"login.header.X-More"_s, u"1"_s));
    QStringList keys;
    for (const auto &[key, value] : allFields(profile))
        keys += key;
    QCOMPARE(keys.first(4), QStringList({u"name"_s, u"recipe"_s, u"url"_s, u"user"_s}));
    QCOMPARE(keys.last(5), QStringList({u"tls.caFile"_s, u"tls.clientCertificate"_s, u"tls.clientKey"_s,
                                        u"proxy"_s, u"http2"_s}));
    QCOMPARE(keys.count(u"login.header.X-Parse-Application-Id"_s), 1);
    QCOMPARE(keys.count(u"login.header.X-More"_s), 1);
    QCOMPARE(QSet<QString>(keys.begin(), keys.end()).size(), keys.size());
}

void TestRecipe::secretFieldHasNoValueInSight()
{
    Profile profile = profileOf(u"supabase"_s);
    profile.secretFields = {u"login.header.apikey"_s};
    const auto fields = allFields(profile);
    QCOMPARE(std::count(fields.begin(), fields.end(), std::pair(u"login.header.apikey"_s, QString())), 1);
    // Setting it in the open ends that.
    QVERIFY(setField(profile, u"login.header.apikey"_s, u"open"_s));
    QVERIFY(profile.secretFields.isEmpty());
}

void TestRecipe::endpoints_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("address");
    QTest::newRow("root") << u"https://a.test"_s << u"/login"_s << u"https://a.test/login"_s;
    QTest::newRow("slash") << u"https://a.test/"_s << u"/login/"_s << u"https://a.test/login/"_s;
    QTest::newRow("below") << u"https://a.test/x/y/"_s << u"/login"_s << u"https://a.test/x/y/login"_s;
    QTest::newRow("query") << u"https://a.test"_s << u"/t?grant_type=password"_s
                           << u"https://a.test/t?grant_type=password"_s;
    QTest::newRow("user") << u"https://a.test:8443"_s << u"/-/user/org.couchdb.user:{user}"_s
                          << u"https://a.test:8443/-/user/org.couchdb.user:a%2Fb%3F%23%C3%A4"_s;
    QTest::newRow("never-another-host")
        << u"https://a.test"_s << u"/@evil.test/"_s << u"https://a.test/@evil.test/"_s;
}

void TestRecipe::endpoints()
{
    QFETCH(const QString, base);
    QFETCH(const QString, path);
    QFETCH(const QString, address);
    Profile profile = profileOf(u"custom"_s);
    profile.url = QUrl(base);
    profile.user = u"a/b?#ä"_s;
    QCOMPARE(endpoint(profile, path).toString(QUrl::FullyEncoded), address);
}

void TestRecipe::guesses_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("recipe");
    QTest::newRow("strapi") << u"http://localhost:1337"_s << u"strapi"_s;
    QTest::newRow("parse-on-the-same-port") << u"http://localhost:1337/parse"_s << u"parse"_s;
    QTest::newRow("directus") << u"http://127.0.0.1:8055"_s << u"directus"_s;
    QTest::newRow("verdaccio") << u"http://localhost:4873/"_s << u"npm"_s;
    QTest::newRow("supabase") << u"https://abc.supabase.co"_s << u"supabase"_s;
    QTest::newRow("simplejwt") << u"https://a.test/api/token/"_s << u"simplejwt"_s;
    QTest::newRow("drf") << u"https://a.test/api-token-auth/"_s << u"drf-token"_s;
    QTest::newRow("unknown") << u"https://a.test"_s << u"custom"_s;
    QTest::newRow("nothing") << u""_s << u"custom"_s;
}

void TestRecipe::guesses()
{
    QFETCH(const QString, url);
    QFETCH(const QString, recipe);
    QCOMPARE(guessRecipe(QUrl(url)), recipe);
}

void TestRecipe::certificateNeedsItsKey()
{
    Profile profile = profileOf(u"custom"_s);
    profile.connection.clientCertificate = u"/c.pem"_s;
    QCOMPARE(codeOf(validated(profile)), "ProfileFieldInvalid"_qba);
    profile.connection.clientKey = u"/k.pem"_s;
    const auto checked = validated(profile);
    QVERIFY(checked);
    QVERIFY(!checked->id.isEmpty());
    QCOMPARE(validated(*checked)->id, checked->id); // an id is given once
}

void TestRecipe::kindsHaveTheirOwnSettings()
{
    Profile browser = profileOf(u"oidc"_s);
    QCOMPARE(kindOf(browser), Recipe::Kind::Browser);
    QCOMPARE(codeOf(setField(browser, u"login.path"_s, u"/x"_s)), "ProfileFieldUnknown"_qba);
    QCOMPARE(codeOf(setField(browser, u"client_id"_s, u"abc"_s)), "none"_qba);
    Profile machine = profileOf(u"client-credentials"_s);
    QCOMPARE(codeOf(setField(machine, u"client_id"_s, u"abc"_s)), "none"_qba);
    QCOMPARE(codeOf(setField(machine, u"redirect_port"_s, u"8080"_s)), "ProfileFieldUnknown"_qba);
    QStringList keys;
    for (const auto &[key, value] : allFields(browser))
        keys += key;
    QVERIFY(keys.contains(u"redirect_host"_s) && !keys.contains(u"login.path"_s));
    QCOMPARE(setting(browser, u"redirect_host"_s), u"127.0.0.1"_s);
    QVERIFY(isOAuth(Recipe::Kind::PasswordGrant) && !isOAuth(Recipe::Kind::Password));
}

void TestRecipe::oauthSettings_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("fits");
    QTest::addColumn<QString>("fitsNot");
    QTest::newRow("authentication") << u"client.authentication"_s << u"private_key_jwt"_s << u"basic"_s;
    QTest::newRow("scope") << u"scope"_s << u"openid api:read"_s << u"openid  api"_s;
    QTest::newRow("scope-quote") << u"scope"_s << u"a'b"_s << u"a\"b"_s;
    QTest::newRow("resource") << u"resource"_s << u"https://a.test/x urn:y"_s << u"https://a.test/#x"_s;
    QTest::newRow("resource-relative") << u"resource"_s << u"https://a.test"_s << u"/x"_s;
    QTest::newRow("host") << u"redirect_host"_s << u"::1"_s << u"0.0.0.0"_s;
    QTest::newRow("port") << u"redirect_port"_s << u"8080,9090"_s << u"8080, 9090"_s;
    QTest::newRow("port-range") << u"redirect_port"_s << u"65535"_s << u"65536"_s;
    QTest::newRow("port-zero") << u"redirect_port"_s << u"1"_s << u"0"_s;
    QTest::newRow("path") << u"redirect_path"_s << u"/cb"_s << u"/cb?x=1"_s;
    QTest::newRow("age") << u"max_age"_s << u"0"_s << u"-1"_s;
    QTest::newRow("par") << u"par"_s << u"never"_s << u"no"_s;
    QTest::newRow("dpop") << u"dpop"_s << u"auto"_s << u"yes"_s;
    QTest::newRow("origins") << u"origins"_s << u"https://a.test https://b.test:8443"_s
                             << u"https://a.test/path"_s;
    QTest::newRow("plain-origin") << u"authorization.origins"_s << u"http://127.0.0.1:1"_s
                                  << u"http://a.test"_s;
    QTest::newRow("endpoint") << u"endpoint.token"_s << u"https://a.test/token?x=1"_s << u"/token"_s;
    QTest::newRow("endpoint-plain") << u"endpoint.jwks"_s << u"https://a.test/jwks"_s
                                    << u"http://a.test/jwks"_s;
    QTest::newRow("extra") << u"authorize.ui_locales"_s << u"de"_s << u"a\nb"_s;
}

void TestRecipe::oauthSettings()
{
    QFETCH(const QString, key);
    QFETCH(const QString, fits);
    QFETCH(const QString, fitsNot);
    Profile profile = profileOf(u"oidc"_s);
    QCOMPARE(codeOf(setField(profile, key, fits)), "none"_qba);
    QCOMPARE(codeOf(setField(profile, key, fitsNot)), "ProfileFieldInvalid"_qba);
    QCOMPARE(setting(profile, key), fits);
}

void TestRecipe::secretsNeverStandInAProfile()
{
    Profile profile = profileOf(u"oidc"_s);
    QCOMPARE(codeOf(setField(profile, u"client_secret"_s, u"abc"_s)), "ProfileFieldInvalid"_qba);
    QVERIFY(profile.settings.isEmpty());
    QVERIFY(isSecretKey(u"client_key"_s) && !isSecretKey(u"client_id"_s));
    QVERIFY(!isSecretKey(u"login.header.X"_s)); // it may be either
    const auto code = [](const QString &key, const QByteArray &value) {
        return codeOf(checkSecretSetting(key, Secret(value)));
    };
    QCOMPARE(code(u"client_key"_s, "-----BEGIN\nlines"), "none"_qba);
    QCOMPARE(code(u"login.header.X"_s, "abc"), "none"_qba);
    QCOMPARE(code(u"login.header.X"_s, "a\nb"), "ProfileFieldInvalid"_qba);
    QCOMPARE(code(u"client_id"_s, "abc"), "ProfileFieldUnknown"_qba);
    QCOMPARE(code(u"client_key"_s, QByteArray(65537, 'a')), "ProfileFieldInvalid"_qba);
}

QTEST_APPLESS_MAIN(TestRecipe)
#include "tst_recipe.moc"
