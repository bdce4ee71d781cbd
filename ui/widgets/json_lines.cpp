#include "json_lines.h"

#include <cstring>

namespace claimcheck::ui {

namespace {

constexpr int indentStep = 2;
constexpr qsizetype hexRow = 16;

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isDelimiter(char c)
{
    return isSpace(c) || std::strchr("{}[],:\"", c) != nullptr;
}

/// Walks the text once, token by token.
class JsonLayout {
public:
    explicit JsonLayout(QByteArrayView text) : m_text(text) {}

    TextLines run()
    {
        newLine();
        for (skipSpace(); m_at < m_text.size(); skipSpace())
            token();
        return std::move(m_out);
    }

private:
    void token()
    {
        switch (m_text[m_at]) {
        case '{':
        case '[':
            return open();
        case '}':
        case ']':
            return close();
        case ',':
            emitRun(m_at + 1, JsonRun::Punctuation);
            m_breakBefore = true;
            return;
        case ':':
            emitRun(m_at + 1, JsonRun::Punctuation);
            m_gap = 1;
            return;
        case '"':
            return string();
        default:
            return scalar();
        }
    }

    void open()
    {
        emitRun(m_at + 1, JsonRun::Punctuation);
        ++m_depth;
        m_open.push_back(m_out.lines.size() - 1);
        skipSpace();
        const bool closesAtOnce = m_at < m_text.size() && (m_text[m_at] == '}' || m_text[m_at] == ']');
        m_breakBefore = !closesAtOnce;
        m_empty = closesAtOnce;
    }

    void close()
    {
        m_depth = qMax(0, m_depth - 1);
        m_breakBefore = !m_empty;
        m_empty = false;
        emitRun(m_at + 1, JsonRun::Punctuation);
        if (m_open.empty())
            return;
        const size_t opened = m_open.back();
        m_open.pop_back();
        if (const size_t here = m_out.lines.size() - 1; here != opened)
            m_out.lines[opened].foldEnd = static_cast<qsizetype>(here);
    }

    void string()
    {
        qsizetype end = m_at + 1;
        while (end < m_text.size() && m_text[end] != '"')
            end += m_text[end] == '\\' ? 2 : 1;
        end = qMin(end + 1, m_text.size());
        qsizetype after = end;
        while (after < m_text.size() && isSpace(m_text[after]))
            ++after;
        const bool name = after < m_text.size() && m_text[after] == ':';
        emitRun(end, name ? JsonRun::Name : JsonRun::String);
    }

    void scalar()
    {
        qsizetype end = m_at + 1;
        while (end < m_text.size() && !isDelimiter(m_text[end]))
            ++end;
        const char first = m_text[m_at];
        const bool number = first == '-' || (first >= '0' && first <= '9');
        emitRun(end, number ? JsonRun::Number : JsonRun::Literal);
    }

    void emitRun(qsizetype end, JsonRun style)
    {
        if (m_breakBefore)
            newLine();
        m_breakBefore = false;
        m_out.runs.push_back({m_at, end, static_cast<quint8>(style), m_gap});
        m_gap = 0;
        m_at = end;
    }

    void newLine()
    {
        m_out.lines.push_back({static_cast<qsizetype>(m_out.runs.size()), m_depth * indentStep});
        m_gap = 0;
    }

    void skipSpace()
    {
        while (m_at < m_text.size() && isSpace(m_text[m_at]))
            ++m_at;
    }

    QByteArrayView m_text;
    TextLines m_out;
    std::vector<size_t> m_open; // lines whose bracket is not closed yet
    qsizetype m_at = 0;
    int m_depth = 0;
    quint8 m_gap = 0;
    bool m_breakBefore = false;
    bool m_empty = false;
};

} // namespace

TextLines jsonLines(QByteArrayView text)
{
    return JsonLayout(text).run();
}

TextLines plainLines(QByteArrayView text)
{
    TextLines out;
    for (qsizetype begin = 0; begin <= text.size();) {
        const void *found = begin < text.size() ? std::memchr(text.data() + begin, '\n',
                                                              static_cast<size_t>(text.size() - begin))
                                                : nullptr;
        const qsizetype end = found ? static_cast<const char *>(found) - text.data() : text.size();
        const bool crlf = end > begin && found && text[end - 1] == '\r';
        out.lines.push_back({static_cast<qsizetype>(out.runs.size()), 0});
        out.runs.push_back({begin, crlf ? end - 1 : end, static_cast<quint8>(JsonRun::Plain)});
        if (!found)
            break;
        begin = end + 1;
    }
    return out;
}

QByteArray hexDump(QByteArrayView bytes)
{
    static constexpr char digits[] = "0123456789abcdef";
    QByteArray out;
    out.reserve(bytes.size() * 5 + 80);
    for (qsizetype row = 0; row < bytes.size(); row += hexRow) {
        out += QByteArray::number(row, 16).rightJustified(8, '0') + "  ";
        QByteArray ascii;
        for (qsizetype i = row; i < row + hexRow; ++i) {
            if (i >= bytes.size()) {
                out += "   ";
                continue;
            }
            const auto byte = static_cast<unsigned char>(bytes[i]);
            out += digits[byte >> 4];
            out += digits[byte & 0xF];
            out += ' ';
            ascii += byte >= 0x20 && byte < 0x7F ? static_cast<char>(byte) : '.';
        }
        out += ' ' + ascii;
        if (row + hexRow < bytes.size())
            out += '\n';
    }
    return out;
}

} // namespace claimcheck::ui
