#include "real_tools.h"

#include "support/test_certificates.h"

using namespace real_tools;

/// Django's own sign-in page behind nginx with TLS of an own authority: there Django looks at the Referer
/// too.
class TestRealDjango : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void wrongPasswordIsAPageThatSaysNothing();
    void signsInByTheForm();
    void cookieAndCsrfTokenGoWithRequests();
    void tokenRotatesAtTheNextSignIn();
    void otherPersonIsHeldBack();
    void anotherDeviceIsSignedOut();
    void signOutIsProven();
    void tokenLoginByTheSameServer();

private:
    [[nodiscard]] CliRun whoami(const QString &method);
    std::unique_ptr<CommandLine> m_cli;
    Django m_django;
    Nginx m_nginx;
    QString m_ca; // the file of its authority
};

namespace {

const QByteArray alicesPassword = "wonderland is deep";

} // namespace

void TestRealDjango::initTestCase()
{
    QVERIFY2(qEnvironmentVariableIsSet("CLAIMCHECK_TEST_ROOT"), "run it through support/with_keyring.sh");
    m_cli = std::make_unique<CommandLine>();
    m_cli->remember(alicesPassword);
    auto settings = QProcessEnvironment::systemEnvironment();
    settings.insert(u"HTTPS"_s, u"1"_s);
    QVERIFY2(m_django.start(settings), qPrintable(m_django.problem()));
    const TestCertificate authority = makeAuthority("Authority of the tests");
    const TestCertificate own = makeCertificate(authority, {.commonName = "localhost"});
    QVERIFY2(m_nginx.start(m_django.url(), own.certificate, own.key), qPrintable(m_nginx.problem()));
    m_ca = m_cli->fileWith(authority.certificate);
    VERIFY_RUN(m_cli->run(
        u"profile add django --recipe django-session --user alice --url %1 --set whoami.path=/whoami/ "
        "--set tls.caFile=%2"_s.arg(m_nginx.url().toString(), m_ca)));
    VERIFY_RUN(
        m_cli->run(u"profile add api --recipe simplejwt --user alice --url %1 --set tls.caFile=%2"_s.arg(
            m_nginx.url().toString(), m_ca)));
}

void TestRealDjango::cleanup()
{
    const QByteArray leak = m_cli->leak();
    QVERIFY2(leak.isEmpty(), leak.constData());
}

CliRun TestRealDjango::whoami(const QString &method)
{
    return m_cli->run(u"request django %1 /whoami/ --json"_s.arg(method));
}

void TestRealDjango::wrongPasswordIsAPageThatSaysNothing()
{
    const CliRun refused = m_cli->run(u"login django --password-stdin --json"_s, {}, "not it\n");
    QCOMPARE(refused.exitCode, 1);
    QCOMPARE(refused.errorCode(), "SignInRefused");
    QVERIFY2(refused.errors.contains("It shows the sign-in page again."), refused.errors.constData());
    QCOMPARE(m_cli->run(u"status django"_s).exitCode, 1);
}

void TestRealDjango::signsInByTheForm()
{
    const CliRun in = m_cli->run(u"login django --password-stdin --json"_s, {}, alicesPassword + '\n');
    VERIFY_RUN(in);
    const CliRun status = m_cli->run(u"status django --json"_s);
    VERIFY_RUN(status);
    const QJsonObject profile = status.json()[u"profiles"][0].toObject();
    QCOMPARE(profile[u"subject"].toString(), u"1"_s);
    QCOMPARE(profile[u"tokens"][0][u"kind"].toString(), u"session-cookie"_s);
    QVERIFY(profile[u"tokens"][0][u"secondsLeft"].toInt() > 13 * 24 * 3600); // Django: two weeks
    const CliRun token = m_cli->run(u"token django --json"_s);
    QCOMPARE(token.errorCode(), "CredentialNotExportable");
}

void TestRealDjango::cookieAndCsrfTokenGoWithRequests()
{
    for (const QString &method : {u"GET"_s, u"POST"_s, u"PUT"_s, u"DELETE"_s}) {
        const CliRun who = whoami(method);
        QCOMPARE(who.json()[u"status"].toInt(), 200);
        QVERIFY2(who.json()[u"body"].toString().contains(u"alice"_s), who.output.constData());
        QVERIFY2(who.json()[u"body"].toString().contains(u'"' + method + u'"'), who.output.constData());
    }
    // Django is really asking: a token of our own invention is refused.
    const CliRun forged = m_cli->run(u"request django POST /whoami/ --json"_s,
                                     {u"-H"_s, u"X-CSRFToken: "_s + QString(64, u'a')});
    QCOMPARE(forged.json()[u"status"].toInt(), 403);
}

void TestRealDjango::tokenRotatesAtTheNextSignIn()
{
    VERIFY_RUN(m_cli->run(u"login django --password-stdin --json"_s, {}, alicesPassword));
    QCOMPARE(whoami(u"POST"_s).json()[u"status"].toInt(), 200);
}

void TestRealDjango::otherPersonIsHeldBack()
{
    const CliRun bob = m_cli->run(u"login django --user bob --password-stdin --json"_s, {}, "can we fix it");
    QCOMPARE(bob.exitCode, 1);
    QCOMPARE(bob.errorCode(), "WrongPerson");
    // His session has ended at the server, and hers goes on.
    QVERIFY2(bob.errors.contains("The tokens that were not kept were revoked at the server."),
             bob.errors.constData());
    QVERIFY(whoami(u"POST"_s).output.contains("alice"));
}

/// The request that ends the other session changes something, so that Django wants its CSRF token with it.
void TestRealDjango::anotherDeviceIsSignedOut()
{
    const QStringList settings{
        u"--set"_s, u"devices.path=/devices/"_s,   u"--set"_s, u"devices.list=/devices"_s,
        u"--set"_s, u"devices.current=/current"_s, u"--set"_s, u"devices.endPath=/devices/{id}/"_s};
    const auto add = [&](const QString &name) {
        return m_cli->run(
            u"profile add %1 --recipe django-session --user alice --url %2 --set "
            "whoami.path=/whoami/ --set tls.caFile=%3"_s.arg(name, m_nginx.url().toString(), m_ca),
            settings);
    };
    for (const QString &name : {u"laptop"_s, u"phone"_s}) {
        VERIFY_RUN(add(name));
        VERIFY_RUN(m_cli->run(u"login %1 --password-stdin --json"_s.arg(name), {}, alicesPassword));
    }
    const auto othersOf = [&](const QString &name) {
        QStringList others;
        for (const QJsonValue &row :
             m_cli->run(u"devices %1 --json"_s.arg(name)).json()[u"devices"].toArray()) {
            if (!row[u"isThis"].toBool())
                others += row[u"id"].toString();
        }
        return others;
    };
    const QStringList fromLaptop = othersOf(u"laptop"_s), fromPhone = othersOf(u"phone"_s);
    QVERIFY(!fromLaptop.isEmpty() && fromLaptop.size() == fromPhone.size());
    for (const QString &device : fromLaptop) { // the phone, and what tests before left
        if (!fromPhone.contains(device))
            VERIFY_RUN(m_cli->run(u"devices laptop --sign-out %1"_s.arg(device)));
    }
    const CliRun laptop = m_cli->run(u"request laptop GET /whoami/ --json"_s);
    QCOMPARE(laptop.json()[u"status"].toInt(), 200);
    QVERIFY(laptop.output.contains("alice"));
    QVERIFY(!m_cli->run(u"request phone GET /whoami/ --json"_s).output.contains("alice"));
    // A token of our own invention in place of Django's.
    const CliRun forged = m_cli->run(u"request laptop DELETE /devices/x/ --json"_s,
                                     {u"-H"_s, u"X-CSRFToken: "_s + QString(64, u'a')});
    QCOMPARE(forged.json()[u"status"].toInt(), 403);
}

void TestRealDjango::signOutIsProven()
{
    const CliRun out = m_cli->run(u"logout django --json"_s);
    VERIFY_RUN(out);
    for (const QString &step :
         {u"revoke-access"_s, u"prove-revoked"_s, u"delete"_s, u"read-back"_s, u"cookies"_s})
        QCOMPARE(step + u' ' + outcome(out, step), step + u" done"_s);
    QCOMPARE(m_cli->run(u"request django GET /whoami/ --json"_s).errorCode(), "NotSignedIn");
}

void TestRealDjango::tokenLoginByTheSameServer()
{
    VERIFY_RUN(m_cli->run(u"login api --password-stdin --json"_s, {}, alicesPassword));
    m_cli->remember(m_cli->run(u"token api"_s).output);
    VERIFY_RUN(m_cli->run(u"refresh api"_s));
    const CliRun sent = m_cli->run(u"request api GET /protected/ --json"_s);
    QCOMPARE(sent.json()[u"status"].toInt(), 200);
    const CliRun out = m_cli->run(u"logout api --json"_s);
    VERIFY_RUN(out);
    QCOMPARE(outcome(out, u"revoke-refresh"_s), u"done"_s);
}

QTEST_GUILESS_MAIN(TestRealDjango)
#include "tst_real_django.moc"
