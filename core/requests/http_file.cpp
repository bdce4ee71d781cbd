#include "http_file.h"

#include "http_file_layout.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::requests {

namespace {

/// Changes of a text, applied at once: offsets are those of the text as it was.
class Edits final {
public:
    Edits(const QByteArray &text, QByteArray lineEnd) : m_text(text), m_lineEnd(std::move(lineEnd)) {}

    void replace(json::Span span, QByteArray by) { m_edits.push_back({span, std::move(by)}); }
    void removeLine(const Line &line) { replace({line.begin, line.next}, {}); }
    /// Whole lines before the line that begins at `at`, which may be the end of a text without a last line
    /// end.
    void insertLines(qsizetype at, const QByteArray &lines)
    {
        const bool afterOpenLine = at > 0 && at == m_text.size() && m_text[at - 1] != '\n';
        const QByteArray text = inFileEnds(lines);
        replace({at, at}, afterOpenLine ? m_lineEnd + text : text + m_lineEnd);
    }
    [[nodiscard]] QByteArray inFileEnds(QByteArray lines) const
    {
        return m_lineEnd == "\n" ? lines : lines.replace('\n', m_lineEnd);
    }

    [[nodiscard]] QByteArray apply()
    {
        std::stable_sort(m_edits.begin(), m_edits.end(),
                         [](const Edit &a, const Edit &b) { return a.span.begin < b.span.begin; });
        QByteArray out;
        qsizetype at = 0;
        for (const Edit &edit : m_edits) {
            out += QByteArrayView(m_text).sliced(at, edit.span.begin - at);
            out += edit.by;
            at = edit.span.end;
        }
        return out + m_text.mid(at);
    }

private:
    struct Edit {
        json::Span span;
        QByteArray by;
    };
    const QByteArray &m_text;
    QByteArray m_lineEnd;
    std::vector<Edit> m_edits;
};

QByteArray requestLineText(const RequestSpec &spec)
{
    return spec.method + ' ' + spec.url +
           (spec.httpVersion.isEmpty() ? QByteArray() : ' ' + spec.httpVersion);
}

QByteArray headerText(const http::Header &header)
{
    return header.name + ':' + (header.value.isEmpty() ? QByteArray() : ' ' + header.value);
}

QByteArray contentTypeOf(const RequestSpec &spec)
{
    return http::headerValue(spec.headers, "Content-Type").value_or(QByteArray());
}

QByteArray directiveText(const std::pair<QByteArray, QByteArray> &directive)
{
    return "# @" + directive.first + (directive.second.isEmpty() ? QByteArray() : ' ' + directive.second);
}

void editDirectives(Edits &edits, const EntryLayout &layout, const RequestSpec &spec)
{
    const auto all = directivesOf(spec);
    auto wanted = all;
    for (const Directive &directive : layout.directives) {
        const QByteArray setting = settingOf(directive.key);
        if (isSaid(layout.directives, setting, all)) {
            wanted.erase(
                std::remove_if(wanted.begin(), wanted.end(),
                               [&setting](const auto &pair) { return settingOf(pair.first) == setting; }),
                wanted.end());
            continue;
        }
        const auto same = std::find_if(wanted.begin(), wanted.end(), [&directive](const auto &pair) {
            return pair.first == directive.key;
        });
        if (same == wanted.end()) {
            edits.removeLine(directive.line);
            continue;
        }
        if (same->second != directive.value)
            edits.replace({directive.line.begin, directive.line.end}, directiveText(*same));
        wanted.erase(same);
    }
    QByteArrayList lines;
    for (const auto &directive : wanted)
        lines += directiveText(directive);
    if (!lines.isEmpty())
        edits.insertLines(layout.requestLine.begin, lines.join('\n'));
}

/// What is the same at both ends stays, and with it the comments there; what differs is replaced line by
/// line.
void editHeaders(Edits &edits, const EntryLayout &layout, const http::Headers &wanted)
{
    const std::vector<HeaderLine> &lines = layout.headers;
    size_t front = 0;
    const size_t common = std::min(lines.size(), wanted.size());
    while (front < common && lines[front].header == wanted[front])
        ++front;
    size_t back = 0;
    while (back < common - front && lines[lines.size() - 1 - back].header == wanted[wanted.size() - 1 - back])
        ++back;
    const size_t oldEnd = lines.size() - back;
    const size_t newEnd = wanted.size() - back;
    size_t i = front;
    for (; i < oldEnd && i < newEnd; ++i)
        edits.replace({lines[i].line.begin, lines[i].line.end}, headerText(wanted[i]));
    for (size_t gone = i; gone < oldEnd; ++gone)
        edits.removeLine(lines[gone].line);
    QByteArrayList added;
    for (size_t fresh = i; fresh < newEnd; ++fresh)
        added += headerText(wanted[fresh]);
    if (added.isEmpty())
        return;
    const qsizetype at = oldEnd < lines.size() ? lines[oldEnd].line.begin : layout.headersEnd;
    edits.insertLines(at, added.join('\n'));
}

void editBody(Edits &edits, const QByteArray &text, const EntryLayout &layout, const RequestSpec &spec)
{
    const QByteArray body = edits.inFileEnds(bodyText(spec.body, contentTypeOf(spec)));
    if (layout.bodyEnd > layout.bodyBegin || body.isEmpty()) {
        edits.replace({layout.bodyBegin, layout.bodyEnd}, body);
        return;
    }
    const bool nothingFollows = layout.bodyBegin >= layout.block.end;
    if (!layout.hasBlank)
        edits.insertLines(layout.bodyBegin, "\n" + bodyText(spec.body, contentTypeOf(spec)));
    else if (nothingFollows && layout.bodyBegin == text.size())
        edits.insertLines(layout.bodyBegin, bodyText(spec.body, contentTypeOf(spec)));
    else
        edits.insertLines(layout.bodyBegin, bodyText(spec.body, contentTypeOf(spec)) + '\n');
}

Error notWritable()
{
    return {ErrorCode::HttpFileInvalid, QStringLiteral("The request"),
            QCoreApplication::translate("Requests", "its text would mean something else in the file")};
}

} // namespace

struct HttpFile::Data {
    QByteArray text;
    Reading reading;
};

HttpFile::HttpFile() : d(std::make_unique<Data>()) {}
HttpFile::~HttpFile() = default;
HttpFile::HttpFile(const HttpFile &other) : d(std::make_unique<Data>(*other.d)) {}
HttpFile::HttpFile(HttpFile &&other) noexcept = default;
HttpFile &HttpFile::operator=(HttpFile other) noexcept
{
    d.swap(other.d);
    return *this;
}

Result<HttpFile> HttpFile::parse(QByteArray text)
{
    HttpFile file;
    file.d->text = std::move(text);
    auto reading = readHttpFile(file.d->text);
    if (!reading)
        return reading.error();
    file.d->reading = *std::move(reading);
    return file;
}

const QByteArray &HttpFile::text() const
{
    return d->text;
}

const std::vector<HttpEntry> &HttpFile::entries() const
{
    return d->reading.entries;
}

const std::vector<FileVariable> &HttpFile::variables() const
{
    return d->reading.variables;
}

std::optional<size_t> HttpFile::indexOf(QByteArrayView name) const
{
    const auto &all = entries();
    for (const QByteArray RequestSpec::*field : {&RequestSpec::name, &RequestSpec::title}) {
        const auto found = std::find_if(all.begin(), all.end(), [&](const HttpEntry &entry) {
            return !name.isEmpty() && entry.spec.*field == name;
        });
        if (found != all.end())
            return static_cast<size_t>(found - all.begin());
    }
    return std::nullopt;
}

/// Takes the new text only if it says exactly what was meant: whoever edits cannot know every rule of the
/// format, and reading it again does.
Result<Done> HttpFile::take(QByteArray text, const std::vector<RequestSpec> &expected)
{
    auto reading = readHttpFile(text);
    if (!reading)
        return reading.error();
    const bool same =
        std::equal(reading->entries.begin(), reading->entries.end(), expected.begin(), expected.end(),
                   [](const HttpEntry &entry, const RequestSpec &spec) { return entry.spec == spec; });
    if (!same)
        return notWritable();
    d->text = std::move(text);
    d->reading = *std::move(reading);
    return Done{};
}

namespace {

std::vector<RequestSpec> specsOf(const std::vector<HttpEntry> &entries)
{
    std::vector<RequestSpec> specs;
    specs.reserve(entries.size());
    for (const HttpEntry &entry : entries)
        specs.push_back(entry.spec);
    return specs;
}

} // namespace

Result<Done> HttpFile::replace(size_t index, const RequestSpec &spec)
{
    Q_ASSERT(index < entries().size());
    const RequestSpec wanted = asWritten(spec);
    const RequestSpec &old = entries()[index].spec;
    const EntryLayout &layout = d->reading.layouts[index];
    Edits edits(d->text, d->reading.lineEnd);
    if (wanted.title != old.title) {
        const QByteArray title = "### " + wanted.title;
        if (layout.separator)
            edits.replace({layout.separator->begin, layout.separator->end}, title.trimmed());
        else
            edits.insertLines(layout.block.begin, title);
    }
    editDirectives(edits, layout, wanted);
    if (requestLineText(wanted) != requestLineText(old))
        edits.replace(layout.requestLine, requestLineText(wanted));
    editHeaders(edits, layout, wanted.headers);
    if (wanted.body != old.body || (wanted.body.kind == BodyKind::Multipart &&
                                    boundaryOf(contentTypeOf(wanted)) != boundaryOf(contentTypeOf(old))))
        editBody(edits, d->text, layout, wanted);
    auto expected = specsOf(entries());
    expected[index] = wanted;
    return take(edits.apply(), expected);
}

Result<Done> HttpFile::append(const RequestSpec &spec)
{
    const RequestSpec wanted = asWritten(spec);
    QByteArray lines;
    if (!d->text.trimmed().isEmpty() && !d->text.endsWith("\n\n") && !d->text.endsWith("\r\n\r\n"))
        lines += '\n';
    lines += ("### " + wanted.title).trimmed() + '\n';
    for (const auto &directive : directivesOf(wanted))
        lines += directiveText(directive) + '\n';
    lines += requestLineText(wanted);
    for (const http::Header &header : wanted.headers)
        lines += '\n' + headerText(header);
    const QByteArray body = bodyText(wanted.body, contentTypeOf(wanted));
    if (!body.isEmpty())
        lines += "\n\n" + body;
    Edits edits(d->text, d->reading.lineEnd);
    if (!d->text.isEmpty() && !d->text.endsWith('\n'))
        edits.replace({d->text.size(), d->text.size()}, d->reading.lineEnd);
    edits.replace({d->text.size(), d->text.size()}, edits.inFileEnds(lines) + d->reading.lineEnd);
    auto expected = specsOf(entries());
    expected.push_back(wanted);
    return take(edits.apply(), expected);
}

Result<Done> HttpFile::remove(size_t index)
{
    Q_ASSERT(index < entries().size());
    const EntryLayout &layout = d->reading.layouts[index];
    Edits edits(d->text, d->reading.lineEnd);
    // The variables of a file stay when the request below them goes.
    const qsizetype begin = layout.hasVariables ? layout.requestLine.begin : layout.block.begin;
    edits.replace({begin, layout.block.end}, {});
    auto expected = specsOf(entries());
    expected.erase(expected.begin() + static_cast<qsizetype>(index));
    return take(edits.apply(), expected);
}

Result<Done> HttpFile::setVariable(const QByteArray &name, const QByteArray &value)
{
    const QByteArray line = '@' + name + " = " + value;
    Edits edits(d->text, d->reading.lineEnd);
    const auto &all = variables();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&name](const FileVariable &variable) { return variable.name == name; });
    if (found != all.end()) {
        const Line &old = d->reading.variableLines[static_cast<size_t>(found - all.begin())];
        edits.replace({old.begin, old.end}, line);
    } else {
        edits.insertLines(d->text.startsWith("\xEF\xBB\xBF") ? 3 : 0, line);
    }
    HttpFile edited = *this;
    if (const auto taken = edited.take(edits.apply(), specsOf(entries())); !taken)
        return taken.error();
    const auto &now = edited.variables();
    if (std::none_of(now.begin(), now.end(), [&](const FileVariable &variable) {
            return variable.name == name && variable.value == value;
        }))
        return notWritable();
    *this = std::move(edited);
    return Done{};
}

} // namespace claimcheck::requests
