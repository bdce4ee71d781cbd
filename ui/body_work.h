#pragma once

#include "requests/json_filter.h"
#include "requests/overflow.h"

#include <QString>

#include <atomic>
#include <functional>
#include <memory>

/// What workers make of a body; nothing here is for the GUI thread.
namespace claimcheck::ui {

/// Set by whoever no longer wants the result.
using StopFlag = std::shared_ptr<std::atomic_bool>;

/// JSON with line ends and indents, all else as it was sent; of any size, since only a piece of it is in
/// memory. What is no JSON loses nothing but white space between its tokens. Beyond 40 levels the indent
/// grows no more. Errors: those of Overflow; Cancelled.
[[nodiscard]] Result<std::shared_ptr<const requests::Overflow>> prettyJson(const requests::Overflow &body,
                                                                           const StopFlag &stop);

/// What a filter chose.
struct Filtered {
    std::shared_ptr<const requests::Overflow> body; // the one value, or a list of them; as they were sent
    size_t count = 0;
};
/// More than this is not filtered: all of it has to be in memory.
inline constexpr qint64 mostFiltered = 64 * 1024 * 1024;
/// Errors: Json…, FilterInvalid, InputTooLarge; those of Overflow.
[[nodiscard]] Result<Filtered> filterJson(const requests::Overflow &body, const QByteArray &filter);

/// Writes a body to a file, which is there whole or not at all. `progress` gets bytes, from this thread.
/// Errors: FileUnwritable; those of Overflow; Cancelled.
[[nodiscard]] Result<Done> saveBody(const requests::Overflow &body, const QString &path, const StopFlag &stop,
                                    const std::function<void(qint64)> &progress);

} // namespace claimcheck::ui
