#include "ui/token_panel.h"
#include "window_harness.h"

#include <QClipboard>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QThreadPool>

using namespace harness;

/// The window while it works on something big: the last paste counts, whatever happens meanwhile; and what
/// hostile texts leave behind.
class BusyWindowTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desktop> m_desktop;

    ui::MainWindow &window() { return m_desktop->window; }
    const ui::TokenPanel &panel() { return *find<ui::TokenPanel>(window(), "inspector"); }
    QString verdict() { return find<QLabel>(panel(), "verdictText")->text(); }
    void paste(const QString &text)
    {
        QGuiApplication::clipboard()->setText(text);
        QTest::keyClick(&window(), Qt::Key_V, Qt::ControlModifier);
    }
    void paste(const QByteArray &text) { paste(QString::fromUtf8(text)); }
    /// Read, and judged, off the GUI thread.
    static QByteArray big(char letter)
    {
        return samples::token("{\"letter\":\"" + QByteArray(300 * 1024, letter) + "\"}");
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

    void theLastOfManyPastesIsShown()
    {
        for (const char letter : {'a', 'b', 'c', 'd'})
            paste(big(letter));
        QVERIFY(!panel().report());
        QTRY_VERIFY(panel().report());
        QCOMPARE(panel().report()->text, big('d'));
        QCOMPARE(sidebar(window(), 0).size(), 1);
    }

    void aSmallPasteOvertakesABigOne()
    {
        paste(big('a'));
        paste(samples::token(R"({"sub":"small"})"));
        QVERIFY(panel().report());
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
        QCOMPARE(panel().report()->text, samples::token(R"({"sub":"small"})"));
        QCOMPARE(sidebar(window(), 0).size(), 1);
        QCOMPARE(message(window(), "messageBar"), QString());
    }

    void anotherTokenIsChosenWhileOneIsRead()
    {
        paste(samples::token(R"({"sub":"small"})"));
        paste(big('a'));
        QTRY_COMPARE(sidebar(window(), 0).size(), 2); // it is found, and now its report is made
        auto *list = find<QTreeView>(window(), "sidebar");
        list->setCurrentIndex(list->model()->index(1, 0, list->model()->index(0, 0)));
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
        QCOMPARE(panel().report()->text, samples::token(R"({"sub":"small"})"));
        QVERIFY2(!verdict().contains(u"Reading"_s), qPrintable(verdict()));
    }

    void theWindowClosesWhileATokenIsRead()
    {
        paste(big('a'));
        window().close();
        m_desktop.reset();
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents(); // what was still to be delivered has nobody left
    }

    void theThemeChangesWhileATokenIsRead()
    {
        const QPalette before = QApplication::palette();
        paste(big('a'));
        QApplication::setPalette(QPalette(Qt::black));
        QTRY_VERIFY(panel().report());
        QApplication::setPalette(before);
        QCOMPARE(panel().report()->text, big('a'));
    }

    void bigTokensAreComparedInTheBackground()
    {
        paste(big('a'));
        QTRY_VERIFY(panel().report());
        paste(big('b'));
        QTRY_VERIFY(panel().report() && panel().report()->text == big('b'));
        QTest::keyClick(&window(), Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(label(window(), "compareSummary"), u"Comparing…"_s);
        QTRY_VERIFY(label(window(), "compareSummary").startsWith(u"1 difference · "_s));
        QCOMPARE(find<QTableView>(window(), "compareTable")->model()->rowCount(), 1);
        // Another choice drops what is under way.
        click(window(), "compareSwap");
        paste(samples::token(R"({"sub":"small"})"));
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
        QVERIFY(find<QWidget>(window(), "inspector")->isVisible());
    }

    void aLongTextForComparingIsReadToItsEnd()
    {
        paste(samples::token(R"({"sub":"alice"})"));
        paste(samples::token(R"({"sub":"bob"})"));
        QTest::keyClick(&window(), Qt::Key_D, Qt::ControlModifier);
        QVERIFY(!label(window(), "compareSummary").isEmpty());
        const QString blank(2 * 1024 * 1024, u' ');
        QGuiApplication::clipboard()->setText(blank +
                                              QString::fromUtf8(samples::token(R"({"sub":"carol"})")));
        click(window(), "pasteAfter");
        QTRY_COMPARE(sidebar(window(), 0).size(), 3);
        QGuiApplication::clipboard()->setText(blank.repeated(9));
        click(window(), "pasteAfter");
        QTRY_VERIFY2(message(window(), "messageBar").contains(u"larger than is allowed"_s),
                     qPrintable(message(window(), "messageBar")));
        QCOMPARE(sidebar(window(), 0).size(), 3);
    }

    void hostileTexts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("beginning");
        QTest::newRow("nothing but NUL") << QString(100, QChar(0)) << u"No token was found."_s;
        QTest::newRow("right to left") << u"שלום עולם"_s.repeated(100) << u"No token was found."_s;
        QTest::newRow("bidi overrides") << u"\u202Eabc\u2066"_s.repeated(1000) << u"No token was found."_s;
        QTest::newRow("half a surrogate pair") << QString(1000, QChar(0xD800)) << u"No token was found."_s;
        QTest::newRow("dots") << QString(200'000, u'.') << u"No token was found."_s;
        QTest::newRow("one long word") << QString(200'000, u'A') << u"No token was found."_s;
        QTest::newRow("braces") << QString(200'000, u'{') << u"No token was found."_s;
        QTest::newRow("more than is read") << QString(17 * 1024 * 1024, u'x') << u"The text"_s;
    }
    void hostileTexts()
    {
        QFETCH(QString, text);
        QFETCH(QString, beginning);
        paste(text);
        const QString said = message(window(), "messageBar");
        QVERIFY2(said.startsWith(beginning), qPrintable(said.left(200)));
        QVERIFY(said.size() < 400);
        QVERIFY(!said.contains(QChar(0)) && !said.contains(QChar(0x202E)));
        QCOMPARE(sidebar(window(), 0), QStringList());
    }

    void hostileClaims()
    {
        paste(samples::token("{\"exp\":1e400,\"iat\":-1e308,\"nbf\":" + QByteArray(10'000, '9') +
                             ",\"sub\":\"a\\u0000b\xE2\x80\xAE\",\"\xD7\xA9\":1}"));
        QVERIFY(panel().report());
        auto *tabs = find<QTabWidget>(panel(), "tokenTabs");
        for (int page = 0; page < tabs->count(); ++page) {
            tabs->setCurrentIndex(page);
            QVERIFY(!window().grab().isNull());
        }
        const auto *model = find<QTableView>(panel(), "claimsTable")->model();
        QCOMPARE(model->rowCount(), 5);
        for (int row = 0; row < model->rowCount(); ++row) {
            const QString value = model->index(row, 1).data().toString();
            QVERIFY2(value.size() <= 501 && !value.contains(QChar(0)) && !value.contains(QChar(0x202E)),
                     qPrintable(value.left(80)));
        }
    }
};

QTEST_MAIN(BusyWindowTest)
#include "tst_busy_window.moc"
