#include "exact_json.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace claimcheck::inspect {

namespace {

/// The digits of a decimal number without zeros at either end, and the power of ten of the last one: 1.50e3
/// is 15 × 10^2.
struct Decimal {
    QByteArray digits;
    qint64 exponent = 0;
    bool operator==(const Decimal &) const = default;
};

Decimal decimalOf(QByteArrayView text)
{
    Decimal decimal;
    bool afterPoint = false;
    const char *p = text.begin();
    for (; p != text.end() && *p != 'e' && *p != 'E'; ++p) {
        if (*p == '.') {
            afterPoint = true;
        } else if (*p != '-') {
            decimal.digits += *p;
            decimal.exponent -= afterPoint;
        }
    }
    if (p != text.end()) {
        p += p + 1 != text.end() && p[1] == '+' ? 2 : 1;
        qint64 exponent = 0;
        // An exponent that 64 bits cannot hold was refused before: the number is no double, or it is 0.
        std::from_chars(p, text.end(), exponent);
        decimal.exponent += exponent;
    }
    while (decimal.digits.endsWith('0')) {
        decimal.digits.chop(1);
        ++decimal.exponent;
    }
    const auto first =
        std::find_if(decimal.digits.begin(), decimal.digits.end(), [](char c) { return c != '0'; });
    decimal.digits.remove(0, first - decimal.digits.begin());
    if (decimal.digits.isEmpty())
        decimal.exponent = 0;
    return decimal;
}

bool isExactNumber(QByteArrayView text)
{
    double number = 0;
    const auto read = std::from_chars(text.begin(), text.end(), number);
    if (read.ec != std::errc() || std::fabs(number) > 9007199254740992.0)
        return false;
    char shortest[32];
    const auto written = std::to_chars(std::begin(shortest), std::end(shortest), number);
    return decimalOf(text) == decimalOf(QByteArrayView(shortest, written.ptr - shortest));
}

/// Whether the escapes of a string (with its quotes) hold half of a surrogate pair.
bool hasLoneSurrogate(QByteArrayView string)
{
    const auto unitAt = [&string](qsizetype at) {
        uint unit = 0;
        if (at + 6 <= string.size() && string[at] == '\\' && string[at + 1] == 'u')
            std::from_chars(string.begin() + at + 2, string.begin() + at + 6, unit, 16);
        return unit;
    };
    for (qsizetype i = string.indexOf('\\'); i >= 0; i = string.indexOf('\\', i)) {
        const uint unit = unitAt(i);
        if (QChar::isLowSurrogate(unit))
            return true;
        if (QChar::isHighSurrogate(unit)) {
            if (!QChar::isLowSurrogate(unitAt(i + 6)))
                return true;
            i += 6;
        }
        i += 2;
    }
    return false;
}

qsizetype stringEnd(QByteArrayView raw, qsizetype begin)
{
    qsizetype i = begin + 1;
    while (raw[i] != '"')
        i += raw[i] == '\\' ? 2 : 1;
    return i + 1;
}

qsizetype numberEnd(QByteArrayView raw, qsizetype begin)
{
    const auto end = std::find_if(raw.begin() + begin, raw.end(), [](char c) {
        return (c < '0' || c > '9') && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E';
    });
    return end - raw.begin();
}

} // namespace

std::optional<QByteArray> exactJson(const json::Value &value)
{
    if (json::firstDuplicate(value))
        return std::nullopt;
    const QByteArrayView raw = value.raw();
    QByteArray compact;
    compact.reserve(raw.size());
    for (qsizetype i = 0; i < raw.size();) {
        const char c = raw[i];
        qsizetype end = i + 1;
        if (c == '"') {
            end = stringEnd(raw, i);
            if (hasLoneSurrogate(raw.sliced(i, end - i)))
                return std::nullopt;
        } else if (c == '-' || (c >= '0' && c <= '9')) {
            end = numberEnd(raw, i);
            if (!isExactNumber(raw.sliced(i, end - i)))
                return std::nullopt;
        } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            ++i;
            continue;
        }
        compact.append(raw.sliced(i, end - i));
        i = end;
    }
    return compact;
}

} // namespace claimcheck::inspect
