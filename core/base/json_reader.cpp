#include "json_data.h"

#include "json_scan.h"
#include "utf8.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>
#include <limits>

namespace claimcheck::json {

namespace {

constexpr quint32 none = std::numeric_limits<quint32>::max();

} // namespace

/// Reads one text. Every step takes the place where it begins and gives back the place after it, or nullptr
/// after a fault, so that the place stays in a register.
class Reader {
public:
    Reader(const QByteArray &text, Limits limits)
        : m_begin(text.constData()), m_end(m_begin + text.size()), m_depthLeft(limits.depth)
    {
        // A claims set has a node for every 12 bytes or so; what is too much is given back at the end.
        reserve(static_cast<quint32>(text.size() / 12) + 8);
    }

    static Result<Document> read(QByteArray text, Limits limits);

private:
    const char *document(const char *p);
    const char *scalar(const char *p);
    const char *name(const char *p);
    const char *string(const char *p);
    const char *escape(const char *p);
    const char *number(const char *p);
    const char *literal(const char *p, QByteArrayView word, Type type);

    const char *open(const char *p, Type type);
    void close(const char *p);
    Node &add(Type type, const char *begin);
    void reserve(quint32 capacity);
    [[nodiscard]] quint32 offset(const char *p) const { return static_cast<quint32>(p - m_begin); }

    const char *fail(ErrorCode code, const char *at, const char *what = "");
    const char *expected(const char *at, const char *what);
    [[nodiscard]] Error error() const;

    const char *m_begin;
    const char *m_end;
    Nodes m_nodes;
    quint32 m_count = 0;
    quint32 m_capacity = 0;
    quint32 m_container = none;
    int m_depthLeft;

    ErrorCode m_code = ErrorCode::JsonSyntax;
    const char *m_at = nullptr;
    const char *m_what = "";
};

/// The whole text: one value, and white space around it. Each turn reads the start of a value; the inner loop
/// closes what ends there and finds where the next value starts.
const char *Reader::document(const char *p)
{
    for (;;) {
        p = scan::skipSpace(p, m_end);
        if (p == m_end || (*p != '{' && *p != '[')) {
            if (!(p = scalar(p)))
                return nullptr;
        } else {
            const bool object = *p == '{';
            if (!(p = open(p, object ? Type::Object : Type::Array)))
                return nullptr;
            p = scan::skipSpace(p, m_end);
            if (p == m_end || *p != (object ? '}' : ']')) {
                if (object && !(p = name(p)))
                    return nullptr;
                m_nodes[m_container].count = 1;
                continue;
            }
            close(++p);
        }
        for (;;) {
            p = scan::skipSpace(p, m_end);
            if (m_container == none)
                return p == m_end ? p : fail(ErrorCode::JsonTrailingData, p);
            Node &container = m_nodes[m_container];
            const bool object = container.type == Type::Object;
            const char c = p == m_end ? '\0' : *p;
            if (c == ',') {
                ++container.count;
                ++p;
                if (object && !(p = name(scan::skipSpace(p, m_end))))
                    return nullptr;
                break;
            }
            if (c != (object ? '}' : ']'))
                return expected(p, object ? QT_TRANSLATE_NOOP("Json", "a comma or } is expected at byte %1")
                                          : QT_TRANSLATE_NOOP("Json", "a comma or ] is expected at byte %1"));
            close(++p);
        }
    }
}

const char *Reader::scalar(const char *p)
{
    switch (p == m_end ? '\0' : *p) {
    case '"':
        return string(p);
    case 't':
        return literal(p, "true", Type::True);
    case 'f':
        return literal(p, "false", Type::False);
    case 'n':
        return literal(p, "null", Type::Null);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
        return number(p);
    default:
        if (m_count == 0 && p == m_end)
            return fail(ErrorCode::JsonEmpty, p);
        if (p == m_begin && QByteArrayView(p, m_end).startsWith("\xEF\xBB\xBF"))
            return expected(p, QT_TRANSLATE_NOOP("Json", "it begins with a byte order mark"));
        return expected(p, QT_TRANSLATE_NOOP("Json", "a value is expected at byte %1"));
    }
}

/// The name of a member and its colon.
const char *Reader::name(const char *p)
{
    if (p == m_end || *p != '"')
        return expected(p, QT_TRANSLATE_NOOP("Json", "a name in quotes is expected at byte %1"));
    if (!(p = string(p)))
        return nullptr;
    p = scan::skipSpace(p, m_end);
    if (p == m_end || *p != ':')
        return expected(p, QT_TRANSLATE_NOOP("Json", "a colon is expected at byte %1"));
    return p + 1;
}

const char *Reader::string(const char *p)
{
    const quint32 index = m_count;
    add(Type::String, p);
    for (++p;;) {
        p = scan::skipPlain(p, m_end);
        if (p == m_end)
            return expected(p, QT_TRANSLATE_NOOP("Json", "a quote is expected at byte %1"));
        if (*p == '"') {
            m_nodes[index].end = offset(++p);
            return p;
        }
        if (*p == '\\') {
            m_nodes[index].escaped = true;
            if (!(p = escape(p + 1)))
                return nullptr;
            continue;
        }
        if (static_cast<unsigned char>(*p) < 0x20)
            return expected(p,
                            QT_TRANSLATE_NOOP("Json", "a control character stands in a string at byte %1"));
        do {
            const qsizetype length = utf8::sequenceLength(p, m_end);
            if (length == 0)
                return fail(ErrorCode::JsonNotUtf8, p);
            p += length;
        } while (p != m_end && static_cast<unsigned char>(*p) >= 0x80);
    }
}

/// What follows a backslash. Surrogates need not come in pairs (RFC 8259 section 8.2).
const char *Reader::escape(const char *p)
{
    if (p == m_end || !std::strchr("\"\\/bfnrtu", *p) || !*p)
        return expected(p, QT_TRANSLATE_NOOP("Json", "no escape begins with the character at byte %1"));
    if (*p++ != 'u')
        return p;
    for (const char *const last = p + 4; p != last; ++p) {
        if (p == m_end || !scan::isHexDigit(*p))
            return expected(p, QT_TRANSLATE_NOOP("Json", "a hexadecimal digit is expected at byte %1"));
    }
    return p;
}

const char *Reader::number(const char *p)
{
    const auto noDigit = [this](const char *at) {
        return expected(at, QT_TRANSLATE_NOOP("Json", "a digit is expected at byte %1"));
    };
    const auto digits = [this](const char *at) {
        return at != m_end && scan::isDigit(*at) ? scan::skipDigits(at, m_end) : nullptr;
    };
    const char *const begin = p;
    const char *after = p;
    if (*after == '-')
        ++after;
    const char *const whole = after;
    if (!(p = digits(after)))
        return noDigit(after);
    if (*whole == '0' && p - whole > 1)
        return expected(whole + 1, QT_TRANSLATE_NOOP("Json", "a number has a leading zero before byte %1"));
    if (p != m_end && *p == '.') {
        after = p + 1;
        if (!(p = digits(after)))
            return noDigit(after);
    }
    if (p != m_end && (*p == 'e' || *p == 'E')) {
        after = p + 1;
        if (after != m_end && (*after == '+' || *after == '-'))
            ++after;
        if (!(p = digits(after)))
            return noDigit(after);
    }
    add(Type::Number, begin).end = offset(p);
    return p;
}

const char *Reader::literal(const char *p, QByteArrayView word, Type type)
{
    const auto [stop, wanted] = std::mismatch(p, m_end, word.begin(), word.end());
    if (wanted != word.end())
        return expected(stop, QT_TRANSLATE_NOOP("Json", "true, false or null is misspelt at byte %1"));
    add(type, p).end = offset(stop);
    return stop;
}

const char *Reader::open(const char *p, Type type)
{
    if (m_depthLeft-- <= 0)
        return fail(ErrorCode::JsonTooDeep, p);
    const quint32 index = m_count;
    add(type, p).end = m_container;
    m_container = index;
    return p + 1;
}

void Reader::close(const char *p)
{
    Node &node = m_nodes[m_container];
    m_container = node.end;
    node.end = offset(p);
    node.next = m_count;
    ++m_depthLeft;
}

Node &Reader::add(Type type, const char *begin)
{
    if (m_count == m_capacity)
        reserve(m_capacity * 2);
    Node &node = m_nodes[m_count++];
    node = {offset(begin), 0, m_count, 0, type, false};
    return node;
}

void Reader::reserve(quint32 capacity)
{
    auto *grown = static_cast<Node *>(std::realloc(m_nodes.get(), capacity * sizeof(Node)));
    Q_CHECK_PTR(grown);
    static_cast<void>(m_nodes.release());
    m_nodes.reset(grown);
    m_capacity = capacity;
}

const char *Reader::fail(ErrorCode code, const char *at, const char *what)
{
    m_code = code;
    m_at = at;
    m_what = what;
    if (at != m_end && utf8::sequenceLength(at, m_end) == 0)
        m_code = ErrorCode::JsonNotUtf8;
    return nullptr;
}

const char *Reader::expected(const char *at, const char *what)
{
    return fail(ErrorCode::JsonSyntax, at,
                at == m_end ? QT_TRANSLATE_NOOP("Json", "it ends too early, after %1 bytes") : what);
}

Error Reader::error() const
{
    const QString what = *m_what ? QCoreApplication::translate("Json", m_what)
                                 : QCoreApplication::translate("Json", "at byte %1");
    const qint64 at = m_at - m_begin;
    return {m_code, QCoreApplication::translate("Json", "The text"),
            QString(what).replace(QStringLiteral("%1"), QString::number(at)), at};
}

Result<Document> Reader::read(QByteArray text, Limits limits)
{
    // Offsets are 32 bits wide, and the last is for "none".
    const qsizetype most = std::min<qsizetype>(limits.bytes, none - 1);
    if (text.size() > most)
        return Error{ErrorCode::JsonTooLarge, QCoreApplication::translate("Json", "The text"), {}, most};
    Reader reader(text, limits);
    if (!reader.document(reader.m_begin))
        return reader.error();
    constexpr quint32 worthGivingBack = 512;
    if (reader.m_capacity > worthGivingBack && reader.m_count < reader.m_capacity / 2)
        reader.reserve(reader.m_count);
    auto data = std::make_shared<Document::Data>();
    data->text = std::move(text);
    data->nodes = std::move(reader.m_nodes);
    data->count = reader.m_count;
    return Document(std::move(data));
}

Result<Document> Document::parse(QByteArray text, Limits limits)
{
    return Reader::read(std::move(text), limits);
}

} // namespace claimcheck::json
