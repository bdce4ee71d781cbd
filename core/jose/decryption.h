#pragma once

#include "encryption_algorithm.h"
#include "key.h"
#include "parsed_encryption.h"

namespace claimcheck::jose {

/// What may be decrypted, and how much work and memory it may cost.
struct DecryptionPolicy {
    /// Allowed "alg" values; empty: those that the key itself allows, and never RSA1_5.
    std::vector<QByteArray> algorithms = {};
    int maxIterations = 32768;          // of PBES2 ("p2c")
    qsizetype maxInflated = 256 * 1024; // octets that "zip" may grow to, or …
    int maxInflatedRatio = 10;          // … so many times the compressed size, whichever is more
    enum class WeakKey { Refused, Allowed } weakKey = WeakKey::Refused;
};

struct Decrypted {
    QByteArray plaintext;
    size_t recipient = 0;
    QByteArray algorithm, encryption; // alg and enc
    KeySource keySource = KeySource::Pinned;
    QByteArray keyId;
};

/// Decrypts for the first recipient whose key is in the set (RFC 7516 section 5.2). For PBES2 the set holds
/// the password as a secret. A wrong key, a changed octet anywhere, a wrong length of IV, tag or encrypted
/// key are one and the same DecryptionFailed; what lies in the secrets fails after the same work. What can be
/// seen without a key has its own code: Base64…, Json…, TokenFormInvalid, CriticalUnsupported,
/// AlgorithmUnsupported (subject: the alg or enc), AlgorithmNotAllowed, Key…, IterationsOutOfRange,
/// EphemeralKeyInvalid, CompressionUnsupported; after authentication CompressedTooLarge, CompressedInvalid.
[[nodiscard]] Result<Decrypted> decrypt(const ParsedEncryption &token, const KeySet &keys,
                                        const DecryptionPolicy &policy = {});
/// The same in the token's own memory: the ciphertext becomes the plaintext, and is not copied.
[[nodiscard]] Result<Decrypted> decrypt(ParsedEncryption &&token, const KeySet &keys,
                                        const DecryptionPolicy &policy = {});

} // namespace claimcheck::jose
