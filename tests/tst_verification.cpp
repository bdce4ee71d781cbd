#include "support/jose_tools.h"
#include "support/jose_vectors.h"

using namespace jose_tools;

class TestVerification : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matchesTheRfcs_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QByteArray>("keyText");
        QTest::newRow("rfc7515-A.1 HS256") << QByteArray(rfc::a1Token) << QByteArray(rfc::a1Key);
        QTest::newRow("rfc7515-A.2 RS256") << QByteArray(rfc::a2Token) << QByteArray(rfc::a2Key);
        QTest::newRow("rfc7515-A.3 ES256") << QByteArray(rfc::a3Token) << QByteArray(rfc::a3Key);
        QTest::newRow("rfc7515-A.4 ES512") << QByteArray(rfc::a4Token) << QByteArray(rfc::a4Key);
        QTest::newRow("rfc8037-A.4 EdDSA") << QByteArray(rfc::edToken) << QByteArray(rfc::edKey);
        QTest::newRow("rfc8037-A.1 EdDSA") << QByteArray(rfc::edToken) << QByteArray(rfc::edPrivateKey);
    }

    void matchesTheRfcs()
    {
        QFETCH(QByteArray, token);
        QFETCH(QByteArray, keyText);
        QCOMPARE(tried(token, keys(keyText)), "match");
        // One bit of the signing input, and of each end of the signature.
        QByteArray changed = token;
        changed[changed.indexOf('.') + 1] = changed[changed.indexOf('.') + 1] == 'A' ? 'B' : 'A';
        QCOMPARE(tried(changed, keys(keyText)), "mismatch SignatureMismatch");
    }
};

QTEST_APPLESS_MAIN(TestVerification)
#include "tst_verification.moc"
