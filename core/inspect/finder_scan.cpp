#include "finder_scan.h"

#include <QtGlobal>

namespace claimcheck::inspect::scan {

namespace {

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The number that `count` hex digits at `at` make, or -1.
int hexNumber(QByteArrayView text, qsizetype at, qsizetype count)
{
    if (at + count > text.size())
        return -1;
    int number = 0;
    for (qsizetype i = at; i < at + count; ++i) {
        const int digit = hexDigit(text[i]);
        if (digit < 0)
            return -1;
        number = number * 16 + digit;
    }
    return number;
}

Unit backslashUnit(QByteArrayView text, qsizetype at)
{
    // JSON inside JSON doubles its backslashes; more than four levels are not worth reading.
    constexpr qsizetype most = 16;
    qsizetype next = at;
    while (next < text.size() && next - at < most && text[next] == '\\')
        ++next;
    if (next == text.size())
        return {'\\', 1};
    const qsizetype length = next - at + 1;
    switch (const char c = text[next]) {
    case 'n':
        return {'\n', length};
    case 'r':
        return {'\r', length};
    case 't':
        return {'\t', length};
    case '/':
    case '"':
    case '\'':
    case '\n':
    case '\r':
        return {c, length};
    case 'u':
        if (const int code = hexNumber(text, next + 1, 4); code >= 0 && code < 0x80)
            return {static_cast<char>(code), length + 4};
        break;
    default:
        break;
    }
    return {'\\', next - at};
}

Unit terminalUnit(QByteArrayView text, qsizetype at)
{
    constexpr qsizetype most = 32;
    if (at + 1 >= text.size() || text[at + 1] != '[')
        return {'\x1b', 1};
    for (qsizetype i = at + 2; i < text.size() && i < at + most; ++i) {
        if (text[i] >= 0x40)
            return {'\x1b', i + 1 - at};
    }
    return {'\x1b', 1};
}

/// What was encoded twice has its % encoded: %2541.
Unit percentUnit(QByteArrayView text, qsizetype at)
{
    constexpr qsizetype mostTimes = 3;
    qsizetype digits = at + 1;
    while (digits - at < 1 + 2 * mostTimes && text.sliced(digits).startsWith("25") &&
           hexNumber(text, digits + 2, 2) >= 0)
        digits += 2;
    if (const int code = hexNumber(text, digits, 2); code >= 0)
        return {static_cast<char>(code), digits + 2 - at};
    return {'%', 1};
}

int sextetOf(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '-' || c == '+' ? 62 : 63;
}

} // namespace

Unit unitAt(QByteArrayView text, qsizetype at)
{
    if (at >= text.size())
        return {};
    const char c = text[at];
    if (c == '\\')
        return backslashUnit(text, at);
    if (c == '\x1b')
        return terminalUnit(text, at);
    if (c == '%')
        return percentUnit(text, at);
    return {c, 1};
}

bool escapeEndsAt(QByteArrayView text, qsizetype at)
{
    constexpr qsizetype longest = 32;
    for (qsizetype begin = at - 1; begin >= 0 && at - begin <= longest; --begin) {
        if (classOf(text[begin]) != Escape)
            continue;
        const Unit unit = unitAt(text, begin);
        if (unit.length == at - begin)
            return classOf(unit.c) != Sextet;
    }
    return false;
}

bool beginsHeader(QByteArrayView text, qsizetype at)
{
    // First characters of: { , space, tab or line feed, carriage return, byte order mark.
    if (const char c = text[at]; c != 'e' && c != 'I' && c != 'C' && c != 'D' && c != '7')
        return false;
    constexpr int mostBytes = 256; // of white space
    bool inObject = false;
    quint32 bits = 0;
    int bitCount = 0;
    for (int byteCount = 0; byteCount < mostBytes;) {
        const Unit unit = unitAt(text, at);
        if (unit.length == 0 || (classOf(unit.c) != Sextet && classOf(unit.c) != Standard))
            return false;
        at += unit.length;
        bits = bits << 6 | static_cast<quint32>(sextetOf(unit.c));
        bitCount += 6;
        if (bitCount < 8)
            continue;
        bitCount -= 8;
        const auto byte = static_cast<unsigned char>(bits >> bitCount);
        ++byteCount;
        if (byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r')
            continue;
        if (inObject)
            return byte == '"' || byte == '}';
        constexpr unsigned char mark[] = {0xEF, 0xBB, 0xBF};
        if (byte == '{')
            inObject = true;
        else if (byteCount > 3 || byte != mark[byteCount - 1])
            return false;
    }
    return false;
}

} // namespace claimcheck::inspect::scan
