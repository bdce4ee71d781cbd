#pragma once

#include "report.h"

namespace claimcheck::inspect {

/// One moment on the drawn line.
struct TimeMark {
    enum class Role { SignedIn, IssuedAt, NotBefore, Now, Expires } role;
    TimePoint time;
    double position; // 0 to 1, from left to right in the order of time
    QString label;   // "Issued (iat)", "Now", …
    QString utc;     // as utcText words it
    QString text;    // relative: "in 4 min", "3 days ago"
};

/// What a drawing of a token's time shows: auth_time, iat, nbf, the moment it is judged at, exp. The time in
/// which it is valid takes the middle of the line (`validFrom` to `validUntil`); what lies outside is drawn
/// closer to the edge the farther away it is, so that a token that expired years ago can still be drawn.
struct Timeline {
    std::vector<TimeMark> marks;                     // in the order of time
    std::optional<double> validFrom, validUntil;     // without an end: validFrom alone
    std::optional<double> leewayBefore, leewayAfter; // where the leeway widens them
    std::optional<qint64> lifetimeSeconds;
    QString lifetime;      // "valid for 5 min"; empty where it cannot be told
    QString sentence;      // the time part of the verdict at that moment
    TimePoint left, right; // the moments between which the line is to scale
};

/// The line of a report at any moment: pure and cheap, for a slider "as of".
[[nodiscard]] Timeline timelineAt(const Report &report, TimePoint at);
/// Where a moment stands on a line that is already drawn, and which moment stands at a place of it: for a
/// handle that is dragged while the line stays as it is. Moments are at most 10,000 years away.
[[nodiscard]] double positionOf(const Timeline &line, TimePoint time);
[[nodiscard]] TimePoint momentAt(const Timeline &line, double position);

} // namespace claimcheck::inspect
