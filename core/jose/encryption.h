#pragma once

#include "encryption_algorithm.h"
#include "key.h"

namespace claimcheck::jose {

/// One recipient to encrypt for. The key must fit `algorithm` (Key… codes otherwise).
struct EncryptionRecipient {
    Key key; // for PBES2: the password as a secret
    const KeyManagementAlgorithm *algorithm = nullptr;
    QByteArray headerJson; // per-recipient unprotected members (an object), or empty; only in JSON forms
};

struct EncryptionOptions {
    int iterations = 10000;    // of PBES2, at most 32768
    QByteArray additionalData; // "aad", only in JSON forms
};

/// A compact JWE (RFC 7516 section 7.1). `headerJson` is an object without alg, enc, epk, p2s, p2c, iv and
/// tag, which are put first; its other members go out byte for byte. "zip":"DEF" there compresses. A fresh
/// random CEK and IV every time (RFC 7518 section 5.3).
[[nodiscard]] Result<QByteArray> encryptCompact(const QByteArray &headerJson, const QByteArray &plaintext,
                                                const EncryptionRecipient &recipient,
                                                const ContentEncryption &encryption,
                                                const EncryptionOptions &options = {});
/// The JSON serialization: flattened for one recipient, general for more (dir and ECDH-ES stand alone:
/// TokenFormInvalid otherwise).
[[nodiscard]] Result<QByteArray> encryptJson(const QByteArray &headerJson, const QByteArray &plaintext,
                                             const std::vector<EncryptionRecipient> &recipients,
                                             const ContentEncryption &encryption,
                                             const EncryptionOptions &options = {});

} // namespace claimcheck::jose
