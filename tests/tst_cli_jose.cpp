#include "tst_cli_jose.h"

#include "support/jose_vectors.h"
#include "support/sd_jwt_vectors.h"

#include <QFile>
#include <QJsonArray>

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
