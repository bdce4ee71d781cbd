#include "evp.h"

#include <openssl/err.h>

#include <cstring>

namespace claimcheck::jose {

namespace {

/// Clearing walks the whole queue, and nearly always there is nothing in it.
void clearErrors()
{
    if (ERR_peek_error() != 0)
        ERR_clear_error();
}

} // namespace

ErrorQueueGuard::ErrorQueueGuard()
{
    clearErrors();
}

ErrorQueueGuard::~ErrorQueueGuard()
{
    clearErrors();
}

Error cryptoError(const char *what)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    const QString detail = reason ? QStringLiteral("%1: %2").arg(QLatin1String(what), QLatin1String(reason))
                                  : QString(QLatin1String(what));
    ERR_clear_error();
    return {ErrorCode::CryptoFailed, {}, detail};
}

const EVP_MD *fetchDigest(const char *name)
{
    // Fetching costs more than hashing a token; the few digests of the table live as long as the program.
    static const EVP_MD *const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    static const EVP_MD *const sha384 = EVP_MD_fetch(nullptr, "SHA384", nullptr);
    static const EVP_MD *const sha512 = EVP_MD_fetch(nullptr, "SHA512", nullptr);
    if (std::strcmp(name, "SHA256") == 0)
        return sha256;
    if (std::strcmp(name, "SHA384") == 0)
        return sha384;
    return std::strcmp(name, "SHA512") == 0 ? sha512 : nullptr;
}

EVP_MAC *fetchHmac()
{
    static EVP_MAC *const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    return hmac;
}

BigNumberPtr bigNumber(QByteArrayView bytes)
{
    return BigNumberPtr(BN_bin2bn(octets(bytes), static_cast<int>(bytes.size()), nullptr));
}

BigNumberPtr keyNumber(const EVP_PKEY *key, const char *param)
{
    BIGNUM *number = nullptr;
    EVP_PKEY_get_bn_param(key, param, &number);
    return BigNumberPtr(number);
}

QByteArray numberBytes(const BIGNUM *number, int size)
{
    if (!number)
        return {};
    QByteArray bytes(size < 0 ? BN_num_bytes(number) : size, '\0');
    if (BN_bn2binpad(number, octets(bytes), static_cast<int>(bytes.size())) < 0)
        return {};
    return bytes;
}

} // namespace claimcheck::jose
