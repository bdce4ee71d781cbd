#include "support/cpu_time.h"
#include "support/jwe_tools.h"

#include "jose/deflate.h"
#include "jose/evp.h"
#include "jose/key_management.h"

#include <openssl/hmac.h>

#include <QtEndian>

using namespace jwe_tools;

namespace {

/// What a JWE says that was changed so: the reference row, which must decrypt, and the changed one.
void compareBoth(const QByteArray &good, const QByteArray &changed, const KeySet &keys, const char *code)
{
    QCOMPARE(opened(good, keys), "ok text");
    QVERIFY(changed != good);
    QCOMPARE(opened(changed, keys), code);
}

/// IV, ciphertext and tag as they are sent, with an IV and a tag of any size.
QByteArray gcmEncrypted(const Key &key, const QByteArray &iv, const QByteArray &additionalData,
                        const QByteArray &plaintext, int tagSize)
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    QByteArray out(plaintext.size(), '\0');
    QByteArray tag(tagSize, '\0');
    int size = 0;
    EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), nullptr, nullptr, nullptr);
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, int(iv.size()), nullptr);
    EVP_EncryptInit_ex(context, nullptr, nullptr, jose::octets(key.secret().reveal()),
                       jose::octets(QByteArrayView(iv)));
    EVP_EncryptUpdate(context, nullptr, &size, jose::octets(QByteArrayView(additionalData)),
                      int(additionalData.size()));
    EVP_EncryptUpdate(context, jose::octets(out), &size, jose::octets(QByteArrayView(plaintext)),
                      int(plaintext.size()));
    EVP_EncryptFinal_ex(context, jose::octets(out), &size);
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tagSize, jose::octets(tag));
    EVP_CIPHER_CTX_free(context);
    return encoded(iv) + '.' + encoded(out) + '.' + encoded(tag);
}

/// A token for dir whose IV and tag have these sizes, and are right for it.
QByteArray gcmToken(const Key &key, int ivSize, int tagSize)
{
    const QByteArray header = encoded("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}");
    return header + ".." + gcmEncrypted(key, QByteArray(ivSize, '\x33'), header, "text", tagSize);
}

} // namespace

/// What went wrong in other libraries.
class TestJweCves : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The length of GCM's tag came from the token: a tag of one octet is guessed in 256 tries.
    void cve_2023_37464_cjose_and_cve_2018_1000539_jsonJwt_takeShortGcmTags()
    {
        const Key key = octets(16);
        QCOMPARE(opened(gcmToken(key, 12, 16), only(key)), "ok text");
        for (int size = 1; size < 16; ++size)
            QCOMPARE(opened(gcmToken(key, 12, size), only(key)), "DecryptionFailed");
        const QByteArray good = gcmToken(key, 12, 16);
        compareBoth(good, withPart(good, 4, {}), only(key), "DecryptionFailed");
        compareBoth(good, withPart(good, 4, partOf(good, 4) + '\0'), only(key), "DecryptionFailed");
    }

    /// libjwt review 2026: an IV of any length was taken for GCM.
    void libjwtReview_takesGcmIvsOfAnyLength()
    {
        const Key key = octets(16);
        QCOMPARE(opened(gcmToken(key, 12, 16), only(key)), "ok text");
        for (const int size : {1, 8, 11, 13, 16, 64})
            QCOMPARE(opened(gcmToken(key, size, 16), only(key)), "DecryptionFailed");
    }

    /// The same two in A*GCMKW, whose IV and tag stand in the header.
    void gcmKeyWrapTakesNoOtherSizes_data()
    {
        QTest::addColumn<int>("ivSize");
        QTest::addColumn<int>("tagSize");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("right") << 12 << 16 << QByteArray("ok text");
        QTest::newRow("short tag") << 12 << 4 << QByteArray("DecryptionFailed");
        QTest::newRow("no tag") << 12 << 0 << QByteArray("DecryptionFailed");
        QTest::newRow("long iv") << 16 << 16 << QByteArray("DecryptionFailed");
        QTest::newRow("short iv") << 8 << 16 << QByteArray("DecryptionFailed");
    }

    void gcmKeyWrapTakesNoOtherSizes()
    {
        QFETCH(int, ivSize);
        QFETCH(int, tagSize);
        QFETCH(QByteArray, code);
        const Key key = octets(16);
        const QByteArray cek(16, 'c');
        const QByteArrayList wrapped =
            gcmEncrypted(key, QByteArray(ivSize, '\x44'), {}, cek, tagSize ? tagSize : 1).split('.');
        const QByteArray header = "{\"alg\":\"A128GCMKW\",\"enc\":\"A128GCM\",\"iv\":\"" + wrapped[0] +
                                  "\",\"tag\":\"" + (tagSize ? wrapped[2] : QByteArray()) + "\"}";
        const QByteArray token =
            crafted(header, content("A128GCM"), Secret(cek), *base64url::decode(wrapped[1]), "text");
        QCOMPARE(opened(token, only(key)), code);
    }

    /// cjose: an encrypted key longer than expected was unwrapped into a buffer of the expected size.
    void cve_2026_53938_cjose_unwrapsAnOversizedKey_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {0, 24, 32, 40, 64, 4096})
            QTest::newRow(qPrintable(QString::number(size))) << size;
    }

    void cve_2026_53938_cjose_unwrapsAnOversizedKey()
    {
        QFETCH(int, size);
        const Key key = octets(16);
        const QByteArray header = "{\"alg\":\"A128KW\",\"enc\":\"A128GCM\"}";
        const QByteArray cek(16, 'c');
        const QByteArray good =
            crafted(header, content("A128GCM"), Secret(cek), *aes::wrap(key.secret().reveal(), cek), "text");
        // A good wrapping of a key that is not of the size of A128GCM's, whose first octets are the right
        // key.
        const QByteArray other = QByteArray(size, 'c');
        const QByteArray wrapped = size ? *aes::wrap(key.secret().reveal(), other) : QByteArray();
        compareBoth(good, withPart(good, 1, wrapped), only(key), "DecryptionFailed");
    }

    /// rhonabwy: the same with AES-GCM key wrapping.
    void cve_2022_32096_rhonabwy_unwrapsAnOversizedKeyWithGcm_data()
    {
        cve_2026_53938_cjose_unwrapsAnOversizedKey_data();
    }

    void cve_2022_32096_rhonabwy_unwrapsAnOversizedKeyWithGcm()
    {
        QFETCH(int, size);
        const Key key = octets(16);
        const auto token = [&key](int cekSize) {
            const QByteArrayList wrapped =
                gcmEncrypted(key, QByteArray(12, '\x44'), {}, QByteArray(cekSize, 'c'), 16).split('.');
            const QByteArray header = "{\"alg\":\"A128GCMKW\",\"enc\":\"A128GCM\",\"iv\":\"" + wrapped[0] +
                                      "\",\"tag\":\"" + wrapped[2] + "\"}";
            return crafted(header, content("A128GCM"), Secret(QByteArray(16, 'c')),
                           *base64url::decode(wrapped[1]), "text");
        };
        compareBoth(token(16), token(size), only(key), "DecryptionFailed");
    }

    /// rhonabwy: the CEK that RSA-OAEP gave was taken whatever its length.
    void cve_2022_38493_rhonabwy_takesACekOfAnyLengthFromOaep()
    {
        const Key key = keyFor(management("RSA-OAEP"), content("A128GCM"));
        for (const char *algorithm : {"RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-512"}) {
            const QByteArray header = "{\"alg\":\"" + QByteArray(algorithm) + "\",\"enc\":\"A128GCM\"}";
            const auto token = [&](int cekSize) {
                const auto wrapped = wrapKey(management(algorithm), content("A128GCM"), key,
                                             Secret(QByteArray(cekSize, 'c')), {});
                return crafted(header, content("A128GCM"), Secret(QByteArray(16, 'c')), wrapped->encryptedKey,
                               "text");
            };
            for (const int size : {0, 1, 15, 17, 32, 62})
                compareBoth(token(16), token(size), only(key), "DecryptionFailed");
        }
    }

    /// latchset/jose and joserfc: 10^9 rounds of PBKDF2 because the token said so.
    void cve_2023_50967_jose_and_cve_2026_27932_joserfc_countAsLongAsTheTokenSays()
    {
        qint64 took = 0;
        for (const char *algorithm : {"PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW"}) {
            for (const char *count :
                 {"1000000000", "2147483647", "4294967296", "9223372036854775807", "1e300"}) {
                const QByteArray header =
                    "{\"alg\":\"" + QByteArray(algorithm) +
                    "\",\"enc\":\"A128GCM\",\"p2s\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"p2c\":" + count + '}';
                QByteArray code;
                took += test::cpuMs([&] { code = opened(hollow(header), only(secretKey("password"))); });
                QCOMPARE(code, "IterationsOutOfRange");
            }
        }
        QVERIFY2(took < 1000, QByteArray::number(took));
        // 64 recipients cost no more than sixteen tries.
        QByteArrayList recipients;
        for (int i = 0; i < 64; ++i)
            recipients += "{\"header\":{\"alg\":\"PBES2-HS256+A128KW\",\"p2s\":\"AAAAAAAAAAAAAAAAAAAAAA\","
                          "\"p2c\":1000},"
                          "\"encrypted_key\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}";
        const QByteArray token =
            "{\"protected\":\"" + encoded("{\"enc\":\"A128GCM\"}") + "\",\"recipients\":[" +
            recipients.join(',') +
            "],\"iv\":\"AAAAAAAAAAAAAAAA\",\"ciphertext\":\"AAAA\",\"tag\":\"AAAAAAAAAAAAAAAAAAAAAA\"}";
        QCOMPARE(opened(token, only(secretKey("password"))), "DecryptionFailed");
    }

    /// jwcrypto: a token of 400 kB unpacked to 400 MB.
    void cve_2024_28102_jwcrypto_unpacksABomb()
    {
        const Key key = octets(16);
        const QByteArray bomb = *deflate(QByteArray(400 * 1024 * 1024, '\0'));
        QVERIFY(bomb.size() < 500'000);
        QCOMPARE(opened(craftedDirect(",\"zip\":\"DEF\"", bomb, key), only(key)), "CompressedTooLarge");
        const QByteArray small = *deflate(QByteArray(256 * 1024, '\0'));
        QVERIFY(opened(craftedDirect(",\"zip\":\"DEF\"", small, key), only(key)).startsWith("ok"));
        const QByteArray over = *deflate(QByteArray(256 * 1024 + 1, '\0'));
        QCOMPARE(opened(craftedDirect(",\"zip\":\"DEF\"", over, key), only(key)), "CompressedTooLarge");
        // It stops at the bound, and is not unpacked first.
        QByteArray code;
        const qint64 took = test::cpuMs([&] { code = codeOf(inflate(bomb, 256 * 1024)); });
        QCOMPARE(code, "CompressedTooLarge");
        QVERIFY2(took < 100, QByteArray::number(took)); // all of it takes half a second and more
    }

    /// libjwt review 2026: crit was not looked at in a JWE.
    void libjwtReview_ignoresCritical()
    {
        const Key key = octets(16);
        QCOMPARE(opened(craftedDirect(",\"exp\":1", "text", key), only(key)), "ok text");
        QCOMPARE(opened(craftedDirect(",\"exp\":1,\"crit\":[\"exp\"]", "text", key), only(key)),
                 "CriticalUnsupported");
    }

    /// RFC 7516 section 11.5 (the million message attack): whatever is wrong inside RSA1_5, the answer is the
    /// same.
    void rsa15FailsAtTheTagWhateverIsWrong()
    {
        const Key key = keyFor(management("RSA1_5"), content("A128CBC-HS256"));
        DecryptionPolicy policy;
        policy.algorithms = {"RSA1_5"};
        const QByteArray header = "{\"alg\":\"RSA1_5\",\"enc\":\"A128CBC-HS256\"}";
        const auto token = [&](int cekSize) {
            const auto wrapped = wrapKey(management("RSA1_5"), content("A128CBC-HS256"), key,
                                         Secret(QByteArray(cekSize, 'c')), {});
            return crafted(header, content("A128CBC-HS256"), Secret(QByteArray(32, 'c')),
                           wrapped->encryptedKey, "text");
        };
        const QByteArray good = token(32);
        QCOMPARE(opened(good, only(key), policy), "ok text");
        QByteArray badPadding = partOf(good, 1);
        badPadding[100] = char(badPadding[100] ^ 1);
        for (const QByteArray &changed :
             {token(0), token(16), token(31), token(33), token(64), withPart(good, 1, badPadding),
              withPart(good, 1, QByteArray(256, '\0')), withPart(good, 1, QByteArray(256, '\xff')),
              withPart(good, 1, QByteArray(255, '\1')), withPart(good, 4, QByteArray(16, '\0'))}) {
            const Result<Decrypted> result = decrypt(ParsedEncryption::parse(changed), only(key), policy);
            QCOMPARE(summary(result), "DecryptionFailed");
            QVERIFY(result.error().subject.isEmpty() && result.error().detail.isEmpty());
        }
    }

    /// A padding oracle: bad padding under a good MAC, and a bad MAC, are one answer.
    void cbcPaddingIsNoOracle()
    {
        const ContentEncryption &row = content("A128CBC-HS256");
        const Key key = octets(32);
        const QByteArray good = craftedDirect({}, "text", key, "A128CBC-HS256");
        QCOMPARE(opened(good, only(key)), "ok text");
        // The ciphertext cut to no block, and to half of one, with the right MAC for it.
        const QByteArray header = partOf(good, 0);
        for (const QByteArray &ciphertext : {QByteArray(), QByteArray(8, 'x'), QByteArray(16, 'x')}) {
            QByteArray token = withPart(good, 3, ciphertext);
            const QByteArray mac =
                macOf(key.secret().reveal().first(16), encoded(header), partOf(good, 2), ciphertext);
            token = withPart(token, 4, mac.first(row.tagSize));
            const Result<Decrypted> result = decrypt(ParsedEncryption::parse(token), only(key));
            QCOMPARE(summary(result), "DecryptionFailed");
            QVERIFY(result.error().subject.isEmpty() && result.error().detail.isEmpty());
        }
    }

private:
    /// RFC 7518 section 5.2.2.1 by OpenSSL's one call.
    static QByteArray macOf(QByteArrayView key, const QByteArray &additionalData, const QByteArray &iv,
                            const QByteArray &ciphertext)
    {
        QByteArray length(8, '\0');
        qToBigEndian<quint64>(static_cast<quint64>(additionalData.size()) * 8, length.data());
        const QByteArray input = additionalData + iv + ciphertext + length;
        QByteArray mac(32, '\0');
        unsigned size = 0;
        HMAC(EVP_sha256(), key.data(), int(key.size()), jose::octets(QByteArrayView(input)),
             static_cast<size_t>(input.size()), jose::octets(mac), &size);
        return mac;
    }
};

QTEST_GUILESS_MAIN(TestJweCves)
#include "tst_jwe_cves.moc"
