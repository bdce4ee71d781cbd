#include "requests/history_settings.h"
#include "ui/collection_book.h"
#include "ui/open_requests.h"
#include "ui/request_panel.h"
#include "ui/request_rows_table.h"
#include "ui/request_tabs.h"
#include "ui/ui_settings.h"
#include "window_harness.h"

#include <QDir>
#include <QTabWidget>
#include <QTemporaryDir>

using namespace harness;

namespace {

const QByteArray apiText = "### Who am I\nGET http://h.example/me\nAccept: */*\n\n"
                           "### Write\nPOST http://h.example/notes\n\n{\"text\": \"hello\"}\n";
// A token of the shape that hosters give, which is nobody's.
const QByteArray secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345";

} // namespace

/// What is open when the window closes, or dies, is open at the next start: without a secret on the disk.
class RequestDraftsTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QTemporaryDir> m_collection;
    std::unique_ptr<Desktop> m_desktop;

    ui::MainWindow &window() { return m_desktop->window; }
    QTabWidget &tabs() { return *find<QTabWidget>(window(), "requestTabWidget"); }
    ui::RequestPanel &panel() { return *qobject_cast<ui::RequestPanel *>(tabs().currentWidget()); }
    QTreeView &tree() { return *find<QTreeView>(window(), "collectionTree"); }
    void write(const QByteArray &text)
    {
        QFile file(m_collection->filePath(u"api.http"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    void keep(int row)
    {
        const QModelIndex entry = tree().model()->index(row, 0, tree().model()->index(0, 0));
        const QPoint middle = tree().visualRect(entry).center();
        QTest::mouseClick(tree().viewport(), Qt::LeftButton, {}, middle);
        QTest::mouseDClick(tree().viewport(), Qt::LeftButton, {}, middle);
    }
    void appendToUrl(const QString &text)
    {
        auto *url = find<QLineEdit>(panel(), "requestUrl");
        url->setFocus();
        url->end(false);
        QTest::keyClicks(url, text);
    }
    QString url() { return find<QLineEdit>(panel(), "requestUrl")->text(); }
    void open()
    {
        m_desktop = std::make_unique<Desktop>(m_folder->path());
        QVERIFY(m_desktop->show());
        QTRY_VERIFY(tree().model()->rowCount() > 0);
    }
    /// Without a question: as if the machine had lost its power once the pause was over.
    void dieAndOpen()
    {
        QTRY_VERIFY(QFile::exists(m_folder->filePath(u"open-requests.json"_s)));
        m_desktop.reset();
        open();
    }
    void quit(int answer)
    {
        window().close();
        auto *bar = find<QWidget>(window(), "windowQuestion");
        QTRY_VERIFY(bar->isVisible());
        click(*bar, qPrintable(u"questionAnswer%1"_s.arg(answer)));
        QVERIFY(!window().isVisible());
        m_desktop.reset();
    }
    /// Everything that is written in the configuration's folder.
    QByteArray everything()
    {
        QByteArray all;
        for (const QFileInfo &info : QDir(m_folder->path()).entryInfoList(QDir::Files)) {
            QFile file(info.filePath());
            if (file.open(QIODevice::ReadOnly))
                all += file.readAll();
        }
        return all;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_collection = std::make_unique<QTemporaryDir>();
        write(apiText);
        ui::UiSettings(m_folder->path()).setLayout(u"collectionFolder"_s, m_collection->path().toUtf8());
        open();
    }
    void cleanup() { m_desktop.reset(); }

    void opensTheSameTabs()
    {
        keep(0);
        keep(1);
        tabs().setCurrentIndex(0);
        window().close();
        m_desktop.reset();
        open();
        QCOMPARE(tabs().count(), 2);
        QCOMPARE(tabs().currentIndex(), 0);
        QVERIFY(tabs().isVisible()); // the page that was shown
        QCOMPARE(url(), u"http://h.example/me"_s);
        QVERIFY(!tabs().tabText(0).startsWith(u"● "_s));
    }

    void whatIsOnlyLookedAtIsNot()
    {
        const QModelIndex entry = tree().model()->index(0, 0, tree().model()->index(0, 0));
        QTest::mouseClick(tree().viewport(), Qt::LeftButton, {}, tree().visualRect(entry).center());
        QCOMPARE(tabs().count(), 1);
        window().close();
        m_desktop.reset();
        QVERIFY(!QFile::exists(m_folder->filePath(u"open-requests.json"_s)));
    }

    void keepsDrafts()
    {
        keep(0);
        appendToUrl(u"?draft=1"_s);
        QTest::keyClick(&window(), Qt::Key_T, Qt::ControlModifier);
        appendToUrl(u"http://h.example/new"_s);
        quit(1);
        open();
        QCOMPARE(tabs().count(), 2);
        QCOMPARE(url(), u"http://h.example/new"_s);
        QVERIFY(tabs().tabText(1).startsWith(u"● "_s));
        tabs().setCurrentIndex(0);
        QCOMPARE(url(), u"http://h.example/me?draft=1"_s);
        QVERIFY(tabs().tabText(0).startsWith(u"● "_s)); // it can still be saved, or its file's be taken
        QTest::keyClick(&window(), Qt::Key_S, Qt::ControlModifier);
        QCOMPARE(message(window(), "requestTabsMessage"), QString());
        QFile file(m_collection->filePath(u"api.http"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray(apiText).replace("/me\n", "/me?draft=1\n"));
    }

    void outlivesADeath()
    {
        QTest::keyClick(&window(), Qt::Key_T, Qt::ControlModifier);
        appendToUrl(u"http://h.example/typed"_s);
        dieAndOpen();
        QCOMPARE(tabs().count(), 1);
        QCOMPARE(url(), u"http://h.example/typed"_s);
    }

    void writesNoSecret()
    {
        QTest::keyClick(&window(), Qt::Key_T, Qt::ControlModifier);
        appendToUrl(u"http://h.example/a?api_key=hunter2hunter2"_s);
        requests::RequestSpec spec = panel().spec();
        spec.headers = {{"Authorization", "Bearer " + secret}, {"X-Kept", "{{keychain:k}}"}};
        panel().setSpec(spec);
        Q_EMIT panel().changed();
        quit(1);
        QVERIFY(!everything().contains(secret));
        QVERIFY(!everything().contains("hunter2"));
        QVERIFY(everything().contains("{{keychain:k}}"));
        open();
        QVERIFY(url().contains(u"tok#"_s) || url().contains(u"tok%23"_s));
        QVERIFY(panel().spec().headers.front().value.startsWith("Bearer tok#"));
        QVERIFY(message(window(), "requestTabsMessage").contains(u"kept nowhere"_s));
    }

    void findsARequestThatHasMoved()
    {
        keep(1);
        window().close();
        m_desktop.reset();
        write("### First of all\nGET http://h.example/first\n\n" + apiText);
        open();
        QCOMPARE(url(), u"http://h.example/notes"_s);
        QVERIFY(!tabs().tabText(0).startsWith(u"● "_s));
    }

    void aDraftOutlivesItsRequest()
    {
        keep(1);
        appendToUrl(u"/7"_s);
        quit(1);
        write("### Who am I\nGET http://h.example/me\n");
        open();
        QCOMPARE(url(), u"http://h.example/notes/7"_s);
        QVERIFY(tabs().tabText(0).startsWith(u"● "_s));
        QVERIFY(tabs().tabToolTip(0).contains(u"in no file yet"_s));
    }

    void saysThatItCannotBeRead()
    {
        m_desktop.reset();
        QFile file(m_folder->filePath(u"open-requests.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"tabs\":[");
        file.close();
        open();
        QTRY_VERIFY(message(window(), "messageBar").contains(u"open-requests.json.unread-1"_s));
        // What is open now does not take its place.
        keep(0);
        appendToUrl(u"?draft=1"_s);
        quit(1);
        QFile aside(m_folder->filePath(u"open-requests.json.unread-1"_s));
        QVERIFY(aside.open(QIODevice::ReadOnly));
        QCOMPARE(aside.readAll(), "{\"tabs\":["_qba);
    }

    void saysWhereUnreadableTabsStay()
    {
        m_desktop.reset();
        const QString path = m_folder->filePath(u"open-requests.json"_s);
        const auto put = [](const QString &name, const QByteArray &text) {
            QFile file(name);
            return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
        };
        const QByteArray strange = R"({"tabs":7})"; // its error names "tabs", which is no place
        QVERIFY(put(path, strange));
        for (int i = 1; i <= 1000; ++i) // every name that it could get
            QVERIFY(put(u"%1.unread-%2"_s.arg(path).arg(i), {}));
        open();
        QTRY_COMPARE(
            message(window(), "messageBar"),
            u"The tabs of the last run cannot be opened. They stay in %1, and the tabs of this run are "
            "not kept."_s.arg(path));
        keep(0);
        window().close();
        m_desktop.reset();
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), strange);
    }

    void writesNothingThatItWouldNotRead()
    {
        QTemporaryDir folder;
        ui::OpenRequests open;
        open.tabs.push_back({.title = u"long"_s, .draft = QByteArray(9 * 1024 * 1024, 'a')});
        QVERIFY(open.write(folder.path()));
        const auto read = ui::OpenRequests::read(folder.path());
        QVERIFY(read);
        QVERIFY(*read == open);
        open.tabs.front().draft = QByteArray(32 * 1024 * 1024, 'b');
        const auto tooLong = open.write(folder.path());
        QVERIFY(!tooLong);
        QCOMPARE(tooLong.error().code, ErrorCode::InputTooLarge);
        const auto before = ui::OpenRequests::read(folder.path());
        QVERIFY(before && before->tabs.front().draft.startsWith('a'));
    }

    void bringsARemovedRowBack()
    {
        keep(0);
        auto *headers = find<ui::RequestRowsTable>(panel(), "requestHeaders");
        headers->setFocus();
        headers->setCurrentIndex(headers->model()->index(0, 0));
        QTest::keyClick(headers, Qt::Key_Delete);
        QVERIFY(panel().spec().headers.empty());
        QTest::keyClick(headers, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(panel().spec().headers.size(), size_t(1));
        QCOMPARE(panel().spec().headers.front(), (http::Header{"Accept", "*/*"}));
        QVERIFY(!tabs().tabText(0).startsWith(u"● "_s));          // byte for byte as in its file
        QTest::keyClick(headers, Qt::Key_Z, Qt::ControlModifier); // nothing more
        QCOMPARE(panel().spec().headers.size(), size_t(1));
    }

    void tellsOfADamagedHistory()
    {
        m_desktop.reset();
        const QString path = requests::historyPath(m_folder->path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(10'000, 'x'));
        file.close();
        // As the desktop does it: before the window is shown, which then selects what it was left with.
        m_desktop = std::make_unique<Desktop>(m_folder->path());
        std::optional<Error> told;
        m_desktop->services.openHistory([&](const Error &error) {
            told = error;
            window().tellHistory(error);
        });
        QVERIFY(told && told->code == ErrorCode::HistoryDamaged);
        QVERIFY(m_desktop->show());
        QTRY_VERIFY(message(window(), "messageBar").contains(u"kept aside"_s));
        click(*find<QWidget>(window(), "messageBar"), "inlineBarAction");
        QVERIFY(find<QWidget>(window(), "historyPanel")->isVisible());
        QVERIFY(message(window(), "historyMessage").contains(u"kept aside"_s));
    }

    void offersToTryABrokenHistoryAgain()
    {
        m_desktop.reset();
        const QString path = requests::historyPath(m_folder->path());
        QVERIFY(QDir().mkpath(path)); // a folder in its place
        open();
        m_desktop->services.openHistory([&](const Error &error) { window().tellHistory(error); });
        QTRY_VERIFY(find<QWidget>(window(), "messageBar")->isVisible());
        click(*find<QWidget>(window(), "messageBar"), "inlineBarAction");
        QVERIFY(label(window(), "historyNone").startsWith(u"The history cannot be used"_s));
        QVERIFY(QDir().rmdir(path));
        click(*find<QWidget>(window(), "historyMessage"), "inlineBarAction"); // try again
        QVERIFY(label(window(), "historyNone").startsWith(u"Requests that you send appear here"_s));
        QCOMPARE(message(window(), "historyMessage"), QString());
    }
};

QTEST_MAIN(RequestDraftsTest)
#include "tst_request_drafts.moc"
