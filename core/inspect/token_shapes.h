#pragma once

#include "token_kinds.h"

#include <array>
#include <span>

/// The shapes of API keys that their prefix gives away: one row each.
namespace claimcheck::inspect::shapes {

/// Which characters a run of a shape is made of.
enum class Set : quint8 { Digit, LowerHex, Hex, Upper, Alnum, Word, Dash, Underscore, Dot };
[[nodiscard]] bool isIn(Set set, char c);

/// From `least` to `most` characters of a set, as many as there are.
struct Run {
    Set set = Set::Word; // Word: letters, digits, - and _
    int least = 0;
    int most = 0;
};

struct Shape {
    const char *prefix;
    std::array<Run, 5> runs; // up to the first with most 0
    const char *name;
    const char *holds = nullptr; // must stand somewhere in it
};

[[nodiscard]] std::span<const Shape> all();

} // namespace claimcheck::inspect::shapes
