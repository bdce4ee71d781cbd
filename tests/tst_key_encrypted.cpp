#include "support/jose_openssl.h"
#include "support/jose_tools.h"
#include "support/openssl_command.h"

using namespace jose_tools;

namespace {

const Secret word(QByteArrayView("word"));

QByteArray outcome(const QByteArray &text, const Secret *password)
{
    const Result<KeySet> set = importKeys(text, QStringLiteral("source"), password);
    if (!set)
        return codeName(set.error().code);
    return set->keys.size() == 1 && set->keys[0].isPrivate() ? *thumbprint(set->keys[0]) : "another key";
}

QString detail(const QByteArray &text, const Secret *password)
{
    const Result<KeySet> set = importKeys(text, QStringLiteral("source"), password);
    return set ? QString() : set.error().detail;
}

} // namespace

/// Private keys behind a password, as the `openssl` command writes them.
class TestKeyEncrypted : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_rsa = openssl_command::run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048");
        m_ec = openssl_command::run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256");
    }

    void opens_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("plain");
        const auto add = [this](const char *name, const char *arguments, bool isRsa = false) {
            const QByteArray &plain = isRsa ? m_rsa : m_ec;
            QTest::newRow(name) << openssl_command::run(arguments, plain) << plain;
        };
        add("PBES2, AES-256", "pkcs8 -topk8 -v2 aes-256-cbc -passout pass:word");
        add("PBES2, AES-128 and SHA-512",
            "pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA512 -passout pass:word");
        add("PBES2, many rounds", "pkcs8 -topk8 -v2 aes-256-cbc -iter 100000 -passout pass:word");
        add("PBES2, scrypt", "pkcs8 -topk8 -v2 aes-256-cbc -scrypt -passout pass:word");
        add("PBES2, 3DES", "pkcs8 -topk8 -v2 des3 -passout pass:word");
        add("PKCS#12's scheme", "pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout pass:word");
        add("DER", "pkcs8 -topk8 -outform DER -passout pass:word");
        add("RSA", "pkcs8 -topk8 -passout pass:word", true);
        add("old form, PKCS#1 and AES-256", "rsa -traditional -aes256 -passout pass:word", true);
        add("old form, PKCS#1 and 3DES", "rsa -traditional -des3 -passout pass:word", true);
        add("old form, SEC1 and AES-128", "ec -aes128 -passout pass:word");
    }

    void opens()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, plain);
        const QByteArray known = outcome(plain, nullptr);
        QCOMPARE(outcome(text, &word), known);
        QCOMPARE(outcome(text, nullptr), "KeyEncrypted");
        const Secret wrong(QByteArrayView("wort"));
        QCOMPARE(outcome(text, &wrong), "KeyPasswordWrong");
        const Secret none;
        QCOMPARE(outcome(text, &none), "KeyPasswordWrong");
        if (!text.startsWith("-----"))
            return;
        QCOMPARE(outcome(QByteArray(text).replace("\n", "\r\n"), &word), known);
        QCOMPARE(outcome(QByteArray(text).replace("\n", "\\n"), &word), known);
        QCOMPARE(outcome(QByteArray(text).replace("\n", " "), &word), known);
        QCOMPARE(outcome(QByteArray(text).replace("\n", ""), &word), known);
        QCOMPARE(outcome(text.trimmed(), &word), known);
    }

    /// One wrong password of 256 ends like a right one: what it gives is no key, and no crash.
    void knowsWrongPasswords()
    {
        const QByteArray old = openssl_command::run("ec -aes128 -passout pass:word", m_ec);
        const QByteArray pkcs8 = openssl_command::run("pkcs8 -topk8 -iter 1 -passout pass:word", m_ec);
        for (int i = 0; i < 600; ++i) {
            const Secret password(QByteArrayView(QByteArray::number(i)));
            QCOMPARE(outcome(old, &password), "KeyPasswordWrong");
            QCOMPARE(outcome(pkcs8, &password), "KeyPasswordWrong");
        }
    }

    void aPasswordForPlainKeysIsNotUsed() { QCOMPARE(outcome(m_ec, &word), outcome(m_ec, nullptr)); }

    /// A hostile file could ask for years of hashing. The count is written into a file that took less.
    void boundsTheRounds_data()
    {
        QTest::addColumn<QByteArray>("arguments");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("PBKDF2") << QByteArray("-v2 aes-256-cbc -iter 32768") << QByteArray("0203008000")
                                << QByteArray("02037fffff");
        QTest::newRow("PBKDF2, negative") << QByteArray("-v2 aes-256-cbc -iter 32768")
                                          << QByteArray("0203008000") << QByteArray("0203ffffff");
        QTest::newRow("PKCS#12's scheme") << QByteArray("-v1 PBE-SHA1-3DES -iter 32768")
                                          << QByteArray("0203008000") << QByteArray("02037fffff");
        QTest::newRow("scrypt") << QByteArray("-scrypt_N 16384 -scrypt_r 8 -scrypt_p 1")
                                << QByteArray("02024000020108020101") << QByteArray("0202400002010802017f");
    }

    void boundsTheRounds()
    {
        QFETCH(QByteArray, arguments);
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QByteArray der = openssl_command::run(
            ("pkcs8 -topk8 -outform DER -passout pass:word " + arguments).constData(), m_ec);
        QCOMPARE(outcome(der, &word), outcome(m_ec, nullptr));
        QCOMPARE(der.count(QByteArray::fromHex(before)), 1);
        der.replace(QByteArray::fromHex(before), QByteArray::fromHex(after));
        QByteArray code;
        const qint64 took = test::cpuMs([&] { code = outcome(der, &word); });
        QCOMPARE(code, "KeyInvalid");
        QVERIFY2(took < 500, QByteArray::number(took));
        QCOMPARE(detail(der, &word),
                 QStringLiteral("it asks for more than 5000000 rounds of password hashing"));
        QCOMPARE(outcome(der, nullptr), "KeyEncrypted");
    }

    /// … or spread it over many keys of one text.
    void boundsTheRoundsOfAllKeysTogether()
    {
        QByteArray der =
            openssl_command::run("pkcs8 -topk8 -outform DER -iter 32768 -passout pass:word", m_ec);
        const QByteArray block =
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" +
            der.replace(QByteArray::fromHex("0203008000"), QByteArray::fromHex("02031e8480")).toBase64() +
            "\n-----END ENCRYPTED PRIVATE KEY-----\n";
        const Result<KeySet> set = importKeys(m_ec + block.repeated(4), QStringLiteral("source"), &word);
        QVERIFY(set);
        QByteArrayList codes;
        for (const Error &error : set->rejected)
            codes += codeName(error.code);
        // Two million rounds each, five million in all.
        QCOMPARE(codes.join(' '), "KeyPasswordWrong KeyPasswordWrong KeyInvalid KeyInvalid");
    }

    void refusesUnknownCiphers()
    {
        QByteArray old = openssl_command::run("ec -aes128 -passout pass:word", m_ec);
        old.replace("AES-128-CBC", "AES-128-XYZ");
        QCOMPARE(outcome(old, &word), "KeyInvalid");
        QCOMPARE(detail(old, &word), QStringLiteral("its encryption is not supported"));
        // Single DES is in OpenSSL's legacy provider only.
        const QByteArray des = openssl_command::run(
            "pkcs8 -topk8 -v1 PBE-MD5-DES -provider legacy -provider default -passout pass:word", m_ec);
        QCOMPARE(outcome(des, &word), "KeyInvalid");
        QCOMPARE(detail(des, &word), QStringLiteral("its encryption is not supported"));
    }

    void refusesDamagedOnes()
    {
        QByteArray old = openssl_command::run("ec -aes128 -passout pass:word", m_ec);
        old.replace("DEK-Info", "DEC-Info");
        QCOMPARE(outcome(old, &word), "KeyInvalid");
        const QByteArray der = openssl_command::run("pkcs8 -topk8 -outform DER -passout pass:word", m_ec);
        QCOMPARE(outcome(der.chopped(1), &word), "KeyFormatUnknown");
        QCOMPARE(outcome(der + '\0', &word), "KeyFormatUnknown");
    }

private:
    QByteArray m_rsa;
    QByteArray m_ec;
};

QTEST_GUILESS_MAIN(TestKeyEncrypted)
#include "tst_key_encrypted.moc"
