#include "support/provider_tools.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace claimcheck::test;

/// The device flow (RFC 8628): the codes, the page, and the pace.
class TestPracticeOauthDevice final : public QObject {
    Q_OBJECT

private:
    [[nodiscard]] RawAnswer begin(const Pairs &changes = {});
    [[nodiscard]] RawAnswer poll(const RawAnswer &begun, const Pairs &changes = {});
    [[nodiscard]] QUrl pageOf(const RawAnswer &begun) const;
    PracticeProvider m_provider;

private Q_SLOTS:
    void initTestCase();
    void answersWhatTheStandardAsksFor();
    void allowedDeviceGetsTokensOnce();
    void deniedDeviceIsTold();
    void impatientDeviceIsSlowedDown();
    void codesExpire();
    void refusesWrongRequests_data();
    void refusesWrongRequests();
    void codeMayBeTypedAnyhow_data();
    void codeMayBeTypedAnyhow();
    void linkAloneAllowsNothing();
    void guessingIsCutOff();
    void formsWorkInTheirBrowserOnly();
};

void TestPracticeOauthDevice::initTestCase()
{
    QVERIFY2(m_provider.start(), qPrintable(m_provider.problem()));
}

RawAnswer TestPracticeOauthDevice::begin(const Pairs &changes)
{
    return postForm(
        m_provider, "/oauth/device_authorization",
        with({{"client_id", "claimcheck"}, {"scope", "openid offline_access notes:read"}}, changes));
}

RawAnswer TestPracticeOauthDevice::poll(const RawAnswer &begun, const Pairs &changes)
{
    return postForm(m_provider, "/oauth/token",
                    with({{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
                          {"client_id", "claimcheck"},
                          {"device_code", begun.text("device_code")}},
                         changes));
}

QUrl TestPracticeOauthDevice::pageOf(const RawAnswer &begun) const
{
    return QUrl(QString::fromUtf8(begun.text("verification_uri_complete")));
}

void TestPracticeOauthDevice::answersWhatTheStandardAsksFor()
{
    const RawAnswer begun = begin();
    QCOMPARE(begun.status, 200);
    const QRegularExpression shape(u"^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$"_s);
    QVERIFY(shape.match(QString::fromUtf8(begun.text("user_code"))).hasMatch());
    QCOMPARE(begun.json()[u"interval"_s].toInt(), 5);
    QCOMPARE(begun.json()[u"expires_in"_s].toInt(), 600);
    QCOMPARE(begun.text("verification_uri"), m_provider.url().toUtf8() + "/oauth/device");
    QVERIFY(begun.text("device_code").size() >= 43);
}

void TestPracticeOauthDevice::allowedDeviceGetsTokensOnce()
{
    const RawAnswer begun = begin();
    QCOMPARE(poll(begun).text("error"), "authorization_pending");
    QVERIFY2(m_provider.answerDevice(pageOf(begun)), qPrintable(m_provider.problem()));
    const RawAnswer tokens = poll(begun);
    QCOMPARE(tokens.status, 200);
    QCOMPARE(claimsOf(tokens.text("id_token"))[u"sub"_s].toString(), u"u-1001"_s);
    QVERIFY(!tokens.text("refresh_token").isEmpty());
    QCOMPARE(poll(begun).text("error"), "invalid_grant");
}

void TestPracticeOauthDevice::deniedDeviceIsTold()
{
    const RawAnswer begun = begin();
    QVERIFY2(m_provider.answerDevice(pageOf(begun), PracticeProvider::Answer::Deny),
             qPrintable(m_provider.problem()));
    QCOMPARE(poll(begun).text("error"), "access_denied");
}

void TestPracticeOauthDevice::impatientDeviceIsSlowedDown()
{
    const RawAnswer begun = begin();
    QCOMPARE(poll(begun).text("error"), "authorization_pending");
    QCOMPARE(poll(begun).text("error"), "slow_down");
    m_provider.clock().advance(std::chrono::seconds(6)); // enough before, and not any more
    QCOMPARE(poll(begun).text("error"), "slow_down");
    m_provider.clock().advance(std::chrono::seconds(16));
    QCOMPARE(poll(begun).text("error"), "authorization_pending");
}

void TestPracticeOauthDevice::codesExpire()
{
    const RawAnswer begun = begin();
    m_provider.clock().advance(std::chrono::seconds(601));
    QCOMPARE(poll(begun).text("error"), "expired_token");
    QVERIFY(!m_provider.answerDevice(pageOf(begun)));
}

void TestPracticeOauthDevice::refusesWrongRequests_data()
{
    QTest::addColumn<Pairs>("changes");
    QTest::addColumn<QByteArray>("error");
    QTest::newRow("unknown client") << Pairs{{"client_id", "nobody"}} << QByteArray("invalid_client");
    QTest::newRow("client without the grant")
        << Pairs{{"client_id", "practice-dpop"}} << QByteArray("unauthorized_client");
    QTest::newRow("foreign scope") << Pairs{{"scope", "admin"}} << QByteArray("invalid_scope");
    QTest::newRow("foreign resource")
        << Pairs{{"resource", "https://api.example"}} << QByteArray("invalid_target");
}

void TestPracticeOauthDevice::refusesWrongRequests()
{
    QFETCH(Pairs, changes);
    QFETCH(QByteArray, error);
    QCOMPARE(begin(changes).text("error"), error);
    const RawAnswer begun = begin();
    QCOMPARE(poll(begun, {{"device_code", "nobody-knows-it"}}).text("error"), "invalid_grant");
}

void TestPracticeOauthDevice::codeMayBeTypedAnyhow_data()
{
    QTest::addColumn<int>("how");
    QTest::newRow("as shown") << 0;
    QTest::newRow("lower case") << 1;
    QTest::newRow("without the dash") << 2;
    QTest::newRow("with spaces") << 3;
}

void TestPracticeOauthDevice::codeMayBeTypedAnyhow()
{
    QFETCH(int, how);
    const RawAnswer begun = begin();
    QByteArray code = begun.text("user_code");
    if (how == 1)
        code = code.toLower();
    if (how == 2)
        code.replace("-", "");
    if (how == 3)
        code = ' ' + code.replace("-", " ") + ' ';
    PageBrowser browser;
    PageForm form = browser.open(m_provider.url(u"/oauth/device"_s)).forms().front();
    form.set("username", "alice");
    form.set("password", "wonderland");
    form.set("user_code", code);
    const auto page = browser.submit(form);
    QCOMPARE(page.answer.status, 200);
    QVERIFY(page.answer.body.contains(begun.text("user_code")));
}

void TestPracticeOauthDevice::linkAloneAllowsNothing()
{
    // Somebody sends the link to a person who is signed in: opening it asks, and nothing more.
    const RawAnswer begun = begin();
    PageBrowser browser;
    PageForm form = browser.open(pageOf(begun)).forms().front();
    form.set("username", "alice");
    form.set("password", "wonderland");
    const auto question = browser.submit(form);
    QCOMPARE(question.answer.status, 200);
    (void)browser.open(pageOf(begun));
    QCOMPARE(poll(begun).text("error"), "authorization_pending");
    PageForm forged = question.forms().front();
    forged.set("csrf", form.value("csrf")); // the first page's token does not answer the question
    forged.set("decision", "allow");
    QCOMPARE(browser.submit(forged).answer.status, 403);
    m_provider.clock().advance(std::chrono::seconds(6));
    QCOMPARE(poll(begun).text("error"), "authorization_pending");
}

void TestPracticeOauthDevice::guessingIsCutOff()
{
    const RawAnswer begun = begin();
    PageBrowser browser;
    PageForm form = browser.open(m_provider.url(u"/oauth/device"_s)).forms().front();
    form.set("username", "bob");
    form.set("password", "builder");
    form.set("user_code", "BBBB-BBBB");
    for (int guess = 0; guess < 5; ++guess)
        QCOMPARE(browser.submit(form).answer.status, 404);
    form.set("user_code", begun.text("user_code"));
    QCOMPARE(browser.submit(form).answer.status, 429);
}

void TestPracticeOauthDevice::formsWorkInTheirBrowserOnly()
{
    PageBrowser attacker;
    PageForm form = attacker.open(pageOf(begin())).forms().front();
    form.set("username", "alice");
    form.set("password", "wonderland");
    PageBrowser victim;
    QCOMPARE(victim.submit(form).answer.status, 403);
    form.set("csrf", "guessed");
    QCOMPARE(attacker.submit(form).answer.status, 403);
}

QTEST_GUILESS_MAIN(TestPracticeOauthDevice)
#include "tst_practice_oauth_device.moc"
