#pragma once

#include "encryption_algorithm.h"
#include "key.h"

#include <optional>

/// How a content encryption key (CEK) gets to its recipient and back (RFC 7518 section 4). Internal to
/// core/jose.
namespace claimcheck::jose {

/// The header parameters of key management, decoded; each family has its own.
struct KeyParameters {
    std::optional<Key> ephemeral; // "epk" of ECDH-ES
    QByteArray partyU, partyV;    // "apu", "apv" of ECDH-ES
    QByteArray iv, tag;           // of A*GCMKW
    QByteArray salt;              // "p2s" of PBES2
    int iterations = 0;           // "p2c" of PBES2
};

/// The CEK of this recipient, of exactly the size that `encryption` wants. The key fits the algorithm
/// (encryption_keys.h). DecryptionFailed for every cause that lies in the secrets: the caller goes on with
/// a random CEK then, so that all of them fail at the same place (RFC 7516 section 11.5).
/// EphemeralKeyInvalid for an epk that no secret can be agreed with.
[[nodiscard]] Result<Secret> unwrapKey(const KeyManagementAlgorithm &algorithm,
                                       const ContentEncryption &encryption, const Key &key,
                                       const KeyParameters &parameters, QByteArrayView encryptedKey);

/// What goes to one recipient.
struct WrappedKey {
    Secret cek;              // the one that was given, or, for dir and ECDH-ES, the one that it is
    QByteArray encryptedKey; // empty for dir and ECDH-ES
    QByteArray members;      // JSON members of the header ("epk":{…}), or empty
};

/// Wraps `cek` for the key; dir and ECDH-ES take none and yield their own. `parameters` gives partyU, partyV
/// and iterations; the others are made here, fresh.
[[nodiscard]] Result<WrappedKey> wrapKey(const KeyManagementAlgorithm &algorithm,
                                         const ContentEncryption &encryption, const Key &key,
                                         const Secret &cek, const KeyParameters &parameters);

/// True for dir and ECDH-ES: the key is the CEK, so that there can be no second recipient.
[[nodiscard]] bool yieldsContentKey(const KeyManagementAlgorithm &algorithm);

} // namespace claimcheck::jose
