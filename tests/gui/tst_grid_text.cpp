#include "ui/widgets/grid_text.h"
#include "ui/widgets/json_lines.h"
#include "ui/widgets/visible_text.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::ui;

class GridTextTest final : public QObject {
    Q_OBJECT

    static GridText laidOut(const QByteArray &source, TextLines lines, int columns)
    {
        GridText text;
        text.setContent(source, std::move(lines.runs), std::move(lines.lines));
        text.layOut(columns, 0);
        return text;
    }

    static QByteArray withoutSpace(const QByteArray &json)
    {
        QByteArray kept;
        bool inString = false;
        for (qsizetype i = 0; i < json.size(); ++i) {
            if (json[i] == '"')
                inString = !inString;
            if (inString || !std::isspace(static_cast<unsigned char>(json[i])))
                kept += json[i];
            if (inString && json[i] == '\\' && i + 1 < json.size())
                kept += json[++i];
        }
        return kept;
    }

private Q_SLOTS:
    void laysOutJsonByWhiteSpaceOnly_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("shown");
        QTest::newRow("object") << QByteArray("{\"a\":1,\"b\":[true,null]}")
                                << QStringLiteral("{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null\n  ]\n}");
        QTest::newRow("duplicates and order") << QByteArray("{\"z\":1,\"a\":2,\"z\":3}")
                                              << QStringLiteral("{\n  \"z\": 1,\n  \"a\": 2,\n  \"z\": 3\n}");
        QTest::newRow("raw numbers") << QByteArray("[1.0,1e3,-0,18446744073709551615]")
                                     << QStringLiteral("[\n  1.0,\n  1e3,\n  -0,\n  18446744073709551615\n]");
        QTest::newRow("escapes stay") << QByteArray("{\"a\":\"\\u202e\\/\\\"x\\\\\"}")
                                      << QStringLiteral("{\n  \"a\": \"\\u202e\\/\\\"x\\\\\"\n}");
        QTest::newRow("empty containers")
            << QByteArray("{ \"a\" : { } , \"b\":[ ] }") << QStringLiteral("{\n  \"a\": {},\n  \"b\": []\n}");
        QTest::newRow("not quite JSON")
            << QByteArray("{\"a\":tru,\"b") << QStringLiteral("{\n  \"a\": tru,\n  \"b");
        QTest::newRow("escape at the end") << QByteArray("{\"a\\") << QStringLiteral("{\n  \"a\\");
    }
    void laysOutJsonByWhiteSpaceOnly()
    {
        QFETCH(QByteArray, json);
        const GridText text = laidOut(json, jsonLines(json), 200);
        QTEST(text.textBetween({0, json.size()}), "shown");
        QCOMPARE(withoutSpace(text.textBetween({0, json.size()}).toUtf8()), withoutSpace(json));
    }

    void wrapsLongRuns()
    {
        const QByteArray source(1000, 'x');
        const GridText text = laidOut(source, plainLines(source), 80);
        QCOMPARE(text.rowCount(), 13);
        QCOMPARE(text.rowBegin(12), 960);
        QCOMPARE(text.rowEnd(12), 1000);
        QCOMPARE(text.rowOf(959), 11);
        QCOMPARE(text.columnOf(161), 1);
        QCOMPARE(text.byteAt(2, 5), 165);
    }

    void countsColumnsOfForeignLetters()
    {
        // "é" one column, "山" two, a combining mark none, U+202E a chip of eight, a stray byte a chip of
        // four.
        const QByteArray source = "\xC3\xA9\xE5\xB1\xB1"
                                  "e\xCC\x81\xE2\x80\xAE\xFFz";
        const GridText text = laidOut(source, plainLines(source), 80);
        QCOMPARE(text.columnOf(2), 1);
        QCOMPARE(text.columnOf(5), 3);
        QCOMPARE(text.columnOf(8), 4);
        QCOMPARE(text.columnOf(11), 12);
        QCOMPARE(text.columnOf(12), 16);
    }

    void stepsOverWholeCodePoints()
    {
        const QByteArray source = "a\xE5\xB1\xB1\xFFz";
        const GridText text = laidOut(source, plainLines(source), 80);
        const QList<qsizetype> places{0, 1, 4, 5, 6};
        for (qsizetype i = 0; i + 1 < places.size(); ++i) {
            QCOMPARE(text.next(places[i]), places[i + 1]);
            QCOMPARE(text.previous(places[i + 1]), places[i]);
        }
        QCOMPARE(text.next(6), 6);
        QCOMPARE(text.previous(0), 0);
    }

    void keepsBlankAndCrlfLines()
    {
        const QByteArray source = "a\r\n\r\n\nb\n";
        const GridText text = laidOut(source, plainLines(source), 80);
        QCOMPARE(text.rowCount(), 5);
        QCOMPARE(text.rowEnd(0), 1);
        QCOMPARE(text.rowBegin(3), 6);
    }

    void layoutOfBigTextIsLinear()
    {
        const QByteArray source(1024 * 1024, 'x');
        const GridText text = laidOut(source, plainLines(source), 100);
        QCOMPARE(text.rowCount(), 10486);
        int pieces = 0;
        text.forEachPiece(5000, [&pieces](const GridText::Piece &) { ++pieces; });
        QCOMPARE(pieces, 1);
    }

    void dumpsHex()
    {
        QCOMPARE(hexDump(QByteArrayView("\x00\x7F"
                                        "A0123456789abcdef",
                                        18)),
                 QByteArray("00000000  00 7f 41 30 31 32 33 34 35 36 37 38 39 61 62 63  ..A0123456789abc\n"
                            "00000010  64 65                                            de"));
    }

    void showsWhatCannotBeSeen_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("bidi") << QStringLiteral("a\u202Eb") << QStringLiteral("a⟨U+202E⟩b");
        QTest::newRow("zero width") << QStringLiteral("a\u200Bb") << QStringLiteral("a⟨U+200B⟩b");
        QTest::newRow("control") << QStringLiteral("a\tb") << QStringLiteral("a⟨U+0009⟩b");
        QTest::newRow("tag") << QString::fromUcs4(U"\U000E0041", 1) << QStringLiteral("⟨U+E0041⟩");
        QTest::newRow("letters stay") << QStringLiteral("Zoë 山田") << QStringLiteral("Zoë 山田");
        QTest::newRow("cut") << QString(20, QLatin1Char('x')) << QStringLiteral("xxxxxxxxx…");
    }
    void showsWhatCannotBeSeen()
    {
        QFETCH(QString, text);
        QTEST(visibleText(text, 10 + (text.size() < 20 ? 100 : 0)), "shown");
    }

    void toolTipsAreNeverRichText()
    {
        QVERIFY(!plainToolTip(QStringLiteral("<b>admin</b>")).contains(QStringLiteral("<b>")));
        QVERIFY(plainToolTip(QStringLiteral("<b>admin</b>")).contains(QStringLiteral("&lt;b&gt;admin")));
    }
};

QTEST_APPLESS_MAIN(GridTextTest)
#include "tst_grid_text.moc"
