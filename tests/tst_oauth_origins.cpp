#include "oauth_tools.h"

#include "login/oauth_profile.h"
#include "login/recipe.h"
#include "login/secret_fields.h"

using namespace oauth_tools;

namespace {

/// An API of another origin that names the provider as its authorization server (RFC 9728).
class ResourceServer {
public:
    explicit ResourceServer(const QString &issuer)
    {
        const QByteArray own = server.origin();
        server.when("/.well-known/oauth-protected-resource",
                    ServerAnswer::json(R"({"resource":")" + own + R"(","authorization_servers":[")" +
                                       issuer.toUtf8() + R"("],"scopes_supported":["notes:read"]})"));
        ServerAnswer refusal = ServerAnswer::json("{}", 401);
        refusal.headers.emplace_back("WWW-Authenticate", R"(Bearer resource_metadata=")" + own +
                                                             R"(/.well-known/oauth-protected-resource")");
        server.when("/", refusal);
        server.when("/data", ServerAnswer::json("{}"));
    }
    TestServer server;
};

} // namespace

/// Where secrets may go: origins that metadata brings in wait for a person's yes, once.
class TestOAuthOrigins : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anApiLeadsToItsServer();
    void aYesIsRemembered();
    void aNoEndsIt();
    void nobodyToAsk();
    void secretFieldsFollowTheYes();
    void anEditedProfileGetsNothing();
    void anotherOnesPageIsAskedAbout_data();
    void anotherOnesPageIsAskedAbout();
    void aRegisteredClientComesBackToItsIssuersPath();
    void secretsThatAreKeptUntilQuit();
    void aChangedResourceNeedsTheSecretAgain();
};

void TestOAuthOrigins::anApiLeadsToItsServer()
{
    World world;
    ResourceServer api(world.provider.url());
    world.set(u"url"_s, api.server.url("/").toString());
    world.set(u"resource"_s, world.provider.url() + u"/oauth/notes"_s); // the provider knows no other
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    QVERIFY(run->steps(StepState::NeedsAnswer).contains(SignInStep::Confirm));
    QCOMPARE(run->info().person.issuer, world.provider.url());
    const auto item = world.computer.item();
    QVERIFY(item);
    QCOMPARE(item->oauth->server.issuer, world.provider.url());
    QVERIFY(item->oauth->scope.split(u' ').contains(u"notes:read"_s)); // the API asked for it
    // The access token goes to the API.
    auto answer = send(*world.sessions, world.computer, api.server.url("/data"));
    QCOMPARE(answer.code(), "none"_qba);
    QVERIFY(answer.value()->response.credentialSent);
    // … and nothing of the sign-in went there.
    for (const SeenRequest &request : api.server.requests()) {
        if (request.path() != "/data")
            QVERIFY(!request.has("Authorization"));
    }
}

void TestOAuthOrigins::aYesIsRemembered()
{
    World world;
    ResourceServer api(world.provider.url());
    world.set(u"url"_s, api.server.url("/").toString());
    world.set(u"resource"_s, world.provider.url() + u"/oauth/notes"_s);
    auto first = world.run();
    QCOMPARE(first->code(), "none"_qba);
    for (const SignInEvent &event : first->events) {
        if (event.state == StepState::NeedsAnswer)
            QCOMPARE(event.origins, QStringList(world.provider.url()));
    }
    QCOMPARE(setting(world.profile(), u"authorization.origins"_s), world.provider.url());
    auto second = world.run();
    QCOMPARE(second->code(), "none"_qba);
    QVERIFY(!second->steps(StepState::NeedsAnswer).contains(SignInStep::Confirm));
}

void TestOAuthOrigins::aNoEndsIt()
{
    World world;
    QVERIFY(world.provider.setFault("discovery-foreign-endpoint"));
    auto run = world.run();
    run->yes = false;
    QCOMPARE(run->code(), "OriginUnconfirmed"_qba);
    QCOMPARE(run->wait.value().error().subject, u"https://elsewhere.example"_s);
    QVERIFY(setting(world.profile(), u"authorization.origins"_s).isEmpty());
}

void TestOAuthOrigins::nobodyToAsk()
{
    World world;
    QVERIFY(world.provider.setFault("discovery-foreign-endpoint"));
    Run run(*world.sessions, world.computer.id, {}, false);
    QCOMPARE(run.code(), "OriginUnconfirmed"_qba);
}

void TestOAuthOrigins::secretFieldsFollowTheYes()
{
    World world(u"client-credentials"_s);
    ResourceServer api(world.provider.url());
    world.set(u"url"_s, api.server.url("/").toString());
    world.set(u"client_id"_s, u"practice-web"_s);
    world.set(u"scope"_s, u"notes:read"_s);
    world.set(u"resource"_s, world.provider.url() + u"/oauth/notes"_s);
    QVERIFY(world.store(u"client_secret"_s, "practice-web-secret-known-to-everybody"));
    auto first = world.run();
    QCOMPARE(first->code(), "none"_qba);
    // Another process reads them from the keychain, sealed for the leash as it is now.
    world.sessions = world.computer.process();
    auto second = world.run();
    QCOMPARE(second->code(), "none"_qba);
    QVERIFY(!api.server.everythingSeen().contains("practice-web-secret"));
}

void TestOAuthOrigins::anEditedProfileGetsNothing()
{
    World world(u"client-credentials"_s);
    world.set(u"client_id"_s, u"practice-web"_s);
    QVERIFY(world.store(u"client_secret"_s, "practice-web-secret-known-to-everybody"));
    TestServer evil;
    evil.when("/token", ServerAnswer::json(R"({"access_token":"x"})"));
    world.set(u"endpoint.token"_s, evil.url("/token").toString());
    world.set(u"authorization.origins"_s, QString::fromLatin1(evil.origin()));
    world.sessions = world.computer.process();
    auto run = world.run();
    QCOMPARE(run->code(), "SecretNeededAgain"_qba);
    QVERIFY(evil.requests().empty());
}

void TestOAuthOrigins::anotherOnesPageIsAskedAbout_data()
{
    QTest::addColumn<bool>("says"); // the browser's return, whose it is
    QTest::addColumn<QString>("named");
    QTest::addColumn<bool>("isAsked");
    QTest::newRow("no iss") << false << QString() << true;
    QTest::newRow("iss") << true << QString() << false;
    QTest::newRow("the profile's own word") << false << u"https://elsewhere.example/authorize"_s << false;
}

/// A server that leads to the page of another one would be given that one's code (mix-up, RFC 9700 section
/// 4.4).
void TestOAuthOrigins::anotherOnesPageIsAskedAbout()
{
    QFETCH(bool, says);
    QFETCH(QString, named);
    QFETCH(bool, isAsked);
    World world;
    QVERIFY(world.provider.setFault("discovery-foreign-authorization-endpoint"));
    QVERIFY(says || world.provider.addFault("discovery-no-iss-parameter"));
    if (!named.isEmpty())
        world.set(u"endpoint.authorization"_s, named);
    auto run = world.run();
    QStringList hosts;
    run->onLink = [&](const SignInEvent &event) { hosts += event.link.host(); };
    run->yes = false;
    if (isAsked) {
        QCOMPARE(run->code(), "OriginUnconfirmed"_qba);
        QCOMPARE(run->wait.value().error().subject, u"https://elsewhere.example"_s);
        QVERIFY(run->events.back().detail.contains(u"RFC 9207"_s));
        run = world.run();
        run->onLink = [&](const SignInEvent &event) { hosts += event.link.host(); };
        QTRY_COMPARE(hosts.size(), 1);
        QCOMPARE(setting(world.profile(), u"authorization.origins"_s), u"https://elsewhere.example"_s);
    }
    // … and not again.
    run = world.run();
    run->onLink = [&](const SignInEvent &event) { hosts += event.link.host(); };
    run->yes = false;
    QTRY_COMPARE(hosts.size(), isAsked ? 2 : 1);
    QCOMPARE(hosts.back(), u"elsewhere.example"_s);
}

void TestOAuthOrigins::aRegisteredClientComesBackToItsIssuersPath()
{
    World world;
    world.set(u"client_id"_s, {});
    const QString path = loopbackOptions(world.profile(), world.provider.url()).path;
    QVERIFY(path.startsWith(u"/callback/"_s));
    QVERIFY(path != loopbackOptions(world.profile(), u"https://other.example"_s).path);
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    QCOMPARE(world.redirect.path(), path);
    QCOMPARE(world.computer.item()->oauth->registeredRedirect.path(), path);
    // What a person said or registered is theirs.
    world.set(u"redirect_path"_s, u"/back"_s);
    QCOMPARE(loopbackOptions(world.profile(), world.provider.url()).path, u"/back"_s);
    World registered;
    QCOMPARE(loopbackOptions(registered.profile(), world.provider.url()).path, u"/callback"_s);
}

void TestOAuthOrigins::secretsThatAreKeptUntilQuit()
{
    World world(u"client-credentials"_s);
    world.set(u"client_id"_s, u"practice-web"_s);
    world.set(u"scope"_s, u"notes:read"_s);
    auto &keychain = world.computer.keychain;
    keychain.failReads = keychain.failWrites = keychain.failRemoves = ErrorCode::KeychainNoService;
    Wait<Result<Done>> kept([&](QObject *context, auto done) {
        return world.sessions->setSecretField(world.computer.id, u"client_secret"_s,
                                              Secret("practice-web-secret-known-to-everybody"_qba), context,
                                              done, StoreIn::Memory);
    });
    QCOMPARE(kept.code(), "none"_qba);
    QVERIFY(world.profile().secretFields.isEmpty());
    auto run = world.run({.where = StoreIn::Memory});
    QCOMPARE(run->code(), "none"_qba);
    auto again = refresh(*world.sessions, world.computer);
    QCOMPARE(again.code(), "none"_qba);
    // Another program knows nothing of it.
    const auto other = world.computer.process();
    Run without(*other, world.computer.id, {.where = StoreIn::Memory});
    QCOMPARE(without.code(), "ClientRejected"_qba);
}

void TestOAuthOrigins::aChangedResourceNeedsTheSecretAgain()
{
    World world(u"client-credentials"_s);
    world.set(u"client_id"_s, u"practice-web"_s);
    QVERIFY(world.store(u"client_secret"_s, "practice-web-secret-known-to-everybody"));
    world.set(u"resource"_s, u"https://data.example/api"_s);
    world.sessions = world.computer.process();
    auto run = world.run();
    QCOMPARE(run->code(), "SecretNeededAgain"_qba);
    const Description said = describe(run->wait.value().error());
    QVERIFY2(said.message.contains(u"where its tokens may go"_s), qPrintable(said.message));
    QVERIFY2(said.hint.contains(u"claimcheck profile set work --secret-file client_secret=FILE"_s),
             qPrintable(said.hint));
    // The hint is right.
    QVERIFY(world.store(u"client_secret"_s, "practice-web-secret-known-to-everybody"));
    world.set(u"resource"_s, world.provider.url() + u"/oauth/notes"_s);
    QVERIFY(world.store(u"client_secret"_s, "practice-web-secret-known-to-everybody"));
    world.set(u"scope"_s, u"notes:read"_s);
    auto mended = world.run();
    QCOMPARE(mended->code(), "none"_qba);
}

QTEST_GUILESS_MAIN(TestOAuthOrigins)
#include "tst_oauth_origins.moc"
