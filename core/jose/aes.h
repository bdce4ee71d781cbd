#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "evp.h"

#include <QByteArray>

/// The AES of JWE on OpenSSL's EVP interface: GCM, CBC and key wrapping. `cipher` is OpenSSL's name with the
/// key's size in it. Internal to core/jose.
namespace claimcheck::jose::aes {

inline constexpr qsizetype gcmIvSize = 12;
inline constexpr qsizetype gcmTagSize = 16;
inline constexpr qsizetype wrapOverhead = 8;

/// A cipher by name, fetched once; nullptr for others.
[[nodiscard]] const EVP_CIPHER *fetchCipher(QByteArrayView name);

struct Sealed {
    QByteArray ciphertext;
    QByteArray tag;
};

// What is encrypted or decrypted is taken by value and worked on in place: for a text of a hundred megabytes,
// the pages of a second buffer would cost more than AES itself.

/// GCM (NIST SP 800-38D) with a tag of 16 octets; the key and the IV are of the right size.
[[nodiscard]] Result<Sealed> sealGcm(const char *cipher, QByteArrayView key, QByteArrayView iv,
                                     QByteArrayView additionalData, QByteArray plaintext);
/// DecryptionFailed, with every octet that was decrypted wiped, unless the tag is right; also for an IV that
/// does not have 12 octets and a tag that does not have 16, before anything else is done.
[[nodiscard]] Result<QByteArray> openGcm(const char *cipher, QByteArrayView key, QByteArrayView iv,
                                         QByteArrayView additionalData, QByteArray ciphertext,
                                         QByteArrayView tag);

/// CBC with PKCS #7 padding (RFC 7518 section 5.2.2), without any authentication: see content_encryption.h.
[[nodiscard]] Result<QByteArray> encryptCbc(const char *cipher, QByteArrayView key, QByteArrayView iv,
                                            QByteArray plaintext);
[[nodiscard]] Result<QByteArray> decryptCbc(const char *cipher, QByteArrayView key, QByteArrayView iv,
                                            QByteArray ciphertext);

/// RFC 3394 with its default initial value; the key has 16, 24 or 32 octets.
[[nodiscard]] Result<QByteArray> wrap(QByteArrayView key, QByteArrayView secret);
/// DecryptionFailed unless the integrity check holds and exactly `expectedSize` octets come out.
[[nodiscard]] Result<Secret> unwrap(QByteArrayView key, QByteArrayView wrapped, qsizetype expectedSize);

} // namespace claimcheck::jose::aes
