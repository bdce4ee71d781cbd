#pragma once

#include "base/clock.h"

#include <QString>

namespace claimcheck::ui {

/// The clock that times are shown by.
enum class ZoneChoice { Local, Utc };

/// "2026-11-21 21:04:00 UTC", or in local time with its offset: "2026-11-21 22:04:00 +01:00". Years beyond
/// what a calendar date can say are worded by inspect.
[[nodiscard]] QString dateText(TimePoint time, ZoneChoice zone);
/// "in 4 min 12 s · 2026-11-21 21:04:00", for a column whose title names the clock.
[[nodiscard]] QString timeText(TimePoint time, TimePoint now, ZoneChoice zone);

} // namespace claimcheck::ui
