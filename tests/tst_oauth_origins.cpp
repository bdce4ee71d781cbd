#include "oauth_tools.h"

#include "login/recipe.h"
#include "login/secret_fields.h"

using namespace oauth_tools;

namespace {

/// An API of another origin that names the provider as its authorization server (RFC 9728).
class Api {
public:
    explicit Api(const QString &issuer)
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
};

void TestOAuthOrigins::anApiLeadsToItsServer()
{
    World world;
    Api api(world.provider.url());
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
    Api api(world.provider.url());
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
    Api api(world.provider.url());
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
    QCOMPARE(run->code(), "ProfileChanged"_qba);
    QVERIFY(evil.requests().empty());
}

QTEST_GUILESS_MAIN(TestOAuthOrigins)
#include "tst_oauth_origins.moc"
