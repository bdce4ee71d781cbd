#include "practice_tools.h"

using namespace Qt::StringLiterals;
using namespace claimcheck::test;

/// Device limits in both ways, and signing devices out.
class TestPracticeDevices final : public QObject {
    Q_OBJECT

private:
    struct Client {
        RawHeaders cookie;
        QByteArray csrf;
    };
    [[nodiscard]] Client clientOf(const QByteArray &system, const QByteArray &device)
    {
        const RawAnswer login = m_api.logIn(system, device);
        return {cookieHeader(cookieOf(login)), login.text("csrf_token")};
    }
    [[nodiscard]] QJsonArray devices(const QByteArray &system, const Client &client)
    {
        return m_api.get("/systems/" + system + "/devices", client.cookie)
            .json()
            .value("devices"_L1)
            .toArray();
    }
    [[nodiscard]] RawAnswer postAs(const Client &client, const QByteArray &path,
                                   const QByteArray &json = "{}")
    {
        return m_api.post(path, json, with(client.cookie, "X-CSRF-Token", client.csrf));
    }
    PracticeApi m_api;

private Q_SLOTS:
    void initTestCase() { m_api.begin(); }
    void oneDeviceEndsTheOther();
    void sixthDeviceEndsTheFirst();
    void listNamesDevices();
    void oneIsSignedOut();
    void othersAreSignedOut();
    void nobodySignsOutSomebodyElse();
    void counterLetsFiveIn();
    void counterEndsTheOthers();
    void counterCannotNameThem();
    void forgedCounterIsRefused();
};

void TestPracticeDevices::oneDeviceEndsTheOther()
{
    const Client first = clientOf("one-device", "first");
    QCOMPARE(m_api.me("one-device", first.cookie).status, 200);
    const Client second = clientOf("one-device", "second");
    QCOMPARE(m_api.me("one-device", second.cookie).status, 200);
    QCOMPARE(verdictOf(m_api.me("one-device", first.cookie)), "401 unauthorized");
    QCOMPARE(m_api.rows("one-device", "session"), 1);
}

void TestPracticeDevices::sixthDeviceEndsTheFirst()
{
    std::vector<Client> clients;
    for (int i = 0; i < 5; ++i)
        clients.push_back(clientOf("five-rows", "device " + QByteArray::number(i)));
    for (const Client &client : clients)
        QCOMPARE(m_api.me("five-rows", client.cookie).status, 200);
    clients.push_back(clientOf("five-rows", "device 5"));
    QCOMPARE(verdictOf(m_api.me("five-rows", clients.front().cookie)), "401 unauthorized");
    for (size_t i = 1; i < clients.size(); ++i)
        QCOMPARE(m_api.me("five-rows", clients[i].cookie).status, 200);
    QCOMPARE(m_api.rows("five-rows", "session"), 5);
}

void TestPracticeDevices::listNamesDevices()
{
    const RawAnswer far = m_api.logIn("session", "telephone", {{"X-Forwarded-For", "203.0.113.9"}});
    const Client near = clientOf("session", "desk");
    m_api.advance(120);
    QCOMPARE(m_api.me("session", near.cookie).status, 200);
    const QJsonArray list = devices("session", near);
    QCOMPARE(list.size(), 2);
    const QJsonObject newest = list.at(0).toObject();
    QCOMPARE(newest.value("name"_L1), u"desk"_s);
    QCOMPARE(newest.value("address"_L1), u"127.0.0.1"_s);
    QCOMPARE(newest.value("this"_L1), true);
    QVERIFY(newest.value("seenAt"_L1).toString() > newest.value("signedInAt"_L1).toString());
    const QJsonObject other = list.at(1).toObject();
    QCOMPARE(other.value("name"_L1), u"telephone"_s);
    QCOMPARE(other.value("address"_L1), u"203.0.113.9"_s);
    QCOMPARE(other.value("this"_L1), false);
    QCOMPARE(other.value("seenAt"_L1), other.value("signedInAt"_L1));
    // The handle in the list opens nothing.
    const QByteArray handle = other.value("handle"_L1).toString().toLatin1();
    QCOMPARE(verdictOf(m_api.me("session", cookieHeader("sid-session=" + handle))), "401 unauthorized");
    QCOMPARE(far.status, 200);
}

void TestPracticeDevices::oneIsSignedOut()
{
    const Client gone = clientOf("five-rows", "lost");
    const Client here = clientOf("five-rows", "here");
    const QByteArray lost =
        devices("five-rows", here).at(1).toObject().value("handle"_L1).toString().toLatin1();
    QCOMPARE(postAs(here, "/systems/five-rows/devices/end", jsonOf({{"handle", lost}})).status, 204);
    QCOMPARE(verdictOf(m_api.me("five-rows", gone.cookie)), "401 unauthorized");
    QCOMPARE(m_api.me("five-rows", here.cookie).status, 200);
    QCOMPARE(verdictOf(postAs(here, "/systems/five-rows/devices/end", jsonOf({{"handle", lost}}))),
             "404 not_found");
}

void TestPracticeDevices::othersAreSignedOut()
{
    const Client gone = clientOf("five-rows", "gone");
    const Client here = clientOf("five-rows", "here");
    QCOMPARE(postAs(here, "/systems/five-rows/devices/end-others").status, 204);
    QCOMPARE(verdictOf(m_api.me("five-rows", gone.cookie)), "401 unauthorized");
    QCOMPARE(m_api.me("five-rows", here.cookie).status, 200);
    QCOMPARE(m_api.rows("five-rows", "session"), 1);
}

void TestPracticeDevices::nobodySignsOutSomebodyElse()
{
    const Client alice = clientOf("session", "alice's");
    const QByteArray handle =
        devices("session", alice).at(0).toObject().value("handle"_L1).toString().toLatin1();
    const RawAnswer login =
        m_api.post("/systems/session/login", jsonOf({{"username", "bob"}, {"password", "builder"}}));
    const Client bob{cookieHeader(cookieOf(login)), login.text("csrf_token")};
    QCOMPARE(verdictOf(postAs(bob, "/systems/session/devices/end", jsonOf({{"handle", handle}}))),
             "404 not_found");
    QCOMPARE(postAs(bob, "/systems/session/devices/end-others").status, 204);
    QCOMPARE(m_api.me("session", alice.cookie).status, 200);
    // Without the CSRF token not even one's own.
    QCOMPARE(verdictOf(m_api.post("/systems/session/devices/end-others", "{}", alice.cookie)), "403 csrf");
}

void TestPracticeDevices::counterLetsFiveIn()
{
    std::vector<QByteArray> tokens;
    for (int i = 0; i < 5; ++i)
        tokens.push_back(m_api.tokenOf("five-counter"));
    for (const QByteArray &token : tokens)
        QCOMPARE(m_api.meVerdict("five-counter", token), "200");
    tokens.push_back(m_api.tokenOf("five-counter"));
    QCOMPARE(m_api.meVerdict("five-counter", tokens.front()),
             "401 invalid_token: Five sign-ins came after the one of this access token");
    for (size_t i = 1; i < tokens.size(); ++i)
        QCOMPARE(m_api.meVerdict("five-counter", tokens[i]), "200");
    QCOMPARE(m_api.me("five-counter", bearer(tokens.back())).header("X-Practice-Lookups"), "1");
    const QJsonObject row = m_api.inside("five-counter").value("user"_L1).toArray().at(0).toObject();
    QCOMPARE(row.value("sign_ins"_L1).toInteger(), 6);
}

void TestPracticeDevices::counterEndsTheOthers()
{
    const QByteArray other = m_api.tokenOf("five-counter");
    const QByteArray own = m_api.tokenOf("five-counter");
    const RawAnswer answer = m_api.post("/systems/five-counter/devices/end-others", "{}", bearer(own));
    QCOMPARE(answer.status, 200);
    for (const QByteArray &old : {other, own})
        QCOMPARE(m_api.meVerdict("five-counter", old),
                 "401 invalid_token: Five sign-ins came after the one of this access token");
    QCOMPARE(m_api.meVerdict("five-counter", answer.text("access_token")), "200");
}

void TestPracticeDevices::counterCannotNameThem()
{
    const RawHeaders token = bearer(m_api.tokenOf("five-counter"));
    QCOMPARE(verdictOf(m_api.get("/systems/five-counter/devices", token)), "501 not_possible");
    QCOMPARE(verdictOf(m_api.post("/systems/five-counter/devices/end", jsonOf({{"handle", "x"}}), token)),
             "501 not_possible");
    QCOMPARE(verdictOf(m_api.post("/systems/five-counter/logout", "{}", token)), "501 not_possible");
}

void TestPracticeDevices::forgedCounterIsRefused()
{
    const QByteArray token = m_api.tokenOf("five-counter");
    const QByteArray claims = tokenPart(token, 1);
    QByteArray more = claims;
    more.replace("\"sign_in\":", "\"sign_in\":9");
    QVERIFY(more != claims);
    const QByteArray forged =
        token.left(token.indexOf('.') + 1) + base64urlText(more) + token.mid(token.lastIndexOf('.'));
    QCOMPARE(m_api.meVerdict("five-counter", forged),
             "401 invalid_token: The access token is not valid: SignatureMismatch");
}

QTEST_GUILESS_MAIN(TestPracticeDevices)
#include "tst_practice_devices.moc"
