#include "id_token.h"

#include "base/base64url.h"
#include "jose/algorithm.h"

#include <openssl/evp.h>

#include <array>
#include <memory>

namespace claimcheck::oauth {

namespace {

/// The hash that belongs to a signature algorithm. An XOF has no length of its own.
struct Hash {
    QByteArrayView curve;
    const char *digest;
    size_t size; // of an XOF; 0: the digest's own
};
/// RFC 8032 sections 5.1 and 5.2: what the curves hash with inside.
constexpr Hash edwards[] = {{"Ed25519", "SHA512", 0}, {"Ed448", "SHAKE256", 114}};

std::optional<Hash> hashFor(QByteArrayView algorithm, QByteArrayView curve)
{
    const jose::Algorithm *row = jose::findAlgorithm(algorithm);
    if (!row)
        return std::nullopt;
    if (row->family != jose::Family::Eddsa)
        return Hash{{}, row->digest, 0};
    // "Ed25519" and "Ed448" (RFC 9864) name their curve; "EdDSA" leaves it to the key.
    const QByteArrayView own = row->curve2 ? curve : QByteArrayView(row->curve);
    for (const Hash &hash : edwards) {
        if (hash.curve == own)
            return hash;
    }
    return std::nullopt;
}

} // namespace

std::optional<QByteArray> halfHash(QByteArrayView algorithm, QByteArrayView curve, const Secret &value)
{
    const std::optional<Hash> hash = hashFor(algorithm, curve);
    if (!hash)
        return std::nullopt;
    const std::unique_ptr<EVP_MD, void (*)(EVP_MD *)> digest(EVP_MD_fetch(nullptr, hash->digest, nullptr),
                                                             EVP_MD_free);
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX *)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::array<unsigned char, 128> bytes{};
    size_t size = hash->size;
    if (!digest || !context || EVP_DigestInit_ex2(context.get(), digest.get(), nullptr) != 1 ||
        EVP_DigestUpdate(context.get(), value.reveal().data(), size_t(value.size())) != 1)
        return std::nullopt;
    bool isDone = false;
    if (size > 0) {
        isDone = EVP_DigestFinalXOF(context.get(), bytes.data(), size) == 1;
    } else {
        unsigned int own = 0;
        isDone = EVP_DigestFinal_ex(context.get(), bytes.data(), &own) == 1;
        size = own;
    }
    if (!isDone)
        return std::nullopt;
    return base64url::encode({bytes.data(), qsizetype(size / 2)});
}

} // namespace claimcheck::oauth
