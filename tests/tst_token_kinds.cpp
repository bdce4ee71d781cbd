#include "inspect/token_kinds.h"

#include "base/base64url.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;

/// Secrets that are known by their form, and texts that are no token.
class TestTokenKinds final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesShapes_data();
    void namesShapes();
    void namesWholeWords_data();
    void namesWholeWords();
    void everyShapeIsExact();
    void describesTexts_data();
    void describesTexts();
    void namesWhatIsPacked();
};

void TestTokenKinds::namesShapes_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<QString>("name");
    const auto row = [](const char *name, const QByteArray &word) {
        QTest::newRow(name) << word << QString::fromLatin1(name);
    };
    const QByteArray mixed = QByteArray("aB3dE6gH9j").repeated(30);
    const QByteArray upper = QByteArray("AB3DE6GH9J").repeated(30);
    const QByteArray hex = QByteArray("0a1b2c3d4e").repeated(10);
    row("GitHub personal access token", "ghp_" + mixed.first(36));
    row("GitHub OAuth access token", "gho_" + mixed.first(36));
    row("GitHub fine-grained personal access token", "github_pat_" + mixed.first(22) + '_' + mixed.first(59));
    row("GitLab personal access token", "glpat-" + mixed.first(20));
    row("Slack bot token", "xoxb-123456789012-123456789012-" + mixed.first(24));
    row("Stripe secret key", "sk_live_" + mixed.first(24));
    row("AWS access key ID", "AKIA" + upper.first(16));
    row("AWS temporary access key ID", "ASIA" + upper.first(16));
    row("Google API key", "AIza" + mixed.first(35));
    row("npm access token", "npm_" + mixed.first(36));
    row("PyPI API token", "pypi-AgEIcHlwaS5vcmc" + mixed.first(120));
    row("SendGrid API key", "SG." + mixed.first(22) + '.' + mixed.first(43));
    row("Anthropic API key", "sk-ant-api03-" + mixed.first(93) + "AA");
    row("OpenAI API key", "sk-" + mixed.first(20) + "T3BlbkFJ" + mixed.first(20));
    row("Hugging Face access token", "hf_" + mixed.first(34));
    row("DigitalOcean personal access token", "dop_v1_" + hex.first(64));
    row("Shopify access token", "shpat_" + hex.first(32));
    row("PASETO v2.local", "v2.local." + mixed.first(80));
    row("PASETO v4.public", "v4.public." + mixed.first(120) + "." + mixed.first(20));
    // Version 0x80, a time, an IV, one block and an HMAC: the test vector of the Fernet specification.
    row("Fernet token", "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_"
                        "5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==");
}

void TestTokenKinds::namesShapes()
{
    QFETCH(QByteArray, word);
    QFETCH(QString, name);
    const auto shape = shapeAt("key=" + word + " ", 4);
    QVERIFY(shape);
    QCOMPARE(shape->name, name);
    QCOMPARE(shape->length, word.size());
    const auto whole = nameOpaque(word);
    QVERIFY(whole);
    QCOMPARE(whole->name, name);
    // Near-twins: one character short of its least, and another letter in the prefix.
    QByteArray other = word;
    other[1] = '!';
    QVERIFY(!shapeAt(other, 0));
    QVERIFY(!shapeAt(word.first(12), 0));
}

void TestTokenKinds::namesWholeWords_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<QByteArray>("label");
    QTest::addColumn<QByteArray>("kind");
    const auto row = [](const char *name, const QByteArray &word, const QByteArray &label,
                        const QByteArray &kind) { QTest::newRow(name) << word << label << kind; };
    const QByteArray xml =
        "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"a\"></saml:Assertion>";
    row("SAML assertion", xml, {}, "saml");
    row("SAML assertion in base64", xml.toBase64(), {}, "saml");
    row("other XML", "<a xmlns=\"urn:oasis:names:tc:opendocument\"/>", {}, {});
    row("deflated SAML, by its parameter", QByteArray("fZJNT8MwDIbv").repeated(10), "SAMLRequest", "saml");
    row("the same without it", QByteArray("fZJNT8MwDIbv").repeated(10), "state", {});
    const QByteArray packets = "0021location http://mybank/\n0026identifier we used our secret key\n";
    row("macaroon, version 1",
        base64url::encode(packets + "002fsignature 0123456789abcdef0123456789abcdef\n"), {}, "macaroon");
    const QByteArray fields =
        QByteArray("\x02\x01\x0bhttp://a.bc\x02\x0ckey-identifi", 27) + QByteArray("\0\0\x06\x20", 4);
    row("macaroon, version 2", base64url::encode(fields + QByteArray(32, 's')), {}, "macaroon");
    row("one octet more", base64url::encode(fields + QByteArray(33, 's')), {}, {});
    row("Twilio", "SK0123456789abcdef0123456789abcdef", {}, "api-key");
    row("Twilio, too short", "SK0123456789abcdef0123456789abcde", {}, {});
    row("Azure storage, by its label", QByteArray(86, 'a') + "==", "AccountKey", "api-key");
    row("the same without it", QByteArray(86, 'a') + "==", {}, {});
    row("a word", "internationalization", {}, {});
    row("opaque", "8xLOxBtZp8IaKz0Yz1a2", {}, {});
    row("empty", {}, {}, {});
}

void TestTokenKinds::namesWholeWords()
{
    QFETCH(QByteArray, word);
    QFETCH(QByteArray, label);
    QFETCH(QByteArray, kind);
    const auto named = nameOpaque(word, label);
    QCOMPARE(named ? tokenKindName(named->kind) : QByteArray(), kind);
}

/// A key that goes on is another word.
void TestTokenKinds::everyShapeIsExact()
{
    const QByteArray key = "ghp_" + QByteArray("aB3d").repeated(9);
    for (const char *after : {"", " ", "\"", "'", "&x", "\n", ")", "/", "."})
        QVERIFY2(shapeAt(key + after, 0), after);
    for (const char *after : {"a", "0", "_", "-"})
        QVERIFY2(!shapeAt(key + after, 0), after);
    QVERIFY(!shapeAt(key.chopped(1), 0));
    QVERIFY(!shapeAt(key, key.size()));
}

void TestTokenKinds::describesTexts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *name, const QByteArray &text, const char *part) {
        QTest::newRow(name) << text << QString::fromLatin1(part);
    };
    row("nothing", " \n", "no text");
    row("URL", "https://a.example/x?y=1", "address");
    row("private key", "-----BEGIN PRIVATE KEY-----\nMIG\n-----END PRIVATE KEY-----\n", "private key");
    row("public key", "-----BEGIN PUBLIC KEY-----\nMIG\n-----END PUBLIC KEY-----\n", "public key");
    row("certificate", "-----BEGIN CERTIFICATE-----\nMIG\n-----END CERTIFICATE-----\n", "PEM certificate.");
    row("JWK Set", "{\"keys\":[]}", "JWK Set");
    row("public JWK", "{\"kty\":\"EC\",\"x\":\"a\"}", "public key");
    row("private JWK", "{\"kty\":\"EC\",\"d\":\"a\"}", "private or secret");
    row("discovery", "{\"issuer\":\"https://a\",\"jwks_uri\":\"https://a/jwks\"}", "discovery");
    row("token response", "{\"access_token\":\"abc\"}", "opaque");
    row("error answer", "{\"error\":\"invalid_grant\"}", "error answer");
    row("introspection", "{\"active\":false}", "introspection");
    row("decoded claims", "{\"iss\":\"a\",\"exp\":1}", "Claims Set");
    row("decoded header", "{\"alg\":\"RS256\"}", "JOSE Header");
    row("other JSON", "{\"a\":1}", "JSON document");
    row("broken JSON", "{\"a\":", "not well-formed");
    row("UUID", "123e4567-e89b-12d3-a456-426614174000", "UUID");
    row("hexadecimal", "0123456789abcdef0123456789abcdef", "hexadecimal");
    row("base64", QByteArray(60, 'Q') + "+/==", "base64");
    row("half a token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0", "signature is missing");
    row("one part", "eyJhbGciOiJIUzI1NiJ9", "other parts are missing");
    row("no header", ".eyJzdWIiOiJhIn0.c2ln", "without its header");
    row("HTML", "<!doctype html><p>x", "HTML");
    row("a bare secret", "hunter2-hunter2-hunter2!", "opaque token or a secret");
    row("binary", QByteArray("ab\0cd", 5), "binary");
    row("prose", "Where is my token?", "18 characters");
}

void TestTokenKinds::describesTexts()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, part);
    const QString description = describeText(text);
    QVERIFY2(description.contains(part), qPrintable(description));
}

void TestTokenKinds::namesWhatIsPacked()
{
    QVERIFY(packedName("\x1f\x8b\x08").contains(QStringLiteral("gzip")));
    QVERIFY(packedName("PK\x03\x04").contains(QStringLiteral("archive")));
    QVERIFY(packedName("PKCS").isEmpty());
    QVERIFY(packedName("BZh").isEmpty());
    QVERIFY(packedName({}).isEmpty());
}

QTEST_APPLESS_MAIN(TestTokenKinds)
#include "tst_token_kinds.moc"
