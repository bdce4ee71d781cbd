#include "key_export.h"

#include "curves.h"
#include "key_factory.h"
#include "okp.h"

#include "base/random.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>

namespace claimcheck::jose {

namespace {

constexpr int minNewRsaBits = 2048;
constexpr int usualRsaBits = 3072;
constexpr int maxNewSecretBits = 65536;
constexpr int usualSecretBits = 256;

Error tooShort(const char *what)
{
    return {ErrorCode::KeyTooShort, QLatin1String(what)};
}

Result<Key> generateSecret(int bits)
{
    if (bits < 8 || bits % 8)
        return tooShort("oct");
    if (bits > maxNewSecretBits)
        return Error{ErrorCode::KeyTooLarge};
    Result<QByteArray> bytes = randomBytes(bits / 8);
    if (!bytes)
        return bytes.error();
    Secret secret{QByteArrayView(*bytes)};
    wipe(*bytes);
    return KeyFactory::secret(std::move(secret), {});
}

Result<PkeyPtr> generateRsa(int bits)
{
    if (bits < minNewRsaBits)
        return tooShort("RSA");
    if (bits > KeyFactory::maxRsaBits)
        return Error{ErrorCode::KeyTooLarge};
    return PkeyPtr(EVP_RSA_gen(static_cast<unsigned>(bits)));
}

} // namespace

Result<Key> generateKey(KeyType type, const QByteArray &curve, int bits)
{
    const ErrorQueueGuard guard;
    const bool needsCurve = type == KeyType::Ec || type == KeyType::Okp;
    const Curve *ec = type == KeyType::Ec ? findCurve(curve) : nullptr;
    const OkpCurve *okp = type == KeyType::Okp ? findOkpCurve(curve) : nullptr;
    if (needsCurve ? !ec && !okp : !curve.isEmpty())
        return Error{ErrorCode::KeyTypeMismatch, QString::fromUtf8(curve)};
    if (type == KeyType::Oct)
        return generateSecret(bits ? bits : usualSecretBits);
    Result<PkeyPtr> handle = PkeyPtr();
    if (ec)
        handle = PkeyPtr(EVP_EC_gen(ec->group));
    else if (okp)
        handle = PkeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, okp->type));
    else
        handle = generateRsa(bits ? bits : usualRsaBits);
    if (!handle)
        return handle.error();
    if (!*handle)
        return cryptoError("key generation");
    CheckBudget budget;
    return KeyFactory::asymmetric(std::move(handle).value(), true, {}, budget);
}

} // namespace claimcheck::jose
