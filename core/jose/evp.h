#pragma once

#include "base/error.h"

#include <QByteArray>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>

/// OpenSSL's handles with owners, its lookups done once, and its error queue drained. Nothing outside
/// core/jose includes this.
namespace claimcheck::jose {

template <auto free>
struct OpensslDeleter {
    template <class T>
    void operator()(T *object) const
    {
        free(object);
    }
};

using PkeyPtr = std::unique_ptr<EVP_PKEY, OpensslDeleter<EVP_PKEY_free>>;
using PkeyContextPtr = std::unique_ptr<EVP_PKEY_CTX, OpensslDeleter<EVP_PKEY_CTX_free>>;
using DigestContextPtr = std::unique_ptr<EVP_MD_CTX, OpensslDeleter<EVP_MD_CTX_free>>;
using MacContextPtr = std::unique_ptr<EVP_MAC_CTX, OpensslDeleter<EVP_MAC_CTX_free>>;
using BigNumberPtr = std::unique_ptr<BIGNUM, OpensslDeleter<BN_clear_free>>;
using BioPtr = std::unique_ptr<BIO, OpensslDeleter<BIO_free_all>>;
using ParamBuilderPtr = std::unique_ptr<OSSL_PARAM_BLD, OpensslDeleter<OSSL_PARAM_BLD_free>>;
using ParamsPtr = std::unique_ptr<OSSL_PARAM, OpensslDeleter<OSSL_PARAM_free>>;

/// Leaves the thread's OpenSSL error queue empty when it goes, so that no call inherits another's errors.
class ErrorQueueGuard {
public:
    ErrorQueueGuard();
    ~ErrorQueueGuard();
    ErrorQueueGuard(const ErrorQueueGuard &) = delete;
    ErrorQueueGuard &operator=(const ErrorQueueGuard &) = delete;
};

/// CryptoFailed with OpenSSL's newest reason, and the queue drained. `what` names the operation.
[[nodiscard]] Error cryptoError(const char *what);

/// The digest of this name ("SHA256", "SHA384", "SHA512"), fetched once; nullptr for others.
[[nodiscard]] const EVP_MD *fetchDigest(const char *name);
/// HMAC, fetched once.
[[nodiscard]] EVP_MAC *fetchHmac();

/// Bytes as OpenSSL wants them.
[[nodiscard]] inline const unsigned char *octets(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}
[[nodiscard]] inline unsigned char *octets(QByteArray &bytes)
{
    return reinterpret_cast<unsigned char *>(bytes.data());
}

/// A big-endian unsigned number.
[[nodiscard]] BigNumberPtr bigNumber(QByteArrayView bytes);
/// A number of the key ("n", "e", "qx", …: OSSL_PKEY_PARAM_*); null when the key has none.
[[nodiscard]] BigNumberPtr keyNumber(const EVP_PKEY *key, const char *param);
/// Big-endian octets: of exactly `size`, left-padded with zeros; or as few as hold it for -1.
[[nodiscard]] QByteArray numberBytes(const BIGNUM *number, int size = -1);

} // namespace claimcheck::jose
