#include "base/json_writer.h"
#include "jose/signing.h"
#include "support/jose_tools.h"
#include "support/jose_vectors.h"
#include "support/jws_vectors.h"

using namespace jose_tools;

namespace {

constexpr char protectedText[] = "eyJhbGciOiJIUzI1NiJ9"; // {"alg":"HS256"}

/// "code [token span] #signature" of every problem, one a line.
QByteArray listed(const ParsedToken &token)
{
    QByteArrayList lines;
    for (const Problem &problem : token.problems()) {
        QByteArray line =
            codeName(problem.error.code) + ' ' + token.text().mid(problem.token.begin, problem.token.size());
        if (problem.signature)
            line += " #" + QByteArray::number(*problem.signature);
        lines << line;
    }
    return lines.join('\n');
}

Key hmacKey()
{
    return key(rfc::a1Key);
}

/// The signature of header "." payload, both as they stand, made with the key of RFC 7515 appendix A.1.
QByteArray mac(const QByteArray &header, const QByteArray &payload)
{
    return encoded(*makeOne(*findAlgorithm("HS256"), hmacKey(), header + '.' + payload));
}

/// A flattened token of these raw JSON members, with the signature that is right for header and payload.
QByteArray flattened(const QByteArray &header, const QByteArray &payload, const QByteArray &members)
{
    return '{' + members + ",\"signature\":\"" + mac(header, payload) + "\"}";
}

QByteArray outcomes(const QByteArray &token, const KeySet &keys)
{
    QByteArrayList list;
    for (const SignatureResult &result : checkSignatures(ParsedToken::parse(token), keys))
        list << summary(result);
    return list.join(", ");
}

} // namespace

/// The flattened and the general JSON serialization (RFC 7515 section 7.2), read, verified and signed.
class TestJwsJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsPartsWithTheirPlaces()
    {
        const QByteArray text(rfc::a6Token);
        const ParsedToken token = ParsedToken::parse(text);
        QCOMPARE(listed(token), "");
        QCOMPARE(token.form(), Form::GeneralJson);
        QCOMPARE(token.segmentCount(), 0);
        QCOMPARE(token.signatures().size(), size_t(2));
        const auto shown = [&text](const Part &part) { return text.mid(part.span.begin, part.span.size()); };
        QCOMPARE(shown(token.part(PartId::Payload)), ParsedToken::parse(rfc::a2Token).text().split('.')[1]);
        QCOMPARE(shown(token.signatures()[1].protectedHeader), "eyJhbGciOiJFUzI1NiJ9");
        QCOMPARE(shown(token.signatures()[1].signature), QByteArray(rfc::a3Token).split('.')[2]);
        QCOMPARE(token.algorithm(), "RS256");
        QCOMPARE(token.algorithm(1), "ES256");
        QCOMPARE(token.parameter("kid", 1).toUtf8(), "e9bc097a-ce51-4036-9562-d2ade882db0d");
        QCOMPARE(token.claims().find("iss").toUtf8(), "joe");
        QVERIFY(!token.parameter("alg", 2).isValid());
        const QByteArray a3(rfc::a3Token);
        QCOMPARE(token.signingInput(1), a3.left(a3.lastIndexOf('.')));
        QCOMPARE(ParsedToken::parse(' ' + QByteArray(rfc::a7Token) + "\r\n\t").form(), Form::FlattenedJson);
    }

    void staysSafeWhenCopied()
    {
        std::optional<ParsedToken> first = ParsedToken::parse(QByteArray(rfc::a7Token));
        const ParsedToken copy = *first;
        first.reset();
        QCOMPARE(copy.parameter("kid").toUtf8(), "e9bc097a-ce51-4036-9562-d2ade882db0d");
    }

    /// Each differs from the first row, which matches, in one thing.
    void statesWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<QByteArray>("problems");
        QTest::addColumn<QByteArray>("result");
        const auto add = [](const char *name, const QByteArray &members, const QByteArray &problems,
                            const QByteArray &result) {
            QTest::newRow(name) << members << problems << result;
        };
        const QByteArray start = "\"payload\":\"e30\",\"protected\":\"" + QByteArray(protectedText) + '"';
        const QByteArray form("could-not-check TokenFormInvalid");
        add("right", start, "", "match");
        add("with a header", start + ",\"header\":{\"kid\":\"x\"}", "", "match");
        add("with an empty header", start + ",\"header\":{}", "", "match");
        add("with members that nobody knows", start + ",\"x\":[1,{\"y\":null}]", "", "match");
        add("escapes", "\"payload\":\"\\u00653\\u0030\",\"protected\":\"eyJhbGciOiJIUzI1NiJ\\u0039\"", "",
            "match");
        add("in both headers", start + ",\"header\":{\"alg\":\"HS256\"}", "TokenFormInvalid \"alg\" #0",
            form);
        add("header is no object", start + ",\"header\":\"x\"", "TokenFormInvalid \"x\" #0", form);
        add("payload is no text", "\"payload\":{},\"protected\":\"" + QByteArray(protectedText) + '"',
            "TokenFormInvalid {}", form);
        add("protected is no text", "\"payload\":\"e30\",\"protected\":{\"alg\":\"HS256\"}",
            "TokenFormInvalid {\"alg\":\"HS256\"} #0", form);
        add("empty protected", "\"payload\":\"e30\",\"protected\":\"\",\"header\":{\"alg\":\"HS256\"}",
            "TokenFormInvalid  #0", form);
        add("payload twice", start + ",\"payload\":\"e30\"", "JsonDuplicateName \"payload\"",
            "could-not-check JsonDuplicateName");
        add("kid twice", start + ",\"header\":{\"kid\":\"a\",\"kid\":\"a\"}", "JsonDuplicateName \"kid\"",
            "could-not-check JsonDuplicateName");
        add("a name twice where nobody looks", start + ",\"x\":{\"y\":1,\"y\":1}", "JsonDuplicateName \"y\"",
            "could-not-check JsonDuplicateName");
        add("padding", "\"payload\":\"e30=\",\"protected\":\"" + QByteArray(protectedText) + '"',
            "Base64Padding =", "could-not-check Base64Padding");
        add("padding, escaped",
            "\"payload\":\"e30\\u003d\",\"protected\":\"" + QByteArray(protectedText) + '"',
            "Base64Padding e30\\u003d", "could-not-check Base64Padding");
        add("unused bits", "\"payload\":\"e31\",\"protected\":\"" + QByteArray(protectedText) + '"',
            "Base64TrailingBits 1", "could-not-check Base64TrailingBits");
        add("a line end in base64url",
            "\"payload\":\"e\\n30\",\"protected\":\"" + QByteArray(protectedText) + '"',
            "Base64ForeignCharacter e\\n30", "could-not-check Base64ForeignCharacter");
        add("protected names a thing twice",
            "\"payload\":\"e30\",\"protected\":\"" + encoded("{\"alg\":\"HS256\",\"alg\":\"HS256\"}") + '"',
            "JsonDuplicateName ImFsZyI #0", "could-not-check JsonDuplicateName");
        add("protected is no JSON", "\"payload\":\"e30\",\"protected\":\"" + encoded("alg") + '"',
            "JsonSyntax YW #0", "could-not-check JsonSyntax");
    }

    void statesWhatIsWrong()
    {
        QFETCH(QByteArray, members);
        const QByteArray token = flattened(protectedText, "e30", members);
        QTEST(listed(ParsedToken::parse(token)), "problems");
        QTEST(tried(token, only(hmacKey())), "result");
    }

    void refusesOtherShapes_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QByteArray>("result");
        const auto add = [](const char *name, const QByteArray &token, const QByteArray &result) {
            QTest::newRow(name) << token << result;
        };
        const QByteArray form("could-not-check TokenFormInvalid");
        const QByteArray entry = "{\"protected\":\"" + QByteArray(protectedText) + "\",\"signature\":\"" +
                                 mac(protectedText, "e30") + "\"}";
        const auto general = [](const QByteArray &list, const QByteArray &more = {}) {
            return "{\"payload\":\"e30\",\"signatures\":" + list + more + '}';
        };
        add("right", general('[' + entry + ']'), "match");
        add("signatures is empty", general("[]"), form);
        add("signatures is no list", general(entry), form);
        add("a signature is no object", general("[1]"), form);
        add("signatures beside signature", general('[' + entry + ']', ",\"signature\":\"AAAA\""), form);
        add("signatures beside protected", general('[' + entry + ']', ",\"protected\":\"e30\""), form);
        add("signatures beside header", general('[' + entry + ']', ",\"header\":{}"), form);
        add("no signature", "{\"payload\":\"e30\",\"protected\":\"" + QByteArray(protectedText) + "\"}",
            "could-not-check TokenPartMissing");
        add("empty signature",
            "{\"payload\":\"e30\",\"protected\":\"" + QByteArray(protectedText) + "\",\"signature\":\"\"}",
            "mismatch SignatureMissing");
        add("no header", "{\"payload\":\"e30\",\"signature\":\"AAAA\"}", form);
        add("no alg", "{\"payload\":\"e30\",\"header\":{},\"signature\":\"AAAA\"}",
            "could-not-check AlgorithmMissing");
        add("no payload", '{' + entry.mid(1), "could-not-check PayloadDetached");
        add("an empty object", "{}", form);
        add("cut off", general('[' + entry + ']').chopped(1), "could-not-check JsonSyntax");
        add("followed by something", general('[' + entry + ']') + 'x', "could-not-check JsonTrailingData");
        add("encrypted", "{\"ciphertext\":\"AAAA\",\"protected\":\"e30\"}",
            "could-not-check TokenKindUnsupported");
        QByteArrayList many;
        for (int i = 0; i < 64; ++i)
            many << entry;
        add("64 signatures", general('[' + many.join(',') + ']'), "match");
        many << entry;
        add("65 signatures", general('[' + many.join(',') + ']'), form);
    }

    void refusesOtherShapes()
    {
        QFETCH(QByteArray, token);
        QTEST(tried(token, only(hmacKey())), "result");
    }

    /// Hostile headers stay linear.
    void refusesAMillionNamesQuickly()
    {
        QByteArray members;
        for (int i = 0; i < 100'000; ++i)
            members += (i ? ",\"x" : "\"x") + QByteArray::number(i) + "\":1";
        const QByteArray header = encoded('{' + members + '}');
        const QByteArray text = "{\"payload\":\"e30\",\"protected\":\"" + header + "\",\"header\":{" +
                                members + "},\"signature\":\"AAAA\"}";
        std::optional<ParsedToken> token;
        const qint64 took = test::cpuMs([&] { token = ParsedToken::parse(text); });
        QCOMPARE(token->problems().size(), size_t(1));
        QCOMPARE(token->problems().front().error.code, ErrorCode::TokenFormInvalid);
        QVERIFY2(took < 10'000, QByteArray::number(took));
    }

    void givesEachSignatureItsOwnOutcome()
    {
        const QByteArray text(rfc::cookbook48);
        const KeySet rsa = keys(rfc::bilboRsa);
        const KeySet secret = keys(rfc::cookbookSecret);
        QCOMPARE(outcomes(text, rsa), "match, could-not-check AlgorithmNotAllowed, "
                                      "could-not-check AlgorithmNotAllowed");
        QCOMPARE(outcomes(text, secret), "could-not-check AlgorithmNotAllowed, "
                                         "could-not-check AlgorithmNotAllowed, match");
        SignatureResult counts = checkSignature(ParsedToken::parse(text), secret);
        QCOMPARE(counts.index, size_t(2));
        QCOMPARE(summary(counts), "match");
        // What is wrong with one spoils that one.
        QByteArray spoilt = text;
        spoilt.replace("s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0", "AAA=");
        QCOMPARE(outcomes(spoilt, rsa), "match, could-not-check AlgorithmNotAllowed, "
                                        "could-not-check Base64Padding");
        QCOMPARE(outcomes(spoilt, secret),
                 "could-not-check AlgorithmNotAllowed, "
                 "could-not-check AlgorithmNotAllowed, could-not-check Base64Padding");
        // A mismatch counts before what could not be checked.
        QByteArray changed = text;
        changed.replace("s0h6KThz", "s0h6KThy");
        counts = checkSignature(ParsedToken::parse(changed), secret);
        QCOMPARE(counts.index, size_t(2));
        QCOMPARE(summary(counts), "mismatch SignatureMismatch");
        QCOMPARE(outcomes(text, only(hmacKey())),
                 "could-not-check AlgorithmNotAllowed, could-not-check AlgorithmNotAllowed, "
                 "mismatch SignatureMismatch");
    }

    /// RFC 7515 section 4.1.11, RFC 7797 section 3: both must be protected.
    void takesCritAndB64OnlyFromTheProtectedHeader_data()
    {
        QTest::addColumn<QByteArray>("inside");
        QTest::addColumn<QByteArray>("outside");
        QTest::addColumn<QByteArray>("result");
        const auto add = [](const char *name, const char *inside, const char *outside, const char *result) {
            QTest::newRow(name) << QByteArray(inside) << QByteArray(outside) << QByteArray(result);
        };
        const char *invalid = "could-not-check CriticalInvalid";
        add("neither", "{\"alg\":\"HS256\"}", "{\"kid\":\"x\"}", "match");
        add("both inside", "{\"alg\":\"HS256\",\"b64\":true,\"crit\":[\"b64\"]}", "{\"kid\":\"x\"}", "match");
        add("crit outside", "{\"alg\":\"HS256\",\"b64\":true}", "{\"crit\":[\"b64\"]}", invalid);
        add("b64 outside", "{\"alg\":\"HS256\",\"crit\":[\"b64\"]}", "{\"b64\":true}", invalid);
        add("unknown outside", "{\"alg\":\"HS256\"}", "{\"crit\":[\"x\"],\"x\":1}", invalid);
        add("unknown inside", "{\"alg\":\"HS256\",\"crit\":[\"x\"],\"x\":1}", "{\"kid\":\"x\"}",
            "could-not-check CriticalUnsupported");
    }

    void takesCritAndB64OnlyFromTheProtectedHeader()
    {
        QFETCH(QByteArray, inside);
        QFETCH(QByteArray, outside);
        const QByteArray header = encoded(inside);
        const QByteArray members =
            "\"payload\":\"e30\",\"protected\":\"" + header + "\",\"header\":" + outside;
        QTEST(tried(flattened(header, "e30", members), only(hmacKey())), "result");
    }

    /// RFC 7797: the payload member is then the text itself.
    void readsUnencodedPayloads_data()
    {
        QTest::addColumn<QByteArray>("member");
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QByteArray>("result");
        QTest::newRow("text") << QByteArray("\"$.02\"") << QByteArray("$.02") << QByteArray("match");
        QTest::newRow("not base64url") << QByteArray("\"=+/ \"") << QByteArray("=+/ ") << QByteArray("match");
        QTest::newRow("escapes") << QByteArray("\"\\u0024\\\"\\ud83d\\ude00\"")
                                 << QByteArray("$\"\xf0\x9f\x98\x80") << QByteArray("match");
        QTest::newRow("empty") << QByteArray("\"\"") << QByteArray("") << QByteArray("match");
        QTest::newRow("replacement character")
            << QByteArray("\"\\ufffd\"") << QByteArray("\xef\xbf\xbd") << QByteArray("match");
        QTest::newRow("lone surrogate") << QByteArray("\"\\ud800\"") << QByteArray("\xef\xbf\xbd")
                                        << QByteArray("could-not-check TokenFormInvalid");
        QTest::newRow("other text") << QByteArray("\"$.03\"") << QByteArray("$.02")
                                    << QByteArray("mismatch SignatureMismatch");
    }

    void readsUnencodedPayloads()
    {
        QFETCH(QByteArray, member);
        QFETCH(QByteArray, payload);
        const QByteArray header = encoded("{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}");
        const QByteArray token =
            flattened(header, payload, "\"payload\":" + member + ",\"protected\":\"" + header + '"');
        QVERIFY(ParsedToken::parse(token).isUnencoded());
        QTEST(tried(token, only(hmacKey())), "result");
    }

    void refusesPayloadsThatAreReadInTwoWays()
    {
        const QByteArray raw = encoded("{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}");
        const auto entry = [](const QByteArray &header) {
            return "{\"protected\":\"" + header + "\",\"signature\":\"" + mac(header, "e30") + "\"}";
        };
        const auto general = [](const QByteArray &first, const QByteArray &second) {
            return "{\"payload\":\"e30\",\"signatures\":[" + first + ',' + second + "]}";
        };
        QCOMPARE(outcomes(general(entry(raw), entry(raw)), only(hmacKey())), "match, match");
        QCOMPARE(outcomes(general(entry(raw), entry(protectedText)), only(hmacKey())),
                 "could-not-check TokenFormInvalid, could-not-check TokenFormInvalid");
    }

    /// RFC 7797 section 5.2.
    void readsUnencodedCompactPayloads_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QByteArray>("result");
        const auto add = [](const char *name, const char *payload, const char *result) {
            QTest::newRow(name) << QByteArray(payload) << QByteArray(result);
        };
        add("text", "This is the payload string!", "match");
        add("all that may be", " ~}/-", "match");
        add("a dot", "a.bcde", "could-not-check TokenPartExtra");
        add("a line end", "a\nb", "could-not-check TokenFormInvalid");
        add("beyond ASCII", "\xc3\xa4", "could-not-check TokenFormInvalid");
    }

    void readsUnencodedCompactPayloads()
    {
        QFETCH(QByteArray, payload);
        const QByteArray json = "{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}";
        const QByteArray header = encoded(json);
        QTEST(tried(header + '.' + payload + '.' + mac(header, payload), only(hmacKey())), "result");
        const bool fits = payload != "a.bcde" && !payload.contains('\n') && !payload.contains('\xc3');
        QCOMPARE(codeOf(signCompact(json, payload, hmacKey(), *findAlgorithm("HS256"))),
                 fits ? "none" : "TokenFormInvalid");
        const Result<QByteArray> detached =
            signCompact(json, payload, hmacKey(), *findAlgorithm("HS256"), PayloadPlace::Detached);
        QCOMPARE(
            summary(checkSignature(*ParsedToken::parse(*detached).withPayload(payload), only(hmacKey()))),
            "match");
    }

    void signsForSeveral()
    {
        const Key ec = *generateKey(KeyType::Ec, "P-256");
        const QByteArray payload("{ \"exp\" : 1e9 }");
        const std::vector<Signer> signers = {
            {hmacKey(), findAlgorithm("HS256"), "{ \"alg\":\"HS256\", \"x\":1.0}", {}},
            {ec, findAlgorithm("ES256"), "{\"typ\":\"JWT\"}", "{ \"alg\" : \"ES256\" }"},
            {ec, findAlgorithm("ES256"), {}, "{\"alg\":\"ES256\",\"kid\":\"\\u0061\"}"}};
        const Result<QByteArray> token = signJson(payload, signers);
        QVERIFY(token);
        const ParsedToken parsed = ParsedToken::parse(*token);
        QCOMPARE(listed(parsed), "");
        QCOMPARE(parsed.signatures()[0].protectedHeader.bytes, signers[0].protectedJson);
        QCOMPARE(parsed.signatures()[1].unprotectedHeader.raw().toByteArray(), signers[1].unprotectedJson);
        QCOMPARE(parsed.part(PartId::Payload).bytes, payload);
        const KeySet both{{hmacKey(), ec}, KeySource::Pinned, {}};
        QCOMPARE(outcomes(*token, both), "match, match, match");
        const ParsedToken bare = ParsedToken::parse(*signJson(payload, signers, PayloadPlace::Detached));
        QVERIFY(!bare.part(PartId::Payload).present);
        QCOMPARE(summary(checkSignature(bare, both)), "could-not-check PayloadDetached");
        QCOMPARE(summary(checkSignature(*bare.withPayload(payload), both)), "match");
    }

    void refusesSignersThatCannotSign_data()
    {
        QTest::addColumn<QByteArray>("inside");
        QTest::addColumn<QByteArray>("outside");
        QTest::addColumn<QByteArray>("code");
        const auto add = [](const char *name, const char *inside, const char *outside, const char *code) {
            QTest::newRow(name) << QByteArray(inside) << QByteArray(outside) << QByteArray(code);
        };
        add("right", "{\"alg\":\"HS256\"}", "{\"kid\":\"x\"}", "none");
        add("no header", "", "", "AlgorithmMissing");
        add("other alg", "{\"alg\":\"HS384\"}", "", "AlgorithmNotAllowed");
        add("alg in both", "{\"alg\":\"HS256\"}", "{\"alg\":\"HS256\"}", "TokenFormInvalid");
        add("a name in both", "{\"alg\":\"HS256\",\"x\":1}", "{\"x\":1}", "TokenFormInvalid");
        add("crit outside", "{\"alg\":\"HS256\",\"x\":1}", "{\"crit\":[\"x\"]}", "CriticalInvalid");
        add("b64 without crit", "{\"alg\":\"HS256\",\"b64\":false}", "", "CriticalInvalid");
        add("crit of the caller's", "{\"alg\":\"HS256\",\"crit\":[\"x\"],\"x\":1}", "", "none");
        add("outside is no object", "{\"alg\":\"HS256\"}", "[]", "JsonNotObject");
        add("outside repeats", "{\"alg\":\"HS256\"}", "{\"x\":1,\"x\":1}", "JsonDuplicateName");
        add("outside is no JSON", "{\"alg\":\"HS256\"}", "{\"x\":1},\"y\":{}", "JsonTrailingData");
    }

    void refusesSignersThatCannotSign()
    {
        QFETCH(QByteArray, inside);
        QFETCH(QByteArray, outside);
        QTEST(codeOf(signJson("{}", {{hmacKey(), findAlgorithm("HS256"), inside, outside}})), "code");
    }

    void refusesSignersThatDisagree()
    {
        const Algorithm *hs256 = findAlgorithm("HS256");
        const Signer plain{hmacKey(), hs256, "{\"alg\":\"HS256\"}", {}};
        const Signer raw{hmacKey(), hs256, "{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}", {}};
        QCOMPARE(codeOf(signJson("x", {raw, raw})), "none");
        QCOMPARE(codeOf(signJson("x", {raw, plain})), "TokenFormInvalid");
        QCOMPARE(codeOf(signJson("x", {})), "TokenFormInvalid");
        QCOMPARE(codeOf(signJson("x", std::vector<Signer>(64, plain))), "none");
        QCOMPARE(codeOf(signJson("x", std::vector<Signer>(65, plain))), "TokenFormInvalid");
        // A JSON string holds text only.
        QCOMPARE(codeOf(signJson("\xff", {plain})), "none");
        QCOMPARE(codeOf(signJson("\xff", {raw})), "JsonNotUtf8");
        QCOMPARE(codeOf(signJson("\"\\\n\x01", {raw})), "none");
        QCOMPARE(codeOf(signJson("\xff", {raw}, PayloadPlace::Detached)), "none");
    }
};

QTEST_GUILESS_MAIN(TestJwsJson)
#include "tst_jws_json.moc"
