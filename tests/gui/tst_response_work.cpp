#include "response_samples.h"
#include "ui/body_image.h"
#include "ui/response_difference.h"
#include "ui/response_facts.h"

#include <QBuffer>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

/// What workers make of a body: laid out, searched, saved, drawn, compared.
class TestResponseWork final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void laysJsonOut_data();
    void laysJsonOut();
    void searchesAcrossPieces();
    void givesUpSaving();
    void drawsNothingFromElsewhere();
    void drawsOnlyWhatStaysInside_data();
    void drawsOnlyWhatStaysInside();
    void drawsNothingTooDeep();
    void refusesHugePictures();
    void tellsLinesApart_data();
    void tellsLinesApart();
    void givesUpOnTooManyChanges();
    void judgesCookies_data();
    void judgesCookies();
};

using namespace samples_of_answers;
using namespace Qt::StringLiterals;

void TestResponseWork::laysJsonOut_data()
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

void TestResponseWork::laysJsonOut()
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

void TestResponseWork::searchesAcrossPieces()
{
    // Around the place where one piece ends and the next begins.
    const qsizetype edge = 2 * 1024 * 1024;
    for (const qsizetype at : {edge - 7, edge - 3, edge - 1, edge, edge + 1}) {
        QByteArray text(edge + 5000, '.');
        text.replace(at, 6, "Nädle");
        text.replace(100, 6, "NÄDLE");
        ui::BodySearch search;
        search.start(bodyOf(text, 0), u"nädle"_s, Qt::CaseInsensitive);
        QTRY_VERIFY(!search.isBusy());
        QCOMPARE(search.places().size(), size_t(2));
        QCOMPARE(search.places().back(), (json::Span{at, at + 6}));
        search.start(bodyOf(text, 0), u"Nädle"_s, Qt::CaseSensitive);
        QTRY_VERIFY(!search.isBusy());
        QCOMPARE(search.places().size(), size_t(1));
    }
}

void TestResponseWork::givesUpSaving()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"answer"_s);
    const auto stop = std::make_shared<std::atomic_bool>(true);
    const auto saved = ui::saveBody(*bodyOf("abc"), path, stop, [](qint64) {});
    QVERIFY(!saved);
    QCOMPARE(saved.error().code, ErrorCode::Cancelled);
    QVERIFY(!QFile::exists(path)); // whole or not at all
}

void TestResponseWork::drawsNothingFromElsewhere()
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

void TestResponseWork::drawsOnlyWhatStaysInside_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("inside");
    const auto row = [](const char *name, const QByteArray &before, const QByteArray &inside) {
        QTest::newRow(name) << before << inside;
    };
    const QByteArray black = "<rect width='8' height='8'/>";
    const QByteArray red = "<rect id='a' width='8' height='8' fill='#ff0000'/>";
    row("nothing more", {}, black);
    row("style sheet", "<?xml-stylesheet type=\"text/css\" href=\"FILE\"?>", black);
    row("DTD", "<!DOCTYPE svg [<!ENTITY a 'b'>]>", black);
    row("style", {}, "<style>rect { fill: #ff0000 }</style>" + black);
    row("use", {}, "<defs>" + red + "</defs>" + black + "<use xlink:href='#a'/>");
    row("pattern", {}, black + "<pattern id='p' width='8' height='8'>" + red + "</pattern>");
    row("dashes", {}, "<rect width='8' height='8' stroke='#000000' stroke-dasharray='1e-5'/>");
}

void TestResponseWork::drawsOnlyWhatStaysInside()
{
    QFETCH(QByteArray, before);
    QFETCH(const QByteArray, inside);
    const QTemporaryDir folder;
    QFile sheet(folder.filePath(u"sheet.css"_s));
    QVERIFY(sheet.open(QIODevice::WriteOnly));
    sheet.write("rect { fill: #ff0000 }");
    sheet.close();
    const QByteArray path = sheet.fileName().toUtf8();
    const auto drawn = ui::decodeImage(
        *bodyOf("<?xml version='1.0'?>" + before.replace("FILE", path) +
                "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
                "width='8' height='8'>" +
                inside + "</svg>"));
    QVERIFY(drawn);
    QCOMPARE(drawn->image.pixelColor(6, 4), QColor(Qt::black));
}

void TestResponseWork::drawsNothingTooDeep()
{
    const QByteArray deep = QByteArray("<g>").repeated(100'000) + QByteArray("</g>").repeated(100'000);
    const auto drawn = ui::decodeImage(*bodyOf("<svg xmlns='http://www.w3.org/2000/svg'>" + deep + "</svg>"));
    QVERIFY(!drawn);
    QCOMPARE(drawn.error().code, ErrorCode::FileUnreadable);
}

void TestResponseWork::refusesHugePictures()
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

void TestResponseWork::tellsLinesApart_data()
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

void TestResponseWork::tellsLinesApart()
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

void TestResponseWork::givesUpOnTooManyChanges()
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

void TestResponseWork::judgesCookies_data()
{
    QTest::addColumn<QByteArray>("cookie");
    QTest::addColumn<QString>("flags");
    QTest::addColumn<QString>("remark");
    const QByteArray good = "a=b; Path=/; Secure; HttpOnly; SameSite=Strict";
    const QString all = u"Secure, HttpOnly, SameSite=Strict"_s;
    QTest::newRow("nothing wrong") << good << all << QString();
    QTest::newRow("no Secure") << QByteArray(good).replace(" Secure;", "") << u"HttpOnly, SameSite=Strict"_s
                               << u"Without Secure it also goes over plain http."_s;
    QTest::newRow("no HttpOnly") << QByteArray(good).replace(" HttpOnly;", "") << u"Secure, SameSite=Strict"_s
                                 << u"Without HttpOnly the page's scripts can read it."_s;
    QTest::newRow("no SameSite")
        << QByteArray(good).replace("; SameSite=Strict", "") << u"Secure, HttpOnly"_s
        << u"Without SameSite: most browsers read it as Lax, some send it everywhere."_s;
    QTest::newRow("a domain")
        << good + "; Domain=example" << all
        << u"With Domain it goes to all hosts below that name; here it returns to this host alone."_s;
    QTest::newRow("deleted") << good + "; Max-Age=0" << all
                             << u"This deletes the cookie: its end has passed."_s;
    QTest::newRow("__Host- kept") << "__Host-" + good << all << QString();
    QTest::newRow("__Host- with another path")
        << "__Host-" + QByteArray(good).replace("Path=/", "Path=/a") << all
        << u"__Host- asks for Secure, Path=/ and no Domain: browsers do not take it."_s;
}

void TestResponseWork::judgesCookies()
{
    QFETCH(const QByteArray, cookie);
    http::Response answer = answered(200, {}).answer.value();
    answer.headers = {{"Set-Cookie", cookie}};
    const ui::TextRows rows = ui::cookieRows(answer, TimePoint(std::chrono::seconds(1795294457)));
    QCOMPARE(rows.size(), size_t(1));
    QTEST(rows.front().cells.value(4), "flags");
    QTEST(rows.front().cells.value(5), "remark");
}

QTEST_MAIN(TestResponseWork)
#include "tst_response_work.moc"
