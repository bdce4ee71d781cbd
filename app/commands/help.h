#pragma once

#include "command.h"

#include <QString>

namespace claimcheck::app {

/// `claimcheck --help`.
[[nodiscard]] QString generalHelp();
/// `claimcheck COMMAND --help`.
[[nodiscard]] QString commandHelp(const Command &command);
/// claimcheck(1) as roff, made from the same tables: the build writes it to a file.
[[nodiscard]] QString manPage();

} // namespace claimcheck::app
