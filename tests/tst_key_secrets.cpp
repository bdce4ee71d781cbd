#include "support/jose_openssl.h"
#include "support/jose_tools.h"
#include "support/jose_vectors.h"

using namespace jose_tools;
using namespace jose_openssl;

namespace {

QByteArray imported(const QByteArray &source)
{
    const Result<KeySet> set = importKeys(source, QStringLiteral("source"));
    return set ? QByteArray("keys ") + QByteArray::number(qsizetype(set->keys.size()))
               : codeName(set.error().code);
}

QByteArray secretImported(const QByteArray &bytes, SecretEncoding encoding = SecretEncoding::Text)
{
    const Result<KeySet> set = importSecret(Secret(bytes), encoding);
    return set ? set->keys.at(0).secret().reveal().toByteArray().toHex() : codeName(set.error().code);
}

} // namespace

class TestKeySecrets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_rsa = rsa(2048);
        m_ec = ec("P-256");
        m_ed = named("ED25519");
        QVERIFY(m_rsa && m_ec && m_ed);
    }

    /// CVE-2022-29217, CVE-2026-48526 (PyJWT), CVE-2026-34950 (fast-jwt), cpp-jwt: what everybody knows is no
    /// secret.
    void refusesPublicKeysAsSecrets_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray plain = spki(m_rsa);
        const QByteArray der = QByteArray::fromBase64(body(plain));
        QTest::newRow("PEM") << plain;
        QTest::newRow("PEM of EC") << spki(m_ec);
        QTest::newRow("PEM of Ed25519") << spki(m_ed);
        QTest::newRow("PKCS#1") << jose_openssl::encode(m_rsa, "PEM", EVP_PKEY_PUBLIC_KEY, "type-specific");
        QTest::newRow("certificate") << certificate(m_rsa);
        QTest::newRow("CVE-2026-34950 fast-jwt: leading space") << ' ' + plain;
        QTest::newRow("leading line end") << "\n\n" + plain;
        QTest::newRow("CR LF") << QByteArray(plain).replace("\n", "\r\n");
        QTest::newRow("no line ends") << QByteArray(plain).replace("\n", "");
        QTest::newRow("written-out line ends") << QByteArray(plain).replace("\n", "\\n");
        QTest::newRow("no white space at all") << QByteArray(plain).replace("\n", "").replace(" ", "");
        QTest::newRow("quoted") << '"' + QByteArray(plain).replace("\n", "\\n") + '"';
        QTest::newRow("no last line end") << plain.trimmed();
        QTest::newRow("without the dashes") << body(plain);
        QTest::newRow("without the dashes, of Ed25519") << body(spki(m_ed));
        QTest::newRow("DER") << der;
        QTest::newRow("CVE-2022-29217 PyJWT: SSH RSA")
            << QByteArray("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ ana@host");
        QTest::newRow("SSH Ed25519") << QByteArray(" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA");
        QTest::newRow("CVE-2022-29217 PyJWT: SSH ECDSA")
            << QByteArray("ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY");
        QTest::newRow("SSH2") << QByteArray(
            "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----");
        QTest::newRow("CVE-2026-48526 PyJWT: JWK") << QByteArray(rfc::edKey);
        QTest::newRow("JWK with white space") << "\n " + QByteArray(rfc::edKey).replace(":", " : ") + '\n';
        QTest::newRow("SSH with options before it")
            << QByteArray("restrict,pty ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ");
        QTest::newRow("SSH without its type") << QByteArray("AAAAC3NzaC1lZDI1NTE5AAAAIA");
        QTest::newRow("base64 of the PEM") << plain.toBase64();
        QTest::newRow("DER and a line end") << der + '\n';
        QTest::newRow("DER in hexadecimal digits") << der.toHex();
        QTest::newRow("JWK in an array") << '[' + QByteArray(rfc::edKey) + ']';
        QTest::newRow("JWK in an object") << "{\"a\":{\"b\":" + QByteArray(rfc::edKey) + "}}";
        QTest::newRow("JWK with kty twice") << "{\"kty\":\"oct\"," + QByteArray(rfc::edKey).trimmed().mid(1);
        QTest::newRow("byte order mark") << "\xEF\xBB\xBF" + plain;
        QTest::newRow("byte order mark, JWK") << "\xEF\xBB\xBF" + QByteArray(rfc::edKey);
        QTest::newRow("private JWK") << QByteArray(rfc::a2Key);
        QTest::newRow("JWK Set") << R"({"keys":[)" + QByteArray(rfc::edKey) + "]}";
    }

    void refusesPublicKeysAsSecrets()
    {
        QFETCH(QByteArray, bytes);
        QCOMPARE(secretImported(bytes), "PublicKeyAsSecret");
        QCOMPARE(secretImported(bytes.toBase64(), SecretEncoding::Base64), "PublicKeyAsSecret");
        QCOMPARE(secretImported(encoded(bytes), SecretEncoding::Base64url), "PublicKeyAsSecret");
        QCOMPARE(secretImported(bytes.toHex(), SecretEncoding::Hex), "PublicKeyAsSecret");
        const QByteArray jwk = "{\"kty\":\"oct\",\"k\":\"" + encoded(bytes) + "\"}";
        QCOMPARE(imported(jwk), "PublicKeyAsSecret");
    }

    void readsSecrets_data()
    {
        QTest::addColumn<QByteArray>("given");
        QTest::addColumn<int>("encoding");
        QTest::addColumn<QByteArray>("result");
        const auto add = [](const char *name, const char *given, SecretEncoding encoding,
                            const char *result) {
            QTest::newRow(name) << QByteArray(given) << int(encoding) << QByteArray(result);
        };
        add("text", "a b\n", SecretEncoding::Text, "6120620a");
        add("text that begins like a key", "Mxyz", SecretEncoding::Text, "4d78797a");
        add("base64", "+/8=", SecretEncoding::Base64, "fbff");
        add("base64 without padding", "+/8", SecretEncoding::Base64, "fbff");
        add("base64 with a line end", "+/8=\n", SecretEncoding::Base64, "fbff");
        add("base64url", "-_8", SecretEncoding::Base64url, "fbff");
        add("base64url with padding", "-_8=", SecretEncoding::Base64url, "fbff");
        add("hex", "fBfF", SecretEncoding::Hex, "fbff");
        add("wrong alphabet", "-_8=", SecretEncoding::Base64, "SecretEncodingInvalid");
        add("wrong alphabet (url)", "+/8", SecretEncoding::Base64url, "SecretEncodingInvalid");
        add("unused bits", "+/9", SecretEncoding::Base64, "SecretEncodingInvalid");
        add("too much padding", "+/8==", SecretEncoding::Base64, "SecretEncodingInvalid");
        add("foreign character", "+/ 8", SecretEncoding::Base64, "SecretEncodingInvalid");
        add("odd hex", "fbf", SecretEncoding::Hex, "SecretEncodingInvalid");
        add("foreign hex", "fbfg", SecretEncoding::Hex, "SecretEncodingInvalid");
        // CVE-2026-45363 (ruby-jwt): an empty key verified what anybody signed with an empty key.
        add("empty", "", SecretEncoding::Text, "KeyInvalid");
        add("empty base64", "\n", SecretEncoding::Base64, "KeyInvalid");
        add("empty hex", "", SecretEncoding::Hex, "KeyInvalid");
    }

    void readsSecrets()
    {
        QFETCH(QByteArray, given);
        QFETCH(int, encoding);
        QTEST(secretImported(given, SecretEncoding(encoding)), "result");
    }

    void saysWhatAnotherEncodingIs_data()
    {
        QTest::addColumn<QByteArray>("given");
        QTest::addColumn<int>("encoding");
        QTest::addColumn<QString>("detail");
        const auto add = [](const char *given, SecretEncoding encoding, const char *detail) {
            QTest::newRow(given) << QByteArray(given) << int(encoding) << QString::fromLatin1(detail);
        };
        const SecretEncoding base64 = SecretEncoding::Base64;
        const SecretEncoding base64url = SecretEncoding::Base64url;
        const char *cutOff = "a character is missing, or there is one too many";
        const char *unused =
            "its last character holds bits that stand for nothing: it was changed or cut off";
        add("-_8=", base64, "it is base64url, with - or _");
        add("+/8=", base64url, "it is base64, with + or /");
        add("+_8=", base64, "it mixes the alphabets of base64 and base64url");
        add("-/8=", base64url, "it mixes the alphabets of base64 and base64url");
        add("AA AA", base64, "it has white space in it");
        add("AA\nAA", base64url, "it has white space in it");
        add("AA.AA", base64url, "it has characters that do not belong there");
        add("AA=AAAAA", base64, "it has characters that do not belong there");
        add("AAAAA", base64, cutOff);
        add("BBBBB", base64url, cutOff);
        add("AAA==", base64, "its padding (=) is wrong");
        add("AB==", base64, unused);
        add("AAB", base64url, unused);
        add("0xAAAA", SecretEncoding::Hex, "it starts with 0x, which is not part of it");
        add("AA:BB", SecretEncoding::Hex, "its digits are separated");
        add("AA BB", SecretEncoding::Hex, "it has white space in it");
        add("AAXX", SecretEncoding::Hex, "it has characters that are no hex digits");
        add("AAA", SecretEncoding::Hex, "it has an odd number of digits");
    }

    void saysWhatAnotherEncodingIs()
    {
        QFETCH(QByteArray, given);
        QFETCH(int, encoding);
        const Result<KeySet> set = importSecret(Secret(given), SecretEncoding(encoding));
        QCOMPARE(codeOf(set), "SecretEncodingInvalid");
        QCOMPARE(set.error().subject, QString::fromLatin1(secretEncodingName(SecretEncoding(encoding))));
        QTEST(set.error().detail, "detail");
    }

    void namesEncodings()
    {
        QVERIFY(secretEncodingFromName("base64url") == SecretEncoding::Base64url);
        QVERIFY(secretEncodingFromName("hex") == SecretEncoding::Hex);
        QVERIFY(!secretEncodingFromName("base32"));
    }

private:
    Pkey m_rsa;
    Pkey m_ec;
    Pkey m_ed;
};

QTEST_APPLESS_MAIN(TestKeySecrets)
#include "tst_key_secrets.moc"
