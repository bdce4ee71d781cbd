#include "jose/signing.h"
#include "support/jose_tools.h"
#include "support/jose_vectors.h"
#include "support/jws_vectors.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace jose_tools;

namespace {

constexpr char vectorsPath[] = CLAIMCHECK_SOURCE_DIR "/../shared/vectors/rfc-vectors.json";

/// The outcome of every signature, in order.
QByteArray outcomes(const ParsedToken &token, const KeySet &keys)
{
    QByteArrayList list;
    for (const SignatureResult &result : checkSignatures(token, keys))
        list << summary(result);
    return list.join(", ");
}

/// The token, with its payload where that came by another way.
ParsedToken parsed(const QByteArray &token, const QByteArray &detached)
{
    const ParsedToken bare = ParsedToken::parse(token);
    return detached.isNull() ? bare : *bare.withPayload(detached);
}

QByteArray text(const QJsonValue &value)
{
    return value.isString() ? value.toString().toUtf8()
                            : QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
}

QByteArray decoded(const QJsonValue &value)
{
    return *base64url::decode(value.toString().toUtf8());
}

} // namespace

/// What the RFCs print: it verifies, and with one thing changed it does not.
class TestJwsVectors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void verifiesWhatTheRfcsPrint_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QByteArray>("detached");
        QTest::addColumn<QByteArray>("keyText");
        QTest::addColumn<QByteArray>("expected");
        const auto add = [](const char *name, const char *token, const QByteArray &keyText,
                            const char *expected = "match", const QByteArray &detached = {}) {
            QTest::newRow(name) << QByteArray(token) << detached << keyText << QByteArray(expected);
        };
        const QByteArray cookbookText = *base64url::decode(rfc::cookbookPayload);
        const QByteArray all =
            "{\"keys\":[" + QByteArray(rfc::bilboRsa) + ',' + rfc::bilboEc + ',' + rfc::cookbookSecret + "]}";
        const QByteArray a2a3 = "{\"keys\":[" + QByteArray(rfc::a2Key) + ',' + rfc::a3Key + "]}";
        add("rfc7515-A.1", rfc::a1Token, rfc::a1Key);
        add("rfc7515-A.2", rfc::a2Token, rfc::a2Key);
        add("rfc7515-A.3", rfc::a3Token, rfc::a3Key);
        add("rfc7515-A.4", rfc::a4Token, rfc::a4Key);
        add("rfc7515-A.5", rfc::a5Token, rfc::a1Key, "could-not-check TokenUnsecured");
        add("rfc7515-A.6", rfc::a6Token, a2a3, "match, match");
        add("rfc7515-A.7", rfc::a7Token, rfc::a3Key);
        add("rfc7515-E", rfc::eToken, rfc::a1Key, "could-not-check TokenUnsecured");
        add("rfc7520-4.1", rfc::cookbook41, rfc::bilboRsa);
        add("rfc7520-4.2", rfc::cookbook42, rfc::bilboRsa);
        add("rfc7520-4.3", rfc::cookbook43, rfc::bilboEc);
        add("rfc7520-4.4", rfc::cookbook44, rfc::cookbookSecret);
        add("rfc7520-4.5 compact", rfc::cookbook45, rfc::cookbookSecret, "match", cookbookText);
        add("rfc7520-4.5 flattened", rfc::cookbook45Flattened, rfc::cookbookSecret, "match", cookbookText);
        add("rfc7520-4.6 general", rfc::cookbook46, rfc::cookbookSecret);
        add("rfc7520-4.6 flattened", rfc::cookbook46Flattened, rfc::cookbookSecret);
        add("rfc7520-4.7 general", rfc::cookbook47, rfc::cookbookSecret);
        add("rfc7520-4.7 flattened", rfc::cookbook47Flattened, rfc::cookbookSecret);
        add("rfc7520-4.8", rfc::cookbook48, all, "match, match, match");
        add("rfc7797-4.1", rfc::b64Control, rfc::b64Key);
        add("rfc7797-4.2 flattened", rfc::b64Flattened, rfc::b64Key);
        add("rfc7797-4.2 compact", rfc::b64Compact, rfc::b64Key, "match", "$.02");
        add("rfc8037-A.4", rfc::edToken, rfc::edKey);
    }

    void verifiesWhatTheRfcsPrint()
    {
        QFETCH(QByteArray, token);
        QFETCH(QByteArray, detached);
        QFETCH(QByteArray, keyText);
        QTEST(outcomes(parsed(token, detached), keys(keyText)), "expected");
    }

    /// RFC 7515 appendix F, with each of the RFCs' compact tokens that verify.
    void verifiesWithTheirPayloadDetached_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QByteArray>("keyText");
        QTest::newRow("rfc7515-F A.1") << QByteArray(rfc::a1Token) << QByteArray(rfc::a1Key);
        QTest::newRow("rfc7515-F A.2") << QByteArray(rfc::a2Token) << QByteArray(rfc::a2Key);
        QTest::newRow("rfc7515-F A.3") << QByteArray(rfc::a3Token) << QByteArray(rfc::a3Key);
        QTest::newRow("rfc7515-F A.4") << QByteArray(rfc::a4Token) << QByteArray(rfc::a4Key);
        QTest::newRow("rfc7515-F rfc8037-A.4") << QByteArray(rfc::edToken) << QByteArray(rfc::edKey);
    }

    void verifiesWithTheirPayloadDetached()
    {
        QFETCH(QByteArray, token);
        QFETCH(QByteArray, keyText);
        const QByteArray payload = ParsedToken::parse(token).part(PartId::Payload).bytes;
        const QByteArrayList parts = token.split('.');
        const ParsedToken bare = ParsedToken::parse(parts[0] + ".." + parts[2]);
        const KeySet set = keys(keyText);
        QCOMPARE(outcomes(bare, set), "could-not-check PayloadDetached");
        const ParsedToken whole = *bare.withPayload(payload);
        QCOMPARE(outcomes(whole, set), "match");
        QCOMPARE(whole.part(PartId::Payload).bytes, payload);
        QCOMPARE(outcomes(*bare.withPayload(payload + ' '), set), "mismatch SignatureMismatch");
        QCOMPARE(codeOf(whole.withPayload(payload)), "PayloadNotDetached");
        QCOMPARE(codeOf(ParsedToken::parse(token).withPayload(payload)), "PayloadNotDetached");
    }

    void refusesOtherPayloads_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QByteArray>("keyText");
        QTest::addColumn<QByteArray>("expected");
        const QByteArray wrong("mismatch SignatureMismatch");
        const QByteArray all =
            "{\"keys\":[" + QByteArray(rfc::bilboRsa) + ',' + rfc::bilboEc + ',' + rfc::cookbookSecret + "]}";
        QTest::newRow("rfc7520-4.1") << QByteArray(rfc::cookbook41) << QByteArray(rfc::bilboRsa) << wrong;
        QTest::newRow("rfc7520-4.2") << QByteArray(rfc::cookbook42) << QByteArray(rfc::bilboRsa) << wrong;
        QTest::newRow("rfc7520-4.3") << QByteArray(rfc::cookbook43) << QByteArray(rfc::bilboEc) << wrong;
        QTest::newRow("rfc7520-4.7") << QByteArray(rfc::cookbook47) << QByteArray(rfc::cookbookSecret)
                                     << wrong;
        QTest::newRow("rfc7520-4.8") << QByteArray(rfc::cookbook48) << all
                                     << wrong + ", " + wrong + ", " + wrong;
        QTest::newRow("rfc7797-4.2") << QByteArray(rfc::b64Flattened) << QByteArray(rfc::b64Key) << wrong;
    }

    void refusesOtherPayloads()
    {
        QFETCH(QByteArray, token);
        QFETCH(QByteArray, keyText);
        // "It's" becomes "Iu's", or "$.02" "$.03".
        const qsizetype place = token.indexOf("SXTi");
        if (place >= 0)
            token[place + 2] = 'X';
        else
            token.replace("$.02", "$.03");
        QTEST(outcomes(ParsedToken::parse(token), keys(keyText)), "expected");
    }

    /// HMAC is deterministic: what RFC 7520 and RFC 7797 print comes out byte for byte.
    void signsWhatTheRfcsPrint()
    {
        const Key cookbook = key(rfc::cookbookSecret);
        const Algorithm *hs256 = findAlgorithm("HS256");
        const QByteArray payload = *base64url::decode(rfc::cookbookPayload);
        const QByteArray kid = "\"kid\":\"018c0ae5-4d9b-471b-bfd6-eef314bc7037\"";
        const QByteArray both = "{\"alg\":\"HS256\"," + kid + '}';
        const QByteArray alg = "{\"alg\":\"HS256\"}";
        QCOMPARE(*signCompact(both, payload, cookbook, *hs256), rfc::cookbook44);
        QCOMPARE(*signCompact(both, payload, cookbook, *hs256, PayloadPlace::Detached), rfc::cookbook45);
        QCOMPARE(*signJson(payload, {{cookbook, hs256, both, {}}}, PayloadPlace::Detached),
                 rfc::cookbook45Flattened);
        QCOMPARE(*signJson(payload, {{cookbook, hs256, alg, '{' + kid + '}'}}), rfc::cookbook46Flattened);
        QCOMPARE(*signJson(payload, {{cookbook, hs256, {}, both}}), rfc::cookbook47Flattened);
        const Key b64 = key(rfc::b64Key);
        const QByteArray raw = R"({"alg":"HS256","b64":false,"crit":["b64"]})";
        QCOMPARE(*signCompact(raw, "$.02", b64, *hs256, PayloadPlace::Detached), rfc::b64Compact);
        const QByteArray flattened = *signJson("$.02", {{b64, hs256, raw, {}}});
        QCOMPARE(QJsonDocument::fromJson(flattened), QJsonDocument::fromJson(rfc::b64Flattened));
    }

    void agreesWithEd448OfRfc8032()
    {
        const auto jwk = [](const QByteArray &more) {
            return "{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"" +
                   encoded(QByteArray::fromHex(rfc::ed448Public)) + '"' + more + '}';
        };
        const QByteArray signature = QByteArray::fromHex(rfc::ed448Signature);
        for (const char *name : {"Ed448", "EdDSA"}) {
            const Algorithm &algorithm = *findAlgorithm(name);
            const Key shown = key(jwk({}));
            QVERIFY(checkOne(algorithm, shown, "", signature)->matches);
            QVERIFY(!checkOne(algorithm, shown, "x", signature)->matches);
            const Key whole = key(jwk(",\"d\":\"" + encoded(QByteArray::fromHex(rfc::ed448Private)) + '"'));
            QCOMPARE(*makeOne(algorithm, whole, ""), signature);
        }
        QCOMPARE(codeOf(checkOne(*findAlgorithm("Ed25519"), key(jwk({})), "", signature)),
                 "KeyCurveMismatch");
    }

    /// The signature vectors of the folder beside the project.
    void agreesWithTheCollection()
    {
        QFile file(QString::fromUtf8(vectorsPath));
        if (!file.open(QIODevice::ReadOnly)) {
            QVERIFY2(qEnvironmentVariable("CI") != u"true", "In CI the vectors must be there.");
            QSKIP("16 cases: the RFC vectors are not beside the project.");
        }
        int ran = 0;
        for (const QJsonValue &value : QJsonDocument::fromJson(file.readAll())[u"vectors"].toArray()) {
            const QJsonObject vector = value.toObject();
            const QString kind = vector.value(u"kind").toString();
            if (kind != u"jws" && kind != u"jws-json" && kind != u"jws-detached" && kind != u"jws-decode")
                continue;
            ++ran;
            judge(vector, kind == u"jws-detached");
        }
        qInfo("RFC vectors: %d JWS ran (one is decoded only), with no exception.", ran);
        QCOMPARE(ran, 16);
    }

private:
    static void judge(const QJsonObject &vector, bool isDetached)
    {
        const QByteArray id = text(vector.value(u"id"));
        const QByteArray payload = decoded(vector.value(u"payload_b64u"));
        const ParsedToken token = parsed(text(vector.value(u"token")), isDetached ? payload : QByteArray());
        const QJsonValue keyValue = vector.value(u"key");
        const KeySet set = keyValue.isObject() ? keys(text(keyValue)) : keys(rfc::a1Key);
        const QString expect = vector.value(u"expect").toString();
        const QByteArray seen = outcomes(token, set);
        if (expect == u"decode-only") {
            QVERIFY2(token.problems().empty() && token.claims().isValid(), id);
        } else if (expect == u"valid") {
            QByteArrayList matches;
            for (size_t i = 0; i < token.signatures().size(); ++i)
                matches << "match";
            QVERIFY2(seen == matches.join(", "), id + ": " + seen);
            QVERIFY2(token.part(PartId::Payload).bytes == payload, id);
        } else {
            QVERIFY2(seen.startsWith("could-not-check "), id + ": " + seen);
        }
    }
};

QTEST_GUILESS_MAIN(TestJwsVectors)
#include "tst_jws_vectors.moc"
