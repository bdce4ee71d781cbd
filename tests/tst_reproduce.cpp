#include "inspect/reproduce.h"
#include "jose/key_export.h"
#include "jose/signing.h"
#include "support/jose_tools.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

using namespace claimcheck;
using namespace claimcheck::inspect;

/// The commands are run by a real shell and the real openssl.
class TestReproduce : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void opensslAgrees_data();
    void opensslAgrees();
    void digestIsOfTheSigningInput();
    void secretsStayOut();
    void refuses_data();
    void refuses();
};

namespace {

struct Made {
    jose::Key key;
    QByteArray token;
};

Made make(const char *name, jose::KeyType type, const char *curve)
{
    const jose::Algorithm *algorithm = jose::findAlgorithm(name);
    const Result<jose::Key> key = jose::generateKey(type, curve, type == jose::KeyType::Rsa ? 2048 : 0);
    const QByteArray header = QByteArray("{\"alg\":\"") + name + "\"}";
    const Result<QByteArray> token = jose::signCompact(header, "{\"sub\":\"alice\"}", *key, *algorithm);
    return {*key, *token};
}

/// What the shell prints for the commands, in a folder of their own.
QByteArray shell(const Reproduction &reproduction, const QByteArray &token)
{
    const QTemporaryDir folder;
    QFile pem(folder.filePath(QStringLiteral("key.pem")));
    if (!pem.open(QIODevice::WriteOnly) || pem.write(reproduction.publicPem) < 0)
        return "no key.pem";
    pem.close();
    QProcess process;
    process.setWorkingDirectory(folder.path());
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("TOKEN"), QString::fromLatin1(token));
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), reproduction.openssl});
    process.waitForFinished();
    return process.readAll();
}

} // namespace

void TestReproduce::opensslAgrees_data()
{
    QTest::addColumn<QByteArray>("algorithm");
    QTest::addColumn<int>("type");
    QTest::addColumn<QByteArray>("curve");
    const auto row = [](const char *name, jose::KeyType type, const char *curve) {
        QTest::newRow(name) << QByteArray(name) << static_cast<int>(type) << QByteArray(curve);
    };
    row("RS256", jose::KeyType::Rsa, "");
    row("PS384", jose::KeyType::Rsa, "");
    row("ES256", jose::KeyType::Ec, "P-256");
    row("ES256K", jose::KeyType::Ec, "secp256k1");
    row("ES384", jose::KeyType::Ec, "P-384");
    row("ES512", jose::KeyType::Ec, "P-521");
    row("EdDSA", jose::KeyType::Okp, "Ed25519");
    row("Ed448", jose::KeyType::Okp, "Ed448");
}

void TestReproduce::opensslAgrees()
{
    QFETCH(QByteArray, algorithm);
    QFETCH(int, type);
    QFETCH(QByteArray, curve);
    const Made made = make(algorithm.constData(), static_cast<jose::KeyType>(type), curve.constData());
    const auto reproduction = reproduce(jose::ParsedToken::parse(made.token), made.key);
    QVERIFY(bool(reproduction));
    const QByteArray good = shell(*reproduction, made.token);
    QVERIFY2(good.contains("Verified OK") || good.contains("Verified Successfully"), good.constData());

    QByteArray changed = made.token;
    const qsizetype payload = changed.indexOf('.') + 3;
    changed[payload] = changed[payload] == 'A' ? 'B' : 'A';
    const QByteArray bad = shell(*reproduction, changed);
    QVERIFY2(!bad.contains("Verified OK") && !bad.contains("Verified Successfully"), bad.constData());
}

void TestReproduce::digestIsOfTheSigningInput()
{
    // RFC 7515 appendix A.3; the digest is what sha256sum says of its signing input.
    const QByteArray token =
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmN"
        "vbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSA"
        "pmWQxfKTUJqPP3-Kg6NU1Q";
    const jose::Key key = jose_tools::key(
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
        "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}");
    const auto reproduction = reproduce(jose::ParsedToken::parse(token), key);
    QVERIFY(bool(reproduction));
    QCOMPARE(reproduction->signingInput, token.first(token.lastIndexOf('.')));
    QCOMPARE(reproduction->digestName, QByteArray("SHA256"));
    QCOMPARE(reproduction->digest,
             QByteArray("21c67368f436577f447f805162ca13b80d046a3fe467247e65ea477aa750fa2e"));
    QCOMPARE(reproduction->thumbprint, *jose::thumbprint(key));
    QCOMPARE(reproduction->claimcheck,
             QStringLiteral("printf %s \"$TOKEN\" | claimcheck verify - --key key.pem --alg ES256\n"));
}

void TestReproduce::secretsStayOut()
{
    const jose::Key key = jose_tools::secretKey("0123456789abcdef0123456789abcdef");
    const auto token = jose::signCompact("{\"alg\":\"HS256\"}", "{}", key, *jose::findAlgorithm("HS256"));
    const auto reproduction = reproduce(jose::ParsedToken::parse(*token), key);
    QVERIFY(bool(reproduction));
    QVERIFY(reproduction->thumbprint.isEmpty() && reproduction->publicPem.isEmpty());
    QVERIFY(reproduction->openssl.startsWith(u"# "));
    QVERIFY(!reproduction->openssl.contains(u"0123456789abcdef"));
    QVERIFY(reproduction->claimcheck.contains(u"--secret-file"));
}

void TestReproduce::refuses_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *name, const char *header, const char *rest, const char *code) {
        QTest::newRow(name) << QByteArray(header) << QByteArray(rest) << QByteArray(code);
    };
    row("an encrypted token", "{\"alg\":\"dir\",\"enc\":\"A128GCM\"}", "..AAAA.AAAA.AAAA",
        "TokenKindUnsupported");
    row("an unknown algorithm", "{\"alg\":\"XX\"}", ".e30.AAAA", "AlgorithmUnsupported");
    row("no algorithm", "{\"alg\":\"none\"}", ".e30.", "AlgorithmUnsupported");
    row("another type of key", "{\"alg\":\"ES256\"}", ".e30.AAAA", "KeyTypeMismatch");
}

void TestReproduce::refuses()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, rest);
    QFETCH(QByteArray, code);
    const jose::Key key = jose_tools::secretKey("0123456789abcdef0123456789abcdef");
    const auto reproduction = reproduce(jose::ParsedToken::parse(base64url::encode(header) + rest), key);
    QVERIFY(!reproduction);
    QCOMPARE(codeName(reproduction.error().code), code);
}

QTEST_GUILESS_MAIN(TestReproduce)
#include "tst_reproduce.moc"
