#include "standing_desk.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTabWidget>

using namespace harness;
using Desk = StandingDesk;
using Devices = DevicesDesk;
using oauth_tools::Provider;
using sessions_tools::InfoWait;
using sessions_tools::ServerAnswer;
using sessions_tools::TokenServer;

/// Where a sign-in stands: its card, its drift, and who else is signed in.
class StandingPageTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { Provider::shared().practice.clearFaults(); }

    void theCardOfASignInIsRead()
    {
        Desk desk;
        const QString id = desk.addProvider();
        desk.show(id, 0);
        QVERIFY(desk.isVisible("standingSignedOut"));
        QVERIFY(desk.signIn(id));
        QTRY_VERIFY(!desk.findings().isEmpty());
        QVERIFY(desk.isVisible("signInCardTable"));
        const QStringList findings = desk.findings();
        // Nobody was asked.
        QVERIFY2(findings.contains(u"Not known revocation"_s), qPrintable(findings.join(u'|')));
        QVERIFY(findings.contains(u"Not known pkce"_s));
        QVERIFY(desk.opened.isEmpty());
        // The worst first.
        QVERIFY(findings.front().startsWith(u"Bad"_s) || findings.front().startsWith(u"Weak"_s));
        QVERIFY(findings.back().startsWith(u"Good"_s));
        QVERIFY(label(desk.page, "signInCardHeadline").contains(u" good"_s));
        click(desk.page, "signInCardCopy");
        const QString markdown = QGuiApplication::clipboard()->text();
        QVERIFY2(markdown.startsWith(u"# Sign-in check of "_s), qPrintable(markdown));
        QVERIFY(!markdown.contains(u"alice"_s) && !markdown.contains(u"eyJ"_s));
        QVERIFY(!message(desk.page, "signInCardMessage").isEmpty());
    }

    void asksTheServerOnAClick()
    {
        Desk desk;
        const QString id = desk.addProvider();
        QVERIFY(desk.signIn(id));
        desk.show(id, 0);
        QTRY_VERIFY(!desk.findings().isEmpty());
        click(desk.page, "signInCardAsk");
        QVERIFY(desk.isVisible("signInCardCancel"));
        QVERIFY(desk.isVisible("signInCardProgress"));
        QVERIFY(!desk.isVisible("signInCardAsk"));
        QTRY_COMPARE(desk.opened.size(), 1);
        QVERIFY(message(desk.page, "signInCardMessage").startsWith(u"Sign in once more"_s));
        desk.press("signInCardMessage");
        QCOMPARE(QUrl(QGuiApplication::clipboard()->text()), desk.opened.front());
        desk.allowLater(desk.opened.front());
        QTRY_VERIFY(desk.findings().contains(u"Good pkce"_s));
        QVERIFY(desk.findings().contains(u"Good revocation"_s));
        QVERIFY(desk.findings().contains(u"Good rotation"_s));
        QVERIFY(desk.isVisible("signInCardAsk"));
        QCOMPARE(message(desk.page, "signInCardMessage"), QString());
        // A refresh does not take away what only asking shows.
        InfoWait refreshed(
            [&](QObject *context, auto done) { return desk.sessions.refresh(id, context, done); });
        QCOMPARE(refreshed.code(), "none"_qba);
        QTest::qWait(0);
        QVERIFY(desk.findings().contains(u"Good pkce"_s));
    }

    void withoutTheBrowserNothingOpens()
    {
        Desk desk;
        const QString id = desk.addProvider();
        QVERIFY(desk.signIn(id));
        desk.show(id, 0);
        find<QCheckBox>(desk.page, "signInCardBrowser")->setChecked(false);
        click(desk.page, "signInCardAsk");
        QTRY_VERIFY(desk.findings().contains(u"Good revocation"_s));
        QVERIFY(desk.opened.isEmpty());
        QVERIFY(label(desk.page, "signInCardNotes").contains(u"PKCE was not tried"_s));
    }

    /// The link is given where no browser starts, and the port closes with Cancel.
    void cancellingTheCheckClosesThePort()
    {
        Desk desk;
        desk.browserStarts = false;
        const QString id = desk.addProvider();
        QVERIFY(desk.signIn(id));
        desk.show(id, 0);
        QTRY_VERIFY(!desk.findings().isEmpty());
        const QStringList before = desk.findings();
        click(desk.page, "signInCardAsk");
        QTRY_COMPARE(desk.opened.size(), 1);
        QVERIFY(message(desk.page, "signInCardMessage").endsWith(u"Open the link by hand."_s));
        const QUrl redirect = Provider::shared().approve(desk.opened.front());
        QVERIFY(oauth_tools::isOpen(redirect));
        find<QWidget>(desk.page, "signInCardCancel")->setFocus();
        click(desk.page, "signInCardCancel");
        QTRY_VERIFY(!oauth_tools::isOpen(redirect));
        QVERIFY(desk.isVisible("signInCardAsk") && desk.isEnabled("signInCardAsk"));
        QVERIFY(!desk.isVisible("signInCardProgress"));
        QVERIFY(desk.isEnabled("signInCardBrowser"));
        QCOMPARE(desk.findings(), before);
        QCOMPARE(message(desk.page, "signInCardMessage"), QString());
    }

    void driftIsAskedOnAClick_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<QString>("headline");
        QTest::newRow("nothing") << ""_qba << u"and none that matters"_s;
        QTest::newRow("introspection-inactive")
            << "introspection-inactive"_qba << u"The access token is not active any more"_s;
    }
    void driftIsAskedOnAClick()
    {
        QFETCH(QByteArray, fault);
        QFETCH(QString, headline);
        Desk desk;
        const QString id = desk.addProvider();
        QVERIFY(desk.signIn(id));
        QVERIFY(fault.isEmpty() || Provider::shared().practice.setFault(fault));
        desk.show(id, 1);
        QVERIFY(desk.isVisible("driftInstead"));
        QVERIFY(desk.drift().isEmpty());
        click(desk.page, "driftAsk");
        QVERIFY(desk.isVisible("driftCancel"));
        QTRY_VERIFY(desk.isVisible("driftTable"));
        QVERIFY2(label(desk.page, "driftHeadline").contains(headline),
                 qPrintable(label(desk.page, "driftHeadline")));
        QVERIFY2(desk.drift().contains(u"Same sub"_s), qPrintable(desk.drift().join(u'|')));
        QVERIFY(desk.isVisible("driftAsk"));
    }

    void driftThatCannotBeAskedSaysWhy()
    {
        Desk desk;
        TokenServer server;
        const QString id = desk.add(u"lost"_s, u"practice"_s, server.url());
        QVERIFY(desk.signIn(id));
        desk.show(id, 1);
        server.instead["/refresh"] = ServerAnswer::failing(test::Answer::Fault::Close);
        const auto refresh = [&](QObject *context, auto done) {
            return desk.sessions.refresh(id, context, done);
        };
        InfoWait lost(refresh);
        QCOMPARE(lost.code(), "ConnectionClosed"_qba);
        server.instead.clear();
        ++server.issued; // the answer that was lost
        InfoWait refused(refresh);
        QCOMPARE(refused.code(), "RefreshOutcomeUnknown"_qba);
        click(desk.page, "driftAsk");
        QTRY_VERIFY(!message(desk.page, "driftMessage").isEmpty());
        QVERIFY(desk.isVisible("driftAsk"));
        const QSignalSpy signIn(&desk.page, &ui::StandingPage::signInRequested);
        desk.press("driftMessage");
        QCOMPARE(signIn.size(), 1);
        QCOMPARE(signIn[0][0].toString(), id);
    }

    void cancelledDriftShowsNothing()
    {
        Desk desk;
        const QString id = desk.addProvider();
        QVERIFY(desk.signIn(id));
        desk.show(id, 1);
        click(desk.page, "driftAsk");
        click(desk.page, "driftCancel");
        QVERIFY(desk.isVisible("driftAsk"));
        QVERIFY(desk.isVisible("driftInstead"));
        click(desk.page, "driftAsk");
        QTRY_VERIFY(desk.isVisible("driftTable"));
    }

    void listsWhoIsSignedIn()
    {
        Devices desk;
        QVERIFY(desk.isVisible("devicesInstead"));
        QCOMPARE(desk.server.count("/devices"), 0);
        click(desk.page, "devicesAsk");
        QTRY_COMPARE(desk.shown(), QStringList({u"This desk · this sign-in a"_s,
                                                u"Firefox on ⟨U+202E⟩Linux b"_s, u"c c"_s}));
        QCOMPARE(label(desk.page, "devicesHeadline"), u"2 other sign-ins"_s);
        QVERIFY(!desk.isEnabled("devicesEndOne"));
        desk.choose(0); // the sign-in that asks
        QVERIFY(!desk.isEnabled("devicesEndOne"));
        desk.choose(1);
        QVERIFY(desk.isEnabled("devicesEndOne"));
    }

    void endsADeviceOnceConfirmed()
    {
        Devices desk;
        click(desk.page, "devicesAsk");
        QTRY_COMPARE(desk.shown().size(), 3);
        desk.choose(1);
        click(desk.page, "devicesEndOne");
        QVERIFY2(message(desk.page, "devicesMessage").startsWith(u"Firefox on ⟨U+202E⟩Linux is signed out"_s),
                 qPrintable(message(desk.page, "devicesMessage")));
        QTest::qWait(0);
        QCOMPARE(desk.server.count("/devices/end"), 0);
        // The question goes when another row is meant.
        desk.choose(2);
        QCOMPARE(message(desk.page, "devicesMessage"), QString());
        click(desk.page, "devicesEndOne");
        desk.server.instead["/devices"] = Devices::list(R"({"handle":"a","this":true})");
        desk.press("devicesMessage");
        QTRY_COMPARE(desk.shown(), QStringList{u"a · this sign-in a"_s});
        QCOMPARE(desk.server.count("/devices/end"), 1);
        const auto &requests = desk.server.requests();
        const auto end = std::find_if(requests.begin(), requests.end(), [](const test::SeenRequest &seen) {
            return seen.path() == "/devices/end";
        });
        QCOMPARE(end->body, R"({"handle":"c"})"_qba);
        QCOMPARE(message(desk.page, "devicesMessage"), u"The server was told, and agreed."_s);
        QCOMPARE(label(desk.page, "devicesHeadline"), u"Nobody else is signed in"_s);
        QVERIFY(!desk.isEnabled("devicesEndOthers"));
    }

    void endsAllOthersOnceConfirmed()
    {
        Devices desk;
        click(desk.page, "devicesAsk");
        QTRY_COMPARE(desk.shown().size(), 3);
        click(desk.page, "devicesEndOthers");
        QVERIFY(message(desk.page, "devicesMessage").startsWith(u"2 other sign-ins end"_s));
        QTest::qWait(0);
        QCOMPARE(desk.server.count("/devices/end-others"), 0);
        desk.press("devicesMessage");
        QTRY_COMPARE(message(desk.page, "devicesMessage"), u"The server was told, and agreed."_s);
        QCOMPARE(desk.server.count("/devices/end-others"), 1);
    }

    void aRefusalIsSaidAndTriedAgain()
    {
        Devices desk;
        desk.server.instead["/devices"] = ServerAnswer::json(R"({"error":"broken"})", 500);
        click(desk.page, "devicesAsk");
        QTRY_VERIFY(!message(desk.page, "devicesMessage").isEmpty());
        desk.server.instead["/devices"] = Devices::list("");
        desk.press("devicesMessage");
        QTRY_COMPARE(label(desk.page, "devicesInstead"), u"The server's list is empty."_s);
        QCOMPARE(message(desk.page, "devicesMessage"), QString());
        QVERIFY(!desk.isEnabled("devicesEndOthers"));
    }

    void noListIsOfferedWhereTheProfileNamesNone()
    {
        Desk desk;
        const QString id = desk.addProvider();
        QVERIFY(desk.signIn(id));
        desk.show(id, 2);
        QVERIFY(!desk.isVisible("devicesAsk"));
        QVERIFY(!desk.isVisible("devicesEndOne"));
        QVERIFY(!desk.isVisible("devicesEndOthers"));
        QVERIFY(label(desk.page, "devicesInstead").contains(u"devices.path"_s));
    }

    /// What another profile was asked for, or what stands there of it, is gone with it.
    void nothingOfAnotherProfileStays()
    {
        Devices desk;
        const QString provider = desk.addProvider();
        QVERIFY(desk.signIn(provider));
        click(desk.page, "devicesAsk");
        QTRY_COMPARE(desk.shown().size(), 3);
        desk.choose(1);
        click(desk.page, "devicesEndOne");
        desk.page.setProfile(provider);
        QVERIFY(desk.shown().isEmpty());
        QCOMPARE(label(desk.page, "devicesHeadline"), QString());
        QCOMPARE(message(desk.page, "devicesMessage"), QString());
        QVERIFY(!desk.isVisible("devicesAsk"));
        find<QTabWidget>(desk.page, "standingTabs")->setCurrentIndex(1);
        click(desk.page, "driftAsk");
        desk.page.setProfile(desk.id);
        QVERIFY(desk.isVisible("driftAsk"));
        click(desk.page, "driftAsk");
        QTRY_COMPARE(label(desk.page, "driftHeadline"), u"There was nothing to compare"_s);
        QVERIFY(desk.drift().isEmpty());
        const QByteArray asked = desk.server.everythingSeen();
        const QByteArray foreign = desk.sessions.accessTokenToLookAt(provider).reveal().toByteArray();
        QVERIFY(!foreign.isEmpty() && !asked.contains(foreign));
    }

    void goesWithTheSession()
    {
        Desk desk;
        const QString id = desk.addProvider();
        QVERIFY(desk.signIn(id));
        desk.show(id, 1);
        click(desk.page, "driftAsk");
        QTRY_VERIFY(desk.isVisible("driftTable"));
        sessions_tools::Wait<login::Receipt> out(
            [&](QObject *context, auto done) { return desk.sessions.signOut(id, context, done); });
        QVERIFY(out.ended());
        QTRY_VERIFY(desk.isVisible("standingSignedOut"));
        QVERIFY(desk.drift().isEmpty() && desk.findings().isEmpty());
    }

    void saysThatTheKeychainIsLocked()
    {
        Desk desk;
        const QString id = desk.addProvider();
        desk.show(id, 0);
        desk.keychain.failReads = ErrorCode::KeychainLocked;
        InfoWait loaded([&](QObject *context, auto done) { return desk.sessions.load(id, context, done); });
        QVERIFY(loaded.ended());
        QTRY_COMPARE(label(desk.page, "signedOutTitle"), u"The keychain is locked."_s);
        const auto *unlock = find<QAbstractButton>(desk.page, "signedOutRetry");
        QVERIFY(unlock->isVisible());
        QCOMPARE(unlock->text(), u"Unlock"_s);
        const QSignalSpy retry(&desk.page, &ui::StandingPage::retryRequested);
        click(desk.page, "signedOutRetry");
        QCOMPARE(retry.size(), 1);
    }
};

QTEST_MAIN(StandingPageTest)
#include "tst_standing_page.moc"
