#pragma once

#include "base/json.h"

#include <optional>

namespace claimcheck::inspect {

/// The value in compact JSON, number by number as sent, if any JSON reader (RFC 7493, I-JSON) holds it
/// exactly; nothing for numbers beyond ±2^53 or with more digits than a double keeps, lone surrogates, and
/// names that appear twice.
[[nodiscard]] std::optional<QByteArray> exactJson(const json::Value &value);

} // namespace claimcheck::inspect
