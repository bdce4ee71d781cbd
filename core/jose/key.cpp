#include "key.h"

#include "curves.h"
#include "key_factory.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace claimcheck::jose {

namespace {

/// y of the points of small order (without the sign bit), and p, p + 1: the same points in other clothes.
constexpr const char *smallOrder[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};

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

/// Signs and verifies something: `pairwise_check` refuses good RSA keys of n, e and d alone.
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

bool isUnsafeEd25519Point(QByteArrayView encoded)
{
    if (encoded.size() != 32)
        return true;
    QByteArray y = encoded.toByteArray();
    y[31] = static_cast<char>(y[31] & 0x7f);
    // y >= p = 2^255 - 19
    const bool ones = std::all_of(y.begin() + 1, y.begin() + 31, [](char octet) { return octet == '\xff'; });
    if (ones && y[31] == 0x7f && static_cast<unsigned char>(y[0]) >= 0xed)
        return true;
    return std::any_of(std::begin(smallOrder), std::end(smallOrder),
                       [&y](const char *point) { return y == QByteArray::fromHex(point); });
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
    return key;
}

std::optional<Error> KeyFactory::checkRsa(EVP_PKEY *handle, bool isPrivate)
{
    const BigNumberPtr modulus = keyNumber(handle, OSSL_PKEY_PARAM_RSA_N);
    const BigNumberPtr exponent = keyNumber(handle, OSSL_PKEY_PARAM_RSA_E);
    if (!modulus || !exponent)
        return keyInvalid(keyText(QT_TRANSLATE_NOOP("Key", "it has no public part")));
    if (BN_num_bits(modulus.get()) > maxRsaBits || BN_num_bits(exponent.get()) > 256)
        return Error{ErrorCode::KeyTooLarge};
    if (BN_num_bits(modulus.get()) < minRsaBits)
        return keyInvalid(keyText(QT_TRANSLATE_NOOP("Key", "its modulus has fewer than 512 bits")));
    if (!BN_is_odd(exponent.get()) || BN_is_one(exponent.get()))
        return keyInvalid(keyText(QT_TRANSLATE_NOOP("Key", "its exponent is not odd and at least 3")));
    if (checkPublic(handle) == Consistency::Bad)
        return notOnCurve();
    if (!isPrivate)
        return std::nullopt;
    const bool hasFactors = keyNumber(handle, OSSL_PKEY_PARAM_RSA_FACTOR1) != nullptr;
    if (hasFactors ? checkPair(handle) == Consistency::Bad : roundTrip(handle) == Consistency::Bad)
        return inconsistent();
    return std::nullopt;
}

Result<Key> KeyFactory::asymmetric(PkeyPtr handle, bool isPrivate, KeyMetadata metadata)
{
    const ErrorQueueGuard guard;
    Key key;
    key.m_private = isPrivate;
    key.m_metadata = std::move(metadata);
    if (EVP_PKEY_is_a(handle.get(), "RSA")) {
        key.m_type = KeyType::Rsa;
        if (const std::optional<Error> error = checkRsa(handle.get(), isPrivate))
            return *error;
        key.m_bits = EVP_PKEY_get_bits(handle.get());
    } else if (EVP_PKEY_is_a(handle.get(), "EC")) {
        char group[80] = {};
        EVP_PKEY_get_group_name(handle.get(), group, sizeof group, nullptr);
        const Curve *curve = findCurveByGroup(group);
        if (!curve)
            return keyInvalid(keyText(QT_TRANSLATE_NOOP("Key", "its curve is not P-256, P-384 or P-521")));
        if (checkPublic(handle.get()) == Consistency::Bad)
            return notOnCurve();
        if (isPrivate && checkPair(handle.get()) == Consistency::Bad)
            return inconsistent();
        key.m_type = KeyType::Ec;
        key.m_curve = curve->name;
        key.m_bits = curve->bits;
    } else if (EVP_PKEY_is_a(handle.get(), "ED25519")) {
        std::array<unsigned char, 32> point{};
        size_t size = point.size();
        if (EVP_PKEY_get_raw_public_key(handle.get(), point.data(), &size) != 1 ||
            isUnsafeEd25519Point(
                {reinterpret_cast<const char *>(point.data()), static_cast<qsizetype>(size)}))
            return notOnCurve();
        if (isPrivate && checkPair(handle.get()) == Consistency::Bad)
            return inconsistent();
        key.m_type = KeyType::Okp;
        key.m_curve = "Ed25519";
        key.m_bits = 256;
    } else {
        return keyInvalid(keyText(QT_TRANSLATE_NOOP("Key", "keys of this type cannot be used")));
    }
    key.m_pkey = std::shared_ptr<EVP_PKEY>(handle.release(), EVP_PKEY_free);
    return key;
}

} // namespace claimcheck::jose
