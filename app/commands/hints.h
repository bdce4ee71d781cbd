#pragma once

#include "base/error.h"
#include "command.h"

namespace claimcheck::app {

/// What can be done about an error, in the words of this command's own options; else the error's general
/// hint, which may be empty.
[[nodiscard]] QString hintFor(const Error &error, const Command &command);

} // namespace claimcheck::app
