#pragma once

namespace claimcheck::app {

class Invocation;

/// `key show --batch` (CLI.md, "Batches").
void runKeyShowBatch(Invocation &run);

} // namespace claimcheck::app
