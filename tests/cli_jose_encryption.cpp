// encrypt and decrypt.

#include "tst_cli_jose.h"

#include "support/jwe_vectors.h"

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
