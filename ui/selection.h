#pragma once

#include <QString>

namespace claimcheck::ui {

/// What is chosen in the sidebar. `id` is a profile's id, the number of a token or request of this run, a
/// pin's id (empty: the entry that stands for a locked keychain), or "compare",
/// "sign" or "learn".
struct Selection {
    enum class Kind { None, Token, Profile, Request, Pin, Tool };
    Kind kind = Kind::None;
    QString id = {};
    friend bool operator==(const Selection &, const Selection &) = default;
};

} // namespace claimcheck::ui
