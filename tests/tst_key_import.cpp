#include "support/jose_openssl.h"
#include "support/jose_tools.h"

using namespace jose_tools;
using namespace jose_openssl;

namespace {

QByteArray imported(const QByteArray &source)
{
    const Result<KeySet> set = importKeys(source, QStringLiteral("source"));
    return set ? QByteArray("keys ") + QByteArray::number(qsizetype(set->keys.size()))
               : codeName(set.error().code);
}

} // namespace

class TestKeyImport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_rsa = rsa(2048);
        m_ec = ec("P-256");
        m_ed = named("ED25519");
        QVERIFY(m_rsa && m_ec && m_ed);
    }

    void readsEverySpellingOfPem_data()
    {
        QTest::addColumn<QByteArray>("pem");
        QTest::addColumn<int>("type");
        QTest::addColumn<bool>("isPrivate");
        const auto add = [](const char *name, const QByteArray &pem, KeyType type, bool isPrivate) {
            QTest::newRow(name) << pem << int(type) << isPrivate;
        };
        const QByteArray pkcs1Public =
            jose_openssl::encode(m_rsa, "PEM", EVP_PKEY_PUBLIC_KEY, "type-specific");
        const QByteArray pkcs1 = jose_openssl::encode(m_rsa, "PEM", EVP_PKEY_KEYPAIR, "type-specific");
        const QByteArray sec1 = jose_openssl::encode(m_ec, "PEM", EVP_PKEY_KEYPAIR, "type-specific");
        QVERIFY(pkcs1Public.startsWith("-----BEGIN RSA PUBLIC KEY-----"));
        QVERIFY(pkcs1.startsWith("-----BEGIN RSA PRIVATE KEY-----"));
        QVERIFY(sec1.startsWith("-----BEGIN EC PRIVATE KEY-----"));
        add("RSA SPKI", spki(m_rsa), KeyType::Rsa, false);
        add("RSA PKCS#1 public", pkcs1Public, KeyType::Rsa, false);
        add("RSA PKCS#1", pkcs1, KeyType::Rsa, true);
        add("RSA PKCS#8", pkcs8(m_rsa), KeyType::Rsa, true);
        add("RSA certificate", certificate(m_rsa), KeyType::Rsa, false);
        add("EC SPKI", spki(m_ec), KeyType::Ec, false);
        add("EC SEC1", sec1, KeyType::Ec, true);
        add("EC PKCS#8", pkcs8(m_ec), KeyType::Ec, true);
        add("EC certificate", certificate(m_ec), KeyType::Ec, false);
        add("Ed25519 SPKI", spki(m_ed), KeyType::Okp, false);
        add("Ed25519 PKCS#8", pkcs8(m_ed), KeyType::Okp, true);
        add("Ed25519 certificate", certificate(m_ed), KeyType::Okp, false);

        const QByteArray plain = spki(m_ec);
        add("CR LF", QByteArray(plain).replace("\n", "\r\n"), KeyType::Ec, false);
        add("CR", QByteArray(plain).replace("\n", "\r"), KeyType::Ec, false);
        add("one line", QByteArray(plain).replace("\n", ""), KeyType::Ec, false);
        add("spaces for line ends", QByteArray(plain).replace("\n", " "), KeyType::Ec, false);
        add("written-out line ends", QByteArray(plain).replace("\n", "\\n"), KeyType::Ec, false);
        add("written-out CR LF", QByteArray(plain).replace("\n", "\\r\\n"), KeyType::Ec, false);
        add("quoted", '"' + QByteArray(plain).replace("\n", "\\n") + '"', KeyType::Ec, false);
        add("indented", "    " + QByteArray(plain).replace("\n", "\n    "), KeyType::Ec, false);
        add("no last line end", plain.trimmed(), KeyType::Ec, false);
        add("byte order mark", "\xEF\xBB\xBF" + plain, KeyType::Ec, false);
        add("text around it", "subject=CN = test\n" + plain + "bye\n", KeyType::Ec, false);
        add("EC parameters first",
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + sec1,
            KeyType::Ec, true);
    }

    void readsEverySpellingOfPem()
    {
        QFETCH(QByteArray, pem);
        QFETCH(int, type);
        QFETCH(bool, isPrivate);
        const Result<KeySet> set = importKeys(pem, QStringLiteral("source"));
        QVERIFY2(set, set ? "" : qPrintable(describe(set.error()).message));
        QCOMPARE(set->keys.size(), size_t(1));
        const Key &key = set->keys.front();
        QCOMPARE(int(key.type()), type);
        QCOMPARE(key.isPrivate(), isPrivate);
        QCOMPARE(set->source, KeySource::Pinned);
        // It is the same key, whatever its spelling.
        const Pkey &original = key.type() == KeyType::Rsa ? m_rsa : key.type() == KeyType::Ec ? m_ec : m_ed;
        QCOMPARE(EVP_PKEY_eq(key.handle(), original.get()), 1);
    }

    void refusesOtherPem_data()
    {
        QTest::addColumn<QByteArray>("pem");
        QTest::addColumn<QByteArray>("code");
        const QByteArray plain = spki(m_ec);
        const auto relabelled = [](QByteArray pem, const char *from, const char *to) {
            return pem.replace(from, to);
        };
        QTest::newRow("nothing") << QByteArray() << QByteArray("KeyFormatUnknown");
        QTest::newRow("prose") << QByteArray("my key") << QByteArray("KeyFormatUnknown");
        QTest::newRow("SSH") << QByteArray("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA ana@host")
                             << QByteArray("KeyFormatUnknown");
        QTest::newRow("request") << relabelled(plain, "PUBLIC KEY", "CERTIFICATE REQUEST")
                                 << QByteArray("KeyFormatUnknown");
        QTest::newRow("no end") << plain.left(plain.indexOf("-----END")) << QByteArray("KeyFormatUnknown");
        QTest::newRow("wrong label") << relabelled(plain, "PUBLIC KEY", "PRIVATE KEY")
                                     << QByteArray("KeyInvalid");
        QTest::newRow("not base64") << QByteArray(plain).insert(40, '!') << QByteArray("KeyInvalid");
        const QByteArray der = QByteArray::fromBase64(body(plain));
        QTest::newRow("more after the key")
            << "-----BEGIN PUBLIC KEY-----\n" + (der + 'x').toBase64() + "\n-----END PUBLIC KEY-----\n"
            << QByteArray("KeyInvalid");
        QTest::newRow("cut off") << "-----BEGIN PUBLIC KEY-----\n" + der.chopped(1).toBase64() +
                                        "\n-----END PUBLIC KEY-----\n"
                                 << QByteArray("KeyInvalid");
        QTest::newRow("giant") << "-----BEGIN PUBLIC KEY-----\n" + QByteArray(70000, 'A').toBase64() +
                                      "\n-----END PUBLIC KEY-----\n"
                               << QByteArray("KeyTooLarge");
        QTest::newRow("encrypted PKCS#8")
            << jose_openssl::encode(m_rsa, "PEM", EVP_PKEY_KEYPAIR, "EncryptedPrivateKeyInfo", "word")
            << QByteArray("KeyEncrypted");
        QTest::newRow("encrypted PKCS#1") << QByteArray("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: "
                                                        "4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n"
                                                        "-----END RSA PRIVATE KEY-----\n")
                                          << QByteArray("KeyEncrypted");
        // It must not ask for a password on the terminal.
        QTest::newRow("encrypted PKCS#8 under another label")
            << relabelled(
                   jose_openssl::encode(m_rsa, "PEM", EVP_PKEY_KEYPAIR, "EncryptedPrivateKeyInfo", "word"),
                   "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY")
            << QByteArray("KeyInvalid");
        QTest::newRow("secp256r1's little sister") << spki(ec("prime192v1")) << QByteArray("KeyInvalid");
        QTest::newRow("brainpool") << spki(ec("brainpoolP256r1")) << QByteArray("KeyInvalid");
    }

    void refusesOtherPem()
    {
        QFETCH(QByteArray, pem);
        QTEST(imported(pem), "code");
    }

    void takesTheFirstCertificateOfAChain()
    {
        const KeySet set = keys(certificate(m_ec) + certificate(m_rsa));
        QCOMPARE(set.keys.size(), size_t(1));
        QCOMPARE(int(set.keys[0].type()), int(KeyType::Ec));
    }

private:
    Pkey m_rsa;
    Pkey m_ec;
    Pkey m_ed;
};

QTEST_APPLESS_MAIN(TestKeyImport)
#include "tst_key_import.moc"
