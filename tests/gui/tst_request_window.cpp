#include "support/patience.h"
#include "request_desk.h"
#include "ui/import_dialog.h"
#include "ui/request_remedy.h"
#include "ui/request_rows_table.h"
#include "ui/response_panel.h"

#include <QClipboard>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QTimer>

using namespace harness;

/// Requests that are sent: by whom, where, asked about, judged, run, imported.
class RequestWindowTest final : public QObject, protected RequestDesk {
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

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

    void stepsThroughTabsFromAnyField()
    {
        for (int i = 0; i < 3; ++i)
            key(Qt::Key_T);
        auto *tabs = find<QTabWidget>(window(), "requestTabWidget");
        QCOMPARE(tabs->currentIndex(), 2);
        // Also where tabs within the request would take the key.
        find<ui::RequestRowsTable>(panel(), "requestHeaders")->setFocus();
        const int page = find<QTabWidget>(panel(), "requestCompose")->currentIndex();
        key(Qt::Key_Tab);
        QCOMPARE(tabs->currentIndex(), 0); // round at the end
        QVERIFY(find<QLineEdit>(panel(), "requestUrl")->hasFocus());
        key(Qt::Key_PageUp);
        QCOMPARE(tabs->currentIndex(), 2);
        QCOMPARE(find<QTabWidget>(panel(), "requestCompose")->currentIndex(), page);
        key(Qt::Key_PageDown);
        QCOMPARE(tabs->currentIndex(), 0);
    }

    void saysWhatHasNoValue()
    {
        pick(0);
        key(Qt::Key_Return); // no environment: nobody knows the host
        QTRY_VERIFY(message(panel(), "requestMessage").contains(u"host"_s));
        // Said once: on the side of the answer nothing has happened.
        QVERIFY(find<QWidget>(panel(), "responseHint")->isVisible());
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

    void asksOnceForAProfileInATabAndOnItsPage()
    {
        addProfile(u"prod-one"_s, u"prod"_s);
        const auto profile = m_desktop->services.profiles.byName(u"prod-one"_s);
        chooser().choose({ui::ChosenEnvironment::Kind::Profile, profile->id});
        pick(1);
        key(Qt::Key_Return);
        answer(panel(), "requestQuestion", 1); // always in this run
        QTRY_VERIFY(!panel().isBusy());
        auto *list = find<QTreeView>(window(), "sidebar");
        list->setCurrentIndex(list->model()->index(0, 0, list->model()->index(1, 0)));
        auto *pages = find<QTabWidget>(window(), "profilePages");
        pages->setCurrentIndex(1);
        auto *page = qobject_cast<ui::RequestPanel *>(pages->currentWidget());
        QVERIFY(page);
        page->setSpec({.method = "DELETE", .url = "/notes"});
        page->send();
        QVERIFY(!find<QWidget>(*page, "requestQuestion")->isVisible());
        QTRY_COMPARE(label(*page, "responseStatus"), u"No answer"_s); // it was let go
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
        // The choice was made for the other folder's file, and comes back with it.
        QVERIFY(chooser().chosen() == ui::ChosenEnvironment());
        pick(0);
        QVERIFY(chooser().environment().isProduction);
        openFile(path(u"other/b.http"_s));
        QVERIFY(chooser().chosen() == ui::ChosenEnvironment());
        QVERIFY(chooser().chooseByName(u"live"_s));
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

    void leadsToAProfileWhereThereIsNone()
    {
        pick(0);
        const requests::DenialAction use{.kind = requests::DenialAction::Kind::UseProfile};
        Q_EMIT panel().response().actionRequested(use, {});
        QVERIFY(message(panel(), "requestMessage").startsWith(u"There is no profile yet."_s));
        QVERIFY(!panel().isBusy());
        addProfile(u"one"_s, u"dev"_s);
        Q_EMIT panel().response().actionRequested(use, {});
        QVERIFY(find<QWidget>(panel(), "requestCredential")->hasFocus());
        QCOMPARE(m_server->requests().size(), size_t(0)); // the same again would fail the same
    }

    /// What a server publishes about itself is read in a tab of its own: the request that failed stays, and
    /// nothing of it goes there.
    void looksBesideTheRequestThatFailed()
    {
        QVERIFY(chooser().chooseByName(u"dev"_s));
        pick(1); // a POST with a body
        const requests::RequestSpec failed = panel().spec();
        requests::Sent sent;
        sent.request.url = m_server->url("/notes");
        m_server->when("/meta", Answer::json("{}"));
        const int before = tabs().count();
        Q_EMIT panel().response().actionRequested({.kind = requests::DenialAction::Kind::ReadMetadata,
                                                   .text = u"elsewhere"_s,
                                                   .url = m_server->url("/meta?a={{path}}")},
                                                  sent);
        QTRY_COMPARE(m_server->requests().size(), size_t(1));
        QTRY_VERIFY(!panel().isBusy());
        QCOMPARE(tabs().count(), before + 1);
        const test::SeenRequest seen = m_server->requests().front();
        QCOMPARE(seen.method + ' ' + seen.path(), "GET /meta"_qba);
        QVERIFY(seen.body.isEmpty() && !seen.has("Authorization") && !seen.has("Cookie"));
        QVERIFY2(!seen.target.contains("/me&") && !seen.target.endsWith("/me"), seen.target); // no variable
        tabs().setCurrentIndex(tabs().currentIndex() - 1);
        QVERIFY(panel().spec() == failed);
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

    void aPastedLineThatSendsAFileIsShownFirst()
    {
        window().setFocus();
        QGuiApplication::clipboard()->setText(u"curl https://h.example/a --data-binary @/etc/hostname"_s);
        key(Qt::Key_V);
        click(*find<QWidget>(window(), "messageBar"), "inlineBarAction");
        QDialog *import = dialog(window(), "importDialog");
        QVERIFY(import);
        const auto *list = find<QListWidget>(*import, "importList");
        QTRY_COMPARE(list->count(), 1);
        QVERIFY(list->item(0)->text().endsWith(u" · sends the file /etc/hostname"_s));
        import->reject();
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

    void anImportThatIsStillReadIsCancelled()
    {
        key(Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
        QDialog *import = dialog(window(), "importDialog");
        QVERIFY(import);
        QByteArray har = "{\"log\":{\"version\":\"1.2\",\"entries\":[";
        for (int i = 0; i < 3000; ++i)
            har += QByteArray(i > 0 ? "," : "") +
                   "{\"request\":{\"method\":\"GET\",\"url\":\"https://h.example/" + QByteArray::number(i) +
                   "\",\"headers\":[],\"queryString\":[]},\"response\":{\"status\":200}}";
        write(u"long.har"_s, har + "]}}");
        qobject_cast<ui::ImportDialog *>(import)->setFile(path(u"long.har"_s));
        QVERIFY(find<QWidget>(*import, "importProgress")->isVisible());
        QVERIFY(!find<QPushButton>(*import, "importWrite")->isEnabled());
        const QPointer<QDialog> gone(import);
        click(*import, "importCancel");
        QTRY_VERIFY(!gone);
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window(), claimcheck::test::busyMachineMs));
        // The next one is not disturbed by what the worker still does for the one before.
        key(Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
        import = dialog(window(), "importDialog");
        QVERIFY(import);
        find<QPlainTextEdit>(*import, "importText")->setPlainText(u"curl https://h.example/next"_s);
        const auto *list = find<QListWidget>(*import, "importList");
        QTRY_COMPARE(list->count(), 1);
        QVERIFY(list->item(0)->text().contains(u"/next"_s));
        QVERIFY(!QFile::exists(path(u"imported.http"_s)));
        import->reject();
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
};

QTEST_MAIN(RequestWindowTest)
#include "tst_request_window.moc"
