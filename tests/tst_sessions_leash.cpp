#include "sessions_tools.h"

#include <QFile>

using namespace sessions_tools;

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// A stored secret goes only where it was signed in, and only for whom.
class TestSessionsLeash : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void editedProfileSendsNothing_data();
    void editedProfileSendsNothing();
    void otherConfigFolderSendsNothing();
    void changedBackWorksAgain();
    void redirectOfTheSignInIsNotFollowedAway();
    void secretFieldIsStoredAndSent();
    void secretFieldStaysWithItsAddress();
    void secretFieldRefuses_data();
    void secretFieldRefuses();
    void personThatCannotBeReadIsHeldBack();
};

void TestSessionsLeash::editedProfileSendsNothing_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::newRow("address") << u"url"_s << u"FOREIGN"_s;
    QTest::newRow("ca-file") << u"tls.caFile"_s << u"/etc/ssl/certs/ca-certificates.crt"_s;
    QTest::newRow("proxy") << u"proxy"_s << u"FOREIGN"_s;
    QTest::newRow("refresh-path") << u"refresh.path"_s << u"/~mallory"_s;
}

void TestSessionsLeash::editedProfileSendsNothing()
{
    QFETCH(const QString, key);
    QFETCH(QString, value);
    TokenServer server;
    TokenServer foreign;
    if (value == u"FOREIGN")
        value = QString::fromLatin1(foreign.origin());
    Computer computer(server.url());
    {
        const auto before = computer.process();
        auto signedIn = signIn(*before, computer);
        QCOMPARE(signedIn.code(), "none"_qba);
    }
    server.forget();
    computer.edit(key, value);

    const auto sessions = computer.process();
    sessions->keepFresh(true);
    auto loaded = load(*sessions, computer);
    QCOMPARE(loaded.code(), "none"_qba);
    QCOMPARE(loaded.value()->state, SessionState::Unknown);
    QCOMPARE(codeOf(loaded.value()->problem), "ProfileChanged"_qba);
    computer.clock.advance(290s);
    auto header = credential(*sessions, computer);
    QCOMPARE(header.code(), "ProfileChanged"_qba);
    auto refreshed = refresh(*sessions, computer);
    QCOMPARE(refreshed.code(), "ProfileChanged"_qba);
    auto sent = send(*sessions, computer, foreign.url("/notes"));
    QCOMPARE(sent.code(), "ProfileChanged"_qba);
    QVERIFY(foreign.requests().empty());
    QVERIFY(server.requests().empty());
    QVERIFY(computer.item()); // and it is still there
}

/// Another --config-dir whose file names the same id and name, with a foreign address.
void TestSessionsLeash::otherConfigFolderSendsNothing()
{
    TokenServer server;
    TokenServer foreign;
    Computer computer(server.url());
    const auto own = computer.process();
    auto signedIn = signIn(*own, computer);
    QCOMPARE(signedIn.code(), "none"_qba);

    const QTemporaryDir planted;
    QByteArray text = contents(computer.dir.filePath(u"profiles.json"_s));
    QVERIFY(text.contains(server.origin()));
    text.replace(server.origin(), foreign.origin());
    QFile file(planted.filePath(u"profiles.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    file.close();
    ProfileStore profiles(planted.path());
    QVERIFY(profiles.load());
    QVERIFY(profiles.byName(u"work"_s));
    Sessions other(profiles, computer.keychain, computer.clock, computer.dir.filePath(u"run"_s));
    auto sent = send(other, computer, foreign.url("/notes"));
    QCOMPARE(sent.code(), "ProfileChanged"_qba);
    auto out = signOut(other, computer);
    QVERIFY(out.ended());
    QVERIFY(foreign.requests().empty());
}

void TestSessionsLeash::changedBackWorksAgain()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    computer.edit(u"proxy"_s, u"none"_s);
    QCOMPARE(codeOf(sessions->info(computer.id).problem), "ProfileChanged"_qba);
    computer.edit(u"proxy"_s, QString());
    QVERIFY(!sessions->info(computer.id).problem);
    auto sent = send(*sessions, computer, server.url("/notes"));
    QCOMPARE(sent.code(), "none"_qba);
    QCOMPARE(sent.value()->response.status, 200);
}

void TestSessionsLeash::redirectOfTheSignInIsNotFollowedAway()
{
    TokenServer server;
    TokenServer foreign;
    Computer computer(server.url());
    const auto sessions = computer.process();
    for (const int status : {301, 302, 303, 307, 308}) {
        server.instead["/login"] = ServerAnswer::redirect(status, foreign.origin() + "/login");
        auto signedIn = signIn(*sessions, computer);
        QCOMPARE(signedIn.code(), "RedirectLeavesOrigin"_qba);
    }
    QVERIFY(foreign.requests().empty());
}

void TestSessionsLeash::secretFieldIsStoredAndSent()
{
    TokenServer server;
    server.instead["/auth/v1/token"] =
        ServerAnswer::json(R"({"access_token":"access-1","refresh_token":"r","expires_in":60})");
    server.instead["/auth/v1/user"] = ServerAnswer::json(R"({"id":"42"})");
    server.instead["/rest/v1/notes"] = ServerAnswer::json("[]");
    Computer computer(server.url(), u"supabase"_s);
    const auto sessions = computer.process();
    const auto set = [&](const Secret &value) {
        return Wait<Result<Done>>([&](QObject *context, auto done) {
            return sessions->setSecretField(computer.id, u"login.header.apikey"_s, value, context, done);
        });
    };
    auto stored = set(Secret("project-key"_qba));
    QCOMPARE(stored.code(), "none"_qba);
    QCOMPARE(computer.profiles.byId(computer.id)->secretFields, QStringList(u"login.header.apikey"_s));
    QVERIFY(!contents(computer.dir.filePath(u"profiles.json"_s)).contains("project-key"));

    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    auto sent = send(*sessions, computer, server.url("/rest/v1/notes"));
    QCOMPARE(sent.code(), "none"_qba);
    for (const SeenRequest &request : server.requests())
        QCOMPARE(request.header("apikey"), "project-key"_qba);
    QCOMPARE(server.requests().size(), size_t(3)); // sign-in, whoami, the request itself

    auto taken = set(Secret());
    QCOMPARE(taken.code(), "none"_qba);
    QVERIFY(computer.profiles.byId(computer.id)->secretFields.isEmpty());
    auto bare = send(*sessions, computer, server.url("/rest/v1/notes"));
    QCOMPARE(bare.code(), "none"_qba);
    QVERIFY(!server.requests().back().has("apikey"));
}

void TestSessionsLeash::secretFieldStaysWithItsAddress()
{
    TokenServer server;
    TokenServer foreign;
    Computer computer(server.url(), u"supabase"_s);
    const auto sessions = computer.process();
    Wait<Result<Done>> stored([&](QObject *context, auto done) {
        return sessions->setSecretField(computer.id, u"login.header.apikey"_s, Secret("project-key"_qba),
                                        context, done);
    });
    QCOMPARE(stored.code(), "none"_qba);
    auto refused = signIn(*sessions, computer); // reads the field, so that this process knows it
    QCOMPARE(refused.code(), "SignInRefused"_qba);
    computer.edit(u"url"_s, QString::fromLatin1(foreign.origin()));
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "SecretNeededAgain"_qba);
    const auto other = computer.process();
    auto again = signIn(*other, computer);
    QCOMPARE(again.code(), "SecretNeededAgain"_qba);
    QVERIFY(foreign.requests().empty());
}

void TestSessionsLeash::secretFieldRefuses_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("passing") << u"login.header.apikey"_s << "k"_qba
                             << "none"_qba;
    QTest::newRow("path") << u"login.path"_s << "k"_qba
                          << "ProfileFieldUnknown"_qba;
    QTest::newRow("header-name") << u"login.header.a b"_s << "k"_qba
                                 << "ProfileFieldUnknown"_qba;
    QTest::newRow("line-end") << u"login.header.apikey"_s << "k\r\nX: y"_qba
                              << "ProfileFieldInvalid"_qba;
}

void TestSessionsLeash::secretFieldRefuses()
{
    QFETCH(const QString, key);
    QFETCH(const QByteArray, value);
    QFETCH(const QByteArray, code);
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    Wait<Result<Done>> stored([&](QObject *context, auto done) {
        return sessions->setSecretField(computer.id, key, Secret(value), context, done);
    });
    QCOMPARE(stored.code(), code);
}

void TestSessionsLeash::personThatCannotBeReadIsHeldBack()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    server.instead["/me"] = ServerAnswer::json("{}", 503);
    auto unknown = signIn(*sessions, computer); // nobody is remembered: there is nothing to compare
    QCOMPARE(unknown.code(), "none"_qba);
    QVERIFY(unknown.value()->person.subject.isEmpty());
    QCOMPARE(unknown.value()->person.name, u"alice"_s);
    server.instead.clear();
    auto known = signIn(*sessions, computer);
    QCOMPARE(known.code(), "none"_qba);
    server.instead["/me"] = ServerAnswer::json("{}", 503);
    auto held = signIn(*sessions, computer);
    QCOMPARE(held.code(), "PersonNotRead"_qba);
    QCOMPARE(text(computer.item()->accessToken), "access-2"_qba);
}

QTEST_GUILESS_MAIN(TestSessionsLeash)
#include "tst_sessions_leash.moc"
