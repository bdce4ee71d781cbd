#pragma once

#include "base/result.h"

#include <QByteArray>

#include <vector>

namespace claimcheck::app {

class Invocation;

/// The names that --alg lists, none where the option is absent. UsageInvalid where it names no algorithm, or
/// one that `isKnown` does not know: a slip must not read as an answer about the token.
[[nodiscard]] Result<std::vector<QByteArray>> readAlgorithmNames(const Invocation &run,
                                                                 bool (*isKnown)(QByteArrayView name));

} // namespace claimcheck::app
