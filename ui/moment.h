#pragma once

#include "base/clock.h"

#include <optional>

namespace claimcheck::ui {

/// The moment that a token is judged at: now, or the one that a person chose ("as of").
struct Moment {
    TimePoint now;
    std::optional<TimePoint> chosen = {};
    [[nodiscard]] TimePoint judged() const { return chosen.value_or(now); }
};

} // namespace claimcheck::ui
