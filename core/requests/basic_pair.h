#pragma once

#include "prepared_request.h"

namespace claimcheck::requests {

/// "user:password" of a header "Authorization: Basic user:password" or "Basic user password", which both
/// editors encode when they send it; nothing for another, or one that is encoded already. Without a secret
/// in it `prepare` has encoded it.
[[nodiscard]] std::optional<PreparedText> basicPair(const PreparedHeader &header);

} // namespace claimcheck::requests
