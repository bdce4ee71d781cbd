#include "support/jwe_tools.h"

#include "base/random.h"
#include "jose/key_management.h"
#include "jose/key_parameters.h"

#include <set>

using namespace jwe_tools;

namespace {

constexpr const char *curves[] = {"P-256", "P-384", "P-521", "X25519", "X448"};

bool isAgreement(const KeyManagementAlgorithm &algorithm)
{
    return algorithm.family == KeyManagement::Agreement || algorithm.family == KeyManagement::AgreementWrap;
}

QByteArray otherOctet(QByteArray octets, qsizetype at)
{
    octets[at] = static_cast<char>(octets[at] ^ 1);
    return octets;
}

/// One row for each alg and enc, and for each curve where alg has one; never RSA1_5, which is not made.
void everyCombination()
{
    QTest::addColumn<QByteArray>("algorithm");
    QTest::addColumn<QByteArray>("encryption");
    QTest::addColumn<QByteArray>("curve");
    for (const KeyManagementAlgorithm *algorithm : allKeyManagement()) {
        if (algorithm->onlyWhenNamed)
            continue;
        for (const ContentEncryption *encryption : allContentEncryption()) {
            for (const char *curve : curves) {
                const bool first = curve == curves[0];
                if (!first && !isAgreement(*algorithm))
                    continue;
                const QByteArray name = QByteArray(algorithm->name) + ' ' + encryption->name +
                                        (isAgreement(*algorithm) ? QByteArray(" ") + curve : "");
                QTest::newRow(name) << QByteArray(algorithm->name) << QByteArray(encryption->name)
                                    << QByteArray(curve);
            }
        }
    }
}

/// One row for each way to get at the CEK, with GCM and with CBC.
void everyFamily()
{
    QTest::addColumn<QByteArray>("algorithm");
    QTest::addColumn<QByteArray>("encryption");
    for (const char *algorithm :
         {"RSA-OAEP", "A128KW", "dir", "ECDH-ES", "ECDH-ES+A256KW", "A192GCMKW", "PBES2-HS256+A128KW"}) {
        for (const char *encryption : {"A128GCM", "A128CBC-HS256"})
            QTest::newRow(QByteArray(algorithm) + ' ' + encryption)
                << QByteArray(algorithm) << QByteArray(encryption);
    }
}

} // namespace

/// What is encrypted here is decrypted here, and only as it was.
class TestJweRoundTrip : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comesBack_data() { everyCombination(); }

    void comesBack()
    {
        QFETCH(QByteArray, algorithm);
        QFETCH(QByteArray, encryption);
        QFETCH(QByteArray, curve);
        const KeyManagementAlgorithm &alg = management(algorithm);
        const ContentEncryption &enc = content(encryption);
        const Key key = keyFor(alg, enc, curve);
        const EncryptionOptions fast{1000, {}};
        for (const qsizetype size : {0, 1, 15, 16, 17, 1000}) {
            const QByteArray plaintext = *randomBytes(size);
            const auto compact = encryptCompact("{\"typ\":\"JWT\"}", plaintext, {key, &alg, {}}, enc, fast);
            QVERIFY2(compact, codeOf(compact));
            const Result<Decrypted> result = decrypt(ParsedEncryption::parse(*compact), only(key));
            QVERIFY2(result, summary(result));
            QCOMPARE(result->plaintext, plaintext);
            QCOMPARE(result->algorithm, algorithm);
            QCOMPARE(result->encryption, encryption);
        }
        const EncryptionOptions withData{1000, "seen by all"};
        const QByteArray plaintext = *randomBytes(100);
        const auto flattened =
            encryptJson("{\"zip\":\"DEF\"}", plaintext, {{key, &alg, "{\"kid\":\"a\"}"}}, enc, withData);
        QVERIFY2(flattened, codeOf(flattened));
        const ParsedEncryption parsed = ParsedEncryption::parse(*flattened);
        QVERIFY(parsed.form() == Form::FlattenedJson);
        QCOMPARE(parsed.parameter("kid").toUtf8(), "a");
        QCOMPARE(opened(*flattened, only(key)), "ok " + plaintext);
    }

    /// Two recipients of each other's kind, and each reads it.
    void reachesEveryRecipient()
    {
        std::vector<EncryptionRecipient> recipients;
        const ContentEncryption &enc = content("A256GCM");
        for (const KeyManagementAlgorithm *algorithm : allKeyManagement()) {
            if (!algorithm->onlyWhenNamed && !yieldsContentKey(*algorithm))
                recipients.push_back({keyFor(*algorithm, enc), algorithm,
                                      "{\"kid\":\"" + QByteArray(algorithm->name) + "\"}"});
        }
        const auto token = encryptJson({}, "for all of you", recipients, enc, {1000, {}});
        QVERIFY2(token, codeOf(token));
        const ParsedEncryption parsed = ParsedEncryption::parse(*token);
        QVERIFY(parsed.form() == Form::GeneralJson);
        QCOMPARE(parsed.recipients().size(), recipients.size());
        QVERIFY(parsed.problems().empty());
        for (size_t i = 0; i < recipients.size(); ++i) {
            // The kid says which recipient the key is for: RSA keys fit four of them.
            const Key named = recipients[i].key.withMetadata({recipients[i].algorithm->name, {}, {}, {}});
            const Result<Decrypted> result = decrypt(parsed, only(named));
            QVERIFY2(result, recipients[i].algorithm->name + QByteArray(": ") + summary(result));
            QCOMPARE(result->plaintext, "for all of you");
        }
    }

    void noticesEveryChangedOctet_data() { everyFamily(); }

    void noticesEveryChangedOctet()
    {
        QFETCH(QByteArray, algorithm);
        QFETCH(QByteArray, encryption);
        const KeyManagementAlgorithm &alg = management(algorithm);
        const ContentEncryption &enc = content(encryption);
        const Key key = keyFor(alg, enc);
        const auto token =
            encryptCompact("{\"a\":\"aaaa\"}", "Live long and prosper.", {key, &alg, {}}, enc, {1000, {}});
        QVERIFY(token);
        QVERIFY(opened(*token, only(key)).startsWith("ok "));
        for (qsizetype part = 1; part < 5; ++part) {
            const QByteArray octets = partOf(*token, part);
            for (qsizetype at = 0; at < octets.size(); ++at)
                QCOMPARE(opened(withPart(*token, part, otherOctet(octets, at)), only(key)),
                         "DecryptionFailed");
            QCOMPARE(opened(withPart(*token, part, octets + '\0'), only(key)), "DecryptionFailed");
            QCOMPARE(opened(withPart(*token, part, '\0' + octets), only(key)), "DecryptionFailed");
            if (!octets.isEmpty()) {
                QCOMPARE(opened(withPart(*token, part, octets.chopped(1)), only(key)), "DecryptionFailed");
                QCOMPARE(opened(withPart(*token, part, octets.sliced(1)), only(key)), "DecryptionFailed");
                QCOMPARE(opened(withPart(*token, part, {}), only(key)), "DecryptionFailed");
            }
        }
        // The header says the same, spelled otherwise: its octets are authenticated.
        const QByteArray header = partOf(*token, 0);
        const qsizetype value = header.indexOf("aaaa");
        for (qsizetype at = value; at < value + 4; ++at)
            QCOMPARE(opened(withPart(*token, 0, otherOctet(header, at)), only(key)), "DecryptionFailed");
        QCOMPARE(opened(withPart(*token, 0, header + ' '), only(key)), "DecryptionFailed");
        for (qsizetype at = 0; at < header.size(); ++at)
            QVERIFY(!opened(withPart(*token, 0, otherOctet(header, at)), only(key)).startsWith("ok"));
    }

    void noticesOtherAdditionalData()
    {
        const Key key = octets(16);
        const auto token =
            encryptJson({}, "text", {{key, &management("A128KW"), {}}}, content("A128GCM"), {1000, "given"});
        QVERIFY(token);
        QCOMPARE(opened(*token, only(key)), "ok text");
        QByteArray changed = *token;
        changed.replace("\"aad\":\"" + encoded("given"), "\"aad\":\"" + encoded("taken"));
        QVERIFY(changed != *token);
        QCOMPARE(opened(changed, only(key)), "DecryptionFailed");
        changed = *token;
        changed.replace(",\"aad\":\"" + encoded("given") + '"', "");
        QCOMPARE(opened(changed, only(key)), "DecryptionFailed");
    }

    /// CVE-2026-53939 (cjose): a content encryption key of zeros. And IVs and keys are never the same twice.
    void cve_2026_53939_makesAFreshRandomContentKey_data() { everyFamily(); }

    void cve_2026_53939_makesAFreshRandomContentKey()
    {
        QFETCH(QByteArray, algorithm);
        QFETCH(QByteArray, encryption);
        const KeyManagementAlgorithm &alg = management(algorithm);
        const ContentEncryption &enc = content(encryption);
        const Key key = keyFor(alg, enc);
        std::set<QByteArray> contentKeys;
        std::set<QByteArray> vectors;
        for (int i = 0; i < 8; ++i) {
            const auto token = encryptCompact({}, "text", {key, &alg, {}}, enc, {1000, {}});
            QVERIFY(token);
            const ParsedEncryption parsed = ParsedEncryption::parse(*token);
            const auto parameters = readKeyParameters(alg, parsed, 0, 32768);
            QVERIFY(parameters);
            const Result<Secret> cek =
                unwrapKey(alg, enc, key, *parameters, parsed.recipients().front().encryptedKey.bytes);
            QVERIFY(cek);
            const QByteArray octets = cek->reveal().toByteArray();
            QCOMPARE(octets.size(), enc.keySize);
            QVERIFY(octets != QByteArray(octets.size(), '\0'));
            contentKeys.insert(octets);
            vectors.insert(parsed.initializationVector().bytes);
        }
        QCOMPARE(contentKeys.size(), alg.family == KeyManagement::Direct ? size_t(1) : size_t(8));
        QCOMPARE(vectors.size(), size_t(8));
    }
};

QTEST_GUILESS_MAIN(TestJweRoundTrip)
#include "tst_jwe_round_trip.moc"
