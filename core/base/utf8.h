#pragma once

#include <QtGlobal>

/// Well-formed UTF-8 as the Unicode Standard has it (table 3-7): no overlong forms, no surrogates, none
/// beyond U+10FFFF.
namespace claimcheck::utf8 {

/// The length in bytes, 1 to 4, of the well-formed sequence at `at`; 0 if what stands there is not
/// well-formed or goes beyond `end`. `at` is before `end`.
[[nodiscard]] inline qsizetype sequenceLength(const char *at, const char *end)
{
    const auto byte = [at](qsizetype i) { return static_cast<unsigned char>(at[i]); };
    const auto continues = [byte](qsizetype i) { return (byte(i) & 0xC0) == 0x80; };
    const qsizetype left = end - at;
    const unsigned char lead = byte(0);
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2)
        return 0;
    if (lead < 0xE0)
        return left >= 2 && continues(1) ? 2 : 0;
    if (lead < 0xF0) {
        if (left < 3 || !continues(1) || !continues(2))
            return 0;
        if (lead == 0xE0 && byte(1) < 0xA0)
            return 0; // overlong
        return lead == 0xED && byte(1) >= 0xA0 ? 0 : 3;
    }
    if (lead > 0xF4 || left < 4 || !continues(1) || !continues(2) || !continues(3))
        return 0;
    if (lead == 0xF0 && byte(1) < 0x90)
        return 0; // overlong
    return lead == 0xF4 && byte(1) >= 0x90 ? 0 : 4;
}

/// U+FFFD, which stands for what cannot be text.
inline constexpr char replacement[] = "\xEF\xBF\xBD";

} // namespace claimcheck::utf8
