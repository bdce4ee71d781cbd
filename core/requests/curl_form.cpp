#include "curl_form.h"

#include <QCoreApplication>

#include <array>

namespace claimcheck::requests {

namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

/// The types that curl knows by the end of a name; what it does not know is bytes.
QByteArray typeByName(const QByteArray &name)
{
    static constexpr std::array<std::pair<QByteArrayView, QByteArrayView>, 10> types{{
        {".gif", "image/gif"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".png", "image/png"},
        {".svg", "image/svg+xml"},
        {".txt", "text/plain"},
        {".htm", "text/html"},
        {".html", "text/html"},
        {".pdf", "application/pdf"},
        {".xml", "application/xml"},
    }};
    const QByteArray lower = name.toLower();
    for (const auto &[end, type] : types) {
        if (lower.endsWith(end))
            return type.toByteArray();
    }
    return "application/octet-stream";
}

bool isSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

class FormValue final {
public:
    explicit FormValue(const QByteArray &text) : m_text(text) {}

    CurlForm read()
    {
        const qsizetype equals = m_text.indexOf('=');
        if (equals < 1) {
            leaveOut(words("A part of the form has no name and was left out."));
            return std::move(m_out);
        }
        m_at = equals + 1;
        const char kind = at();
        if (kind == '(' || kind == ')') {
            leaveOut(words("Parts within a part of the form were left out."));
            return std::move(m_out);
        }
        const bool isFile = kind == '@' || kind == '<';
        m_end = kind == '@' ? ',' : '\0';
        do {
            if (m_out.parts.size() == 1)
                leaveOut(words("Several files of one part are parts of their own here."));
            m_at += isFile ? 1 : 0;
            BodyPart part{.name = m_text.left(equals)};
            (isFile ? part.file : part.value) = word();
            readSettings(part);
            if (part.file == "-")
                leaveOut(words("A part that standard input was to bring was left out."));
            else
                m_out.parts.push_back(finished(std::move(part), kind));
        } while (m_end && at() == m_end);
        return std::move(m_out);
    }

private:
    [[nodiscard]] char at() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    [[nodiscard]] bool isEnd(char c) const { return c == '\0' || c == ';' || (m_end && c == m_end); }
    void skipSpace()
    {
        while (isSpace(at()))
            ++m_at;
    }
    void leaveOut(const QString &what) { m_out.leftOut.push_back(what); }

    /// Up to the next ";" (or "," between files), or what stands in quotes, where a backslash keeps a quote.
    QByteArray word()
    {
        skipSpace();
        if (at() == '"') {
            QByteArray out;
            qsizetype i = m_at + 1;
            for (; i < m_text.size() && m_text[i] != '"'; ++i) {
                const bool isEscape = m_text[i] == '\\' && i + 1 < m_text.size() &&
                                      (m_text[i + 1] == '"' || m_text[i + 1] == '\\');
                i += isEscape ? 1 : 0;
                out += m_text[i];
            }
            if (i < m_text.size()) {
                m_at = i;
                while (!isEnd(at()))
                    ++m_at;
                return out;
            }
        }
        const qsizetype begin = m_at;
        while (!isEnd(at()))
            ++m_at;
        QByteArray out = m_text.mid(begin, m_at - begin);
        while (!out.isEmpty() && isSpace(out.back()))
            out.chop(1);
        return out;
    }

    bool takes(QByteArrayView name)
    {
        if (!QByteArrayView(m_text).sliced(m_at).startsWith(name))
            return false;
        m_at += name.size();
        skipSpace();
        return true;
    }

    void readSettings(BodyPart &part)
    {
        bool afterType = false;
        while (at() == ';') {
            ++m_at;
            skipSpace();
            if (!afterType && takes("type=")) {
                part.contentType = word();
                afterType = true;
            } else if (takes("filename=")) {
                part.fileName = word();
                afterType = false;
            } else if (takes("headers=")) {
                addHeader(part, word());
                afterType = false;
            } else if (takes("encoder=")) {
                leaveOut(
                    words("The encoding %1 of a part was left out.").arg(QString::fromUtf8(word().left(40))));
                afterType = false;
            } else if (const QByteArray unknown = word(); afterType) {
                part.contentType += "; " + unknown; // a parameter of the type
            } else if (!unknown.isEmpty()) {
                leaveOut(words("%1 of a part was left out.").arg(QString::fromUtf8(unknown.left(40))));
            }
        }
    }

    void addHeader(BodyPart &part, const QByteArray &line)
    {
        const qsizetype colon = line.indexOf(':');
        if (colon < 1 || line.startsWith('@') || line.startsWith('<'))
            return leaveOut(words("Headers from a file were left out."));
        part.headers.push_back({line.left(colon).trimmed(), line.mid(colon + 1).trimmed()});
    }

    static BodyPart finished(BodyPart part, char kind)
    {
        if (part.file.isEmpty())
            return part;
        if (kind == '@' && part.fileName.isEmpty())
            part.fileName = part.file.mid(part.file.lastIndexOf('/') + 1);
        // Without a file name, text and bytes are what a part is anyway.
        const QByteArray type = typeByName(part.fileName.isEmpty() ? part.file : part.fileName);
        const bool isPlain = type == "text/plain" || type == "application/octet-stream";
        if (part.contentType.isEmpty() && (!part.fileName.isEmpty() || !isPlain))
            part.contentType = type;
        return part;
    }

    const QByteArray &m_text;
    qsizetype m_at = 0;
    char m_end = '\0';
    CurlForm m_out;
};

} // namespace

CurlForm curlForm(const QByteArray &value)
{
    return FormValue(value).read();
}

} // namespace claimcheck::requests
