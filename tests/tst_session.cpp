#include "login_tools.h"

#include <QTest>

using namespace login_tools;

/// The keychain blob, and what it is sealed with.
class TestSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sealKeepsASession();
    void sealKeepsASessionOfOAuth();
    void sealKeepsASessionOfCookies();
    void readsAnItemOfAnOlderVersion();
    void oauthLeash();
    void unsealRefuses_data();
    void unsealRefuses();
    void leashTellsAChangedProfile_data();
    void leashTellsAChangedProfile();
};

void TestSession::sealKeepsASession()
{
    Profile profile = profileOf(u"directus"_s);
    profile.connection = {u"/ca"_s, u"/c"_s, u"/k"_s, u"none"_s, true};
    Session session = sessionOf(profile);
    session.accessToken = Secret("quote\" and \\ back"_qba);
    session.expiresAt = now + 1ms;
    session.refreshExpiresAt = now + 1h;
    session.refreshInFlight = true;
    const auto read = unseal(seal(session), u"p"_s);
    QVERIFY(read);
    QVERIFY(read->accessToken.equals(session.accessToken));
    QVERIFY(read->refreshToken.equals(session.refreshToken));
    QCOMPARE(*read->expiresAt, *session.expiresAt);
    QCOMPARE(*read->refreshExpiresAt, *session.refreshExpiresAt);
    QCOMPARE(read->obtainedAt, session.obtainedAt);
    QCOMPARE(read->person.issuer, session.person.issuer);
    QVERIFY(read->leash == session.leash);
    QCOMPARE(read->endpoints, session.endpoints);
    QVERIFY(read->refreshInFlight);

    session.refreshToken = Secret();
    session.expiresAt.reset();
    session.refreshInFlight = false;
    const auto bare = unseal(seal(session), u"p"_s);
    QVERIFY(bare && bare->refreshToken.isEmpty() && !bare->expiresAt && !bare->refreshInFlight);
}

void TestSession::sealKeepsASessionOfOAuth()
{
    const Profile profile = profileOf(u"oidc"_s);
    Session session = sessionOf(profile);
    session.idToken = Secret("id-token"_qba);
    session.clockAhead = -90s;
    session.notes = {u"The server sent no refresh token."_s};
    session.oauth = OAuthGrant{.server = {.issuer = u"https://api.example.test"_s,
                                          .tokenEndpoint = QUrl(u"https://api.example.test/token"_s),
                                          .isOpenId = true},
                               .clientId = u"client \"1\""_s,
                               .clientAuthentication = "client_secret_post",
                               .clientSecret = Secret("s3cret"_qba),
                               .tokenType = "DPoP",
                               .dpopKey = Secret("{\"kty\":\"EC\"}"_qba),
                               .scope = u"openid a"_s,
                               .resource = u"https://api.example.test/x"_s,
                               .audience = u"aud"_s,
                               .registeredRedirect = QUrl(u"http://127.0.0.1:4711/callback"_s),
                               .clientSecretExpiresAt = now + 3h,
                               .isClientsOwn = true};
    const auto read = unseal(seal(session), u"p"_s);
    QVERIFY(read && read->oauth);
    QVERIFY(read->idToken.equals(session.idToken));
    QCOMPARE(read->clockAhead, session.clockAhead);
    QVERIFY(read->cookies.isEmpty());
    QCOMPARE(read->notes, session.notes);
    QVERIFY(read->oauth->server == session.oauth->server);
    QCOMPARE(read->oauth->clientId, session.oauth->clientId);
    QCOMPARE(read->oauth->clientAuthentication, "client_secret_post"_qba);
    QVERIFY(read->oauth->clientSecret.equals(session.oauth->clientSecret));
    QCOMPARE(read->oauth->tokenType, "DPoP"_qba);
    QVERIFY(read->oauth->dpopKey.equals(session.oauth->dpopKey));
    QCOMPARE(read->oauth->scope, u"openid a"_s);
    QCOMPARE(read->oauth->resource, session.oauth->resource);
    QCOMPARE(read->oauth->audience, u"aud"_s);
    QCOMPARE(read->oauth->registeredRedirect, session.oauth->registeredRedirect);
    QVERIFY(read->oauth->clientSecretExpiresAt == now + 3h);
    QVERIFY(read->oauth->isClientsOwn);

    QByteArray blob = text(seal(session));
    blob.replace("\"issuer\":\"https://api.example.test\"", "\"issuer\":7");
    QCOMPARE(codeOf(unseal(Secret(blob), u"p"_s)), "KeychainEntryDamaged"_qba);
    blob = text(seal(session));
    blob.replace("\"clientId\"", "\"other\"");
    QCOMPARE(codeOf(unseal(Secret(blob), u"p"_s)), "KeychainEntryDamaged"_qba);
}

void TestSession::sealKeepsASessionOfCookies()
{
    Session session = sessionOf(profileOf(u"practice"_s));
    session.accessToken = session.refreshToken = Secret();
    QCOMPARE(codeOf(unseal(seal(session), u"p"_s)), "KeychainEntryDamaged"_qba);
    session.cookies = Secret("[{\"origin\":\"x\"}]"_qba);
    const auto read = unseal(seal(session), u"p"_s);
    QVERIFY(read && read->accessToken.isEmpty() && read->cookies.equals(session.cookies));
}

// As the version before this one wrote it.
void TestSession::readsAnItemOfAnOlderVersion()
{
    const QByteArray old =
        "{\"version\":1,\"accessToken\":\"a\",\"refreshToken\":\"r\",\"obtainedAt\":1800000000000,"
        "\"person\":{\"issuer\":\"\",\"subject\":\"42\",\"name\":\"alice\"},\"leash\":" +
        leashOf(profileOf(u"practice"_s)).toJson() +
        ",\"endpoints\":[\"https://api.example.test\",\"\",\"\",\"\"],\"refreshInFlight\":false}";
    const auto read = unseal(Secret(old), u"p"_s);
    QVERIFY(read && !read->oauth && read->idToken.isEmpty() && read->notes.isEmpty());
    QCOMPARE(text(read->refreshToken), "r"_qba);
}

void TestSession::oauthLeash()
{
    Profile profile = profileOf(u"oidc"_s);
    profile.settings[u"origins"_s] = u"https://data.test"_s;
    profile.settings[u"resource"_s] = u"https://res.test/v1 urn:x"_s;
    profile.settings[u"authorization.origins"_s] = u"https://login.test https://api.example.test"_s;
    const auto names = [](const std::vector<http::Origin> &origins) {
        QStringList list;
        for (const http::Origin &origin : origins)
            list += origin.toString();
        return list.join(u' ');
    };
    const http::Leash leash = leashOf(profile);
    QCOMPARE(names(leash.authorizationServer), u"https://api.example.test https://login.test"_s);
    QCOMPARE(names(leash.resources),
             u"https://api.example.test https://login.test https://data.test https://res.test"_s);
    // Of no meaning for a password recipe.
    profile.recipe = u"practice"_s;
    QCOMPARE(names(leashOf(profile).resources), u"https://api.example.test"_s);

    profile.recipe = u"oidc"_s;
    const Session session = sessionOf(profile);
    for (const auto &[key, value] : {std::pair(u"origins"_s, u"https://evil.test"_s),
                                     {u"resource"_s, u"https://evil.test/"_s},
                                     {u"authorization.origins"_s, u"https://evil.test"_s},
                                     {u"endpoint.token"_s, u"https://evil.test"_s},
                                     {u"endpoint.revocation"_s, u"https://api.example.test/x"_s}}) {
        Profile edited = profile;
        edited.settings[key] = value;
        QVERIFY2(codeOf(checkLeash(session, edited)) == "ProfileChanged", qPrintable(key));
    }
    profile.settings[u"scope"_s] = u"other"_s;
    QVERIFY(checkLeash(session, profile));
}

void TestSession::unsealRefuses_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::newRow("version") << R"("version":1)"_qba
                             << R"("version":2)"_qba;
    QTest::newRow("no-token") << R"("accessToken")"_qba
                              << R"("other")"_qba;
    QTest::newRow("no-leash") << R"("leash")"_qba
                              << R"("other")"_qba;
    QTest::newRow("no-endpoints") << R"("endpoints")"_qba
                                  << R"("other")"_qba;
    QTest::newRow("no-time") << R"("obtainedAt")"_qba
                             << R"("other")"_qba;
    QTest::newRow("twice") << R"("version":1)"_qba
                           << R"("version":1,"accessToken":"x")"_qba;
    QTest::newRow("cut") << "}"_qba
                         << ""_qba;
}

void TestSession::unsealRefuses()
{
    QFETCH(const QByteArray, from);
    QFETCH(const QByteArray, to);
    QByteArray blob = text(seal(sessionOf(profileOf(u"practice"_s))));
    QVERIFY(unseal(Secret(blob), u"p"_s));
    QVERIFY(blob.contains(from));
    blob.replace(from, to);
    const auto read = unseal(Secret(blob), u"p"_s);
    QCOMPARE(codeOf(read), "KeychainEntryDamaged"_qba);
    QCOMPARE(read.error().subject, u"p"_s);
}

void TestSession::leashTellsAChangedProfile_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QByteArray>("code");
    const QByteArray changed = "ProfileChanged";
    QTest::newRow("name") << u"name"_s << u"other"_s << "none"_qba;
    QTest::newRow("user") << u"user"_s << u"other"_s << "none"_qba;
    QTest::newRow("subject") << u"whoami.subject"_s << u"/id"_s << "none"_qba;
    QTest::newRow("host") << u"url"_s << u"https://evil.test"_s << changed;
    QTest::newRow("port") << u"url"_s << u"https://api.example.test:8443"_s << changed;
    QTest::newRow("path") << u"url"_s << u"https://api.example.test/~mallory"_s << changed;
    QTest::newRow("refresh") << u"refresh.path"_s << u"/~mallory"_s << changed;
    QTest::newRow("logout") << u"logout.path"_s << u"/~mallory"_s << changed;
    QTest::newRow("whoami") << u"whoami.path"_s << u"/~mallory"_s << changed;
    QTest::newRow("ca") << u"tls.caFile"_s << u"/evil.pem"_s << changed;
    QTest::newRow("proxy") << u"proxy"_s << u"http://evil.test:1"_s << changed;
    QTest::newRow("key") << u"tls.clientKey"_s << u"/k"_s << changed;
    QTest::newRow("http2") << u"http2"_s << u"true"_s << changed;
}

void TestSession::leashTellsAChangedProfile()
{
    QFETCH(const QString, key);
    QFETCH(const QString, value);
    QFETCH(const QByteArray, code);
    Profile profile = profileOf(u"practice"_s);
    const Session session = sessionOf(profile);
    QVERIFY(checkLeash(session, profile));
    QVERIFY(setField(profile, key, value));
    const auto checked = checkLeash(session, profile);
    QCOMPARE(codeOf(checked), code);
    if (!checked)
        QVERIFY(!checked.error().detail.isEmpty());
}

QTEST_APPLESS_MAIN(TestSession)
#include "tst_session.moc"
