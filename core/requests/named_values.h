#pragma once

#include "base/json.h"

#include <vector>

namespace claimcheck::requests {

/// In a text of no known form (JSON with a fault, several JSON texts, a log, a configuration) what stands
/// behind ":" or "=" after a secret's name, in order. Better a word too many than a password.
[[nodiscard]] std::vector<json::Span> secretValuesIn(QByteArrayView text);

} // namespace claimcheck::requests
