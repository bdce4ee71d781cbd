#include "jose/signing.h"
#include "support/jose_openssl.h"
#include "support/jose_tools.h"
#include "support/jose_vectors.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace jose_tools;

namespace {

Key keyFor(const Algorithm &algorithm)
{
    switch (algorithm.keyType) {
    case KeyType::Oct:
        return secretKey(QByteArray(64, 'k'));
    case KeyType::Rsa:
        return key(jose_openssl::pkcs8(jose_openssl::rsa(2048)));
    case KeyType::Ec:
        return *generateKey(KeyType::Ec, algorithm.curve);
    case KeyType::Okp:
        break;
    }
    return *generateKey(KeyType::Okp, algorithm.curve);
}

QByteArray signedCode(const QByteArray &header, const Key &key, const char *algorithm)
{
    return codeOf(signCompact(header, "{}", key, *findAlgorithm(algorithm)));
}

} // namespace

class TestSigning : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listsAlgorithms()
    {
        QByteArrayList names;
        for (const Algorithm *algorithm : allAlgorithms()) {
            names << algorithm->name;
            QCOMPARE(findAlgorithm(algorithm->name), algorithm);
        }
        QCOMPARE(names,
                 (QByteArrayList{"HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384",
                                 "PS512", "ES256", "ES384", "ES512", "ES256K", "EdDSA", "Ed25519", "Ed448"}));
        for (const char *other : {"none", "None", "hs256", "", "HS", "HS2560"})
            QVERIFY(!findAlgorithm(other));
    }

    void signsWhatItVerifies_data()
    {
        QTest::addColumn<QByteArray>("algorithm");
        for (const Algorithm *algorithm : allAlgorithms())
            QTest::newRow(algorithm->name) << QByteArray(algorithm->name);
    }

    void signsWhatItVerifies()
    {
        QFETCH(QByteArray, algorithm);
        const Key key = keyFor(*findAlgorithm(algorithm));
        const QByteArray header = "{ \"alg\" :\"" + algorithm + "\", \"x\":1.0}";
        const QByteArray payload("{\"exp\" : 1e9,\"\\u0061\":1}\n");
        const Result<QByteArray> token = signCompact(header, payload, key, *findAlgorithm(algorithm));
        QVERIFY(token);
        // Exactly the bytes that were given, never re-made.
        const ParsedToken parsed = ParsedToken::parse(*token);
        QCOMPARE(parsed.part(PartId::Header).bytes, header);
        QCOMPARE(parsed.part(PartId::Payload).bytes, payload);
        QVERIFY(parsed.problems().empty());
        QCOMPARE(tried(*token, only(key)), "match");
        if (key.handle())
            QCOMPARE(tried(*token, keys(*publicJwk(key))), "match");
    }

    /// HMAC, PKCS#1 v1.5 and Ed25519 are deterministic: the RFCs' own tokens come out.
    void signsAsTheRfcsPrint_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QByteArray>("keyText");
        QTest::newRow("rfc7515-A.1 HS256") << QByteArray(rfc::a1Token) << QByteArray(rfc::a1Key);
        QTest::newRow("rfc7515-A.2 RS256") << QByteArray(rfc::a2Token) << QByteArray(rfc::a2Key);
        QTest::newRow("rfc8037-A.4 EdDSA") << QByteArray(rfc::edToken) << QByteArray(rfc::edPrivateKey);
    }

    void signsAsTheRfcsPrint()
    {
        QFETCH(QByteArray, token);
        QFETCH(QByteArray, keyText);
        const ParsedToken parsed = ParsedToken::parse(token);
        const Result<QByteArray> made =
            signCompact(parsed.part(PartId::Header).bytes, parsed.part(PartId::Payload).bytes, key(keyText),
                        *findAlgorithm(parsed.algorithm()));
        QVERIFY(made);
        QCOMPARE(*made, token);
    }

    void refusesHeadersThatSaySomethingElse_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("code");
        const auto add = [](const char *name, const char *header, const char *code) {
            QTest::newRow(name) << QByteArray(header) << QByteArray(code);
        };
        add("right", R"({"alg":"HS256"})", "none");
        add("no alg", "{}", "AlgorithmMissing");
        add("other alg", R"({"alg":"HS384"})", "AlgorithmNotAllowed");
        add("none", R"({"alg":"none"})", "AlgorithmNotAllowed");
        add("alg is a number", R"({"alg":1})", "AlgorithmNotAllowed");
        add("two algs", R"({"alg":"HS256","alg":"HS256"})", "JsonDuplicateName");
        add("array", R"(["alg"])", "JsonNotObject");
        add("no JSON", "alg", "JsonSyntax");
        add("empty", "", "JsonEmpty");
    }

    void refusesHeadersThatSaySomethingElse()
    {
        QFETCH(QByteArray, header);
        QTEST(signedCode(header, secretKey(QByteArray(32, 'k')), "HS256"), "code");
    }

    void refusesKeysThatDoNotFit()
    {
        const QByteArray hs(R"({"alg":"HS256"})");
        const QByteArray es(R"({"alg":"ES256"})");
        const Key ecKey = *generateKey(KeyType::Ec, "P-256");
        QCOMPARE(signedCode(es, ecKey, "ES256"), "none");
        QCOMPARE(signedCode(es, key(*publicJwk(ecKey)), "ES256"), "KeyNotPrivate");
        QCOMPARE(signedCode(es, *generateKey(KeyType::Ec, "P-384"), "ES256"), "KeyCurveMismatch");
        QCOMPARE(signedCode(es, *generateKey(KeyType::Okp, "Ed25519"), "ES256"), "KeyTypeMismatch");
        QCOMPARE(signedCode(hs, ecKey, "HS256"), "KeyTypeMismatch");
        QCOMPARE(signedCode(hs, secretKey(QByteArray(32, 'k')), "HS256"), "none");
        QCOMPARE(signedCode(hs, secretKey(QByteArray(31, 'k')), "HS256"), "KeyTooShort");
        QCOMPARE(signedCode(R"({"alg":"RS256"})", key(jose_openssl::pkcs8(jose_openssl::rsa(1024))), "RS256"),
                 "KeyTooShort");
        const auto with = [&ecKey](const KeyMetadata &metadata) { return ecKey.withMetadata(metadata); };
        QCOMPARE(signedCode(es, with({{}, "ES256", "sig", {"sign"}}), "ES256"), "none");
        QCOMPARE(signedCode(es, with({{}, "ES384", {}, {}}), "ES256"), "AlgorithmNotAllowed");
        QCOMPARE(signedCode(es, with({{}, {}, "enc", {}}), "ES256"), "KeyUseMismatch");
        QCOMPARE(signedCode(es, with({{}, {}, {}, {"verify"}}), "ES256"), "KeyUseMismatch");
    }

    /// Another program judges what was signed here: `openssl dgst` takes PKCS#1 v1.5 as it is in a token.
    void isBelievedByTheOpensslCommand()
    {
        const QString program = QStandardPaths::findExecutable(QStringLiteral("openssl"));
        if (program.isEmpty())
            QSKIP("1 case: there is no openssl command.");
        const jose_openssl::Pkey pair = jose_openssl::rsa(2048);
        const Result<QByteArray> token =
            signCompact(R"({"alg":"RS256"})", "{}", key(jose_openssl::pkcs8(pair)), *findAlgorithm("RS256"));
        QVERIFY(token);
        const ParsedToken parsed = ParsedToken::parse(*token);
        const QTemporaryDir folder;
        const auto write = [&folder](const char *name, QByteArrayView bytes) {
            QFile file(folder.filePath(QLatin1String(name)));
            return file.open(QIODevice::WriteOnly) && file.write(bytes.data(), bytes.size()) == bytes.size()
                       ? file.fileName()
                       : QString();
        };
        QProcess openssl;
        openssl.start(program, {QStringLiteral("dgst"), QStringLiteral("-sha256"), QStringLiteral("-verify"),
                                write("key.pem", jose_openssl::spki(pair)), QStringLiteral("-signature"),
                                write("signature", parsed.part(PartId::Signature).bytes),
                                write("input", parsed.signingInput())});
        QVERIFY(openssl.waitForFinished());
        QCOMPARE(openssl.exitCode(), 0);
        QCOMPARE(openssl.readAllStandardOutput().trimmed(), "Verified OK");
    }
};

QTEST_GUILESS_MAIN(TestSigning)
#include "tst_signing.moc"
