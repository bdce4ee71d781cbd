#include "practice_attacks.h"
#include "support/page_person.h"
#include "support/provider_tools.h"

#include "jose/dpop.h"
#include "jose/key_export.h"

using namespace Qt::StringLiterals;
using namespace claimcheck;
using namespace claimcheck::test;

namespace {

/// What each system costs and can.
struct Way {
    const char *system;
    const char *transport;
    const char *lookups; // of one request
    int signOut;         // its status
    int afterwards;      // what the same credential gets then
};
constexpr Way ways[] = {
    {"session", "cookie", "1", 204, 401},       {"opaque", "bearer", "1", 204, 401},
    {"jwt", "bearer", "0", 200, 200},           {"jwt-refresh", "bearer", "0", 204, 200},
    {"jwt-deny", "bearer", "1", 204, 401},      {"one-device", "cookie", "1", 204, 401},
    {"five-rows", "cookie", "1", 204, 401},     {"five-counter", "bearer", "1", 501, 200},
    {"bound-address", "bearer", "0", 501, 200}, {"bound-key", "dpop", "0", 501, 200},
};

} // namespace

/// Every system from sign-in to sign-out through Claimcheck's own client: its jar, its leash, its proofs.
class TestPracticeClient final : public QObject {
    Q_OBJECT

private:
    [[nodiscard]] http::Request request(const QByteArray &method, const QByteArray &path,
                                        const QByteArray &body = {})
    {
        http::Request made{
            .method = method, .url = m_api.server().url(QString::fromLatin1(path)), .body = body};
        if (!body.isEmpty())
            made.headers.push_back({"Content-Type", "application/json"});
        return made;
    }
    [[nodiscard]] http::Leash leash()
    {
        const auto origin = http::Origin::of(m_api.server().url(u"/"_s));
        return {.authorizationServer = {*origin}, .resources = {*origin}};
    }
    [[nodiscard]] QByteArray proof(const QByteArray &method, const QUrl &url,
                                   const std::optional<QByteArray> &token)
    {
        const auto made =
            jose::makeDpopProof(m_key, *jose::findAlgorithm("ES256"),
                                {.method = method, .uri = url.toEncoded(), .accessToken = token},
                                QByteArray::number(++m_proofs), SystemClock().now());
        return made ? *made : QByteArray();
    }
    [[nodiscard]] std::vector<http::Credential> credentials(const QByteArray &transport,
                                                            const QByteArray &token)
    {
        if (transport == "cookie")
            return {};
        http::Credential credential{.secret = Secret(token), .leash = leash()};
        if (transport == "dpop") {
            credential.scheme = "DPoP";
            credential.proof = [this, token](const QByteArray &method, const QUrl &url) {
                return proof(method, url, token);
            };
        }
        return {credential};
    }
    static QJsonObject object(const QByteArray &json) { return QJsonDocument::fromJson(json).object(); }

    PracticeApi m_api;
    jose::Key m_key = *jose::generateKey(jose::KeyType::Ec, "P-256");
    int m_proofs = 0;

private Q_SLOTS:
    void initTestCase() { m_api.begin(); }
    void cleanupTestCase() { m_api.end(); }
    void signsInCallsAndSignsOut_data();
    void signsInCallsAndSignsOut();
    void oauthFromSignInToSignOut();
    void refusesAttacks_data();
    void refusesAttacks();
    void everySystemIsTriedAndAttacked();
    void factsNameEverySystem();
    void everyUserHasOne();
};

void TestPracticeClient::signsInCallsAndSignsOut_data()
{
    QTest::addColumn<QByteArray>("transport");
    QTest::addColumn<QByteArray>("lookups");
    QTest::addColumn<int>("signOut");
    QTest::addColumn<int>("afterwards");
    for (const Way &way : ways) {
        QTest::newRow(way.system) << QByteArray(way.transport) << QByteArray(way.lookups) << way.signOut
                                  << way.afterwards;
    }
}

void TestPracticeClient::signsInCallsAndSignsOut()
{
    QFETCH(QByteArray, transport);
    QFETCH(QByteArray, lookups);
    QFETCH(int, signOut);
    QFETCH(int, afterwards);
    const QByteArray prefix = QByteArray("/systems/") + QTest::currentDataTag();
    http::Client client;

    http::Request login = request("POST", prefix + "/login", loginBody("alice", "wonderland"));
    if (transport == "dpop")
        login.headers.push_back({"DPoP", proof("POST", login.url, {})});
    HttpCall signIn(client, login);
    QVERIFY2(signIn.succeeded(), signIn.code());
    QCOMPARE(signIn.response().status, 200);
    QCOMPARE(http::headerValue(signIn.response().headers, "X-Practice-System"),
             QByteArray(QTest::currentDataTag()));
    const QJsonObject given = object(signIn.response().body);
    const QByteArray token = given.value("access_token"_L1).toString().toLatin1();
    QCOMPARE(token.isEmpty(), transport == "cookie");

    HttpCall me(client, request("GET", prefix + "/me"), credentials(transport, token));
    QVERIFY2(me.succeeded(), me.code());
    QCOMPARE(me.response().status, 200);
    QCOMPARE(object(me.response().body).value("username"_L1), u"alice"_s);
    QCOMPARE(http::headerValue(me.response().headers, "X-Practice-Lookups"), lookups);

    // With nothing, nobody; and with one letter changed, nobody either.
    http::Client stranger;
    HttpCall without(stranger, request("GET", prefix + "/me"));
    QVERIFY(without.succeeded());
    QCOMPARE(without.response().status, 401);
    if (transport != "cookie") {
        QByteArray changed = token;
        changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
        HttpCall tampered(client, request("GET", prefix + "/me"), credentials(transport, changed));
        QVERIFY(tampered.succeeded());
        QCOMPARE(tampered.response().status, 401);
    }

    http::Request logout = request("POST", prefix + "/logout", "{}");
    logout.headers.push_back({"X-CSRF-Token", given.value("csrf_token"_L1).toString().toLatin1()});
    if (transport != "cookie")
        logout.headers.pop_back();
    HttpCall out(client, logout, credentials(transport, token));
    QVERIFY2(out.succeeded(), out.code());
    QCOMPARE(out.response().status, signOut);
    HttpCall after(client, request("GET", prefix + "/me"), credentials(transport, token));
    QVERIFY(after.succeeded());
    QCOMPARE(after.response().status, afterwards);
}

/// The person signs in with a browser; all else is our client's.
void TestPracticeClient::oauthFromSignInToSignOut()
{
    PageBrowser browser;
    const QUrl address =
        QUrl::fromEncoded(m_api.server().baseUrl().toUtf8() + "/oauth/authorize?" + encoded(goodRequest()));
    const auto page = answerPages(browser, address, "alice", "wonderland", "allow");
    QVERIFY2(page.left, page.answer.body.constData());
    Party client(m_api);
    const auto tokens = client.ask(
        {.method = "POST", .path = "/oauth/token", .form = encoded(codeForm(parameter(*page.left, "code")))});
    QCOMPARE(tokens.status, 200);
    const QByteArray token = textOf(tokens, "access_token");
    const Question who{.path = "/oauth/userinfo", .token = token};
    QCOMPARE(textOf(client.ask(who), "preferred_username"), "alice");
    QCOMPARE(client.ask({.path = "/oauth/notes", .token = token}).status, 200);
    QCOMPARE(
        client
            .ask({.method = "POST",
                  .path = "/oauth/revoke",
                  .form = encoded({{"client_id", "claimcheck"}, {"token", textOf(tokens, "refresh_token")}})})
            .status,
        200);
    QCOMPARE(verdictOf(client.ask(who)), "401 invalid_token");
}

void TestPracticeClient::refusesAttacks_data()
{
    QTest::addColumn<int>("row");
    int row = 0;
    for (const Attack &attack : allAttacks())
        QTest::addRow("%s: %s", attack.system, attack.name) << row++;
}

void TestPracticeClient::refusesAttacks()
{
    QFETCH(const int, row);
    const Attack attack = allAttacks()[static_cast<size_t>(row)];
    const Tried tried = attack.run(m_api);
    QCOMPARE(tried.honest, attack.honest);
    QCOMPARE(tried.attack, attack.attack);
}

/// A system that comes later is missed here.
void TestPracticeClient::everySystemIsTriedAndAttacked()
{
    // Ways of the server that are no system of their own; oauthFromSignInToSignOut, tst_practice_purpose,
    // tst_practice_captcha and tst_requests_cors use them from end to end.
    QSet<QString> systems{u"oauth"_s, u"mail"_s, u"download"_s, u"captcha"_s, u"cors"_s};
    for (const QJsonValue &system : m_api.get("/practice/facts").json().value("systems"_L1).toArray()) {
        const QString id = system[u"id"_s].toString();
        systems << id;
        QVERIFY2(std::any_of(std::begin(ways), std::end(ways),
                             [&id](const Way &way) { return id == QLatin1String(way.system); }),
                 qPrintable(id));
    }
    QSet<QString> attacked;
    for (const Attack &attack : allAttacks())
        attacked << QString::fromLatin1(attack.system);
    QCOMPARE(attacked, systems);
}

void TestPracticeClient::factsNameEverySystem()
{
    // The last line of what it prints is for scripts.
    const QByteArray output = m_api.server().output().trimmed();
    const QJsonObject ready = object(output.mid(output.lastIndexOf('\n') + 1));
    QCOMPARE(ready.value("ready"_L1), true);
    QCOMPARE(ready.value("url"_L1).toString(), m_api.server().baseUrl());
    QCOMPARE(ready.value("issuer"_L1).toString(), m_api.server().baseUrl());
    QCOMPARE(ready.value("users"_L1).toArray().at(0).toObject().value("password"_L1), u"wonderland"_s);
    QVERIFY(ready.value("faults"_L1).toArray().contains(u"lost-refresh"_s));
    QCOMPARE(object(m_api.get("/practice/facts").body), ready);
    const QJsonArray systems = ready.value("systems"_L1).toArray();
    QCOMPARE(systems.size(), 10);
    for (const QJsonValue &system : systems) {
        for (const char *fact : {"id", "title", "transport", "prefix", "holds", "stores", "checks",
                                 "revoking", "restart", "second"})
            QVERIFY2(!system[QLatin1String(fact)].toString().isEmpty(), fact);
        const QByteArray id = system[u"id"_s].toString().toLatin1();
        const RawAnswer inside = m_api.get("/practice/inside?user=alice&system=" + id);
        QCOMPARE(inside.status, 200);
        QCOMPARE(inside.json().value("about"_L1).toObject(), system.toObject());
        QCOMPARE(inside.json().value("keys"_L1).toArray().at(0)[u"alg"_s], u"ES256"_s);
        QVERIFY(!inside.body.contains("\"d\"") && !inside.body.contains("\"k\""));
    }
    const QJsonObject provider = ready.value("provider"_L1).toObject();
    QCOMPARE(provider.value("id"_L1), u"oauth"_s);
    QCOMPARE(m_api.get("/practice/inside?user=alice&system=oauth").json().value("about"_L1).toObject(),
             provider);
    QCOMPARE(m_api.get("/practice/inside?user=alice&system=none").status, 404);
    QCOMPARE(m_api.get("/practice/inside?user=nobody&system=jwt").status, 404);
}

void TestPracticeClient::everyUserHasOne()
{
    const auto systemOf = [this](const QByteArray &user, const QByteArray &password) {
        return m_api.post("/signin", loginBody(user, password)).header("X-Practice-System");
    };
    QCOMPARE(systemOf("alice", "wonderland"), "session");
    for (const char *system : {"jwt", "opaque", "five-counter"}) {
        QCOMPARE(m_api.post("/practice/users", jsonOf({{"username", "alice"}, {"system", system}})).status,
                 200);
        QCOMPARE(systemOf("alice", "wonderland"), system);
        QCOMPARE(systemOf("bob", "builder"), "session");
    }
    QCOMPARE(verdictOf(m_api.post("/practice/users", jsonOf({{"username", "alice"}, {"system", "none"}}))),
             "400 invalid_request");
    QCOMPARE(verdictOf(m_api.post("/practice/users", jsonOf({{"username", "alice"}, {"role", "king"}}))),
             "400 invalid_request");
    QCOMPARE(verdictOf(m_api.post("/signin", loginBody("nobody", "wonderland"))), "401 invalid_credentials");
}

QTEST_GUILESS_MAIN(TestPracticeClient)
#include "tst_practice_client.moc"
