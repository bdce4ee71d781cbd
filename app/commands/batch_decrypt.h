#pragma once

#include "jose/decryption.h"

namespace claimcheck::app {

class Invocation;

/// `decrypt --batch` (CLI.md, "Batches"). `defaults` are the keys of lines that bring none, `defaultPolicy`
/// what those may be used for.
void runDecryptBatch(Invocation &run, jose::KeySet defaults, jose::DecryptionPolicy defaultPolicy);

} // namespace claimcheck::app
