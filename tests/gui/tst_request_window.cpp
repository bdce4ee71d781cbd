#include "support/test_server.h"
#include "ui/collection_book.h"
#include "ui/collection_panel.h"
#include "ui/environment_chooser.h"
#include "ui/request_panel.h"
#include "ui/request_remedy.h"
#include "ui/request_rows_table.h"
#include "ui/response_panel.h"
#include "ui/ui_settings.h"
#include "window_harness.h"

#include <QClipboard>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTimer>

using namespace harness;
using test::Answer;

namespace {

const QByteArray apiText = "@path = /me\n"
                           "\n"
                           "### Who am I\n"
                           "# keep this comment\n"
                           "GET {{host}}{{path}}\n"
                           "Accept: */*\n"
                           "\n"
                           "### Write\n"
                           "# @assert status == 201\n"
                           "# @assert time < 60000\n"
                           "POST {{host}}/notes\n"
                           "Content-Type: application/json\n"
                           "\n"
                           "{\"text\": \"hello\"}\n";

} // namespace

/// A folder of requests in the whole window, by mouse and keyboard, against a server.
class RequestWindowTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QTemporaryDir> m_collection;
    std::unique_ptr<test::TestServer> m_server;
    std::unique_ptr<Desktop> m_desktop;

    ui::MainWindow &window() { return m_desktop->window; }
    QString path(const QString &name) const { return m_collection->filePath(name); }
    void write(const QString &name, const QByteArray &text)
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    QByteArray read(const QString &name)
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QTreeView &tree() { return *find<QTreeView>(window(), "collectionTree"); }
    QTabWidget &tabs() { return *find<QTabWidget>(window(), "requestTabWidget"); }
    ui::RequestPanel &panel() { return *qobject_cast<ui::RequestPanel *>(tabs().currentWidget()); }
    QModelIndex entry(int row) { return tree().model()->index(row, 0, tree().model()->index(0, 0)); }
    void pick(int row)
    {
        QTest::mouseClick(tree().viewport(), Qt::LeftButton, {}, tree().visualRect(entry(row)).center());
    }
    QString question(const char *name) { return label(*find<QWidget>(window(), name), "questionText"); }
    void answer(const QWidget &root, const char *question, int which)
    {
        auto *bar = find<QWidget>(root, question);
        QTRY_VERIFY(bar->isVisible());
        click(*bar, qPrintable(u"questionAnswer%1"_s.arg(which)));
    }
    void key(int key, Qt::KeyboardModifiers modifiers = Qt::ControlModifier)
    {
        QTest::keyClick(&window(), static_cast<Qt::Key>(key), modifiers);
    }
    void appendToUrl(const QString &text)
    {
        auto *url = find<QLineEdit>(panel(), "requestUrl");
        url->setFocus();
        url->end(false);
        QTest::keyClicks(url, text);
    }
    ui::EnvironmentChooser &chooser()
    {
        return *find<ui::EnvironmentChooser>(window(), "environmentChooser");
    }
    void addProfile(const QString &name, const QString &environment)
    {
        login::Profile profile;
        profile.name = name;
        profile.recipe = u"oidc"_s;
        profile.url = QUrl(u"https://auth.example"_s);
        profile.settings.insert(u"client_id"_s, u"claimcheck"_s);
        profile.environment = environment;
        const auto checked = login::validated(profile);
        QVERIFY(checked && m_desktop->services.profiles.add(*checked));
    }
    void openFile(const QString &file)
    {
        Q_EMIT window().findChild<ui::CollectionPanel *>()->chosen({file, 0}, true);
    }
    /// A folder below, with an environment file of its own; the window is opened anew.
    void writeOther(const QByteArray &environments)
    {
        QVERIFY(QDir(m_collection->path()).mkdir(u"other"_s));
        write(u"other/http-client.env.json"_s, environments);
        write(u"other/b.http"_s, "DELETE {{host}}/notes\n");
        m_desktop.reset();
        open();
        QCOMPARE(tree().model()->rowCount(), 2);
    }
    void runAll()
    {
        for (QAction *action : find<QMenu>(window(), "collectionMenu")->actions()) {
            if (action->text() == u"Run all files"_s)
                action->trigger();
        }
    }
    void open()
    {
        m_desktop = std::make_unique<Desktop>(m_folder->path());
        QVERIFY(m_desktop->show());
        QTRY_VERIFY(tree().model()->rowCount() > 0);
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_collection = std::make_unique<QTemporaryDir>();
        m_server = std::make_unique<test::TestServer>();
        m_server->when("/me", Answer::json("{\"username\":\"alice\"}"));
        m_server->when("/notes", Answer::json("{\"id\":7}", 201));
        write(u"api.http"_s, apiText);
        const QByteArray origin = m_server->origin();
        write(u"http-client.env.json"_s, "{\"dev\": {\"host\": \"" + origin + "\"}, \"live\": {\"host\": \"" +
                                             origin + "\", \"$production\": true}}");
        // As if it had been opened before: that is remembered.
        ui::UiSettings(m_folder->path()).setLayout(u"collectionFolder"_s, m_collection->path().toUtf8());
        open();
    }
    void cleanup()
    {
        m_desktop.reset();
        m_server.reset();
    }

    void sendsWithTheChosenEnvironment()
    {
        QCOMPARE(tree().model()->rowCount(tree().model()->index(0, 0)), 2);
        pick(0);
        QCOMPARE(find<QLineEdit>(panel(), "requestUrl")->text(), u"{{host}}{{path}}"_s);
        auto *chooser = find<ui::EnvironmentChooser>(window(), "environmentChooser");
        QVERIFY(chooser->chooseByName(u"dev"_s));
        key(Qt::Key_Return);
        QTRY_COMPARE(label(panel(), "responseStatus"), u"200 OK"_s);
        QCOMPARE(m_server->requests().front().target, "/me"_qba);
        QCOMPARE(sidebar(window(), 2), QStringList{u"GET /me"_s});
    }

    void saysWhatHasNoValue()
    {
        pick(0);
        key(Qt::Key_Return); // no environment: nobody knows the host
        QTRY_VERIFY(message(panel(), "requestMessage").contains(u"host"_s));
        QCOMPARE(m_server->requests().size(), size_t(0));
    }

    void asksOnceBeforeProductionIsChanged()
    {
        auto *chooser = find<ui::EnvironmentChooser>(window(), "environmentChooser");
        pick(0);
        QVERIFY(chooser->chooseByName(u"live"_s));
        QVERIFY(chooser->accessibleName().contains(u"production"_s));
        key(Qt::Key_Return); // GET asks nobody
        QTRY_COMPARE(m_server->requests().size(), size_t(1));
        pick(1);
        key(Qt::Key_Return);
        QVERIFY(question("requestQuestion").contains(u"Send POST to production (live)?"_s) ||
                label(*find<QWidget>(panel(), "requestQuestion"), "questionText")
                    .contains(u"Send POST to production (live)?"_s));
        QCOMPARE(m_server->requests().size(), size_t(1));
        answer(panel(), "requestQuestion", 2); // do not send
        QCOMPARE(m_server->requests().size(), size_t(1));
        key(Qt::Key_Return);
        answer(panel(), "requestQuestion", 1); // always in this run
        QTRY_COMPARE(m_server->requests().size(), size_t(2));
        QTRY_VERIFY(!panel().isBusy());
        key(Qt::Key_Return);
        QTRY_COMPARE(m_server->requests().size(), size_t(3));
        QTRY_VERIFY(!panel().isBusy());
    }

    void asksWhereAProfileIsProduction_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QString>("environment");
        QTest::addColumn<bool>("asks");
        const QByteArray other = "# @credential prod-one\nDELETE http://h/notes\n";
        const QByteArray header = "DELETE http://h/notes\nX-A: {{profile:prod-one.token}}\n";
        QTest::newRow("another credential") << other << QString() << true;
        QTest::newRow("another credential in dev") << other << u"dev"_s << true;
        QTest::newRow("reference in a header") << header << QString() << true;
        QTest::newRow("reference in a variable")
            << "@t = {{profile:prod-one.token}}\nDELETE http://h/notes?a={{t}}\n"_qba << QString() << true;
        QTest::newRow("reference in the body")
            << "POST http://h/notes\n\n{{profile:prod-one.id_token}}\n"_qba << u"dev"_s << true;
        QTest::newRow("profile that is none")
            << QByteArray(other).replace("prod-one", "dev-one") << QString() << false;
        QTest::newRow("reading") << QByteArray(other).replace("DELETE", "GET") << QString() << false;
    }
    void asksWhereAProfileIsProduction()
    {
        QFETCH(const QByteArray, request);
        QFETCH(const QString, environment);
        QFETCH(const bool, asks);
        addProfile(u"prod-one"_s, u"prod"_s);
        addProfile(u"dev-one"_s, u"dev"_s);
        write(u"api.http"_s, QByteArray(request).replace("http://h", m_server->origin()));
        QTRY_COMPARE(tree().model()->rowCount(tree().model()->index(0, 0)), 1);
        pick(0);
        QVERIFY(environment.isEmpty() || chooser().chooseByName(environment));
        key(Qt::Key_Return);
        const auto *bar = find<QWidget>(panel(), "requestQuestion");
        QCOMPARE(bar->isVisible(), asks);
        if (!asks)
            return;
        QVERIFY(label(*bar, "questionText").contains(u"to production (prod-one)?"_s));
        QVERIFY(!panel().isBusy());
        runAll(); // and so does a run of the whole file
        QVERIFY(label(*find<QWidget>(window(), "suiteQuestion"), "questionText").contains(u"(prod-one)"_s));
    }

    void asksAgainForAnotherEnvironmentOfTheSameName()
    {
        const QByteArray same =
            "{\"live\": {\"host\": \"" + m_server->origin() + "\", \"$production\": true}}";
        writeOther(same);
        QVERIFY(chooser().chooseByName(u"live"_s));
        pick(1);
        key(Qt::Key_Return);
        answer(panel(), "requestQuestion", 1); // always in this run
        QTRY_COMPARE(m_server->requests().size(), size_t(1));
        QTRY_VERIFY(!panel().isBusy());
        openFile(path(u"other/b.http"_s));
        QCOMPARE(panel().spec().method, "DELETE"_qba);
        QVERIFY(chooser().environment().isProduction);
        key(Qt::Key_Return);
        QVERIFY(find<QWidget>(panel(), "requestQuestion")->isVisible());
        QCOMPARE(m_server->requests().size(), size_t(1));
    }

    void takesTheEnvironmentOfTheFilesFolder()
    {
        addProfile(u"prod-one"_s, u"prod"_s);
        writeOther("{\"dev\": {\"host\": \"http://other.example\", \"$profile\": \"prod-one\"}}");
        openFile(path(u"other/b.http"_s));
        ui::RequestPanel &other = panel();
        pick(0);
        QVERIFY(&other != &panel());
        QVERIFY(chooser().chooseByName(u"dev"_s));
        QCOMPARE(panel().scope().environment.variables.at("host"), m_server->origin());
        QCOMPARE(panel().scope().production, QString());
        QCOMPARE(other.scope().environment.variables.at("host"), "http://other.example"_qba);
        QCOMPARE(other.scope().profileName, u"prod-one"_s);
        QCOMPARE(other.scope().production, u"prod"_s);
        // The choice was made for one credential, and is none for another.
        tabs().setCurrentWidget(&other);
        QVERIFY(chooser().chosen() == ui::ChosenEnvironment());
    }

    void waitsNoLongerForWhatIsNotWanted_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("cancel") << 0;
        QTest::newRow("another request") << 1;
        QTest::newRow("another environment") << 2;
        QTest::newRow("another profile") << 3;
    }
    void waitsNoLongerForWhatIsNotWanted()
    {
        QFETCH(const int, what);
        pick(0);
        const requests::DenialAction wait{.kind = requests::DenialAction::Kind::Wait,
                                          .wait = std::chrono::seconds(600)};
        Q_EMIT panel().response().actionRequested(wait, {});
        const auto *timer = panel().findChild<ui::RequestRemedy *>()->findChild<QTimer *>();
        QVERIFY(timer->isActive());
        switch (what) {
        case 0:
            panel().cancel();
            break;
        case 1:
            panel().setSpec({.method = "DELETE", .url = "http://h/"});
            break;
        case 2:
            QVERIFY(chooser().chooseByName(u"live"_s));
            break;
        default:
            panel().setProfile(u"p"_s);
        }
        QVERIFY(!timer->isActive());
    }

    void judgesAssertions()
    {
        QVERIFY(find<ui::EnvironmentChooser>(window(), "environmentChooser")->chooseByName(u"dev"_s));
        pick(1);
        key(Qt::Key_Return);
        QTRY_COMPARE(label(panel(), "responseStatus"), u"201 Created"_s);
        const auto *marks = find<ui::RequestRowsTable>(panel(), "requestAssertions");
        QCOMPARE(marks->model()->index(0, 1).data().toString(), u"Passed"_s);
        QCOMPARE(m_server->requests().front().body, "{\"text\": \"hello\"}"_qba);
    }

    void savesOnlyWhatWasChanged()
    {
        pick(0);
        appendToUrl(u"?all=1"_s);
        QVERIFY(tabs().tabText(0).startsWith(u"● "_s));
        key(Qt::Key_S);
        QVERIFY(!tabs().tabText(0).startsWith(u"● "_s));
        QCOMPARE(read(u"api.http"_s), QByteArray(apiText).replace("{{path}}\n", "{{path}}?all=1\n"));
    }

    void savesANewRequest()
    {
        key(Qt::Key_T);
        QVERIFY(find<QLineEdit>(panel(), "requestUrl")->hasFocus());
        appendToUrl(u"{{host}}/new"_s);
        key(Qt::Key_S);
        auto *bar = find<QWidget>(window(), "requestSaveBar");
        QVERIFY(bar->isVisible());
        type(*bar, "saveTitle", u"Brand new"_s);
        QTest::keyClick(find<QLineEdit>(*bar, "saveTitle"), Qt::Key_Return);
        QVERIFY(!bar->isVisible());
        QVERIFY(read(u"api.http"_s).startsWith(apiText));
        QVERIFY(read(u"api.http"_s).endsWith("\n### Brand new\nGET {{host}}/new\n"));
        QCOMPARE(tree().model()->rowCount(tree().model()->index(0, 0)), 3);
        QCOMPARE(tree().currentIndex(), entry(2));
    }

    void looksAtOneAfterAnotherInOneTab()
    {
        pick(0);
        pick(1);
        QCOMPARE(tabs().count(), 1);
        QTest::mouseDClick(tree().viewport(), Qt::LeftButton, {}, tree().visualRect(entry(1)).center());
        pick(0);
        QCOMPARE(tabs().count(), 2);
    }

    void bringsAClosedTabBack()
    {
        pick(0);
        appendToUrl(u"/typed"_s);
        key(Qt::Key_W);
        QCOMPARE(tabs().count(), 0);
        QVERIFY(message(window(), "requestTabsMessage").contains(u"Who am I"_s));
        click(*find<QWidget>(window(), "requestTabsMessage"), "inlineBarAction");
        QCOMPARE(tabs().count(), 1);
        QCOMPARE(find<QLineEdit>(panel(), "requestUrl")->text(), u"{{host}}{{path}}/typed"_s);
        QVERIFY(tabs().tabText(0).startsWith(u"● "_s));
    }

    void deletesAndTakesItBack()
    {
        pick(0);
        tree().setFocus();
        QTest::keyClick(&tree(), Qt::Key_Delete);
        QVERIFY(!read(u"api.http"_s).contains("Who am I"));
        QVERIFY(read(u"api.http"_s).contains("### Write"));
        QCOMPARE(tabs().count(), 0);
        click(*find<QWidget>(window(), "collectionMessage"), "inlineBarAction");
        QCOMPARE(read(u"api.http"_s), apiText);
        QCOMPARE(tabs().count(), 1);
    }

    void followsAnotherEditor()
    {
        pick(0);
        write(u"api.http"_s, QByteArray(apiText).replace("*/*", "text/plain"));
        QTRY_COMPARE(panel().spec().headers.front().value, "text/plain"_qba);
        QVERIFY(!tabs().tabText(0).startsWith(u"● "_s));
    }

    void asksWhoseChangeIsKept_data()
    {
        QTest::addColumn<bool>("take");
        QTest::newRow("theirs") << true;
        QTest::newRow("mine") << false;
    }
    void asksWhoseChangeIsKept()
    {
        QFETCH(bool, take);
        pick(0);
        appendToUrl(u"/mine"_s);
        write(u"api.http"_s,
              "### First\nGET http://h/\n\n" + QByteArray(apiText).replace("*/*", "text/plain"));
        answer(panel(), "requestQuestion", take ? 0 : 1);
        const auto spec = panel().spec();
        QCOMPARE(spec.headers.front().value, take ? "text/plain"_qba : "*/*"_qba);
        QCOMPARE(spec.url.endsWith("/mine"), !take);
        key(Qt::Key_S);
        QVERIFY(read(u"api.http"_s).startsWith("### First\nGET http://h/\n\n@path = /me\n"));
        QCOMPARE(read(u"api.http"_s).contains("{{path}}/mine\nAccept: */*\n"), !take);
    }

    void runsAWholeFile()
    {
        QVERIFY(find<ui::EnvironmentChooser>(window(), "environmentChooser")->chooseByName(u"dev"_s));
        m_server->when("/notes", Answer::json("{}", 500));
        auto *menu = find<QMenu>(window(), "collectionMenu");
        for (QAction *action : menu->actions()) {
            if (action->text() == u"Run all files"_s)
                action->trigger();
        }
        QTRY_COMPARE(label(window(), "suiteSummary"), u"1 passed · 1 failed"_s);
        const auto *table = find<QTableView>(window(), "suiteTable");
        QCOMPARE(table->currentIndex().row(), 1);
        QVERIFY(label(window(), "suiteDetail").contains(u"status == 201"_s));
        QVERIFY(label(window(), "suiteDetail").contains(u"500"_s));
    }

    void opensAPastedCurlLine()
    {
        window().setFocus();
        QGuiApplication::clipboard()->setText(u"curl -X PUT https://h.example/a -H 'X-A: 1'"_s);
        key(Qt::Key_V);
        QVERIFY(message(window(), "messageBar").startsWith(u"This is a cURL line."_s));
        click(*find<QWidget>(window(), "messageBar"), "inlineBarAction");
        QCOMPARE(panel().spec().method, "PUT"_qba);
        QCOMPARE(panel().spec().url, "https://h.example/a"_qba);
        // It leaves as it came, with its variables filled in.
        auto *menu = find<QMenu>(panel(), "requestExportMenu");
        menu->actions().first()->trigger();
        QVERIFY(QGuiApplication::clipboard()->text().contains(u"X-A: 1"_s));
    }

    void importsIntoANewFileAndNeverASecret()
    {
        key(Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
        QDialog *import = dialog(window(), "importDialog");
        QVERIFY(import);
        const QByteArray token = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
        find<QPlainTextEdit>(*import, "importText")
            ->setPlainText(QString::fromUtf8("curl https://h.example/a -H 'Authorization: Bearer " + token +
                                             "' --cert-status"));
        const auto *list = find<QListWidget>(*import, "importList");
        QTRY_COMPARE(list->count(), 1);
        QVERIFY(list->item(0)->text().contains(u"https://h.example/a"_s));
        auto *met = find<QListWidget>(*import, "importSecrets");
        QCOMPARE(met->count(), 1);
        QVERIFY(!met->item(0)->text().contains(QString::fromUtf8(token)));
        met->item(0)->setCheckState(Qt::Unchecked); // there is no keychain here
        QCOMPARE(find<QListWidget>(*import, "importLeftOut")->count(), 1);
        click(*import, "importWrite");
        QTRY_VERIFY(!dialog(window(), "importDialog"));
        QVERIFY(read(u"imported.http"_s).contains("https://h.example/a"));
        QVERIFY(read(u"imported.http"_s).contains("{{keychain:"));
        QVERIFY(!read(u"imported.http"_s).contains(token));
        QCOMPARE(panel().spec().url, "https://h.example/a"_qba);
    }

    void cancelsWithEscape()
    {
        m_server->when("/me", Answer::failing(Answer::Fault::Silent));
        QVERIFY(find<ui::EnvironmentChooser>(window(), "environmentChooser")->chooseByName(u"dev"_s));
        pick(0);
        key(Qt::Key_L);
        key(Qt::Key_Return);
        QTRY_COMPARE(m_server->requests().size(), size_t(1));
        QVERIFY(find<QWidget>(panel(), "requestCancel")->isVisible());
        QTest::keyClick(find<QLineEdit>(panel(), "requestUrl"), Qt::Key_Escape);
        QVERIFY(!panel().isBusy());
        QTRY_COMPARE(m_server->openConnections(), 0);
    }

    void asksBeforeItQuitsWithChanges()
    {
        pick(0);
        appendToUrl(u"/x"_s);
        window().close();
        QVERIFY(window().isVisible());
        answer(window(), "windowQuestion", 0); // save and quit
        QVERIFY(!window().isVisible());
        QVERIFY(read(u"api.http"_s).contains("{{path}}/x\n"));
    }

    void listsAFileThatCannotBeRead()
    {
        write(u"broken.http"_s, QByteArray("GET http://h/\0\n", 15));
        QTRY_COMPARE(tree().model()->rowCount(), 2);
        const QModelIndex broken = tree().model()->index(1, 0);
        QVERIFY(!broken.data(Qt::UserRole + 4).toString().isEmpty());
    }
};

QTEST_MAIN(RequestWindowTest)
#include "tst_request_window.moc"
