#include "inspect/span_map.h"

#include "base/base64url.h"
#include "inspect/report.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;
using jose::ParsedToken;
using jose::PartId;

namespace {

ParsedToken tokenOf(const QByteArray &header, const QByteArray &claims,
                    const QByteArray &signature = "signature bytes")
{
    return ParsedToken::parse(base64url::encode(header) + '.' + base64url::encode(claims) + '.' +
                              base64url::encode(signature));
}

constexpr PartId parts[] = {PartId::Header, PartId::Payload, PartId::Signature};

/// The bits that a span of bytes, or of characters, covers: both maps must agree with this and nothing wider.
json::Span widened(json::Span span, qsizetype fromBits, qsizetype toBits)
{
    const qsizetype begin = span.begin * fromBits / toBits;
    const qsizetype end = (span.end * fromBits + toBits - 1) / toBits;
    return {begin, span.begin == span.end ? begin : end};
}

} // namespace

class TestSpanMap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mapsEverySpanBothWays();
    void marksOneClaimOfMany_data();
    void marksOneClaimOfMany();
    void findsNothingInDots();
    void cutsAtThePart();
    void countsAroundForeignCharacters();
    void readsEachClaimFromItsCharacters();
    void ignoresPartsBeyondTheThird();
};

void TestSpanMap::mapsEverySpanBothWays()
{
    // Payloads of all three lengths modulo 3.
    for (const QByteArray &claims :
         {QByteArray(R"({"a":1})"), QByteArray(R"({"a":12})"), QByteArray(R"({"a":123})")}) {
        const ParsedToken token = tokenOf(R"({"alg":"HS256"})", claims);
        for (const PartId id : parts) {
            const jose::Part &part = token.part(id);
            for (qsizetype begin = 0; begin <= part.bytes.size(); ++begin) {
                for (qsizetype end = begin; end <= part.bytes.size(); ++end) {
                    json::Span expected = widened({begin, end}, 8, 6);
                    if (begin == part.bytes.size()) // after the last byte is after the last character
                        expected = {part.span.size(), part.span.size()};
                    const json::Span actual = tokenSpan(token, id, {begin, end});
                    QCOMPARE(actual,
                             (json::Span{part.span.begin + expected.begin, part.span.begin + expected.end}));
                    if (begin == end)
                        continue;
                    const auto back = decodedSpan(token, actual);
                    QVERIFY(back && back->part == id);
                    QVERIFY(back->span.begin <= begin && back->span.end >= end);
                    QVERIFY(begin - back->span.begin <= 1 && back->span.end - end <= 1);
                }
            }
            for (qsizetype begin = 0; begin < part.span.size(); ++begin) {
                for (qsizetype end = begin + 1; end <= part.span.size(); ++end) {
                    json::Span expected = widened({begin, end}, 6, 8);
                    expected.end = std::min(expected.end, part.bytes.size());
                    const auto actual = decodedSpan(token, {part.span.begin + begin, part.span.begin + end});
                    QVERIFY(actual && actual->part == id);
                    QCOMPARE(actual->span, expected);
                }
            }
        }
    }
}

void TestSpanMap::marksOneClaimOfMany_data()
{
    QTest::addColumn<QByteArray>("claims");
    QTest::addColumn<int>("index");
    QTest::addColumn<QByteArray>("member");
    const auto row = [](const char *name, const QByteArray &claims, int index, const QByteArray &member) {
        QTest::newRow(name) << claims << index << member;
    };
    row("first of two of one name", R"({"sub":"a","sub":"b"})", 0, R"("sub":"a")");
    row("second of two of one name", R"({"sub":"a","sub":"b"})", 1, R"("sub":"b")");
    row("escaped name", R"({"x":1,"\u0061dmin":true})", 1, R"("\u0061dmin":true)");
    row("emoji before", "{\"e\":\"\xF0\x9F\x98\x80\",\"n\":1}", 1, R"("n":1)");
    row("emoji itself", "{\"e\":\"\xF0\x9F\x98\x80\",\"n\":1}", 0, "\"e\":\"\xF0\x9F\x98\x80\"");
    row("pretty print", "{\n  \"a\" : 1,\n  \"b\" :\n    [1,\n 2]\n}\n", 1, "\"b\" :\n    [1,\n 2]");
}

void TestSpanMap::marksOneClaimOfMany()
{
    QFETCH(QByteArray, claims);
    QFETCH(int, index);
    QFETCH(QByteArray, member);
    const QByteArray text =
        base64url::encode(R"({"alg":"HS256"})") + '.' + base64url::encode(claims) + ".c2ln";
    const ReportPtr report = makeReport(text, TimePoint());
    const Row &row = report->claims.at(static_cast<size_t>(index));
    QCOMPARE(claims.mid(row.span.begin, row.span.size()), member);
    QCOMPARE(row.raw, claims.mid(row.valueSpan.begin, row.valueSpan.size()));

    // The characters that are marked decode to the member with at most one byte more at each end.
    const json::Span marked = tokenSpan(report->token, PartId::Payload, row.span);
    const auto back = decodedSpan(report->token, marked);
    QVERIFY(back);
    QCOMPARE(back->part, PartId::Payload);
    QVERIFY(back->span.begin <= row.span.begin && row.span.begin - back->span.begin <= 1);
    QVERIFY(back->span.end >= row.span.end && back->span.end - row.span.end <= 1);
    QVERIFY(claims.mid(back->span.begin, back->span.size()).contains(member));
    // One character less at either end would lose a part of it.
    QVERIFY(decodedSpan(report->token, {marked.begin + 1, marked.end})->span.begin >= row.span.begin);
    const qsizetype lastBits = (marked.end - 1 - report->token.part(PartId::Payload).span.begin) * 6;
    QVERIFY(lastBits < row.span.end * 8);
}

void TestSpanMap::findsNothingInDots()
{
    const ParsedToken token = tokenOf("{}", "{}");
    const qsizetype dot = token.text().indexOf('.');
    QVERIFY(!decodedSpan(token, {dot, dot + 1}));
    QVERIFY(decodedSpan(token, {dot - 1, dot}));
    QCOMPARE(decodedSpan(token, {dot + 1, dot + 2})->part, PartId::Payload);
    QVERIFY(!decodedSpan(token, {token.text().size() + 5, token.text().size() + 9}));
}

void TestSpanMap::cutsAtThePart()
{
    const ParsedToken token = tokenOf(R"({"alg":"HS256"})", R"({"sub":"a"})");
    const auto whole = decodedSpan(token, {0, token.text().size()});
    QVERIFY(whole);
    QCOMPARE(whole->part, PartId::Header);
    QCOMPARE(whole->span, (json::Span{0, token.part(PartId::Header).bytes.size()}));
    const jose::Part &payload = token.part(PartId::Payload);
    QCOMPARE(tokenSpan(token, PartId::Payload, {0, 10'000}), payload.span);
    QCOMPARE(tokenSpan(token, PartId::Payload, {500, 10'000}),
             (json::Span{payload.span.end, payload.span.end}));
}

void TestSpanMap::countsAroundForeignCharacters()
{
    const QByteArray claims = R"({"sub":"a"})";
    QByteArray payload = base64url::encode(claims);
    payload.insert(2, "**").append("==");
    const ParsedToken token = ParsedToken::parse("e30." + payload + ".c2ln");
    QCOMPARE(token.part(PartId::Payload).bytes, claims);
    // Byte 1 stands in characters 1 and 2, which have two foreign ones between them.
    QCOMPARE(tokenSpan(token, PartId::Payload, {1, 2}), (json::Span{5, 9}));
    QCOMPARE(decodedSpan(token, {8, 9})->span, (json::Span{1, 3}));
    QCOMPARE(decodedSpan(token, {6, 8})->span.size(), 0);
}

void TestSpanMap::readsEachClaimFromItsCharacters()
{
    const QByteArray claims = "{ \"iss\":\"x\",\"n\":[1,{\"a\":null}],\"\\u00e4\":\"\xC3\xA4\",\"exp\":1 }";
    const ReportPtr report = makeReport(base64url::encode(R"({"alg":"ES256","kid":"k"})") + '.' +
                                            base64url::encode(claims) + ".c2ln",
                                        TimePoint());
    QCOMPARE(report->claims.size(), 4u);
    for (const Row &row : report->claims) {
        for (qsizetype i = row.span.begin; i < row.span.end; ++i) {
            const json::Span characters = tokenSpan(report->token, PartId::Payload, {i, i + 1});
            QVERIFY(characters.size() == 2);
            const auto bytes = decodedSpan(report->token, characters);
            QVERIFY(bytes && bytes->span.begin <= i && i < bytes->span.end);
        }
    }
}

void TestSpanMap::ignoresPartsBeyondTheThird()
{
    const ParsedToken token = ParsedToken::parse("e30.e30.c2ln.bW9yZQ");
    QVERIFY(decodedSpan(token, {8, 12}));
    QVERIFY(!decodedSpan(token, {13, 16}));
}

QTEST_APPLESS_MAIN(TestSpanMap)
#include "tst_span_map.moc"
