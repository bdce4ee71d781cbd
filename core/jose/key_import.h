#pragma once

#include "base/json.h"
#include "key.h"
#include "key_export.h"
#include "secret_encoding.h"

namespace claimcheck::jose {

/// Reads PEM or DER (SPKI, PKCS#1, PKCS#8, SEC1, X.509 certificate), a JWK or a JWK Set, told apart by
/// content. `subject` names the source in errors (a file's name). `password` opens what is encrypted (PKCS#8
/// and the old Proc-Type form). Errors: KeyFormatUnknown (its detail says what the text is instead),
/// KeyInvalid, KeyTooLarge, KeyEncrypted without a password, KeyPasswordWrong, Json….
[[nodiscard]] Result<KeySet> importKeys(const QByteArray &text, const QString &subject,
                                        const Secret *password = nullptr);
/// One secret for HS*. PublicKeyAsSecret when the bytes are a public key, a certificate or a public JWK in
/// any spelling (white space, one line); SecretEncodingInvalid when they do not fit the encoding; KeyInvalid
/// when empty.
[[nodiscard]] Result<KeySet> importSecret(const Secret &text, SecretEncoding encoding);
/// One JWK (RFC 7517 section 4) that a token carries. KeyTooLarge for RSA keys of more than 6,500 bits, whose
/// check takes seconds.
[[nodiscard]] Result<Key> importJwk(const json::Value &jwk);

} // namespace claimcheck::jose
