#pragma once

#include "base/json.h"
#include "key.h"

#include <optional>

namespace claimcheck::jose {

/// The certificates of a JWK against the key itself (RFC 7517 sections 4.7 to 4.9): x5c is a list of
/// certificates in base64 (not base64url), the first of them for this very key, and x5t and x5t#S256 are
/// digests of the first. KeyInvalid or JsonTypeMismatch; nothing when all fits, or when there are none.
/// Internal to core/jose.
[[nodiscard]] std::optional<Error> checkCertificates(const json::Value &jwk, const Key &key);

} // namespace claimcheck::jose
