#pragma once

#include "key.h"

#include <optional>

namespace claimcheck::jose {

/// Why the key cannot be used with the algorithm: KeyTypeMismatch or KeyCurveMismatch; nothing when it fits.
[[nodiscard]] std::optional<Error> keyMisfit(const Algorithm &algorithm, const Key &key);
/// True when the key is below the algorithm's minimum (RFC 7518 sections 3.2 and 3.3).
[[nodiscard]] bool isWeak(const Algorithm &algorithm, const Key &key);

/// The signature fits, or does not: `reason` then says how (SignatureMissing, SignatureLength,
/// SignatureMismatch).
struct SignatureAnswer {
    bool matches = false;
    std::optional<Error> reason = {};
};

/// Checks one signature (RFC 7515 section 5.2 step 8). The key must fit (see `keyMisfit`; the error
/// otherwise). An error means that it could not be checked: it says nothing about the signature.
[[nodiscard]] Result<SignatureAnswer> checkOne(const Algorithm &algorithm, const Key &key,
                                               QByteArrayView input, QByteArrayView signature);
/// Makes one signature. The key must fit and be private (KeyNotPrivate).
[[nodiscard]] Result<QByteArray> makeOne(const Algorithm &algorithm, const Key &key, QByteArrayView input);

} // namespace claimcheck::jose
