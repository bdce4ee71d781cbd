#include "support/jose_tools.h"
#include "support/jose_vectors.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace jose_tools;

namespace {

QJsonObject object(const char *text)
{
    return QJsonDocument::fromJson(text).object();
}

} // namespace

class TestKeyExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void computesThumbprints()
    {
        // RFC 7638 section 3.1, RFC 8037 appendix A.3
        QCOMPARE(thumbprint(key(rfc::thumbprintKey)).value(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        QCOMPARE(thumbprint(key(rfc::edKey)).value(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        QCOMPARE(thumbprint(key(rfc::edPrivateKey)).value(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        QCOMPARE(codeOf(thumbprint(key(rfc::edKey), "MD5")), "AlgorithmUnsupported");
    }

    void exportsPublicJwks()
    {
        const QByteArray ecPublic = publicJwk(key(rfc::a3Key)).value();
        QCOMPARE(ecPublic, R"({"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                           R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})");
        QCOMPARE(object(publicJwk(key(rfc::a2Key)).value())[QStringLiteral("n")],
                 object(rfc::a2Key)[QStringLiteral("n")]);
        const Key named = key(rfc::edKey).withMetadata({"k", "EdDSA", "sig", {}});
        QCOMPARE(publicJwk(named).value(),
                 R"({"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",)"
                 R"("kid":"k","alg":"EdDSA","use":"sig"})");
        QCOMPARE(codeOf(publicJwk(secretKey("secret"))), "KeyTypeMismatch");
    }

    void generatesKeysThatComeBackFromPem_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("curve");
        for (const char *curve : {"P-256", "P-384", "P-521", "secp256k1"})
            QTest::newRow(curve) << int(KeyType::Ec) << QByteArray(curve);
        for (const char *curve : {"Ed25519", "Ed448", "X25519", "X448"})
            QTest::newRow(curve) << int(KeyType::Okp) << QByteArray(curve);
        QTest::newRow("RSA") << int(KeyType::Rsa) << QByteArray();
    }

    void generatesKeysThatComeBackFromPem()
    {
        QFETCH(int, type);
        QFETCH(QByteArray, curve);
        const Result<Key> made = generateKey(KeyType(type), curve);
        QVERIFY(made);
        QVERIFY(made->isPrivate());
        QCOMPARE(made->curve(), curve);
        const Result<Secret> pem = privatePem(*made);
        QVERIFY(pem);
        const Key back = key(pem->reveal().toByteArray());
        QVERIFY(back.isPrivate());
        QCOMPARE(thumbprint(back).value(), thumbprint(*made).value());
        QCOMPARE(thumbprint(key(publicJwk(*made).value())).value(), thumbprint(*made).value());
        QCOMPARE(codeOf(privatePem(key(publicJwk(*made).value()))), "KeyNotPrivate");
    }

    void generatesNothingElse()
    {
        QCOMPARE(codeOf(generateKey(KeyType::Ec, "Ed25519")), "KeyTypeMismatch");
        QCOMPARE(codeOf(generateKey(KeyType::Okp, "P-256")), "KeyTypeMismatch");
        QCOMPARE(codeOf(generateKey(KeyType::Oct, "P-256")), "KeyTypeMismatch");
        QCOMPARE(codeOf(generateKey(KeyType::Rsa, "P-256")), "KeyTypeMismatch");
        QCOMPARE(codeOf(generateKey(KeyType::Rsa, {}, 2047)), "KeyTooShort");
        QCOMPARE(codeOf(generateKey(KeyType::Rsa, {}, 16385)), "KeyTooLarge");
        QCOMPARE(codeOf(generateKey(KeyType::Oct, {}, 12)), "KeyTooShort");
        QCOMPARE(codeOf(generateKey(KeyType::Oct, {}, 65544)), "KeyTooLarge");
    }
};

QTEST_APPLESS_MAIN(TestKeyExport)
#include "tst_key_export.moc"
