#pragma once

#include "base/json.h"

namespace claimcheck::requests {

/// What JSON text is worth in an address or a header: a string as it is, other values as JSON.
[[nodiscard]] QByteArray plainValue(const QByteArray &jsonText);

/// A value, as JSON text, as the parameter's `style` and `explode` write it (OpenAPI 3.1, "Style Values"):
/// lists and objects are several fields, or one with marks between them. Encoded where the place needs it.
[[nodiscard]] QByteArray queryParameter(json::Value parameter, const QByteArray &example);
[[nodiscard]] QByteArray pathParameter(json::Value parameter, const QByteArray &example);
[[nodiscard]] QByteArray headerParameter(json::Value parameter, const QByteArray &example);

} // namespace claimcheck::requests
