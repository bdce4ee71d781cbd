#include "json_writer.h"

#include "json_scan.h"
#include "utf8.h"

namespace claimcheck::json {

namespace {

void appendEscaped(QByteArray &out, char c)
{
    switch (c) {
    case '"':
    case '\\':
        out += '\\';
        out += c;
        return;
    case '\b':
        out += "\\b";
        return;
    case '\f':
        out += "\\f";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        out += "\\u00";
        out += "0123456789abcdef"[c >> 4 & 15];
        out += "0123456789abcdef"[c & 15];
    }
}

void appendQuoted(QByteArray &out, QByteArrayView utf8)
{
    out += '"';
    for (const char *p = utf8.begin();;) {
        const char *const plainEnd = scan::skipPlain(p, utf8.end());
        out.append(p, plainEnd - p);
        p = plainEnd;
        if (p == utf8.end())
            break;
        const qsizetype length = utf8::sequenceLength(p, utf8.end());
        if (length == 0) {
            out += utf8::replacement;
            ++p;
            continue;
        }
        if (static_cast<unsigned char>(*p) < 0x20 || *p == '"' || *p == '\\')
            appendEscaped(out, *p);
        else
            out.append(p, length);
        p += length;
    }
    out += '"';
}

} // namespace

void Writer::separate()
{
    Q_ASSERT_X(m_stack.empty() || m_stack.back() == '[' || m_named, "json::Writer", "a member needs a name");
    Q_ASSERT_X(!m_stack.empty() || m_out.isEmpty(), "json::Writer", "one value only");
    if (!m_named && !m_first)
        m_out += ',';
    m_named = false;
    m_first = false;
}

void Writer::begin(char bracket)
{
    separate();
    m_out += bracket;
    m_stack.push_back(bracket);
    m_first = true;
}

void Writer::end(char bracket)
{
    Q_ASSERT_X(!m_stack.empty() && !m_named, "json::Writer", "nothing to end, or a name without a value");
    Q_ASSERT_X(bracket - m_stack.back() == 2, "json::Writer", "an array ends with ], an object with }");
    m_out += bracket;
    m_stack.pop_back();
    m_first = false;
}

void Writer::beginObject()
{
    begin('{');
}

void Writer::endObject()
{
    end('}');
}

void Writer::beginArray()
{
    begin('[');
}

void Writer::endArray()
{
    end(']');
}

void Writer::name(QByteArrayView name)
{
    Q_ASSERT_X(!m_stack.empty() && m_stack.back() == '{' && !m_named, "json::Writer", "no name belongs here");
    if (!m_first)
        m_out += ',';
    appendQuoted(m_out, name);
    m_out += ':';
    m_named = true;
}

void Writer::string(QByteArrayView utf8)
{
    separate();
    appendQuoted(m_out, utf8);
}

void Writer::string(QStringView text)
{
    string(text.toUtf8());
}

void Writer::integer(qint64 value)
{
    separate();
    m_out += QByteArray::number(value);
}

void Writer::boolean(bool value)
{
    separate();
    m_out += value ? "true" : "false";
}

void Writer::null()
{
    separate();
    m_out += "null";
}

void Writer::raw(QByteArrayView json)
{
    separate();
    m_out.append(json);
}

QByteArray Writer::take()
{
    Q_ASSERT_X(m_stack.empty(), "json::Writer", "something is still open");
    m_first = true;
    return std::exchange(m_out, {});
}

QByteArray quoted(QByteArrayView utf8)
{
    QByteArray out;
    out.reserve(utf8.size() + 2);
    appendQuoted(out, utf8);
    return out;
}

} // namespace claimcheck::json
