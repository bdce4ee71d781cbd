#pragma once

#include "base/result.h"

#include <QString>

#include <vector>

namespace claimcheck::ui {

/// The tabs of the Requests page, for the next start: `FOLDER/open-requests.json`, mode 0600. One that is
/// saved is its place in its file; of one with changes the changed request is kept as an `.http` text that
/// has been through the redaction of the history: no secret that was typed is in it.
struct OpenRequests {
    static constexpr size_t most = 100;

    struct Tab {
        QString path = {};       // of its file, or of that in which it would be saved; may be empty
        int index = -1;          // in its file; -1: it is in none
        QString title = {};      // by which it is found again where the file has changed
        QByteArray draft = {};   // not empty: it is not as its file has it
        bool lostSecret = false; // a mark stands in the draft where a secret was typed
        friend bool operator==(const Tab &, const Tab &) = default;
    };
    std::vector<Tab> tabs = {};
    int current = 0;
    bool isShown = false; // the Requests page was in front
    friend bool operator==(const OpenRequests &, const OpenRequests &) = default;

    /// Where there is no file: none. Errors: FileUnreadable, InputTooLarge, Json…, JsonTypeMismatch.
    [[nodiscard]] static Result<OpenRequests> read(const QString &folder);
    /// A file that cannot be read gets another name, so that the next one does not take its place: its path.
    /// Error: FileUnwritable.
    [[nodiscard]] static Result<QString> setAside(const QString &folder);
    /// Nothing to keep leaves no file. Errors: FileUnwritable; InputTooLarge, and what was written before
    /// stays.
    [[nodiscard]] Result<Done> write(const QString &folder) const;
};

} // namespace claimcheck::ui
