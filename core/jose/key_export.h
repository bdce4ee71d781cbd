#pragma once

#include "key.h"

namespace claimcheck::jose {

/// A fresh private key: EC on a curve of RFC 7518 or secp256k1, OKP on "Ed25519", "Ed448", "X25519", "X448";
/// RSA of 2048 to 16,384 bits (0: 3072), or a secret of 8 to 65,536 bits in whole octets (0: 256), both
/// without a curve. KeyTypeMismatch where type and curve do not go together, KeyTooShort, KeyTooLarge.
[[nodiscard]] Result<Key> generateKey(KeyType type, const QByteArray &curve, int bits = 0);

/// The key without its private part, and with key_ops turned round (sign: verify, …). Of secrets, which have
/// none: KeyTypeMismatch.
[[nodiscard]] Result<Key> publicKeyOf(const Key &key);

/// The public JWK of a key: members in RFC 7638's order, then kid, alg, use, key_ops where the key has them.
/// Of secrets: KeyTypeMismatch.
[[nodiscard]] Result<QByteArray> publicJwk(const Key &key);
/// The same with its private members (RFC 7518 sections 6.2.2, 6.3.2, RFC 8037 section 2), or the "k" of a
/// secret. KeyNotPrivate.
[[nodiscard]] Result<Secret> privateJwk(const Key &key);
/// The public key as PEM (SPKI, RFC 5280). Of secrets: KeyTypeMismatch.
[[nodiscard]] Result<QByteArray> publicPem(const Key &key);
/// The private key as PEM (PKCS#8, RFC 5958). KeyTypeMismatch of secrets, KeyNotPrivate, and KeyInvalid for
/// an RSA key of n, e and d alone, which that format cannot hold.
[[nodiscard]] Result<Secret> privatePem(const Key &key);

/// The JWK thumbprint (RFC 7638) with "SHA256", "SHA384" or "SHA512", as base64url; of a secret over its k
/// (section 3.2.1): whoever sees it can test guesses. AlgorithmUnsupported for other digests.
[[nodiscard]] Result<QByteArray> thumbprint(const Key &key, const char *digest = "SHA256");

} // namespace claimcheck::jose
