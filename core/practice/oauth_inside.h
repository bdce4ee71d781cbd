#pragma once

#include "system.h"

namespace claimcheck::practice::provider {

class Provider;

/// The provider in the words that the sign-in systems have of themselves; its id is "oauth".
[[nodiscard]] const System::About &about();
/// Writes what the provider stores about this user now: one member for each of its tables, an array of rows.
/// What is a secret elsewhere stands there as its fingerprint only.
[[nodiscard]] Result<Done> writeInside(Provider &provider, const QString &userId, json::Writer &writer);

} // namespace claimcheck::practice::provider
