#include "support/cli_process.h"
#include "support/jose_vectors.h"
#include "support/jwe_vectors.h"
#include "support/sd_jwt_vectors.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray decoded(const QByteArray &segment)
{
    return QByteArray::fromBase64(segment, QByteArray::Base64UrlEncoding);
}

} // namespace

/// sign, encrypt, decrypt, key, and verify in every form: the real program, offline.
class TestCliJose final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void whatIsSignedGoesOutByteForByte();
    void signedTokensVerify_data();
    void signedTokensVerify();
    void signOffersOtherForms();
    void signRefuses_data();
    void signRefuses();
    void decryptsTheStandardsTokens();
    void nothingIsPrintedOfATokenThatWasChanged();
    void whatIsEncryptedIsDecrypted_data();
    void whatIsEncryptedIsDecrypted();
    void encryptRefuses_data();
    void encryptRefuses();
    void largeTextsAreDecrypted();
    void keysAreConverted();
    void thePublicKeyIsPublic();
    void encryptedKeysAreOpened();
    void thumbprintsAreThoseOfTheStandard();
    void keySetsSayWhatTheyRejected();
    void keyRefuses_data();
    void keyRefuses();
    void verifyTakesEveryForm();
    void anSdJwtMayHaveToBeBound();
    void privateMembersInASetAreNoticed();

private:
    [[nodiscard]] QString write(const QString &name, const QByteArray &bytes);
    [[nodiscard]] QString generated(const QStringList &arguments);
    QTemporaryDir m_folder;
    QString m_ec, m_rsa, m_secret;
};

void TestCliJose::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_ec = generated({u"--kty"_s, u"EC"_s, u"--kid"_s, u"e"_s});
    m_rsa = generated({u"--kty"_s, u"RSA"_s, u"--bits"_s, u"2048"_s});
    m_secret = write(u"secret"_s, QByteArray(32, 's') + '\n');
}

QString TestCliJose::write(const QString &name, const QByteArray &bytes)
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write a test file");
    return file.fileName();
}

QString TestCliJose::generated(const QStringList &arguments)
{
    static int count = 0;
    const CliRun run = runCli(QStringList{u"key"_s, u"generate"_s} + arguments);
    if (run.exitCode != 0)
        qFatal("key generate: %s", run.errors.constData());
    return write(u"generated-%1"_s.arg(++count), run.output);
}

void TestCliJose::whatIsSignedGoesOutByteForByte()
{
    const QByteArray header = "{ \"typ\" : \"J\\u0057T\",\"x\":1.0e0 }";
    const QByteArray claims = "{\"b\": 12345678901234567890.0,\n \"a\":\"\\/\"}\n";
    const CliRun run = runCli({u"sign"_s, u"--key"_s, m_ec, u"--alg"_s, u"ES256"_s, u"--header"_s,
                               QString::fromLatin1(header), u"--claims"_s, u"-"_s},
                              claims);
    QCOMPARE(run.exitCode, 0);
    const QList<QByteArray> parts = run.output.trimmed().split('.');
    QCOMPARE(decoded(parts[0]), "{\"alg\":\"ES256\"," + header.sliced(1));
    QCOMPARE(decoded(parts[1]), claims);
    // A header that names its algorithm is not touched at all.
    const QByteArray whole = "{\"kid\":\"e\",\"alg\":\"ES256\"}";
    const CliRun again = runCli({u"sign"_s, u"--key"_s, m_ec, u"--alg"_s, u"ES256"_s, u"--header"_s,
                                 u"@"_s + write(u"header"_s, whole), u"--claims"_s, u"{}"_s, u"--json"_s});
    QCOMPARE(decoded(again.json()[u"token"].toString().toLatin1().split('.').at(0)), whole);
}

void TestCliJose::signedTokensVerify_data()
{
    QTest::addColumn<QStringList>("key");
    QTest::addColumn<QString>("algorithm");
    const auto row = [](const char *algorithm, const QStringList &key) {
        QTest::newRow(algorithm) << key << QString::fromLatin1(algorithm);
    };
    row("RS256", {u"--kty"_s, u"RSA"_s, u"--bits"_s, u"2048"_s});
    row("PS512", {u"--kty"_s, u"RSA"_s, u"--bits"_s, u"2048"_s});
    row("ES384", {u"--kty"_s, u"EC"_s, u"--crv"_s, u"P-384"_s});
    row("ES256K", {u"--kty"_s, u"EC"_s, u"--crv"_s, u"secp256k1"_s});
    row("EdDSA", {u"--kty"_s, u"OKP"_s});
    row("Ed448", {u"--kty"_s, u"okp"_s, u"--crv"_s, u"Ed448"_s});
    row("HS512", {u"--kty"_s, u"oct"_s, u"--bits"_s, u"512"_s});
}

void TestCliJose::signedTokensVerify()
{
    QFETCH(const QStringList, key);
    QFETCH(const QString, algorithm);
    const QString file = generated(key);
    const CliRun token = runCli(
        {u"sign"_s, u"--key"_s, file, u"--alg"_s, algorithm, u"--claims"_s, u"{\"exp\":4000000000}"_s});
    QCOMPARE(token.exitCode, 0);
    QCOMPARE(runCli({u"verify"_s, u"-"_s, u"--key"_s, file}, token.output).exitCode, 0);
    const QString other = generated(key);
    QCOMPARE(runCli({u"verify"_s, u"-"_s, u"--key"_s, other}, token.output).exitCode, 1);
}

void TestCliJose::signOffersOtherForms()
{
    const QStringList sign = {u"sign"_s, u"--secret-file"_s, m_secret, u"--alg"_s, u"HS256"_s};
    const QStringList verify = {u"verify"_s, u"-"_s, u"--secret-file"_s, m_secret};
    const QStringList claims = {u"--claims"_s, u"{\"exp\":4000000000}"_s};
    const CliRun flattened = runCli(sign + claims + QStringList{u"--serialization"_s, u"flattened"_s});
    QVERIFY(flattened.output.startsWith("{\"payload\":"));
    QCOMPARE(runCli(verify, flattened.output).exitCode, 0);
    const CliRun detached = runCli(sign + claims + QStringList{u"--detached"_s});
    QVERIFY(detached.output.contains(".."));
    const QString payload = write(u"payload"_s, claims[1].toLatin1());
    QCOMPARE(runCli(verify + QStringList{u"--detached-payload"_s, payload}, detached.output).exitCode, 0);
    QCOMPARE(runCli(verify, detached.output).exitCode, 1);
    const CliRun bytes = runCli(sign + QStringList{u"--payload"_s, u"-"_s}, QByteArray("\0\xff", 2));
    QCOMPARE(decoded(bytes.output.split('.').at(1)), QByteArray("\0\xff", 2));
}

void TestCliJose::signRefuses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("code");
    const QStringList good = {u"--key"_s, m_ec, u"--alg"_s, u"ES256"_s};
    const auto row = [](const char *name, const QStringList &arguments, int exitCode, const char *code) {
        QTest::newRow(name) << arguments << exitCode << QByteArray(code);
    };
    const QString publicKey = write(u"public"_s, runCli({u"key"_s, u"public"_s, m_ec}).output);
    const QString weak = write(u"weak"_s, "too short");
    row("no key", {u"--alg"_s, u"ES256"_s}, 2, "UsageInvalid");
    row("two keys", good + QStringList{u"--secret-file"_s, m_secret}, 2, "UsageInvalid");
    row("no algorithm", {u"--key"_s, m_ec}, 2, "UsageInvalid");
    row("alg none", {u"--key"_s, m_ec, u"--alg"_s, u"none"_s}, 1, "AlgorithmUnsupported");
    row("another type", {u"--key"_s, m_ec, u"--alg"_s, u"RS256"_s}, 1, "KeyTypeMismatch");
    row("another curve", {u"--key"_s, m_ec, u"--alg"_s, u"ES384"_s}, 1, "KeyCurveMismatch");
    row("a public key", {u"--key"_s, publicKey, u"--alg"_s, u"ES256"_s}, 3, "KeyNotPrivate");
    row("a weak secret", {u"--secret-file"_s, weak, u"--alg"_s, u"HS256"_s}, 1, "KeyTooShort");
    row("a header that is none", good + QStringList{u"--header"_s, u"{"_s}, 1, "JsonSyntax");
    row("a header that is a list", good + QStringList{u"--header"_s, u"[]"_s}, 1, "JsonNotObject");
    row("a header that says it twice", good + QStringList{u"--header"_s, u"{\"a\":1,\"a\":2}"_s}, 1,
        "JsonDuplicateName");
    row("a header with another alg", good + QStringList{u"--header"_s, u"{\"alg\":\"RS256\"}"_s}, 1,
        "AlgorithmNotAllowed");
    row("claims that are none", good + QStringList{u"--claims"_s, u"x"_s}, 1, "JsonSyntax");
    row("claims that say it twice", good + QStringList{u"--claims"_s, u"{\"a\":1,\"a\":2}"_s}, 1,
        "JsonDuplicateName");
    row("a serialization that is none", good + QStringList{u"--serialization"_s, u"xml"_s}, 2,
        "UsageInvalid");
}

void TestCliJose::signRefuses()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, exitCode);
    QFETCH(const QByteArray, code);
    const CliRun run = runCli(QStringList{u"sign"_s, u"--json"_s} + arguments, "{}");
    QCOMPARE(run.exitCode, exitCode);
    QCOMPARE(run.errorCode(), code);
    QVERIFY(run.output.isEmpty());
}

void TestCliJose::decryptsTheStandardsTokens()
{
    const QString a3 = write(u"a3"_s, rfc_jwe::a3Key);
    const CliRun plain = runCli({u"decrypt"_s, u"-"_s, u"--key"_s, a3}, rfc_jwe::a3Token);
    QCOMPARE(plain.exitCode, 0);
    QCOMPARE(plain.output, "Live long and prosper.");
    const CliRun json =
        runCli({u"decrypt"_s, QString::fromLatin1(rfc_jwe::a3Token), u"--key"_s, a3, u"--json"_s});
    QCOMPARE(json.output,
             "{\"plaintext\":\"Live long and prosper.\",\"alg\":\"A128KW\",\"enc\":\"A128CBC-HS256\","
             "\"kid\":null}\n");
    QCOMPARE(runCli({u"decrypt"_s, u"--key"_s, a3}, rfc_jwe::a5Token).output, "Live long and prosper.");
    QCOMPARE(runCli({u"decrypt"_s, u"--key"_s, a3}, QByteArray("Authorization: Bearer ") + rfc_jwe::a3Token)
                 .output,
             "Live long and prosper.");
    const QString password = write(u"password"_s, "Thus from my lips, by yours, my sin is purged.\n");
    const CliRun pbes2 = runCli({u"decrypt"_s, u"-"_s, u"--password-file"_s, password}, rfc_jwe::c7517Token);
    QCOMPARE(pbes2.exitCode, 0);
    QCOMPARE(pbes2.output, rfc_jwe::c7517Text);
    const QString a2 = write(u"a2"_s, rfc_jwe::a2Key);
    QCOMPARE(runCli({u"decrypt"_s, u"--json"_s, u"--key"_s, a2}, rfc_jwe::a2Token).errorCode(),
             "AlgorithmNotAllowed");
    QCOMPARE(runCli({u"decrypt"_s, u"--key"_s, a2, u"--alg"_s, u"RSA1_5"_s}, rfc_jwe::a2Token).exitCode, 0);
}

void TestCliJose::nothingIsPrintedOfATokenThatWasChanged()
{
    QByteArray token = rfc_jwe::a3Token;
    const qsizetype tag = token.lastIndexOf('.') + 1;
    token[tag] = token[tag] == 'A' ? 'B' : 'A';
    const CliRun run =
        runCli({u"decrypt"_s, u"-"_s, u"--json"_s, u"--key"_s, write(u"a3"_s, rfc_jwe::a3Key)}, token);
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(run.errorCode(), "DecryptionFailed");
    QVERIFY(run.output.isEmpty());
}

void TestCliJose::whatIsEncryptedIsDecrypted_data()
{
    QTest::addColumn<QStringList>("key");
    QTest::addColumn<QString>("alg");
    QTest::addColumn<QString>("enc");
    const auto row = [](const char *alg, const char *enc, const QStringList &key) {
        QTest::newRow(alg) << key << QString::fromLatin1(alg) << QString::fromLatin1(enc);
    };
    row("RSA-OAEP-256", "A256GCM", {u"--kty"_s, u"RSA"_s, u"--bits"_s, u"2048"_s});
    row("ECDH-ES", "A128CBC-HS256", {u"--kty"_s, u"EC"_s});
    row("ECDH-ES+A256KW", "A192GCM", {u"--kty"_s, u"OKP"_s, u"--crv"_s, u"X25519"_s});
    row("dir", "A256GCM", {u"--kty"_s, u"oct"_s});
    row("A128GCMKW", "A256CBC-HS512", {u"--kty"_s, u"oct"_s, u"--bits"_s, u"128"_s});
}

void TestCliJose::whatIsEncryptedIsDecrypted()
{
    QFETCH(const QStringList, key);
    QFETCH(const QString, alg);
    QFETCH(const QString, enc);
    const QByteArray text("\0 binary \xff\n", 11);
    const QString file = generated(key);
    const CliRun token = runCli({u"encrypt"_s, u"--key"_s, file, u"--alg"_s, alg, u"--enc"_s, enc,
                                 u"--header"_s, u"{\"kid\":\"k\"}"_s},
                                text);
    QVERIFY2(token.exitCode == 0, token.errors.constData());
    const CliRun plain = runCli({u"decrypt"_s, u"-"_s, u"--key"_s, file}, token.output);
    QCOMPARE(plain.exitCode, 0);
    QCOMPARE(plain.output, text);
    const CliRun json = runCli({u"decrypt"_s, u"-"_s, u"--key"_s, file, u"--json"_s}, token.output);
    QCOMPARE(QByteArray::fromBase64(json.json()[u"plaintextBase64"].toString().toLatin1()), text);
    QVERIFY(decoded(token.output.split('.').at(0)).endsWith(",\"kid\":\"k\"}"));
}

void TestCliJose::encryptRefuses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("code");
    const QStringList key = {u"--key"_s, m_rsa};
    const auto row = [](const char *name, const QStringList &arguments, int exitCode, const char *code) {
        QTest::newRow(name) << arguments << exitCode << QByteArray(code);
    };
    row("no enc", key + QStringList{u"--alg"_s, u"RSA-OAEP"_s}, 2, "UsageInvalid");
    row("an alg that is none", key + QStringList{u"--alg"_s, u"RS256"_s, u"--enc"_s, u"A256GCM"_s}, 1,
        "AlgorithmUnsupported");
    row("an enc that is none", key + QStringList{u"--alg"_s, u"RSA-OAEP"_s, u"--enc"_s, u"A257GCM"_s}, 1,
        "AlgorithmUnsupported");
    row("another type of key", key + QStringList{u"--alg"_s, u"A128KW"_s, u"--enc"_s, u"A256GCM"_s}, 1,
        "KeyTypeMismatch");
    row("a text for an argument",
        key + QStringList{u"--alg"_s, u"RSA-OAEP"_s, u"--enc"_s, u"A256GCM"_s, u"my secret"_s}, 2,
        "UsageInvalid");
}

void TestCliJose::encryptRefuses()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, exitCode);
    QFETCH(const QByteArray, code);
    const CliRun run = runCli(QStringList{u"encrypt"_s, u"--json"_s} + arguments, "x");
    QCOMPARE(run.exitCode, exitCode);
    QCOMPARE(run.errorCode(), code);
    QVERIFY(run.output.isEmpty());
}

// More than the 64 MB that other commands read.
void TestCliJose::largeTextsAreDecrypted()
{
    const QByteArray text(80 * 1024 * 1024, 'a');
    const QString key = generated({u"--kty"_s, u"oct"_s});
    const CliRun token =
        runCli({u"encrypt"_s, u"--key"_s, key, u"--alg"_s, u"dir"_s, u"--enc"_s, u"A256GCM"_s}, text);
    QCOMPARE(token.exitCode, 0);
    QVERIFY(runCli({u"decrypt"_s, u"-"_s, u"--key"_s, key}, token.output).output == text);
}

void TestCliJose::keysAreConverted()
{
    const QByteArray jwk = runCli({u"key"_s, u"convert"_s, u"--to"_s, u"jwk"_s, m_ec}).output;
    const QString pem =
        write(u"ec.pem"_s, runCli({u"key"_s, u"convert"_s, u"--to"_s, u"pem"_s, m_ec}).output);
    const CliRun back = runCli({u"key"_s, u"convert"_s, u"--to"_s, u"jwk"_s, u"--kid"_s, u"e"_s, pem});
    QCOMPARE(back.exitCode, 0);
    QCOMPARE(back.output, jwk);
    QVERIFY(back.errors.contains("private key"));
    const CliRun set = runCli({u"key"_s, u"convert"_s, u"--to"_s, u"jwks"_s, u"-"_s}, jwk);
    QCOMPARE(set.output, "{\"keys\":[" + jwk.trimmed() + "]}\n");
    const CliRun json = runCli({u"key"_s, u"convert"_s, u"--to"_s, u"pem"_s, u"--json"_s, m_ec});
    QVERIFY(json.json()[u"pem"].toString().startsWith(u"-----BEGIN PRIVATE KEY-----\n"));
}

void TestCliJose::thePublicKeyIsPublic()
{
    const CliRun jwk = runCli({u"key"_s, u"public"_s, m_ec});
    QCOMPARE(jwk.exitCode, 0);
    QVERIFY(!jwk.json().object().contains(u"d"_s));
    QCOMPARE(jwk.json()[u"kid"].toString(), u"e"_s);
    QVERIFY(jwk.errors.isEmpty());
    const CliRun pem = runCli({u"key"_s, u"public"_s, u"--to"_s, u"pem"_s, m_ec});
    QVERIFY(pem.output.startsWith("-----BEGIN PUBLIC KEY-----\n"));
}

// Made with: openssl genpkey -algorithm ED25519 -aes256 -pass pass:secret
void TestCliJose::encryptedKeysAreOpened()
{
    const QString pem =
        write(u"encrypted.pem"_s, "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                                  "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgdwv5uwQvF0gICCAAw\n"
                                  "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEDtynFr/+P5PoBvYgzrzTr8EQNhy\n"
                                  "HsjRZ29rK2Q9pytR03lY+fuae9mUdpicOh6SQBhzWD0fV3/TFaC4ZrefnYR4wI8G\n"
                                  "ueQ75sw1T6SH9ZUcNYA=\n"
                                  "-----END ENCRYPTED PRIVATE KEY-----\n");
    const QString right = write(u"right"_s, "secret\n");
    const QString wrong = write(u"wrong"_s, "Secret\n");
    const CliRun shown = runCli({u"key"_s, u"show"_s, pem, u"--password-file"_s, right, u"--json"_s});
    QVERIFY2(shown.exitCode == 0, shown.errors.constData());
    QCOMPARE(shown.json()[u"keys"][0][u"crv"].toString(), u"Ed25519"_s);
    QCOMPARE(shown.json()[u"keys"][0][u"private"].toBool(), true);
    QCOMPARE(runCli({u"key"_s, u"show"_s, pem, u"--json"_s}).errorCode(), "KeyEncrypted");
    QCOMPARE(runCli({u"key"_s, u"show"_s, pem, u"--password-file"_s, wrong, u"--json"_s}).errorCode(),
             "KeyPasswordWrong");
    QCOMPARE(runCli({u"sign"_s, u"--key"_s, pem, u"--password-file"_s, right, u"--alg"_s, u"EdDSA"_s,
                     u"--claims"_s, u"{}"_s})
                 .exitCode,
             0);
}

// RFC 7638 section 3.1 by way of RFC 8037 appendix A.3.
void TestCliJose::thumbprintsAreThoseOfTheStandard()
{
    const QByteArray jwk =
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";
    QCOMPARE(runCli({u"key"_s, u"thumbprint"_s, u"-"_s}, jwk).output,
             "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k\n");
    QCOMPARE(runCli({u"key"_s, u"thumbprint"_s, u"--json"_s}, jwk)
                 .json()[u"keys"][0][u"thumbprints"][u"sha256"]
                 .toString(),
             u"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"_s);
}

void TestCliJose::keySetsSayWhatTheyRejected()
{
    const QByteArray set = "{\"keys\":[" + QByteArray(rfc::a1Key) + ",{\"kty\":\"X\",\"kid\":\"odd\"}]}";
    const CliRun json = runCli({u"key"_s, u"show"_s, u"-"_s, u"--json"_s}, set);
    QCOMPARE(json.exitCode, 0);
    QCOMPARE(json.json()[u"keys"].toArray().size(), 1);
    QCOMPARE(json.json()[u"rejected"][0][u"subject"].toString(), u"odd"_s);
    QCOMPARE(json.json()[u"rejected"][0][u"code"].toString(), u"KeyInvalid"_s);
    const CliRun text = runCli({u"key"_s, u"show"_s, u"-"_s}, set);
    QVERIFY(text.output.contains("oct 512 bits, secret\n") && text.output.contains("odd") &&
            text.output.contains("KeyInvalid"));
    QCOMPARE(runCli({u"key"_s, u"show"_s, u"-"_s}, "{\"keys\":[{\"kty\":\"X\"}]}").exitCode, 1);
    const CliRun converted = runCli({u"key"_s, u"convert"_s, u"--to"_s, u"jwks"_s, u"-"_s}, set);
    QVERIFY(converted.errors.contains("odd"));
}

void TestCliJose::keyRefuses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *name, const QStringList &arguments, int exitCode, const char *code) {
        QTest::newRow(name) << arguments << exitCode << QByteArray(code);
    };
    const QStringList generate = {u"generate"_s, u"--kty"_s};
    row("an action that is none", {u"frobnicate"_s}, 2, "UsageInvalid");
    row("no kty", {u"generate"_s}, 2, "UsageInvalid");
    row("a kty that is none", generate + QStringList{u"DSA"_s}, 2, "UsageInvalid");
    row("a curve of another type", generate + QStringList{u"EC"_s, u"--crv"_s, u"Ed25519"_s}, 1,
        "KeyTypeMismatch");
    row("RSA on a curve", generate + QStringList{u"RSA"_s, u"--crv"_s, u"P-256"_s}, 2, "UsageInvalid");
    row("a curve with bits", generate + QStringList{u"EC"_s, u"--bits"_s, u"256"_s}, 2, "UsageInvalid");
    row("RSA too short", generate + QStringList{u"RSA"_s, u"--bits"_s, u"1024"_s}, 1, "KeyTooShort");
    row("RSA too large", generate + QStringList{u"RSA"_s, u"--bits"_s, u"1000000"_s}, 3, "KeyTooLarge");
    row("an algorithm of another type", generate + QStringList{u"EC"_s, u"--alg"_s, u"RS256"_s}, 1,
        "KeyTypeMismatch");
    row("a secret as PEM", generate + QStringList{u"oct"_s, u"--to"_s, u"pem"_s}, 1, "KeyTypeMismatch");
    row("a format that is none", generate + QStringList{u"EC"_s, u"--to"_s, u"xml"_s}, 2, "UsageInvalid");
    row("convert to nothing", {u"convert"_s, m_ec}, 2, "UsageInvalid");
    row("the public part of a secret", {u"public"_s, write(u"oct"_s, rfc::a1Key)}, 1, "KeyTypeMismatch");
    row("no key in it", {u"show"_s, m_secret}, 3, "KeyFormatUnknown");
}

void TestCliJose::keyRefuses()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, exitCode);
    QFETCH(const QByteArray, code);
    const CliRun run = runCli(QStringList{u"key"_s} + arguments + QStringList{u"--json"_s});
    QCOMPARE(run.exitCode, exitCode);
    QCOMPARE(run.errorCode(), code);
    QVERIFY(run.output.isEmpty());
}

void TestCliJose::verifyTakesEveryForm()
{
    const QString key = write(u"issuer"_s, rfc9901::issuerKey);
    const QStringList verify = {u"verify"_s, u"-"_s, u"--json"_s, u"--at"_s,
                                QString::number(rfc9901::presentedAt)};
    const CliRun sdJwt = runCli(verify + QStringList{u"--key"_s, key}, rfc9901::issued);
    QVERIFY2(sdJwt.exitCode == 0, sdJwt.output.constData());
    QCOMPARE(sdJwt.json()[u"processed"][u"family_name"].toString(), u"Doe"_s);
    // What looks like an SD-JWT is no signature of a payload that came another way.
    const QStringList detached = {u"--key"_s, key, u"--detached-payload"_s, write(u"payload"_s, "x")};
    const CliRun attached = runCli(verify + detached, rfc9901::issued);
    QCOMPARE(attached.exitCode, 1);
    QCOMPARE(attached.errorCode(), "PayloadNotDetached");
    // Two signatures in the general form, and the key of one: each is told.
    const auto signature = [](const QString &file, const QString &algorithm) {
        return runCli({u"sign"_s, u"--key"_s, file, u"--alg"_s, algorithm, u"--serialization"_s,
                       u"flattened"_s, u"--claims"_s, u"{\"exp\":4000000000}"_s})
            .json()
            .object();
    };
    const QJsonObject first = signature(m_ec, u"ES256"_s);
    const QJsonObject second = signature(m_rsa, u"PS256"_s);
    QJsonArray signatures;
    for (const QJsonObject &one : {first, second})
        signatures.append(
            QJsonObject{{u"protected"_s, one[u"protected"_s]}, {u"signature"_s, one[u"signature"_s]}});
    const QByteArray general =
        QJsonDocument(QJsonObject{{u"payload"_s, first[u"payload"_s]}, {u"signatures"_s, signatures}})
            .toJson();
    const CliRun both = runCli({u"verify"_s, u"-"_s, u"--json"_s, u"--key"_s, m_rsa}, general);
    QVERIFY2(both.exitCode == 0, both.output.constData());
    QCOMPARE(both.json()[u"signatures"].toArray().size(), 2);
    QCOMPARE(both.json()[u"signatures"][0][u"outcome"].toString(), u"could-not-check"_s);
    QCOMPARE(both.json()[u"signature"][u"alg"].toString(), u"PS256"_s);
    QVERIFY(
        runCli({u"verify"_s, u"-"_s, u"--key"_s, m_rsa}, general).output.contains("Signatures\n  0  ES256"));
}

void TestCliJose::anSdJwtMayHaveToBeBound()
{
    const QString key = write(u"issuer"_s, rfc9901::issuerKey);
    const QStringList verify = {u"verify"_s,
                                u"-"_s,
                                u"--json"_s,
                                u"--key"_s,
                                key,
                                u"--at"_s,
                                QString::number(rfc9901::presentedAt),
                                u"--require-key-binding"_s};
    const QStringList expected = {u"--key-binding-aud"_s, QString::fromLatin1(rfc9901::verifier),
                                  u"--key-binding-nonce"_s, QString::fromLatin1(rfc9901::nonce)};
    QCOMPARE(runCli(verify + expected, rfc9901::presented).exitCode, 0);
    const CliRun unbound = runCli(verify + expected, rfc9901::issued);
    QCOMPARE(unbound.exitCode, 1);
    QVERIFY(unbound.output.contains("KeyBindingMissing"));
    QCOMPARE(unbound.json()[u"verified"].toBool(true), false);
    const CliRun unexpected = runCli(verify, rfc9901::presented);
    QCOMPARE(unexpected.exitCode, 1);
    QVERIFY(unexpected.output.contains("AudienceUnset"));
    // A token that can have no key binding does not pass for one.
    const CliRun plain = runCli({u"verify"_s, u"-"_s, u"--json"_s, u"--key"_s, write(u"a1"_s, rfc::a1Key),
                                 u"--at"_s, u"1300819379"_s, u"--require-key-binding"_s},
                                rfc::a1Token);
    QCOMPARE(plain.exitCode, 1);
    QCOMPARE(plain.errorCode(), "KeyBindingMissing");
}

void TestCliJose::privateMembersInASetAreNoticed()
{
    const QString set = write(
        u"set"_s, "{\"keys\":[" + runCli({u"key"_s, u"convert"_s, u"--to"_s, u"jwk"_s, m_ec}).output + "]}");
    const CliRun token = runCli(
        {u"sign"_s, u"--key"_s, m_ec, u"--alg"_s, u"ES256"_s, u"--claims"_s, u"{\"exp\":4000000000}"_s});
    const CliRun run = runCli({u"verify"_s, u"-"_s, u"--jwks"_s, set}, token.output);
    QCOMPARE(run.exitCode, 0);
    QVERIFY2(run.errors.contains("private members of the key e"), run.errors.constData());
    QVERIFY(runCli({u"verify"_s, u"-"_s, u"--key"_s, m_ec}, token.output).errors.isEmpty());
}

QTEST_GUILESS_MAIN(TestCliJose)
#include "tst_cli_jose.moc"
