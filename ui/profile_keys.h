#pragma once

#include "jose/key.h"
#include "login/profile.h"

#include <functional>

class QObject;

namespace claimcheck::ui {

/// Where a profile's server publishes its keys: `/.well-known/jwks.json` of its origin.
[[nodiscard]] QUrl keysAddress(const login::Profile &profile);
/// Fetches them, without any credential, through the profile's own connection settings. Source: discovered.
/// The callback comes once, later, and never after `context` is gone.
void fetchKeys(const login::Profile &profile, QObject *context,
               const std::function<void(Result<jose::KeySet>)> &done);

} // namespace claimcheck::ui
