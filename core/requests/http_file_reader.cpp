#include "http_file_layout.h"

#include <QCoreApplication>

namespace claimcheck::requests {

namespace {

constexpr QByteArrayView bom("\xEF\xBB\xBF");

QString problemText(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

bool isComment(QByteArrayView trimmed)
{
    return trimmed.startsWith('#') || trimmed.startsWith("//");
}

bool isSeparator(QByteArrayView line)
{
    return line.startsWith("###");
}

/// JetBrains' response handlers and references: "> {% … %}", "> FILE.js", ">> FILE", ">>! FILE", "<> FILE".
bool isHandler(QByteArrayView line)
{
    if (line.startsWith("> "))
        return line.contains("{%") || line.trimmed().endsWith(".js");
    return line.startsWith(">> ") || line.startsWith(">>! ") || line.startsWith("<> ");
}

/// JetBrains' statements about other files and requests: "import FILE", "run FILE", "run #NAME".
bool isStatement(QByteArrayView line)
{
    const QByteArrayView rest = line.startsWith("import ") ? line.sliced(7)
                                : line.startsWith("run ")  ? line.sliced(4)
                                                           : QByteArrayView();
    const QByteArrayView name = rest.trimmed();
    return name.startsWith('#') || name.contains(".http") || name.contains(".rest");
}

bool isMethod(QByteArrayView word)
{
    for (const char c : word) {
        if (!(c >= 'A' && c <= 'Z') && c != '-' && c != '_')
            return false;
    }
    return !word.isEmpty();
}

/// Reads the lines of a file one after another, and the requests that they make.
class Reader final {
public:
    explicit Reader(const QByteArray &text) : m_text(text) {}

    Result<Reading> read()
    {
        if (m_text.size() > HttpFile::maxBytes)
            return Error{ErrorCode::InputTooLarge, QStringLiteral("The file")};
        if (m_text.contains('\0'))
            return Error{ErrorCode::HttpFileInvalid, QStringLiteral("The file"),
                         problemText("it is no text")};
        const qsizetype firstEnd = m_text.indexOf('\n');
        if (firstEnd > 0 && m_text[firstEnd - 1] == '\r')
            m_out.lineEnd = "\r\n";
        advance(m_text.startsWith(bom) ? bom.size() : 0, 1);
        while (m_line.begin < m_text.size()) {
            if (m_out.entries.size() >= HttpFile::maxEntries)
                return Error{ErrorCode::InputTooLarge, QStringLiteral("The file")};
            readBlock();
        }
        return std::move(m_out);
    }

private:
    [[nodiscard]] bool atEnd() const { return m_line.begin >= m_text.size(); }
    [[nodiscard]] QByteArrayView content() const
    {
        return QByteArrayView(m_text).sliced(m_line.begin, m_line.end - m_line.begin);
    }
    [[nodiscard]] bool blockEnds() const { return atEnd() || isSeparator(content()); }

    void advance(qsizetype begin, int number)
    {
        m_line = {begin, m_text.size(), m_text.size(), number};
        const qsizetype end = begin < m_text.size() ? m_text.indexOf('\n', begin) : -1;
        if (end >= 0)
            m_line = {begin, end > begin && m_text[end - 1] == '\r' ? end - 1 : end, end + 1, number};
    }
    void next() { advance(m_line.next, m_line.number + 1); }

    void readBlock()
    {
        m_entry = {};
        m_layout = {};
        m_layout.block.begin = m_line.begin;
        if (isSeparator(content())) {
            qsizetype hashes = 0;
            while (hashes < content().size() && content()[hashes] == '#')
                ++hashes;
            m_entry.spec.title = content().sliced(hashes).trimmed().toByteArray();
            m_layout.separator = m_line;
            next();
        }
        if (readPrelude()) {
            readRequestLine();
            readHeaders();
            readBodyLines();
            m_entry.span = m_layout.block = {m_layout.block.begin, m_line.begin};
            m_out.entries.push_back(std::move(m_entry));
            m_out.layouts.push_back(std::move(m_layout));
        }
    }

    /// Comments, variables and scripts; true when a request line follows.
    bool readPrelude()
    {
        for (bool inScript = false; !blockEnds(); next()) {
            const QByteArrayView line = content().trimmed();
            if (inScript || line.startsWith("< {%")) {
                inScript = !line.contains("%}");
                continue;
            }
            if (line.isEmpty() || (line.startsWith("< ") && line.endsWith(".js")))
                continue;
            if (isStatement(line)) {
                addProblem(m_line.number, problemText("Other files are not run from here."));
                continue;
            }
            if (isComment(line))
                readComment(line);
            else if (!line.startsWith('@') || !readVariable(line))
                return true;
        }
        return false;
    }

    void readComment(QByteArrayView line)
    {
        line = line.sliced(line.startsWith('#') ? 1 : 2).trimmed();
        if (!line.startsWith('@'))
            return;
        qsizetype end = 1;
        while (end < line.size() && line[end] != ' ' && line[end] != '\t' && line[end] != '=')
            ++end;
        // Each edit compares them with each other; nobody needs so many.
        constexpr size_t mostDirectives = 500;
        if (m_layout.directives.size() >= mostDirectives)
            return;
        const auto known = applyDirective(m_entry.spec, line.sliced(1, end - 1).toByteArray(),
                                          line.sliced(end).trimmed().toByteArray());
        if (known)
            m_layout.directives.push_back({m_line, known->first, known->second});
    }

    bool readVariable(QByteArrayView line)
    {
        const qsizetype equals = line.indexOf('=');
        if (equals < 2)
            return false;
        const QByteArrayView name = line.sliced(1, equals - 1).trimmed();
        if (name.isEmpty() || name.contains(' ') || name.contains('\t'))
            return false;
        m_layout.hasVariables = true;
        m_out.variables.push_back(
            {name.toByteArray(), line.sliced(equals + 1).trimmed().toByteArray(), m_line.number});
        m_out.variableLines.push_back(m_line);
        return true;
    }

    void readRequestLine()
    {
        m_entry.line = m_line.number;
        m_layout.requestLine = {m_line.begin, m_line.end};
        QByteArray text = content().trimmed().toByteArray();
        for (next(); !blockEnds(); next()) {
            const QByteArrayView line = content();
            const QByteArrayView trimmed = line.trimmed();
            const bool isIndented = line.startsWith(' ') || line.startsWith('\t');
            if (trimmed.isEmpty() || !(isIndented || trimmed.startsWith('?') || trimmed.startsWith('&')))
                break;
            if (isComment(trimmed))
                continue;
            m_layout.requestLine.end = m_line.end;
            text += trimmed;
        }
        m_layout.headersBegin = m_layout.headersEnd = m_line.begin;
        splitRequestLine(text);
    }

    void splitRequestLine(const QByteArray &text)
    {
        RequestSpec &spec = m_entry.spec;
        const qsizetype space = text.indexOf(' ');
        spec.url = text;
        // The usual ones in small letters as well, as REST Client takes them.
        static const QByteArrayList usual = {"GET",  "POST",    "PUT",     "DELETE", "PATCH",
                                             "HEAD", "OPTIONS", "CONNECT", "TRACE"};
        const QByteArray word = space > 0 ? text.left(space) : QByteArray();
        if (isMethod(word) || usual.contains(word.toUpper())) {
            spec.method = word.toUpper();
            spec.url = text.mid(space + 1).trimmed();
        }
        // "HTTP/2 (Prior Knowledge)" is JetBrains'.
        const qsizetype version = spec.url.lastIndexOf(" HTTP/");
        const QByteArray rest = version > 0 ? spec.url.mid(version + 1) : QByteArray();
        if (version > 0 && (!rest.contains(' ') || rest.endsWith(" (Prior Knowledge)"))) {
            spec.httpVersion = rest;
            spec.url = spec.url.left(version).trimmed();
        }
        static const QByteArrayList others = {"GRAPHQL", "GRPC", "WEBSOCKET", "RSOCKET"};
        if (others.contains(spec.method))
            addProblem(m_entry.line, problemText("This is no HTTP request."));
        else if (spec.url.startsWith("curl "))
            addProblem(m_entry.line, problemText("This is a curl command: import it."));
        else if (spec.url.contains(' ') && !spec.url.contains("{{"))
            addProblem(m_entry.line, problemText("The address holds a space."));
    }

    void readHeaders()
    {
        for (; !blockEnds(); next()) {
            const QByteArrayView line = content();
            const QByteArrayView trimmed = line.trimmed();
            if (trimmed.isEmpty()) {
                m_layout.hasBlank = true;
                next();
                break;
            }
            if (isHandler(line))
                break;
            m_layout.headersEnd = m_line.next;
            if (isComment(trimmed))
                continue;
            const qsizetype colon = trimmed.indexOf(':');
            if (colon < 1) {
                addProblem(m_line.number, problemText("This line is no header."));
                continue;
            }
            const http::Header header{trimmed.first(colon).trimmed().toByteArray(),
                                      trimmed.sliced(colon + 1).trimmed().toByteArray()};
            if (header.name.compare("X-Request-Type", Qt::CaseInsensitive) == 0)
                addProblem(m_line.number, problemText("GraphQL is sent as it is written here."));
            if (header.name.compare("Authorization", Qt::CaseInsensitive) == 0 &&
                header.value.startsWith("Digest ") && !header.value.contains('='))
                addProblem(m_line.number, problemText("Digest is not worked out here."));
            m_layout.headers.push_back({m_line, header});
            m_entry.spec.headers.push_back(header);
        }
        m_layout.bodyBegin = m_layout.bodyEnd = m_line.begin;
    }

    void readBodyLines()
    {
        QByteArray text;
        for (; !blockEnds() && !isHandler(content()); next()) {
            // Blank lines are the body's own when another line follows.
            if (content().trimmed().isEmpty())
                continue;
            QByteArray lines = m_text.mid(m_layout.bodyEnd, m_line.end - m_layout.bodyEnd);
            text += lines.replace("\r\n", "\n");
            m_layout.bodyEnd = m_line.end;
        }
        while (!blockEnds())
            next(); // handlers, kept
        QString problem;
        m_entry.spec.body = readBody(
            text, http::headerValue(m_entry.spec.headers, "Content-Type").value_or(QByteArray()), problem);
        if (!problem.isEmpty())
            addProblem(m_entry.line, problem);
    }

    void addProblem(int line, const QString &text) { m_entry.problems.push_back({line, text}); }

    const QByteArray &m_text;
    Reading m_out;
    Line m_line;
    HttpEntry m_entry;
    EntryLayout m_layout;
};

} // namespace

Result<Reading> readHttpFile(const QByteArray &text)
{
    return Reader(text).read();
}

} // namespace claimcheck::requests
