#include "login_tools.h"
#include "login/recipe.h"

#include <QTest>

using namespace login_tools;

/// What is sent, and what is read from a good answer.
class TestPasswordLogin : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void signInRequests_data();
    void signInRequests();
    void formBodyIsEncoded();
    void secretsStayOnTheLeash();
    void missingPathIsSaid();
    void readsTokens_data();
    void readsTokens();
    void lifetimes_data();
    void lifetimes();
    void serverClockIsTakenIntoAccount();
    void personFromToken_data();
    void personFromToken();
    void refreshKeepsTheOldToken();
    void refreshTakesTheNewToken();
    void signOutRequests_data();
    void signOutRequests();
    void requestCredentialsCarryWhatTheServerNeeds();
};

void TestPasswordLogin::signInRequests_data()
{
    QTest::addColumn<QString>("recipe");
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("body");
    const QByteArray userBody = R"({"username":"a@b","password":"correct horse"})";
    QTest::newRow("practice") << u"practice"_s << "POST /login"_qba << userBody;
    QTest::newRow("simplejwt") << u"simplejwt"_s << "POST /api/token/"_qba << userBody;
    QTest::newRow("drf-token") << u"drf-token"_s << "POST /api-token-auth/"_qba << userBody;
    QTest::newRow("directus") << u"directus"_s << "POST /auth/login"_qba
                              << R"({"email":"a@b","password":"correct horse"})"_qba;
    QTest::newRow("strapi") << u"strapi"_s << "POST /api/auth/local"_qba
                            << R"({"identifier":"a@b","password":"correct horse"})"_qba;
    QTest::newRow("supabase") << u"supabase"_s << "POST /auth/v1/token?grant_type=password"_qba
                              << R"({"email":"a@b","password":"correct horse"})"_qba;
    QTest::newRow("parse") << u"parse"_s << "POST /parse/login"_qba << userBody;
    QTest::newRow("npm") << u"npm"_s << "PUT /-/user/org.couchdb.user:a%40b"_qba
                         << R"({"name":"a@b","password":"correct horse"})"_qba;
}

void TestPasswordLogin::signInRequests()
{
    QFETCH(const QString, recipe);
    QFETCH(const QByteArray, line);
    QFETCH(const QByteArray, body);
    const auto out = signInRequest(profileOf(recipe), u"a@b"_s, password, {});
    QVERIFY(out);
    const QUrl &url = out->request.url;
    QCOMPARE(out->request.method + ' ' +
                 url.toString(QUrl::FullyEncoded | QUrl::RemoveScheme | QUrl::RemoveAuthority).toLatin1(),
             line);
    QCOMPARE(url.host(), u"api.example.test"_s);
    QCOMPARE(out->request.body, body);
    QCOMPARE(http::headerValue(out->request.headers, "Content-Type"), "application/json"_qba);
    QCOMPARE(out->request.redirects, http::RedirectPolicy::SameOrigin);
    QCOMPARE(carried(*out), QByteArrayList{"server in request: correct horse"});
}

void TestPasswordLogin::formBodyIsEncoded()
{
    Profile profile = profileOf(u"custom"_s);
    profile.settings = {{u"login.body"_s, u"form"_s}, {u"login.userField"_s, u"user name"_s}};
    const auto out = signInRequest(profile, u"a&b=ä"_s, Secret("p+%&"_qba), {});
    QVERIFY(out);
    QCOMPARE(out->request.body, "user%20name=a%26b%3D%C3%A4&password=p%2B%25%26"_qba);
    QCOMPARE(http::headerValue(out->request.headers, "content-type"),
             "application/x-www-form-urlencoded"_qba);
}

void TestPasswordLogin::secretsStayOnTheLeash()
{
    Profile profile = profileOf(u"supabase"_s);
    profile.connection.proxy = u"none"_s;
    profile.secretFields = {u"login.header.apikey"_s};
    const auto out =
        signInRequest(profile, u"a"_s, password, {{u"login.header.apikey"_s, Secret("key"_qba)}});
    QVERIFY(out);
    QCOMPARE(carried(*out), QByteArrayList({"server in request: correct horse", "server apikey: key"}));
    for (const http::Credential &credential : out->credentials)
        QVERIFY(credential.leash == leashOf(profile));
    // The key is no plain header of the request: the transport would not hold that back.
    QVERIFY(!http::headerValue(out->request.headers, "apikey"));
}

void TestPasswordLogin::missingPathIsSaid()
{
    const auto out = whoamiRequest(profileOf(u"drf-token"_s), sessionOf(profileOf(u"drf-token"_s)), {});
    QCOMPARE(codeOf(out), "ProfileFieldInvalid"_qba);
    QCOMPARE(out.error().subject, u"whoami.path"_s);
}

void TestPasswordLogin::readsTokens_data()
{
    QTest::addColumn<QString>("recipe");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("access");
    QTest::addColumn<QByteArray>("refresh");
    QTest::addColumn<qint64>("seconds"); // -1: no expiry
    QTest::newRow("practice")
        << u"practice"_s
        << R"({"access_token":"a","refresh_token":"r","token_type":"Bearer","expires_in":300})"_qba
        << "a"_qba
        << "r"_qba << qint64(300);
    QTest::newRow("simplejwt") << u"simplejwt"_s
                               << R"({"refresh":"r","access":")" +
                                      jwt(R"({"exp":1800000300,"iat":1,"user_id":7})") + "\"}"
                               << jwt(R"({"exp":1800000300,"iat":1,"user_id":7})") << "r"_qba << qint64(300);
    QTest::newRow("drf-token") << u"drf-token"_s << R"({"token":"9944b09"})"_qba
                               << "9944b09"_qba
                               << ""_qba << qint64(-1);
    QTest::newRow("directus") << u"directus"_s
                              << R"({"data":{"access_token":"a","refresh_token":"r","expires":900000}})"_qba
                              << "a"_qba
                              << "r"_qba << qint64(900);
    QTest::newRow("strapi") << u"strapi"_s << R"({"jwt":"a","user":{"id":1}})"_qba
                            << "a"_qba
                            << ""_qba << qint64(-1);
    QTest::newRow("supabase") << u"supabase"_s
                              << R"({"access_token":"a","expires_in":"3600","refresh_token":"r"})"_qba
                              << "a"_qba
                              << "r"_qba << qint64(3600);
    QTest::newRow("parse") << u"parse"_s << R"({"sessionToken":"r:a"})"_qba
                           << "r:a"_qba
                           << ""_qba << qint64(-1);
    QTest::newRow("npm") << u"npm"_s << R"({"ok":"you are authenticated","token":"t"})"_qba
                         << "t"_qba
                         << ""_qba << qint64(-1);
}

void TestPasswordLogin::readsTokens()
{
    QFETCH(const QString, recipe);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, access);
    QFETCH(const QByteArray, refresh);
    QFETCH(const qint64, seconds);
    const Profile profile = profileOf(recipe);
    const auto session = processSignIn(profile, answer(recipe == u"npm" ? 201 : 200, body), now, password);
    QCOMPARE(codeOf(session), "none"_qba);
    QCOMPARE(text(session->accessToken), access);
    QCOMPARE(text(session->refreshToken), refresh);
    QCOMPARE(session->expiresAt ? (*session->expiresAt - now) / 1s : -1, seconds);
    QVERIFY(session->leash == leashOf(profile));
    QCOMPARE(session->endpoints, endpointsOf(profile));
    QVERIFY(checkLeash(*session, profile));
}

void TestPasswordLogin::lifetimes_data()
{
    QTest::addColumn<QByteArray>("expires");
    QTest::addColumn<QByteArray>("claims");
    QTest::addColumn<qint64>("seconds");
    const QByteArray claims = R"({"exp":1800000100,"iat":1799999000})";
    QTest::newRow("number") << "300"_qba << claims << qint64(300);
    QTest::newRow("decimal") << "300.5"_qba << claims << qint64(300);
    QTest::newRow("text") << R"("300")"_qba << claims << qint64(300);
    QTest::newRow("absent-exp") << ""_qba << claims << qint64(100);
    QTest::newRow("null-exp") << "null"_qba << claims << qint64(100);
    QTest::newRow("zero-exp") << "0"_qba << claims << qint64(100);
    QTest::newRow("negative-exp") << "-1"_qba << claims << qint64(100);
    QTest::newRow("words-exp") << R"("1h")"_qba << claims << qint64(100);
    QTest::newRow("huge-exp") << "1e300"_qba << claims << qint64(100);
    QTest::newRow("never-from-iat") << ""_qba
                                    << R"({"iat":1799999999})"_qba << qint64(-1);
    QTest::newRow("exp-text") << ""_qba
                              << R"({"exp":"1800000100"})"_qba << qint64(-1);
    QTest::newRow("exp-huge") << ""_qba
                              << R"({"exp":1e30})"_qba << qint64(-1);
}

void TestPasswordLogin::lifetimes()
{
    QFETCH(const QByteArray, expires);
    QFETCH(const QByteArray, claims);
    QFETCH(const qint64, seconds);
    const QByteArray body = R"({"access_token":")" + jwt(claims) + '"' +
                            (expires.isEmpty() ? QByteArray() : R"(,"expires_in":)" + expires) + '}';
    const auto session = processSignIn(profileOf(u"practice"_s), answer(200, body), now, password);
    QVERIFY(session);
    QCOMPARE(session->expiresAt ? (*session->expiresAt - now) / 1s : -1, seconds);
}

void TestPasswordLogin::serverClockIsTakenIntoAccount()
{
    http::Response response = answer(200, R"({"access_token":")" + jwt(R"({"exp":1799999500})") + "\"}");
    response.date = now - 600s; // the server is ten minutes behind
    const auto session = processSignIn(profileOf(u"practice"_s), response, now, password);
    QVERIFY(session);
    QCOMPARE((*session->expiresAt - now) / 1s, qint64(100));
}

void TestPasswordLogin::personFromToken_data()
{
    QTest::addColumn<QString>("recipe");
    QTest::addColumn<QByteArray>("claims");
    QTest::addColumn<QString>("person");
    QTest::newRow("iss-sub") << u"practice"_s << R"({"iss":"https://i.test","sub":"42"})"_qba
                             << u"https://i.test 42"_s;
    QTest::newRow("number") << u"simplejwt"_s << R"({"user_id":7,"sub":"no"})"_qba << u" 7"_s;
    QTest::newRow("none") << u"practice"_s << R"({"name":"x"})"_qba << u" "_s;
    QTest::newRow("array") << u"practice"_s << R"({"sub":["x"]})"_qba << u" "_s;
}

void TestPasswordLogin::personFromToken()
{
    QFETCH(const QString, recipe);
    QFETCH(const QByteArray, claims);
    QFETCH(const QString, person);
    const Profile profile = profileOf(recipe);
    const QString member = setting(profile, u"reply.accessToken"_s).sliced(1);
    const auto session = processSignIn(
        profile, answer(200, "{\"" + member.toUtf8() + "\":\"" + jwt(claims) + "\"}"), now, password);
    QVERIFY(session);
    QCOMPARE(session->person.issuer + u' ' + session->person.subject, person);
}

void TestPasswordLogin::refreshKeepsTheOldToken()
{
    const Profile profile = profileOf(u"simplejwt"_s);
    const Session old = sessionOf(profile);
    const auto out = refreshRequest(profile, old, {});
    QVERIFY(out);
    QCOMPARE(out->request.url, QUrl(u"https://api.example.test/api/token/refresh/"_s));
    QCOMPARE(out->request.body, R"({"refresh":"refresh-1"})"_qba);
    QCOMPARE(carried(*out), QByteArrayList{"server in request: refresh-1"});

    const auto session = processRefresh(profile, old, answer(200, R"({"access":"access-2"})"), now);
    QVERIFY(session);
    QCOMPARE(text(session->accessToken), "access-2"_qba);
    QCOMPARE(text(session->refreshToken), "refresh-1"_qba);
    QCOMPARE(session->person.subject, u"42"_s);
    QCOMPARE(session->person.name, u"alice"_s);
    QVERIFY(!session->refreshInFlight);
}

void TestPasswordLogin::refreshTakesTheNewToken()
{
    const Profile profile = profileOf(u"simplejwt"_s);
    const QByteArray rotated = jwt(R"({"exp":1800086400})");
    const auto session =
        processRefresh(profile, sessionOf(profile),
                       answer(200, R"({"access":"access-2","refresh":")" + rotated + "\"}"), now);
    QVERIFY(session);
    QCOMPARE(text(session->refreshToken), rotated);
    QCOMPARE((*session->refreshExpiresAt - now) / 1s, qint64(86400));

    Session none = sessionOf(profile);
    none.refreshToken = Secret();
    QCOMPARE(codeOf(refreshRequest(profile, none, {})), "RefreshNotPossible"_qba);
}

void TestPasswordLogin::signOutRequests_data()
{
    QTest::addColumn<QString>("recipe");
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArrayList>("secrets");
    QTest::newRow("practice") << u"practice"_s << "POST /logout"_qba
                              << R"({"refresh_token":"refresh-1"})"_qba
                              << QByteArrayList{"server in request: refresh-1",
                                                "resource Authorization: Bearer access-1"};
    QTest::newRow("simplejwt") << u"simplejwt"_s << "POST /api/token/blacklist/"_qba
                               << R"({"refresh":"refresh-1"})"_qba
                               << QByteArrayList{"server in request: refresh-1"};
    QTest::newRow("directus") << u"directus"_s << "POST /auth/logout"_qba
                              << R"({"refresh_token":"refresh-1"})"_qba
                              << QByteArrayList{"server in request: refresh-1"};
    QTest::newRow("supabase") << u"supabase"_s << "POST /auth/v1/logout"_qba
                              << ""_qba << QByteArrayList{"resource Authorization: Bearer access-1"};
    QTest::newRow("parse") << u"parse"_s << "POST /parse/logout"_qba
                           << ""_qba << QByteArrayList{"resource X-Parse-Session-Token: access-1"};
    QTest::newRow("npm") << u"npm"_s << "DELETE /-/user/token/access-1"_qba
                         << ""_qba
                         << QByteArrayList{"resource in request: access-1",
                                           "resource Authorization: Bearer access-1"};
}

void TestPasswordLogin::signOutRequests()
{
    QFETCH(const QString, recipe);
    QFETCH(const QByteArray, line);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArrayList, secrets);
    const Profile profile = profileOf(recipe);
    const auto out = signOutRequest(profile, sessionOf(profile), {});
    QVERIFY(out);
    QCOMPARE(out->request.method + ' ' + out->request.url.path(QUrl::FullyEncoded).toLatin1(), line);
    QCOMPARE(out->request.body, body);
    QCOMPARE(carried(*out), secrets);
}

void TestPasswordLogin::requestCredentialsCarryWhatTheServerNeeds()
{
    Profile profile = profileOf(u"parse"_s);
    profile.settings.insert(u"login.header.X-Parse-Application-Id"_s, u"app"_s);
    profile.settings.insert(u"login.header.X-Login-Only"_s, u"no"_s);
    Outgoing out;
    out.credentials = requestCredentials(profile, sessionOf(profile), {});
    QCOMPARE(carried(out), QByteArrayList({"resource X-Parse-Session-Token: access-1",
                                           "resource X-Parse-Application-Id: app"}));
    out.credentials = requestCredentials(profileOf(u"drf-token"_s), sessionOf(profile), {});
    QCOMPARE(carried(out), QByteArrayList{"resource Authorization: Token access-1"});
}

QTEST_APPLESS_MAIN(TestPasswordLogin)
#include "tst_password_login.moc"
