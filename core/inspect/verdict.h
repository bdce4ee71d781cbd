#pragma once

#include "report.h"

namespace claimcheck::inspect {

/// The sentence for every combination of time, signature outcome and key source. A token that was only
/// decoded is never called valid: "Not expired: 4 min 12 s left · signature not checked". Green (Good) needs
/// a matching signature by a key that is pinned, discovered or confirmed; a key carried by the token itself
/// proves nothing.
[[nodiscard]] Verdict makeVerdict(Kind kind, const Times &times, const jose::SignatureResult &signature);

/// The same, for a token whose form has errors: it is not green, whatever its signature is.
[[nodiscard]] Verdict withErrors(Verdict verdict);

/// "4 min 12 s", "2 h 5 min", "1 day 3 h", "3 days", "12 years": two units at most, rounded down, for a count
/// of seconds ≥ 0. Whole days from three days on, whole years from two years on.
[[nodiscard]] QString durationText(qint64 seconds);
/// "in 4 min 12 s", "3 days ago", "now": `time` seen from `now`.
[[nodiscard]] QString relativeText(TimePoint time, TimePoint now);
/// RFC 3339 in UTC with seconds ("2026-01-31T12:00:00Z"), milliseconds only when not zero; years that RFC
/// 3339 cannot write as plain words ("the year 55843", "the year 45 BC").
[[nodiscard]] QString utcText(TimePoint time);
/// The time part of the verdict alone: "Not expired: 4 min 12 s left", "Expired 3 days ago", "Not valid yet:
/// starts in …", "No expiry", "Expiry cannot be read".
[[nodiscard]] QString timeSentence(const Times &times);

} // namespace claimcheck::inspect
