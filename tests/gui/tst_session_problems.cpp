#include "support/patience.h"
#include "sessions_tools.h"
#include "ui/details_panel.h"
#include "window_input.h"

#include <QSignalSpy>

using namespace harness;
using sessions_tools::Computer;
using sessions_tools::InfoWait;
using sessions_tools::ServerAnswer;
using sessions_tools::TokenServer;

namespace {

/// Somebody who is signed in at a server whose refresh tokens serve once, and the profile's page.
struct Desk {
    Desk()
    {
        panel.setProfile(computer.id);
        panel.resize(900, 900);
        panel.show();
        auto signedIn = sessions_tools::signIn(*sessions, computer);
        if (signedIn.code() != "none")
            qFatal("no sign-in");
        const auto *button = find<QWidget>(panel, "detailsRefresh");
        if (!QTest::qWaitFor([button] { return button->isEnabled(); }, test::busyMachineMs))
            qFatal("nothing to refresh");
    }
    [[nodiscard]] QString bar() const { return message(panel, "detailsMessage"); }
    [[nodiscard]] QString barAction() const
    {
        const auto *button =
            find<QAbstractButton>(*find<QWidget>(panel, "detailsMessage"), "inlineBarAction");
        return button->isVisible() ? button->text() : QString();
    }
    [[nodiscard]] QString barCode() const
    {
        return label(*find<QWidget>(panel, "detailsMessage"), "inlineBarDetails").section(u'\n', -1);
    }
    void press() { click(*find<QWidget>(panel, "detailsMessage"), "inlineBarAction"); }
    [[nodiscard]] QByteArray token() const
    {
        return sessions->accessTokenToLookAt(computer.id).reveal().toByteArray();
    }
    [[nodiscard]] login::SessionInfo info() const { return sessions->info(computer.id); }

    TokenServer server;
    Computer computer{server.url()};
    std::unique_ptr<login::Sessions> sessions = computer.process();
    ui::DetailsPanel panel{computer.profiles, *sessions, computer.clock};
};

} // namespace

/// What goes wrong with a session, as its page says it, and the one button that helps.
class SessionProblemsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The server gave new tokens and the keychain took none of them: nothing is lost, and storing again asks
    /// the server nothing.
    void storesAgainWhatCouldNotBeStored()
    {
        Desk desk;
        desk.server.onRequest = [&desk](const test::SeenRequest &request) {
            if (request.path() == "/refresh")
                desk.computer.keychain.failWrites = ErrorCode::KeychainLocked;
        };
        click(desk.panel, "detailsRefresh");
        QTRY_COMPARE(desk.barCode(), u"SessionNotStored"_s);
        QCOMPARE(desk.barAction(), u"Store again"_s);
        QCOMPARE(desk.token(), "access-2"_qba);
        QVERIFY(!desk.info().stored);
        // Once more in vain: the button stays.
        desk.press();
        QTRY_VERIFY(!desk.bar().isEmpty());
        QCOMPARE(desk.token(), "access-2"_qba);
        desk.computer.keychain.failWrites.reset();
        desk.press();
        QTRY_VERIFY(desk.info().stored);
        QTRY_COMPARE(desk.bar(), QString());
        QCOMPARE(label(desk.panel, "detailsWhere"), u"In the keychain"_s);
        QCOMPARE(desk.server.refreshes, 1);
        const auto item = desk.computer.item();
        QVERIFY(item);
        QCOMPARE(item->accessToken.reveal().toByteArray(), "access-2"_qba);
    }

    /// The answer was lost on the way: the refresh token may be spent, and is not spent again.
    void offersOnlyToSignInWhereTheOutcomeIsUnknown()
    {
        Desk desk;
        desk.server.instead["/refresh"] = ServerAnswer::failing(test::Answer::Fault::Close);
        click(desk.panel, "detailsRefresh");
        QTRY_COMPARE(desk.barCode(), u"ConnectionClosed"_s);
        QCOMPARE(desk.barAction(), u"Try again"_s);
        desk.server.instead.clear();
        ++desk.server.issued; // the answer that was lost
        desk.press();
        QTRY_COMPARE(desk.barCode(), u"RefreshOutcomeUnknown"_s);
        QCOMPARE(desk.barAction(), u"Sign in…"_s);
        QVERIFY(label(desk.panel, "detailsState").startsWith(u"Needs a new sign-in"_s));
        const int asked = desk.server.count("/refresh");
        const QSignalSpy signIn(&desk.panel, &ui::DetailsPanel::signInRequested);
        desk.press();
        QCOMPARE(signIn.size(), 1);
        QCOMPARE(signIn[0][0].toString(), desk.computer.id);
        QCOMPARE(desk.server.count("/refresh"), asked);
        // The next start knows it too.
        const auto later = desk.computer.process();
        ui::DetailsPanel panel(desk.computer.profiles, *later, desk.computer.clock);
        panel.setProfile(desk.computer.id);
        panel.show();
        panel.load();
        QTRY_VERIFY(!message(panel, "detailsMessage").isEmpty());
        QCOMPARE(later->info(desk.computer.id).problem->code, ErrorCode::RefreshOutcomeUnknown);
        // Signing in settles it, and takes the message away.
        auto signedIn = sessions_tools::signIn(*later, desk.computer);
        QCOMPARE(signedIn.code(), "none"_qba);
        QTRY_COMPARE(message(panel, "detailsMessage"), QString());
    }

    /// A locked keychain spends no token: the session is as it was, and the one button unlocks.
    void aLockedKeychainLosesNothing()
    {
        Desk desk;
        desk.computer.keychain.failWrites = ErrorCode::KeychainLocked;
        desk.computer.keychain.failReads = ErrorCode::KeychainLocked;
        click(desk.panel, "detailsRefresh");
        QTRY_COMPARE(desk.barCode(), u"KeychainLocked"_s);
        QCOMPARE(desk.barAction(), u"Unlock"_s);
        QCOMPARE(desk.server.refreshes, 0);
        QCOMPARE(desk.token(), "access-1"_qba);
        desk.computer.keychain.failWrites.reset();
        desk.computer.keychain.failReads.reset();
        desk.press();
        QTRY_COMPARE(desk.token(), "access-2"_qba);
        QTRY_COMPARE(desk.bar(), QString());
        QCOMPARE(desk.info().state, login::SessionState::SignedIn);
        QCOMPARE(desk.server.count("/login"), 1); // nobody was asked to sign in again
    }

    /// Offline is not signed out: what helps is trying again.
    void offlineIsTriedAgain()
    {
        Desk desk;
        desk.server.instead["/refresh"] = ServerAnswer::json("{}", 503);
        click(desk.panel, "detailsRefresh");
        QTRY_VERIFY(!desk.bar().isEmpty());
        QCOMPARE(desk.barAction(), u"Try again"_s);
        QCOMPARE(desk.info().state, login::SessionState::SignedIn);
        desk.server.instead.clear();
        desk.press();
        QTRY_COMPARE(desk.token(), "access-2"_qba);
        QCOMPARE(desk.bar(), QString());
    }

    /// Only where the recipe names the address, asked once in place, and first in the receipt.
    void signsOutEverywhereWhereItIsOffered()
    {
        Desk desk;
        QVERIFY(find<QWidget>(desk.panel, "detailsSignOutEverywhere")->isVisible());
        desk.server.instead["/devices/end-others"] = ServerAnswer::json("{}");
        click(desk.panel, "detailsSignOutEverywhere");
        QVERIFY(desk.bar().contains(u"on other devices end too"_s));
        QTest::qWait(0);
        QCOMPARE(desk.server.count("/devices/end-others"), 0);
        QCOMPARE(desk.info().state, login::SessionState::SignedIn);
        desk.press();
        QTRY_VERIFY(find<QWidget>(desk.panel, "receipt")->isVisible());
        QCOMPARE(desk.server.count("/devices/end-others"), 1);
        QCOMPARE(desk.info().state, login::SessionState::SignedOut);
        QStringList lines;
        for (const QLabel *cell : find<QWidget>(desk.panel, "receipt")->findChildren<QLabel *>())
            lines << cell->text();
        QVERIFY2(lines.contains(u"End the other sign-ins"_s), qPrintable(lines.join(u'|')));

        login::Profile other = *desk.computer.profiles.byId(desk.computer.id);
        other.id.clear();
        other.name = u"other"_s;
        other.recipe = u"simplejwt"_s;
        desk.panel.setProfile(desk.computer.profiles.add(*login::validated(other))->id);
        QVERIFY(!find<QWidget>(desk.panel, "detailsSignOutEverywhere")->isVisible());
    }
};

QTEST_MAIN(SessionProblemsTest)
#include "tst_session_problems.moc"
