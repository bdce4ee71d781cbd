#pragma once

#include "base/json.h"
#include "key.h"

namespace claimcheck::jose {

/// The keys of a JWK Set (RFC 7517 section 5), or one JWK as a set of one. A key of a set that cannot be used
/// goes to `rejected`; a single JWK that cannot be used is the error. `subject` names the source.
[[nodiscard]] Result<KeySet> importJwkOrSet(const json::Value &root, const QString &subject);

} // namespace claimcheck::jose
