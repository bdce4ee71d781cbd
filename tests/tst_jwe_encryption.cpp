#include "support/jwe_tools.h"

using namespace jwe_tools;

namespace {

QByteArray headerOf(const QByteArray &token)
{
    return partOf(token, 0);
}

} // namespace

/// What goes out, byte for byte, and what is refused.
class TestJweEncryption : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesTheHeaderInOrder_data()
    {
        QTest::addColumn<QByteArray>("given");
        QTest::addColumn<QByteArray>("header");
        QTest::newRow("none") << QByteArray() << QByteArray("{\"alg\":\"A128KW\",\"enc\":\"A128GCM\"}");
        QTest::newRow("empty object")
            << QByteArray("{ }") << QByteArray("{\"alg\":\"A128KW\",\"enc\":\"A128GCM\"}");
        QTest::newRow("byte for byte")
            << QByteArray(" { \"typ\" : \"J\\u0057T\",  \"n\":1.0e+2} ")
            << QByteArray("{\"alg\":\"A128KW\",\"enc\":\"A128GCM\", \"typ\" : \"J\\u0057T\",  \"n\":1.0e+2}");
        QTest::newRow("zip") << QByteArray("{\"zip\":\"DEF\"}")
                             << QByteArray("{\"alg\":\"A128KW\",\"enc\":\"A128GCM\",\"zip\":\"DEF\"}");
    }

    void writesTheHeaderInOrder()
    {
        QFETCH(QByteArray, given);
        QFETCH(QByteArray, header);
        const Key key = octets(16);
        const auto token =
            encryptCompact(given, "text", {key, &management("A128KW"), {}}, content("A128GCM"));
        QVERIFY2(token, codeOf(token));
        QCOMPARE(headerOf(*token), header);
        QCOMPARE(opened(*token, only(key)), "ok text");
    }

    void writesTheParametersOfItsFamily()
    {
        const ContentEncryption &enc = content("A128GCM");
        const auto made = [&enc](const char *algorithm, const QByteArray &header = {}) {
            const KeyManagementAlgorithm &row = management(algorithm);
            const auto token = encryptCompact(header, "text", {keyFor(row, enc), &row, {}}, enc, {2000, {}});
            return json::Document::parse(headerOf(*token)).value();
        };
        const json::Document agreed = made("ECDH-ES", "{\"apu\":\"QWxpY2U\",\"apv\":\"Qm9i\"}");
        QCOMPARE(agreed.root().find("epk").find("crv").toUtf8(), "P-256");
        QCOMPARE(agreed.root().find("epk").count("d"), 0);
        QCOMPARE(agreed.root().find("apu").toUtf8(), "QWxpY2U");
        const json::Document password = made("PBES2-HS512+A256KW");
        QCOMPARE(password.root().find("p2c").toInteger(), std::optional<qint64>(2000));
        QCOMPARE(base64url::decode(password.root().find("p2s").toUtf8())->size(), 16);
        const json::Document wrapped = made("A256GCMKW");
        QCOMPARE(base64url::decode(wrapped.root().find("iv").toUtf8())->size(), 12);
        QCOMPARE(base64url::decode(wrapped.root().find("tag").toUtf8())->size(), 16);
    }

    void bindsThePartiesOfAnAgreement()
    {
        const Key key = *generateKey(KeyType::Okp, "X25519");
        auto token = encryptJson({}, "text", {{key, &management("ECDH-ES+A128KW"), "{\"apu\":\"QWxpY2U\"}"}},
                                 content("A128GCM"));
        QVERIFY(token);
        QCOMPARE(opened(*token, only(key)), "ok text");
        // Outside the protected header the parties are bound by the derived key alone.
        token->replace("QWxpY2U", "Qm9i");
        QCOMPARE(opened(*token, only(key)), "DecryptionFailed");
    }

    void putsTheSharedMembersIntoTheProtectedHeader()
    {
        const Key a = octets(16);
        const Key b = octets(32);
        const auto token =
            encryptJson("{\"typ\":\"x\"}", "text",
                        {{a, &management("A128KW"), "{\"kid\":\"a\"}"}, {b, &management("A256KW"), {}}},
                        content("A128GCM"), {1000, "data"});
        QVERIFY(token);
        const ParsedEncryption parsed = ParsedEncryption::parse(*token);
        QVERIFY(parsed.problems().empty());
        QCOMPARE(parsed.protectedHeader().bytes, "{\"enc\":\"A128GCM\",\"typ\":\"x\"}");
        QCOMPARE(parsed.recipients()[0].header.raw().toByteArray(), "{\"alg\":\"A128KW\",\"kid\":\"a\"}");
        QCOMPARE(parsed.recipients()[1].header.raw().toByteArray(), "{\"alg\":\"A256KW\"}");
        QVERIFY(token->contains(",\"aad\":\"" + encoded("data") + "\","));
    }

    void refusesWhatItCannotWrite_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const char *name, const QByteArray &header, const char *code) {
            QTest::newRow(name) << header << QByteArray(code);
        };
        row("good", "{\"typ\":\"JWT\"}", "none");
        row("no JSON", "{", "JsonSyntax");
        row("no object", "[]", "JsonNotObject");
        row("repeated", "{\"a\":1,\"a\":1}", "JsonDuplicateName");
        for (const char *name : {"alg", "enc", "epk", "p2s", "p2c", "iv", "tag"})
            row(name, "{\"" + QByteArray(name) + "\":\"x\"}", "TokenFormInvalid");
        row("crit", "{\"crit\":[\"exp\"],\"exp\":1}", "CriticalUnsupported");
        row("zip unknown", "{\"zip\":\"GZ\"}", "CompressionUnsupported");
        row("zip no text", "{\"zip\":1}", "JsonTypeMismatch");
        row("apu no base64url", "{\"apu\":\"=\"}", "Base64Padding");
    }

    void refusesWhatItCannotWrite()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, code);
        const EncryptionRecipient recipient{octets(16), &management("A128KW"), {}};
        QCOMPARE(codeOf(encryptCompact(header, "text", recipient, content("A128GCM"))), code);
        QCOMPARE(codeOf(encryptJson(header, "text", {recipient}, content("A128GCM"))), code);
    }

    void refusesKeysThatDoNotFit_data()
    {
        QTest::addColumn<QByteArray>("algorithm");
        QTest::addColumn<int>("size");
        QTest::addColumn<QByteArray>("use");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const char *name, const char *algorithm, int size, const char *use,
                            const char *code) {
            QTest::newRow(name) << QByteArray(algorithm) << size << QByteArray(use) << QByteArray(code);
        };
        row("fits", "A128KW", 16, "enc", "none");
        row("short", "A128KW", 15, "enc", "KeyTooShort");
        row("long", "A128KW", 17, "enc", "KeyTooLarge");
        row("for signatures", "A128KW", 16, "sig", "KeyUseMismatch");
        row("another type", "RSA-OAEP", 16, "enc", "KeyTypeMismatch");
        row("no curve", "ECDH-ES", 16, "enc", "KeyTypeMismatch");
        row("dir, fits", "dir", 16, "enc", "none");
        row("dir, long", "dir", 32, "enc", "KeyTooLarge");
    }

    void refusesKeysThatDoNotFit()
    {
        QFETCH(QByteArray, algorithm);
        QFETCH(int, size);
        QFETCH(QByteArray, use);
        QFETCH(QByteArray, code);
        const Key key = octets(size).withMetadata({{}, {}, use, {}});
        QCOMPARE(codeOf(encryptCompact({}, "text", {key, &management(algorithm), {}}, content("A128GCM"))),
                 code);
    }

    /// A public key is enough to encrypt; its owner's private one decrypts.
    void encryptsForPublicKeys_data()
    {
        QTest::addColumn<QByteArray>("algorithm");
        for (const char *algorithm : {"RSA-OAEP", "RSA-OAEP-384", "ECDH-ES", "ECDH-ES+A192KW"})
            QTest::newRow(algorithm) << QByteArray(algorithm);
    }

    void encryptsForPublicKeys()
    {
        QFETCH(QByteArray, algorithm);
        const ContentEncryption &enc = content("A192CBC-HS384");
        const Key key = keyFor(management(algorithm), enc);
        const auto token = encryptCompact({}, "text", {*publicKeyOf(key), &management(algorithm), {}}, enc);
        QVERIFY2(token, codeOf(token));
        QCOMPARE(opened(*token, only(key)), "ok text");
        QCOMPARE(opened(*token, only(*publicKeyOf(key))), "KeyNotPrivate");
    }

    void neverEncryptsWithRsa15()
    {
        const Key key = keyFor(management("RSA1_5"), content("A128GCM"));
        QCOMPARE(codeOf(encryptCompact({}, "text", {key, &management("RSA1_5"), {}}, content("A128GCM"))),
                 "AlgorithmNotAllowed");
    }

    void boundsThePasswordRounds_data()
    {
        QTest::addColumn<int>("iterations");
        QTest::addColumn<QByteArray>("code");
        for (const auto &[count, code] : {std::pair{999, "IterationsOutOfRange"},
                                          {1000, "none"},
                                          {32768, "none"},
                                          {32769, "IterationsOutOfRange"},
                                          {-1, "IterationsOutOfRange"}})
            QTest::newRow(qPrintable(QString::number(count))) << count << QByteArray(code);
    }

    void boundsThePasswordRounds()
    {
        QFETCH(int, iterations);
        QFETCH(QByteArray, code);
        QCOMPARE(
            codeOf(encryptCompact({}, "text", {secretKey("password"), &management("PBES2-HS256+A128KW"), {}},
                                  content("A128GCM"), {iterations, {}})),
            code);
    }

    void keepsTheFormsApart()
    {
        const KeyManagementAlgorithm &wrap = management("A128KW");
        const ContentEncryption &enc = content("A128GCM");
        const Key key = octets(16);
        QCOMPARE(codeOf(encryptCompact({}, "text", {key, &wrap, "{\"kid\":\"a\"}"}, enc)),
                 "TokenFormInvalid");
        QCOMPARE(codeOf(encryptCompact({}, "text", {key, &wrap, {}}, enc, {1000, "aad"})),
                 "TokenFormInvalid");
        QCOMPARE(codeOf(encryptCompact({}, "text", {key, nullptr, {}}, enc)), "AlgorithmMissing");
        QCOMPARE(codeOf(encryptJson({}, "text", {}, enc)), "TokenFormInvalid");
        QCOMPARE(codeOf(encryptJson({}, "text", std::vector(64, EncryptionRecipient{key, &wrap, {}}), enc)),
                 "none");
        QCOMPARE(codeOf(encryptJson({}, "text", std::vector(65, EncryptionRecipient{key, &wrap, {}}), enc)),
                 "TokenFormInvalid");
        for (const char *alone : {"dir", "ECDH-ES"}) {
            const EncryptionRecipient first{keyFor(management(alone), enc), &management(alone), {}};
            QCOMPARE(codeOf(encryptJson({}, "text", {first}, enc)), "none");
            QCOMPARE(codeOf(encryptJson({}, "text", {first, {key, &wrap, {}}}, enc)), "TokenFormInvalid");
        }
        QCOMPARE(codeOf(encryptJson("{\"kid\":\"a\"}", "text", {{key, &wrap, "{\"kid\":\"a\"}"}}, enc)),
                 "TokenFormInvalid");
        QCOMPARE(codeOf(encryptJson({}, "text", {{key, &wrap, "{\"zip\":\"DEF\"}"}}, enc)),
                 "TokenFormInvalid");
        QCOMPARE(codeOf(encryptJson({}, "text", {{key, &wrap, "{\"crit\":[\"a\"],\"a\":1}"}}, enc)),
                 "CriticalUnsupported");
    }

    /// The token's own memory is used, and a token that is kept is as it was.
    void leavesAKeptTokenAlone()
    {
        const Key key = octets(16);
        for (const char *encryption : {"A128GCM", "A128CBC-HS256"}) {
            const auto text =
                encryptCompact({}, "text", {key, &management("A128KW"), {}}, content(encryption));
            const ParsedEncryption token = ParsedEncryption::parse(*text);
            for (int i = 0; i < 2; ++i)
                QCOMPARE(summary(decrypt(token, only(key))), "ok text");
            QCOMPARE(summary(decrypt(token, only(octets(16, 'x')))), "DecryptionFailed");
            QCOMPARE(summary(decrypt(token, only(key))), "ok text");
            // The right key comes last of three, each after a failure in the same memory.
            const KeySet three{{octets(16, 'x'), octets(16, 'y'), key}, KeySource::Pinned, {}};
            QCOMPARE(summary(decrypt(ParsedEncryption::parse(*text), three)), "ok text");
        }
    }
};

QTEST_GUILESS_MAIN(TestJweEncryption)
#include "tst_jwe_encryption.moc"
