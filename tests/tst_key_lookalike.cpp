#include "support/jose_openssl.h"
#include "support/jose_tools.h"
#include "support/jose_vectors.h"
#include "support/openssl_command.h"

using namespace jose_tools;
using namespace jose_openssl;

/// "This looks like …": what a text is that holds no key.
class TestKeyLookalike : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatATextIs_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("detail");
        const auto add = [](const char *name, const QByteArray &text, const char *detail) {
            QTest::newRow(name) << text << QString::fromLatin1(detail);
        };
        const QByteArray key = pkcs8(ec("P-256"));
        const QByteArray request =
            openssl_command::run("req -new -key /dev/stdin -subj /CN=test -outform DER", key);
        const QByteArray p12 = openssl_command::run("pkcs12 -export -nocerts -passout pass:word", key);
        const QByteArray plain = spki(ec("P-256"));
        const char *csr = "it is a certificate request (CSR)";
        const char *crl = "it is a certificate revocation list (CRL)";
        const char *ssh = "it is an SSH public key, and PEM is read (ssh-keygen -e -m PKCS8)";
        const char *cutOff = "its PEM is cut off: the line with END is missing";
        const auto pem = [](const char *label) {
            return "-----BEGIN " + QByteArray(label) + "-----\nAAAA\n-----END " + label + "-----\n";
        };
        add("nothing", "", "it is empty");
        add("white space", " \n\t", "it is empty");
        add("JWT", rfc::a1Token, "it is a JWT");
        add("JWT in a header", "Bearer " + QByteArray(rfc::a1Token), "it is a JWT");
        add("Unsecured JWT", rfc::a5Token, "it is a JWT");
        add("JWE", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAA.AAAA.AAAA",
            "it is an encrypted token (JWE)");
        add("SSH public key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA ana@host", ssh);
        add("SSH public key, ECDSA", "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY ana@host", ssh);
        add("SSH2 public key", "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n",
            "it is an SSH public key");
        add("OpenSSH private key", pem("OPENSSH PRIVATE KEY"),
            "it is an OpenSSH private key, and PKCS#8 is read (ssh-keygen -p -m PKCS8)");
        add("PuTTY", "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n",
            "it is a PuTTY private key, and PKCS#8 is read");
        add("PGP public key", pem("PGP PUBLIC KEY BLOCK"), "it is a PGP block");
        add("PGP message", pem("PGP MESSAGE"), "it is a PGP block");
        add("CSR", pem("CERTIFICATE REQUEST"), csr);
        add("CSR, old label", pem("NEW CERTIFICATE REQUEST"), csr);
        add("CSR in DER", request, csr);
        add("CSR in base64", request.toBase64(), "it is the base64 of a certificate request (CSR)");
        add("CRL", pem("X509 CRL"), crl);
        add("PKCS#7", pem("PKCS7"), "it is a PKCS#7 file (.p7b)");
        add("PKCS#12", p12, "it is a PKCS#12 file (.p12 or .pfx)");
        add("PKCS#12 in base64", p12.toBase64(), "it is the base64 of a PKCS#12 file (.p12 or .pfx)");
        add("JKS", QByteArray::fromHex("feedfeed00000002"), "it is a Java key store (JKS)");
        add("JCEKS", QByteArray::fromHex("cececece00000002"), "it is a Java key store (JKS)");
        add("DSA", pem("DSA PRIVATE KEY"), "it is a DSA key, which signs no tokens");
        add("parameters alone", pem("EC PARAMETERS"), "it holds parameters of a key, and not the key");
        add("another PEM", pem("SOMETHING"), "it is a PEM block of another kind");
        add("PEM cut off", plain.left(plain.indexOf("-----END")), cutOff);
        add("PEM cut off early", plain.left(60), cutOff);
        add("PEM cut off in its first line", "-----BEGIN PUBLIC KE", cutOff);
        add("base64 of SPKI", body(plain),
            "it is the base64 of a key (SPKI) without its lines of PEM, -----BEGIN PUBLIC KEY----- and "
            "-----END PUBLIC KEY-----");
        add("base64 of PKCS#8, in lines",
            QByteArray(key)
                .replace("-----BEGIN PRIVATE KEY-----\n", "")
                .replace("-----END PRIVATE KEY-----\n", ""),
            "it is the base64 of a key (PKCS#8) without its lines of PEM, -----BEGIN PRIVATE KEY----- and "
            "-----END PRIVATE KEY-----");
        add("base64 of a PEM", plain.toBase64(), "it is the base64 of a PEM");
        add("DER cut off", QByteArray::fromBase64(body(plain)).chopped(1),
            "it is DER or cut off DER, and no structure of a key");
        add("HTML", "<!DOCTYPE html>\n<html><body>Sign in</body></html>", "it is an HTML page");
        add("HTML without a type", "\n<html>", "it is an HTML page");
        add(".NET", "<RSAKeyValue><Modulus>AAAA</Modulus></RSAKeyValue>",
            "it is a key as .NET writes it in XML");
        add("XML", "<?xml version='1.0'?><a/>", "it is XML");
        add("address", "https://acme.example/jwks.json", "it is an address, and not what is found there");
        add("discovery", R"({"issuer":"https://a.example","jwks_uri":"https://a.example/jwks"})",
            "it is a discovery document: the keys stand at the address that its jwks_uri names");
        add("token response", R"({"access_token":"a","token_type":"Bearer"})",
            "it is the reply of a token endpoint");
        add("JWS in JSON", R"({"payload":"","protected":"e30","signature":"AA"})",
            "it is a JWS or JWE in its JSON form");
        add("service account", R"({"type":"service_account","private_key":"-----BEGIN PRIVATE KEY-----\n"})",
            "it is a service account: the key is the text of its member private_key");
        add("certificates by kid", R"({"a1":"-----BEGIN CERTIFICATE-----\n"})",
            "it is JSON with PEM in its members: each of them is a key");
        add("list", R"([{"kty":"oct","k":"AAAA"}])",
            "it is a JSON list, and a JWK Set has the list in its member keys");
        add("JSON", R"({"a":1})", "it is JSON without the members kty or keys");
        add("UTF-16", QByteArray::fromHex("fffe7b00"), "it is UTF-16 text, and UTF-8 is read");
        add("gzip", QByteArray::fromHex("1f8b0800"), "it is a compressed file");
        add("binary", QByteArray::fromHex("000102"), "it is a binary file");
        add("secret", "c3VwZXItc2VjcmV0LXZhbHVl", "it looks like a secret, which is given in another place");
        add("prose", "my key", "it is text of another kind");
    }

    void saysWhatATextIs()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, detail);
        const Result<KeySet> set = importKeys(text, QStringLiteral("key.txt"));
        QCOMPARE(codeOf(set), "KeyFormatUnknown");
        QCOMPARE(set.error().detail, detail);
        QCOMPARE(describe(set.error()).message,
                 QStringLiteral("key.txt holds no key that can be read: %1.").arg(detail));
    }

    void readsNoMoreThanItMust()
    {
        // 4 MiB of what could be anything.
        for (const char *unit : {"A", "-----BEGIN ", "{", ".", "MIIB", "\\n", " "}) {
            const QByteArray text = QByteArray(unit).repeated(4 * 1024 * 1024 / qsizetype(qstrlen(unit)));
            bool isKey = true;
            const qint64 took =
                test::cpuMs([&] { isKey = bool(importKeys(text, QStringLiteral("key.txt"))); });
            QVERIFY(!isKey);
            QVERIFY2(took < 2000, unit + QByteArray(": ") + QByteArray::number(took));
        }
        QCOMPARE(codeOf(importKeys(QByteArray(4 * 1024 * 1024 + 1, 'A'), QStringLiteral("key.txt"))),
                 "KeyTooLarge");
    }
};

QTEST_GUILESS_MAIN(TestKeyLookalike)
#include "tst_key_lookalike.moc"
