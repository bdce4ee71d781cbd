#include "base/json.h"

#include <QTest>

using namespace claimcheck;
using json::Document;

namespace {

Document parsed(const QByteArray &text)
{
    auto document = Document::parse(text);
    if (!document)
        qFatal("%s", qPrintable(describe(document.error()).message));
    return std::move(document).value();
}

} // namespace

class TestJsonValues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decodesStrings_data();
    void decodesStrings();
    void readsIntegers_data();
    void readsIntegers();
    void readsDoubles_data();
    void readsDoubles();
};

void TestJsonValues::decodesStrings_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("utf8");
    const auto row = [](const char *name, const char *text, const QByteArray &utf8) {
        QTest::newRow(name) << QByteArray(text) << utf8;
    };
    row("plain", R"("abc")", "abc");
    row("empty", R"("")", "");
    row("each short escape", R"("\"\\\/\b\f\n\r\t")", "\"\\/\b\f\n\r\t");
    row("between escapes", R"("a\nb\tc")", "a\nb\tc");
    row("one, two and three bytes", R"("\u0041\u00e9\u20AC")", "A\xC3\xA9\xE2\x82\xAC");
    row("edges", R"("\u007f\u0080\u07ff\u0800\uffff")", "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF");
    row("NUL", R"("a\u0000b")", QByteArray("a\0b", 3));
    row("nothing but escapes", R"("\u0061\u0062")", "ab");
    row("pair", R"("\ud83d\ude00")", "\xF0\x9F\x98\x80");
    row("last code point", R"("\udbff\udfff")", "\xF4\x8F\xBF\xBF");
    row("lone high", R"("\ud83d")", "\xEF\xBF\xBD");
    row("lone high, then text", R"("\ud83dx")", "\xEF\xBF\xBDx");
    row("lone high, then escape", R"("\ud83d\n")", "\xEF\xBF\xBD\n");
    row("lone high, then letter", R"("\ud83d\u0041")",
        "\xEF\xBF\xBD"
        "A");
    row("two highs and a low", R"("\ud83d\ud83d\ude00")", "\xEF\xBF\xBD\xF0\x9F\x98\x80");
    row("lone low", R"("\ude00\ud83d")", "\xEF\xBF\xBD\xEF\xBF\xBD");
    row("raw text stays", "\"Zo\xC3\xAB\\n\"", "Zo\xC3\xAB\n");
    row("byte order mark stays", "\"\xEF\xBB\xBFx\"", "\xEF\xBB\xBFx");
    row("escaped byte order mark stays", R"("\ufeffx")", "\xEF\xBB\xBFx");
}

void TestJsonValues::decodesStrings()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, utf8);
    const Document document = parsed(text);
    QCOMPARE(document.root().toUtf8(), utf8);
    QCOMPARE(document.root().toString().toUtf8(), utf8);
    QVERIFY(document.root().equals(utf8));
    QVERIFY(!document.root().equals(utf8 + 'x'));
    const Document name = parsed("{" + text + ":7}");
    QCOMPARE(name.root().find(utf8).toInteger(), 7);
}

void TestJsonValues::readsIntegers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected"); // empty: not a 64-bit integer
    const auto row = [](const char *text, const char *expected) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(expected);
    };
    row("0", "0");
    row("-0", "0");
    row("-0.000e5", "0");
    row("0e999999999999999999999999", "0");
    row("1767225600", "1767225600");
    row("-1", "-1");
    row("10.0", "10");
    row("1e1", "10");
    row("1E+1", "10");
    row("1.5e1", "15");
    row("0.5e1", "5");
    row("0.05e2", "5");
    row("0.0500e3", "50");
    row("100e-2", "1");
    row("1200.00e-2", "12");
    row("1.23456789e8", "123456789");
    row("9223372036854775807", "9223372036854775807");
    row("9223372036854775807.000", "9223372036854775807");
    row("9.223372036854775807e18", "9223372036854775807");
    row("-9223372036854775808", "-9223372036854775808");
    row("0.9223372036854775807e19", "9223372036854775807");
    row("1e18", "1000000000000000000");
    row("9223372036854775808", "");
    row("-9223372036854775809", "");
    row("9999999999999999999", "");
    row("1e19", "");
    row("18446744073709551616", "");
    row("18446744073709551617", "");
    row("1e999999999999999999999999", "");
    row("1e18446744073709551617", ""); // 2^64 + 1
    row("1e-1", "");
    row("1e-999999999999999999999999", "");
    row("1.5", "");
    row("0.1", "");
    row("15e-1", "");
    row("9007199254740993.5", "");
    row("9007199254740993", "9007199254740993");
}

void TestJsonValues::readsIntegers()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const auto integer = parsed(text).root().toInteger();
    QCOMPARE(integer ? QByteArray::number(*integer) : QByteArray(), expected);
}

void TestJsonValues::readsDoubles_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("inRange");
    QTest::addColumn<double>("expected");
    const auto row = [](const char *text, bool inRange, double expected) {
        QTest::newRow(text) << QByteArray(text) << inRange << expected;
    };
    row("0", true, 0);
    row("1.5", true, 1.5);
    row("-1.5e3", true, -1500);
    row("1e+5", true, 1e5);
    row("1767225600.25", true, 1767225600.25);
    row("18446744073709551615", true, 18446744073709551616.0);
    row("1.7976931348623157e308", true, 1.7976931348623157e308);
    row("1e309", false, 0);
    row("-1e309", false, 0);
    row("1e999999999999999999999999", false, 0);
    row("0.0001e400", false, 0);
    row("4.9e-324", true, 4.9e-324);
    row("1e-400", true, 0);
    row("-1e-999999999999999999999999", true, 0);
    row("1000000e-400", true, 0);
    row("0e999999999999999999999999", true, 0);
}

void TestJsonValues::readsDoubles()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, inRange);
    QFETCH(double, expected);
    const auto number = parsed(text).root().toDouble();
    QCOMPARE(number.has_value(), inRange);
    if (number)
        QVERIFY(*number == expected);
}

QTEST_APPLESS_MAIN(TestJsonValues)
#include "tst_json_values.moc"
