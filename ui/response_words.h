#pragma once

#include "http/client.h"

#include <QString>

#include <chrono>

namespace claimcheck::ui {

/// The reason phrase of RFC 9110 section 15 (and of those that came later); a server's own may be anything,
/// and HTTP/2 has none. Empty for a status that no standard names.
[[nodiscard]] QString reasonPhrase(int status);
/// "12 ms", "1.24 s", "2 min 5 s".
[[nodiscard]] QString durationText(std::chrono::milliseconds time);
/// "14.2 kB"; exact below 1,000 bytes.
[[nodiscard]] QString sizeText(qint64 bytes);
/// "2.1 kB on the wire, 14.2 kB decoded"; one of them where they are the same or one cannot be told.
[[nodiscard]] QString sizesText(std::optional<qint64> onTheWire, qint64 decoded);
/// How far: "1.2 of 20 MB", "1.2 MB so far"; empty before anything has come.
[[nodiscard]] QString progressText(const http::Progress &progress);

} // namespace claimcheck::ui
