#include "support/patience.h"
#include "support/practice_process.h"
#include "support/prompter_stand_in.h"
#include "ui/token_panel.h"
#include "window_harness.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusReply>
#include <QDBusVariant>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTreeView>

using namespace harness;
using testing::PrompterStandIn;

namespace {

const QByteArray keyringPassword = "throwaway"; // of with_keyring.sh

QDBusMessage secrets(const QString &path, const QString &interface, const QString &method,
                     const QVariantList &arguments)
{
    QDBusMessage call = QDBusMessage::createMethodCall(u"org.freedesktop.secrets"_s, path, interface, method);
    call.setArguments(arguments);
    return call;
}

QString defaultCollection()
{
    const QDBusReply<QDBusObjectPath> path = QDBusConnection::sessionBus().call(secrets(
        u"/org/freedesktop/secrets"_s, u"org.freedesktop.Secret.Service"_s, u"ReadAlias"_s, {u"default"_s}));
    return path.value().path();
}

bool isLocked()
{
    const QDBusReply<QDBusVariant> locked = QDBusConnection::sessionBus().call(
        secrets(defaultCollection(), u"org.freedesktop.DBus.Properties"_s, u"Get"_s,
                {u"org.freedesktop.Secret.Collection"_s, u"Locked"_s}));
    return locked.isValid() && locked.value().variant().toBool();
}

/// As a desktop locks it.
bool lockKeyring()
{
    const QList<QDBusObjectPath> collections{QDBusObjectPath(defaultCollection())};
    QDBusConnection::sessionBus().call(secrets(u"/org/freedesktop/secrets"_s,
                                               u"org.freedesktop.Secret.Service"_s, u"Lock"_s,
                                               {QVariant::fromValue(collections)}));
    return isLocked();
}

} // namespace

/// A keychain that is locked while the window is open, in order: with the real gnome-keyring, and a stand-in
/// for the desktop's prompt. At each step it is shown as locked, one button unlocks it, and nothing is lost
/// or asked again.
class KeychainWindowTest final : public QObject {
    Q_OBJECT

    test::PracticeProcess m_server;
    QTemporaryDir m_folder;
    std::unique_ptr<PrompterStandIn> m_prompter;
    std::unique_ptr<Desktop> m_desktop;

    QWidget &window() { return m_desktop->window; }
    QByteArray shownToken() { return find<ui::TokenPanel>(window(), "profileToken")->token(); }
    QWidget &signedOut() { return *find<QWidget>(window(), "signedOutPage"); } // of the Token page
    login::SessionInfo info()
    {
        const auto profile = m_desktop->services.profiles.byName(u"practice"_s);
        return profile ? m_desktop->services.sessions.info(profile->id) : login::SessionInfo();
    }
    void pressBar(const char *bar) { click(*find<QWidget>(window(), bar), "inlineBarAction"); }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(qEnvironmentVariableIsSet("CLAIMCHECK_TEST_ROOT"), "run this through with_keyring.sh");
        m_prompter = std::make_unique<PrompterStandIn>(qEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS"));
        QVERIFY(m_prompter->isReady());
        QVERIFY2(m_server.start(), qPrintable(m_server.problem()));
        {
            Desktop before(m_folder.path());
            QVERIFY(before.show());
            QVERIFY(
                fillSignIn(before.window, m_server.baseUrl(), u"practice"_s, u"alice"_s, u"wonderland"_s));
            QVERIFY(finishSignIn(before.window));
            before.window.close();
        }
        QVERIFY(lockKeyring());
        m_desktop = std::make_unique<Desktop>(m_folder.path());
        m_prompter->answerWith(PrompterStandIn::Answer::Dismiss);
        QVERIFY(m_desktop->show());
    }

    /// The window opens without asking; the profile that it was left at asks, and says that it stayed locked.
    void startsLocked()
    {
        QTRY_COMPARE(label(window(), "keychainState"), u"The keychain is locked."_s);
        QTRY_VERIFY(find<QWidget>(window(), "keychainUnlock")->isVisible());
        QTRY_VERIFY(label(signedOut(), "signedOutTitle").startsWith(u"The keychain stayed locked"_s));
        QCOMPARE(m_prompter->shown(), 1);
        QCOMPARE(find<QAbstractButton>(signedOut(), "signedOutRetry")->text(), u"Unlock"_s);
        const auto *model = find<QTreeView>(window(), "sidebar")->model();
        const QModelIndex entry = model->index(0, 0, model->index(1, 0));
        QVERIFY2(entry.data(Qt::AccessibleDescriptionRole).toString().contains(u"locked"_s),
                 qPrintable(entry.data(Qt::AccessibleDescriptionRole).toString()));
        find<QTabWidget>(window(), "profilePages")->setCurrentIndex(2);
        QVERIFY(label(window(), "detailsState").contains(u"locked"_s));
        find<QTabWidget>(window(), "profilePages")->setCurrentIndex(0);
    }

    /// Dismissed again, it is as before; unlocked, the session is there, and the server was asked nothing.
    void unlocksFromTheTokenPage()
    {
        click(signedOut(), "signedOutRetry");
        QTRY_COMPARE(m_prompter->shown(), 2);
        QTRY_VERIFY(find<QWidget>(window(), "detailsSignIn")->isEnabled()); // nothing runs any more
        QTRY_VERIFY(label(signedOut(), "signedOutTitle").startsWith(u"The keychain stayed locked"_s));
        m_prompter->answerWith(PrompterStandIn::Answer::GivePassword, keyringPassword);
        click(signedOut(), "signedOutRetry");
        QTRY_VERIFY(!shownToken().isEmpty());
        QVERIFY(info().stored && info().canRefresh);
        QCOMPARE(info().person.name, u"alice"_s);
        QTRY_COMPARE(label(window(), "keychainState"), u"Keychain unlocked"_s);
        QVERIFY(!find<QWidget>(window(), "keychainUnlock")->isVisible());
    }

    /// A refresh while it is locked spends no token.
    void refreshesOnceUnlocked()
    {
        const QByteArray before = shownToken();
        QVERIFY(lockKeyring());
        m_prompter->answerWith(PrompterStandIn::Answer::Dismiss);
        find<QTabWidget>(window(), "profilePages")->setCurrentIndex(2);
        QTest::keyClick(&window(), Qt::Key_F5);
        QTRY_VERIFY2(message(window(), "detailsMessage").startsWith(u"The keychain stayed locked"_s),
                     qPrintable(message(window(), "detailsMessage")));
        QCOMPARE(find<QAbstractButton>(*find<QWidget>(window(), "detailsMessage"), "inlineBarAction")->text(),
                 u"Unlock"_s);
        QCOMPARE(shownToken(), before);
        m_prompter->answerWith(PrompterStandIn::Answer::GivePassword, keyringPassword);
        pressBar("detailsMessage");
        QTRY_VERIFY(shownToken() != before);
        QTRY_COMPARE(message(window(), "detailsMessage"), QString());
        QVERIFY(info().stored);
    }

    /// What was filled in is not asked again.
    void signsInOnceUnlocked()
    {
        QVERIFY(lockKeyring());
        m_prompter->answerWith(PrompterStandIn::Answer::Dismiss);
        QDialog *dialog = fillSignIn(window(), m_server.baseUrl(), u"second"_s, u"alice"_s, u"wonderland"_s);
        QVERIFY(dialog);
        click(*dialog, "signInButton");
        QTRY_VERIFY(message(*dialog, "signInMessage").startsWith(u"The keychain stayed locked"_s));
        QCOMPARE(find<QLineEdit>(*dialog, "signInPassword")->text(), u"wonderland"_s);
        QCOMPARE(find<QAbstractButton>(*find<QWidget>(*dialog, "signInMessage"), "inlineBarAction")->text(),
                 u"Unlock"_s);
        m_prompter->answerWith(PrompterStandIn::Answer::GivePassword, keyringPassword);
        click(*find<QWidget>(*dialog, "signInMessage"), "inlineBarAction");
        QTRY_VERIFY(!harness::dialog(window(), "signInDialog"));
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window(), claimcheck::test::busyMachineMs));
        QCOMPARE(sidebar(window(), 1), QStringList({u"practice"_s, u"second"_s}));
        QTRY_VERIFY(!shownToken().isEmpty());
    }

    /// The status bar's button, without a profile that asks.
    void unlocksFromTheStatusBar()
    {
        QTest::keyClick(&window(), Qt::Key_I, Qt::ControlModifier);
        QVERIFY(lockKeyring());
        QEvent activated(QEvent::WindowActivate);
        QCoreApplication::sendEvent(&window(), &activated);
        QTRY_VERIFY(find<QWidget>(window(), "keychainUnlock")->isVisible());
        m_prompter->answerWith(PrompterStandIn::Answer::GivePassword, keyringPassword);
        click(window(), "keychainUnlock");
        QTRY_COMPARE(label(window(), "keychainState"), u"Keychain unlocked"_s);
        QVERIFY(!find<QWidget>(window(), "keychainUnlock")->isVisible());
        QVERIFY(!isLocked());
    }
};

QTEST_MAIN(KeychainWindowTest)
#include "tst_keychain_window.moc"
