#pragma once

#include "key_management.h"

/// Which keys fit an encryption algorithm. Internal to core/jose.
namespace claimcheck::jose {

enum class EncryptionUse { Encrypt, Decrypt };
enum class WeakRsa { Refused, Allowed };

/// Why this key is not for this algorithm, nothing when it is: its type, curve and size (KeyTypeMismatch,
/// KeyCurveMismatch, KeyTooShort, KeyTooLarge; dir wants the size of `encryption`, A*KW its own), its alg,
/// use and key_ops (AlgorithmNotAllowed, KeyUseMismatch), and its private part for decrypting
/// (KeyNotPrivate).
[[nodiscard]] std::optional<Error> encryptionKeyMisfit(const KeyManagementAlgorithm &algorithm,
                                                       const ContentEncryption &encryption, const Key &key,
                                                       EncryptionUse use, WeakRsa weak = WeakRsa::Refused);

/// The keys that may be tried for a recipient, in the set's order; none and a `reason` when there is none.
struct RecipientKeys {
    std::vector<const Key *> keys;
    std::optional<Error> reason;
    bool byKeyId = false; // the header's kid named them
};

/// Chooses by kid, alg, use, key_ops, type, curve and size, as key_selection.h does for signatures: a kid is
/// a hint for a single key that a person pinned. A secret that was discovered is none (PublicKeyAsSecret).
/// An ephemeral key on another curve than the only key is EphemeralKeyInvalid.
[[nodiscard]] RecipientKeys selectRecipientKeys(const KeySet &set, const KeyManagementAlgorithm &algorithm,
                                                const ContentEncryption &encryption,
                                                const KeyParameters &parameters, const QByteArray &kid,
                                                WeakRsa weak);

} // namespace claimcheck::jose
