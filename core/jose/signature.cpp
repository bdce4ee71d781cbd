#include "signature.h"

#include "curves.h"
#include "evp.h"
#include "hmac_key.h"
#include "verifying_key.h"

#include <openssl/crypto.h>
#include <openssl/ec.h>

#include <QCoreApplication>

namespace claimcheck::jose {

namespace {

using EcdsaPtr = std::unique_ptr<ECDSA_SIG, OpensslDeleter<ECDSA_SIG_free>>;

Result<SignatureAnswer> answer(bool matches)
{
    if (matches)
        return SignatureAnswer{true};
    return SignatureAnswer{false, Error{ErrorCode::SignatureMismatch}};
}

/// RFC 7518 section 3.2.
Result<QByteArray> hmac(const Algorithm &algorithm, const Key &key, QByteArrayView input)
{
    const QByteArray mac = key.hmac()->mac(key.secret(), algorithm.digest, input);
    if (mac.size() != algorithm.signatureSize)
        return cryptoError("HMAC");
    return mac;
}

/// A positive INTEGER of DER from a big-endian number that is not zero.
QByteArray derInteger(QByteArrayView number)
{
    while (number.front() == 0)
        number = number.sliced(1);
    const bool looksNegative = static_cast<signed char>(number.front()) < 0;
    QByteArray der("\x02");
    der += static_cast<char>(number.size() + looksNegative);
    if (looksNegative)
        der += '\0';
    return der.append(number);
}

/// What OpenSSL takes for an ECDSA signature (RFC 3279 section 2.2.3), from R‖S (RFC 7518 section 3.4),
/// neither of which is zero. With BIGNUM and ECDSA_SIG it takes 1 µs longer. No curve needs more than a
/// length of one octet.
QByteArray toDer(QByteArrayView raw)
{
    const qsizetype half = raw.size() / 2;
    const QByteArray numbers = derInteger(raw.first(half)) + derInteger(raw.last(half));
    QByteArray der("\x30");
    if (numbers.size() > 127)
        der += '\x81';
    der += static_cast<char>(numbers.size());
    return der += numbers;
}

Result<QByteArray> fromDer(const QByteArray &der, int half)
{
    const unsigned char *at = octets(QByteArrayView(der));
    const EcdsaPtr signature(d2i_ECDSA_SIG(nullptr, &at, der.size()));
    if (!signature)
        return cryptoError("ECDSA");
    return numberBytes(ECDSA_SIG_get0_r(signature.get()), half) +
           numberBytes(ECDSA_SIG_get0_s(signature.get()), half);
}

Result<SignatureAnswer> verifyOctets(const Algorithm &algorithm, const Key &key, QByteArrayView input,
                                     QByteArrayView signature)
{
    const DigestContextPtr context = key.verifying()->contextFor(algorithm, key.handle());
    if (!context)
        return cryptoError("verification");
    const int result =
        EVP_DigestVerify(context.get(), octets(signature), static_cast<size_t>(signature.size()),
                         octets(input), static_cast<size_t>(input.size()));
    if (result < 0)
        return cryptoError("verification");
    return answer(result == 1);
}

Error wrongLength(const Algorithm &algorithm, QByteArrayView signature)
{
    Error error{ErrorCode::SignatureLength, QLatin1String(algorithm.name)};
    const bool isSequence =
        signature.size() > 8 && signature[0] == '\x30' &&
        (signature[1] == static_cast<char>(signature.size() - 2) || signature[1] == '\x81');
    if (algorithm.family == Family::Ecdsa && isSequence)
        error.detail = QCoreApplication::translate(
            "Signature", "It looks like DER (ASN.1); JOSE wants R and S one after another.");
    return error;
}

qsizetype expectedSize(const Algorithm &algorithm, const Key &key)
{
    return algorithm.signatureSize ? algorithm.signatureSize : EVP_PKEY_get_size(key.handle());
}

} // namespace

std::optional<Error> keyMisfit(const Algorithm &algorithm, const Key &key)
{
    if (key.type() != algorithm.keyType)
        return Error{ErrorCode::KeyTypeMismatch, QLatin1String(algorithm.name)};
    const bool fits = !algorithm.curve || key.curve() == algorithm.curve ||
                      (algorithm.curve2 && key.curve() == algorithm.curve2);
    if (!fits)
        return Error{ErrorCode::KeyCurveMismatch, QLatin1String(algorithm.name)};
    return std::nullopt;
}

bool isWeak(const Algorithm &algorithm, const Key &key)
{
    return key.bits() < algorithm.minimumKeyBits;
}

Result<SignatureAnswer> checkOne(const Algorithm &algorithm, const Key &key, QByteArrayView input,
                                 QByteArrayView signature)
{
    const ErrorQueueGuard guard;
    if (const std::optional<Error> misfit = keyMisfit(algorithm, key))
        return *misfit;
    if (signature.isEmpty())
        return SignatureAnswer{false, Error{ErrorCode::SignatureMissing}};
    if (signature.size() != expectedSize(algorithm, key))
        return SignatureAnswer{false, wrongLength(algorithm, signature)};
    switch (algorithm.family) {
    case Family::Hmac: {
        const Result<QByteArray> mac = hmac(algorithm, key, input);
        if (!mac)
            return mac.error();
        return answer(CRYPTO_memcmp(mac->constData(), signature.data(), static_cast<size_t>(mac->size())) ==
                      0);
    }
    case Family::Ecdsa: {
        const Curve *curve = findCurve(algorithm.curve);
        if (!isScalar(*curve, signature.first(curve->size)) || !isScalar(*curve, signature.last(curve->size)))
            return answer(false);
        return verifyOctets(algorithm, key, input, toDer(signature));
    }
    case Family::RsaPkcs1:
    case Family::RsaPss:
    case Family::Eddsa:
        break;
    }
    return verifyOctets(algorithm, key, input, signature);
}

Result<QByteArray> makeOne(const Algorithm &algorithm, const Key &key, QByteArrayView input)
{
    const ErrorQueueGuard guard;
    if (const std::optional<Error> misfit = keyMisfit(algorithm, key))
        return *misfit;
    if (!key.isPrivate())
        return Error{ErrorCode::KeyNotPrivate};
    if (algorithm.family == Family::Hmac)
        return hmac(algorithm, key, input);
    const DigestContextPtr context(EVP_MD_CTX_new());
    const EVP_MD *digest = algorithm.digest ? fetchDigest(algorithm.digest) : nullptr;
    size_t size = static_cast<size_t>(EVP_PKEY_get_size(key.handle()));
    QByteArray signature(static_cast<qsizetype>(size), '\0');
    EVP_PKEY_CTX *options = nullptr;
    if (!context || EVP_DigestSignInit(context.get(), &options, digest, nullptr, key.handle()) != 1 ||
        !setPadding(algorithm, options) ||
        EVP_DigestSign(context.get(), octets(signature), &size, octets(input),
                       static_cast<size_t>(input.size())) != 1)
        return cryptoError("signing");
    signature.truncate(static_cast<qsizetype>(size));
    if (algorithm.family == Family::Ecdsa)
        return fromDer(signature, algorithm.signatureSize / 2);
    return signature;
}

} // namespace claimcheck::jose
