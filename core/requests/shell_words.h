#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QString>

#include <vector>

namespace claimcheck::requests {

/// One simple command of a shell line.
struct ShellCommand {
    QByteArrayList words;
    /// What was met and cannot be done: commands in `$(…)`, redirections, pipes.
    std::vector<QString> leftOut;
};

/// Splits bash text into commands (at line ends, ";", "&", "&&", "||", "|") and words, quotes undone:
/// '…', "…", $'…' with its escapes, backslashes, lines joined by a backslash, comments. `$NAME` and `${NAME}`
/// become `{{NAME}}`; `$(claimcheck token NAME)` becomes `{{profile:NAME.token}}`, and
/// `$(claimcheck header NAME)` `Authorization: Bearer {{profile:NAME.token}}`. Error: ImportUnreadable for an
/// open quote (with its offset).
[[nodiscard]] Result<std::vector<ShellCommand>> shellCommands(QByteArrayView text);

} // namespace claimcheck::requests
