#include "inspect/compare.h"
#include "report_tools.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;
using namespace claimcheck::inspect::testing;

class TestCompare : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatBecameOfAClaim_data();
    void tellsWhatBecameOfAClaim();
    void comparesHeaders();
    void keepsTheOrderOfTheFirst();
    void knowsIdentityTextAndSignature();
    void writesJson();
    void takesTenThousandClaims();
    void stopsWhenAsked();
};

namespace {

jose::ParsedToken token(const QByteArray &claims, const QByteArray &header = "{\"alg\":\"HS256\"}")
{
    return jose::ParsedToken::parse(tokenOf(claims, header));
}

/// "part pointer change before|after delta +added -removed", and only what is not the same.
QString shown(const Comparison &comparison)
{
    QStringList lines;
    for (const Difference &d : comparison.differences) {
        if (d.change == Change::Same)
            continue;
        QString line = jose::partName(d.part) + u' ' + d.pointer + u' ' +
                       QString::fromLatin1(changeName(d.change)) + u' ' + QString::fromUtf8(d.before) + u'|' +
                       QString::fromUtf8(d.after);
        if (d.deltaSeconds)
            line += QStringLiteral(" %1 s").arg(*d.deltaSeconds);
        for (const QString &word : d.added)
            line += QStringLiteral(" +") + word;
        for (const QString &word : d.removed)
            line += QStringLiteral(" -") + word;
        lines << line;
    }
    return lines.join(QStringLiteral("; "));
}

} // namespace

void TestCompare::tellsWhatBecameOfAClaim_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *before, const char *after, const char *expected) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(after) << QString::fromUtf8(expected);
    };
    row("the same", "{\"sub\":\"a\",\"n\":1}", "{\"sub\":\"a\",\"n\":1}", "");
    row("another order", "{\"sub\":\"a\",\"n\":1}", "{\"n\":1,\"sub\":\"a\"}", "");
    row("changed", "{\"sub\":\"a\"}", "{\"sub\":\"b\"}", "payload /sub changed \"a\"|\"b\"");
    row("added", "{}", "{\"sub\":\"b\"}", "payload /sub added |\"b\"");
    row("removed", "{\"sub\":null}", "{}", "payload /sub removed null|");
    row("an escape", "{\"sub\":\"a\"}", "{\"sub\":\"\\u0061\"}", "payload /sub respelled \"a\"|\"\\u0061\"");
    row("a number's spelling", "{\"n\":10}", "{\"n\":1e1}", "payload /n respelled 10|1e1");
    row("numbers beyond exactness", "{\"n\":18446744073709551616}", "{\"n\":18446744073709551617}",
        "payload /n changed 18446744073709551616|18446744073709551617");
    row("another type", "{\"n\":1}", "{\"n\":\"1\"}", "payload /n changed 1|\"1\"");
    row("a time", "{\"exp\":1000}", "{\"exp\":4600.5}", "payload /exp changed 1000|4600.5 3600.5 s");
    row("no time", "{\"n\":1000}", "{\"n\":4600}", "payload /n changed 1000|4600");
    row("a time that is a text", "{\"exp\":1000}", "{\"exp\":\"4600\"}",
        "payload /exp changed 1000|\"4600\"");
    row("a scope", "{\"scope\":\"a b c\"}", "{\"scope\":\"c d a\"}",
        "payload /scope changed \"a b c\"|\"c d a\" +d -b");
    row("a list", "{\"aud\":[\"a\",\"b\"]}", "{\"aud\":[\"b\",1]}",
        "payload /aud changed [\"a\",\"b\"]|[\"b\",1] +1 -a");
    row("a list in another order", "{\"aud\":[\"a\",\"b\"]}", "{\"aud\":[\"b\",\"a\"]}",
        "payload /aud changed [\"a\",\"b\"]|[\"b\",\"a\"]");
    row("inside an object", "{\"o\":{\"p/q\":{\"x\":1,\"y\":2}}}", "{\"o\":{\"p/q\":{\"x\":1,\"y\":3}}}",
        "payload /o/p~1q/y changed 2|3");
    row("an object's order", "{\"o\":{\"x\":1,\"y\":2}}", "{\"o\":{\"y\":2,\"x\":1}}",
        "payload /o respelled {\"x\":1,\"y\":2}|{\"y\":2,\"x\":1}");
    row("an object becomes a text", "{\"o\":{}}", "{\"o\":\"{}\"}", "payload /o changed {}|\"{}\"");
    row("a repeated name", "{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":3}", "payload /a#2 changed 2|3");
    row("a repeated name that went", "{\"a\":1,\"a\":2}", "{\"a\":1}", "payload /a#2 removed 2|");
    row("a repeated name inside", "{\"o\":{\"a\":1,\"a\":2}}", "{\"o\":{\"a\":1,\"a\" :2}}", "");
    row("a name that looks numbered", "{\"a\":1,\"a\":2,\"a#2\":3}", "{\"a\":1,\"a\":9,\"a#2\":3}",
        "payload /a#2 changed 2|9");
    row("deeper order", "{\"o\":{\"p\":{\"x\":1,\"y\":2},\"q\":1}}",
        "{\"o\":{\"q\":1,\"p\":{\"y\":2,\"x\":1}}}",
        "payload /o respelled {\"p\":{\"x\":1,\"y\":2},\"q\":1}|{\"q\":1,\"p\":{\"y\":2,\"x\":1}}");
    row("one of two inside", "{\"o\":{\"p\":{\"x\":1,\"y\":2},\"q\":1}}",
        "{\"o\":{\"p\":{\"y\":2,\"x\":1},\"q\":2}}",
        "payload /o/p respelled {\"x\":1,\"y\":2}|{\"y\":2,\"x\":1}; payload /o/q changed 1|2");
    row("claims that cannot be read", "{\"a\":1", "{\"a\":1}", "payload /a added |1");
}

void TestCompare::tellsWhatBecameOfAClaim()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QString, expected);
    const Comparison comparison = compare(token(before), token(after));
    QCOMPARE(shown(comparison), expected);
    QCOMPARE(comparison.changes() == 0, expected.isEmpty());
}

void TestCompare::comparesHeaders()
{
    const Comparison comparison = compare(token("{}", "{\"alg\":\"HS256\",\"kid\":\"1\"}"),
                                          token("{}", "{\"alg\":\"HS256\",\"kid\":\"2\"}"));
    QCOMPARE(shown(comparison), QStringLiteral("header /kid changed \"1\"|\"2\""));
}

void TestCompare::keepsTheOrderOfTheFirst()
{
    const Comparison comparison =
        compare(token("{\"z\":1,\"a\":1}"), token("{\"new\":1,\"a\":1,\"z\":1,\"newer\":1}"));
    QStringList pointers;
    for (const Difference &difference : comparison.differences)
        pointers << difference.pointer;
    QCOMPARE(pointers, (QStringList{QStringLiteral("/alg"), QStringLiteral("/z"), QStringLiteral("/a"),
                                    QStringLiteral("/new"), QStringLiteral("/newer")}));
}

void TestCompare::knowsIdentityTextAndSignature()
{
    const QByteArray text = tokenOf("{\"iss\":\"i\",\"sub\":\"s\",\"n\":1}", "{\"alg\":\"HS256\"}");
    const auto one = jose::ParsedToken::parse(text);
    const Comparison same = compare(one, one);
    QVERIFY(same.sameText && same.sameIdentity && same.sameSignature);

    const auto other = token("{\"iss\":\"i\",\"sub\":\"s\",\"n\":2}");
    QVERIFY(!compare(one, other).sameText);
    QVERIFY(compare(one, other).sameIdentity);
    QVERIFY(!compare(one, token("{\"iss\":\"i\",\"sub\":\"t\"}")).sameIdentity);
    QVERIFY(!compare(token("{\"sub\":\"s\"}"), token("{\"sub\":\"s\"}")).sameIdentity);

    const auto signature = [](const char *text64) {
        return jose::ParsedToken::parse(QByteArray("eyJhbGciOiJIUzI1NiJ9.e30.") + text64);
    };
    QVERIFY(compare(signature("AAAA"), signature("AAAA")).sameSignature);
    QVERIFY(!compare(signature("AAAA"), signature("AAAB")).sameSignature);
    QVERIFY(!compare(signature(""), signature("")).sameSignature);
}

void TestCompare::writesJson()
{
    const Comparison comparison =
        compare(token("{\"exp\":1,\"aud\":[\"a\"],\"x\":1}"), token("{\"exp\":3,\"aud\":[\"b\"],\"y\":2}"));
    const Result<json::Document> document = json::Document::parse(toJson(comparison));
    QVERIFY(bool(document));
    const json::Value root = document->root();
    QCOMPARE(root.at("/same").type(), json::Type::False);
    QCOMPARE(root.at("/differences/1/pointer").toUtf8(), QByteArray("/exp"));
    QCOMPARE(root.at("/differences/1/deltaSeconds").raw().toByteArray(), QByteArray("2"));
    QCOMPARE(root.at("/differences/2/added/0").toUtf8(), QByteArray("b"));
    QCOMPARE(root.at("/differences/2/removed/0").toUtf8(), QByteArray("a"));
    QCOMPARE(root.at("/differences/3/change").toUtf8(), QByteArray("removed"));
    QCOMPARE(root.at("/differences/3/before").toUtf8(), QByteArray("1"));
    QCOMPARE(root.at("/differences/3/after").type(), json::Type::Null);
    QCOMPARE(root.at("/differences/4/before").type(), json::Type::Null);
}

void TestCompare::takesTenThousandClaims()
{
    QByteArray before = "{", after = "{";
    for (int i = 0; i < 10'000; ++i) {
        const QByteArray name = "\"c" + QByteArray::number(i) + "\":";
        before += name + "1,";
        after += name + (i % 2 ? "1," : "2,");
    }
    before.back() = after.back() = '}';
    QCOMPARE(compare(token(before), token(after)).changes(), 5000u);
}

void TestCompare::stopsWhenAsked()
{
    std::stop_source stop;
    stop.request_stop();
    const auto one = token("{\"a\":1,\"b\":2}"), other = token("{\"a\":2,\"b\":3}");
    QCOMPARE(compare(one, other).changes(), size_t(2));
    QCOMPARE(compare(one, other, stop.get_token()).changes(), size_t(0));
}

QTEST_APPLESS_MAIN(TestCompare)
#include "tst_compare.moc"
