#pragma once

#include "command.h"

#include <QString>

#include <optional>

namespace claimcheck::app {

/// `claimcheck --help`.
[[nodiscard]] QString generalHelp();
/// `claimcheck COMMAND --help`.
[[nodiscard]] QString commandHelp(const Command &command);
/// `claimcheck help findings [ID]`: every rule of the inspector by area, or the explanation of one. Nothing
/// for an id that no rule has.
[[nodiscard]] std::optional<QString> findingsHelp(const QString &id = {});
/// claimcheck(1) as roff, made from the same tables: the build writes it to a file.
[[nodiscard]] QString manPage();

} // namespace claimcheck::app
