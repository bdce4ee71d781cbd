#include "app/composition.h"
#include "support/patience.h"
#include "support/practice_provider.h"
#include "support/private_bus.h"
#include "support/test_server.h"
#include "ui/main_window.h"
#include "window_input.h"

#include <QDBusConnectionInterface>
#include <QTcpSocket>
#include <QTest>
#include <QTreeView>

using namespace harness;
using namespace std::chrono_literals;

namespace {

/// Plays the desktop's notification service.
class Notifications final : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
public:
    QStringList titles, texts;

public Q_SLOTS:
    uint Notify(const QString &, uint, const QString &, const QString &title, const QString &text,
                const QStringList &, const QVariantMap &, int)
    {
        titles += title;
        texts += text;
        return 7;
    }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString &action);
    void ActivationToken(uint id, const QString &token);
};

/// A window as the program has it, at a moment of the test's own, and another program's window before it.
struct Desktop {
    explicit Desktop(const QString &folder)
        : services(folder, clock)
        , window({services.clock, services.profiles, services.sessions, services.keychain, services.sender,
                  nullptr, folder, QStringLiteral(CLAIMCHECK_PRACTICE_PROGRAM), [this](const QUrl &link) {
                      opened += link;
                      return Result<Done>(Done{});
                  }})
    {
    }
    [[nodiscard]] bool show()
    {
        window.show();
        window.activateWindow();
        return QTest::qWaitForWindowActive(&window, claimcheck::test::busyMachineMs);
    }
    /// The person works elsewhere, and this window is only in the task bar.
    [[nodiscard]] bool goElsewhere()
    {
        window.showMinimized();
        other.show();
        other.activateWindow();
        return QTest::qWaitForWindowActive(&other, claimcheck::test::busyMachineMs) &&
               !window.isActiveWindow() && window.isMinimized();
    }
    [[nodiscard]] bool isBefore() const { return window.isActiveWindow() && !window.isMinimized(); }

    FixedClock clock{SystemClock().now()};
    app::Composition services;
    QList<QUrl> opened;
    ui::MainWindow window;
    QWidget other;
};

} // namespace

/// What happens while the person looks at something else, in the whole window: the notice that a sign-in
/// ends, and the browser that comes back. The desktop is a stand-in on a bus of the test's own.
class NoticesWindowTest final : public QObject {
    Q_OBJECT

    testing::PrivateBus m_bus;
    Notifications m_notifications;
    QTemporaryDir m_folder;
    test::TestServer m_server;
    std::unique_ptr<Desktop> m_desktop;
    QString m_profile;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_bus.start());
        qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus.address().toUtf8());
        QDBusConnection desktop = QDBusConnection::connectToBus(m_bus.address(), u"desktop"_s);
        QVERIFY(desktop.registerService(u"org.freedesktop.Notifications"_s));
        QVERIFY(desktop.registerObject(u"/org/freedesktop/Notifications"_s, &m_notifications,
                                       QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        m_server.when("/login",
                      test::Answer::json(R"({"access_token":"token-of-the-tests","expires_in":300})"));
        m_desktop = std::make_unique<Desktop>(m_folder.path());
        QVERIFY(m_desktop->show());
        login::Profile profile;
        profile.name = u"acme"_s;
        profile.recipe = u"custom"_s;
        profile.environment = u"staging"_s;
        profile.url = m_server.url();
        for (const auto &[key, value] :
             {std::pair{u"login.path"_s, u"/login"_s}, std::pair{u"reply.accessToken"_s, u"/access_token"_s},
              std::pair{u"reply.expiresIn"_s, u"/expires_in"_s}})
            QVERIFY(login::setField(profile, key, value));
        const auto added = m_desktop->services.profiles.add(profile);
        QVERIFY(added);
        m_profile = added->id;
    }
    void cleanupTestCase() { m_desktop.reset(); }

    void aSignInThatEndsIsSaidOnTheDesktop()
    {
        bool isSignedIn = false;
        const auto flow = m_desktop->services.sessions.signIn(
            m_profile, u"alice"_s, Secret("pass phrase"_qba), login::StoreIn::Memory, this,
            [&isSignedIn](const Result<login::SessionInfo> &info) { isSignedIn = bool(info); });
        QTRY_VERIFY(isSignedIn);
        QVERIFY(m_desktop->goElsewhere());
        m_desktop->clock.advance(275s);
        m_desktop->services.sessions.lookAtTheClock();
        QTRY_COMPARE(m_notifications.titles, QStringList(u"A sign-in ends soon"_s));
        QCOMPARE(m_notifications.texts.front(),
                 u"The sign-in of acme (staging) ends in 25 s, and cannot be refreshed."_s);
        QVERIFY(!m_desktop->isBefore()); // it takes the keyboard from nobody
    }

    /// In the same words, with what helps.
    void theSameStandsInTheWindow()
    {
        const auto *bar = find<ui::InlineBar>(m_desktop->window, "messageBar");
        QCOMPARE(bar->message(), m_notifications.texts.front());
        QCOMPARE(find<QAbstractButton>(*bar, "inlineBarAction")->text(), u"Sign in…"_s);
    }

    void aClickOnTheNoticeBringsTheWindow()
    {
        QVERIFY(!m_desktop->isBefore());
        Q_EMIT m_notifications.ActivationToken(7, u"token-of-the-compositor"_s);
        Q_EMIT m_notifications.ActionInvoked(8, u"default"_s); // somebody else's
        Q_EMIT m_notifications.ActionInvoked(7, u"default"_s);
        QTRY_VERIFY(m_desktop->isBefore());
        QCOMPARE(qgetenv("XDG_ACTIVATION_TOKEN"), "token-of-the-compositor"_qba);
        const auto *tree = find<QTreeView>(m_desktop->window, "sidebar");
        QCOMPARE(tree->currentIndex().data().toString(), u"acme"_s);
    }

    void theBrowsersReturnBringsTheWindow()
    {
        test::PracticeProvider provider;
        QVERIFY2(provider.start(), qPrintable(provider.problem()));
        click(m_desktop->window, "newProfile");
        QDialog *shown = dialog(m_desktop->window, "signInDialog");
        QVERIFY(shown);
        type(*shown, "signInAddress", provider.url());
        choose(*shown, "signInRecipe", u"oidc"_s);
        click(*shown, "signInButton");
        // There is no keychain on this bus: the one button of the message goes on without.
        QTRY_VERIFY(m_desktop->opened.size() == 1 || !message(*shown, "signInMessage").isEmpty());
        if (m_desktop->opened.empty())
            click(*find<QWidget>(*shown, "signInMessage"), "inlineBarAction");
        QTRY_COMPARE(m_desktop->opened.size(), 1);
        QVERIFY(m_desktop->goElsewhere());
        const QUrl redirect = provider.approve(m_desktop->opened.front());
        QVERIFY2(redirect.isValid(), qPrintable(provider.problem()));
        QTcpSocket browser;
        connect(&browser, &QTcpSocket::connected, this, [&browser, &redirect] {
            browser.write("GET " + redirect.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority) +
                          " HTTP/1.1\r\nHost: " + redirect.authority().toLatin1() + "\r\n\r\n");
        });
        browser.connectToHost(redirect.host(), quint16(redirect.port()));
        QTRY_VERIFY(!m_desktop->window.isMinimized());
        QTRY_VERIFY(!m_desktop->other.isActiveWindow());
        QTRY_VERIFY(!dialog(m_desktop->window, "signInDialog"));
    }
};

QTEST_MAIN(NoticesWindowTest)
#include "tst_notices_window.moc"
