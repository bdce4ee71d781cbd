#pragma once

#include "base/json.h"
#include "key.h"

namespace claimcheck::jose {

/// Reading the members of a JWK (RFC 7517 section 4). Internal to core/jose.

/// KeyInvalid: the member is not there, or has another length than its curve wants.
[[nodiscard]] Error memberMissing(const char *member);
[[nodiscard]] Error memberLengthWrong(const char *member);
/// JsonTypeMismatch.
[[nodiscard]] Error memberTypeWrong(const char *member);

/// A string member that may be absent (then empty).
[[nodiscard]] Result<QByteArray> optionalText(const json::Value &jwk, const char *member);
/// A member that is canonical base64url (RFC 7515 section 2), of at most `maxText` characters: longer ones
/// are KeyTooLarge, and not read. The caller wipes it.
[[nodiscard]] Result<QByteArray> octetsMember(const json::Value &jwk, const char *member, qsizetype maxText);

/// kid, alg, use and key_ops. KeyInvalid where use and key_ops contradict each other (section 4.3), or
/// key_ops is empty or repeats itself.
[[nodiscard]] Result<KeyMetadata> readMetadata(const json::Value &jwk);
/// True when the object shows a member that is private, whatever its type (RFC 7518 sections 6.2.2, 6.3.2,
/// 6.4).
[[nodiscard]] bool showsPrivateMember(const json::Value &jwk);

} // namespace claimcheck::jose
