#pragma once

#include "jose/decryption.h"

namespace claimcheck::app {

/// The key is a password: only PBES2 may use it (RFC 7518 section 4.8), whatever else is allowed. It never
/// serves as a key by itself. AlgorithmNotAllowed when none of the named algorithms is left.
[[nodiscard]] Result<Done> allowPasswordsOnly(jose::DecryptionPolicy &policy);

} // namespace claimcheck::app
