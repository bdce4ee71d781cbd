#pragma once

#include "aes.h"
#include "encryption_algorithm.h"

namespace claimcheck::jose {

/// Encrypts and authenticates (RFC 7518 section 5): the CEK and the IV have the sizes of the row.
/// Here and below the text is worked on in place: move it in, and nothing is copied.
[[nodiscard]] Result<aes::Sealed> sealContent(const ContentEncryption &encryption, const Secret &cek,
                                              QByteArrayView iv, QByteArrayView additionalData,
                                              QByteArray plaintext);
/// The plaintext, only if the tag is right. DecryptionFailed for every cause: wrong sizes (of the CEK too),
/// another key, a changed octet, bad padding.
[[nodiscard]] Result<QByteArray> openContent(const ContentEncryption &encryption, const Secret &cek,
                                             QByteArrayView iv, QByteArrayView additionalData,
                                             QByteArray ciphertext, QByteArrayView tag);

} // namespace claimcheck::jose
