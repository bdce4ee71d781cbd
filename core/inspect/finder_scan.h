#pragma once

#include <QByteArrayView>

#include <array>

/// How the finder reads a text: one character as meant at a time, whatever it is escaped with.
namespace claimcheck::inspect::scan {

enum CharClass : quint8 {
    Other,    // ends a token
    Sextet,   // A-Z a-z 0-9 - _
    Standard, // + and /, of the standard alphabet
    Dot,
    Padding, // =
    Tilde,   // between the disclosures of an SD-JWT
    Escape,  // %, backslash, ESC: `unitAt` reads on
};

constexpr std::array<CharClass, 256> makeClasses()
{
    std::array<CharClass, 256> classes{};
    const auto set = [&classes](char c, CharClass to) { classes[static_cast<unsigned char>(c)] = to; };
    for (const char c : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        set(c, Sextet);
    set('\0', Other);
    set('+', Standard);
    set('/', Standard);
    set('.', Dot);
    set('=', Padding);
    set('~', Tilde);
    set('%', Escape);
    set('\\', Escape);
    set('\x1b', Escape);
    return classes;
}

inline constexpr std::array<CharClass, 256> classes = makeClasses();

[[nodiscard]] constexpr CharClass classOf(char c)
{
    return classes[static_cast<unsigned char>(c)];
}

/// One character as meant, and the bytes of the text that it takes.
struct Unit {
    char c = 0;
    qsizetype length = 0; // 0: the end of the text
};

/// Undoes %41 (also written %2541), JSON's \/, \u002e, \n (also written \\n) and a backslash at the end of a
/// line. A colour sequence of a terminal is one unit.
[[nodiscard]] Unit unitAt(QByteArrayView text, qsizetype at);

/// Whether base64url that decodes to the beginning of a JSON object begins at `at`: {, then a quote or },
/// with white space and a byte order mark allowed. ("eyJ…", but also "ewog…" and "IHsi…".)
[[nodiscard]] bool beginsHeader(QByteArrayView text, qsizetype at);

[[nodiscard]] constexpr bool isLineEnd(char c)
{
    return c == '\n' || c == '\r';
}
[[nodiscard]] constexpr bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

/// Whether an escape ends just before `at`, so that its last letters are not those of a word: "\\neyJ",
/// "%20eyJ".
[[nodiscard]] bool escapeEndsAt(QByteArrayView text, qsizetype at);

/// What the text calls the thing at `at`: "access_token", "Authorization", a cookie's or variable's name, or
/// "Bearer" where only the scheme stands there. Empty where there is no name.
[[nodiscard]] QByteArray labelBefore(QByteArrayView text, qsizetype at);

} // namespace claimcheck::inspect::scan
