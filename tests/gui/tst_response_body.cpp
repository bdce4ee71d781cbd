#include "support/patience.h"
#include "response_samples.h"
#include "ui/body_image.h"
#include "ui/widgets/json_view.h"
#include "window_input.h"

#include <QBuffer>
#include <QClipboard>
#include <QImage>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>

/// Bodies of every size and kind: their rows, and the views over them.
class TestResponseBody final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cutsRows_data();
    void cutsRows();
    void rowsGrowWithTheBody();
    void findsTheRowOfAByte();
    void goesToTheEndOfALargeBody();
    void showsHex();
    void selectsAndCopies();
    void movesByLetters();
    void wrapsAnewWhenItIsMadeNarrower();
    void picksTheViewThatFits_data();
    void picksTheViewThatFits();
    void stepsThroughWhatWasFound();
    void filters_data();
    void filters();
    void saves();
    void drawsPictures();
    void drawsAnSvgOnlyWhenItIsAsked_data();
    void drawsAnSvgOnlyWhenItIsAsked();
};

using namespace harness;
using namespace samples_of_answers;

namespace {

/// Rows of all of it, each with "|" where a line ends.
QStringList allRows(const ui::BodyRows &rows)
{
    QStringList texts;
    const auto read = rows.rows(0, rows.rowCount());
    for (const ui::BodyRow &row : read ? *read : std::vector<ui::BodyRow>())
        texts << QString::fromUtf8(row.text) + (row.endsLine ? u"|"_s : QString());
    return texts;
}

struct Page {
    explicit Page(const QByteArray &body, const QByteArray &type = {}, qint64 inMemory = 8 * 1024 * 1024)
    {
        page.resize(800, 500);
        page.show();
        page.activateWindow();
        if (!QTest::qWaitForWindowActive(&page, claimcheck::test::busyMachineMs))
            QTest::qFail("the page does not get the keyboard", __FILE__, __LINE__);
        page.setBody(bodyOf(body, inMemory), type, QUrl(u"https://api.example/report"_s));
    }
    template <class T>
    T &get(const char *name)
    {
        return *find<T>(page, name);
    }
    ui::BodyPage page;
};

/// More lines than anybody would scroll through, a word near the last byte.
QByteArray manyLines()
{
    QByteArray text;
    for (int i = 0; i < 60'000; ++i)
        text += "line " + QByteArray::number(i) + " of a long answer\n";
    return text + "the needle is here\nend";
}

} // namespace

void TestResponseBody::cutsRows_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("rows");
    QTest::newRow("nothing") << QByteArray() << QStringList{QString()};
    QTest::newRow("one line") << QByteArray("abc") << QStringList{u"abc"_s};
    QTest::newRow("line ends") << QByteArray("a\nb\r\n\nc\n")
                               << QStringList{u"a|"_s, u"b|"_s, u"|"_s, u"c|"_s, u""_s};
    QTest::newRow("exactly the width")
        << QByteArray("0123456789\nx") << QStringList{u"0123456789|"_s, u"x"_s};
    QTest::newRow("one more") << QByteArray("0123456789a\nx")
                              << QStringList{u"0123456789"_s, u"a|"_s, u"x"_s};
    QTest::newRow("wide letters") << QByteArray("漢字漢字漢字") << QStringList{u"漢字漢字漢"_s, u"字"_s};
    QTest::newRow("a letter that does not fit is not cut")
        << QByteArray("012345678漢") << QStringList{u"012345678"_s, u"漢"_s};
    QTest::newRow("tab") << QByteArray("1234567\ta") << QStringList{u"1234567"_s, u"\ta"_s};
}

void TestResponseBody::cutsRows()
{
    QFETCH(const QByteArray, text);
    ui::BodyRows rows(bodyOf(text), 10);
    QVERIFY(rows.readOn(1 << 20));
    QVERIFY(rows.isComplete());
    QTEST(allRows(rows), "rows");
}

void TestResponseBody::rowsGrowWithTheBody()
{
    // Pieces of every length, which cut lines, letters and CRLF in two, give the rows of the whole.
    QRandomGenerator random(7);
    QByteArray text;
    for (int i = 0; i < 3000; ++i) {
        static const QByteArray parts[] = {"a", "bc", " ", "\n", "\r\n", "漢", "é", "0123456789", "\n\n"};
        text += parts[random.bounded(9)];
    }
    const auto whole = std::make_shared<requests::Overflow>();
    QVERIFY(whole->append(text));
    ui::BodyRows expected(whole, 20);
    QVERIFY(expected.readOn(1 << 20));
    const auto growing = std::make_shared<requests::Overflow>();
    ui::BodyRows rows(growing, 20);
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype size = random.bounded(1, 40);
        QVERIFY(growing->append(text.mid(at, size)));
        QVERIFY(rows.readOn(1 << 20));
        at += size;
    }
    QVERIFY(rows.isComplete());
    QCOMPARE(rows.rowCount(), expected.rowCount());
    for (qint64 row = 0; row < rows.rowCount(); row += 100)
        QCOMPARE(rows.rows(row, 1)->front().text, expected.rows(row, 1)->front().text);
}

void TestResponseBody::findsTheRowOfAByte()
{
    const QByteArray text = manyLines();
    ui::BodyRows rows(bodyOf(text, 0), 80);
    while (!rows.isComplete())
        QVERIFY(rows.readOn(100'000));
    QCOMPARE(rows.rowCount(), 60'002);
    for (const qint64 row : {0, 1, 63, 64, 65, 30'000, 60'000, 60'001}) {
        const auto here = rows.rows(row, 1);
        QCOMPARE(*rows.rowOf(here->front().begin), row);
        QCOMPARE(*rows.rowOf(here->front().begin + 3), row);
    }
    QCOMPARE(rows.rows(60'000, 1)->front().text, "the needle is here"_qba);
}

void TestResponseBody::goesToTheEndOfALargeBody()
{
    ui::BodyView view;
    view.resize(700, 300);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view, claimcheck::test::busyMachineMs));
    view.setBody(bodyOf(manyLines(), 0), ui::BodyView::Form::Text);
    QVERIFY(view.visibleRows().startsWith(u"line 0 of"_s));
    view.setFocus();
    QTest::keyClick(&view, Qt::Key_End, Qt::ControlModifier); // before every row is known
    QTRY_VERIFY(view.isComplete());
    QTRY_VERIFY(view.visibleRows().trimmed().endsWith(u"the needle is here\nend"_s));
    QCOMPARE(view.cursor(), view.body()->size());
    QCOMPARE(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
    QTest::keyClick(&view, Qt::Key_Home, Qt::ControlModifier);
    QVERIFY(view.visibleRows().startsWith(u"line 0 of"_s));
}

void TestResponseBody::showsHex()
{
    Page shown(QByteArray("\x00\x01\xFFhello, hex view", 18), "application/octet-stream");
    auto &view = shown.get<ui::BodyView>("responseText");
    QCOMPARE(shown.page.view(), ui::BodyPage::View::Hex);
    QCOMPARE(view.rowCount(), 2);
    view.setFocus();
    QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"00 01 ff"_s);
}

void TestResponseBody::selectsAndCopies()
{
    Page shown("first word\nsecond line\n", "text/plain");
    auto &view = shown.get<ui::BodyView>("responseText");
    const QPoint inWord(view.fontMetrics().averageCharWidth() * 2, view.rowHeight() + 4);
    QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, inWord);
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"second"_s);
    QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"first word\nsecond line\n"_s);
}

void TestResponseBody::movesByLetters()
{
    Page shown("aé漢\r\nb", "text/plain");
    auto &view = shown.get<ui::BodyView>("responseText");
    view.setFocus();
    QList<qint64> places;
    for (int i = 0; i < 5; ++i) {
        QTest::keyClick(&view, Qt::Key_Right);
        places << view.cursor();
    }
    QCOMPARE(places, (QList<qint64>{1, 3, 6, 8, 9}));
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(&view, Qt::Key_Left);
    QCOMPARE(view.cursor(), 3);
    QTest::keyClick(&view, Qt::Key_Down);
    QCOMPARE(view.cursor(), 9);
    QTest::keyClick(&view, Qt::Key_Home);
    QCOMPARE(view.cursor(), 8);
}

void TestResponseBody::wrapsAnewWhenItIsMadeNarrower()
{
    ui::BodyView view;
    view.resize(900, 300);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view, claimcheck::test::busyMachineMs));
    view.setBody(bodyOf(QByteArray(1'000'000, 'x') + "\nend", 0), ui::BodyView::Form::Text);
    QTRY_VERIFY(view.isComplete());
    const qint64 before = view.rowCount();
    view.resize(450, 300);
    QTRY_VERIFY(view.isComplete() && view.rowCount() > before);
    QVERIFY(view.rowCount() > before * 18 / 10);
}

void TestResponseBody::picksTheViewThatFits_data()
{
    using View = ui::BodyPage::View;
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<int>("view");
    QByteArray png;
    QBuffer buffer(&png);
    QImage(4, 4, QImage::Format_RGB32).save(&buffer, "PNG");
    const auto row = [](const char *name, const QByteArray &body, const char *type, View view) {
        QTest::newRow(name) << body << QByteArray(type) << static_cast<int>(view);
    };
    row("JSON", "{\"a\":1}", "application/json", View::Json);
    row("JSON without a type", "[1]", "", View::Json);
    row("problem", "{\"a\":1}", "application/problem+json", View::Json);
    row("nearly JSON", "{not", "text/plain", View::Text);
    row("HTML", "<p>hi", "text/html", View::Text);
    row("events", "data: {}\n\n", "text/event-stream", View::Text);
    row("NDJSON", "{\"a\":1}\n{\"a\":2}\n", "application/x-ndjson", View::Text);
    row("bytes", QByteArray("\0\1", 2), "text/plain", View::Hex);
    row("Latin-1", "caf\xE9 au lait", "text/plain", View::Hex);
    row("picture by its bytes", png, "text/plain", View::Image);
    row("SVG", "<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", View::Text);
}

void TestResponseBody::picksTheViewThatFits()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, type);
    Page shown(body, type);
    QTEST(static_cast<int>(shown.page.view()), "view");
}

void TestResponseBody::stepsThroughWhatWasFound()
{
    Page shown(manyLines(), "text/plain", 0);
    auto &view = shown.get<ui::BodyView>("responseText");
    view.setFocus();
    QTest::keyClick(&view, Qt::Key_F, Qt::ControlModifier);
    type(shown.page, "findText", u"needle is"_s);
    QTRY_COMPARE(label(shown.page, "findCount"), u"1 of 1"_s);
    QTRY_VERIFY(view.visibleRows().contains(u"the needle is here"_s));
    type(shown.page, "findText", u"line 5999"_s);
    QTRY_COMPARE(label(shown.page, "findCount"), u"1 of 11"_s);
    QTest::keyClick(find<QLineEdit>(shown.page, "findText"), Qt::Key_Return);
    QCOMPARE(label(shown.page, "findCount"), u"2 of 11"_s);
    QTest::keyClick(find<QLineEdit>(shown.page, "findText"), Qt::Key_Return, Qt::ShiftModifier);
    QTest::keyClick(find<QLineEdit>(shown.page, "findText"), Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(label(shown.page, "findCount"), u"11 of 11"_s);
    type(shown.page, "findText", u"nowhere"_s);
    QTRY_COMPARE(label(shown.page, "findCount"), u"Not found"_s);
}

void TestResponseBody::filters_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QByteArray>("chosen");
    QTest::addColumn<QString>("said");
    QTest::newRow("pointer") << u"/data/0/id"_s << QByteArray("1.0") << u"The filter chose one value."_s;
    QTest::newRow("path") << u"$..id"_s << QByteArray("[1.0,2]") << u"The filter chose 2 values."_s;
    QTest::newRow("nothing") << u"/none"_s << QByteArray("[]")
                             << u"Nothing in the answer is chosen by this filter."_s;
    QTest::newRow("wrong") << u"$["_s << QByteArray() << QString();
}

void TestResponseBody::filters()
{
    QFETCH(const QString, filter);
    QFETCH(const QByteArray, chosen);
    QFETCH(const QString, said);
    Page shown(R"({"data":[{"id":1.0},{"id":2}]})", "application/json");
    type(shown.page, "responseFilter", filter);
    QTest::keyClick(find<QLineEdit>(shown.page, "responseFilter"), Qt::Key_Return);
    QTRY_VERIFY(!message(shown.page, "responseBodyMessage").isEmpty());
    if (said.isEmpty()) {
        QCOMPARE(find<ui::InlineBar>(shown.page, "responseBodyMessage")->kind(), ui::InlineBar::Kind::Error);
        return;
    }
    QCOMPARE(message(shown.page, "responseBodyMessage"), said);
    QCOMPARE(shown.get<ui::JsonView>("responseBody").source(), chosen);
    shown.get<QLineEdit>("responseFilter").clear();
    QTest::keyClick(find<QLineEdit>(shown.page, "responseFilter"), Qt::Key_Return);
    QTRY_VERIFY(shown.get<ui::JsonView>("responseBody").source().startsWith("{\"data\""));
}

void TestResponseBody::saves()
{
    const QTemporaryDir folder;
    const QByteArray text = manyLines();
    Page shown(text, "text/plain", 0);
    const QString path = folder.filePath(u"answer.txt"_s);
    shown.page.save(path);
    QTRY_VERIFY(message(shown.page, "responseBodyMessage").startsWith(u"Saved to "_s));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), text);
    shown.page.save(u"/nowhere/at/all"_s);
    QTRY_COMPARE(find<ui::InlineBar>(shown.page, "responseBodyMessage")->kind(), ui::InlineBar::Kind::Error);
}

void TestResponseBody::drawsPictures()
{
    QByteArray png;
    QBuffer buffer(&png);
    QImage image(64, 48, QImage::Format_RGB32);
    image.fill(Qt::red);
    QVERIFY(image.save(&buffer, "PNG"));
    Page shown(png, "image/png");
    auto &picture = shown.get<ui::BodyImage>("responseImage");
    QTRY_COMPARE(picture.image().size(), QSize(64, 48));
    QTRY_VERIFY(find<ui::ElidedLabel>(shown.page, "responseBodyFacts")->text().endsWith(u"PNG · 64 × 48"_s));
    const auto broken = ui::decodeImage(*bodyOf(png.left(60)));
    QVERIFY(!broken);
    QCOMPARE(broken.error().code, ErrorCode::FileUnreadable);
}

void TestResponseBody::drawsAnSvgOnlyWhenItIsAsked_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<bool>("drawn");
    QTest::newRow("SVG") << QByteArray("image/svg+xml; charset=utf-8") << true;
    QTest::newRow("by its content alone") << QByteArray("text/html") << false;
}

void TestResponseBody::drawsAnSvgOnlyWhenItIsAsked()
{
    QFETCH(const QByteArray, type);
    QFETCH(const bool, drawn);
    Page shown("<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'/>", type);
    const auto &picture = shown.get<ui::BodyImage>("responseImage");
    auto &bar = shown.get<ui::InlineBar>("responseBodyMessage");
    QCOMPARE(shown.page.view(), ui::BodyPage::View::Text);
    QCOMPARE(bar.isVisible(), drawn);
    if (drawn) {
        click(bar, "inlineBarAction");
        QTRY_COMPARE(picture.image().size(), QSize(8, 8));
        return;
    }
    auto &choice = shown.get<QComboBox>("responseView");
    choice.setCurrentIndex(choice.findText(u"Image"_s));
    Q_EMIT choice.activated(choice.currentIndex());
    QCOMPARE(bar.kind(), ui::InlineBar::Kind::Error);
    QVERIFY(picture.image().isNull());
}

QTEST_MAIN(TestResponseBody)
#include "tst_response_body.moc"
