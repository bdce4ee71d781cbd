#include "support/cli_process.h"
#include "support/sd_jwt_vectors.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck::test;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *claims =
    "{\"iss\":\"https://i.example\",\"sub\":\"a\",\"aud\":\"api\",\"exp\":4000000000}";

} // namespace

/// What the real program says when something is amiss: the option that helps, the value that is there.
class TestCliHints final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void anUnknownTopicIsNoHelp();
    void errorsNameTheOptionThatHelps_data();
    void errorsNameTheOptionThatHelps();
    void failedChecksSayWhatIsThere();
    void checksWithoutExpectationsAreOneLine();
    void noneIsJudgedAndNotASlip();
    void aFileNameWithoutAnAtIsNoticed();
    void aKeyIsNotTakenForAToken();
    void detachedUnencodedPayloadsMayHoldAnything();
    void aSignatureAloneCanBeVerified();
    void theVerdictKnowsTheLeeway();
    void theKeyBindingHasItsOwnAudience();
    void disclosedClaimsAreCompared();
    void shortKeysAreShownAsSuch();
    void jsonIsJsonInAnyFormat();
    void recipientsTellTheirAlgorithms();
    void comparisonTellsSignaturesApart();

private:
    [[nodiscard]] QString write(const QString &name, const QByteArray &bytes);
    QTemporaryDir m_folder;
    QString m_key, m_secret, m_token;
};

void TestCliHints::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_key = write(u"key"_s, runCli({u"key"_s, u"generate"_s, u"--kty"_s, u"EC"_s}).output);
    m_secret = write(u"secret"_s, QByteArray(32, 's'));
    m_token = u"@"_s + write(u"token"_s, runCli({u"sign"_s, u"--key"_s, m_key, u"--alg"_s, u"ES256"_s,
                                                 u"--claims"_s, QString::fromLatin1(claims)})
                                             .output);
}

QString TestCliHints::write(const QString &name, const QByteArray &bytes)
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write a test file");
    return file.fileName();
}

void TestCliHints::anUnknownTopicIsNoHelp()
{
    const CliRun run = runCli({u"help"_s, u"verfy"_s});
    QCOMPARE(run.exitCode, 2);
    QVERIFY2(run.errors.contains("Did you mean verify?"), run.errors.constData());
    QVERIFY(run.output.isEmpty());
    QCOMPARE(runCli({u"help"_s, u"verify"_s}).exitCode, 0);
    QCOMPARE(runCli({u"help"_s}).exitCode, 0);
    QCOMPARE(runCli({u"help"_s, u"findings"_s, u"--no-input"_s}).exitCode, 0);
}

void TestCliHints::errorsNameTheOptionThatHelps_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("hint");
    const auto row = [](const char *name, const QStringList &arguments, int exitCode, const char *hint) {
        QTest::newRow(name) << arguments << exitCode << QByteArray(hint);
    };
    const QString short8 = write(u"short"_s, "too weak");
    const QString encrypted =
        write(u"encrypted"_s, "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                              "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgdwv5uwQvF0gICCAAw\n"
                              "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEDtynFr/+P5PoBvYgzrzTr8EQNhy\n"
                              "HsjRZ29rK2Q9pytR03lY+fuae9mUdpicOh6SQBhzWD0fV3/TFaC4ZrefnYR4wI8G\n"
                              "ueQ75sw1T6SH9ZUcNYA=\n"
                              "-----END ENCRYPTED PRIVATE KEY-----\n");
    const QStringList verify = {u"verify"_s, m_token, u"--key"_s, m_key};
    const QStringList ec = {u"key"_s, u"generate"_s, u"--kty"_s, u"EC"_s};
    row("key with a password", {u"key"_s, u"show"_s, encrypted}, 3, "--password-file");
    row("audience unset", verify, 1, "--ignore aud");
    row("alg in small letters", verify + QStringList{u"--alg"_s, u"es256"_s}, 2, "ES256");
    row("alg that is none", verify + QStringList{u"--alg"_s, u"XS256"_s}, 2, "does not know XS256");
    row("ignored claim", verify + QStringList{u"--ignore"_s, u"scope"_s}, 2, "exp, nbf, iss");
    row("decrypt alg", {u"decrypt"_s, m_token, u"--key"_s, m_key, u"--alg"_s, u"rsa1_5"_s}, 2, "RSA1_5");
    row("decrypt a signed token", {u"decrypt"_s, m_token, u"--key"_s, m_key}, 1, "claimcheck inspect");
    row("claims without an at",
        {u"sign"_s, u"--key"_s, m_key, u"--alg"_s, u"ES256"_s, u"--claims"_s, u"c.json"_s}, 1, "@FILE");
    row("sign alg", {u"sign"_s, u"--key"_s, m_key, u"--alg"_s, u"es256"_s}, 1, "ES256");
    row("a curve that is none", ec + QStringList{u"--crv"_s, u"P-999"_s}, 2, "P-521");
    row("a use that is none", ec + QStringList{u"--use"_s, u"both"_s}, 2, "sig or enc");
    row("half an octet", {u"key"_s, u"generate"_s, u"--kty"_s, u"oct"_s, u"--bits"_s, u"100"_s}, 2,
        "multiple of 8");
    row("short RSA", {u"key"_s, u"generate"_s, u"--kty"_s, u"RSA"_s, u"--bits"_s, u"1024"_s}, 1, "2048");
    row("public secret", {u"key"_s, u"public"_s, u"--secret-file"_s, short8}, 1, "has no public part");
}

void TestCliHints::errorsNameTheOptionThatHelps()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, exitCode);
    QFETCH(const QByteArray, hint);
    const CliRun run = runCli(arguments);
    QCOMPARE(run.exitCode, exitCode);
    QVERIFY2((run.output + run.errors).contains(hint), (run.output + run.errors).constData());
}

void TestCliHints::failedChecksSayWhatIsThere()
{
    const CliRun run = runCli({u"verify"_s, m_token, u"--key"_s, m_key, u"--iss"_s,
                               u"https://other.example"_s, u"--aud"_s, u"api"_s});
    QCOMPARE(run.exitCode, 1);
    QVERIFY2(run.output.contains("not the expected one. It is \"https://i.example\".\n"),
             run.output.constData());
    QVERIFY(!run.output.contains("It is \"api\"")); // what passed needs no words
}

void TestCliHints::checksWithoutExpectationsAreOneLine()
{
    const CliRun run = runCli({u"verify"_s, m_token, u"--key"_s, m_key, u"--aud"_s, u"api"_s});
    QCOMPARE(run.exitCode, 0);
    QVERIFY2(run.output.endsWith("\n\n  Nothing was expected of iss, sub, typ, nonce, jti, azp.\n"),
             run.output.constData());
}

void TestCliHints::noneIsJudgedAndNotASlip()
{
    const CliRun run = runCli(
        {u"verify"_s, m_token, u"--key"_s, m_key, u"--aud"_s, u"api"_s, u"--alg"_s, u"none"_s, u"--json"_s});
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(run.json()[u"signature"][u"reason"].toString(), u"AlgorithmNotAllowed"_s);
}

void TestCliHints::aFileNameWithoutAnAtIsNoticed()
{
    const CliRun run = runCli({u"inspect"_s, m_secret});
    QVERIFY2(run.errors.contains("There is a file of this name: @" + m_secret.toUtf8()),
             run.errors.constData());
    QVERIFY(!runCli({u"inspect"_s, m_secret + u"x"_s}).errors.contains("There is a file"));
}

void TestCliHints::aKeyIsNotTakenForAToken()
{
    const QByteArray jwk = runCli({u"key"_s, u"public"_s, m_key}).output;
    const CliRun run = runCli({u"inspect"_s, u"-"_s}, jwk);
    QCOMPARE(run.exitCode, 1);
    QVERIFY2(run.errors.contains("JWK") && run.errors.contains("NoTokenFound"), run.errors.constData());
    QCOMPARE(runCli({u"inspect"_s, u"-"_s}, "{\"payload\":\"e30\",\"signatures\":7}").exitCode, 0);
}

// RFC 7797 section 5.2: a full stop is only allowed in a payload that is detached.
void TestCliHints::detachedUnencodedPayloadsMayHoldAnything()
{
    const QByteArray text = "{\"exp\":4000000000,\"x\":\"a.b\"}";
    const QStringList sign = {u"sign"_s,  u"--key"_s,    m_key,
                              u"--alg"_s, u"ES256"_s,    u"--claims"_s,
                              u"-"_s,     u"--header"_s, u"{\"b64\":false,\"crit\":[\"b64\"]}"_s};
    QCOMPARE(runCli(sign, text).exitCode, 1);
    const CliRun token = runCli(sign + QStringList{u"--detached"_s}, text);
    QVERIFY2(token.exitCode == 0, token.errors.constData());
    QCOMPARE(runCli({u"verify"_s, u"-"_s, u"--key"_s, m_key, u"--detached-payload"_s, write(u"text"_s, text)},
                    token.output)
                 .exitCode,
             0);
}

void TestCliHints::aSignatureAloneCanBeVerified()
{
    const QStringList verify = {u"verify"_s, u"-"_s, u"--key"_s, m_key, u"--json"_s};
    const CliRun token =
        runCli({u"sign"_s, u"--key"_s, m_key, u"--alg"_s, u"ES256"_s, u"--payload"_s, u"-"_s},
               QByteArray("no claims \0\xff", 12));
    QCOMPARE(runCli(verify, token.output).exitCode, 1);
    const QStringList only = verify + QStringList{u"--signature-only"_s};
    const CliRun verified = runCli(only, token.output);
    QCOMPARE(verified.exitCode, 0);
    QCOMPARE(verified.json()[u"verified"].toBool(), true);
    QByteArray changed = token.output.trimmed();
    changed[changed.size() - 10] = changed[changed.size() - 10] == 'A' ? 'B' : 'A';
    QCOMPARE(runCli(only, changed).exitCode, 1);
    QCOMPARE(runCli(only + QStringList{u"--iss"_s, u"x"_s}, token.output).errorCode(), "UsageInvalid");
}

void TestCliHints::theVerdictKnowsTheLeeway()
{
    const QStringList verify = {u"verify"_s, m_token,  u"--key"_s, m_key,
                                u"--aud"_s,  u"api"_s, u"--at"_s,  u"4000000009"_s};
    const CliRun late = runCli(verify);
    QCOMPARE(late.exitCode, 1);
    QVERIFY2(late.output.contains("\nExpired ") && !late.output.contains("leeway"), late.output.constData());
    const CliRun inTime = runCli(verify + QStringList{u"--leeway"_s, u"10"_s});
    QCOMPARE(inTime.exitCode, 0);
    QVERIFY2(inTime.output.contains("within the leeway"), inTime.output.constData());
}

void TestCliHints::theKeyBindingHasItsOwnAudience()
{
    const CliRun run = runCli({u"verify"_s, u"-"_s, u"--key"_s, write(u"issuer"_s, rfc9901::issuerKey),
                               u"--at"_s, QString::number(rfc9901::presentedAt)},
                              rfc9901::presented);
    QCOMPARE(run.exitCode, 1);
    QVERIFY2(run.output.contains("--key-binding-aud S") && !run.output.contains("--ignore aud"),
             run.output.constData());
}

void TestCliHints::disclosedClaimsAreCompared()
{
    const QString issuer = QString::fromLatin1(rfc9901::issued).section(u'~', 0, 0) + u'~';
    const CliRun run = runCli({u"compare"_s, issuer, u"-"_s}, rfc9901::issued);
    QVERIFY2(run.output.contains("/family_name") && run.output.contains("\"Doe\""), run.output.constData());
    QVERIFY2(run.output.contains("Both name the same iss and sub."), run.output.constData());
    QVERIFY(runCli({u"share"_s, u"-"_s}, rfc9901::presented)
                .errors.contains("Signature and disclosures are gone."));
}

// Made with: openssl genrsa 1024 | openssl rsa -pubout; and a fresh key beside it.
void TestCliHints::shortKeysAreShownAsSuch()
{
    const QByteArray small = "-----BEGIN PUBLIC KEY-----\n"
                             "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCjUnC0XmKaplsWP2cj29cUg5q2\n"
                             "Gx7N/BBsyz33p5ylPDmuhvg+3nk7FfEFZ7kKGDxL7jtiAcpKIjVCg2ifHQIwKExJ\n"
                             "DHGZbx2ui1MoVh7vxePftVK5V6gocoOwMFNnAF+0W/E5UtMLX6u0ue5sd5vsSkCF\n"
                             "Sp327Dqp4p/CdAnq7QIDAQAB\n"
                             "-----END PUBLIC KEY-----\n";
    const CliRun weak = runCli({u"key"_s, u"show"_s, u"-"_s}, small);
    QVERIFY2(weak.output.startsWith("RSA 1024 bits, public, too short to be safe\n"),
             weak.output.constData());
    const QByteArray jwk =
        runCli({u"key"_s, u"generate"_s, u"--kty"_s, u"RSA"_s, u"--bits"_s, u"2048"_s}).output;
    QVERIFY(runCli({u"key"_s, u"show"_s, u"-"_s}, jwk).output.startsWith("RSA 2048 bits, private\n"));
}

void TestCliHints::jsonIsJsonInAnyFormat()
{
    for (const QStringList &arguments : {QStringList{u"share"_s, m_token, u"--report"_s, u"html"_s},
                                         {u"inspect"_s, m_token, u"--format"_s, u"html"_s}}) {
        const CliRun run = runCli(arguments + QStringList{u"--json"_s});
        QCOMPARE(run.exitCode, 0);
        QVERIFY2(run.json().isObject(), run.output.constData());
    }
}

void TestCliHints::recipientsTellTheirAlgorithms()
{
    const CliRun run = runCli({u"inspect"_s, u"-"_s},
                              "{\"protected\":\"eyJlbmMiOiJBMTI4R0NNIn0\",\"recipients\":[{\"header\":{"
                              "\"alg\":\"A128KW\",\"kid\":\"one\"},"
                              "\"encrypted_key\":\"AA\"},{\"header\":{\"alg\":\"A256KW\"},\"encrypted_key\":"
                              "\"AA\"}],\"iv\":\"AA\",\"ciphertext\":\"AA\",\"tag\":\"AA\"}");
    QVERIFY2(run.output.contains("2: A128KW one, A256KW\n"), run.output.constData());
}

void TestCliHints::comparisonTellsSignaturesApart()
{
    const QByteArray token = runCli({u"sign"_s, u"--key"_s, m_key, u"--alg"_s, u"ES256"_s, u"--claims"_s,
                                     QString::fromLatin1(claims)})
                                 .output; // ECDSA: another signature of the same
    const CliRun run = runCli({u"compare"_s, m_token, u"-"_s}, token);
    QVERIFY2(run.output.startsWith("The two say the same, and their signatures"), run.output.constData());
    const CliRun noToken = runCli({u"compare"_s, m_token, u"nonsense"_s, u"--json"_s});
    QCOMPARE(noToken.exitCode, 1);
    QCOMPARE(noToken.errorCode(), "NoTokenFound");
    // Nobody is named on either side, so nobody is told apart.
    const QString bare = u"eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.AA"_s;
    QVERIFY(!runCli({u"compare"_s, bare, u"eyJhbGciOiJIUzI1NiJ9.eyJhIjoyfQ.AA"_s}).output.contains("iss"));
}

QTEST_GUILESS_MAIN(TestCliHints)
#include "tst_cli_hints.moc"
