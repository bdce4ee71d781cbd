#include "base/json.h"
#include "base/json_writer.h"

#include <QTest>

#include <limits>

using namespace claimcheck;

class TestJsonWriter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesInOrder();
    void writesStrings_data();
    void writesStrings();
};

void TestJsonWriter::writesInOrder()
{
    json::Writer writer;
    writer.beginObject();
    writer.member("z", "text");
    writer.member("a", QStringView(u"é"));
    writer.name("list");
    writer.beginArray();
    writer.integer(std::numeric_limits<qint64>::min());
    writer.boolean(true);
    writer.boolean(false);
    writer.null();
    writer.raw("1.0");
    writer.beginObject();
    writer.endObject();
    writer.beginArray();
    writer.endArray();
    writer.string("end");
    writer.endArray();
    writer.name("o");
    writer.beginObject();
    writer.name("x");
    writer.integer(1);
    writer.endObject();
    writer.member("z", "again");
    writer.endObject();
    const QByteArray expected =
        R"({"z":"text","a":"é","list":[-9223372036854775808,true,false,null,1.0,{},[],"end"],)"
        R"("o":{"x":1},"z":"again"})";
    QCOMPARE(writer.take(), expected);
    writer.string("anew");
    QCOMPARE(writer.take(), "\"anew\"");
}

void TestJsonWriter::writesStrings_data()
{
    QTest::addColumn<QByteArray>("utf8");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const QByteArray &utf8, const char *text) {
        QTest::newRow(name) << utf8 << QByteArray(text);
    };
    row("empty", "", R"("")");
    row("quote and backslash", "\"\\/", R"("\"\\/")");
    row("short escapes", "\b\f\n\r\t", R"("\b\f\n\r\t")");
    row("control characters", QByteArray("\0\x01\x1f", 3), R"("\u0000\u0001\u001f")");
    row("beyond ASCII", "é😀", "\"é😀\"");
    row("not UTF-8",
        "a\xFF"
        "b\xC3",
        "\"a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD\"");
}

void TestJsonWriter::writesStrings()
{
    QFETCH(QByteArray, utf8);
    QFETCH(QByteArray, text);
    QCOMPARE(json::quoted(utf8), text);
    if (QUtf8StringView(utf8).isValidUtf8())
        QCOMPARE(json::Document::parse(text)->root().toUtf8(), utf8);
    const QChar lone(0xD800);
    json::Writer writer;
    writer.string(QStringView(&lone, 1));
    QVERIFY(json::Document::parse(writer.take()));
}

QTEST_APPLESS_MAIN(TestJsonWriter)
#include "tst_json_writer.moc"
