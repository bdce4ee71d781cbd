#pragma once

#include "key.h"

/// Diffie-Hellman and the key derivation of ECDH-ES (RFC 7518 section 4.6). Internal to core/jose.
namespace claimcheck::jose {

/// Z: the private key `own` with the public part of `peer`, on the same curve (P-256, P-384, P-521, X25519,
/// X448), with its leading zeros. EphemeralKeyInvalid when nothing can be agreed with that peer (another
/// curve, a point of small order).
[[nodiscard]] Result<Secret> agree(const Key &own, const Key &peer);

/// What goes into the Concat KDF beside Z (RFC 7518 section 4.6.2).
struct DerivationInfo {
    QByteArray algorithmId; // "enc" for ECDH-ES, "alg" for ECDH-ES+A*KW
    QByteArray partyU;      // decoded "apu"
    QByteArray partyV;      // decoded "apv"
    int keySize = 0;        // octets
};

/// The Concat KDF of NIST SP 800-56A with SHA-256.
[[nodiscard]] Result<Secret> concatKdf(const Secret &sharedSecret, const DerivationInfo &info);

} // namespace claimcheck::jose
