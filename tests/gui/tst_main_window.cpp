#include "support/practice_process.h"
#include "support/test_server.h"
#include "ui/token_panel.h"
#include "window_harness.h"

#include <QClipboard>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>

using namespace harness;

/// The window with no keychain at all: pasting, keys, what is remembered, signing in until the program ends.
class MainWindowTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desktop> m_desktop;

    ui::MainWindow &window() { return m_desktop->window; }
    QString verdict() { return find<QLabel>(*find<QWidget>(window(), "inspector"), "verdictText")->text(); }
    static QByteArray lasting(const QByteArray &subject)
    {
        const qint64 exp = QDateTime::currentSecsSinceEpoch() + 5000;
        return samples::token(R"({"sub":")" + subject + R"(","exp":)" + QByteArray::number(exp) + "}");
    }
    static void copy(const QByteArray &text)
    {
        QGuiApplication::clipboard()->setText(QString::fromUtf8(text));
    }
    void reopen()
    {
        window().close();
        m_desktop.reset();
        m_desktop = std::make_unique<Desktop>(m_folder->path());
        QVERIFY(m_desktop->show());
    }
    void drop(QMimeData &data)
    {
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window(), &event);
    }
    void signIn(const QString &address)
    {
        QDialog *dialog = fillSignIn(window(), address, u"practice"_s, u"alice"_s, u"wonderland"_s);
        QVERIFY(dialog && waitForNoKeychain(*dialog));
        QVERIFY(!find<QWidget>(*dialog, "signInStore")->isVisible());
        QVERIFY(finishSignIn(window()));
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desktop = std::make_unique<Desktop>(m_folder->path());
        QVERIFY(m_desktop->show());
    }
    void cleanup()
    {
        m_desktop.reset();
        m_folder.reset();
    }

    void pastesWithNoFieldFocused()
    {
        copy("curl -H 'Authorization: Bearer " + lasting("alice") + "' https://api.example");
        window().setFocus();
        QTest::keyClick(&window(), Qt::Key_V, Qt::ControlModifier);
        QVERIFY2(verdict().startsWith(u"Not expired: 1 h 23 min"_s), qPrintable(verdict()));
        QVERIFY(verdict().endsWith(u"signature not checked"_s));
        QCOMPARE(sidebar(window(), 0).size(), 1);
        QVERIFY(sidebar(window(), 0).first().startsWith(u"Authorization"_s));
    }

    void pastesInTheBarGoToTheFinder()
    {
        auto *bar = find<QLineEdit>(window(), "pasteBar");
        bar->setFocus();
        copy(lasting("alice") + "\n" + lasting("bob"));
        QTest::keyClick(bar, Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(bar->text(), QString());
        QCOMPARE(sidebar(window(), 0).size(), 2);
        // A list to pick from.
        QVERIFY(label(window(), "foundSummary").startsWith(u"2 tokens were found"_s));
        auto *table = find<QTableView>(window(), "foundTable");
        QVERIFY(table->isVisible() && table->hasFocus());
        QTest::keyClick(table, Qt::Key_Down);
        QTest::keyClick(table, Qt::Key_Return);
        QVERIFY2(verdict().startsWith(u"Not expired"_s), qPrintable(verdict()));
        QVERIFY(find<QWidget>(window(), "inspector")->isVisible());
        QCOMPARE(sidebar(window(), 0).size(), 2);
    }

    void saysWhatATextIsInstead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("nothing") << QByteArray() << u"There is no text to look into."_s;
        QTest::newRow("json") << QByteArray("{\"a\":1}")
                              << u"No token was found. The text is a JSON document."_s;
        QTest::newRow("prose") << QByteArray("hello there")
                               << u"No token was found. The text has 11 characters."_s;
        QTest::newRow("pem") << QByteArray("-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----")
                             << u"No token was found. The text is a PEM public key."_s;
    }
    void saysWhatATextIsInstead()
    {
        QFETCH(QByteArray, text);
        copy(text);
        window().setFocus();
        QTest::keyClick(&window(), Qt::Key_V, Qt::ControlModifier);
        QTEST(message(window(), "messageBar"), "sentence");
        QCOMPARE(sidebar(window(), 0), QStringList());
    }

    void takesDroppedTextAndFiles()
    {
        QMimeData text;
        text.setText(QString::fromLatin1(lasting("alice")));
        drop(text);
        QCOMPARE(sidebar(window(), 0).size(), 1);

        // Big, and read off the GUI thread: the drop itself returns before anything is found.
        QFile file(m_folder->filePath(u"big.log"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(8 * 1024 * 1024, ' ') + "access_token=" + lasting("bob"));
        file.close();
        QMimeData files;
        files.setUrls({QUrl::fromLocalFile(file.fileName())});
        drop(files);
        QCOMPARE(sidebar(window(), 0).size(), 1);
        QCOMPARE(message(window(), "messageBar"), u"Looking for tokens…"_s);
        QTRY_COMPARE(sidebar(window(), 0).size(), 2);
    }

    void refusesWhatIsTooBig()
    {
        QFile file(m_folder->filePath(u"huge.log"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.resize(17 * 1024 * 1024));
        QMimeData files;
        files.setUrls({QUrl::fromLocalFile(file.fileName())});
        drop(files);
        QTRY_VERIFY(message(window(), "messageBar").contains(u"huge.log"_s));
        QCOMPARE(sidebar(window(), 0), QStringList());
    }

    void opensTheSignInForAnAddress()
    {
        type(window(), "pasteBar", u"api.example"_s);
        QTest::keyClick(find<QLineEdit>(window(), "pasteBar"), Qt::Key_Return);
        QDialog *dialog = harness::dialog(window(), "signInDialog");
        QVERIFY(dialog);
        QCOMPARE(find<QLineEdit>(*dialog, "signInAddress")->text(), u"api.example"_s);
        QCOMPARE(find<QLineEdit>(*dialog, "signInName")->text(), u"api.example"_s);
        QTRY_VERIFY(find<QLineEdit>(*dialog, "signInUser")->hasFocus());
        dialog->reject();
    }

private:
    /// The warning stands in the window too, with what helps; there is no desktop to tell here.
    void warnsBeforeItEnds()
    {
        login::Sessions &sessions = m_desktop->services.sessions;
        Q_EMIT sessions.endsSoon(m_desktop->services.profiles.profiles().front().id);
        const QString said = message(window(), "messageBar");
        QVERIFY2(said.startsWith(u"The sign-in of "_s) && said.endsWith(u"and cannot be refreshed."_s),
                 qPrintable(said));
        click(*find<QWidget>(window(), "messageBar"), "inlineBarAction");
        QDialog *dialog = harness::dialog(window(), "signInDialog");
        QVERIFY(dialog);
        QVERIFY(!find<QLineEdit>(*dialog, "signInAddress")->isEnabled());
        dialog->reject();
        QTRY_VERIFY(!harness::dialog(window(), "signInDialog"));
    }

private Q_SLOTS:
    void keepsTheTokenUntilQuitWithoutAKeychain()
    {
        test::PracticeProcess server;
        QVERIFY2(server.start(), qPrintable(server.problem()));
        signIn(server.baseUrl());
        QTRY_VERIFY(!find<ui::TokenPanel>(window(), "profileToken")->token().isEmpty());
        QCOMPARE(label(window(), "detailsWhere"), u"In memory, until Claimcheck quits"_s);
        warnsBeforeItEnds();
        reopen();
        QTRY_VERIFY(window().findChild<QWidget *>(u"signedOutPage"_s));
        QTRY_VERIFY(find<QWidget>(window(), "signedOutPage")->isVisible());
        QVERIFY(find<ui::TokenPanel>(window(), "profileToken")->token().isEmpty());
    }

    void triesThePracticeServer()
    {
        click(window(), "emptyPractice");
        QTRY_VERIFY(harness::dialog(window(), "signInDialog"));
        QDialog *dialog = harness::dialog(window(), "signInDialog");
        QCOMPARE(find<QLineEdit>(*dialog, "signInUser")->text(), u"alice"_s);
        QVERIFY(waitForNoKeychain(*dialog));
        QVERIFY(finishSignIn(window()));
        QTRY_VERIFY(!find<ui::TokenPanel>(window(), "profileToken")->token().isEmpty());
    }

    void removesAProfile()
    {
        test::PracticeProcess server;
        QVERIFY2(server.start(), qPrintable(server.problem()));
        signIn(server.baseUrl());
        find<QTabWidget>(window(), "profilePages")->setCurrentIndex(2);
        click(window(), "detailsRemove");
        auto *bar = find<QWidget>(window(), "detailsMessage");
        QVERIFY(message(window(), "detailsMessage").startsWith(u"Removing the profile"_s));
        QCOMPARE(sidebar(window(), 1), QStringList{u"practice"_s});
        click(*bar, "inlineBarAction");
        // With no keychain nothing proves that no secret is left: that is said first.
        QTRY_VERIFY(message(window(), "detailsMessage").contains(u"may still be in the keychain"_s));
        QCOMPARE(sidebar(window(), 1), QStringList{u"practice"_s});
        click(*bar, "inlineBarAction");
        QTRY_COMPARE(sidebar(window(), 1), QStringList());
        QVERIFY(find<QWidget>(window(), "inspector")->isVisible());
        QFile profiles(m_folder->filePath(u"profiles.json"_s));
        QVERIFY(profiles.open(QIODevice::ReadOnly));
        QVERIFY(!profiles.readAll().contains("127.0.0.1"));
    }

    void cancelsASignInThatRuns()
    {
        test::TestServer slow;
        slow.answerWith(
            [](const test::SeenRequest &) { return test::Answer::failing(test::Answer::Fault::Silent); });
        QDialog *dialog = fillSignIn(window(), slow.url().toString(), u"slow"_s, u"alice"_s, u"wonderland"_s);
        QVERIFY(waitForNoKeychain(*dialog));
        click(*dialog, "signInButton");
        QVERIFY(find<QWidget>(*dialog, "signInProgress")->isVisible());
        QTRY_COMPARE(slow.requests().size(), size_t(1));
        click(*dialog, "signInCancel");
        QVERIFY(dialog->isVisible());
        QVERIFY(!find<QWidget>(*dialog, "signInProgress")->isVisible());
        QVERIFY(find<QWidget>(*dialog, "signInPassword")->isEnabled());
        QTRY_COMPARE(slow.openConnections(), 0);
        click(*dialog, "signInCancel");
        QTRY_VERIFY(!harness::dialog(window(), "signInDialog"));
        QCOMPARE(sidebar(window(), 1), QStringList());
    }

    void remembersSettingsAndTheWindow()
    {
        QTest::keyClick(&window(), Qt::Key_Comma, Qt::ControlModifier);
        QDialog *settings = harness::dialog(window(), "settingsDialog");
        QVERIFY(settings);
        click(*settings, "timesUtc");
        find<QSpinBox>(*settings, "clipboardSeconds")->setValue(45);
        settings->reject();
        window().resize(1000, 700);
        find<QSplitter>(window(), "mainSplitter")->setSizes({300, 700});
        const QList<int> sizes = find<QSplitter>(window(), "mainSplitter")->sizes();

        reopen();
        QCOMPARE(window().size(), QSize(1000, 700));
        QCOMPARE(find<QSplitter>(window(), "mainSplitter")->sizes(), sizes);
        QTest::keyClick(&window(), Qt::Key_Comma, Qt::ControlModifier);
        settings = harness::dialog(window(), "settingsDialog");
        QVERIFY(find<QAbstractButton>(*settings, "timesUtc")->isChecked());
        QCOMPARE(find<QSpinBox>(*settings, "clipboardSeconds")->value(), 45);
        settings->reject();
        copy(lasting("alice"));
        QTest::keyClick(&window(), Qt::Key_V, Qt::ControlModifier);
        const auto *claims = find<QTableView>(*find<QWidget>(window(), "inspector"), "claimsTable");
        const QString title = claims->model()->headerData(3, Qt::Horizontal).toString();
        QVERIFY2(title.contains(u"UTC"_s), qPrintable(title));
    }

    void remembersTheProfileAndItsPage()
    {
        test::PracticeProcess server;
        QVERIFY2(server.start(), qPrintable(server.problem()));
        signIn(server.baseUrl());
        // The pages of the token turn also while the focus is elsewhere.
        find<QWidget>(window(), "pasteBar")->setFocus();
        QTest::keyClick(&window(), Qt::Key_3, Qt::ControlModifier);
        const auto *pages = find<QTabWidget>(window(), "profilePages");
        QCOMPARE(pages->findChild<QTabWidget *>(u"tokenTabs"_s)->currentIndex(), 2);
        QTest::keyClick(&window(), Qt::Key_2, Qt::AltModifier);
        QCOMPARE(find<QTabWidget>(window(), "profilePages")->currentIndex(), 1);
        reopen();
        QTRY_VERIFY(window().findChild<QTabWidget *>(u"profilePages"_s));
        QTRY_COMPARE(find<QTabWidget>(window(), "profilePages")->currentIndex(), 1);
        QVERIFY(find<QWidget>(window(), "requestPanel")->isVisible());
    }

    void comparesTheTwoTokensOfThisRun()
    {
        for (const QByteArray &subject : {"alice"_qba, "bob"_qba}) {
            copy("access_token_of_" + subject + "=" + lasting(subject));
            QTest::keyClick(&window(), Qt::Key_V, Qt::ControlModifier);
        }
        QTest::keyClick(&window(), Qt::Key_D, Qt::ControlModifier);
        QVERIFY(find<QWidget>(window(), "comparePanel")->isVisible());
        QVERIFY(find<QWidget>(window(), "compareTable")->isVisible());
        QVERIFY(find<QComboBox>(window(), "compareAfter")->currentText().contains(u"bob"_s));
        QVERIFY(find<QComboBox>(window(), "compareBefore")->currentText().contains(u"alice"_s));
    }

    void comparesATokenWithItsProfilesLast()
    {
        test::PracticeProcess server;
        QVERIFY2(server.start(), qPrintable(server.problem()));
        signIn(server.baseUrl());
        const auto *panel = find<ui::TokenPanel>(window(), "profileToken");
        QTRY_VERIFY(!panel->token().isEmpty());
        const QByteArray before = panel->token();
        copy(lasting("bob")); // somebody else's, and newer
        QTest::keyClick(&window(), Qt::Key_V, Qt::ControlModifier);
        auto *tree = find<QTreeView>(window(), "sidebar");
        tree->setCurrentIndex(tree->model()->index(0, 0, tree->model()->index(1, 0)));
        QTest::keyClick(&window(), Qt::Key_F5);
        QTRY_VERIFY(panel->token() != before);
        QTest::keyClick(&window(), Qt::Key_D, Qt::ControlModifier);
        const QString labels[] = {find<QComboBox>(window(), "compareBefore")->currentText(),
                                  find<QComboBox>(window(), "compareAfter")->currentText()};
        QVERIFY2(labels[0].startsWith(u"practice · "_s), qPrintable(labels[0]));
        QVERIFY2(labels[1].startsWith(u"practice · "_s), qPrintable(labels[1]));
        QVERIFY(labels[0] != labels[1]);
        QVERIFY(label(window(), "compareSummary").endsWith(u"the same iss and sub"_s));
    }

    void knowsItsKeys()
    {
        QTest::keyClick(&window(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(find<QWidget>(window(), "pasteBar")->hasFocus());
        QTest::keyClick(&window(), Qt::Key_I, Qt::ControlModifier);
        QVERIFY(find<QWidget>(window(), "inspector")->isVisible());
        QTest::keyClick(&window(), Qt::Key_F1);
        QDialog *help = harness::dialog(window(), "helpDialog");
        QVERIFY(help && help->isVisible() && !help->isModal());
        const auto *table = find<QTableView>(*help, "shortcutsTable");
        QVERIFY(table->model()->rowCount() >= 10);
        help->reject();
        QTest::keyClick(&window(), Qt::Key_N, Qt::ControlModifier);
        QVERIFY(harness::dialog(window(), "signInDialog"));
        harness::dialog(window(), "signInDialog")->reject();
    }
};

QTEST_MAIN(MainWindowTest)
#include "tst_main_window.moc"
