#include "request_desk.h"

using namespace harness;

/// Requests in files: edited here and elsewhere, saved, closed, deleted, brought back.
class RequestSavingTest final : public QObject, protected RequestDesk {
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

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

QTEST_MAIN(RequestSavingTest)
#include "tst_request_saving.moc"
