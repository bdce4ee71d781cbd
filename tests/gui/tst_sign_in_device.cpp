#include "sign_in_desk.h"
#include "support/patience.h"
#include "support/practice_provider.h"
#include "ui/widgets/qr_view.h"

#include <QCheckBox>
#include <QSignalSpy>
#include <QUrlQuery>

using namespace harness;
using Step = login::SignInStep;

namespace {

/// A dialog for a provider that may be asked every second.
struct Desk : SignInDesk {
    explicit Desk(const test::PracticeProvider &provider) { address = provider.url(); }
    /// What the person opens on the other device.
    [[nodiscard]] QUrl otherDevice() const
    {
        QUrl link(label(*dialog, "signInDeviceLink"));
        QUrlQuery query;
        query.addQueryItem(u"user_code"_s, label(*dialog, "signInUserCode"));
        link.setQuery(query);
        return link;
    }
    /// Starts one that waits for the browser and for another device.
    [[nodiscard]] bool race()
    {
        fill(u"oidc"_s);
        auto *more = find<QAbstractButton>(*dialog, "signInMore");
        if (!more->isChecked())
            more->click();
        find<QCheckBox>(*dialog, "signInRace")->setChecked(true);
        click(*dialog, "signInButton");
        const auto isOffered = [this] {
            return isVisible("signInDeviceBox") && isVisible("signInLinkBox") && !opened.isEmpty();
        };
        return QTest::qWaitFor(isOffered, test::busyMachineMs);
    }
    [[nodiscard]] login::SessionInfo info() const { return sessions.info(dialog->profileId()); }
};

} // namespace

/// Signing in on another device, alone and beside the browser, to the end.
class SignInDeviceTest final : public QObject {
    Q_OBJECT

    test::PracticeProvider m_provider;

private Q_SLOTS:
    void initTestCase()
    {
        test::PracticeProvider::Settings settings;
        settings.deviceInterval = std::chrono::seconds(1);
        QVERIFY2(m_provider.start(settings), qPrintable(m_provider.problem()));
    }

    /// The code goes with the sign-in.
    void signsInOnAnotherDevice()
    {
        Desk desk(m_provider);
        desk.fill(u"device"_s);
        const QSignalSpy accepted(desk.dialog.get(), &QDialog::accepted);
        const QSignalSpy returned(desk.dialog.get(), &ui::SignInDialog::returned);
        click(*desk.dialog, "signInButton");
        QTRY_VERIFY(desk.isVisible("signInDeviceBox"));
        QVERIFY(!desk.isVisible("signInLinkBox"));
        QCOMPARE(desk.state(Step::Device), u"Running"_s);
        QVERIFY2(m_provider.answerDevice(desk.otherDevice()), qPrintable(m_provider.problem()));
        QTRY_COMPARE(accepted.size(), 1);
        QCOMPARE(returned.size(), 1);
        QCOMPARE(desk.info().person.name, u"alice"_s);
        QVERIFY(desk.info().stored);
        QVERIFY(desk.opened.isEmpty());
        QCOMPARE(label(*desk.dialog, "signInUserCode"), QString());
    }

    void aNoOnTheOtherDeviceIsSaid()
    {
        Desk desk(m_provider);
        desk.fill(u"device"_s);
        click(*desk.dialog, "signInButton");
        QTRY_VERIFY(desk.isVisible("signInDeviceBox"));
        QVERIFY(m_provider.answerDevice(desk.otherDevice(), test::PracticeProvider::Answer::Deny));
        QTRY_VERIFY(!desk.bar().isEmpty());
        QCOMPARE(desk.barAction(), u"Try again"_s);
        QVERIFY(desk.isVisible("signInAddress"));
        QVERIFY(!desk.isVisible("signInDeviceBox"));
    }

    void showsTheDevicesCode()
    {
        Desk desk(m_provider);
        desk.fill(u"device"_s);
        click(*desk.dialog, "signInButton");
        QTRY_VERIFY(desk.isVisible("signInDeviceBox"));
        const QString code = label(*desk.dialog, "signInUserCode");
        QCOMPARE(code.size(), 9);
        QCOMPARE(label(*desk.dialog, "signInDeviceLink"), desk.address + u"/oauth/device"_s);
        QVERIFY(label(*desk.dialog, "signInDeviceLeft").endsWith(u" left"));
        QVERIFY(find<QLabel>(*desk.dialog, "signInUserCode")
                    ->textInteractionFlags()
                    .testFlag(Qt::TextSelectableByMouse));
        const auto *qr = find<ui::QrView>(*desk.dialog, "signInQr");
        QVERIFY(qr->isVisible());
        QVERIFY(qr->accessibleDescription().endsWith(code));
        // The quiet zone is white, and the corner of the finder pattern is dark: in any theme.
        const QImage image = const_cast<ui::QrView *>(qr)->grab().toImage();
        QCOMPARE(image.pixelColor(10, 10), QColor(Qt::white));
        QCOMPARE(image.pixelColor(4 * 5 + 2, 4 * 5 + 2), QColor(Qt::black));
        click(*desk.dialog, "signInCancel");
        QVERIFY(desk.isVisible("signInAddress"));
        QVERIFY(!desk.isVisible("signInDeviceBox"));
        QVERIFY(desk.dialog->isVisible());
    }

    void theBrowserWinsTheRace()
    {
        Desk desk(m_provider);
        const QSignalSpy accepted(desk.dialog.get(), &QDialog::accepted);
        QVERIFY(desk.race());
        oauth_tools::visit(m_provider.approve(desk.opened.front()), &desk.browser);
        QTRY_COMPARE(accepted.size(), 1);
        QCOMPARE(desk.info().person.name, u"alice"_s);
        QCOMPARE(label(*desk.dialog, "signInUserCode"), QString());
    }

    /// The browser's port closes with the race.
    void theOtherDeviceWinsTheRace()
    {
        Desk desk(m_provider);
        const QSignalSpy accepted(desk.dialog.get(), &QDialog::accepted);
        QVERIFY(desk.race());
        const QUrl redirect = m_provider.approve(desk.opened.front()); // which the browser does not reach
        QVERIFY(oauth_tools::isOpen(redirect));
        QVERIFY2(m_provider.answerDevice(desk.otherDevice()), qPrintable(m_provider.problem()));
        QTRY_COMPARE(accepted.size(), 1);
        QCOMPARE(desk.info().person.name, u"alice"_s);
        QVERIFY(!oauth_tools::isOpen(redirect));
    }
};

QTEST_MAIN(SignInDeviceTest)
#include "tst_sign_in_device.moc"
