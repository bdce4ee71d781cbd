#include "sessions_tools.h"

#include "support/patience.h"
#include "support/scripted_server.h"

#include "requests/history_settings.h"
#include "requests/http_file.h"
#include "requests/import_keeping.h"
#include "requests/kept_secrets.h"
#include "requests/sender.h"

#include <QDir>
#include <QFile>

#include <numeric>

using namespace sessions_tools;
using namespace claimcheck::requests;
using claimcheck::test::ScriptedServer;

/// Saved requests on their way: what is filled in, attached, refreshed, kept and written down.
class TestRequestsSender : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void sendsWhatIsFilledIn();
    void attachesTheChosenCredential_data();
    void attachesTheChosenCredential();
    void refreshesOnceAfterA401();
    void refreshesATokenThatStandsInTheRequest();
    void secretsOfTheKeychainKeepTheirLeash();
    void secretsAreKeptListedAndRemoved();
    void whatIsKeptIsNeverReplacedByAnImport();
    void refusesOtherConnections();
    void bodiesArriveWhileTheyCome();
    void cancellingKeepsWhatCame();
    void anErrorKeepsWhatCame();
    void tooLargeKeepsWhatFits();
    void filesAreReadWhileTheyAreSent();
    void filesAreThoseOfTheFolder_data();
    void filesAreThoseOfTheFolder();
    void writesDownWithoutSecrets();
    void whatIsWrittenDownCanBeSentAgain();
    void whatAServerRepeatsIsNotWrittenDown();
    void addressesOfAnswersHoldReferences();
    void settingsOfTheHistory();
    void literalTextIsLeftAlone();

private:
    [[nodiscard]] Sent send(Outbound out, SendWatcher watcher = {});
    [[nodiscard]] Outbound get(const QByteArray &url) const;
    void signedIn();
    void keep(const QByteArray &name, const QByteArray &secret);
    [[nodiscard]] QByteArray codeOf(const Sent &sent) const
    {
        return sent.answer ? "" : codeName(sent.answer.error().code);
    }
    [[nodiscard]] static QByteArray bodyOf(const Sent &sent)
    {
        return *sent.body->read(0, sent.body->size());
    }

    std::unique_ptr<TokenServer> m_server;
    std::unique_ptr<Computer> m_computer;
    std::unique_ptr<Sessions> m_sessions;
    std::unique_ptr<Sender> m_sender;
    std::shared_ptr<const Expander> m_expander;
};

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

void TestRequestsSender::secretsOfTheKeychainKeepTheirLeash()
{
    TestServer other;
    other.answerWith([](const SeenRequest &) { return ServerAnswer::text("ok"); });
    const KeptSecrets kept(m_computer->keychain);
    const http::Leash leash{.resources = {*http::Origin::of(m_server->url())}};
    std::optional<Result<Done>> done;
    QObject context;
    const auto keeping = kept.keep("api key", Secret("k3pt-value"_qba), leash, &context,
                                   [&done](const Result<Done> &result) { done = result; });
    QTRY_VERIFY(done && *done);

    Outbound out = get("{{base}}/me");
    out.spec.headers = {{"X-Key", "{{keychain:api key}}"}};
    Sent sent = send(out);
    QCOMPARE(codeOf(sent), ""_qba);
    QCOMPARE(m_server->requests()[0].header("X-Key"), "k3pt-value"_qba);
    QCOMPARE(http::headerValue(sent.request.headers, "X-Key"), "{{keychain:api key}}"_qba);
    // Anywhere else it is refused whole.
    out.spec.url = other.origin() + "/me";
    sent = send(out);
    QCOMPARE(codeOf(sent), "LeashRefused"_qba);
    QCOMPARE(other.connections(), 0);
    // A name of a host is looked up and shown: none is made of a secret.
    for (const char *url :
         {"http://{{keychain:api key}}.example/", "http://{{keychain:api key}}",
          "http://x:{{keychain:api key}}@a.example/", "{{keychain:api key}}://a.example/"}) {
        sent = send(get(url));
        QVERIFY2(codeOf(sent) == "UrlInvalid", url + ": "_qba + codeOf(sent));
        QVERIFY(!(sent.answer.error().subject + sent.answer.error().detail).contains(u"k3pt"_s));
    }
    QCOMPARE(codeOf(send(get("{{base}}?k={{keychain:api key}}"))), ""_qba);
    QCOMPARE(codeOf(send(get("{{base}}/me#{{keychain:api key}}"))), ""_qba);
    out = get("{{base}}/me?k={{keychain:no such}}");
    sent = send(out);
    QCOMPARE(codeOf(sent), "SecretReferenceUnknown"_qba);
    QCOMPARE(sent.answer.error().subject, u"{{keychain:no such}}"_s);
    out = get("{{base}}/me?k={{profile:nobody.token}}");
    QCOMPARE(codeOf(send(out)), "ProfileNotFound"_qba);
    out = get("{{base}}/me?k={{profile:work.token}}");
    QCOMPARE(codeOf(send(out)), "NotSignedIn"_qba);
    signedIn();
    out = get("{{base}}/me?k={{profile:work.id_token}}");
    QCOMPARE(codeOf(send(out)), "IdTokenMissing"_qba);
}

void TestRequestsSender::secretsAreKeptListedAndRemoved()
{
    const KeptSecrets kept(m_computer->keychain);
    const http::Leash leash{.resources = {*http::Origin::of(QUrl(u"https://a.example"_s))}};
    const auto run = [](auto start) {
        QObject context;
        std::optional<QByteArray> code;
        const auto operation = start(&context, [&code](const auto &result) {
            code = result ? QByteArray() : codeName(result.error().code);
        });
        return QTest::qWaitFor([&code] { return code.has_value(); }, claimcheck::test::busyMachineMs)
                   ? *code
                   : "no answer"_qba;
    };
    const auto keep = [&](const QByteArray &name, const QByteArray &secret, const http::Leash &where) {
        return run([&](QObject *context, auto done) {
            return kept.keep(name, Secret(secret), where, context, done);
        });
    };
    QCOMPARE(keep("b", "one", leash), ""_qba);
    QCOMPARE(keep("a", "two", leash), ""_qba);
    QCOMPARE(keep("b", "three", leash), ""_qba); // in place of the first
    QCOMPARE(keep("", "x", leash), "UsageInvalid"_qba);
    QCOMPARE(keep("a}}b", "x", leash), "UsageInvalid"_qba);
    QCOMPARE(keep("c", "two\nlines", leash), "UsageInvalid"_qba);
    QCOMPARE(keep("c", "", leash), "UsageInvalid"_qba);
    QCOMPARE(keep("c", "x", {}), "UsageInvalid"_qba);
    QByteArrayList names;
    const auto list = [&] {
        names.clear();
        return run([&](QObject *context, auto done) {
            return kept.list(context, [&names, done](const Result<std::vector<KeptSecret>> &all) {
                for (const KeptSecret &secret : all ? *all : std::vector<KeptSecret>())
                    names += secret.name;
                done(all);
            });
        });
    };
    QCOMPARE(list(), ""_qba);
    QCOMPARE(names, QByteArrayList({"a", "b"}));
    const auto remove = [&](const QByteArray &name) {
        return run([&](QObject *context, auto done) { return kept.remove(name, context, done); });
    };
    QCOMPARE(remove("a"), ""_qba);
    QCOMPARE(remove("a"), "SecretReferenceUnknown"_qba);
    QCOMPARE(list(), ""_qba);
    QCOMPARE(names, QByteArrayList({"b"}));
}

/// An import whose secret has the name of one that is kept: nothing of that one changes, and the files that
/// are written name the new one.
void TestRequestsSender::whatIsKeptIsNeverReplacedByAnImport()
{
    const KeptSecrets kept(m_computer->keychain);
    const auto leashTo = [](const QString &origin) {
        return http::Leash{.resources = {*http::Origin::of(QUrl(origin))}};
    };
    const auto imported = [&kept](const QByteArray &text) {
        QObject context;
        std::optional<Result<Import>> result;
        auto import = importCurl(text);
        if (!import)
            qFatal("not read");
        std::vector<size_t> all(import->secrets.size());
        std::iota(all.begin(), all.end(), size_t(0));
        const auto keeping = keepSecrets(kept, *std::move(import), all, &context,
                                         [&result](Result<Import> kept_) { result = std::move(kept_); });
        if (!QTest::qWaitFor([&result] { return result.has_value(); }, claimcheck::test::busyMachineMs) ||
            !*result)
            qFatal("not kept");
        return **std::move(result);
    };
    const auto fileOf = [](Import import) { return httpFileOf(import); };
    const auto read = [&kept](const QByteArray &name) {
        QObject context;
        std::optional<http::Credential> found;
        bool isDone = false;
        const auto reading = kept.read(name, &context, [&](const Result<http::Credential> &credential) {
            isDone = true;
            if (credential)
                found = *credential;
        });
        if (!QTest::qWaitFor([&isDone] { return isDone; }, claimcheck::test::busyMachineMs))
            qFatal("no answer");
        return found;
    };
    const auto is = [&](const QByteArray &name, const QByteArray &secret, const QString &origin) {
        const auto found = read(name);
        return found && found->secret.equals(Secret(secret)) && found->leash == leashTo(origin);
    };
    const QByteArray first = "curl https://api.example/a -H 'X-Api-Key: first-key-1'";
    QByteArray text = fileOf(imported(first)).text();
    QVERIFY(text.contains("{{keychain:api.example-x-api-key}}"));
    QVERIFY(is("api.example-x-api-key", "first-key-1", u"https://api.example"_s));
    // The same once more is what is there already.
    text = fileOf(imported(first)).text();
    QVERIFY(text.contains("{{keychain:api.example-x-api-key}}"));
    QVERIFY(!read("api.example-x-api-key-2"));
    // Another secret, and the same secret for another port: each gets a name of its own.
    text = fileOf(imported("curl https://api.example/a -H 'X-Api-Key: other-key-2' -d "
                           "'{\"password\":\"other-key-2\"}' -H 'Content-Type: application/json'"))
               .text();
    QCOMPARE(text.count("{{keychain:api.example-x-api-key-2}}"), 2);
    QCOMPARE(text.count("{{keychain:"), 2);
    text = fileOf(imported("curl https://api.example:8443/a -H 'X-Api-Key: first-key-1'")).text();
    QVERIFY(!text.contains("{{keychain:api.example-x-api-key}}"));
    QVERIFY(is("api.example-x-api-key", "first-key-1", u"https://api.example"_s));
    QVERIFY(is("api.example-x-api-key-2", "other-key-2", u"https://api.example"_s));
    // A free name that the import itself uses for something else is not free.
    const Import both = imported("curl https://api.example/a -H 'X-Api-Key: third-key-3'\n"
                                 "curl https://api.example/b -H 'X-Api-Key: fourth-key-4'");
    QCOMPARE(both.secrets.size(), 2u);
    QVERIFY(both.secrets[0].name != both.secrets[1].name);
    QVERIFY(is(both.secrets[0].name, "third-key-3", u"https://api.example"_s));
    QVERIFY(is(both.secrets[1].name, "fourth-key-4", u"https://api.example"_s));
    QVERIFY(both.requests[0].headers[0].value == "{{keychain:" + both.secrets[0].name + "}}");
    QVERIFY(both.requests[1].headers[0].value == "{{keychain:" + both.secrets[1].name + "}}");
    QVERIFY(is("api.example-x-api-key-2", "other-key-2", u"https://api.example"_s));
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

void TestRequestsSender::bodiesArriveWhileTheyCome()
{
    ScriptedServer server;
    server.onRequest = [&server] { server.write("HTTP/1.1 200 OK\r\n\r\nfirst"); };
    QObject context;
    std::optional<Sent> result;
    std::shared_ptr<const Overflow> body;
    qint64 told = 0;
    const SendingPtr sending = m_sender->send(
        get(server.url().toEncoded()), &context, [&result](Sent sent) { result = std::move(sent); },
        {.begun =
             [&body](const http::Response &head, const auto &growing) {
                 QCOMPARE(head.status, 200);
                 body = growing;
             },
         .progress = [&told](const http::Progress &now) { told = now.received; }});
    QTRY_VERIFY(body && body->size() == 5);
    QTRY_COMPARE(told, 5);
    QVERIFY(!result);
    server.write(", second");
    QTRY_COMPARE(told, 13);
    server.close();
    QTRY_VERIFY(result);
    QCOMPARE(codeOf(*result), ""_qba);
    QCOMPARE(bodyOf(*result), "first, second"_qba);
}

void TestRequestsSender::cancellingKeepsWhatCame()
{
    auto history = History::open(m_computer->dir.filePath(u"h.sqlite"_s), m_computer->clock, {});
    QVERIFY(history);
    m_sender->setHistory(&*history);
    ScriptedServer server;
    server.onRequest = [&server] { server.write("HTTP/1.1 200 OK\r\n\r\nfirst"); };
    QObject context;
    std::shared_ptr<const Overflow> body;
    bool isDone = false;
    SendingPtr sending =
        m_sender->send(get(server.url().toEncoded()), &context, [&isDone](const Sent &) { isDone = true; },
                       {.begun = [&body](const http::Response &, const auto &growing) { body = growing; }});
    QTRY_VERIFY(body && body->size() == 5);
    sending.reset();
    QTRY_COMPARE(server.socket()->state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(*body->read(0, 100), "first"_qba);
    QVERIFY(!isDone);
    const auto entries = history->search({});
    QVERIFY(entries);
    QCOMPARE(entries->size(), 1u);
    QCOMPARE(entries->front().error, "Cancelled"_qba);
    QCOMPARE(entries->front().responseSize, 5);
}

void TestRequestsSender::anErrorKeepsWhatCame()
{
    ScriptedServer server;
    server.onRequest = [&server] {
        server.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst");
        server.close();
    };
    const Sent sent = send(get(server.url().toEncoded()));
    QCOMPARE(codeOf(sent), "ConnectionClosed"_qba);
    QCOMPARE(bodyOf(sent), "first"_qba);
}

void TestRequestsSender::tooLargeKeepsWhatFits()
{
    m_server->instead["/me"] = ServerAnswer::failing(ServerAnswer::Fault::Endless);
    Outbound out = get("{{base}}/me");
    out.maxBody = 20'000'000;
    const Sent sent = send(out);
    QCOMPARE(codeOf(sent), "ResponseTooLarge"_qba);
    QCOMPARE(sent.body->size(), 20'000'000);
    QVERIFY(sent.body->isOnDisk());
}

void TestRequestsSender::filesAreReadWhileTheyAreSent()
{
    QByteArray content(1'000'000, Qt::Uninitialized);
    for (qsizetype i = 0; i < content.size(); ++i)
        content[i] = char(i * 13);
    QFile file(m_computer->dir.filePath(u"up.bin"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    file.close();
    Outbound out = get("{{base}}/me");
    out.spec.method = "POST";
    out.spec.headers = {{"Content-Type", "multipart/form-data; boundary=b"}};
    out.spec.body.kind = BodyKind::Multipart;
    out.spec.body.parts = {{.name = "f", .file = "up.bin", .fileName = "up.bin"},
                           {.name = "v", .value = "{{v}}"}};
    Sent sent = send(out);
    QCOMPARE(codeOf(sent), ""_qba);
    QCOMPARE(m_server->requests()[0].body,
             "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"up.bin\"\r\n\r\n" + content +
                 "\r\n--b\r\nContent-Disposition: form-data; name=\"v\"\r\n\r\nfilled in\r\n--b--\r\n");
    QVERIFY(sent.request.body.contains("< " + file.fileName().toUtf8() + '\n'));
    out.spec.body = {.kind = BodyKind::File, .file = "gone.bin"};
    QCOMPARE(codeOf(send(out)), "FileUnreadable"_qba);
    out.spec.body.file = "."; // a folder
    QCOMPARE(codeOf(send(out)), "FileUnreadable"_qba);
}

void TestRequestsSender::filesAreThoseOfTheFolder_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *text, bool isSent) {
        QTest::newRow(text) << QByteArray(text) << (isSent ? ""_qba : "FileUnreadable"_qba);
    };
    row("< in.txt", true);
    row("<@ in.txt", true);
    row("< ./sub/../in.txt", true);
    row("< {{name}}", true);
    row("< ../c/in.txt", true);
    row("< ../outside.txt", false);
    row("<@ ../outside.txt", false);
    row("< ../c2/in.txt", false);
    row("< link.txt", false);
    row("< up/outside.txt", false);
    row("< /etc/passwd", false);
    row("< {{above}}", false);
    // A value is text, even where it names a file of the folder.
    row("{{include}}", false);
    row("<{{rest}}", false);
    row("{{lines}}", false);
    row("before\n{{expanding}}", false);
    row("< {{two}}", false);
    row("x {{include}}", true);
}

void TestRequestsSender::filesAreThoseOfTheFolder()
{
    QFETCH(QByteArray, text);
    const QDir dir(m_computer->dir.path());
    QVERIFY(dir.mkpath(u"c/sub"_s) && dir.mkpath(u"c2"_s));
    for (const QString &name : {u"c/in.txt"_s, u"c2/in.txt"_s, u"outside.txt"_s}) {
        QFile file(dir.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("content") == 7);
    }
    QVERIFY(QFile::link(dir.filePath(u"outside.txt"_s), dir.filePath(u"c/link.txt"_s)));
    QVERIFY(QFile::link(dir.path(), dir.filePath(u"c/up"_s)));
    const Environment environment{.name = "e",
                                  .variables = {{"lines", "a\n< in.txt"}, {"two", "in.txt\n< in.txt"}}};
    const std::vector<FileVariable> variables = {{"name", "in.txt", 1},
                                                 {"above", "../outside.txt", 2},
                                                 {"include", "< in.txt", 3},
                                                 {"rest", " in.txt", 4},
                                                 {"expanding", "<@ in.txt", 5}};
    Outbound out{.spec = {.method = "POST", .url = m_server->origin() + "/me"},
                 .folder = dir.filePath(u"c"_s),
                 .expander = std::make_shared<Expander>(variables, environment, m_computer->clock, nullptr)};
    out.spec.headers = {{"Content-Type", "text/plain"}};
    out.spec.body = {.kind = BodyKind::Text, .text = text};
    const Sent sent = send(out);
    QTEST(codeOf(sent), "code");
    QCOMPARE(m_server->requests().size(), sent.answer ? 1u : 0u);
    const auto include = text.startsWith("< ") ? text.sliced(2) : QByteArray();
    if (include.isEmpty())
        return;
    // The same of a whole body and of a part.
    out.spec.body = {.kind = BodyKind::File, .file = include};
    QTEST(codeOf(send(out)), "code");
    out.spec.body = {.kind = BodyKind::Multipart, .parts = {{.name = "f", .file = include}}};
    QTEST(codeOf(send(out)), "code");
    // What was typed by the one who sends it belongs to no folder; a device is never read.
    out.folder.clear();
    out.spec.body = {.kind = BodyKind::File, .file = dir.filePath(u"outside.txt"_s).toUtf8()};
    QCOMPARE(codeOf(send(out)), ""_qba);
    out.spec.body = {.kind = BodyKind::File, .file = "/dev/null", .expandsFile = true};
    QCOMPARE(codeOf(send(out)), "FileUnreadable"_qba);
}

void TestRequestsSender::writesDownWithoutSecrets()
{
    auto history = History::open(m_computer->dir.filePath(u"h.sqlite"_s), m_computer->clock, {});
    QVERIFY(history);
    m_sender->setHistory(&*history);
    signedIn();
    m_server->instead["/me"] =
        ServerAnswer::json(R"({"access_token":"s3cret-of-the-server-0123456789","n":1})");
    Outbound out = get("{{base}}/me?x={{v}}");
    out.spec.name = "mine";
    out.profileId = m_computer->id;
    out.spec.headers = {{"X-Token", "{{profile:work.token}}"}, {"Cookie", "session=s3cret-cookie"}};
    QCOMPARE(codeOf(send(out)), ""_qba);
    QCOMPARE(codeOf(send(get("{{base}}/{{nobody}}"))), "VariableUnknown"_qba);
    const auto entries = history->search({});
    QVERIFY(entries);
    QCOMPARE(entries->size(), 2u);
    const auto entry = history->entry(entries->back().id);
    QVERIFY(entry);
    QCOMPARE(entry->status, 200);
    QCOMPARE(entry->profile, m_computer->id);
    QVERIFY2(entry->requestHead.contains("X-Token: {{profile:work.token}}"), entry->requestHead);
    QVERIFY2(entry->responseBody.contains("tok#"), entry->responseBody);
    history = Error{ErrorCode::Cancelled};
    m_sender->setHistory(nullptr);
    QFile file(m_computer->dir.filePath(u"h.sqlite"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray all = file.readAll();
    for (const char *secret : {"access-1", "s3cret-of-the-server", "s3cret-cookie"})
        QVERIFY2(!all.contains(secret), secret);
}

void TestRequestsSender::whatIsWrittenDownCanBeSentAgain()
{
    auto history = History::open(m_computer->dir.filePath(u"h.sqlite"_s), m_computer->clock, {});
    QVERIFY(history);
    m_sender->setHistory(&*history);
    signedIn();
    Outbound out = get("{{base}}/me?x={{v}}");
    out.spec.method = "POST";
    out.profileId = m_computer->id;
    out.spec.headers = {{"X-Token", "{{profile:work.token}}"}, {"Content-Type", "text/plain"}};
    out.spec.body = {.kind = BodyKind::Text, .text = "body {{v}}"};
    QCOMPARE(codeOf(send(out)), ""_qba);
    const auto entry = history->entry(history->search({})->front().id);
    QVERIFY(entry);
    const auto file = HttpFile::parse(entry->spec);
    QVERIFY(file);
    QCOMPARE(file->entries().size(), 1u);
    // Without the variables that it was made with.
    Outbound again{.spec = file->entries()[0].spec, .profileId = entry->profile};
    again.expander = std::make_shared<Expander>(Expander::literal(m_computer->clock));
    QCOMPARE(codeOf(send(again)), ""_qba);
    const SeenRequest &first = m_server->requests()[0], &second = m_server->requests()[1];
    QCOMPARE(second.raw, first.raw);
    QVERIFY2(first.raw.contains("body filled in"), first.raw);
}

void TestRequestsSender::keep(const QByteArray &name, const QByteArray &secret)
{
    const http::Leash leash{.resources = {*http::Origin::of(m_server->url())}};
    std::optional<Result<Done>> done;
    QObject context;
    const auto keeping = KeptSecrets(m_computer->keychain)
                             .keep(name, Secret(secret), leash, &context,
                                   [&done](const Result<Done> &result) { done = result; });
    QTRY_VERIFY(done && *done);
}

/// However it is spelled, and though it looks like nothing.
void TestRequestsSender::whatAServerRepeatsIsNotWrittenDown()
{
    auto history = History::open(m_computer->dir.filePath(u"h.sqlite"_s), m_computer->clock, {});
    QVERIFY(history);
    m_sender->setHistory(&*history);
    signedIn();
    keep("api key", "k3pt \"v/l");
    const QByteArrayList spellings = {"k3pt \"v/l",   "k3pt%20%22v%2Fl", "k3pt+%22v%2fl",
                                      "k3pt \\\"v/l", "k3pt \\\"v\\/l",  QByteArray("k3pt \"v/l").toBase64(),
                                      "access-1"};
    m_server->instead["/me"] = ServerAnswer::text("You said " + spellings.join(", "));
    m_server->instead["/me"].headers.push_back({"X-Said", "k3pt \"v/l"});
    Outbound out = get("{{base}}/me");
    out.profileId = m_computer->id;
    out.spec.headers = {{"X-Own", "{{keychain:api key}}"}};
    const Sent sent = send(out);
    QCOMPARE(codeOf(sent), ""_qba);
    QVERIFY(bodyOf(sent).contains("access-1")); // whoever looks at the answer sees it as it is
    const auto entry = history->entry(history->search({})->front().id);
    QVERIFY(entry);
    for (const QByteArray &spelling : spellings) {
        QVERIFY2(!entry->responseBody.contains(spelling), entry->responseBody);
        QVERIFY2(!entry->responseHead.contains(spelling), entry->responseHead);
    }
    QVERIFY2(entry->responseBody.contains("You said tok#"), entry->responseBody);
    QVERIFY2(entry->responseHead.contains("X-Said: tok#"), entry->responseHead);
}

void TestRequestsSender::addressesOfAnswersHoldReferences()
{
    keep("api key", "k3pt/v l");
    m_server->instead["/me"] = ServerAnswer::redirect(302, "/there/k3pt/v%20l?k=k3pt%2fv+l&x=1");
    QList<QUrl> heads;
    const Sent sent = send(get("{{base}}/me?k={{keychain:api key}}"),
                           {.begun = [&heads](const http::Response &head, const auto &) {
                               heads << head.url << head.redirects.at(0).url;
                           }});
    QCOMPARE(codeOf(sent), ""_qba);
    QCOMPARE(m_server->requests()[0].target, "/me?k=k3pt%2Fv%20l"_qba);
    QCOMPARE(sent.answer->redirects.size(), 1u);
    const QByteArray reference = "%7B%7Bkeychain:api%20key%7D%7D";
    const QByteArray first = sent.answer->redirects[0].url.toEncoded();
    const QByteArray last = sent.answer->url.toEncoded();
    QCOMPARE(first, m_server->origin() + "/me?k=" + reference);
    QCOMPARE(last, m_server->origin() + "/there/" + reference + "?k=" + reference + "&x=1");
    QCOMPARE(heads, QList<QUrl>({sent.answer->url, sent.answer->redirects[0].url}));
}

void TestRequestsSender::settingsOfTheHistory()
{
    const QString folder = m_computer->dir.path();
    QVERIFY(HistorySettings::read(folder)->on);
    HistorySettings settings{.on = false, .bounds = {.entries = 7, .age = std::chrono::hours(48)}};
    QVERIFY(settings.write(folder));
    const auto read = HistorySettings::read(folder);
    QVERIFY(read && !read->on);
    QCOMPARE(read->bounds.entries, 7);
    QVERIFY(read->bounds.age == std::chrono::hours(48));
    QFile file(folder + u"/history.json"_s);
    for (const char *text :
         {"", "{}", R"({"on":1,"entries":7,"days":2})", R"({"on":true,"entries":0,"days":2})"}) {
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) >= 0);
        file.close();
        const auto damaged = HistorySettings::read(folder);
        QVERIFY2(!damaged && damaged.error().code == ErrorCode::FileUnreadable, text);
    }
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
