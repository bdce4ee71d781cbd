#include "oauth_tools.h"

#include "login/devices.h"
#include "login/drift.h"

using namespace oauth_tools;

namespace {

Profile profileWith(const QString &key = {}, const QString &value = {})
{
    Profile profile;
    profile.name = u"work"_s;
    profile.recipe = u"practice"_s;
    profile.url = QUrl(u"https://api.example/v1"_s);
    if (!key.isEmpty())
        profile.settings[key] = value;
    return profile;
}

http::Response answer(int status, const QByteArray &body)
{
    http::Response response;
    response.status = status;
    response.body = body;
    response.url = QUrl(u"https://api.example/v1/devices"_s);
    return response;
}

template <class T>
QByteArray errorOf(const Result<T> &result)
{
    return result ? "none"_qba : codeName(result.error().code);
}

} // namespace

/// What the tokens say beside what the server says now, and where else one is signed in.
class TestStanding : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void compares_data();
    void compares();
    void driftOfThePractice_data();
    void driftOfThePractice();
    void driftOfAPassword();
    void devicesAreRead();
    void devicesThatCannotBeRead_data();
    void devicesThatCannotBeRead();
    void endingNamesTheDevice();
    void endsADevice();
};

void TestStanding::compares_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QByteArray>("beside");
    QTest::addColumn<QByteArray>("then");
    QTest::addColumn<QByteArray>("now");
    QTest::addColumn<QByteArray>("rows"); // "claim change!", with a mark where it matters
    const auto row = [](const char *name, const char *token, const char *beside, const char *then,
                        const char *fresh, const char *rows) {
        QTest::newRow(name) << QByteArray(token) << QByteArray(beside) << QByteArray(then)
                            << QByteArray(fresh) << QByteArray(rows);
    };
    row("same", "id-token", "userinfo", R"({"sub":"a","email":"x"})", R"({"email":"x","sub":"a"})",
        "sub same, email same");
    row("email changed", "id-token", "userinfo", R"({"email":"x"})", R"({"email":"y"})", "email changed!");
    row("name changed", "id-token", "userinfo", R"({"name":"x"})", R"({"name":"y"})", "name changed");
    row("role gone", "id-token", "userinfo", R"({"roles":["a"]})", R"({})", "roles gone!");
    row("role not repeated", "access-token", "userinfo", R"({"roles":["a"]})", R"({})", "roles gone");
    row("role new", "id-token", "userinfo", R"({})", R"({"roles":["a"]})", "roles new");
    row("roles in another order", "id-token", "userinfo", R"({"roles":["a","b"]})", R"({"roles":["b","a"]})",
        "roles same");
    row("a role less", "id-token", "userinfo", R"({"roles":["a","b"]})", R"({"roles":["a"]})",
        "roles changed!");
    row("scope in another order", "access-token", "introspection", R"({"scope":"a b"})", R"({"scope":"b a"})",
        "scope same");
    row("scope as a list", "access-token", "introspection", R"({"scope":["a","b"]})", R"({"scope":"a b"})",
        "scope same");
    row("scope narrowed", "access-token", "introspection", R"({"scope":"a b"})", R"({"scope":"a"})",
        "scope changed!");
    row("aud as a list of one", "access-token", "introspection", R"({"aud":["a"]})", R"({"aud":"a"})",
        "aud same");
    row("times and hashes", "id-token", "userinfo", R"({"iat":1,"exp":2,"nonce":"n","at_hash":"h"})",
        R"({"iat":3})", "");
    row("what only tokens have", "id-token", "userinfo", R"({"iss":"i","aud":"a","acr":"1"})", R"({})", "");
    row("acr lower", "id-token", "userinfo", R"({"acr":"2"})", R"({"acr":"1"})", "acr changed!");
    row("true and \"true\"", "id-token", "userinfo", R"({"email_verified":true})",
        R"({"email_verified":"true"})", "email_verified changed!");
    row("escapes are no difference", "id-token", "userinfo", R"({"name":"\u0061"})", R"({"name":"a"})",
        "name same");
    row("objects in another order", "id-token", "userinfo", R"({"realm_access":{"a":1,"b":[2]}})",
        R"({"realm_access":{"b":[2],"a":1}})", "realm_access same");
    row("opaque", "access-token", "userinfo", "", R"({"sub":"a"})", "");
}

void TestStanding::compares()
{
    QFETCH(QByteArray, token);
    QFETCH(QByteArray, beside);
    QFETCH(QByteArray, then);
    QFETCH(QByteArray, now);
    QByteArrayList rows;
    for (const DriftRow &row : compareClaims(token, then, beside, now))
        rows += row.claim.toUtf8() + ' ' + changeName(row.change) + (row.matters ? "!" : "");
    QTEST(rows.join(", "), "rows");
}

void TestStanding::driftOfThePractice_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<bool>("active");
    QTest::addColumn<int>("notes");
    QTest::newRow("nothing") << ""_qba << true << 0;
    QTest::newRow("introspection-inactive") << "introspection-inactive"_qba << false << 0;
    QTest::newRow("userinfo-invalid-sub") << "userinfo-invalid-sub"_qba << true << 1;
}

void TestStanding::driftOfThePractice()
{
    QFETCH(QByteArray, fault);
    QFETCH(bool, active);
    World world;
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    QVERIFY(fault.isEmpty() || world.provider.setFault(fault));
    Wait<Result<Drift>> drift(
        [&](QObject *context, auto done) { return world.sessions->drift(world.computer.id, context, done); });
    QCOMPARE(drift.code(), "none"_qba);
    QCOMPARE(drift.value()->active, std::optional(active));
    QTEST(int(drift.value()->notes.size()), "notes");
    QCOMPARE(drift.value()->matters(), !active);
    QCOMPARE(drift.value()->rows.empty(), false);
}

void TestStanding::driftOfAPassword()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    Wait<Result<Drift>> drift(
        [&](QObject *context, auto done) { return sessions->drift(computer.id, context, done); });
    QCOMPARE(drift.code(), "none"_qba);
    QVERIFY(!drift.value()->active && !drift.value()->matters());
    QCOMPARE(server.requests().back().path(), "/me"_qba);
}

void TestStanding::devicesAreRead()
{
    const auto devices = processDevices(
        profileWith(),
        answer(200,
               R"({"devices":[{"handle":"a/b","name":"desk","seenAt":"2026-01-31T12:00:00Z","this":true},)"
               R"({"handle":7,"seenAt":1769860800},{"handle":"c","seenAt":1769860800000,"this":"yes"}]})"),
        TimePoint(0s));
    QVERIFY(devices);
    QCOMPARE(devices->size(), size_t(3));
    const TimePoint seen{1769860800s};
    for (const SignedInDevice &device : *devices)
        QVERIFY(device.lastSeen == seen);
    QCOMPARE(devices->at(0).id, u"a/b"_s);
    QCOMPARE(devices->at(0).name, u"desk"_s);
    QVERIFY(devices->at(0).isThis && !devices->at(1).isThis && !devices->at(2).isThis);
    QCOMPARE(devices->at(1).id, u"7"_s);
    const Profile bare = profileWith(u"devices.list"_s, u""_s); // the whole answer is the list
    QCOMPARE(processDevices(bare, answer(200, R"([{"handle":"a"}])"), TimePoint(0s))->size(), size_t(1));
}

void TestStanding::devicesThatCannotBeRead_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("right") << 200 << R"({"devices":[{"handle":"a"}]})"_qba
                           << "none"_qba;
    QTest::newRow("404") << 404 << R"({"devices":[{"handle":"a"}]})"_qba
                         << "EndpointMissing"_qba;
    QTest::newRow("501") << 501 << R"({"devices":[{"handle":"a"}]})"_qba
                         << "EndpointMissing"_qba;
    QTest::newRow("401") << 401 << R"({"devices":[{"handle":"a"}]})"_qba
                         << "UnexpectedStatus"_qba;
    QTest::newRow("500") << 500 << R"({"devices":[{"handle":"a"}]})"_qba
                         << "ServerFailed"_qba;
    QTest::newRow("a page") << 200 << "<html>"_qba
                            << "ResponseNotJson"_qba;
    QTest::newRow("no list") << 200 << R"({"devices":{"handle":"a"}})"_qba
                             << "JsonTypeMismatch"_qba;
    QTest::newRow("no id") << 200 << R"({"devices":[{"name":"a"}]})"_qba
                           << "ClaimMissing"_qba;
}

void TestStanding::devicesThatCannotBeRead()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QTEST(errorOf(processDevices(profileWith(), answer(status, body), TimePoint(0s))), "code");
}

void TestStanding::endingNamesTheDevice()
{
    const auto inBody = endDeviceRequest(profileWith(), u"a\"b"_s);
    QVERIFY(inBody);
    QCOMPARE(inBody->url, QUrl(u"https://api.example/v1/devices/end"_s));
    QCOMPARE(inBody->method, "POST"_qba);
    QCOMPARE(inBody->body, R"({"handle":"a\"b"})"_qba);
    Profile inPath = profileWith(u"devices.endPath"_s, u"/devices/{id}"_s);
    inPath.settings[u"devices.endField"_s] = QString();
    inPath.settings[u"devices.endMethod"_s] = u"DELETE"_s;
    const auto request = endDeviceRequest(inPath, u"../me?x"_s); // never another address
    QVERIFY(request);
    QCOMPARE(request->url.toEncoded(), "https://api.example/v1/devices/..%2Fme%3Fx"_qba);
    QVERIFY(request->body.isEmpty());
    for (const QString &dots : {u"."_s, u".."_s})
        QCOMPARE(errorOf(endDeviceRequest(inPath, dots)), "UrlInvalid"_qba);
    QVERIFY(endDeviceRequest(inPath, u"..."_s));
    QVERIFY(endDeviceRequest(profileWith(), u".."_s)); // in the body it is a word
    QCOMPARE(errorOf(endDeviceRequest(profileWith(u"devices.endPath"_s, u""_s), u"a"_s)),
             "EndpointMissing"_qba);
    QCOMPARE(errorOf(processDeviceEnd(answer(204, ""), TimePoint(0s))), "none"_qba);
    QCOMPARE(errorOf(processDeviceEnd(answer(404, ""), TimePoint(0s))), "UnexpectedStatus"_qba);
    QCOMPARE(errorOf(processDeviceEnd(answer(501, ""), TimePoint(0s))), "EndpointMissing"_qba);
}

void TestStanding::endsADevice()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    server.instead["/devices"] = ServerAnswer::json(R"({"devices":[{"handle":"a","name":"desk"}]})");
    server.instead["/devices/end"] = ServerAnswer::json("", 204);
    server.instead["/devices/end-others"] = ServerAnswer::json("", 204);
    Wait<Result<std::vector<SignedInDevice>>> list(
        [&](QObject *context, auto done) { return sessions->devices(computer.id, context, done); });
    QCOMPARE(list.code(), "none"_qba);
    QCOMPARE(list.value()->front().name, u"desk"_s);
    Wait<Result<Done>> one(
        [&](QObject *context, auto done) { return sessions->endDevice(computer.id, u"a"_s, context, done); });
    QCOMPARE(one.code(), "none"_qba);
    QCOMPARE(server.requests().back().body, R"({"handle":"a"})"_qba);
    QCOMPARE(server.requests().back().header("Authorization"), "Bearer access-1"_qba);
    Wait<Result<Done>> others(
        [&](QObject *context, auto done) { return sessions->endOtherDevices(computer.id, context, done); });
    QCOMPARE(others.code(), "none"_qba);
    QCOMPARE(server.requests().back().path(), "/devices/end-others"_qba);
}

QTEST_GUILESS_MAIN(TestStanding)
#include "tst_standing.moc"
