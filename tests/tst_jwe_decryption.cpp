#include "support/jwe_tools.h"
#include "support/jwe_vectors.h"

#include "jose/deflate.h"

using namespace jwe_tools;

class TestJweDecryption : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatTheHeaderLacks_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("subject");
        const auto row = [](const char *name, const QByteArray &header, const char *code,
                            const char *subject) {
            QTest::newRow(name) << header << QByteArray(code) << QByteArray(subject);
        };
        const QByteArray wrap = "{\"alg\":\"A128KW\",\"enc\":\"A128GCM\"}";
        row("nothing: only the key is wrong", wrap, "DecryptionFailed", "");
        row("alg", "{\"enc\":\"A128GCM\"}", "AlgorithmMissing", "");
        row("alg no text", "{\"alg\":1,\"enc\":\"A128GCM\"}", "JsonTypeMismatch", "alg");
        row("alg unknown", "{\"alg\":\"a128kw\",\"enc\":\"A128GCM\"}", "AlgorithmUnsupported", "a128kw");
        row("alg of a signature", "{\"alg\":\"HS256\",\"enc\":\"A128GCM\"}", "AlgorithmUnsupported", "HS256");
        row("enc", "{\"alg\":\"A128KW\"}", "TokenFormInvalid", "enc");
        row("enc no text", "{\"alg\":\"A128KW\",\"enc\":null}", "JsonTypeMismatch", "enc");
        row("enc unknown", "{\"alg\":\"A128KW\",\"enc\":\"A128CBC\"}", "AlgorithmUnsupported", "A128CBC");
        row("kid no text", "{\"alg\":\"A128KW\",\"enc\":\"A128GCM\",\"kid\":7}", "JsonTypeMismatch", "kid");
        row("zip unknown", "{\"alg\":\"A128KW\",\"enc\":\"A128GCM\",\"zip\":\"GZIP\"}",
            "CompressionUnsupported", "GZIP");
        row("zip no text", "{\"alg\":\"A128KW\",\"enc\":\"A128GCM\",\"zip\":true}", "JsonTypeMismatch",
            "zip");
        row("gcm iv", "{\"alg\":\"A128GCMKW\",\"enc\":\"A128GCM\",\"tag\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
            "TokenFormInvalid", "iv");
        row("gcm tag", "{\"alg\":\"A128GCMKW\",\"enc\":\"A128GCM\",\"iv\":\"AAAAAAAAAAAAAAAA\"}",
            "TokenFormInvalid", "tag");
        row("gcm tag padded",
            "{\"alg\":\"A128GCMKW\",\"enc\":\"A128GCM\",\"iv\":\"AAAAAAAAAAAAAAAA\",\"tag\":"
            "\"AAAAAAAAAAAAAAAAAAAAAA==\"}",
            "Base64Padding", "tag");
        row("gcm iv no text",
            "{\"alg\":\"A128GCMKW\",\"enc\":\"A128GCM\",\"iv\":12,\"tag\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
            "JsonTypeMismatch", "iv");
        row("p2s", "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2c\":1000}", "TokenFormInvalid",
            "p2s");
        row("p2s short",
            "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2c\":1000,\"p2s\":\"AAAAAAAAAA\"}",
            "TokenFormInvalid", "p2s");
        row("p2s of 8",
            "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2c\":1000,\"p2s\":\"AAAAAAAAAAA\"}",
            "DecryptionFailed", "");
        const auto rounds = [](const QByteArray &count) {
            return "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2s\":\"AAAAAAAAAAA\",\"p2c\":" +
                   count + '}';
        };
        row("p2c", "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2s\":\"AAAAAAAAAAA\"}",
            "TokenFormInvalid", "p2c");
        row("p2c text", rounds("\"1000\""), "JsonTypeMismatch", "p2c");
        row("p2c 0", rounds("0"), "IterationsOutOfRange", "p2c");
        row("p2c 1", rounds("1"), "DecryptionFailed", "");
        row("p2c negative", rounds("-1000"), "IterationsOutOfRange", "p2c");
        row("p2c decimal", rounds("1000.5"), "IterationsOutOfRange", "p2c");
        row("p2c integer in another spelling", rounds("1.0e3"), "DecryptionFailed", "");
        row("p2c at the bound", rounds("32768"), "DecryptionFailed", "");
        row("p2c over the bound", rounds("32769"), "IterationsOutOfRange", "p2c");
        row("p2c huge", rounds("1e400"), "IterationsOutOfRange", "p2c");
        row("p2c wraps to 1 in 32 bits", rounds("4294967297"), "IterationsOutOfRange", "p2c");
    }

    void saysWhatTheHeaderLacks()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, subject);
        const Result<Decrypted> result = decrypt(ParsedEncryption::parse(hollow(header)), only(octets(16)));
        QCOMPARE(summary(result), code);
        QCOMPARE(result.error().subject.toUtf8(), subject);
    }

    void validatesTheEphemeralKey_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<QByteArray>("code");
        const Key other = *generateKey(KeyType::Ec, "P-256");
        QTest::newRow("good, of somebody else") << epk(other) << QByteArray("DecryptionFailed");
        QTest::newRow("none") << QByteArray() << QByteArray("TokenFormInvalid");
        QTest::newRow("text") << QByteArray(",\"epk\":\"AAAA\"") << QByteArray("EphemeralKeyInvalid");
        QTest::newRow("empty") << QByteArray(",\"epk\":{}") << QByteArray("EphemeralKeyInvalid");
        QTest::newRow("private") << ",\"epk\":" + privateJwk(other)->reveal().toByteArray()
                                 << QByteArray("EphemeralKeyInvalid");
        QTest::newRow("other curve") << epk(*generateKey(KeyType::Ec, "P-384"))
                                     << QByteArray("EphemeralKeyInvalid");
        QTest::newRow("other kind of curve")
            << epk(*generateKey(KeyType::Okp, "X25519")) << QByteArray("EphemeralKeyInvalid");
        QTest::newRow("secp256k1") << epk(*generateKey(KeyType::Ec, "secp256k1"))
                                   << QByteArray("EphemeralKeyInvalid");
        QTest::newRow("RSA") << epk(keyFor(management("RSA-OAEP"), content("A128GCM")))
                             << QByteArray("EphemeralKeyInvalid");
        QTest::newRow("secret") << QByteArray(",\"epk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}")
                                << QByteArray("EphemeralKeyInvalid");
        // RFC 7518 section C's key with one other octet in y: the invalid curve attack.
        QTest::newRow("not on the curve")
            << QByteArray(",\"epk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"
                          "\"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0\","
                          "\"y\":\"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFppt\"}")
            << QByteArray("EphemeralKeyInvalid");
        QTest::newRow("short coordinate")
            << QByteArray(",\"epk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"
                          "\"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5\","
                          "\"y\":\"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps\"}")
            << QByteArray("EphemeralKeyInvalid");
        QTest::newRow("apu no text") << epk(other) + ",\"apu\":1" << QByteArray("JsonTypeMismatch");
        QTest::newRow("apv not base64url")
            << epk(other) + ",\"apv\":\"Q m\"" << QByteArray("Base64ForeignCharacter");
    }

    void validatesTheEphemeralKey()
    {
        QFETCH(QByteArray, members);
        QFETCH(QByteArray, code);
        for (const char *algorithm : {"ECDH-ES", "ECDH-ES+A128KW"}) {
            const QByteArray header =
                "{\"alg\":\"" + QByteArray(algorithm) + "\",\"enc\":\"A128GCM\"" + members + '}';
            QCOMPARE(opened(hollow(header), only(*generateKey(KeyType::Ec, "P-256"))), code);
        }
    }

    /// A modulus takes seconds to check, and a token can have many recipients.
    void asksForTheTypeOfAnEphemeralKeyFirst()
    {
        const auto token = ParsedEncryption::parse(hollow(
            "{\"alg\":\"ECDH-ES\",\"enc\":\"A128GCM\",\"epk\":{\"kty\":\"RSA\",\"n\":\"Aw\",\"e\":\"Aw\"}}"));
        const auto decrypted = decrypt(token, only(*generateKey(KeyType::Ec, "P-256")));
        QCOMPARE(codeOf(decrypted), "EphemeralKeyInvalid");
        QCOMPARE(decrypted.error().detail, QStringLiteral("it is not on a curve"));
    }

    /// RFC 7748 section 6: every agreement with them gives zero, for everybody.
    void refusesEphemeralPointsOfSmallOrder_data()
    {
        QTest::addColumn<QByteArray>("curve");
        QTest::addColumn<QByteArray>("point");
        QTest::newRow("X25519 0") << QByteArray("X25519") << QByteArray(32, '\0');
        QTest::newRow("X25519 1") << QByteArray("X25519") << '\1' + QByteArray(31, '\0');
        QTest::newRow("X25519 order 8")
            << QByteArray("X25519")
            << QByteArray::fromHex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800");
        QTest::newRow("X448 0") << QByteArray("X448") << QByteArray(56, '\0');
        QTest::newRow("X448 1") << QByteArray("X448") << '\1' + QByteArray(55, '\0');
    }

    void refusesEphemeralPointsOfSmallOrder()
    {
        QFETCH(QByteArray, curve);
        QFETCH(QByteArray, point);
        const QByteArray header =
            "{\"alg\":\"ECDH-ES\",\"enc\":\"A128GCM\",\"epk\":{\"kty\":\"OKP\",\"crv\":\"" + curve +
            "\",\"x\":\"" + encoded(point) + "\"}}";
        QCOMPARE(opened(hollow(header), only(*generateKey(KeyType::Okp, curve))), "EphemeralKeyInvalid");
    }

    void allowsOnlyTheAlgorithmsThatWereNamed()
    {
        const Key key = octets(16);
        const QByteArray token = encryptedFor(key, "A128KW");
        DecryptionPolicy policy;
        policy.algorithms = {"dir", "A128KW"};
        QCOMPARE(opened(token, only(key), policy), "ok text");
        policy.algorithms = {"dir"};
        QCOMPARE(opened(token, only(key), policy), "AlgorithmNotAllowed");
    }

    void takesRsa15OnlyWhenItIsNamed()
    {
        const KeySet set = keys(rfc_jwe::a2Key);
        QCOMPARE(opened(rfc_jwe::a2Token, set), "AlgorithmNotAllowed");
        DecryptionPolicy policy;
        policy.algorithms = {"RSA1_5"};
        QCOMPARE(opened(rfc_jwe::a2Token, set, policy), "ok Live long and prosper.");
    }

    void inflates()
    {
        const Key key = octets(16);
        const QByteArray text(1000, 'x');
        const auto token = [&key](const QByteArray &compressed) {
            return craftedDirect(",\"zip\":\"DEF\"", compressed, key);
        };
        const QByteArray compressed = *deflate(text);
        QVERIFY(compressed.size() < 50);
        QCOMPARE(opened(token(compressed), only(key)), "ok " + text);
        QCOMPARE(opened(token(*deflate({})), only(key)), "ok ");
        // RFC 1951, not zlib's format (RFC 1950), and nothing but one whole stream.
        QCOMPARE(opened(token("\x78\x9c" + compressed), only(key)), "CompressedInvalid");
        QCOMPARE(opened(token(compressed.chopped(1)), only(key)), "CompressedInvalid");
        QCOMPARE(opened(token(compressed + '\0'), only(key)), "CompressedInvalid");
        QCOMPARE(opened(token(compressed + compressed), only(key)), "CompressedInvalid");
        QCOMPARE(opened(token({}), only(key)), "CompressedInvalid");
        QCOMPARE(opened(token("plain text"), only(key)), "CompressedInvalid");
        // What is not authentic is not looked at.
        QByteArray changed = token("plain text");
        changed.chop(1);
        changed += changed.endsWith('A') ? 'Q' : 'A';
        QVERIFY(opened(changed, only(key)) != "CompressedInvalid");
        DecryptionPolicy policy;
        policy.maxInflated = 1000;
        policy.maxInflatedRatio = 1;
        QCOMPARE(opened(token(compressed), only(key), policy), "ok " + text);
        policy.maxInflated = 999;
        QCOMPARE(opened(token(compressed), only(key), policy), "CompressedTooLarge");
        policy.maxInflatedRatio = 100;
        QCOMPARE(opened(token(compressed), only(key), policy), "ok " + text);
    }

    /// RFC 7516 section 5.2 step 10: dir and ECDH-ES carry no encrypted key.
    void refusesAnEncryptedKeyWhereThereIsNone()
    {
        const Key key = octets(16);
        const QByteArray token = encryptedFor(key, "dir");
        QCOMPARE(opened(token, only(key)), "ok text");
        QCOMPARE(opened(withPart(token, 1, "x"), only(key)), "DecryptionFailed");
        const Key ec = *generateKey(KeyType::Ec, "P-256");
        const QByteArray agreed = encryptedFor(ec, "ECDH-ES");
        QCOMPARE(opened(agreed, only(ec)), "ok text");
        QCOMPARE(opened(withPart(agreed, 1, "x"), only(ec)), "DecryptionFailed");
    }
};

QTEST_GUILESS_MAIN(TestJweDecryption)
#include "tst_jwe_decryption.moc"
