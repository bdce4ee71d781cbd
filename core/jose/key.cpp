#include "key.h"

#include "curves.h"
#include "hmac_key.h"
#include "key_factory.h"
#include "okp.h"
#include "verifying_key.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <QCoreApplication>

namespace claimcheck::jose {

namespace {

/// Beyond, the primality tests of `pairwise_check` take longer than a person waits.
constexpr int maxPairwiseBits = 4096;

enum class Consistency { Good, Bad };

Consistency checkPair(EVP_PKEY *handle)
{
    const PkeyContextPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, handle, nullptr));
    return context && EVP_PKEY_pairwise_check(context.get()) == 1 ? Consistency::Good : Consistency::Bad;
}

Consistency checkPublic(EVP_PKEY *handle)
{
    const PkeyContextPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, handle, nullptr));
    return context && EVP_PKEY_public_check(context.get()) == 1 ? Consistency::Good : Consistency::Bad;
}

/// Signs and verifies something.
Consistency roundTrip(EVP_PKEY *handle)
{
    static constexpr unsigned char message[] = "pairwise";
    const EVP_MD *digest = fetchDigest("SHA256");
    const DigestContextPtr signing(EVP_MD_CTX_new());
    size_t size = 0;
    if (!signing || EVP_DigestSignInit(signing.get(), nullptr, digest, nullptr, handle) != 1 ||
        EVP_DigestSign(signing.get(), nullptr, &size, message, sizeof message) != 1)
        return Consistency::Bad;
    QByteArray signature(static_cast<qsizetype>(size), '\0');
    if (EVP_DigestSign(signing.get(), octets(signature), &size, message, sizeof message) != 1)
        return Consistency::Bad;
    const DigestContextPtr verifying(EVP_MD_CTX_new());
    return verifying && EVP_DigestVerifyInit(verifying.get(), nullptr, digest, nullptr, handle) == 1 &&
                   EVP_DigestVerify(verifying.get(), octets(QByteArrayView(signature)), size, message,
                                    sizeof message) == 1
               ? Consistency::Good
               : Consistency::Bad;
}

using BigNumberContextPtr = std::unique_ptr<BN_CTX, OpensslDeleter<BN_CTX_free>>;

/// RFC 8017 section 3.2: p·q = n, dp and dq are d reduced, and qi is q's inverse. That p and q are primes is
/// left to the round trip.
Consistency checkFactors(EVP_PKEY *handle)
{
    const BigNumberContextPtr context(BN_CTX_secure_new());
    const auto number = [handle](const char *param) { return keyNumber(handle, param); };
    const BigNumberPtr n = number(OSSL_PKEY_PARAM_RSA_N), d = number(OSSL_PKEY_PARAM_RSA_D);
    const BigNumberPtr p = number(OSSL_PKEY_PARAM_RSA_FACTOR1), q = number(OSSL_PKEY_PARAM_RSA_FACTOR2);
    const BigNumberPtr qi = number(OSSL_PKEY_PARAM_RSA_COEFFICIENT1);
    const BigNumberPtr result(BN_secure_new());
    if (!context || !result || !d || !p || !q || !qi || BN_is_zero(p.get()) || BN_is_zero(q.get()) ||
        BN_mul(result.get(), p.get(), q.get(), context.get()) != 1 || BN_cmp(result.get(), n.get()) != 0 ||
        BN_mod_mul(result.get(), q.get(), qi.get(), p.get(), context.get()) != 1 || !BN_is_one(result.get()))
        return Consistency::Bad;
    for (const auto &[factor, param] :
         {std::pair{&p, OSSL_PKEY_PARAM_RSA_EXPONENT1}, {&q, OSSL_PKEY_PARAM_RSA_EXPONENT2}}) {
        const BigNumberPtr exponent = number(param);
        const BigNumberPtr order(BN_dup(factor->get()));
        if (!exponent || !order || BN_sub_word(order.get(), 1) != 1 || BN_is_zero(order.get()) ||
            BN_mod(result.get(), d.get(), order.get(), context.get()) != 1 ||
            BN_cmp(result.get(), exponent.get()) != 0)
            return Consistency::Bad;
    }
    return Consistency::Good;
}

/// `pairwise_check` refuses good keys of n, e and d alone, and takes 12 s for 8,192 bits.
Consistency checkRsaPair(EVP_PKEY *handle, int bits)
{
    const bool hasFactors = keyNumber(handle, OSSL_PKEY_PARAM_RSA_FACTOR1) != nullptr;
    if (hasFactors && bits <= maxPairwiseBits)
        return checkPair(handle);
    if (hasFactors && checkFactors(handle) == Consistency::Bad)
        return Consistency::Bad;
    return roundTrip(handle);
}

QString keyText(const char *text)
{
    return QCoreApplication::translate("Key", text);
}

Error inconsistent()
{
    return keyInvalid(
        keyText(QT_TRANSLATE_NOOP("Key", "its private and its public part do not belong together")));
}

Error notOnCurve()
{
    return keyInvalid(keyText(QT_TRANSLATE_NOOP("Key", "its public part is not a valid one")));
}

} // namespace

QByteArray keySourceName(KeySource source)
{
    switch (source) {
    case KeySource::Pinned:
        return "pinned";
    case KeySource::Discovered:
        return "discovered";
    case KeySource::Confirmed:
        return "confirmed";
    case KeySource::CarriedByToken:
        break;
    }
    return "carried-by-token";
}

Key Key::withMetadata(KeyMetadata metadata) const
{
    Key copy = *this;
    copy.m_metadata = std::move(metadata);
    return copy;
}

Error keyInvalid(const QString &detail, const QString &subject)
{
    return {ErrorCode::KeyInvalid, subject, detail};
}

Result<Key> KeyFactory::secret(Secret bytes, KeyMetadata metadata)
{
    if (bytes.isEmpty())
        return keyInvalid(keyText(QT_TRANSLATE_NOOP("Key", "it is empty")));
    if (bytes.size() > maxSecretSize)
        return Error{ErrorCode::KeyTooLarge};
    if (looksLikePublicKey(bytes.reveal()))
        return Error{ErrorCode::PublicKeyAsSecret};
    Key key;
    key.m_type = KeyType::Oct;
    key.m_bits = static_cast<int>(bytes.size() * 8);
    key.m_private = true;
    key.m_metadata = std::move(metadata);
    key.m_secret = std::move(bytes);
    key.m_hmac = std::make_shared<HmacKey>();
    return key;
}

CheckBudget::Taken CheckBudget::take(int bits, bool isPrivate)
{
    const double size = bits / 2048.0;
    const double extra = !isPrivate ? 1 : bits <= maxPairwiseBits ? 11 : 2;
    left -= size * size * size * extra;
    return left >= 0 ? Taken::Yes : Taken::No;
}

std::optional<Error> KeyFactory::checkRsa(EVP_PKEY *handle, bool isPrivate, CheckBudget &budget)
{
    const BigNumberPtr modulus = keyNumber(handle, OSSL_PKEY_PARAM_RSA_N);
    const BigNumberPtr exponent = keyNumber(handle, OSSL_PKEY_PARAM_RSA_E);
    if (!modulus || !exponent)
        return keyInvalid(keyText(QT_TRANSLATE_NOOP("Key", "it has no public part")));
    const int bits = BN_num_bits(modulus.get());
    // FIPS 186-5 section 5.1 ends at 256 bits; OpenSSL verifies nothing with more than 64 where n is large.
    const int maxExponentBits = bits > OPENSSL_RSA_SMALL_MODULUS_BITS ? OPENSSL_RSA_MAX_PUBEXP_BITS : 256;
    if (bits > maxRsaBits || BN_num_bits(exponent.get()) > maxExponentBits)
        return Error{ErrorCode::KeyTooLarge};
    if (bits < minRsaBits)
        return keyInvalid(keyText(QT_TRANSLATE_NOOP("Key", "its modulus has fewer than 512 bits")));
    if (!BN_is_odd(exponent.get()) || BN_is_one(exponent.get()))
        return keyInvalid(keyText(QT_TRANSLATE_NOOP("Key", "its exponent is not odd and at least 3")));
    if (budget.take(bits, isPrivate) == CheckBudget::Taken::No)
        return Error{ErrorCode::KeyTooLarge};
    if (checkPublic(handle) == Consistency::Bad)
        return notOnCurve();
    if (isPrivate && checkRsaPair(handle, bits) == Consistency::Bad)
        return inconsistent();
    return std::nullopt;
}

std::optional<Error> KeyFactory::checkEc(EVP_PKEY *handle, Key &key)
{
    char group[80] = {};
    EVP_PKEY_get_group_name(handle, group, sizeof group, nullptr);
    const Curve *curve = findCurveByGroup(group);
    int isSpelledOut = 0;
    EVP_PKEY_get_int_param(handle, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &isSpelledOut);
    // RFC 5480 section 2.1.1: only by name. Spelled out, one number can differ unseen (CVE-2020-0601).
    if (!curve || isSpelledOut)
        return keyInvalid(
            keyText(QT_TRANSLATE_NOOP("Key", "its curve is not P-256, P-384, P-521 or secp256k1")));
    // RFC 5480 section 2.2: the hybrid form is none. What we write is not compressed.
    char form[20] = {};
    EVP_PKEY_get_utf8_string_param(handle, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, form, sizeof form,
                                   nullptr);
    if (qstrcmp(form, OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_HYBRID) == 0 ||
        EVP_PKEY_set_utf8_string_param(handle, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                       OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED) != 1 ||
        checkPublic(handle) == Consistency::Bad)
        return notOnCurve();
    if (key.m_private && checkPair(handle) == Consistency::Bad)
        return inconsistent();
    key.m_type = KeyType::Ec;
    key.m_curve = curve->name;
    key.m_bits = curve->bits;
    return std::nullopt;
}

std::optional<Error> KeyFactory::checkOkp(EVP_PKEY *handle, const OkpCurve &curve, Key &key)
{
    QByteArray point(curve.size, '\0');
    size_t size = static_cast<size_t>(curve.size);
    if (EVP_PKEY_get_raw_public_key(handle, octets(point), &size) != 1 || isUnsafePoint(curve, point))
        return notOnCurve();
    if (key.m_private && checkPair(handle) == Consistency::Bad)
        return inconsistent();
    key.m_type = KeyType::Okp;
    key.m_curve = curve.name;
    key.m_bits = curve.bits;
    return std::nullopt;
}

Result<Key> KeyFactory::asymmetric(PkeyPtr handle, bool isPrivate, KeyMetadata metadata, CheckBudget &budget)
{
    const ErrorQueueGuard guard;
    Key key;
    key.m_private = isPrivate;
    key.m_metadata = std::move(metadata);
    std::optional<Error> error;
    if (EVP_PKEY_is_a(handle.get(), "RSA")) {
        key.m_type = KeyType::Rsa;
        error = checkRsa(handle.get(), isPrivate, budget);
        key.m_bits = EVP_PKEY_get_bits(handle.get());
    } else if (EVP_PKEY_is_a(handle.get(), "EC")) {
        error = checkEc(handle.get(), key);
    } else if (const OkpCurve *curve = findOkpCurveByType(EVP_PKEY_get0_type_name(handle.get()))) {
        error = checkOkp(handle.get(), *curve, key);
    } else {
        error = keyInvalid(keyText(QT_TRANSLATE_NOOP("Key", "keys of this type cannot be used")));
    }
    if (error)
        return *error;
    key.m_pkey = std::shared_ptr<EVP_PKEY>(handle.release(), EVP_PKEY_free);
    key.m_verifying = std::make_shared<VerifyingKey>();
    return key;
}

} // namespace claimcheck::jose
