#pragma once

#include "history.h"

namespace claimcheck::requests {

/// Whether what is sent is written down, and how much is kept: one file in the folder of the profiles, for
/// the window and the command line alike.
struct HistorySettings {
    bool on = true;
    History::Bounds bounds = {};

    /// "FOLDER/history.json"; a missing one is the default. Error: FileUnreadable (it cannot be read as
    /// settings); then nothing is to be written down, since the person may have switched it off.
    [[nodiscard]] static Result<HistorySettings> read(const QString &folder);
    /// Error: FileUnwritable.
    [[nodiscard]] Result<Done> write(const QString &folder) const;
};

/// Where the history of a folder's profiles is.
[[nodiscard]] QString historyPath(const QString &folder);

} // namespace claimcheck::requests
