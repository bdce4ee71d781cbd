#pragma once

#include "base/json.h"
#include "key.h"

#include <optional>

namespace claimcheck::jose {

/// How the text of a secret stands for bytes.
enum class SecretEncoding { Text, Base64, Base64url, Hex };
[[nodiscard]] std::optional<SecretEncoding> secretEncodingFromName(QByteArrayView name);

/// Reads PEM (SPKI, PKCS#1, PKCS#8, SEC1, X.509 certificate), a JWK or a JWK Set, told apart by content.
/// `subject` names the source in errors (a file's name). Errors: KeyFormatUnknown, KeyInvalid, KeyTooLarge,
/// KeyEncrypted, Json….
[[nodiscard]] Result<KeySet> importKeys(const QByteArray &text, const QString &subject);
/// One secret for HS*. PublicKeyAsSecret when the bytes are a public key, a certificate or a public JWK in
/// any spelling (white space, one line); SecretEncodingInvalid when they do not fit the encoding; KeyInvalid
/// when empty.
[[nodiscard]] Result<KeySet> importSecret(const Secret &text, SecretEncoding encoding);
/// One JWK (RFC 7517 section 4).
[[nodiscard]] Result<Key> importJwk(const json::Value &jwk);

/// A fresh private key: EC on "P-256", "P-384", "P-521", or OKP on "Ed25519".
[[nodiscard]] Result<Key> generateKey(KeyType type, const QByteArray &curve);
/// The public JWK of a key, members in RFC 7638's order, then kid, alg, use where the key has them.
[[nodiscard]] Result<QByteArray> publicJwk(const Key &key);
/// The private key as PEM (PKCS#8): for a server that keeps its key in its own database.
[[nodiscard]] Result<Secret> privatePem(const Key &key);
/// The JWK thumbprint (RFC 7638) with SHA-256, as base64url. Not of secrets (KeyTypeMismatch).
[[nodiscard]] Result<QByteArray> thumbprint(const Key &key);

} // namespace claimcheck::jose
