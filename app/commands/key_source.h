#pragma once

#include "base/result.h"
#include "jose/key.h"

#include <functional>

namespace claimcheck::app {

class Invocation;

/// The keys that --key, --jwks or --secret-file name: exactly one of them. The callback may come at once (a
/// file) or later (a URL). Keys from a file are pinned; a JWK Set from a URL is discovered.
void readKeys(Invocation &run, const std::function<void(Result<jose::KeySet>)> &done);

} // namespace claimcheck::app
