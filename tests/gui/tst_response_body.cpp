#include "response_samples.h"
#include "ui/body_image.h"
#include "ui/response_difference.h"
#include "ui/widgets/json_view.h"
#include "window_input.h"

#include <QBuffer>
#include <QClipboard>
#include <QImage>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>

/// Bodies of every size and kind: their rows, the views over them, search, filter, saving, and what differs.
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
    void laysJsonOut_data();
    void laysJsonOut();
    void picksTheViewThatFits_data();
    void picksTheViewThatFits();
    void searchesAcrossPieces();
    void stepsThroughWhatWasFound();
    void filters_data();
    void filters();
    void saves();
    void givesUpSaving();
    void drawsPictures();
    void drawsNothingFromElsewhere();
    void refusesHugePictures();
    void tellsLinesApart_data();
    void tellsLinesApart();
    void givesUpOnTooManyChanges();
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
        if (!QTest::qWaitForWindowActive(&page))
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
    QVERIFY(QTest::qWaitForWindowExposed(&view));
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
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    view.setBody(bodyOf(QByteArray(1'000'000, 'x') + "\nend", 0), ui::BodyView::Form::Text);
    QTRY_VERIFY(view.isComplete());
    const qint64 before = view.rowCount();
    view.resize(450, 300);
    QTRY_VERIFY(view.isComplete() && view.rowCount() > before);
    QVERIFY(view.rowCount() > before * 18 / 10);
}

void TestResponseBody::laysJsonOut_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("laidOut");
    QTest::newRow("object") << QByteArray(R"({"a":1,"b":[1,2],"c":{}})")
                            << QByteArray("{\n  \"a\": 1,\n  \"b\": [\n    1,\n    2\n  ],\n  \"c\": {}\n}");
    QTest::newRow("strings stay") << QByteArray(R"(["a, {\"b\"] ",  "\\"])")
                                  << QByteArray("[\n  \"a, {\\\"b\\\"] \",\n  \"\\\\\"\n]");
    QTest::newRow("numbers stay") << QByteArray("[1.0, 1e400 ,-0]")
                                  << QByteArray("[\n  1.0,\n  1e400,\n  -0\n]");
    QTest::newRow("laid out already")
        << QByteArray("{\n \"a\" : [ ]\n}\n") << QByteArray("{\n  \"a\": []\n}");
    QTest::newRow("not JSON") << QByteArray("{a b}") << QByteArray("{\n  a b\n}");
}

void TestResponseBody::laysJsonOut()
{
    QFETCH(const QByteArray, json);
    const auto made = ui::prettyJson(*bodyOf(json), std::make_shared<std::atomic_bool>(false));
    QVERIFY(made);
    QFETCH(const QByteArray, laidOut);
    QCOMPARE(*(*made)->read(0, 10'000), laidOut);
    const auto stopped = ui::prettyJson(*bodyOf(json), std::make_shared<std::atomic_bool>(true));
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
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
    row("SVG", "<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", View::Image);
}

void TestResponseBody::picksTheViewThatFits()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, type);
    Page shown(body, type);
    QTEST(static_cast<int>(shown.page.view()), "view");
}

void TestResponseBody::searchesAcrossPieces()
{
    // Around the place where one piece ends and the next begins.
    const qsizetype edge = 2 * 1024 * 1024;
    for (const qsizetype at : {edge - 7, edge - 3, edge - 1, edge, edge + 1}) {
        QByteArray text(edge + 5000, '.');
        text.replace(at, 6, "Nädle");
        text.replace(100, 6, "NÄDLE");
        ui::BodySearch search;
        QSignalSpy advanced(&search, &ui::BodySearch::advanced);
        search.start(bodyOf(text, 0), u"nädle"_s, Qt::CaseInsensitive);
        QTRY_VERIFY(!search.isBusy());
        QCOMPARE(search.places().size(), size_t(2));
        QCOMPARE(search.places().back(), (json::Span{at, at + 6}));
        search.start(bodyOf(text, 0), u"Nädle"_s, Qt::CaseSensitive);
        QTRY_VERIFY(!search.isBusy());
        QCOMPARE(search.places().size(), size_t(1));
    }
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

void TestResponseBody::givesUpSaving()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"answer"_s);
    const auto stop = std::make_shared<std::atomic_bool>(true);
    const auto saved = ui::saveBody(*bodyOf("abc"), path, stop, [](qint64) {});
    QVERIFY(!saved);
    QCOMPARE(saved.error().code, ErrorCode::Cancelled);
    QVERIFY(!QFile::exists(path)); // whole or not at all
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

void TestResponseBody::drawsNothingFromElsewhere()
{
    const QTemporaryDir folder;
    const QString secret = folder.filePath(u"secret.png"_s);
    QImage red(8, 8, QImage::Format_RGB32);
    red.fill(Qt::red);
    QVERIFY(red.save(secret));
    const QByteArray svg =
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
        "width='8' height='8'><rect width='4' height='8' fill='#0000ff'/>"
        "<image width='8' height='8' xlink:href='" +
        secret.toUtf8() + "'/></svg>";
    const auto drawn = ui::decodeImage(*bodyOf(svg));
    QVERIFY(drawn);
    QCOMPARE(drawn->image.pixelColor(1, 4), QColor(Qt::blue));
    QCOMPARE(drawn->image.pixelColor(6, 4).alpha(), 0);
}

void TestResponseBody::refusesHugePictures()
{
    // A header of 60,000 × 60,000 pixels, which costs a few bytes.
    QByteArray png;
    QBuffer buffer(&png);
    QVERIFY(QImage(1, 1, QImage::Format_RGB32).save(&buffer, "PNG"));
    png.replace(16, 8, QByteArray("\0\0\xEA\x60\0\0\xEA\x60", 8));
    quint32 crc = 0xFFFFFFFF; // of IHDR (PNG, annex D)
    for (const char c : png.mid(12, 17)) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = crc & 1 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
    }
    for (int i = 0; i < 4; ++i)
        png[29 + i] = static_cast<char>(~crc >> (24 - 8 * i));
    const auto decoded = ui::decodeImage(*bodyOf(png));
    QVERIFY(!decoded);
    QCOMPARE(decoded.error().code, ErrorCode::InputTooLarge);
}

void TestResponseBody::tellsLinesApart_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QString>("runs"); // "=2 -1 +1": how many lines
    QTest::newRow("same") << QByteArray("a b c") << QByteArray("a b c") << u"=3"_s;
    QTest::newRow("changed") << QByteArray("a b c") << QByteArray("a x c") << u"=1 -1 +1 =1"_s;
    QTest::newRow("added") << QByteArray("a c") << QByteArray("a b c") << u"=1 +1 =1"_s;
    QTest::newRow("removed at the end") << QByteArray("a b c") << QByteArray("a") << u"=1 -2"_s;
    QTest::newRow("all") << QByteArray("a b") << QByteArray("x y") << u"-2 +2"_s;
    // Myers' own example (1986, figure 1): five changes.
    QTest::newRow("Myers") << QByteArray("a b c a b b a") << QByteArray("c b a b a c")
                           << u"-2 =1 +1 =2 -1 =1 +1"_s;
}

void TestResponseBody::tellsLinesApart()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    const QByteArrayList a = before.split(' '), b = after.split(' ');
    const ui::LineDifference found = ui::differenceOf(a, b);
    QStringList words;
    QByteArrayList rebuilt;
    for (const ui::LineRun &run : found.runs) {
        const char *sign = run.change == ui::LineChange::Same    ? "="
                           : run.change == ui::LineChange::Added ? "+"
                                                                 : "-";
        words << QLatin1String(sign) + QString::number(run.end - run.begin);
        if (run.change == ui::LineChange::Same)
            rebuilt += a.mid(run.begin, run.end - run.begin);
        else if (run.change == ui::LineChange::Added)
            rebuilt += b.mid(run.begin, run.end - run.begin);
    }
    QCOMPARE(rebuilt, b);
    QVERIFY(!found.isCoarse);
    QTEST(words.join(u' '), "runs");
}

void TestResponseBody::givesUpOnTooManyChanges()
{
    QByteArrayList a{"same"}, b{"same"};
    for (int i = 0; i < 1500; ++i) {
        a << "a" + QByteArray::number(i);
        b << "b" + QByteArray::number(i);
    }
    a << "end";
    b << "end";
    const ui::LineDifference found = ui::differenceOf(a, b);
    QVERIFY(found.isCoarse);
    QCOMPARE(found.removed, 1500);
    QCOMPARE(found.added, 1500);
    QCOMPARE(found.runs.size(), size_t(4));
}

QTEST_MAIN(TestResponseBody)
#include "tst_response_body.moc"
