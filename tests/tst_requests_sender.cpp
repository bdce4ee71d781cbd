#include "tst_requests_sender.h"

void TestRequestsSender::init()
{
    m_sender.reset();
    m_sessions.reset();
    m_server = std::make_unique<TokenServer>();
    m_computer = std::make_unique<Computer>(m_server->url());
    m_sessions = m_computer->process();
    m_sender =
        std::make_unique<Sender>(m_computer->profiles, *m_sessions, m_computer->keychain, m_computer->clock);
    const std::vector<FileVariable> variables = {{"base", m_server->origin(), 1}, {"v", "filled in", 2}};
    m_expander = std::make_shared<Expander>(variables, Environment(), m_computer->clock, nullptr);
}

void TestRequestsSender::signedIn()
{
    auto waiting = signIn(*m_sessions, *m_computer);
    QCOMPARE(waiting.code(), "none"_qba);
    m_server->forget();
}

Outbound TestRequestsSender::get(const QByteArray &url) const
{
    Outbound out{.spec = {.url = url}, .folder = m_computer->dir.path(), .expander = m_expander};
    return out;
}

Sent TestRequestsSender::send(Outbound out, SendWatcher watcher)
{
    QObject context;
    QEventLoop loop;
    std::optional<Sent> result;
    int calls = 0;
    const SendingPtr sending = m_sender->send(
        std::move(out), &context,
        [&](Sent sent) {
            ++calls;
            result = std::move(sent);
            loop.quit();
        },
        std::move(watcher));
    if (calls > 0)
        qFatal("called from inside");
    QTimer::singleShot(test::busyMachineMs, &loop, &QEventLoop::quit);
    loop.exec();
    if (calls != 1)
        qFatal("called %d times", calls);
    return *std::move(result);
}

void TestRequestsSender::sendsWhatIsFilledIn()
{
    Outbound out = get("{{base}}/path?q={{v}}");
    out.spec.headers = {{"X-Own", "{{v}}"}};
    const Sent sent = send(out);
    QCOMPARE(codeOf(sent), ""_qba);
    QCOMPARE(m_server->requests()[0].target, "/path?q=filled%20in"_qba);
    QCOMPARE(m_server->requests()[0].header("X-Own"), "filled in"_qba);
    QVERIFY(!m_server->requests()[0].has("Authorization"));
    QCOMPARE(sent.answer->body, ""_qba);
    QCOMPARE(bodyOf(sent), R"({"error":"invalid_token"})"_qba);
    QCOMPARE(sent.profileId, QString());
    QCOMPARE(sent.at, m_computer->clock.now());
    QCOMPARE(codeOf(send(get("{{base}}/{{nobody}}"))), "VariableUnknown"_qba);
    QCOMPARE(codeOf(send(get("nowhere"))), "UrlInvalid"_qba);
    QCOMPARE(m_server->requests().size(), 1u);
}

void TestRequestsSender::attachesTheChosenCredential_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<QByteArray>("named");
    QTest::addColumn<bool>("environment");
    QTest::addColumn<QByteArray>("outcome");
    using From = CredentialChoice::From;
    QTest::newRow("of the environment") << int(From::Profile) << ""_qba << true << "Bearer access-1"_qba;
    QTest::newRow("of no environment") << int(From::Profile) << ""_qba << false << ""_qba;
    QTest::newRow("another") << int(From::Another) << "work"_qba << false << "Bearer access-1"_qba;
    QTest::newRow("another that is not there")
        << int(From::Another) << "nobody"_qba << true << "ProfileNotFound"_qba;
    QTest::newRow("none") << int(From::None) << ""_qba << true << ""_qba;
}

void TestRequestsSender::attachesTheChosenCredential()
{
    QFETCH(int, from);
    QFETCH(QByteArray, named);
    QFETCH(bool, environment);
    QFETCH(QByteArray, outcome);
    signedIn();
    Outbound out = get("{{base}}/me");
    out.spec.credential = {CredentialChoice::From(from), named};
    out.profileId = environment ? m_computer->id : QString();
    const Sent sent = send(out);
    if (!sent.answer) {
        QCOMPARE(codeOf(sent), outcome);
        return;
    }
    QCOMPARE(m_server->requests()[0].header("Authorization"), outcome);
    QCOMPARE(sent.profileId, outcome.isEmpty() ? QString() : m_computer->id);
    QCOMPARE(sent.answer->credentialSent, !outcome.isEmpty());
}

void TestRequestsSender::refreshesOnceAfterA401()
{
    signedIn();
    m_server->instead["/me"] = ServerAnswer::json(R"({"error":"invalid_token"})", 401);
    m_server->onRequest = [this](const SeenRequest &request) {
        if (request.path() == "/refresh")
            m_server->instead.clear();
    };
    Outbound out = get("{{base}}/me");
    out.profileId = m_computer->id;
    std::vector<std::shared_ptr<const Overflow>> bodies;
    QList<int> heads;
    const Sent sent = send(out, {.begun = [&](const http::Response &head, const auto &body) {
                               heads += head.status;
                               bodies.push_back(body);
                           }});
    QCOMPARE(codeOf(sent), ""_qba);
    QCOMPARE(sent.answer->status, 200);
    QVERIFY(sent.refreshed);
    QCOMPARE(m_server->refreshes, 1);
    QCOMPARE(heads, QList<int>({401, 200}));
    QVERIFY(bodies[0] != bodies[1]);
    QCOMPARE(bodies[1].get(), sent.body.get());
    QCOMPARE(bodyOf(sent), R"({"sub":"42"})"_qba);
}

void TestRequestsSender::refreshesATokenThatStandsInTheRequest()
{
    for (const bool attached : {false, true}) {
        init();
        signedIn();
        m_server->instead["/me"] = ServerAnswer::json("{}", 401);
        m_server->onRequest = [this](const SeenRequest &request) {
            if (request.path() == "/refresh")
                m_server->instead.clear();
        };
        Outbound out = get("{{base}}/me");
        out.spec.headers = {{"Authorization", "Bearer {{profile:work.token}}"}};
        out.profileId = attached ? m_computer->id : QString();
        const Sent sent = send(out);
        QCOMPARE(codeOf(sent), ""_qba);
        QCOMPARE(sent.answer->status, 200);
        QVERIFY(sent.refreshed);
        QCOMPARE(m_server->refreshes, 1);
        QCOMPARE(m_server->count("/me"), 2);
        QCOMPARE(m_server->requests().back().header("Authorization"), "Bearer access-2"_qba);
        // A second 401 is the answer.
        m_server->onRequest = nullptr;
        m_server->instead["/me"] = ServerAnswer::json("{}", 401);
        const Sent refused = send(out);
        QCOMPARE(refused.answer->status, 401);
        QVERIFY(refused.refreshed);
        QCOMPARE(m_server->refreshes, 2);
    }
}

/// A credential goes only through the connection that it was signed in with.
void TestRequestsSender::refusesOtherConnections()
{
    signedIn();
    Outbound out = get("{{base}}/me");
    out.profileId = m_computer->id;
    out.spec.connection = http::ConnectionSettings{.http2 = true};
    const Sent refused = send(out);
    QCOMPARE(codeOf(refused), "ProfileChanged"_qba);
    QCOMPARE(refused.answer.error().detail, u"http2"_s);
    out.spec.credential.from = CredentialChoice::From::None;
    QCOMPARE(codeOf(send(out)), ""_qba);
    out.spec.connection = http::ConnectionSettings();
    out.spec.credential.from = CredentialChoice::From::Profile;
    QCOMPARE(codeOf(send(out)), ""_qba);
    // A token in a template has the same leash.
    out.spec.connection = http::ConnectionSettings{.http2 = true};
    out.spec.credential.from = CredentialChoice::From::None;
    out.spec.headers = {{"X-Token", "{{profile:work.token}}"}};
    QCOMPARE(codeOf(send(out)), "ProfileChanged"_qba);
}

void TestRequestsSender::literalTextIsLeftAlone()
{
    Outbound out = get(m_server->origin() + "/me");
    out.expander = std::make_shared<Expander>(Expander::literal(m_computer->clock));
    out.spec.method = "POST";
    out.spec.headers = {{"X-Template", "{{name}} {{$uuid}}"}};
    out.body = "{{name}}\n< /etc/hostname\n";
    QCOMPARE(codeOf(send(out)), ""_qba);
    QCOMPARE(m_server->requests()[0].header("X-Template"), "{{name}} {{$uuid}}"_qba);
    QCOMPARE(m_server->requests()[0].body, "{{name}}\n< /etc/hostname\n"_qba);
}

QTEST_GUILESS_MAIN(TestRequestsSender)
#include "tst_requests_sender.moc"
