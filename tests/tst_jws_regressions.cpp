#include "jose/key_export.h"
#include "jose/signing.h"
#include "support/jose_openssl.h"
#include "support/jose_tools.h"
#include "support/jose_vectors.h"
#include "support/jws_vectors.h"

#include <openssl/hmac.h>

using namespace jose_tools;

namespace {

QByteArray header(const char *algorithm)
{
    return "{\"alg\":\"" + QByteArray(algorithm) + "\"}";
}

/// An HMAC token whose secret is any bytes: what an attacker makes, past every check of this program.
QByteArray forged(const QByteArray &secret)
{
    const QByteArray input = encoded(header("HS256")) + '.' + encoded("{}");
    unsigned char mac[32];
    unsigned size = 0;
    HMAC(EVP_sha256(), secret.isEmpty() ? "" : secret.constData(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char *>(input.constData()), static_cast<size_t>(input.size()), mac,
         &size);
    return input + '.' + encoded(QByteArray(reinterpret_cast<const char *>(mac), 32));
}

QByteArray secretCode(const QByteArray &bytes)
{
    return codeOf(importSecret(Secret(bytes), SecretEncoding::Text));
}

Expectations at(qint64 time)
{
    Expectations expectations;
    expectations.at = seconds(time);
    return expectations;
}

} // namespace

/// What went wrong in other libraries, each by its name. Every attack stands beside what it resembles and
/// what must work.
class TestJwsRegressions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// libjwt: an RSA key without "alg" was used for HS256, with an empty HMAC key.
    void cve_2026_44699_libjwt()
    {
        const Key rsa = key(jose_openssl::spki(jose_openssl::rsa(2048)));
        QCOMPARE(tried(forged(""), only(rsa)), "could-not-check AlgorithmNotAllowed");
        QCOMPARE(tried(forged(""), only(rsa), {"HS256"}), "could-not-check KeyTypeMismatch");
        QCOMPARE(tried(forged("k"), only(secretKey("k"))), "match weak");
    }

    /// libjwt, l8w8jwt, rhonabwy: the MAC was compared in variable time. That it is CRYPTO_memcmp cannot be
    /// seen at run time; what can is that every octet counts and that no shorter or longer MAC is compared.
    void cve_2024_25189_libjwt_25190_l8w8jwt_25714_rhonabwy()
    {
        const KeySet set = only(secretKey(QByteArray(32, 'k')));
        const QByteArray good = forged(QByteArray(32, 'k'));
        QCOMPARE(tried(good, set), "match");
        const QByteArray input = good.left(good.lastIndexOf('.') + 1);
        const QByteArray mac = ParsedToken::parse(good).part(PartId::Signature).bytes;
        for (qsizetype i = 0; i < mac.size(); ++i) {
            QByteArray other = mac;
            other[i] = static_cast<char>(other[i] ^ 1);
            QCOMPARE(tried(input + encoded(other), set), "mismatch SignatureMismatch");
        }
        for (qsizetype size = 1; size < mac.size(); ++size)
            QCOMPARE(tried(input + encoded(mac.left(size)), set), "mismatch SignatureLength");
        QCOMPARE(tried(input + encoded(mac + '\0'), set), "mismatch SignatureLength");
        QCOMPARE(tried(input, set), "mismatch SignatureMissing");
    }

    /// PyJWT: a public key in the SSH spelling was taken as an HMAC secret.
    void cve_2022_29217_pyjwt()
    {
        QCOMPARE(secretCode("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA"), "PublicKeyAsSecret");
        QCOMPARE(secretCode("ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY="), "PublicKeyAsSecret");
        QCOMPARE(secretCode("ssh-something of my own choice"), "none");
    }

    /// PyJWT: a public key in the JWK spelling was taken as an HMAC secret.
    void cve_2026_48526_pyjwt()
    {
        QCOMPARE(secretCode(rfc::edKey), "PublicKeyAsSecret");
        QCOMPARE(secretCode("{\"keys\":[" + QByteArray(rfc::edKey) + "]}"), "PublicKeyAsSecret");
        QCOMPARE(secretCode("{\"not\":\"a key\"}"), "none");
        QCOMPARE(tried(forged(rfc::edKey), keys(rfc::edKey)), "could-not-check AlgorithmNotAllowed");
    }

    /// fast-jwt: a space before the PEM got past the check for public keys.
    void cve_2026_34950_fast_jwt()
    {
        const QByteArray pem = jose_openssl::spki(jose_openssl::rsa(2048));
        for (const char *space : {"", " ", "\n", "\t \r\n", "\xef\xbb\xbf"})
            QCOMPARE(secretCode(space + pem), "PublicKeyAsSecret");
        QCOMPARE(tried(forged(' ' + pem), keys(pem)), "could-not-check AlgorithmNotAllowed");
    }

    /// ruby-jwt: an empty HMAC key verified.
    void cve_2026_45363_ruby_jwt()
    {
        QCOMPARE(secretCode(""), "KeyInvalid");
        QCOMPARE(codeOf(importKeys("{\"kty\":\"oct\",\"k\":\"\"}", QStringLiteral("test"))), "KeyInvalid");
        QCOMPARE(tried(forged(""), {{}, KeySource::Pinned, {}}), "could-not-check KeyMissing");
        QCOMPARE(tried(forged(""), only(secretKey(QByteArray(32, '\0')))), "match");
        QCOMPARE(tried(forged(""), only(secretKey(QByteArray(65, '\0')))), "mismatch SignatureMismatch");
    }

    /// hono: the algorithm came from the token where the JWK names none.
    void cve_2026_22817_hono()
    {
        const QByteArray jwk(rfc::a2Key);
        QVERIFY(!jwk.contains("\"alg\""));
        const KeySet set = keys(jwk);
        QCOMPARE(tried(rfc::a2Token, set), "match");
        const QByteArray modulus = *base64url::decode(jwk.mid(18, 342));
        QCOMPARE(tried(forged(modulus), set), "could-not-check AlgorithmNotAllowed");
        QCOMPARE(tried(forged(jwk), set), "could-not-check AlgorithmNotAllowed");
        KeySet discovered = keys(rfc::a1Key);
        discovered.source = KeySource::Discovered;
        QCOMPARE(tried(rfc::a1Token, discovered), "could-not-check PublicKeyAsSecret");
    }

    /// HAProxy: an ES signature of 21,830 characters overflowed a buffer.
    void haproxyLongEcdsaSignature()
    {
        const KeySet set = keys(rfc::a3Key);
        const QByteArray text(rfc::a3Token);
        const QByteArray input = text.left(text.lastIndexOf('.') + 1);
        for (const qsizetype characters : {88, 1024, 21'832, 1'000'000})
            QCOMPARE(tried(input + QByteArray(characters, 'A'), set), "mismatch SignatureLength");
        QCOMPARE(tried(text, set), "match");
    }

    /// cpp-jwt: an RS256 verifier took an HS256 token made with the public key.
    void cppJwtRsaHmacConfusion()
    {
        const QByteArray pem = jose_openssl::spki(jose_openssl::rsa(2048));
        QCOMPARE(tried(forged(pem), keys(pem)), "could-not-check AlgorithmNotAllowed");
        QCOMPARE(tried(forged(pem), keys(pem), {"RS256"}), "could-not-check AlgorithmNotAllowed");
        QCOMPARE(tried(forged(pem), keys(pem), {"RS256", "HS256"}), "could-not-check KeyTypeMismatch");
        QCOMPARE(secretCode(pem), "PublicKeyAsSecret");
    }

    /// libcups: a P-521 key verified ES256. Halves of 33 octets and other curves of the same size as well.
    void libcupsCurves()
    {
        const Key p521 = *generateKey(KeyType::Ec, "P-521");
        const Key p256 = *generateKey(KeyType::Ec, "P-256");
        const Key koblitz = *generateKey(KeyType::Ec, "secp256k1");
        const QByteArray token = signedToken(header("ES256"), "{}", p256, "ES256");
        QCOMPARE(tried(token, only(p256)), "match");
        QCOMPARE(tried(token, only(p521)), "could-not-check AlgorithmNotAllowed");
        QCOMPARE(tried(token, only(p521), {"ES256"}), "could-not-check KeyCurveMismatch");
        QCOMPARE(tried(token, only(koblitz), {"ES256"}), "could-not-check KeyCurveMismatch");
        QCOMPARE(tried(signedToken(header("ES256K"), "{}", koblitz, "ES256K"), only(p256), {"ES256K"}),
                 "could-not-check KeyCurveMismatch");
        const QByteArray raw = ParsedToken::parse(token).part(PartId::Signature).bytes;
        const QByteArray wide = '\0' + raw.left(32) + '\0' + raw.right(32);
        QCOMPARE(tried(token.left(token.lastIndexOf('.') + 1) + encoded(wide), only(p256)),
                 "mismatch SignatureLength");
    }

    /// libjwt's review of 2026: RS512 was accepted by a key pinned to RS256. The same among PS.
    void libjwtPinnedAlgorithm()
    {
        const Key plain = key(jose_openssl::pkcs8(jose_openssl::rsa(2048)));
        for (const auto &[pinned, other] :
             {std::pair("RS256", "RS512"), {"PS256", "PS384"}, {"PS256", "RS256"}, {"RS256", "PS256"}}) {
            const Key named = plain.withMetadata({{}, pinned, {}, {}});
            const QByteArray right = signedToken(header(pinned), "{}", plain, pinned);
            const QByteArray wrong = signedToken(header(other), "{}", plain, other);
            QCOMPARE(tried(wrong, only(plain)), "match");
            QCOMPARE(tried(right, only(named)), "match");
            QCOMPARE(tried(wrong, only(named)), "could-not-check AlgorithmNotAllowed");
            QCOMPARE(tried(wrong, only(named), {other}), "could-not-check AlgorithmNotAllowed");
        }
    }

    /// libjwt's review of 2026: claims that compact tokens must have were not asked for in the JSON form.
    void libjwtRequiredClaimsInJson()
    {
        const Key secret = secretKey(QByteArray(32, 'k'));
        const Algorithm *hs256 = findAlgorithm("HS256");
        const auto code = [&](const QByteArray &claims, bool isJson, const Expectations &expectations) {
            const QByteArray text = isJson ? *signJson(claims, {{secret, hs256, header("HS256"), {}}})
                                           : *signCompact(header("HS256"), claims, secret, *hs256);
            return codeOf(verify(ParsedToken::parse(text), only(secret), expectations));
        };
        Expectations issuer = at(1000);
        issuer.issuer = QByteArray("a");
        for (const bool isJson : {false, true}) {
            QCOMPARE(code("{\"exp\":2000,\"iss\":\"a\"}", isJson, issuer), "none");
            QCOMPARE(code("{\"exp\":2000}", isJson, issuer), "ClaimMissing");
            QCOMPARE(code("{\"exp\":2000,\"iss\":\"b\"}", isJson, issuer), "IssuerMismatch");
            QCOMPARE(code("{\"iss\":\"a\"}", isJson, issuer), "ExpirationMissing");
            QCOMPARE(code("{\"exp\":1000,\"iss\":\"a\"}", isJson, issuer), "TokenExpired");
            QCOMPARE(code("{\"exp\":2000,\"iss\":\"a\",\"aud\":\"x\"}", isJson, issuer), "AudienceUnset");
        }
    }

    /// libjwt's review of 2026: of two members of one name, one reader took the first, another the last.
    void libjwtDuplicateMembers()
    {
        const KeySet set = only(secretKey(QByteArray(32, 'k')));
        const Key &secret = set.keys.front();
        const char *duplicate = "could-not-check JsonDuplicateName";
        QCOMPARE(tried(signedToken("{\"alg\":\"HS256\",\"alg\":\"HS256\"}", "{}", secret, "HS256"), set),
                 duplicate);
        QCOMPARE(
            tried(signedToken("{\"alg\":\"HS256\",\"\\u0061lg\":\"HS256\"}", "{}", secret, "HS256"), set),
            duplicate);
        QCOMPARE(tried(signedToken(header("HS256"), "{\"a\":{\"b\":1,\"b\":2}}", secret, "HS256"), set),
                 duplicate);
        QCOMPARE(tried(signedToken(header("HS256"), "{\"a\":{\"b\":1},\"b\":2}", secret, "HS256"), set),
                 "match");
    }

    /// jwt-cpp issue 49: R and S of P-521 that begin with zeros were not padded to 66 octets.
    void jwtCppIssue49()
    {
        const Key p521 = *generateKey(KeyType::Ec, "P-521");
        bool isShort = false;
        for (int i = 0; i < 400 && !isShort; ++i) {
            const QByteArray payload = QByteArray::number(i);
            const QByteArray token = signedToken(header("ES512"), payload, p521, "ES512");
            const QByteArray raw = ParsedToken::parse(token).part(PartId::Signature).bytes;
            QCOMPARE(raw.size(), 132);
            // Half of all R have a first octet of zero; one in 512 a second one too.
            isShort = (raw[0] == '\0' && raw[66] == '\0');
            if (isShort)
                QCOMPARE(tried(token, only(p521)), "match");
        }
        QVERIFY(isShort);
    }

    /// jwt-cpp issue 53: the algorithm was not bound to the curve.
    void jwtCppIssue53()
    {
        static constexpr std::pair<const char *, const char *> rows[] = {
            {"ES256", "P-256"}, {"ES384", "P-384"}, {"ES512", "P-521"}, {"ES256K", "secp256k1"}};
        for (const auto &[algorithm, curve] : rows) {
            for (const auto &[other, otherCurve] : rows) {
                const Key ec = *generateKey(KeyType::Ec, otherCurve);
                const bool fits = qstrcmp(curve, otherCurve) == 0;
                QCOMPARE(codeOf(signCompact(header(algorithm), "{}", ec, *findAlgorithm(algorithm))),
                         fits ? "none" : "KeyCurveMismatch");
            }
        }
    }

    /// RFC 8037: EdDSA is for both Edwards curves, and for no key of an agreement.
    void eddsaKeys()
    {
        for (const char *curve : {"Ed25519", "Ed448"}) {
            const Key okp = *generateKey(KeyType::Okp, curve);
            QCOMPARE(tried(signedToken(header("EdDSA"), "{}", okp, "EdDSA"), only(okp)), "match");
            QCOMPARE(tried(signedToken(header(curve), "{}", okp, curve), only(okp)), "match");
        }
        const QByteArray token =
            signedToken(header("EdDSA"), "{}", *generateKey(KeyType::Okp, "Ed25519"), "EdDSA");
        for (const char *curve : {"X25519", "X448"}) {
            const Key agreement = *generateKey(KeyType::Okp, curve);
            QCOMPARE(tried(token, only(agreement), {"EdDSA"}), "could-not-check KeyCurveMismatch");
            QCOMPARE(codeOf(signCompact(header("EdDSA"), "{}", agreement, *findAlgorithm("EdDSA"))),
                     "KeyCurveMismatch");
        }
    }

    /// OpenSSL verifies any PSS salt by default: here it must be as long as the hash (RFC 7518 section 3.5).
    void pssSaltLength_data()
    {
        QTest::addColumn<int>("salt");
        QTest::addColumn<QByteArray>("result");
        QTest::newRow("as the hash") << 32 << QByteArray("match");
        QTest::newRow("none") << 0 << QByteArray("mismatch SignatureMismatch");
        QTest::newRow("one less") << 31 << QByteArray("mismatch SignatureMismatch");
        QTest::newRow("longest") << 222 << QByteArray("mismatch SignatureMismatch");
    }

    void pssSaltLength()
    {
        QFETCH(int, salt);
        const jose_openssl::Pkey pair = jose_openssl::rsa(2048);
        const QByteArray input = encoded(header("PS256")) + ".e30";
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        EVP_PKEY_CTX *options = nullptr;
        EVP_DigestSignInit(context, &options, EVP_sha256(), nullptr, pair.get());
        EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(options, salt);
        QByteArray signature(256, '\0');
        size_t size = 256;
        const int signedSize = EVP_DigestSign(
            context, reinterpret_cast<unsigned char *>(signature.data()), &size,
            reinterpret_cast<const unsigned char *>(input.constData()), static_cast<size_t>(input.size()));
        EVP_MD_CTX_free(context);
        QCOMPARE(signedSize, 1);
        QTEST(tried(input + '.' + encoded(signature), keys(jose_openssl::spki(pair))), "result");
    }
};

QTEST_GUILESS_MAIN(TestJwsRegressions)
#include "tst_jws_regressions.moc"
