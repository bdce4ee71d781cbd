#include "verifying_key.h"

#include <openssl/rsa.h>

#include <algorithm>

namespace claimcheck::jose {

namespace {

DigestContextPtr prepare(const Algorithm &algorithm, EVP_PKEY *handle)
{
    DigestContextPtr context(EVP_MD_CTX_new());
    // EdDSA takes no digest and only the one-shot call. The options belong to the context.
    EVP_PKEY_CTX *options = nullptr;
    const EVP_MD *digest = algorithm.digest ? fetchDigest(algorithm.digest) : nullptr;
    if (!context || EVP_DigestVerifyInit(context.get(), &options, digest, nullptr, handle) != 1 ||
        !setPadding(algorithm, options))
        return nullptr;
    return context;
}

} // namespace

bool setPadding(const Algorithm &algorithm, EVP_PKEY_CTX *context)
{
    return algorithm.family != Family::RsaPss ||
           (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1);
}

const EVP_MD_CTX *VerifyingKey::patternFor(const Algorithm &algorithm, EVP_PKEY *handle) const
{
    const std::lock_guard lock(m_mutex);
    const auto known =
        std::find_if(m_prepared.begin(), m_prepared.end(),
                     [&algorithm](const Prepared &prepared) { return prepared.algorithm == &algorithm; });
    if (known != m_prepared.end())
        return known->context.get();
    // What could not be made is not kept: the next call gets OpenSSL's reason anew.
    DigestContextPtr context = prepare(algorithm, handle);
    return context ? m_prepared.emplace_back(Prepared{&algorithm, std::move(context)}).context.get()
                   : nullptr;
}

DigestContextPtr VerifyingKey::contextFor(const Algorithm &algorithm, EVP_PKEY *handle) const
{
    // A prepared context only ever serves as the pattern, and stays as long as the key: no lock is needed.
    const EVP_MD_CTX *const pattern = patternFor(algorithm, handle);
    DigestContextPtr context(EVP_MD_CTX_new());
    if (!pattern || !context || EVP_MD_CTX_copy_ex(context.get(), pattern) != 1)
        return nullptr;
    // Nothing comes after the one call: without this OpenSSL copies the context once more, to keep one that
    // could go on.
    EVP_MD_CTX_set_flags(context.get(), EVP_MD_CTX_FLAG_FINALISE);
    return context;
}

} // namespace claimcheck::jose
