#include "support/jwe_cookbook.h"
#include "support/jwe_tools.h"
#include "support/jwe_vectors.h"

#include "jose/key_agreement.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace jwe_tools;

namespace {

constexpr char vectorsPath[] = CLAIMCHECK_SOURCE_DIR "/../shared/vectors/rfc-vectors.json";

QByteArray octetsOf(const QByteArray &text)
{
    return *base64url::decode(text);
}

QByteArray octetsOf(const QJsonObject &vector, const char *member)
{
    return octetsOf(vector[QLatin1String(member)].toString().toUtf8());
}

QByteArray jsonOf(const QJsonValue &value)
{
    return value.isString() ? value.toString().toUtf8()
                            : QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
}

} // namespace

/// What the RFCs print: the project's own vectors, and those beside the project.
class TestJweVectors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decryptsTheRfcs_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QByteArray>("keyText");
        QTest::addColumn<QByteArray>("plaintext");
        for (const rfc_jwe::Example &example : rfc_jwe::examples)
            QTest::newRow(example.name)
                << QByteArray(example.token) << QByteArray(example.key) << QByteArray(example.plaintext);
        for (const rfc7520::Example &example : rfc7520::examples)
            QTest::newRow(example.name)
                << QByteArray(example.token) << QByteArray(example.key) << QByteArray(example.plaintext);
    }

    void decryptsTheRfcs()
    {
        QFETCH(QByteArray, token);
        QFETCH(QByteArray, keyText);
        QFETCH(QByteArray, plaintext);
        const ParsedEncryption parsed = ParsedEncryption::parse(token);
        QVERIFY(parsed.problems().empty());
        QVERIFY(ParsedEncryption::looksLikeOne(token));
        const Result<Decrypted> result = decrypt(parsed, keys(keyText), anyAlgorithm());
        QCOMPARE(summary(result), "ok " + plaintext);
        // One other octet of the tag, and nothing comes out.
        QByteArray changed = token;
        const json::Span tag = parsed.tag().span;
        changed[tag.begin] = changed[tag.begin] == 'A' ? 'B' : 'A';
        QCOMPARE(opened(changed, keys(keyText), anyAlgorithm()), "DecryptionFailed");
    }

    void opensTheNestedJwtOfRfc7519()
    {
        const Result<Decrypted> result =
            decrypt(ParsedEncryption::parse(rfc_jwe::jwtA2Token), keys(rfc_jwe::a2Key), anyAlgorithm());
        QVERIFY(result);
        QCOMPARE(result->plaintext.count('.'), 2);
        const ParsedToken inner = ParsedToken::parse(result->plaintext);
        QCOMPARE(inner.algorithm(), "RS256");
        QCOMPARE(inner.claims().find("iss").toUtf8(), "joe");
    }

    void sealsAsRfc7518AppendixB_data()
    {
        QTest::addColumn<int>("index");
        for (size_t i = 0; i < std::size(rfc_jwe::cbcHmac); ++i)
            QTest::newRow(rfc_jwe::cbcHmac[i].name) << static_cast<int>(i);
    }

    void sealsAsRfc7518AppendixB()
    {
        QFETCH(int, index);
        const rfc_jwe::CbcHmac &vector = rfc_jwe::cbcHmac[index];
        const ContentEncryption &row = content(vector.encryption);
        const Secret cek(octetsOf(vector.cek));
        const QByteArray iv = octetsOf(vector.iv);
        const QByteArray additional = octetsOf(vector.additionalData);
        const QByteArray plaintext = octetsOf(vector.plaintext);
        const Result<aes::Sealed> sealed = sealContent(row, cek, iv, additional, plaintext);
        QVERIFY(sealed);
        QCOMPARE(encoded(sealed->ciphertext), vector.ciphertext);
        QCOMPARE(encoded(sealed->tag), vector.tag);
        const Result<QByteArray> open =
            openContent(row, cek, iv, additional, sealed->ciphertext, sealed->tag);
        QVERIFY(open);
        QCOMPARE(*open, plaintext);
    }

    void agreesAsRfc7518AppendixC()
    {
        const Key ephemeral = key(rfc_jwe::ephemeralKey);
        const Key bob = key(rfc_jwe::bobKey);
        const Result<Secret> z = agree(bob, ephemeral);
        QVERIFY(z);
        QCOMPARE(z->reveal().toByteArray().toHex(), rfc_jwe::sharedSecret);
        QVERIFY(agree(ephemeral, bob)->equals(*z));
        const Result<Secret> derived = concatKdf(*z, {"A128GCM", "Alice", "Bob", 16});
        QVERIFY(derived);
        QCOMPARE(encoded(derived->reveal().toByteArray()), rfc_jwe::derivedKey);
    }

    void wrapsAsRfc3394_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<QByteArray>("wrapped");
        QTest::newRow("rfc3394-4.1 128 with 128")
            << QByteArray("000102030405060708090A0B0C0D0E0F")
            << QByteArray("00112233445566778899AABBCCDDEEFF")
            << QByteArray("1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5");
        QTest::newRow("rfc3394-4.2 128 with 192")
            << QByteArray("000102030405060708090A0B0C0D0E0F1011121314151617")
            << QByteArray("00112233445566778899AABBCCDDEEFF")
            << QByteArray("96778B25AE6CA435F92B5B97C050AED2468AB8A17AD84E5D");
        QTest::newRow("rfc3394-4.3 128 with 256")
            << QByteArray("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F")
            << QByteArray("00112233445566778899AABBCCDDEEFF")
            << QByteArray("64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7");
        QTest::newRow("rfc3394-4.6 256 with 256")
            << QByteArray("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F")
            << QByteArray("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F")
            << QByteArray("28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21");
    }

    void wrapsAsRfc3394()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, secret);
        QFETCH(QByteArray, wrapped);
        key = QByteArray::fromHex(key);
        secret = QByteArray::fromHex(secret);
        QCOMPARE(aes::wrap(key, secret)->toHex().toUpper(), wrapped);
        wrapped = QByteArray::fromHex(wrapped);
        QVERIFY(aes::unwrap(key, wrapped, secret.size())->equals(Secret(secret)));
        QCOMPARE(codeOf(aes::unwrap(key, wrapped, secret.size() - 8)), "DecryptionFailed");
        QCOMPARE(codeOf(aes::unwrap(key, wrapped, secret.size() + 8)), "DecryptionFailed");
        QCOMPARE(codeOf(aes::unwrap(key, {}, 0)), "DecryptionFailed");
    }

    /// `rfc-vectors.json`, read from a folder beside the project and never copied.
    void agreesWithTheVectorsBesideTheProject()
    {
        QFile file(QString::fromUtf8(vectorsPath));
        if (!file.open(QIODevice::ReadOnly)) {
            QVERIFY2(qEnvironmentVariable("CI") != u"true", "In CI the vectors must be there.");
            QSKIP("17 vectors: rfc-vectors.json is not beside the project.");
        }
        int ran = 0;
        const QJsonArray all = QJsonDocument::fromJson(file.readAll())[QStringLiteral("vectors")].toArray();
        for (const QJsonValue &value : all) {
            const QJsonObject vector = value.toObject();
            const QString kind = vector[QStringLiteral("kind")].toString();
            if (kind == u"jwe" || kind == u"jwe-json")
                runToken(vector);
            else if (kind == u"cbc-hmac")
                runCbcHmac(vector);
            else if (kind == u"concat-kdf")
                runConcatKdf(vector);
            else if (kind == u"ecdh")
                runAgreement(vector);
            else
                continue;
            if (QTest::currentTestFailed())
                QFAIL(qPrintable(vector[QStringLiteral("id")].toString()));
            ++ran;
        }
        qInfo("rfc-vectors.json: %d JWE vectors ran, none was left out.", ran);
        QCOMPARE(ran, 17);
    }

private:
    void runToken(const QJsonObject &vector)
    {
        const QByteArray token = jsonOf(vector[QStringLiteral("token")]);
        const Result<Decrypted> result = decrypt(ParsedEncryption::parse(token),
                                                 keys(jsonOf(vector[QStringLiteral("key")])), anyAlgorithm());
        if (vector[QStringLiteral("expect")].toString() == u"invalid") {
            // The only one: p2c of 10^9.
            QCOMPARE(summary(result), "IterationsOutOfRange");
            return;
        }
        QVERIFY2(result, summary(result));
        if (vector.contains(QStringLiteral("plaintext_b64u")))
            QCOMPARE(result->plaintext, octetsOf(vector, "plaintext_b64u"));
        if (vector.contains(QStringLiteral("recipient")))
            QCOMPARE(static_cast<int>(result->recipient), vector[QStringLiteral("recipient")].toInt());
        const QJsonObject inner = vector[QStringLiteral("inner")].toObject();
        if (!inner.isEmpty())
            QCOMPARE(tried(result->plaintext, keys(jsonOf(inner[QStringLiteral("key")]))), "match");
    }

    void runCbcHmac(const QJsonObject &vector)
    {
        const ContentEncryption &row = content(vector[QStringLiteral("enc")].toString().toUtf8());
        const Secret cek(octetsOf(vector, "cek_b64u"));
        const Result<aes::Sealed> sealed =
            sealContent(row, cek, octetsOf(vector, "iv_b64u"), octetsOf(vector, "aad_b64u"),
                        octetsOf(vector, "plaintext_b64u"));
        QVERIFY(sealed);
        QCOMPARE(sealed->ciphertext, octetsOf(vector, "ciphertext_b64u"));
        QCOMPARE(sealed->tag, octetsOf(vector, "tag_b64u"));
    }

    void runConcatKdf(const QJsonObject &vector)
    {
        const Result<Secret> z =
            agree(key(jsonOf(vector[QStringLiteral("key")])), key(jsonOf(vector[QStringLiteral("epk")])));
        QVERIFY(z);
        const Result<Secret> derived = concatKdf(*z, {vector[QStringLiteral("enc")].toString().toUtf8(),
                                                      octetsOf(vector, "apu"), octetsOf(vector, "apv"), 16});
        QCOMPARE(derived->reveal().toByteArray(), octetsOf(vector, "derived"));
    }

    void runAgreement(const QJsonObject &vector)
    {
        const Result<Secret> z =
            agree(key(jsonOf(vector[QStringLiteral("key")])), key(jsonOf(vector[QStringLiteral("peer")])));
        QVERIFY(z);
        QCOMPARE(z->reveal().toByteArray().toHex(), vector[QStringLiteral("z_hex")].toString().toUtf8());
    }
};

QTEST_GUILESS_MAIN(TestJweVectors)
#include "tst_jwe_vectors.moc"
