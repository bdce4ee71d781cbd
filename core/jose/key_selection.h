#pragma once

#include "key.h"

namespace claimcheck::jose {

/// The keys that may be tried for a token, in the set's order; none and a `reason` when there is none.
struct KeySelection {
    std::vector<const Key *> keys;
    std::optional<Error> reason;
    /// The header's kid named the keys.
    bool byKeyId = false;
};

/// Who asks decides which algorithms are allowed, or the key does: never the header.
enum class AllowedBy { Caller, Key };

/// Chooses by kid, alg, use, key_ops, type and curve (RFC 7515 section 6, RFC 7517 section 4). A kid is a
/// hint: a single key that a person pinned is tried whatever it is called, but in a discovered set the kid
/// must be right.
[[nodiscard]] KeySelection selectKeys(const KeySet &set, const Algorithm &algorithm, const QByteArray &kid,
                                      AllowedBy allowedBy);

} // namespace claimcheck::jose
