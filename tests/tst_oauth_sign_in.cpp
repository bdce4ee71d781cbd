#include "oauth_tools.h"

#include "login/recipe.h"
#include "login/setting_rules.h"

using namespace oauth_tools;

/// Signing in in the browser, end to end: the practice provider on one side, the person on the other.
class TestOAuthSignIn : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void signsIn();
    void tellsEachStep();
    void clients_data();
    void clients();
    void bindsToAKey();
    void registersAndKeepsTheClient();
    void needsAClientId();
    void notes_data();
    void notes();
    void holdsBackAnotherPerson();
    void namedEndpointsNeedNoMetadata();
    void unstoredSessionIsKept();
};

void TestOAuthSignIn::signsIn()
{
    World world;
    world.set(u"scope"_s, u"openid profile offline_access notes:read"_s);
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    QCOMPARE(run->info().state, SessionState::SignedIn);
    QVERIFY(run->info().stored && run->info().canRefresh);
    QCOMPARE(run->info().person.issuer, world.provider.url());
    QCOMPARE(run->info().person.subject, u"u-1001"_s);
    QCOMPARE(run->info().person.name, u"alice"_s);

    const auto item = world.computer.item();
    QVERIFY(item && item->oauth);
    QCOMPARE(item->oauth->clientId, u"claimcheck"_s);
    QCOMPARE(item->oauth->clientAuthentication, "none"_qba);
    QCOMPARE(item->oauth->server.issuer, world.provider.url());
    QCOMPARE(item->oauth->tokenType, "Bearer"_qba);
    QVERIFY(!item->idToken.isEmpty() && !item->refreshToken.isEmpty() && item->expiresAt);
    QCOMPARE(item->notes, QStringList());
    QCOMPARE(world.profile().person->subject, u"u-1001"_s);
    // The port is closed once the browser was there.
    QVERIFY(!isOpen(world.redirect));
    // What came opens the API, and can be refreshed.
    auto answer = send(*world.sessions, world.computer, world.provider.url(u"/oauth/notes"_s));
    QCOMPARE(answer.code(), "none"_qba);
    QCOMPARE(answer.value()->response.status, 200);
    auto again = refresh(*world.sessions, world.computer);
    QCOMPARE(again.code(), "none"_qba);
}

void TestOAuthSignIn::tellsEachStep()
{
    World world;
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    QCOMPARE(run->steps(StepState::Running),
             QList({SignInStep::Keychain, SignInStep::Discover, SignInStep::Push, SignInStep::Browser,
                    SignInStep::Ask, SignInStep::IdToken, SignInStep::Store}));
    const QUrl redirectUri = [&] {
        for (const SignInEvent &event : run->events) {
            if (!event.redirectUri.isEmpty())
                return event.redirectUri;
        }
        return QUrl();
    }();
    QCOMPARE(redirectUri, world.redirect.adjusted(QUrl::RemoveQuery));
    QCOMPARE(redirectUri.host(), u"127.0.0.1"_s);
    QCOMPARE(redirectUri.path(), u"/callback"_s);
    QVERIFY(!run->wait.calledInside);
}

void TestOAuthSignIn::clients_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<QByteArray>("authentication");
    QTest::newRow("public") << u"claimcheck"_s << ""_qba
                            << "none"_qba;
    QTest::newRow("basic") << u"practice-web"_s << "practice-web-secret-known-to-everybody"_qba
                           << "client_secret_basic"_qba;
    QTest::newRow("post") << u"practice-opaque"_s << "practice-opaque-secret-known-to-everybody"_qba
                          << "client_secret_post"_qba;
}

void TestOAuthSignIn::clients()
{
    QFETCH(const QString, id);
    QFETCH(const QByteArray, secret);
    QFETCH(const QByteArray, authentication);
    World world;
    world.set(u"client_id"_s, id);
    if (authentication == "client_secret_post")
        world.set(u"client.authentication"_s, QString::fromLatin1(authentication));
    if (!secret.isEmpty())
        QVERIFY(world.store(u"client_secret"_s, secret));
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    const auto item = world.computer.item();
    QVERIFY(item);
    QCOMPARE(item->oauth->clientAuthentication, authentication);
    QVERIFY(item->oauth->clientSecret.isEmpty()); // it stands in the secret fields
    QCOMPARE(item->person.name, u"alice"_s);
}

void TestOAuthSignIn::bindsToAKey()
{
    World world;
    world.set(u"client_id"_s, u"practice-dpop"_s);
    world.set(u"dpop"_s, u"auto"_s);
    world.set(u"scope"_s, u"openid profile notes:read"_s);
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    const auto item = world.computer.item();
    QVERIFY(item);
    QCOMPARE(item->oauth->tokenType, "DPoP"_qba);
    QVERIFY(text(item->oauth->dpopKey).contains("\"d\""));
    auto answer = send(*world.sessions, world.computer, world.provider.url(u"/oauth/notes"_s));
    QCOMPARE(answer.code(), "none"_qba);
    QCOMPARE(answer.value()->response.status, 200);
    auto exported = credential(*world.sessions, world.computer);
    QCOMPARE(exported.code(), "CredentialNotExportable"_qba);
}

void TestOAuthSignIn::registersAndKeepsTheClient()
{
    World world;
    world.set(u"client_id"_s, {});
    auto first = world.run();
    QCOMPARE(first->code(), "none"_qba);
    QVERIFY(first->steps(StepState::Done).contains(SignInStep::Register));
    const auto before = world.computer.item();
    QVERIFY(before && !before->oauth->clientId.isEmpty());
    QCOMPARE(before->oauth->registeredRedirect, world.redirect.adjusted(QUrl::RemoveQuery));

    // Another process, which has to read it first.
    world.sessions = world.computer.process();
    auto second = world.run();
    QCOMPARE(second->code(), "none"_qba);
    QVERIFY(second->steps(StepState::Skipped).contains(SignInStep::Register));
    const auto after = world.computer.item();
    QCOMPARE(after->oauth->clientId, before->oauth->clientId);
    QCOMPARE(after->oauth->registeredRedirect, before->oauth->registeredRedirect);
    QVERIFY(!after->accessToken.equals(before->accessToken));

    // For another leash the client is another.
    world.set(u"origins"_s, u"https://data.test"_s);
    auto third = world.run();
    QCOMPARE(third->code(), "none"_qba);
    QVERIFY(world.computer.item()->oauth->clientId != before->oauth->clientId);
}

void TestOAuthSignIn::needsAClientId()
{
    World world;
    world.set(u"client_id"_s, {});
    QVERIFY(world.provider.setFault("discovery-no-registration"));
    auto run = world.run();
    QCOMPARE(run->code(), "ClientIdMissing"_qba);
}

void TestOAuthSignIn::notes_data()
{
    QTest::addColumn<QString>("scope");
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<QString>("note"); // a part of the one note; empty: none
    QTest::newRow("nothing-to-say") << u"openid profile"_s << ""_qba << QString();
    QTest::newRow("asked-by-name") << u"openid profile offline_access"_s << "no-refresh-token"_qba
                                   << u"No refresh token came, though"_s;
    QTest::newRow("no-refresh-token")
        << QString() << "no-refresh-token"_qba << u"No refresh token came, though"_s;
    QTest::newRow("less-scope") << u"openid notes:read"_s << "scope-narrowed"_qba
                                << u"these scopes are missing: notes:read"_s;
    QTest::newRow("no-iss") << u"openid profile"_s << "discovery-no-iss-parameter"_qba << QString();
    QTest::newRow("plain-pkce") << u"openid profile"_s << "discovery-plain-pkce"_qba << u"PKCE (S256)"_s;
    QTest::newRow("userinfo") << u"openid"_s << "userinfo-500"_qba << u"UserInfo could not be read."_s;
}

void TestOAuthSignIn::notes()
{
    QFETCH(const QString, scope);
    QFETCH(const QByteArray, fault);
    QFETCH(const QString, note);
    World world;
    world.set(u"scope"_s, scope);
    if (!fault.isEmpty())
        QVERIFY(world.provider.setFault(fault));
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    const auto item = world.computer.item();
    QVERIFY(item);
    QCOMPARE(item->notes.size(), note.isEmpty() ? 0 : 1);
    if (!note.isEmpty())
        QVERIFY2(item->notes.front().contains(note), qPrintable(item->notes.front()));
}

void TestOAuthSignIn::holdsBackAnotherPerson()
{
    World world;
    auto first = world.run();
    QCOMPARE(first->code(), "none"_qba);
    const Secret before = world.computer.item()->accessToken;
    auto second = world.run();
    second->onLink = [&](const SignInEvent &event) {
        visit(world.provider.approve(event.link, {u"bob"_s, u"builder"_s}), &world.browser);
    };
    QCOMPARE(second->code(), "WrongPerson"_qba);
    QVERIFY(second->detail().contains(u"alice"_s) && second->detail().contains(u"bob"_s));
    QVERIFY(world.computer.item()->accessToken.equals(before));
}

void TestOAuthSignIn::namedEndpointsNeedNoMetadata()
{
    World world;
    for (const auto &[key, path] : {std::pair("endpoint.authorization", "/oauth/authorize"),
                                    {"endpoint.token", "/oauth/token"},
                                    {"endpoint.jwks", "/oauth/jwks"}})
        world.set(QString::fromLatin1(key), world.provider.url() + QString::fromLatin1(path));
    world.set(u"scope"_s, u"openid profile"_s);
    QVERIFY(world.provider.setFault("discovery-500"));
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    QVERIFY(run->steps(StepState::Skipped).contains(SignInStep::Discover));
    QCOMPARE(run->info().person.name, u"alice"_s);
    const auto item = world.computer.item();
    QCOMPARE(item->notes.size(), 1); // nothing promises PKCE
}

void TestOAuthSignIn::unstoredSessionIsKept()
{
    World world;
    // A lock that cannot be had: its folder is a file.
    QFile file(world.computer.dir.filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    world.sessions = std::make_unique<Sessions>(world.computer.profiles, world.computer.keychain,
                                                world.computer.clock, file.fileName());
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    QCOMPARE(codeOf(run->info().problem), "SessionNotStored"_qba);
    QCOMPARE(run->info().state, SessionState::SignedIn);
    QVERIFY(!run->info().stored);
    QVERIFY(!world.sessions->accessTokenToLookAt(world.computer.id).isEmpty());
    QCOMPARE(codeName(world.computer.item().error().code), "KeychainEntryMissing"_qba);
}

QTEST_GUILESS_MAIN(TestOAuthSignIn)
#include "tst_oauth_sign_in.moc"
