#include "support/jwe_tools.h"
#include "support/jwe_vectors.h"

using namespace jwe_tools;

namespace {

/// "code subject" of each problem, one a line.
QByteArray problemsOf(const QByteArray &text)
{
    QByteArrayList lines;
    const ParsedEncryption token = ParsedEncryption::parse(text);
    for (const Problem &problem : token.problems())
        lines += codeName(problem.error.code) + ' ' + problem.error.subject.toUtf8();
    return lines.join('\n');
}

QByteArray slice(const QByteArray &text, json::Span span)
{
    return text.mid(span.begin, span.size());
}

/// A flattened JWE of these members; the text of `protectedJson` is encoded.
QByteArray flattened(const QByteArray &protectedJson, const QByteArray &more)
{
    return "{\"protected\":\"" + encoded(protectedJson) + "\",\"iv\":\"AAAA\",\"ciphertext\":\"AAAA\"," +
           "\"tag\":\"AAAA\"" + more + '}';
}

constexpr char header[] = "{\"alg\":\"dir\",\"enc\":\"A128GCM\"}";

} // namespace

class TestJweParsing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsThePartsOfACompactToken()
    {
        const QByteArray text = rfc_jwe::a3Token;
        const ParsedEncryption token = ParsedEncryption::parse(text);
        QVERIFY(token.problems().empty());
        QVERIFY(token.form() == Form::Compact);
        QCOMPARE(token.recipients().size(), size_t(1));
        const QByteArrayList parts = partsOf(text);
        const Part *const found[] = {&token.protectedHeader(), &token.recipients()[0].encryptedKey,
                                     &token.initializationVector(), &token.ciphertext(), &token.tag()};
        for (qsizetype i = 0; i < 5; ++i) {
            QVERIFY(found[i]->present && found[i]->canonical);
            QCOMPARE(slice(text, found[i]->span), parts[i]);
            QCOMPARE(encoded(found[i]->bytes), parts[i]);
        }
        QCOMPARE(token.additionalData(), parts[0]);
        QCOMPARE(token.parameter("alg").toUtf8(), "A128KW");
        QVERIFY(!token.parameter("kid").isValid());
        QVERIFY(!token.parameter("alg", 1).isValid());
    }

    void findsTheMembersOfAJsonToken()
    {
        const QByteArray text = QByteArray("\n ") + rfc_jwe::a4Token;
        const ParsedEncryption token = ParsedEncryption::parse(text);
        QVERIFY(token.problems().empty());
        QVERIFY(token.form() == Form::GeneralJson);
        QCOMPARE(token.recipients().size(), size_t(2));
        QCOMPARE(slice(text, token.initializationVector().span), "AxY8DCtDaGlsbGljb3RoZQ");
        QCOMPARE(slice(text, token.tag().span), encoded(token.tag().bytes));
        QCOMPARE(slice(text, token.recipients()[1].encryptedKey.span),
                 encoded(token.recipients()[1].encryptedKey.bytes));
        QCOMPARE(token.parameter("alg", 0).toUtf8(), "RSA1_5");
        QCOMPARE(token.parameter("alg", 1).toUtf8(), "A128KW");
        QCOMPARE(token.parameter("enc", 1).toUtf8(), "A128CBC-HS256");
        QCOMPARE(token.parameter("jku", 1).toUtf8(), "https://server.example.com/keys.jwks");
        QVERIFY(token.sharedHeader().isObject());
        QCOMPARE(token.recipients()[1].header.find("kid").toUtf8(), "7");
    }

    void takesAdditionalDataAsSent()
    {
        const QByteArray text = flattened(header, ",\"aad\":\"Z2l2ZW4\"");
        const ParsedEncryption token = ParsedEncryption::parse(text);
        QVERIFY(token.problems().empty());
        QCOMPARE(token.additionalData(), encoded(header) + ".Z2l2ZW4");
    }

    void readsEscapedMembers()
    {
        QByteArray text = flattened(header, "");
        text.replace("\"iv\":\"AAAA\"", "\"iv\":\"\\u0041AAA\"");
        const ParsedEncryption token = ParsedEncryption::parse(text);
        QVERIFY(token.problems().empty());
        QCOMPARE(token.initializationVector().bytes, QByteArray(3, '\0'));
        QCOMPARE(slice(text, token.initializationVector().span), "\\u0041AAA");
    }

    void tellsWhatLooksLikeOne()
    {
        QVERIFY(ParsedEncryption::looksLikeOne(rfc_jwe::a1Token));
        QVERIFY(ParsedEncryption::looksLikeOne(rfc_jwe::a5Token));
        QVERIFY(ParsedEncryption::looksLikeOne("...."));
        QVERIFY(!ParsedEncryption::looksLikeOne("..."));
        QVERIFY(!ParsedEncryption::looksLikeOne("a.b.c"));
        QVERIFY(!ParsedEncryption::looksLikeOne("{\"payload\":\"\",\"note\":\"\\\"ciphertext\\\"\"}"));
        QVERIFY(!ParsedEncryption::looksLikeOne("{\"ciphertext\""));
        QVERIFY(!ParsedEncryption::looksLikeOne("{\"ciphertext\":[" + QByteArray(100000, ',') + "]}"));
    }

    void reportsWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("problems");
        const QByteArray h = encoded(header);
        QTest::newRow("good, compact") << h + "..AAAA.AAAA.AAAA" << QByteArray();
        QTest::newRow("good, JSON") << flattened(header, "") << QByteArray();
        // base64url and counting
        QTest::newRow("padding") << h + "..AA==.AAAA.AAAA" << QByteArray("Base64Padding iv");
        QTest::newRow("trailing bits") << h + "..AAAA.AAAA.AB" << QByteArray("Base64TrailingBits tag");
        QTest::newRow("length") << h + ".A.AAAA.AAAA.AAAA" << QByteArray("Base64Length encrypted_key");
        QTest::newRow("alphabet") << h + "..AAAA.A/AA.AAAA" << QByteArray("Base64Alphabet ciphertext");
        QTest::newRow("foreign") << h + "..AAAA.A AAA.AAAA"
                                 << QByteArray("Base64ForeignCharacter ciphertext");
        QTest::newRow("line end after it") << h + "..AAAA.AAAA.AAAA\n"
                                           << QByteArray("Base64ForeignCharacter tag");
        QTest::newRow("padding, JSON")
            << flattened(header, ",\"encrypted_key\":\"AA==\"") << QByteArray("Base64Padding encrypted_key");
        QTest::newRow("four parts") << h + "..AAAA.AAAA" << QByteArray("TokenFormInvalid tag");
        QTest::newRow("six parts") << h + "..AAAA.AAAA.AAAA." << QByteArray("TokenFormInvalid tag");
        QTest::newRow("empty") << QByteArray() << QByteArray("JsonEmpty protected\nTokenFormInvalid tag");
        // the protected header
        QTest::newRow("no header") << QByteArray("..AAAA.AAAA.AAAA") << QByteArray("JsonEmpty protected");
        QTest::newRow("header no JSON")
            << encoded("{") + "..AAAA.AAAA.AAAA" << QByteArray("JsonSyntax protected");
        QTest::newRow("header no object")
            << encoded("[]") + "..AAAA.AAAA.AAAA" << QByteArray("JsonNotObject protected");
        QTest::newRow("repeated name")
            << encoded("{\"alg\":\"dir\",\"enc\":\"A128GCM\",\"alg\":\"A128KW\"}") + "..AAAA.AAAA.AAAA"
            << QByteArray("JsonDuplicateName alg");
        QTest::newRow("too many members")
            << encoded("{\"a\":[0" + QByteArray(",0").repeated(70000) + "]}") + "..AAAA.AAAA.AAAA"
            << QByteArray("JsonTooLarge protected");
        const QByteArray long64k = "{\"a\":\"" + QByteArray(65536, 'a') + "\"}";
        QTest::newRow("too long a header")
            << encoded(long64k) + "..AAAA.AAAA.AAAA" << QByteArray("JsonTooLarge protected");
        QTest::newRow("too long an unprotected header")
            << flattened(header, ",\"unprotected\":" + long64k) << QByteArray("JsonTooLarge unprotected");
        QTest::newRow("too long a recipient's header")
            << flattened(header, ",\"header\":" + long64k) << QByteArray("JsonTooLarge header");
        QTest::newRow("too deep") << encoded("{\"a\":" + QByteArray(65, '[') + QByteArray(65, ']') + '}') +
                                         "..AAAA.AAAA.AAAA"
                                  << QByteArray("JsonTooDeep protected");
        // RFC 7516 section 7.2
        QTest::newRow("repeated member")
            << flattened(header, ",\"tag\":\"AAAA\"") << QByteArray("JsonDuplicateName tag");
        QTest::newRow("no ciphertext")
            << "{\"protected\":\"" + h + "\"}" << QByteArray("TokenFormInvalid ciphertext");
        QTest::newRow("ciphertext no text")
            << "{\"protected\":\"" + h + "\",\"ciphertext\":7}" << QByteArray("JsonTypeMismatch ciphertext");
        QTest::newRow("no header at all")
            << QByteArray("{\"ciphertext\":\"AAAA\"}") << QByteArray("TokenFormInvalid header");
        QTest::newRow("empty protected")
            << QByteArray("{\"protected\":\"\",\"header\":{},\"ciphertext\":\"AAAA\"}")
            << QByteArray("JsonEmpty protected\nTokenFormInvalid protected");
        // Section 7.2.1 wants it left out, and Debian's jose writes it: it says the same.
        QTest::newRow("empty encrypted_key") << flattened(header, ",\"encrypted_key\":\"\"") << QByteArray();
        QTest::newRow("empty aad") << flattened(header, ",\"aad\":\"\"")
                                   << QByteArray("TokenFormInvalid aad");
        QTest::newRow("header no object, JSON")
            << flattened(header, ",\"header\":[]") << QByteArray("JsonNotObject header");
        QTest::newRow("recipients and header")
            << flattened(header, ",\"recipients\":[{}],\"header\":{\"a\":1}")
            << QByteArray("TokenFormInvalid header");
        QTest::newRow("recipients and encrypted_key")
            << flattened(header, ",\"recipients\":[{}],\"encrypted_key\":\"AAAA\"")
            << QByteArray("TokenFormInvalid encrypted_key");
        QTest::newRow("no recipients")
            << flattened(header, ",\"recipients\":[]") << QByteArray("TokenFormInvalid recipients");
        QTest::newRow("recipients no list")
            << flattened(header, ",\"recipients\":{}") << QByteArray("TokenFormInvalid recipients");
        QTest::newRow("recipient no object")
            << flattened(header, ",\"recipients\":[7]") << QByteArray("TokenFormInvalid recipients");
        QTest::newRow("64 recipients")
            << flattened(header, ",\"recipients\":[{}" + QByteArray(",{}").repeated(63) + ']')
            << QByteArray();
        QTest::newRow("65 recipients")
            << flattened(header, ",\"recipients\":[{}" + QByteArray(",{}").repeated(64) + ']')
            << QByteArray("TokenFormInvalid recipients");
        QTest::newRow("JWS at once") << flattened(header, ",\"payload\":\"AAAA\"")
                                     << QByteArray("TokenFormInvalid ciphertext");
        QTest::newRow("unknown members are ignored")
            << flattened(header, ",\"note\":{\"a\":[1]}") << QByteArray();
        QTest::newRow("text after it")
            << flattened(header, "") + 'x' << QByteArray("JsonTrailingData The token");
        // section 4: disjoint names
        QTest::newRow("name in protected and shared")
            << flattened(header, ",\"unprotected\":{\"alg\":\"dir\"}")
            << QByteArray("TokenFormInvalid unprotected");
        QTest::newRow("name in protected and own")
            << flattened(header, ",\"header\":{\"alg\":\"dir\"}") << QByteArray("TokenFormInvalid header");
        QTest::newRow("name in shared and own")
            << flattened(header, ",\"unprotected\":{\"kid\":\"a\"},\"header\":{\"kid\":\"a\"}")
            << QByteArray("TokenFormInvalid header");
        QTest::newRow("name of two recipients")
            << flattened(header,
                         ",\"recipients\":[{\"header\":{\"kid\":\"a\"}},{\"header\":{\"kid\":\"a\"}}]")
            << QByteArray();
        QTest::newRow("enc differs")
            << flattened(
                   "{\"alg\":\"A128KW\"}",
                   ",\"recipients\":[{\"header\":{\"enc\":\"A128GCM\"}},{\"header\":{\"enc\":\"A256GCM\"}}]")
            << QByteArray("TokenFormInvalid header");
        QTest::newRow("zip unprotected") << flattened(header, ",\"unprotected\":{\"zip\":\"DEF\"}")
                                         << QByteArray("TokenFormInvalid unprotected");
        QTest::newRow("zip of one recipient")
            << flattened(header, ",\"header\":{\"zip\":\"DEF\"}") << QByteArray("TokenFormInvalid header");
        // section 4.1.13
        const auto critical = [](const QByteArray &more) {
            return encoded("{\"alg\":\"dir\",\"enc\":\"A128GCM\"," + more + '}') + "..AAAA.AAAA.AAAA";
        };
        QTest::newRow("crit unknown")
            << critical("\"crit\":[\"exp\"],\"exp\":1") << QByteArray("CriticalUnsupported exp");
        QTest::newRow("crit b64") << critical("\"crit\":[\"b64\"],\"b64\":true")
                                  << QByteArray("CriticalUnsupported b64");
        QTest::newRow("crit defined") << critical("\"crit\":[\"enc\"]") << QByteArray("CriticalInvalid crit");
        QTest::newRow("crit absent") << critical("\"crit\":[\"exp\"]") << QByteArray("CriticalInvalid crit");
        QTest::newRow("crit twice") << critical("\"crit\":[\"exp\",\"exp\"],\"exp\":1")
                                    << QByteArray("CriticalInvalid crit");
        QTest::newRow("crit empty") << critical("\"crit\":[]") << QByteArray("CriticalInvalid crit");
        QTest::newRow("crit no list")
            << critical("\"crit\":\"exp\",\"exp\":1") << QByteArray("CriticalInvalid crit");
        QTest::newRow("crit no text") << critical("\"crit\":[1]") << QByteArray("CriticalInvalid crit");
        QTest::newRow("crit shared") << flattened(header, ",\"unprotected\":{\"crit\":[\"exp\"],\"exp\":1}")
                                     << QByteArray("CriticalInvalid crit");
        QTest::newRow("crit of one recipient")
            << flattened(header, ",\"header\":{\"crit\":[\"exp\"],\"exp\":1}")
            << QByteArray("CriticalInvalid crit");
    }

    void reportsWhatIsWrong()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, problems);
        QCOMPARE(problemsOf(text), problems);
        // Whatever is wrong is what decrypting says, first.
        const QByteArray said = opened(text, only(octets(16)));
        QCOMPARE(said, problems.isEmpty() ? QByteArray("DecryptionFailed") : problems.split(' ').front());
    }

    void placesProblemsExactly()
    {
        const QByteArray text =
            encoded("{\"alg\":\"dir\",\"enc\":\"A128GCM\",\"alg\":1}") + "..AAAA.AA=.AAAA";
        const ParsedEncryption token = ParsedEncryption::parse(text);
        QCOMPARE(token.problems().size(), size_t(2));
        const Problem &padding = token.problems()[0];
        QVERIFY(padding.error.code == ErrorCode::Base64Padding);
        QVERIFY(padding.part == PartId::Payload);
        QCOMPARE(slice(text, padding.token), "=");
        const Problem &repeated = token.problems()[1];
        QVERIFY(repeated.part == PartId::Header);
        QVERIFY(repeated.decoded.has_value());
        QCOMPARE(slice(token.protectedHeader().bytes, *repeated.decoded), "\"alg\"");
        QVERIFY(repeated.token.begin >= 0 && repeated.token.end <= token.protectedHeader().span.end);
        QVERIFY(QByteArray::fromBase64(slice(text, repeated.token), QByteArray::Base64UrlEncoding).size() >=
                5);
    }

    void namesTheRecipientThatIsWrong()
    {
        const QByteArray text =
            flattened("{\"enc\":\"A128GCM\"}", ",\"recipients\":[{\"header\":{\"alg\":\"dir\"}},{\"header\":{"
                                               "\"alg\":\"A128KW\"},\"encrypted_key\":\"A\"}]");
        const ParsedEncryption token = ParsedEncryption::parse(text);
        QCOMPARE(token.problems().size(), size_t(1));
        QVERIFY(token.problems()[0].signature == size_t(1));
        QCOMPARE(slice(text, token.problems()[0].token), "A");
    }

    void doesNotReadWhatIsTooLarge()
    {
        const ParsedEncryption token =
            ParsedEncryption::parse(QByteArray(ParsedEncryption::maxSize + 1, 'A'));
        QCOMPARE(token.problems().size(), size_t(1));
        QVERIFY(token.problems()[0].error.code == ErrorCode::TokenTooLarge);
        QVERIFY(!token.protectedHeader().present);
    }
};

QTEST_GUILESS_MAIN(TestJweParsing)
#include "tst_jwe_parsing.moc"
