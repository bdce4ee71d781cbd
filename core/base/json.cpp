#include "json.h"

#include "json_data.h"
#include "utf8.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace claimcheck::json {

namespace {

char32_t hexValue(const char *fourDigits)
{
    quint16 value = 0;
    std::from_chars(fourDigits, fourDigits + 4, value, 16);
    return value;
}

void appendUtf8(QByteArray &out, char32_t c)
{
    const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | c >> 6);
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3F));
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

/// Decodes what stands between the quotes of a string that the reader accepted.
QByteArray unescaped(QByteArrayView inside)
{
    QByteArray out;
    out.reserve(inside.size());
    const char *p = inside.begin();
    while (p != inside.end()) {
        const char *const plainEnd = std::find(p, inside.end(), '\\');
        out.append(p, plainEnd - p);
        if (plainEnd == inside.end())
            break;
        p = plainEnd + 2;
        switch (plainEnd[1]) {
        case 'b':
            out += '\b';
            break;
        case 'f':
            out += '\f';
            break;
        case 'n':
            out += '\n';
            break;
        case 'r':
            out += '\r';
            break;
        case 't':
            out += '\t';
            break;
        case 'u': {
            const char32_t unit = hexValue(p);
            p += 4;
            char32_t low = 0;
            if (QChar::isHighSurrogate(unit) && inside.end() - p >= 6 && p[0] == '\\' && p[1] == 'u')
                low = hexValue(p + 2);
            if (QChar::isLowSurrogate(low)) {
                appendUtf8(out,
                           QChar::surrogateToUcs4(static_cast<char16_t>(unit), static_cast<char16_t>(low)));
                p += 6;
            } else if (QChar::isSurrogate(unit)) {
                out += utf8::replacement;
            } else {
                appendUtf8(out, unit);
            }
            break;
        }
        default: // quote, backslash, slash
            out += plainEnd[1];
        }
    }
    return out;
}

/// True if this is what stands between the quotes of a string without escapes. Names are looked for by the
/// dozen; sizes and first bytes tell most of them apart.
bool isPlainly(QByteArrayView utf8, const char *text, const Node &string)
{
    return static_cast<qsizetype>(string.end - string.begin) - 2 == utf8.size() &&
           std::mismatch(utf8.begin(), utf8.end(), text + string.begin + 1).first == utf8.end();
}

/// A number's text as 0.DIGITS × 10^magnitude, without zeros at either end of the digits.
struct Decimal {
    explicit Decimal(QByteArrayView raw);
    QByteArrayView digits; // may hold a point in the middle
    qint64 count = 0;      // of digits; 0 for zero itself
    qint64 magnitude = 0;
    bool negative = false;
};

Decimal::Decimal(QByteArrayView raw)
{
    negative = raw.startsWith('-');
    const char *const begin = raw.begin() + negative;
    const auto isExponentMark = [](char c) { return c == 'e' || c == 'E'; };
    const char *const mark = std::find_if(begin, raw.end(), isExponentMark);
    const char *const point = std::find(begin, mark, '.');
    const auto counts = [](char c) { return c >= '1' && c <= '9'; };
    const char *const first = std::find_if(begin, mark, counts);
    if (first == mark)
        return;
    const char *last = mark;
    while (!counts(last[-1]))
        --last;
    digits = QByteArrayView(first, last);
    count = last - first - (first < point && point < last ? 1 : 0);
    magnitude = first < point ? point - first : point + 1 - first;
    if (mark == raw.end())
        return;
    const char *p = mark + 1;
    const bool down = *p == '-';
    if (*p == '-' || *p == '+')
        ++p;
    // Far beyond any text's length, so that a longer exponent changes nothing.
    constexpr qint64 enough = 1'000'000'000'000;
    qint64 exponent = 0;
    for (; p != raw.end() && exponent < enough; ++p)
        exponent = exponent * 10 + (*p - '0');
    magnitude += down ? -exponent : exponent;
}

} // namespace

QByteArray Document::text() const
{
    return m_data ? m_data->text : QByteArray();
}

Value Document::root() const
{
    return m_data ? Value(m_data.get(), 0) : Value();
}

const Node &Value::node() const
{
    Q_ASSERT(isValid());
    return m_data->nodes[m_index];
}

Type Value::type() const
{
    return node().type;
}

Span Value::span() const
{
    return {node().begin, node().end};
}

QByteArrayView Value::raw() const
{
    return QByteArrayView(m_data->text).sliced(node().begin, node().end - node().begin);
}

QByteArray Value::toUtf8() const
{
    if (!isString())
        return {};
    const QByteArrayView inside = raw().sliced(1, raw().size() - 2);
    return node().escaped ? unescaped(inside) : inside.toByteArray();
}

QString Value::toString() const
{
    const QByteArray utf8 = toUtf8();
    const QString text = QString::fromUtf8(utf8);
    // Qt takes a U+FEFF at the start for a byte order mark and drops it; inside a string it is a character.
    return utf8.startsWith("\xEF\xBB\xBF") ? QChar(QChar::ByteOrderMark) + text : text;
}

bool Value::equals(QByteArrayView utf8) const
{
    if (!isString())
        return false;
    if (!node().escaped)
        return isPlainly(utf8, m_data->text.constData(), node());
    // An escape takes at most six characters for a byte: what is longer is not decoded, however often it is
    // asked.
    return raw().size() - 2 <= 6 * utf8.size() && toUtf8() == utf8;
}

std::optional<qint64> Value::toInteger() const
{
    if (!isNumber())
        return std::nullopt;
    const Decimal decimal(raw());
    if (decimal.count == 0)
        return 0;
    // 2^63 has 19 digits; fewer places than digits leave a fraction.
    if (decimal.magnitude > 19 || decimal.magnitude < decimal.count)
        return std::nullopt;
    quint64 value = 0; // cannot overflow: 10^19 is below 2^64
    for (const char c : decimal.digits) {
        if (c != '.')
            value = value * 10 + static_cast<quint64>(c - '0');
    }
    for (qint64 place = decimal.count; place < decimal.magnitude; ++place)
        value *= 10;
    constexpr auto most = static_cast<quint64>(std::numeric_limits<qint64>::max());
    if (value > most + (decimal.negative ? 1 : 0))
        return std::nullopt;
    return decimal.negative ? static_cast<qint64>(0 - value) : static_cast<qint64>(value);
}

std::optional<double> Value::toDouble() const
{
    if (!isNumber())
        return std::nullopt;
    double value = 0;
    const auto result = std::from_chars(raw().begin(), raw().end(), value);
    if (result.ec == std::errc())
        return value;
    // Out of range is both ends: what is too small for a double is nearest to zero.
    const Decimal decimal(raw());
    if (decimal.magnitude > 0)
        return std::nullopt;
    return decimal.negative ? -0.0 : 0.0;
}

qsizetype Value::size() const
{
    return isArray() || isObject() ? node().count : 0;
}

std::vector<Value> Value::elements() const
{
    std::vector<Value> list;
    if (!isArray())
        return list;
    list.reserve(node().count);
    for (quint32 index = m_index + 1; index < node().next; index = m_data->nodes[index].next)
        list.push_back(Value(m_data, index));
    return list;
}

std::vector<Member> Value::members() const
{
    std::vector<Member> list;
    if (!isObject())
        return list;
    list.reserve(node().count);
    for (quint32 index = m_index + 1; index < node().next; index = m_data->nodes[index + 1].next)
        list.push_back({Value(m_data, index), Value(m_data, index + 1)});
    return list;
}

Value Value::find(QByteArrayView name) const
{
    Value found;
    if (!isObject())
        return found;
    const Node *const nodes = m_data->nodes.get();
    const char *const text = m_data->text.constData();
    for (quint32 index = m_index + 1; index < nodes[m_index].next; index = nodes[index + 1].next) {
        const bool isIt =
            nodes[index].escaped ? Value(m_data, index).equals(name) : isPlainly(name, text, nodes[index]);
        if (!isIt)
            continue;
        if (found.isValid())
            return {};
        found = Value(m_data, index + 1);
    }
    return found;
}

qsizetype Value::count(QByteArrayView name) const
{
    qsizetype count = 0;
    if (!isObject())
        return count;
    const Node *const nodes = m_data->nodes.get();
    const char *const text = m_data->text.constData();
    for (quint32 index = m_index + 1; index < nodes[m_index].next; index = nodes[index + 1].next)
        count +=
            nodes[index].escaped ? Value(m_data, index).equals(name) : isPlainly(name, text, nodes[index]);
    return count;
}

} // namespace claimcheck::json
