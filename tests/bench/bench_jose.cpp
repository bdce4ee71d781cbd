#include "base/base64url.h"
#include "bench_clock.h"
#include "jose/key_export.h"
#include "jose/key_import.h"
#include "jose/signing.h"
#include "jose/verification.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <cstring>

/// Verifying a token of 1 kB from its text, beside the raw OpenSSL call on the same key and bytes.
namespace {

using namespace claimcheck;
using namespace claimcheck::jose;

struct Case {
    const char *algorithm;
    const char *curve; // of generated keys
};

/// A claims set with which the whole token has about 1,000 bytes.
QByteArray claimsFor(const Algorithm &algorithm)
{
    const int left = algorithm.keyType == KeyType::Rsa ? 430 : 610;
    QByteArray claims = R"({"iss":"https://login.example.com/realms/main","sub":"248289761001","aud":"api",)"
                        R"("exp":1767225600,"nbf":1767222000,"iat":1767222000,"name":"Zoë Müller",)"
                        R"("scope":"openid profile email offline_access","roles":["user")";
    for (int i = 0; claims.size() < left; ++i)
        claims += ",\"role-" + QByteArray::number(i) + '"';
    return claims + "]}";
}

const unsigned char *octets(const QByteArray &bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.constData());
}

/// What OpenSSL takes for the signature: DER for ECDSA, else the octets themselves.
QByteArray forOpenssl(const Algorithm &algorithm, const QByteArray &signature)
{
    if (algorithm.family != Family::Ecdsa)
        return signature;
    const int half = static_cast<int>(signature.size() / 2);
    ECDSA_SIG *numbers = ECDSA_SIG_new();
    ECDSA_SIG_set0(numbers, BN_bin2bn(octets(signature), half, nullptr),
                   BN_bin2bn(octets(signature) + half, half, nullptr));
    QByteArray der(i2d_ECDSA_SIG(numbers, nullptr), '\0');
    auto *out = reinterpret_cast<unsigned char *>(der.data());
    i2d_ECDSA_SIG(numbers, &out);
    ECDSA_SIG_free(numbers);
    return der;
}

/// The raw call: a context, its options, and the verification.
void verifyRaw(const Algorithm &algorithm, const EVP_MD *digest, const Key &key, const QByteArray &input,
               const QByteArray &signature)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *options = nullptr;
    EVP_DigestVerifyInit(context, &options, digest, nullptr, key.handle());
    if (algorithm.family == Family::RsaPss) {
        EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST);
    }
    const int result = EVP_DigestVerify(context, octets(signature), static_cast<size_t>(signature.size()),
                                        octets(input), static_cast<size_t>(input.size()));
    EVP_MD_CTX_free(context);
    if (result != 1)
        std::puts("raw: no match");
}

/// The one-shot HMAC, which is as raw as it gets.
void macRaw(const Algorithm &algorithm, const Key &key, const QByteArray &input)
{
    const QByteArrayView secret = key.secret().reveal();
    unsigned char mac[64];
    size_t size = 0;
    EVP_Q_mac(nullptr, "HMAC", nullptr, algorithm.digest, nullptr, secret.data(),
              static_cast<size_t>(secret.size()), octets(input), static_cast<size_t>(input.size()), mac,
              sizeof mac, &size);
    bench::keep(mac);
}

struct Pair {
    double raw;
    double ours;
};

/// Both in short turns, so that what else the machine does hits them alike: the best of each.
template <class Raw, class Ours>
Pair compare(Raw raw, Ours ours)
{
    Pair best{1, 1};
    for (int round = 0; round < 50; ++round) {
        best.raw = std::min(best.raw, bench::secondsPerCall(raw, 1, 0.001));
        best.ours = std::min(best.ours, bench::secondsPerCall(ours, 1, 0.001));
    }
    return best;
}

Key keyFor(const Algorithm &algorithm, const char *curve)
{
    if (algorithm.keyType == KeyType::Oct)
        return importSecret(Secret(QByteArray(64, 'k')), SecretEncoding::Text)->keys.front();
    return *generateKey(algorithm.keyType, curve, algorithm.keyType == KeyType::Rsa ? 2048 : 0);
}

void verifyFromText(const Case &row)
{
    const Algorithm &algorithm = *findAlgorithm(row.algorithm);
    const Key key = keyFor(algorithm, row.curve);
    const KeySet keys{{key}, KeySource::Pinned, {}};
    const QByteArray header = "{\"alg\":\"" + QByteArray(row.algorithm) + "\",\"typ\":\"JWT\"}";
    const Result<QByteArray> token = signCompact(header, claimsFor(algorithm), key, algorithm);
    if (!token) {
        std::printf("%s: cannot sign\n", row.algorithm);
        return;
    }
    const ParsedToken parsed = ParsedToken::parse(*token);
    const QByteArray input = parsed.signingInput();
    const QByteArray &signature = parsed.part(PartId::Signature).bytes;
    const QByteArray forRaw = forOpenssl(algorithm, signature);
    EVP_MD *digest = algorithm.digest ? EVP_MD_fetch(nullptr, algorithm.digest, nullptr) : nullptr;
    const auto [raw, ours] = compare(
        [&] {
            if (algorithm.family == Family::Hmac)
                macRaw(algorithm, key, input);
            else
                verifyRaw(algorithm, digest, key, input, forRaw);
        },
        [&] {
            const SignatureResult result = checkSignature(ParsedToken::parse(*token), keys);
            if (result.outcome != SignatureOutcome::Match)
                std::puts("ours: no match");
        });
    EVP_MD_free(digest);
    std::printf("verify %-7s %5lld bytes: %7.2f µs, %8.0f/s; raw OpenSSL %7.2f µs; + %5.2f µs, ratio %.3f\n",
                row.algorithm, static_cast<long long>(token->size()), ours * 1e6, 1 / ours, raw * 1e6,
                (ours - raw) * 1e6, ours / raw);
}

} // namespace

/// The names of algorithms as arguments, or all.
int main(int count, char **names)
{
    bench::warnIfUnoptimized();
    static constexpr Case cases[] = {{"HS256", ""},        {"HS384", ""},      {"HS512", ""},
                                     {"RS256", ""},        {"PS256", ""},      {"ES256", "P-256"},
                                     {"ES384", "P-384"},   {"ES512", "P-521"}, {"ES256K", "secp256k1"},
                                     {"EdDSA", "Ed25519"}, {"Ed448", "Ed448"}};
    for (const Case &row : cases) {
        const bool isNamed = std::any_of(names + 1, names + count, [&row](const char *name) {
            return std::strcmp(name, row.algorithm) == 0;
        });
        if (count < 2 || isNamed)
            verifyFromText(row);
    }
    return 0;
}
