#include "support/patience.h"
#include "reading_samples.h"

#include "ui/theme.h"
#include "ui/token_panel.h"
#include "ui/widgets/json_place.h"
#include "ui/widgets/json_view.h"
#include "ui/widgets/text_search.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>
#include <QToolButton>

using namespace claimcheck;
using namespace claimcheck::ui;
using samples::find;

/// Folding, searching and copying in the JSON, and the rows of the claims that open.
class ReadingJsonTest final : public QObject {
    Q_OBJECT

    FixedClock m_clock{samples::moment(samples::nowSeconds)};
    std::unique_ptr<TokenPanel> m_panel;

    void show(const QByteArray &payload) { m_panel->setToken(samples::token(payload)); }
    JsonView *payload() const { return find<JsonView>(*m_panel, "payloadView"); }
    QTableView *claims() const { return find<QTableView>(*m_panel, "claimsTable"); }
    QString cell(int row, int column) const
    {
        return claims()->model()->index(row, column).data().toString();
    }
    QString count() const { return find<QLabel>(*m_panel, "findCount")->text(); }
    void search(const QString &text) const
    {
        QTest::keyClick(m_panel.get(), Qt::Key_F, Qt::ControlModifier);
        QTest::keyClicks(find<QLineEdit>(*m_panel, "findText"), text);
    }
    static QString clipboard() { return QApplication::clipboard()->text(); }

private Q_SLOTS:
    void init()
    {
        m_panel = std::make_unique<TokenPanel>(m_clock);
        m_panel->setTimeZone(TokenPanel::TimeZone::Utc);
        m_panel->resize(1200, 860);
        m_panel->show();
        m_panel->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get(), claimcheck::test::busyMachineMs));
    }
    void cleanup() { m_panel.reset(); }

    void foldsWithAClickOnTheGutter()
    {
        show("{\"a\":{\"b\":1,\"c\":[1,2]},\"d\":2}");
        const qsizetype all = payload()->rowCount();
        QCOMPARE(all, 10);
        const qsizetype brace = payload()->source().indexOf("{\"b\"");
        const QPoint gutter(payload()->gutter() / 2, payload()->cursorRectangle(brace).center().y());
        QTest::mouseClick(payload()->viewport(), Qt::LeftButton, {}, gutter);
        QCOMPARE(payload()->rowCount(), 4);
        QVERIFY(payload()->isHidden(payload()->source().indexOf("\"b\"")));
        QVERIFY(!payload()->isHidden(payload()->source().indexOf("\"d\"")));
        QTest::mouseClick(payload()->viewport(), Qt::LeftButton, {}, gutter);
        QCOMPARE(payload()->rowCount(), all);
    }

    void foldsWithKeysAtABrace()
    {
        show("{\"a\":{\"b\":1,\"c\":[1,2]},\"d\":2}");
        const qsizetype brace = payload()->source().indexOf("{\"b\"");
        payload()->setFocus();
        payload()->select({brace, brace});
        QTest::keyClick(payload(), Qt::Key_Left);
        QCOMPARE(payload()->rowCount(), 4);
        QCOMPARE(payload()->cursor(), brace);
        QTest::keyClick(payload(), Qt::Key_Right);
        QCOMPARE(payload()->rowCount(), 10);
        QCOMPARE(payload()->cursor(), brace);
        // What is folded is stepped over.
        QTest::keyClick(payload(), Qt::Key_Minus);
        QTest::keyClick(payload(), Qt::Key_End);
        QTest::keyClick(payload(), Qt::Key_Right);
        QCOMPARE(payload()->cursor(), payload()->source().indexOf("\"d\""));
        QTest::keyClick(payload(), Qt::Key_Left);
        QCOMPARE(payload()->cursor(), brace + 1);
    }

    void foldsAllBelow()
    {
        show("{\"a\":{\"b\":1,\"c\":[1,2]},\"d\":2}");
        payload()->setFocus();
        payload()->select({0, 0});
        QTest::keyClick(payload(), Qt::Key_Slash);
        QCOMPARE(payload()->rowCount(), 1);
        QTest::keyClick(payload(), Qt::Key_Plus);
        QCOMPARE(payload()->rowCount(), 4); // what is inside stays folded
        payload()->select({0, 0});
        QTest::keyClick(payload(), Qt::Key_Asterisk);
        QCOMPARE(payload()->rowCount(), 10);
    }

    void whatIsLitIsUnfolded()
    {
        show("{\"a\":{\"b\":1,\"c\":[1,2]},\"d\":2}");
        payload()->foldBelow(0, true);
        const QRect row = claims()->visualRect(claims()->model()->index(1, 1));
        QTest::mouseClick(claims()->viewport(), Qt::LeftButton, {}, row.center());
        QVERIFY(!payload()->isHidden(payload()->source().indexOf("\"d\"")));
        QCOMPARE(payload()->rowCount(), 4); // and no more than that
    }

    void depthAndWidthAreFoldedAtOnce()
    {
        const QByteArray deep = QByteArray(100000, '[') + QByteArray(100000, ']');
        show(deep);
        QTRY_VERIFY(m_panel->report());
        QCOMPARE(payload()->rowCount(), 199999);
        payload()->foldBelow(0, true);
        QCOMPARE(payload()->rowCount(), 1);
        payload()->select({100000, 100000});
        QVERIFY(payload()->rowCount() > 100000);
    }

    void findsInHeaderAndPayload()
    {
        show("{\"alg\":\"RS256\",\"name\":\"rs256\",\"n\":{\"deep\":\"Rs256\"}}");
        search(QStringLiteral("rs256"));
        QCOMPARE(count(), QStringLiteral("1 of 4"));
        auto *header = find<JsonView>(*m_panel, "headerView");
        QCOMPARE(header->selectedText(), QStringLiteral("RS256"));
        auto *field = find<QLineEdit>(*m_panel, "findText");
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(count(), QStringLiteral("2 of 4"));
        QCOMPARE(payload()->selection().begin, payload()->source().indexOf("RS256"));
        QTest::keyClick(field, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClick(field, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(count(), QStringLiteral("4 of 4"));
        QCOMPARE(payload()->selectedText(), QStringLiteral("Rs256"));
        QTest::mouseClick(find<QToolButton>(*m_panel, "findCase"), Qt::LeftButton);
        QCOMPARE(count(), QStringLiteral("1 of 1"));
        QCOMPARE(payload()->selectedText(), QStringLiteral("rs256"));
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!find<QWidget>(*m_panel, "findBar")->isVisible());
        QVERIFY(payload()->marks().empty());
        QVERIFY(payload()->hasFocus());
    }

    void aSearchOpensWhatIsFolded()
    {
        show("{\"a\":{\"b\":{\"needle\":1}}}");
        payload()->foldBelow(0, true);
        search(QStringLiteral("needle"));
        QVERIFY(!payload()->isHidden(payload()->source().indexOf("needle")));
    }

    void places_data()
    {
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("exact");
        QTest::addColumn<QByteArray>("found"); // begin-end …
        QTest::newRow("none") << QByteArray("abc") << QStringLiteral("x") << false << QByteArray();
        QTest::newRow("apart") << QByteArray("aaaa") << QStringLiteral("aa") << true << QByteArray("0-2 2-4");
        QTest::newRow("case") << QByteArray("aA") << QStringLiteral("a") << true << QByteArray("0-1");
        QTest::newRow("no case") << QByteArray("aA") << QStringLiteral("a") << false << QByteArray("0-1 1-2");
        QTest::newRow("letters of other scripts, after an emoji")
            << QByteArray("\xF0\x9F\x98\x80 \xC3\x89 \xC3\xA9") << QStringLiteral("\u00E9") << false
            << QByteArray("5-7 8-10");
        QTest::newRow("not UTF-8") << QByteArray("\xFF"
                                                 "A\xFF"
                                                 "a")
                                   << QStringLiteral("a") << false << QByteArray("1-2 3-4");
    }
    void places()
    {
        QFETCH(QByteArray, source);
        QFETCH(QString, text);
        QFETCH(bool, exact);
        QByteArray found;
        for (const json::Span span :
             placesOf(text, source, exact ? Qt::CaseSensitive : Qt::CaseInsensitive, 10))
            found += ' ' + QByteArray::number(span.begin) + '-' + QByteArray::number(span.end);
        QTEST(found.trimmed(), "found");
    }

    void aSearchReadsEscapes()
    {
        show("{\"n\\u0061me\":\"\\u00e9t\\u00e9 plain\",\"other\":\"plain \\\\u0061\"}");
        search({});
        find<QLineEdit>(*m_panel, "findText")->setText(QStringLiteral("été"));
        QCOMPARE(count(), QStringLiteral("1 of 1"));
        QCOMPARE(payload()->source().mid(payload()->selection().begin, payload()->selection().size()),
                 QByteArray("\"\\u00e9t\\u00e9 plain\""));
        find<QLineEdit>(*m_panel, "findText")->setText(QStringLiteral("name"));
        QCOMPARE(count(), QStringLiteral("1 of 1"));
        // What is found as it stands is not counted twice.
        find<QLineEdit>(*m_panel, "findText")->setText(QStringLiteral("plain"));
        QCOMPARE(count(), QStringLiteral("1 of 2"));
    }

    void copiesValuePointerAndPart()
    {
        const QByteArray text = "{ \"a/b\":{\"~\":[\"x\",{\"n\\u0061me\":\"t\\\"ext\"}]} }";
        show(text);
        const qsizetype at = payload()->source().indexOf("t\\\"ext");
        payload()->setFocus();
        payload()->select({at, at});
        QTest::keyClick(payload(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(clipboard(), QStringLiteral("t\"ext"));
        QTest::keyClick(payload(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(clipboard(), QStringLiteral("/a~1b/~0/1/name"));
        // The pointer leads there.
        const auto document = json::Document::parse(text);
        QVERIFY(document->root().at(clipboard().toUtf8()).equals("t\"ext"));

        QContextMenuEvent event(QContextMenuEvent::Keyboard, {1, 1}, payload()->mapToGlobal(QPoint(1, 1)));
        QApplication::sendEvent(payload()->viewport(), &event);
        auto *menu = payload()->findChild<QMenu *>();
        QVERIFY(menu);
        menu->findChild<QAction *>(QStringLiteral("copyPart"))->trigger();
        QCOMPARE(clipboard().toUtf8(), text);
        menu->close();
    }

    void aRepeatedNameHasNoPointerOfItsOwn()
    {
        const auto document = json::Document::parse("{\"a\":1,\"b\":{\"c\":1,\"c\":2},\"d\":[0]}");
        QCOMPARE(placeAt(document->root(), 20).pointer, QByteArray("/b/c"));
        QVERIFY(!placeAt(document->root(), 20).isUnique);
        QVERIFY(placeAt(document->root(), 2).isUnique);
        QCOMPARE(placeAt(document->root(), 0).pointer, QByteArray());
    }

    void claimsOpen()
    {
        show("{\"scope\":\"openid "
             "notes:read\",\"address\":{\"street\":{\"no\":7},\"city\":\"X\"},\"plain\":1}");
        QCOMPARE(claims()->model()->rowCount(), 3);
        claims()->setFocus();
        claims()->selectRow(1);
        QTest::keyClick(claims(), Qt::Key_Right);
        QCOMPARE(claims()->model()->rowCount(), 5);
        QCOMPARE(cell(2, 0), QStringLiteral("street"));
        QCOMPARE(cell(3, 1), QStringLiteral("X"));
        // A detail lights its own bytes.
        claims()->selectRow(2);
        const json::Span lit = payload()->highlighted();
        QCOMPARE(payload()->source().mid(lit.begin, lit.size()), QByteArray("\"street\":{\"no\":7}"));
        QTest::keyClick(claims(), Qt::Key_Right);
        QCOMPARE(cell(3, 0), QStringLiteral("no"));
        // Left goes up, then closes all of it.
        claims()->selectRow(3);
        QTest::keyClick(claims(), Qt::Key_Left);
        QCOMPARE(claims()->currentIndex().row(), 2);
        claims()->selectRow(1);
        QTest::keyClick(claims(), Qt::Key_Left);
        QCOMPARE(claims()->model()->rowCount(), 3);
        // A click on the triangle of the scopes.
        const QRect name = claims()->visualRect(claims()->model()->index(0, 0));
        QTest::mouseClick(claims()->viewport(), Qt::LeftButton, {},
                          name.topLeft() + QPoint(8, name.height() / 2));
        QCOMPARE(claims()->model()->rowCount(), 5);
        QCOMPARE(cell(1, 0), QStringLiteral("openid"));
        QCOMPARE(cell(1, 2), QStringLiteral("Sign in with OpenID Connect."));
        QCOMPARE(cell(2, 0), QStringLiteral("notes:read"));
    }

    void whatWasOpenedStaysOpenWhenTimeGoesOn()
    {
        show("{\"address\":{\"city\":\"X\"},\"exp\":1795294709}");
        claims()->selectRow(0);
        QTest::keyClick(claims(), Qt::Key_Right);
        QCOMPARE(claims()->model()->rowCount(), 3);
        auto *asOf = find<QLineEdit>(*m_panel, "asOf");
        asOf->setFocus();
        QTest::keyClicks(asOf, QStringLiteral("1795294800"));
        QTest::keyClick(asOf, Qt::Key_Return);
        QTRY_COMPARE(m_panel->report()->at, samples::moment(1795294800));
        QCOMPARE(claims()->model()->rowCount(), 3);
        QCOMPARE(cell(1, 0), QStringLiteral("city"));
    }

    void bytesAreCountedWhenAsked()
    {
        show("{\"a\":1,\"b\":\"xx\"}");
        constexpr int sizeColumn = 4;
        QVERIFY(claims()->isColumnHidden(sizeColumn));
        QCOMPARE(cell(0, sizeColumn), QStringLiteral("6")); // "a":1,
        QCOMPARE(cell(1, sizeColumn), QStringLiteral("9"));
        claims()->selectRow(0);
        Q_EMIT claims()->customContextMenuRequested({4, 4});
        auto *sizes = m_panel->findChild<QAction *>(QStringLiteral("showSizes"));
        QVERIFY(sizes);
        sizes->trigger();
        QVERIFY(!claims()->isColumnHidden(sizeColumn));
    }

    void limitsAreNamedWhereTheyEnd()
    {
        show("{\"a\":1}");
        QVERIFY(!find<QLabel>(*m_panel, "sizeLine")->isVisible());
        show("{\"first\":1,\"groups\":\"" + QByteArray(4000, 'g') + "\"}");
        auto *label = find<QLabel>(*m_panel, "sizeLine");
        QVERIFY(label->isVisible());
        QVERIFY(label->text().contains(u"too long for a cookie (4 KB), which ends in “groups”."));
        QVERIFY(!label->text().contains(u"header"));
    }
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme::install(application);
    ReadingJsonTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_reading_json.moc"
