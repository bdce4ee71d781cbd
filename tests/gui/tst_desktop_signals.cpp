#include "support/patience.h"
#include "support/private_bus.h"
#include "ui/clock_status.h"
#include "ui/desktop_notice.h"
#include "ui/wake_watch.h"

#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QSignalSpy>
#include <QTest>

using namespace claimcheck;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Plays the desktop's notification service: keeps what it is told, and gives out numbers.
class Notifications final : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
public:
    struct Seen {
        uint replaces;
        QString title, text;
        QStringList actions;
    };
    std::vector<Seen> seen;

public Q_SLOTS:
    uint Notify(const QString &, uint replaces, const QString &, const QString &title, const QString &text,
                const QStringList &actions, const QVariantMap &, int)
    {
        seen.push_back({replaces, title, text, actions});
        return replaces ? replaces : uint(40 + seen.size());
    }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString &action);
    void ActivationToken(uint id, const QString &token);
    void NotificationClosed(uint id, uint reason);
};

} // namespace

/// What comes from the desktop and goes to it, on a bus of the test's own.
class DesktopSignalsTest final : public QObject {
    Q_OBJECT

    testing::PrivateBus m_bus;

    /// A second connection, as another program would have it.
    [[nodiscard]] QDBusConnection other(const QString &name)
    {
        return QDBusConnection::connectToBus(m_bus.address(), name);
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_bus.start()); }

    void noticesAreShownAndReplaced()
    {
        Notifications desktop;
        QDBusConnection service = other(u"desktop"_s);
        QVERIFY(service.registerService(u"org.freedesktop.Notifications"_s));
        QVERIFY(service.registerObject(u"/org/freedesktop/Notifications"_s, &desktop,
                                       QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        ui::DesktopNotice notice(other(u"window"_s));
        const QSignalSpy clicked(&notice, &ui::DesktopNotice::clicked);
        notice.show(u"profile-1"_s, u"A sign-in ends soon"_s, u"<b>acme</b> & co"_s);
        QTRY_COMPARE(desktop.seen.size(), size_t(1));
        QCOMPARE(desktop.seen[0].title, u"A sign-in ends soon"_s);
        QCOMPARE(desktop.seen[0].text, u"&lt;b&gt;acme&lt;/b&gt; &amp; co"_s);
        QCOMPARE(desktop.seen[0].actions, QStringList({u"default"_s, u"Show"_s}));
        QCOMPARE(desktop.seen[0].replaces, 0U);

        QTest::qWait(0);
        QTRY_VERIFY([&] { // its number has come back once a second one replaces it
            notice.show(u"profile-1"_s, u"again"_s, u"again"_s);
            return QTest::qWaitFor([&] { return desktop.seen.back().title == u"again"; },
                                   claimcheck::test::busyMachineMs) &&
                   desktop.seen.back().replaces == 41U;
        }());

        Q_EMIT desktop.ActionInvoked(7, u"default"_s); // somebody else's
        Q_EMIT desktop.ActivationToken(41, u"token-of-the-compositor"_s);
        Q_EMIT desktop.ActionInvoked(41, u"default"_s);
        QTRY_COMPARE(clicked.size(), 1);
        QCOMPARE(clicked[0][0].toString(), u"profile-1"_s);
        QCOMPARE(clicked[0][1].toByteArray(), QByteArray("token-of-the-compositor"));
        service.unregisterObject(u"/org/freedesktop/Notifications"_s);
        service.unregisterService(u"org.freedesktop.Notifications"_s);
    }

    void withoutAServiceNothingHappens()
    {
        ui::DesktopNotice notice(other(u"lonely"_s));
        notice.show(u"profile-1"_s, u"title"_s, u"text"_s);
        ui::DesktopNotice noBus(QDBusConnection(u"there is no such connection"_s));
        noBus.show(u"profile-1"_s, u"title"_s, u"text"_s);
        ui::WakeWatch watch(QDBusConnection(u"there is no such connection"_s));
    }

    void wakingIsSaidOnceAndSleepingNever()
    {
        QDBusConnection login1 = other(u"login1"_s);
        QVERIFY(login1.registerService(u"org.freedesktop.login1"_s));
        const QDBusConnection own = other(u"sleeper"_s);
        ui::WakeWatch watch(own);
        const QSignalSpy woke(&watch, &ui::WakeWatch::woke);
        // What this connection asked before has its answer now: whose signals are wanted is known.
        QVERIFY(own.interface()->isServiceRegistered(u"org.freedesktop.login1"_s));
        for (const bool isAhead : {true, false}) {
            QDBusMessage signal = QDBusMessage::createSignal(
                u"/org/freedesktop/login1"_s, u"org.freedesktop.login1.Manager"_s, u"PrepareForSleep"_s);
            signal << isAhead;
            QVERIFY(login1.send(signal));
        }
        QTRY_COMPARE(woke.size(), 1);
    }

    void clockIsSaidInSeconds_data()
    {
        QTest::addColumn<int>("milliseconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0 << u"clock matches"_s;
        QTest::newRow("ahead") << 12'400 << u"clock +12.4 s"_s;
        QTest::newRow("behind") << -3'000 << u"clock \u22123.0 s"_s;
    }
    void clockIsSaidInSeconds()
    {
        QFETCH(int, milliseconds);
        QFETCH(QString, text);
        ui::ClockStatus status;
        status.setLocale(QLocale::c());
        status.setSkew(std::nullopt, u"api.example"_s);
        QVERIFY(status.isHidden());
        status.setSkew(std::chrono::milliseconds(milliseconds), u"api.example"_s);
        QVERIFY(!status.isHidden());
        QCOMPARE(status.text(), text);
    }
};

QTEST_MAIN(DesktopSignalsTest)
#include "tst_desktop_signals.moc"
