#include "login_tools.h"

#include <QTest>

using namespace login_tools;

/// The keychain blob, and what it is sealed with.
class TestSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sealKeepsASession();
    void unsealRefuses_data();
    void unsealRefuses();
    void leashTellsAChangedProfile_data();
    void leashTellsAChangedProfile();
};

void TestSession::sealKeepsASession()
{
    Profile profile = profileOf(u"directus"_s);
    profile.connection = {u"/ca"_s, u"/c"_s, u"/k"_s, u"none"_s, true};
    Session session = sessionOf(profile);
    session.accessToken = Secret("quote\" and \\ back"_qba);
    session.expiresAt = now + 1ms;
    session.refreshExpiresAt = now + 1h;
    session.refreshInFlight = true;
    const auto read = unseal(seal(session), u"p"_s);
    QVERIFY(read);
    QVERIFY(read->accessToken.equals(session.accessToken));
    QVERIFY(read->refreshToken.equals(session.refreshToken));
    QCOMPARE(*read->expiresAt, *session.expiresAt);
    QCOMPARE(*read->refreshExpiresAt, *session.refreshExpiresAt);
    QCOMPARE(read->obtainedAt, session.obtainedAt);
    QCOMPARE(read->person.issuer, session.person.issuer);
    QVERIFY(read->leash == session.leash);
    QCOMPARE(read->endpoints, session.endpoints);
    QVERIFY(read->refreshInFlight);

    session.refreshToken = Secret();
    session.expiresAt.reset();
    session.refreshInFlight = false;
    const auto bare = unseal(seal(session), u"p"_s);
    QVERIFY(bare && bare->refreshToken.isEmpty() && !bare->expiresAt && !bare->refreshInFlight);
}

void TestSession::unsealRefuses_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::newRow("version") << R"("version":1)"_qba
                             << R"("version":2)"_qba;
    QTest::newRow("no-token") << R"("accessToken")"_qba
                              << R"("other")"_qba;
    QTest::newRow("no-leash") << R"("leash")"_qba
                              << R"("other")"_qba;
    QTest::newRow("no-endpoints") << R"("endpoints")"_qba
                                  << R"("other")"_qba;
    QTest::newRow("no-time") << R"("obtainedAt")"_qba
                             << R"("other")"_qba;
    QTest::newRow("twice") << R"("version":1)"_qba
                           << R"("version":1,"accessToken":"x")"_qba;
    QTest::newRow("cut") << "}"_qba
                         << ""_qba;
}

void TestSession::unsealRefuses()
{
    QFETCH(const QByteArray, from);
    QFETCH(const QByteArray, to);
    QByteArray blob = text(seal(sessionOf(profileOf(u"practice"_s))));
    QVERIFY(unseal(Secret(blob), u"p"_s));
    QVERIFY(blob.contains(from));
    blob.replace(from, to);
    const auto read = unseal(Secret(blob), u"p"_s);
    QCOMPARE(codeOf(read), "KeychainEntryDamaged"_qba);
    QCOMPARE(read.error().subject, u"p"_s);
}

void TestSession::leashTellsAChangedProfile_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QByteArray>("code");
    const QByteArray changed = "ProfileChanged";
    QTest::newRow("name") << u"name"_s << u"other"_s << "none"_qba;
    QTest::newRow("user") << u"user"_s << u"other"_s << "none"_qba;
    QTest::newRow("subject") << u"whoami.subject"_s << u"/id"_s << "none"_qba;
    QTest::newRow("host") << u"url"_s << u"https://evil.test"_s << changed;
    QTest::newRow("port") << u"url"_s << u"https://api.example.test:8443"_s << changed;
    QTest::newRow("path") << u"url"_s << u"https://api.example.test/~mallory"_s << changed;
    QTest::newRow("refresh") << u"refresh.path"_s << u"/~mallory"_s << changed;
    QTest::newRow("logout") << u"logout.path"_s << u"/~mallory"_s << changed;
    QTest::newRow("whoami") << u"whoami.path"_s << u"/~mallory"_s << changed;
    QTest::newRow("ca") << u"tls.caFile"_s << u"/evil.pem"_s << changed;
    QTest::newRow("proxy") << u"proxy"_s << u"http://evil.test:1"_s << changed;
    QTest::newRow("key") << u"tls.clientKey"_s << u"/k"_s << changed;
    QTest::newRow("http2") << u"http2"_s << u"true"_s << changed;
}

void TestSession::leashTellsAChangedProfile()
{
    QFETCH(const QString, key);
    QFETCH(const QString, value);
    QFETCH(const QByteArray, code);
    Profile profile = profileOf(u"practice"_s);
    const Session session = sessionOf(profile);
    QVERIFY(checkLeash(session, profile));
    QVERIFY(setField(profile, key, value));
    const auto checked = checkLeash(session, profile);
    QCOMPARE(codeOf(checked), code);
    if (!checked)
        QVERIFY(!checked.error().detail.isEmpty());
}

QTEST_APPLESS_MAIN(TestSession)
#include "tst_session.moc"
