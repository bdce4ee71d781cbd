#pragma once

/// Characters that a reader does not see, or that change how others are seen.
namespace claimcheck::inspect {

/// Embeddings, overrides, isolates and their ends (Unicode Standard Annex 9).
[[nodiscard]] constexpr bool isBidiControl(char32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/// Zero-width joiner and non-joiner: part of emoji and of words in some scripts.
[[nodiscard]] constexpr bool isJoiner(char32_t c)
{
    return c == 0x200C || c == 0x200D;
}

/// Tag characters: invisible ASCII, meant for flags.
[[nodiscard]] constexpr bool isTag(char32_t c)
{
    return c >= 0xE0000 && c <= 0xE007F;
}

/// Characters of no width, joiners included.
[[nodiscard]] constexpr bool isInvisible(char32_t c)
{
    return c == 0x00AD || c == 0x034F || c == 0x061C || c == 0x115F || c == 0x1160 || c == 0x17B4 ||
           c == 0x17B5 || c == 0x180E || (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x2064) ||
           (c >= 0x206A && c <= 0x206F) || c == 0x3164 || c == 0xFEFF || c == 0xFFA0 || isTag(c);
}

} // namespace claimcheck::inspect
