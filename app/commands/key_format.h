#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "jose/key.h"

namespace claimcheck::app {

class Invocation;

enum class KeyFormat { Pem, Jwk, Jwks };
/// --to, or `otherwise`. UsageInvalid.
[[nodiscard]] Result<KeyFormat> readKeyFormat(const Invocation &run, KeyFormat otherwise);

/// Keys as text with a line end, each private where it is; with `json`, PEM becomes {"pem":"…"}. Errors:
/// UsageInvalid for more than one key as a JWK, KeyTypeMismatch for a secret as PEM, and KeyInvalid for what
/// PEM cannot hold.
[[nodiscard]] Result<Secret> formatted(const std::vector<jose::Key> &keys, KeyFormat format, bool json);

} // namespace claimcheck::app
