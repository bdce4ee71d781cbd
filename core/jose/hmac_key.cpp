#include "hmac_key.h"

#include <openssl/core_names.h>

#include <cstring>

namespace claimcheck::jose {

namespace {

MacContextPtr prepare(const Secret &secret, const char *digest)
{
    MacContextPtr context(EVP_MAC_CTX_new(fetchHmac()));
    char name[16] = {};
    qstrncpy(name, digest, sizeof name);
    const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                                 OSSL_PARAM_construct_end()};
    const QByteArrayView bytes = secret.reveal();
    if (!context ||
        EVP_MAC_init(context.get(), octets(bytes), static_cast<size_t>(bytes.size()), params) != 1)
        return nullptr;
    return context;
}

} // namespace

MacContextPtr HmacKey::contextFor(const Secret &secret, const char *digest) const
{
    for (const Prepared &prepared : m_prepared) {
        if (std::strcmp(prepared.digest, digest) != 0)
            continue;
        std::call_once(prepared.once,
                       [&prepared, &secret] { prepared.context = prepare(secret, prepared.digest); });
        // A prepared context only ever serves as the pattern, so that threads can share it.
        return MacContextPtr(prepared.context ? EVP_MAC_CTX_dup(prepared.context.get()) : nullptr);
    }
    return nullptr;
}

QByteArray HmacKey::mac(const Secret &secret, const char *digest, QByteArrayView input) const
{
    const MacContextPtr context = contextFor(secret, digest);
    if (!context)
        return {};
    QByteArray mac(EVP_MAX_MD_SIZE, Qt::Uninitialized);
    size_t size = 0;
    if (EVP_MAC_update(context.get(), octets(input), static_cast<size_t>(input.size())) != 1 ||
        EVP_MAC_final(context.get(), octets(mac), &size, static_cast<size_t>(mac.size())) != 1)
        return {};
    mac.truncate(static_cast<qsizetype>(size));
    return mac;
}

} // namespace claimcheck::jose
