#pragma once

#include <QtEndian>

#include <bit>
#include <cstring>

/// The reader's loops over plain bytes, eight at a time. `end` bounds every access: the text need not end in
/// NUL.
namespace claimcheck::json::scan {

inline constexpr quint64 everyByte = 0x0101'0101'0101'0101;

/// Eight bytes, the first in the lowest bits.
inline quint64 load(const char *p)
{
    quint64 word;
    std::memcpy(&word, p, sizeof word);
    return qFromLittleEndian(word);
}

inline bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

inline bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

inline bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// A quote, a backslash, a control character, or not ASCII.
inline bool isSpecial(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\';
}

/// The first byte that is not white space (RFC 8259 section 2).
inline const char *skipSpace(const char *p, const char *end)
{
    while (p != end && isSpace(*p)) {
        for (++p; end - p >= 8; p += 8) {
            if (const quint64 different = load(p) ^ (everyByte * ' ')) {
                p += std::countr_zero(different) / 8;
                break;
            }
        }
    }
    return p;
}

/// The first special byte of a string.
inline const char *skipPlain(const char *p, const char *end)
{
    for (; end - p >= 8; p += 8) {
        // The high bit of each special byte: a subtraction sets it where it goes below zero, and of bytes
        // beyond ASCII it leaves at least one. A borrow may mark bytes after the first special one, never
        // before it.
        const quint64 word = load(p);
        const quint64 quote = (word ^ (everyByte * '"')) - everyByte;
        const quint64 backslash = (word ^ (everyByte * '\\')) - everyByte;
        const quint64 control = word - everyByte * 0x20;
        if (const quint64 special = (quote | backslash | control) & (everyByte * 0x80))
            return p + std::countr_zero(special) / 8;
    }
    while (p != end && !isSpecial(*p))
        ++p;
    return p;
}

inline const char *skipDigits(const char *p, const char *end)
{
    while (p != end && isDigit(*p))
        ++p;
    return p;
}

} // namespace claimcheck::json::scan
