#include "ui/widgets/plain_table.h"
#include "window_harness.h"

#include <QClipboard>
#include <QHeaderView>
#include <QScrollBar>
#include <QSettings>
#include <QSplitter>
#include <QTabWidget>
#include <QTemporaryDir>

using namespace harness;

/// What the pages of a token remember from one start to the next: columns, splitters, the last tab.
class LayoutWindowTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desktop> m_desktop;

    ui::MainWindow &window() { return m_desktop->window; }
    QWidget &inspector() { return *find<QWidget>(window(), "inspector"); }
    ui::PlainTable *claims() { return find<ui::PlainTable>(inspector(), "claimsTable"); }
    void paste(const QByteArray &text)
    {
        QGuiApplication::clipboard()->setText(QString::fromUtf8(text));
        window().setFocus();
        QTest::keyClick(&window(), Qt::Key_V, Qt::ControlModifier);
    }
    void pasteClaims(const QByteArray &claims = "{\"iss\":\"idp.example\",\"sub\":\"alice\",\"exp\":1}")
    {
        paste(samples::token(claims));
    }
    void reopen()
    {
        window().close();
        m_desktop.reset();
        m_desktop = std::make_unique<Desktop>(m_folder->path());
        QVERIFY(m_desktop->show());
    }
    static void dragBy(QWidget *widget, QPoint from, QPoint by)
    {
        QTest::mousePress(widget, Qt::LeftButton, {}, from);
        QTest::mouseMove(widget, from + by / 2);
        QTest::mouseMove(widget, from + by);
        QTest::mouseRelease(widget, Qt::LeftButton, {}, from + by);
    }
    /// The right edge of a column.
    static QPoint edgeOf(const ui::PlainTable &table, int column)
    {
        const QHeaderView *header = table.horizontalHeader();
        return {header->sectionViewportPosition(column) + header->sectionSize(column) - 2,
                header->height() / 2};
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

    void remembersTheWidthOfAColumn()
    {
        pasteClaims();
        const int fitted = claims()->columnWidth(0);
        const int other = claims()->columnWidth(3);
        dragBy(claims()->horizontalHeader()->viewport(), edgeOf(*claims(), 0), {60, 0});
        const int chosen = claims()->columnWidth(0);
        QCOMPARE(chosen, fitted + 60);
        QCOMPARE(claims()->chosenWidths(), "0=" + QByteArray::number(chosen));
        // It stays while the window and the token change; the others share what is left.
        window().resize(1000, 700);
        pasteClaims("{\"a_rather_long_name_of_a_claim\":1}");
        QCOMPARE(claims()->columnWidth(0), chosen);
        QTRY_VERIFY(!claims()->horizontalScrollBar()->isVisible());

        reopen();
        window().resize(1280, 800);
        pasteClaims();
        QCOMPARE(claims()->columnWidth(0), chosen);
        QCOMPARE(claims()->columnWidth(3), other);
    }

    void aDoubleClickGivesTheWidthBack()
    {
        pasteClaims();
        const int fitted = claims()->columnWidth(0);
        QWidget *header = claims()->horizontalHeader()->viewport();
        dragBy(header, edgeOf(*claims(), 0), {60, 0});
        QVERIFY(claims()->columnWidth(0) != fitted);
        const QPoint edge = edgeOf(*claims(), 0);
        QTest::mouseClick(header, Qt::LeftButton, {}, edge);
        QTest::mouseDClick(header, Qt::LeftButton, {}, edge);
        QCOMPARE(claims()->columnWidth(0), fitted);
        reopen();
        pasteClaims();
        QCOMPARE(claims()->columnWidth(0), fitted);
    }

    void remembersSplitters()
    {
        pasteClaims();
        auto *splitter = find<QSplitter>(inspector(), "claimsSplitter");
        const int before = splitter->sizes().first();
        dragBy(splitter->handle(1), splitter->handle(1)->rect().center(), {120, 0});
        const int chosen = splitter->sizes().first();
        QVERIFY2(chosen > before + 80, qPrintable(QString::number(chosen)));
        reopen();
        pasteClaims();
        splitter = find<QSplitter>(inspector(), "claimsSplitter");
        QVERIFY2(qAbs(splitter->sizes().first() - chosen) <= splitter->width() / 100 + 1,
                 qPrintable(QString::number(splitter->sizes().first())));
        // The narrow arrangement has a proportion of its own.
        window().resize(700, 800);
        QCOMPARE(splitter->orientation(), Qt::Vertical);
        QVERIFY(splitter->sizes().first() > splitter->height() / 2);
    }

    void remembersTheLastTab()
    {
        pasteClaims();
        QCOMPARE(find<QTabWidget>(inspector(), "tokenTabs")->currentIndex(), 0);
        QTest::keyClick(&window(), Qt::Key_4, Qt::ControlModifier);
        reopen();
        pasteClaims();
        QCOMPARE(find<QTabWidget>(inspector(), "tokenTabs")->currentIndex(), 3);
    }

    void aDamagedMemoryIsIgnored_data()
    {
        QTest::addColumn<QString>("value");
        QTest::newRow("words") << u"wide"_s;
        QTest::newRow("no such column") << u"99=100 -1=100 x=1 1"_s;
        QTest::newRow("empty parts") << u"= =  0="_s;
    }
    void aDamagedMemoryIsIgnored()
    {
        QFETCH(QString, value);
        pasteClaims();
        const int fitted = claims()->columnWidth(0);
        const QList<int> sizes = find<QSplitter>(inspector(), "claimsSplitter")->sizes();
        window().close();
        {
            QSettings settings(m_folder->filePath(u"window.ini"_s), QSettings::IniFormat);
            for (const char *key : {"claimsTable", "claimsSplitter", "findingsSplitter", "tokenTabs"})
                settings.setValue(u"layout/"_s + QString::fromLatin1(key), value.toLatin1());
        }
        m_desktop = std::make_unique<Desktop>(m_folder->path());
        QVERIFY(m_desktop->show());
        pasteClaims();
        QCOMPARE(claims()->columnWidth(0), fitted);
        QCOMPARE(find<QSplitter>(inspector(), "claimsSplitter")->sizes(), sizes);
        QCOMPARE(find<QTabWidget>(inspector(), "tokenTabs")->currentIndex(), 0);
    }

    void aWidthIsNeverAbsurd()
    {
        pasteClaims();
        claims()->setChosenWidths("0=1 1=99999999");
        QCOMPARE(claims()->columnWidth(0), 48);
        QCOMPARE(claims()->columnWidth(1), 4000);
    }
};

QTEST_MAIN(LayoutWindowTest)
#include "tst_layout_window.moc"
