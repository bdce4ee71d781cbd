#pragma once

#include "base/json.h"

#include <QString>

#include <vector>

namespace claimcheck::ui {

/// Every place of `text` in `source`, in order and apart from each other; at most `most`. Text that is not
/// UTF-8 is searched byte by byte, with the letters of ASCII alone taken as the same.
[[nodiscard]] std::vector<json::Span> placesOf(const QString &text, const QByteArray &source,
                                               Qt::CaseSensitivity sensitivity, size_t most);
/// Adds the strings of a JSON text that hold `text` only once their escapes are read ("\u0061"): each a whole
/// string with its quotes. `places` stays in order.
void addEscapedPlaces(const QString &text, const QByteArray &json, Qt::CaseSensitivity sensitivity,
                      size_t most, std::vector<json::Span> &places);

} // namespace claimcheck::ui
