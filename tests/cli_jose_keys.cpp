// key, with each of its actions.

#include "tst_cli_jose.h"

#include "support/jose_vectors.h"

#include <QJsonArray>

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
