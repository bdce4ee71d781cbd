#pragma once

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"

namespace claimcheck::jose {

/// The farthest NumericDate in both directions, in seconds: over thirty million years.
inline constexpr qint64 farthestNumericDate = 1'000'000'000'000'000;

/// A NumericDate (RFC 7519 section 2): seconds since 1970, decimals allowed. Finite and within ±10^15
/// seconds, checked before any conversion; NumericDateInvalid (subject: `name`) otherwise, and for anything
/// that is not a number.
[[nodiscard]] Result<TimePoint> numericDate(const json::Value &value, const QString &name);

/// The audiences of an "aud" value: a string is one audience. JsonTypeMismatch for anything else than a
/// string or an array of strings.
[[nodiscard]] Result<std::vector<QByteArray>> audiences(const json::Value &value);

} // namespace claimcheck::jose
