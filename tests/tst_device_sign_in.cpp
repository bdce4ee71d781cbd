#include "oauth_tools.h"

using namespace oauth_tools;

/// Signing in on another device, alone and beside the browser.
class TestDeviceSignIn : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void signsIn();
    void codeIsToldOnce();
    void anyBrowserProfileCanUseADevice();
    void faults_data();
    void faults();
    void codeExpiresByTheClock();
    void cancellingEndsTheQuestions();
    void questionsWaitForTheInterval();
    void registersADevice();
    void bindsToAKey();
    void raceTheDeviceWins();
    void raceTheBrowserWins();
    void raceANoEndsBoth();
    void raceWithoutADeviceEndpoint();
    void raceOutlivesADeadCode();

private:
    /// Asks often, so that no test waits for an interval.
    [[nodiscard]] static std::unique_ptr<Run> run(World &world, SignInOptions options = {})
    {
        options.devicePause = 5ms;
        auto made = world.run(std::move(options));
        made->onDevice = [&world](const DeviceCode &code) {
            world.answered = Provider::shared().answerDevice(code.verificationUriComplete, world.decision);
        };
        return made;
    }
};

void TestDeviceSignIn::signsIn()
{
    World world(u"device"_s);
    auto run = this->run(world);
    QCOMPARE(run->code(), "none"_qba);
    QVERIFY2(world.answered, Provider::shared().lastPage.constData());
    QCOMPARE(run->info().person.subject, u"u-1001"_s);
    QCOMPARE(run->info().person.name, u"alice"_s);
    QVERIFY(run->info().stored);
    QCOMPARE(run->steps(StepState::Done),
             QList({SignInStep::Keychain, SignInStep::Discover, SignInStep::Device, SignInStep::Ask,
                    SignInStep::IdToken, SignInStep::Store}));
    const auto item = world.computer.item();
    QVERIFY(item && item->oauth && !item->idToken.isEmpty());
}

void TestDeviceSignIn::codeIsToldOnce()
{
    World world(u"device"_s);
    auto run = this->run(world);
    QCOMPARE(run->code(), "none"_qba);
    int told = 0;
    for (const SignInEvent &event : run->events) {
        if (!event.device)
            continue;
        ++told;
        QCOMPARE(event.device->userCode.size(), 9);
        QCOMPARE(event.device->verificationUri, world.provider.url(u"/oauth/device"_s));
        QVERIFY(event.device->verificationUriComplete.hasQuery());
        QVERIFY(event.device->expiresAt > world.computer.clock.now());
        QCOMPARE(event.step, SignInStep::Device);
    }
    QCOMPARE(told, 1);
}

void TestDeviceSignIn::anyBrowserProfileCanUseADevice()
{
    World world;
    auto run = this->run(world, {.device = SignInOptions::Device::Only});
    QCOMPARE(run->code(), "none"_qba);
    QVERIFY(!run->steps(StepState::Running).contains(SignInStep::Browser));
}

void TestDeviceSignIn::faults_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<QByteArray>("code");
    const std::pair<const char *, const char *> rows[] = {
        {"device-refused", "TokenRequestRefused"},  {"device-no-verification-uri", "TokenNotInResponse"},
        {"device-no-complete-uri", "none"},         {"device-without-interval", "none"},
        {"device-denied", "AuthorizationDenied"},   {"device-expired", "DeviceCodeExpired"},
        {"token-invalid-client", "ClientRejected"}, {"token-html", "ResponseNotJson"},
        {"no-id-token", "IdTokenMissing"},          {"invalid-sig-es256", "SignatureMismatch"},
        {"invalid-aud", "AudienceMismatch"},        {"invalid-missing-nonce", "none"}, // none was sent
        {"invalid-at-hash", "HashMismatch"},
    };
    for (const auto &[fault, code] : rows)
        QTest::newRow(fault) << QByteArray(fault) << QByteArray(code);
}

void TestDeviceSignIn::faults()
{
    QFETCH(const QByteArray, fault);
    QFETCH(const QByteArray, code);
    World world(u"device"_s);
    QVERIFY(world.provider.setFault(fault));
    auto run = this->run(world);
    run->onDevice = [&](const DeviceCode &given) {
        QUrl link = given.verificationUri;
        link.setQuery(u"user_code="_s + given.userCode);
        world.answered = Provider::shared().answerDevice(link, "allow");
    };
    QCOMPARE(run->code(), code);
    if (code != "none")
        QCOMPARE(codeName(world.computer.item().error().code), "KeychainEntryMissing"_qba);
}

void TestDeviceSignIn::codeExpiresByTheClock()
{
    for (const char *fault : {"device-always-pending", "device-slow-down"}) {
        World world(u"device"_s);
        QVERIFY(world.provider.setFault(fault));
        auto run = this->run(world);
        run->onDevice = [&](const DeviceCode &code) { world.computer.clock.set(code.expiresAt); };
        QCOMPARE(run->code(), "DeviceCodeExpired"_qba);
    }
}

/// A server that only ever says "not yet", and counts.
class PendingServer {
public:
    PendingServer()
    {
        server.when("/device", ServerAnswer::json(R"({"device_code":"the-device-code","user_code":"ABCD",)"
                                                  R"("verification_uri":"https://a.test/device",)"
                                                  R"("expires_in":600,"interval":60})"));
        server.when("/token", ServerAnswer::json(R"({"error":"authorization_pending"})", 400));
    }
    [[nodiscard]] qsizetype questions() const
    {
        return std::count_if(server.requests().begin(), server.requests().end(),
                             [](const SeenRequest &request) { return request.path() == "/token"; });
    }
    void prepare(World &world) const
    {
        world.set(u"url"_s, server.url("/").toString());
        world.set(u"endpoint.token"_s, server.url("/token").toString());
        world.set(u"endpoint.device_authorization"_s, server.url("/device").toString());
    }
    TestServer server;
};

void TestDeviceSignIn::cancellingEndsTheQuestions()
{
    PendingServer pending;
    World world(u"device"_s);
    pending.prepare(world);
    auto run = this->run(world);
    run->onDevice = nullptr;
    QTRY_VERIFY(pending.questions() >= 2);
    run->wait.waiter.reset();
    // What follows is done after the pause, of which there would be many in the time of another sign-in.
    const auto before = pending.questions();
    World other(u"device"_s);
    auto next = this->run(other);
    QCOMPARE(next->code(), "none"_qba);
    QVERIFY(pending.questions() <= before + 1); // one may have been on its way
    QCOMPARE(run->wait.calls, 0);
    QVERIFY(pending.server.everythingSeen().contains("the-device-code"));
}

void TestDeviceSignIn::questionsWaitForTheInterval()
{
    PendingServer pending;
    World world(u"device"_s);
    pending.prepare(world);
    auto run = world.run(); // as it is in earnest: the first question after the interval, a minute
    bool told = false;
    run->onDevice = [&](const DeviceCode &) { told = true; };
    QTRY_VERIFY(told);
    World other(u"device"_s);
    auto next = this->run(other);
    QCOMPARE(next->code(), "none"_qba);
    QCOMPARE(pending.questions(), 0);
}

void TestDeviceSignIn::registersADevice()
{
    World world(u"device"_s);
    world.set(u"client_id"_s, {});
    auto run = this->run(world);
    QCOMPARE(run->code(), "none"_qba);
    const auto first = world.computer.item();
    QVERIFY(first && first->oauth->registeredRedirect.isEmpty());
    auto again = this->run(world);
    QCOMPARE(again->code(), "none"_qba);
    QCOMPARE(world.computer.item()->oauth->clientId, first->oauth->clientId);
    QVERIFY(again->steps(StepState::Skipped).contains(SignInStep::Register));
}

void TestDeviceSignIn::bindsToAKey()
{
    World world(u"device"_s);
    world.set(u"dpop"_s, u"on"_s);
    auto run = this->run(world);
    QCOMPARE(run->code(), "none"_qba);
    QCOMPARE(world.computer.item()->oauth->tokenType, "DPoP"_qba);
}

void TestDeviceSignIn::raceTheDeviceWins()
{
    World world;
    auto run = this->run(world, {.device = SignInOptions::Device::Race});
    QUrl port;
    run->onLink = [&](const SignInEvent &event) { port = event.redirectUri; };
    QCOMPARE(run->code(), "none"_qba);
    QCOMPARE(run->info().person.name, u"alice"_s);
    QVERIFY(run->steps(StepState::Done).contains(SignInStep::Device));
    QVERIFY(!isOpen(port));
}

void TestDeviceSignIn::raceTheBrowserWins()
{
    World world;
    auto run = this->run(world, {.device = SignInOptions::Device::Race});
    const auto inTheBrowser = std::exchange(run->onLink, nullptr);
    run->onDevice = [&](const DeviceCode &) {
        for (const SignInEvent &event : std::vector(run->events)) {
            if (!event.link.isEmpty())
                inTheBrowser(event);
        }
    };
    QCOMPARE(run->code(), "none"_qba);
    QVERIFY(run->steps(StepState::Done).contains(SignInStep::Browser));
    QVERIFY(!run->steps(StepState::Done).contains(SignInStep::Device));
}

void TestDeviceSignIn::raceANoEndsBoth()
{
    World world;
    world.decision = "deny";
    auto run = this->run(world, {.device = SignInOptions::Device::Race});
    run->onLink = nullptr;
    QCOMPARE(run->code(), "AuthorizationDenied"_qba);
}

void TestDeviceSignIn::raceWithoutADeviceEndpoint()
{
    World world;
    QVERIFY(world.provider.setFault("device-refused"));
    auto run = this->run(world, {.device = SignInOptions::Device::Race});
    const auto later = std::exchange(run->onLink, nullptr);
    QTRY_VERIFY(run->steps(StepState::Skipped).contains(SignInStep::Device));
    for (const SignInEvent &event : std::vector(run->events)) {
        if (!event.link.isEmpty())
            later(event);
    }
    QCOMPARE(run->code(), "none"_qba);
}

void TestDeviceSignIn::raceOutlivesADeadCode()
{
    World world;
    QVERIFY(world.provider.setFault("device-expired"));
    auto run = this->run(world, {.device = SignInOptions::Device::Race});
    const auto later = std::exchange(run->onLink, nullptr);
    QTRY_VERIFY(run->steps(StepState::Skipped).contains(SignInStep::Device));
    for (const SignInEvent &event : std::vector(run->events)) {
        if (!event.link.isEmpty())
            later(event);
    }
    QCOMPARE(run->code(), "none"_qba);
    QVERIFY(run->steps(StepState::Done).contains(SignInStep::Browser));
}

QTEST_GUILESS_MAIN(TestDeviceSignIn)
#include "tst_device_sign_in.moc"
