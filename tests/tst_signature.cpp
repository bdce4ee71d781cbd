#include "support/jose_openssl.h"
#include "support/jose_tools.h"
#include "support/jose_vectors.h"

#include <openssl/err.h>
#include <openssl/hmac.h>

using namespace jose_tools;

namespace {

constexpr char claims[] = R"({"sub":"ana"})";

QByteArray header(const QByteArray &algorithm, const QByteArray &more = {})
{
    return "{\"alg\":\"" + algorithm + '"' + more + '}';
}

/// The token with other octets as its signature.
QByteArray withSignature(const QByteArray &token, const QByteArray &signature)
{
    return token.left(token.lastIndexOf('.') + 1) + encoded(signature);
}

QByteArray signatureOf(const QByteArray &token)
{
    return ParsedToken::parse(token).part(PartId::Signature).bytes;
}

Key made(const char *curve)
{
    return *generateKey(qstrcmp(curve, "Ed25519") == 0 ? KeyType::Okp : KeyType::Ec, curve);
}

} // namespace

class TestSignature : public QObject {
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
        const KeySet set = keys(keyText);
        const SignatureResult result = checkSignature(ParsedToken::parse(token), set);
        QCOMPARE(summary(result), "match");
        QVERIFY(result.keySource == KeySource::Pinned);
        QByteArray changed = token;
        char &first = changed[changed.indexOf('.') + 1];
        first = first == 'A' ? 'B' : 'A';
        QCOMPARE(tried(changed, set), "mismatch SignatureMismatch");
        const QByteArray signature = signatureOf(token);
        for (const qsizetype at : {qsizetype(0), signature.size() / 2, signature.size() - 1}) {
            QByteArray other = signature;
            other[at] = char(other[at] ^ 1);
            QCOMPARE(tried(withSignature(token, other), set), "mismatch SignatureMismatch");
        }
        QCOMPARE(tried(withSignature(token, signature + '\0'), set), "mismatch SignatureLength");
        QCOMPARE(tried(withSignature(token, '\0' + signature), set), "mismatch SignatureLength");
        QCOMPARE(tried(withSignature(token, signature.chopped(1)), set), "mismatch SignatureLength");
        QCOMPARE(tried(withSignature(token, ""), set), "mismatch SignatureMissing");
        QCOMPARE(tried(withSignature(token, QByteArray(signature.size(), '\0')), set),
                 "mismatch SignatureMismatch");
        QCOMPARE(tried(withSignature(token, QByteArray(signature.size(), '\xff')), set),
                 "mismatch SignatureMismatch");
    }

    /// libcups (P-521 key for ES256), jwt-cpp #53: the curve belongs to the algorithm.
    void bindsAlgorithmsToCurves_data()
    {
        QTest::addColumn<QByteArray>("algorithm");
        QTest::addColumn<QByteArray>("curve");
        QTest::addColumn<int>("size");
        for (const auto &[algorithm, curve, size] : {std::tuple{"ES256", "P-384", 64},
                                                     {"ES256", "P-521", 64},
                                                     {"ES384", "P-256", 96},
                                                     {"ES384", "P-521", 96},
                                                     {"ES512", "P-256", 132},
                                                     {"ES512", "P-384", 132}})
            QTest::newRow(algorithm) << QByteArray(algorithm) << QByteArray(curve) << size;
    }

    void bindsAlgorithmsToCurves()
    {
        QFETCH(QByteArray, algorithm);
        QFETCH(QByteArray, curve);
        QFETCH(int, size);
        const Key key = made(curve.constData());
        const QByteArray token = encoded(header(algorithm)) + ".e30." + encoded(QByteArray(size, 1));
        QCOMPARE(tried(token, only(key)), "could-not-check AlgorithmNotAllowed");
        QCOMPARE(tried(token, only(key), {algorithm}), "could-not-check KeyCurveMismatch");
        QCOMPARE(tried(token, only(secretKey(QByteArray(64, 'k'))), {algorithm}),
                 "could-not-check KeyTypeMismatch");
    }

    /// FIPS 186-5 section 6.4.2: r and s are in 1 … n-1. Wrong ones are a wrong signature.
    void refusesScalarsOutOfRange_data()
    {
        QTest::addColumn<QByteArray>("r");
        QTest::addColumn<QByteArray>("s");
        const QByteArray one = QByteArray(63, '0') + '1';
        const QByteArray zero(64, '0');
        const QByteArray n("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
        const QByteArray below("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550");
        const QByteArray all(64, 'f');
        // CVE-2022-21449 of Java: 0, 0 fitted every message.
        QTest::newRow("0, 0") << zero << zero;
        QTest::newRow("0, 1") << zero << one;
        QTest::newRow("1, 0") << one << zero;
        QTest::newRow("n, 1") << n << one;
        QTest::newRow("1, n") << one << n;
        QTest::newRow("n, n") << n << n;
        QTest::newRow("n-1, n-1") << below << below;
        QTest::newRow("all ones") << all << all;
    }

    void refusesScalarsOutOfRange()
    {
        QFETCH(QByteArray, r);
        QFETCH(QByteArray, s);
        QCOMPARE(tried(withSignature(rfc::a3Token, QByteArray::fromHex(r + s)), keys(rfc::a3Key)),
                 "mismatch SignatureMismatch");
    }

    /// jwt-cpp #49: halves of a P-521 signature that begin with zeros keep them.
    void keepsLeadingZerosOfP521()
    {
        const Key key = made("P-521");
        // One signature in 256 has an r or an s of at most 512 bits.
        for (int round = 0; round < 20000; ++round) {
            const QByteArray token = signedToken(header("ES512"), QByteArray::number(round), key, "ES512");
            const QByteArray signature = signatureOf(token);
            QCOMPARE(signature.size(), 132);
            const qsizetype zeros = signature.startsWith(QByteArray(2, '\0')) ? 0 : 66;
            if (signature.mid(zeros, 2) != QByteArray(2, '\0'))
                continue;
            QCOMPARE(tried(token, only(key)), "match");
            QByteArray stripped = signature;
            QCOMPARE(tried(withSignature(token, stripped.remove(zeros, 2)), only(key)),
                     "mismatch SignatureLength");
            return;
        }
        QFAIL("No short r or s in 20,000 signatures.");
    }

    void saysWhenASignatureIsDer()
    {
        const Key key = made("P-256");
        const QByteArray token = signedToken(header("ES256"), claims, key, "ES256");
        const QByteArray raw = signatureOf(token);
        const auto number = [](QByteArray half) {
            half = (half[0] & 0x80) ? '\0' + half : half;
            return QByteArray("\x02") + char(half.size()) + half;
        };
        const QByteArray both = number(raw.left(32)) + number(raw.right(32));
        const SignatureResult result = checkSignature(
            ParsedToken::parse(withSignature(token, QByteArray("\x30") + char(both.size()) + both)),
            only(key));
        QCOMPARE(summary(result), "mismatch SignatureLength");
        QVERIFY(result.reason->detail.contains(QStringLiteral("DER")));
        // A raw one may begin with 0x30 all the same.
        QVERIFY(checkSignature(ParsedToken::parse(withSignature(token, "0123456")), only(key))
                    .reason->detail.isEmpty());
    }

    /// HAProxy: a signature of 21,830 characters overflowed a buffer of fixed size.
    void refusesGiantSignatures()
    {
        const QByteArray token(rfc::a3Token);
        QCOMPARE(tried(token.left(token.lastIndexOf('.') + 1) + QByteArray(21830, 'A'), keys(rfc::a3Key)),
                 "mismatch SignatureLength");
    }

    /// CVE-2026-44699 (libjwt) and CVE-2026-22817 (hono): an RSA JWK without alg, a token that says HS256,
    /// and a MAC made with an empty key.
    void refusesHmacWithAnRsaJwk()
    {
        const QByteArray input = encoded(header("HS256")) + '.' + encoded(claims);
        QByteArray mac(32, '\0');
        HMAC(EVP_sha256(), "", 0, reinterpret_cast<const unsigned char *>(input.constData()),
             size_t(input.size()), reinterpret_cast<unsigned char *>(mac.data()), nullptr);
        const QByteArray token = input + '.' + encoded(mac);
        QCOMPARE(tried(token, keys(rfc::a2Key)), "could-not-check AlgorithmNotAllowed");
        QCOMPARE(tried(token, keys(rfc::a2Key), {"HS256"}), "could-not-check KeyTypeMismatch");
    }

    /// CVE-2022-29217 (PyJWT), cpp-jwt: the public PEM as HMAC key. `importSecret` refuses it; here is the
    /// other side.
    void refusesHmacWithAPublicPem()
    {
        const QByteArray pem = jose_openssl::spki(jose_openssl::rsa(2048));
        const QByteArray input = encoded(header("HS256")) + '.' + encoded(claims);
        QByteArray mac(32, '\0');
        HMAC(EVP_sha256(), pem.constData(), int(pem.size()),
             reinterpret_cast<const unsigned char *>(input.constData()), size_t(input.size()),
             reinterpret_cast<unsigned char *>(mac.data()), nullptr);
        QCOMPARE(tried(input + '.' + encoded(mac), keys(pem)), "could-not-check AlgorithmNotAllowed");
    }

    void namesWeakKeys()
    {
        const Key shortSecret = secretKey(QByteArray(31, 'k'));
        QCOMPARE(tried(signedToken(header("HS256"), claims, shortSecret, "HS256"), only(shortSecret)),
                 "match weak");
        const Key exact = secretKey(QByteArray(32, 'k'));
        QCOMPARE(tried(signedToken(header("HS256"), claims, exact, "HS256"), only(exact)), "match");
        QCOMPARE(tried(signedToken(header("HS384"), claims, exact, "HS384"), only(exact)), "match weak");
        const Key rsa1024 = key(jose_openssl::pkcs8(jose_openssl::rsa(1024)));
        QCOMPARE(tried(signedToken(header("RS256"), claims, rsa1024, "RS256"), only(rsa1024)), "match weak");
    }

    void leavesNoErrorsBehind()
    {
        tried(withSignature(rfc::a2Token, QByteArray(256, '\xff')), keys(rfc::a2Key));
        QCOMPARE(ERR_peek_error(), 0ul);
    }
};

QTEST_APPLESS_MAIN(TestSignature)
#include "tst_signature.moc"
