#include "support/jose_tools.h"
#include "support/jose_vectors.h"

using namespace jose_tools;

namespace {

/// "code subject part token[begin,end) decoded[begin,end)" of every problem, one a line.
QByteArray listed(const ParsedToken &token)
{
    QByteArrayList lines;
    for (const Problem &problem : token.problems()) {
        QByteArray line = codeName(problem.error.code) + ' ' + problem.error.subject.toUtf8() + ' ' +
                          partName(problem.part).toUtf8() + ' ' + QByteArray::number(problem.token.begin) +
                          '-' + QByteArray::number(problem.token.end);
        if (problem.decoded)
            line += ' ' + QByteArray::number(problem.decoded->begin) + '-' +
                    QByteArray::number(problem.decoded->end);
        lines << line;
    }
    return lines.join('\n');
}

} // namespace

class TestParsedToken : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatRfc7515Prints()
    {
        const ParsedToken token = ParsedToken::parse(rfc::a1Token);
        QCOMPARE(listed(token), "");
        QCOMPARE(token.segmentCount(), 3);
        QCOMPARE(token.algorithm(), "HS256");
        // The line end and the space of appendix A.1.1 are still there.
        QCOMPARE(token.part(PartId::Header).bytes, "{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}");
        QCOMPARE(token.header().find("typ").toUtf8(), "JWT");
        QCOMPARE(token.claims().find("exp").raw().toByteArray(), "1300819380");
        QCOMPARE(token.part(PartId::Signature).bytes.size(), 32);
        const QByteArray text(rfc::a1Token);
        QCOMPARE(token.signingInput(), text.left(text.lastIndexOf('.')));
        QCOMPARE(token.part(PartId::Payload).span.begin, text.indexOf('.') + 1);
        QVERIFY(token.part(PartId::Payload).canonical);
    }

    void statesWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("problems");
        const QByteArray header = encoded(R"({"alg":"HS256"})"); // 20 characters
        const QByteArray claims = encoded(R"({"a":1})");         // 10 characters
        QTest::newRow("none") << header + '.' + claims + ".AAAA" << QByteArray();
        QTest::newRow("empty text")
            << QByteArray()
            << QByteArray("JsonEmpty header header 0-0 0-0\nTokenPartMissing payload payload 0-0\n"
                          "TokenPartMissing signature signature 0-0");
        QTest::newRow("one segment") << header
                                     << QByteArray("TokenPartMissing payload payload 20-20\n"
                                                   "TokenPartMissing signature signature 20-20");
        QTest::newRow("two segments")
            << header + '.' + claims << QByteArray("TokenPartMissing signature signature 31-31");
        QTest::newRow("four segments")
            << header + '.' + claims + ".AAAA.BB" << QByteArray("TokenPartExtra signature signature 36-39");
        QTest::newRow("five segments")
            << header + ".AAAA.AAAA.AAAA.AAAA" << QByteArray("TokenPartExtra signature signature 30-40");
        QTest::newRow("empty signature")
            << header + '.' + claims + '.' << QByteArray("SignatureMissing signature signature 32-32");
        QTest::newRow("empty payload")
            << header + "..AAAA" << QByteArray("JsonEmpty payload payload 21-21 0-0");
        QTest::newRow("padding") << header + '.' + encoded(R"({"a":1})") + "==.AAAA"
                                 << QByteArray("Base64Padding payload payload 31-33");
        QTest::newRow("standard alphabet")
            << header + '.' + claims + ".A+/A" << QByteArray("Base64Alphabet signature signature 33-34");
        QTest::newRow("unused bits") << header + '.' + claims + ".AB"
                                     << QByteArray("Base64TrailingBits signature signature 33-34");
        QTest::newRow("foreign character") << header + '.' + claims + ".AA AA"
                                           << QByteArray("Base64ForeignCharacter signature signature 34-35");
        QTest::newRow("array payload") << header + '.' + encoded("[1]") + ".AAAA"
                                       << QByteArray("JsonNotObject payload payload 21-25 0-3");
        QTest::newRow("text payload")
            << header + '.' + encoded("abc") + ".AAAA" << QByteArray("JsonSyntax payload payload 21-23 0-1");
        // {"a":1,} : the brace is byte 7, in characters 9 to 11 of the payload.
        QTest::newRow("trailing comma") << header + '.' + encoded(R"({"a":1,})") + ".AAAA"
                                        << QByteArray("JsonSyntax payload payload 30-32 7-8");
        QTest::newRow("trailing data") << header + '.' + encoded(R"({"a":1}x)") + ".AAAA"
                                       << QByteArray("JsonTrailingData payload payload 30-32 7-8");
        QTest::newRow("duplicate") << header + '.' + encoded(R"({"a":1,"a":2})") + ".AAAA"
                                   << QByteArray("JsonDuplicateName a payload 30-35 7-10");
        QTest::newRow("duplicate in the header")
            << encoded(R"({"alg":"HS256","alg":"none"})") + '.' + claims + ".AAAA"
            << QByteArray("JsonDuplicateName alg header 20-27 15-20");
        QTest::newRow("not UTF-8") << header + '.' + encoded("{\"a\":\"\xff\"}") + ".AAAA"
                                   << QByteArray("JsonNotUtf8 payload payload 29-31 6-7");
    }

    void statesWhatIsWrong()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, problems);
        QCOMPARE(listed(ParsedToken::parse(text)), problems);
    }

    void readsAroundWhatIsWrong()
    {
        // A bad header does not hide the claims, nor a foreign character the rest of its part.
        const ParsedToken token =
            ParsedToken::parse("!!!." + encoded(R"({"sub":"ana"})").insert(4, ' ') + ".AAAA");
        QVERIFY(!token.header().isValid());
        QCOMPARE(token.algorithm(), "");
        QCOMPARE(token.claims().find("sub").toUtf8(), "ana");
        QVERIFY(!token.part(PartId::Payload).canonical);
    }

    void mapsNoPlaceThroughSkippedCharacters()
    {
        const QByteArray payload = encoded(R"({"a":1,"a":2})").insert(3, ' ');
        const ParsedToken token = ParsedToken::parse("e30." + payload + ".AAAA");
        QCOMPARE(listed(token),
                 "Base64ForeignCharacter payload payload 7-8\nJsonDuplicateName a payload 4-23 7-10");
    }

    void staysSafeWhenCopiedAndMoved()
    {
        std::optional<ParsedToken> first = ParsedToken::parse(rfc::a1Token);
        const ParsedToken copy = *first;
        ParsedToken moved = std::move(*first);
        first.reset();
        QCOMPARE(copy.claims().find("iss").toUtf8(), "joe");
        QCOMPARE(moved.claims().find("iss").toUtf8(), "joe");
        QCOMPARE(moved.signingInput().size(), copy.signingInput().size());
    }

    void refusesToDecodeGiants()
    {
        const QByteArray atLimit(ParsedToken::maxSize, 'A');
        QVERIFY(!listed(ParsedToken::parse(atLimit)).contains("TokenTooLarge"));
        const ParsedToken over = ParsedToken::parse(atLimit + 'A');
        QCOMPARE(listed(over), "TokenTooLarge  header 0-" + QByteArray::number(ParsedToken::maxSize + 1));
        QVERIFY(over.part(PartId::Header).bytes.isEmpty());
    }

    void takesAlgOnlyWhenItIsOneText_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("algorithm");
        QTest::newRow("text") << QByteArray(R"({"alg":"XX"})") << QByteArray("XX");
        QTest::newRow("escaped") << QByteArray(R"({"\u0061lg":"\u0058X"})") << QByteArray("XX");
        QTest::newRow("absent") << QByteArray("{}") << QByteArray();
        QTest::newRow("number") << QByteArray(R"({"alg":1})") << QByteArray();
        QTest::newRow("repeated") << QByteArray(R"({"alg":"XX","alg":"XX"})") << QByteArray();
        QTest::newRow("array header") << QByteArray(R"(["alg"])") << QByteArray();
    }

    void takesAlgOnlyWhenItIsOneText()
    {
        QFETCH(QByteArray, header);
        QTEST(ParsedToken::parse(encoded(header) + ".e30.AAAA").algorithm(), "algorithm");
    }
};

QTEST_APPLESS_MAIN(TestParsedToken)
#include "tst_parsed_token.moc"
