#include "oauth_tools.h"

using namespace oauth_tools;

/// A sign-in while it waits for the browser: who may come back, how long, and with what.
class TestOAuthBrowser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesThePastedAddress();
    void strangersNeverEndIt();
    void cancellingClosesThePort();
    void timesOut();
    void declined();
    void pushes_data();
    void pushes();
    void portsInUse();
    void expiredRequestIsPushedAgain();
    void theLinkBeforeStillLeadsBack();
    void requestThatCannotBePushedAgain();
};

void TestOAuthBrowser::takesThePastedAddress()
{
    World world;
    auto run = world.run();
    QByteArrayList codes;
    run->onLink = [&](const SignInEvent &event) {
        const QUrl right = Provider::shared().approve(event.link);
        const auto paste = [&](const QString &text) { codes += codeOf(run->signIn->takeRedirect(text)); };
        paste(u"hello"_s);
        paste(u"https://127.0.0.1"_s + right.toString().mid(16)); // another scheme
        paste(event.redirectUri.toString());
        QUrl forged = right;
        forged.setQuery(right.query().replace(u"state="_s, u"state=x"_s));
        paste(forged.toString());
        QVERIFY(run->signIn->isRunning());
        paste(u"  "_s + right.toString(QUrl::FullyEncoded) + u'\n');
        paste(right.toString(QUrl::FullyEncoded)); // one is enough
    };
    QCOMPARE(run->code(), "none"_qba);
    QCOMPARE(codes, QByteArrayList({"RedirectPastedInvalid", "RedirectPastedInvalid", "RedirectPastedInvalid",
                                    "StateMismatch", "none", "RedirectPastedInvalid"}));
    QTRY_VERIFY(!run->signIn->isRunning());
    QCOMPARE(codeOf(run->signIn->takeRedirect(u"x"_s)), "Cancelled"_qba);
}

void TestOAuthBrowser::strangersNeverEndIt()
{
    World world;
    auto run = world.run();
    run->onLink = [&](const SignInEvent &event) {
        const auto at = [&](const QString &target) {
            return QUrl(u"http://127.0.0.1:%1"_s.arg(event.redirectUri.port()) + target);
        };
        visit(at(u"/favicon.ico"_s), &world.browser);
        visit(at(u"/callback"_s), &world.browser);
        visit(at(u"/callback?code=evil&state=guessed"_s), &world.browser);
        visit(at(u"/callback?error=access_denied&state=guessed"_s), &world.browser);
        visit(at(u"/callback?error=access_denied"_s), &world.browser);
        world.redirect = Provider::shared().approve(event.link);
        QUrl twice = world.redirect;
        twice.setQuery(twice.query() + u"&state=x"_s);
        visit(twice, &world.browser);
        visit(world.redirect, &world.browser, "HEAD");
        visit(world.redirect, &world.browser, "POST");
        QTimer::singleShot(20, &world.browser, [&] { visit(world.redirect, &world.browser); });
    };
    QCOMPARE(run->code(), "none"_qba);
    QCOMPARE(run->info().person.name, u"alice"_s);
}

void TestOAuthBrowser::cancellingClosesThePort()
{
    World world;
    auto run = world.run();
    QUrl port;
    run->onLink = [&](const SignInEvent &event) {
        port = event.redirectUri;
        QVERIFY(isOpen(port));
        run->wait.waiter.reset();
    };
    QTRY_VERIFY(!port.isEmpty());
    QTRY_VERIFY(!isOpen(port));
    QCOMPARE(run->wait.calls, 0);
    QCOMPARE(codeOf(world.sessions->info(world.computer.id).problem), "none"_qba);
    QCOMPARE(codeName(world.computer.item().error().code), "KeychainEntryMissing"_qba);
}

void TestOAuthBrowser::timesOut()
{
    World world;
    auto run = world.run({.patience = 0ms});
    run->onLink = nullptr;
    QCOMPARE(run->code(), "SignInTimedOut"_qba);
}

void TestOAuthBrowser::declined()
{
    World world;
    auto run = world.run();
    run->onLink = [&](const SignInEvent &event) {
        visit(world.provider.decline(event.link), &world.browser);
    };
    QCOMPARE(run->code(), "AuthorizationDenied"_qba);
    QCOMPARE(codeName(world.computer.item().error().code), "KeychainEntryMissing"_qba);
}

void TestOAuthBrowser::pushes_data()
{
    QTest::addColumn<QString>("par");
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<bool>("isPushed");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("auto") << u"auto"_s << ""_qba << true << "none"_qba;
    QTest::newRow("never") << u"never"_s << ""_qba << false << "none"_qba;
    QTest::newRow("auto-not-offered") << u"auto"_s << "discovery-no-par"_qba << false << "none"_qba;
    QTest::newRow("always-not-offered")
        << u"always"_s << "discovery-no-par"_qba << false << "EndpointMissing"_qba;
}

void TestOAuthBrowser::pushes()
{
    QFETCH(const QString, par);
    QFETCH(const QByteArray, fault);
    QFETCH(const bool, isPushed);
    QFETCH(const QByteArray, code);
    World world;
    world.set(u"par"_s, par);
    if (!fault.isEmpty())
        QVERIFY(world.provider.setFault(fault));
    auto run = world.run();
    QCOMPARE(run->code(), code);
    QCOMPARE(run->steps(StepState::Done).contains(SignInStep::Push), isPushed);
}

void TestOAuthBrowser::portsInUse()
{
    World world;
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    world.set(u"redirect_port"_s, QString::number(other.serverPort()));
    auto run = world.run();
    QCOMPARE(run->code(), "LoopbackUnavailable"_qba);
}

/// The links that were told; only the first is opened by itself.
static std::vector<QUrl> linksOf(const Run &run, bool renewed)
{
    std::vector<QUrl> links;
    for (const SignInEvent &event : run.events) {
        if (!event.link.isEmpty() && event.isRenewed == renewed)
            links.push_back(event.link);
    }
    return links;
}

void TestOAuthBrowser::expiredRequestIsPushedAgain()
{
    World world;
    auto run = world.run({.pushedLifetime = 0ms});
    run->onLink = [&](const SignInEvent &event) {
        if (!event.isRenewed || !world.redirect.isEmpty())
            return; // the person was elsewhere when the first one came
        world.redirect = Provider::shared().approve(event.link);
        visit(world.redirect, &world.browser);
    };
    QCOMPARE(run->code(), "none"_qba);
    const auto first = linksOf(*run, false), renewed = linksOf(*run, true);
    QCOMPARE(first.size(), size_t(1));
    QVERIFY(!renewed.empty());
    QVERIFY(renewed.front() != first.front());
}

void TestOAuthBrowser::theLinkBeforeStillLeadsBack()
{
    World world;
    auto run = world.run({.pushedLifetime = 0ms});
    QUrl first;
    run->onLink = [&](const SignInEvent &event) {
        if (!event.isRenewed)
            first = event.link;
        if (!event.isRenewed || !world.redirect.isEmpty())
            return;
        world.redirect = Provider::shared().approve(first);
        visit(world.redirect, &world.browser);
    };
    QCOMPARE(run->code(), "none"_qba);
}

void TestOAuthBrowser::requestThatCannotBePushedAgain()
{
    World world;
    // It is pushed many times before the patience ends, and is refused from the second or third time on.
    auto run = world.run({.patience = 2s, .pushedLifetime = 10ms});
    run->onLink = [&](const SignInEvent &event) {
        if (!event.isRenewed)
            QVERIFY(world.provider.setFault("par-500"));
    };
    QCOMPARE(run->code(), "PushedRequestExpired"_qba);
    QVERIFY(run->steps(StepState::Skipped).contains(SignInStep::Push));
    QVERIFY(describe(run->wait.value().error()).hint.contains(u"Begin the sign-in again"_s));
}

QTEST_GUILESS_MAIN(TestOAuthBrowser)
#include "tst_oauth_browser.moc"
