#include "base/json.h"

#include <QTest>

using namespace claimcheck;
using json::Document;
using json::Type;
using json::Value;

namespace {

Document parsed(const QByteArray &text)
{
    auto document = Document::parse(text);
    if (!document)
        qFatal("%s", qPrintable(describe(document.error()).message));
    return std::move(document).value();
}

QByteArrayList namesOf(const Value &object)
{
    QByteArrayList names;
    for (const json::Member &member : object.members())
        names << member.name.toUtf8();
    return names;
}

} // namespace

class TestJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsOrderDuplicatesAndRawText();
    void givesSpansOfNamesAndValues();
    void tellsTypes();
    void sharesTheTextAndOutlivesMoves();
    void findsOnlyUniqueNames();
    void followsPointers_data();
    void followsPointers();
    void namesTheFirstDuplicate_data();
    void namesTheFirstDuplicate();
    void findsDuplicatesInLargeObjects();
    void keepsLimits();
    void readsDeepTextWithoutAStack_data();
    void readsDeepTextWithoutAStack();
    void growsWithDenseText();
    void saysWhatWasExpected();
};

void TestJson::keepsOrderDuplicatesAndRawText()
{
    const Document document = parsed(R"({"z": 1.0, "a": 18446744073709551615, "z": "\/", "e": 1E+2})");
    const auto members = document.root().members();
    QCOMPARE(namesOf(document.root()), (QByteArrayList{"z", "a", "z", "e"}));
    QCOMPARE(members[0].value.raw(), QByteArrayView("1.0"));
    QCOMPARE(members[1].value.raw(), QByteArrayView("18446744073709551615"));
    QCOMPARE(members[2].value.raw(), QByteArrayView(R"("\/")"));
    QCOMPARE(members[3].value.raw(), QByteArrayView("1E+2"));
    QCOMPARE(document.root().size(), 4);
    QCOMPARE(document.root().count("z"), 2);
    QCOMPARE(document.root().count("a"), 1);
    QCOMPARE(document.root().count("b"), 0);
}

void TestJson::givesSpansOfNamesAndValues()
{
    const Document document = parsed(" { \"a\" : [ 1 , {} ] } ");
    QCOMPARE(document.root().span(), (json::Span{1, 21}));
    const json::Member member = document.root().members().front();
    QCOMPARE(member.name.span(), (json::Span{3, 6}));
    QCOMPARE(member.value.span(), (json::Span{9, 19}));
    const auto elements = member.value.elements();
    QCOMPARE(elements[0].span(), (json::Span{11, 12}));
    QCOMPARE(elements[1].span(), (json::Span{15, 17}));
    QCOMPARE(elements[1].span().size(), 2);
}

void TestJson::tellsTypes()
{
    const Document document = parsed(R"([null,false,true,1,"1",[1],{"a":1}])");
    const auto elements = document.root().elements();
    const Type expected[] = {Type::Null,   Type::False, Type::True,  Type::Number,
                             Type::String, Type::Array, Type::Object};
    QCOMPARE(elements.size(), std::size(expected));
    for (size_t i = 0; i < elements.size(); ++i) {
        QCOMPARE(elements[i].type(), expected[i]);
        QCOMPARE(elements[i].isNumber(), i == 3);
        QCOMPARE(elements[i].isString(), i == 4);
        QCOMPARE(elements[i].isArray(), i == 5);
        QCOMPARE(elements[i].isObject(), i == 6);
        QCOMPARE(elements[i].toInteger().has_value(), i == 3);
        QCOMPARE(elements[i].toDouble().has_value(), i == 3);
        QCOMPARE(elements[i].equals("1"), i == 4);
        QCOMPARE(elements[i].size(), i >= 5 ? 1 : 0);
        QCOMPARE(elements[i].elements().size(), i == 5 ? 1u : 0u);
        QCOMPARE(elements[i].members().size(), i == 6 ? 1u : 0u);
    }
    QVERIFY(!Value().isValid() && !Value().isString() && !Value().find("a").isValid());
    QVERIFY(!Value().at("").isValid() && Value().elements().empty() && Value().size() == 0);
    QVERIFY(Value().toUtf8().isEmpty() && !Value().toInteger() && !Value().equals(""));
    QVERIFY(Document().isNull() && !Document().root().isValid() && Document().text().isEmpty());
}

void TestJson::sharesTheTextAndOutlivesMoves()
{
    const QByteArray text = R"({"name":"value"})";
    auto document = std::make_unique<Document>(parsed(text));
    QVERIFY(document->text().constData() == text.constData()); // QCOMPARE would compare text
    const Value root = document->root();
    const Document copy = *document;
    document.reset();
    QCOMPARE(root.find("name").toUtf8(), "value");
    QCOMPARE(copy.root().raw(), QByteArrayView(text));
}

void TestJson::findsOnlyUniqueNames()
{
    const Document document = parsed(R"({"a":1,"b":{"a":2},"c":[{"a":3}],"d":4,"\u0064":5,"":6})");
    const Value root = document.root();
    QCOMPARE(root.find("a").toInteger(), 1);
    QCOMPARE(root.find("b").find("a").toInteger(), 2);
    QCOMPARE(root.find("").toInteger(), 6);
    QVERIFY(!root.find("d").isValid());
    QCOMPARE(root.count("d"), 2);
    QVERIFY(!root.find("x").isValid());
    QVERIFY(!root.find("A").isValid());
    QVERIFY(!root.find("c").find("a").isValid());
}

void TestJson::followsPointers_data()
{
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QByteArray>("raw"); // empty: nothing there
    const auto row = [](const char *name, const char *pointer, const char *raw) {
        QTest::newRow(name) << QByteArray(pointer) << QByteArray(raw);
    };
    row("rfc6901-5 array", "/foo", R"(["bar","baz"])");
    row("rfc6901-5 element", "/foo/0", R"("bar")");
    row("rfc6901-5 empty name", "/", "0");
    row("rfc6901-5 slash", "/a~1b", "1");
    row("rfc6901-5 percent", "/c%d", "2");
    row("rfc6901-5 quote", "/k\"l", "6");
    row("rfc6901-5 space", "/ ", "7");
    row("rfc6901-5 tilde", "/m~0n", "8");
    row("last element", "/foo/1", R"("baz")");
    row("deep", "/deep/0/x/1", "true");
    row("tilde and one", "/~01", "9");
    row("behind the end", "/foo/2", "");
    row("the dash", "/foo/-", "");
    row("leading zero", "/foo/00", "");
    row("sign", "/foo/+0", "");
    row("letters after the index", "/foo/1x", "");
    row("empty index", "/foo/", "");
    row("huge index", "/foo/4294967296", "");
    row("no slash", "foo", "");
    row("half an escape", "/m~", "");
    row("unknown escape", "/m~2n", "");
    row("into a number", "/ /0", "");
    row("absent", "/bar/0", "");
    row("ambiguous", "/twice", "");
}

void TestJson::followsPointers()
{
    QFETCH(QByteArray, pointer);
    QFETCH(QByteArray, raw);
    const Document document =
        parsed(R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"k\"l":6," ":7,"m~n":8,"~1":9,)"
               R"("deep":[{"x":[{"y":[1,2]},true]}],"twice":1,"twice":2})");
    const Value found = document.root().at(pointer);
    QCOMPARE(found.isValid() ? found.raw().toByteArray() : QByteArray(), raw);
    QCOMPARE(document.root().at("").raw(), document.root().raw());
}

void TestJson::namesTheFirstDuplicate_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("offset"); // of the second appearance; -1: none
    const auto row = [](const char *name, const char *text, int offset) {
        QTest::newRow(name) << QByteArray(text) << offset;
    };
    row("none", R"({"a":1,"b":{"a":1}})", -1);
    row("same name in siblings", R"([{"a":1},{"a":1}])", -1);
    row("scalar", "1", -1);
    row("next to each other", R"({"a":1,"a":2})", 7);
    row("apart", R"({"a":1,"b":2,"a":3})", 13);
    row("three times", R"({"a":1,"a":2,"a":3})", 7);
    row("two names", R"({"b":1,"a":2,"a":3,"b":4})", 13);
    row("escaped", R"({"a":1,"\u0061":2})", 7);
    row("empty name", R"({"":1,"":2})", 6);
    row("inside", R"({"a":{"b":1,"b":2}})", 12);
    row("inside before outside", R"({"a":{"b":1,"b":2},"a":3})", 12);
    row("outside before inside", R"({"a":1,"a":{"b":1,"b":2}})", 7);
    row("in an array", R"([[],[{"x":0},{"y":1,"y":2}]])", 20);
}

void TestJson::namesTheFirstDuplicate()
{
    QFETCH(QByteArray, text);
    QFETCH(int, offset);
    const Document document = parsed(text);
    const auto found = json::firstDuplicate(document.root());
    QCOMPARE(found.has_value(), offset >= 0);
    if (found) {
        QCOMPARE(found->name.span().begin, offset);
        QVERIFY(found->value.span().begin > found->name.span().end);
    }
}

void TestJson::findsDuplicatesInLargeObjects()
{
    QByteArray text = "{";
    for (int i = 0; i < 100000; ++i)
        text += "\"name" + QByteArray::number(i) + "\":{},";
    const Document unique = parsed(text + "\"last\":0}");
    QVERIFY(!json::firstDuplicate(unique.root()));
    const Document document = parsed(text + "\"name7\":0}");
    const auto found = json::firstDuplicate(document.root());
    QVERIFY(found);
    QCOMPARE(found->name.span().begin, text.size());
}

void TestJson::keepsLimits()
{
    const auto error = [](const QByteArray &text, json::Limits limits) {
        const auto document = Document::parse(text, limits);
        return document ? QByteArray()
                        : codeName(document.error().code) + '@' + QByteArray::number(document.error().offset);
    };
    QCOMPARE(error("[[[]]]", {.depth = 3}), "");
    QCOMPARE(error("[[[]]]", {.depth = 2}), "JsonTooDeep@2");
    QCOMPARE(error(R"({"a":{"b":[]}})", {.depth = 2}), "JsonTooDeep@10");
    QCOMPARE(error("[[],[],[[]]]", {.depth = 2}), "JsonTooDeep@8");
    QCOMPARE(error("1", {.depth = 0}), "");
    QCOMPARE(error("[]", {.depth = 0}), "JsonTooDeep@0");
    QCOMPARE(error("[1,2]", {.bytes = 5}), "");
    QCOMPARE(error("[1,2]", {.bytes = 4}), "JsonTooLarge@4");
    QCOMPARE(error(QByteArray(512, '[') + QByteArray(512, ']'), {}), "");
    QCOMPARE(error(QByteArray(513, '[') + QByteArray(513, ']'), {}), "JsonTooDeep@512");
    QCOMPARE(error(QByteArray(100000, '['), {}), "JsonTooDeep@512");
}

void TestJson::readsDeepTextWithoutAStack_data()
{
    QTest::addColumn<QByteArray>("opening");
    QTest::addColumn<QByteArray>("closing");
    QTest::newRow("arrays") << QByteArray("[") << QByteArray("]");
    QTest::newRow("objects") << QByteArray("{\"a\":") << QByteArray("}");
}

void TestJson::readsDeepTextWithoutAStack()
{
    QFETCH(QByteArray, opening);
    QFETCH(QByteArray, closing);
    constexpr int depth = 1000000;
    const auto document =
        Document::parse(opening.repeated(depth) + "0" + closing.repeated(depth), {.depth = depth});
    QVERIFY(document);
    QCOMPARE(document->root().size(), 1);
    QVERIFY(!json::firstDuplicate(document->root()));
    const auto open = Document::parse(opening.repeated(depth), {.depth = depth});
    QVERIFY(!open);
    QCOMPARE(open.error().offset, opening.size() * depth);
}

/// Two bytes a node: more nodes than were reserved.
void TestJson::growsWithDenseText()
{
    QByteArray text = "[0";
    for (int i = 1; i < 5000; ++i)
        text += i % 2 ? ",1" : ",2";
    const Document document = parsed(text + "]");
    const auto elements = document.root().elements();
    QCOMPARE(elements.size(), 5000u);
    QCOMPARE(elements[4999].toInteger(), 1);
    QCOMPARE(elements[4998].toInteger(), 2);
}

void TestJson::saysWhatWasExpected()
{
    const auto message = [](const QByteArray &text) {
        Error error = Document::parse(text).error();
        error.subject = QStringLiteral("The payload");
        return describe(error).message;
    };
    QCOMPARE(message("[1 2]"),
             QStringLiteral("The payload is not JSON: a comma or ] is expected at byte 3."));
    QCOMPARE(message("[1,"), QStringLiteral("The payload is not JSON: it ends too early, after 3 bytes."));
    QCOMPARE(message("\xEF\xBB\xBF{}"),
             QStringLiteral("The payload is not JSON: it begins with a byte order mark."));
    QCOMPARE(message("{} x"), QStringLiteral("The payload has more text after the JSON value."));
    QCOMPARE(describe(Document::parse("").error()).message,
             QStringLiteral("The text is empty where JSON is expected."));
}

QTEST_APPLESS_MAIN(TestJson)
#include "tst_json.moc"
