#include "content_encryption.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>

#include <QtEndian>

namespace claimcheck::jose {

namespace {

/// RFC 7518 section 5.2.2.1: the first half of the CEK authenticates, the second encrypts.
QByteArrayView macKey(const Secret &cek)
{
    return cek.reveal().first(cek.size() / 2);
}

QByteArrayView encryptionKey(const Secret &cek)
{
    return cek.reveal().sliced(cek.size() / 2);
}

/// HMAC over A, IV, E and AL (A's length in bits as 64 bits, big-endian), cut to its first half.
Result<QByteArray> computeTag(const ContentEncryption &encryption, const Secret &cek, QByteArrayView iv,
                              QByteArrayView additionalData, QByteArrayView ciphertext)
{
    const MacContextPtr context(EVP_MAC_CTX_new(fetchHmac()));
    char digest[16] = {};
    qstrncpy(digest, encryption.digest, sizeof digest);
    const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                 OSSL_PARAM_construct_end()};
    QByteArray length(8, '\0');
    qToBigEndian(static_cast<quint64>(additionalData.size()) * 8, length.data());
    const QByteArrayView key = macKey(cek);
    if (!context || EVP_MAC_init(context.get(), octets(key), static_cast<size_t>(key.size()), params) != 1)
        return cryptoError("HMAC");
    for (const QByteArrayView part : {additionalData, iv, ciphertext, QByteArrayView(length)}) {
        if (EVP_MAC_update(context.get(), octets(part), static_cast<size_t>(part.size())) != 1)
            return cryptoError("HMAC");
    }
    QByteArray tag(encryption.keySize, '\0'); // the whole HMAC is as long as both keys
    size_t size = 0;
    if (EVP_MAC_final(context.get(), octets(tag), &size, static_cast<size_t>(tag.size())) != 1 ||
        size != static_cast<size_t>(tag.size()))
        return cryptoError("HMAC");
    tag.truncate(encryption.tagSize);
    return tag;
}

Result<aes::Sealed> sealCbc(const ContentEncryption &encryption, const Secret &cek, QByteArrayView iv,
                            QByteArrayView additionalData, QByteArray plaintext)
{
    Result<QByteArray> ciphertext =
        aes::encryptCbc(encryption.cipher, encryptionKey(cek), iv, std::move(plaintext));
    if (!ciphertext)
        return ciphertext.error();
    Result<QByteArray> tag = computeTag(encryption, cek, iv, additionalData, *ciphertext);
    if (!tag)
        return tag.error();
    return aes::Sealed{std::move(*ciphertext), std::move(*tag)};
}

Result<QByteArray> openCbc(const ContentEncryption &encryption, const Secret &cek, QByteArrayView iv,
                           QByteArrayView additionalData, QByteArray ciphertext, QByteArrayView tag)
{
    const Result<QByteArray> expected = computeTag(encryption, cek, iv, additionalData, ciphertext);
    if (!expected || CRYPTO_memcmp(expected->constData(), tag.data(), static_cast<size_t>(tag.size())) != 0)
        return Error{ErrorCode::DecryptionFailed};
    // Only now, so that nobody learns from the padding of what he made up.
    return aes::decryptCbc(encryption.cipher, encryptionKey(cek), iv, std::move(ciphertext));
}

} // namespace

Result<aes::Sealed> sealContent(const ContentEncryption &encryption, const Secret &cek, QByteArrayView iv,
                                QByteArrayView additionalData, QByteArray plaintext)
{
    const ErrorQueueGuard guard;
    if (cek.size() != encryption.keySize || iv.size() != encryption.ivSize)
        return Error{ErrorCode::CryptoFailed, {}, QStringLiteral("the size of the key or the IV")};
    return encryption.digest
               ? sealCbc(encryption, cek, iv, additionalData, std::move(plaintext))
               : aes::sealGcm(encryption.cipher, cek.reveal(), iv, additionalData, std::move(plaintext));
}

Result<QByteArray> openContent(const ContentEncryption &encryption, const Secret &cek, QByteArrayView iv,
                               QByteArrayView additionalData, QByteArray ciphertext, QByteArrayView tag)
{
    const ErrorQueueGuard guard;
    if (cek.size() != encryption.keySize || iv.size() != encryption.ivSize ||
        tag.size() != encryption.tagSize)
        return Error{ErrorCode::DecryptionFailed};
    return encryption.digest ? openCbc(encryption, cek, iv, additionalData, std::move(ciphertext), tag)
                             : aes::openGcm(encryption.cipher, cek.reveal(), iv, additionalData,
                                            std::move(ciphertext), tag);
}

} // namespace claimcheck::jose
