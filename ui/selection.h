#pragma once

#include <QString>

namespace claimcheck::ui {

/// What is chosen in the sidebar. `id` is a profile's id, or the number of a token or request of this run.
struct Selection {
    enum class Kind { None, Token, Profile, Request };
    Kind kind = Kind::None;
    QString id = {};
    friend bool operator==(const Selection &, const Selection &) = default;
};

} // namespace claimcheck::ui
