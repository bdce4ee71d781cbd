#include "support/jose_openssl.h"
#include "support/jwe_tools.h"

using namespace jwe_tools;

namespace {

KeySet setOf(std::vector<Key> keys, KeySource source = KeySource::Pinned)
{
    return {std::move(keys), source, {}};
}

Key named(const Key &key, const char *kid)
{
    return key.withMetadata({kid, {}, {}, {}});
}

} // namespace

Q_DECLARE_METATYPE(claimcheck::jose::Key)

/// Which keys may decrypt which token.
class TestJweKeys : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wantsAKeyThatFits_data()
    {
        QTest::addColumn<QByteArray>("algorithm");
        QTest::addColumn<QByteArray>("encryption");
        QTest::addColumn<Key>("key");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const char *name, const char *algorithm, const char *encryption, const Key &key,
                            const char *code) {
            QTest::newRow(name) << QByteArray(algorithm) << QByteArray(encryption) << key << QByteArray(code);
        };
        row("A128KW, 128 bits", "A128KW", "A128GCM", octets(16), "DecryptionFailed");
        row("A128KW, 120 bits", "A128KW", "A128GCM", octets(15), "KeyTooShort");
        row("A128KW, 256 bits", "A128KW", "A128GCM", octets(32), "KeyTooLarge");
        row("A256GCMKW, 128 bits", "A256GCMKW", "A128GCM", octets(16), "KeyTooShort");
        row("dir, 256 bits", "dir", "A256GCM", octets(32), "DecryptionFailed");
        row("dir, 128 bits for A256GCM", "dir", "A256GCM", octets(16), "KeyTooShort");
        row("dir, 512 bits for A256GCM", "dir", "A256GCM", octets(64), "KeyTooLarge");
        row("dir, half of A128CBC-HS256", "dir", "A128CBC-HS256", octets(16), "KeyTooShort");
        const Key rsa = keyFor(management("RSA-OAEP"), content("A128GCM"));
        row("RSA", "RSA-OAEP-256", "A128GCM", rsa, "DecryptionFailed");
        row("RSA public", "RSA-OAEP-256", "A128GCM", *publicKeyOf(rsa), "KeyNotPrivate");
        row("RSA for A128KW", "A128KW", "A128GCM", rsa, "KeyTypeMismatch");
        row("secret for RSA", "RSA-OAEP", "A128GCM", octets(16), "KeyTypeMismatch");
        row("secret for ECDH", "ECDH-ES", "A128GCM", octets(16), "KeyTypeMismatch");
        row("secp256k1 for ECDH", "ECDH-ES", "A128GCM", *generateKey(KeyType::Ec, "secp256k1"),
            "KeyCurveMismatch");
        row("Ed25519 for ECDH", "ECDH-ES", "A128GCM", *generateKey(KeyType::Okp, "Ed25519"),
            "KeyCurveMismatch");
        const auto with = [](const Key &key, KeyMetadata metadata) {
            return key.withMetadata(std::move(metadata));
        };
        row("use sig", "A128KW", "A128GCM", with(octets(16), {{}, {}, "sig", {}}), "KeyUseMismatch");
        row("use enc", "A128KW", "A128GCM", with(octets(16), {{}, {}, "enc", {}}), "DecryptionFailed");
        row("key_ops wrapKey", "A128KW", "A128GCM", with(octets(16), {{}, {}, {}, {"wrapKey"}}),
            "KeyUseMismatch");
        row("key_ops unwrapKey", "A128KW", "A128GCM", with(octets(16), {{}, {}, {}, {"unwrapKey"}}),
            "DecryptionFailed");
        row("key_ops of dir", "dir", "A128GCM", with(octets(16), {{}, {}, {}, {"unwrapKey"}}),
            "KeyUseMismatch");
        row("alg other", "A128KW", "A128GCM", with(octets(16), {{}, "A128GCMKW", {}, {}}),
            "AlgorithmNotAllowed");
        row("alg same", "A128KW", "A128GCM", with(octets(16), {{}, "A128KW", {}, {}}), "DecryptionFailed");
        row("alg is the enc of dir", "dir", "A128GCM", with(octets(16), {{}, "A128GCM", {}, {}}),
            "DecryptionFailed");
        row("alg is the enc of A128KW", "A128KW", "A128GCM", with(octets(16), {{}, "A128GCM", {}, {}}),
            "AlgorithmNotAllowed");
    }

    void wantsAKeyThatFits()
    {
        QFETCH(QByteArray, algorithm);
        QFETCH(QByteArray, encryption);
        QFETCH(Key, key);
        QFETCH(QByteArray, code);
        QByteArray members;
        if (algorithm == "ECDH-ES")
            members = epk(*generateKey(KeyType::Ec, "P-256"));
        if (algorithm.endsWith("GCMKW"))
            members = ",\"iv\":\"AAAAAAAAAAAAAAAA\",\"tag\":\"AAAAAAAAAAAAAAAAAAAAAA\"";
        const QByteArray header =
            "{\"alg\":\"" + algorithm + "\",\"enc\":\"" + encryption + '"' + members + '}';
        QCOMPARE(opened(hollow(header), only(key)), code);
    }

    void allowsShortRsaKeysOnlyWhenTold()
    {
        const Key small = key(jose_openssl::pkcs8(jose_openssl::rsa(1024)));
        const ContentEncryption &enc = content("A128GCM");
        QCOMPARE(codeOf(encryptCompact({}, "text", {small, &management("RSA-OAEP"), {}}, enc)),
                 "KeyTooShort");
        const QByteArray token = hollow("{\"alg\":\"RSA-OAEP\",\"enc\":\"A128GCM\"}");
        QCOMPARE(opened(token, only(small)), "KeyTooShort");
        DecryptionPolicy policy;
        policy.weakKey = DecryptionPolicy::WeakKey::Allowed;
        QCOMPARE(opened(token, only(small), policy), "DecryptionFailed");
    }

    void choosesTheKey()
    {
        const Key mine = octets(16, 'a');
        const Key other = octets(16, 'b');
        const QByteArray nameless = encryptedFor(mine, "A128KW");
        const QByteArray token = encryptedFor(mine, "A128KW", "{\"kid\":\"mine\"}");
        QCOMPARE(opened(nameless, setOf({})), "KeyMissing");
        // Without a name all that fit are tried.
        QCOMPARE(opened(nameless, setOf({other, octets(32), mine})), "ok text");
        QCOMPARE(opened(nameless, setOf({other, other})), "DecryptionFailed");
        QCOMPARE(opened(nameless, setOf({octets(32), octets(24)})), "KeyNotFound");
        // A name leads to the key of that name, else to keys without one.
        QCOMPARE(opened(token, setOf({named(other, "other"), named(mine, "mine")})), "ok text");
        QCOMPARE(opened(token, setOf({named(mine, "other"), named(other, "mine")})), "DecryptionFailed");
        QCOMPARE(opened(token, setOf({named(other, "other"), mine})), "ok text");
        QCOMPARE(opened(token, setOf({named(mine, "other"), named(other, "another")})), "KeyNotFound");
        // For the only key that a person gave it is a hint.
        QCOMPARE(opened(token, setOf({named(mine, "other")})), "ok text");
        const Result<Decrypted> result =
            decrypt(ParsedEncryption::parse(token), setOf({other, named(mine, "mine")}));
        QVERIFY(result);
        QCOMPARE(result->keyId, "mine");
        QVERIFY(result->keySource == KeySource::Pinned);
    }

    void takesNoSecretThatIsPublished()
    {
        const Key key = octets(16);
        const QByteArray token = encryptedFor(key, "A128KW");
        QCOMPARE(opened(token, setOf({key}, KeySource::Discovered)), "PublicKeyAsSecret");
        QCOMPARE(opened(token, setOf({key}, KeySource::CarriedByToken)), "PublicKeyAsSecret");
    }

    void triesSixteenKeysAndNoMore()
    {
        const Key mine = octets(16, 'z');
        const QByteArray token = encryptedFor(mine, "A128KW");
        std::vector<Key> many(15, octets(16, 'a'));
        many.push_back(mine);
        QCOMPARE(opened(token, setOf(many)), "ok text");
        many.insert(many.begin(), octets(16, 'b'));
        QCOMPARE(opened(token, setOf(many)), "DecryptionFailed");
        // The one that the token names comes first.
        for (Key &key : many)
            key = key.withMetadata({});
        many.back() = named(mine, "mine");
        QCOMPARE(opened(encryptedFor(mine, "A128KW", "{\"kid\":\"mine\"}"), setOf(many)), "ok text");
    }

    void passesOverRecipientsOfOthers()
    {
        const Key mine = octets(16);
        const ContentEncryption &enc = content("A128GCM");
        auto token = encryptJson({}, "text",
                                 {{keyFor(management("RSA-OAEP"), enc), &management("RSA-OAEP"), {}},
                                  {mine, &management("A128KW"), {}}},
                                 enc);
        QVERIFY(token);
        const Result<Decrypted> result = decrypt(ParsedEncryption::parse(*token), only(mine));
        QCOMPARE(summary(result), "ok text");
        QCOMPARE(result->recipient, size_t(1));
        // An algorithm that nobody here knows concerns its recipient only.
        token->replace("RSA-OAEP", "XYZ-OAEP");
        QCOMPARE(opened(*token, only(mine)), "ok text");
        QCOMPARE(opened(*token, only(octets(32))), "AlgorithmUnsupported");
    }
};

QTEST_GUILESS_MAIN(TestJweKeys)
#include "tst_jwe_keys.moc"
