#pragma once

#include "jose/key.h"

namespace claimcheck::app {

class Invocation;

/// `verify --batch`: one token a line, with its keys and what is expected of it (CLI.md, "Batches").
/// `defaults` are the keys of lines that bring none.
void runVerifyBatch(Invocation &run, jose::KeySet defaults);

} // namespace claimcheck::app
