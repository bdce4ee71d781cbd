#include "form_text.h"
#include "http_file_layout.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::requests {

namespace {

bool isJsonType(const QByteArray &lower)
{
    const QByteArray type = lower.left(lower.indexOf(';') < 0 ? lower.size() : lower.indexOf(';')).trimmed();
    return type == "application/json" || type.endsWith("+json");
}

/// The value of a parameter ("name", "filename") of a header, its quotes undone.
QByteArray parameter(QByteArrayView header, QByteArrayView name)
{
    for (qsizetype at = header.indexOf(';'); at >= 0 && at < header.size();) {
        qsizetype begin = at + 1;
        while (begin < header.size() && header[begin] == ' ')
            ++begin;
        qsizetype end = begin;
        bool quoted = false;
        for (; end < header.size() && (quoted || header[end] != ';'); ++end) {
            if (quoted && header[end] == '\\')
                ++end;
            else if (header[end] == '"')
                quoted = !quoted;
        }
        end = std::min(end, header.size());
        const QByteArrayView part = header.sliced(begin, end - begin).trimmed();
        const qsizetype equals = part.indexOf('=');
        if (equals > 0 && part.first(equals).trimmed().compare(name, Qt::CaseInsensitive) == 0) {
            const QByteArrayView value = part.sliced(equals + 1).trimmed();
            if (value.size() < 2 || !value.startsWith('"') || !value.endsWith('"'))
                return value.toByteArray();
            QByteArray out;
            for (qsizetype i = 1; i + 1 < value.size(); ++i) {
                if (value[i] == '\\' && i + 2 < value.size())
                    ++i;
                out += value[i];
            }
            return out;
        }
        at = end;
    }
    return {};
}

QByteArray quotedParameter(const QByteArray &value)
{
    QByteArray out = value;
    return '"' + out.replace('\\', "\\\\").replace('"', "\\\"") + '"';
}

/// Whether every part has a name and a value. Other text under this type is sent as it is.
bool isFormText(const QByteArray &text)
{
    const QByteArrayList parts = text.split('&');
    return std::all_of(parts.begin(), parts.end(), [](const QByteArray &part) {
        return part.isEmpty() || (part.contains('=') && !part.startsWith('{') && !part.startsWith('['));
    });
}

/// One part's lines, its headers first. False when they are no part that can be kept as fields.
bool readPart(const QByteArrayList &lines, BodyPart &part)
{
    qsizetype at = 0;
    bool hasDisposition = false;
    for (; at < lines.size() && !lines[at].trimmed().isEmpty(); ++at) {
        const qsizetype colon = lines[at].indexOf(':');
        if (colon < 1)
            return false;
        const QByteArray name = lines[at].left(colon).trimmed();
        const QByteArray value = lines[at].mid(colon + 1).trimmed();
        if (name.compare("Content-Disposition", Qt::CaseInsensitive) == 0) {
            hasDisposition = true;
            part.name = parameter(value, "name");
            part.fileName = parameter(value, "filename");
        } else if (name.compare("Content-Type", Qt::CaseInsensitive) == 0) {
            part.contentType = value;
        } else {
            part.headers.push_back({name, value});
        }
    }
    if (!hasDisposition || at == lines.size())
        return hasDisposition;
    const QByteArrayList content = lines.mid(at + 1);
    if (content.size() == 1) {
        if (const auto include = includeOf(content.front())) {
            part.file = include->path;
            return !include->expands;
        }
    }
    part.value = content.join('\n');
    return true;
}

std::optional<std::vector<BodyPart>> readParts(const QByteArray &text, const QByteArray &boundary)
{
    const QByteArray dashes = "--" + boundary;
    std::vector<BodyPart> parts;
    std::optional<QByteArrayList> open;
    for (const QByteArray &line : text.split('\n')) {
        const bool isLast = line.trimmed() == dashes + "--";
        if (!isLast && line.trimmed() != dashes) {
            if (open)
                open->append(line);
            else if (!line.trimmed().isEmpty())
                return std::nullopt;
            continue;
        }
        if (open) {
            BodyPart part;
            if (!readPart(*open, part))
                return std::nullopt;
            parts.push_back(std::move(part));
        }
        open.reset();
        if (!isLast)
            open.emplace();
    }
    if (open)
        return std::nullopt; // no closing line
    return parts;
}

QByteArray partText(const BodyPart &part)
{
    QByteArray out = "Content-Disposition: form-data; name=" + quotedParameter(part.name);
    if (!part.fileName.isEmpty())
        out += "; filename=" + quotedParameter(part.fileName);
    out += '\n';
    if (!part.contentType.isEmpty())
        out += "Content-Type: " + part.contentType + '\n';
    for (const http::Header &header : part.headers)
        out += header.name + ": " + header.value + '\n';
    return out + '\n' + (part.file.isEmpty() ? part.value : "< " + part.file) + '\n';
}

} // namespace

std::optional<Include> includeOf(QByteArrayView line)
{
    line = line.trimmed();
    if (!line.startsWith('<'))
        return std::nullopt;
    line = line.sliced(1);
    Include include;
    if (line.startsWith('@')) {
        include.expands = true;
        qsizetype end = 1;
        while (end < line.size() && line[end] != ' ' && line[end] != '\t')
            ++end;
        line = line.sliced(end);
    }
    if (line.isEmpty() || (line[0] != ' ' && line[0] != '\t'))
        return std::nullopt;
    include.path = line.trimmed().toByteArray();
    if (include.path.isEmpty() || include.path.startsWith("{%"))
        return std::nullopt;
    return include;
}

bool isFormType(const QByteArray &contentType)
{
    return contentType.trimmed().toLower().startsWith("application/x-www-form-urlencoded");
}

QByteArray boundaryOf(const QByteArray &contentType)
{
    return contentType.trimmed().toLower().startsWith("multipart/") ? parameter(contentType, "boundary")
                                                                    : QByteArray();
}

Body readBody(const QByteArray &text, const QByteArray &contentType, QString &problem)
{
    Body body;
    if (text.isEmpty())
        return body;
    if (const auto include = text.contains('\n') ? std::nullopt : includeOf(text)) {
        body.kind = BodyKind::File;
        body.file = include->path;
        body.expandsFile = include->expands;
        return body;
    }
    const QByteArray type = contentType.trimmed().toLower();
    body.kind = isJsonType(type) ? BodyKind::Json : BodyKind::Text;
    if (isFormType(type)) {
        QByteArray joined;
        for (const QByteArray &line : text.split('\n'))
            joined += line.trimmed();
        if (isFormText(joined)) {
            body.kind = BodyKind::Form;
            body.fields = formFields(joined);
            return body;
        }
    }
    if (const QByteArray boundary = boundaryOf(contentType); !boundary.isEmpty()) {
        if (auto parts = readParts(text, boundary)) {
            body.kind = BodyKind::Multipart;
            body.parts = *std::move(parts);
            return body;
        }
        problem = QCoreApplication::translate("Requests", "The parts of this body cannot be read.");
    }
    body.text = text;
    return body;
}

QByteArray bodyText(const Body &body, const QByteArray &contentType)
{
    switch (body.kind) {
    case BodyKind::None:
        return {};
    case BodyKind::Json:
    case BodyKind::Text:
        return body.text;
    case BodyKind::Form:
        return formText(body.fields);
    case BodyKind::File:
        return (body.expandsFile ? "<@ " : "< ") + body.file;
    case BodyKind::Multipart:
        break;
    }
    const QByteArray dashes = "--" + boundaryOf(contentType);
    QByteArray out;
    for (const BodyPart &part : body.parts)
        out += dashes + '\n' + partText(part);
    return out + dashes + "--";
}

RequestSpec asWritten(RequestSpec spec)
{
    QByteArray &text = spec.body.text;
    text.replace("\r\n", "\n");
    const auto isBlank = [](char c) { return c == '\n' || c == ' ' || c == '\t'; };
    // Blank lines at the end belong to the file; spaces of the last line to the body.
    qsizetype end = text.size();
    for (qsizetype i = end; i > 0 && isBlank(text[i - 1]); --i) {
        if (text[i - 1] == '\n')
            end = i - 1;
    }
    text.truncate(end);
    if ((spec.body.kind == BodyKind::Text || spec.body.kind == BodyKind::Json) && text.isEmpty())
        spec.body = {};
    if (spec.body.kind == BodyKind::Form && spec.body.fields.empty())
        spec.body = {};

    const auto found = http::headerValue(spec.headers, "Content-Type");
    const QByteArray type = found.value_or(QByteArray()).trimmed().toLower();
    QByteArray needed;
    if (spec.body.kind == BodyKind::Json && !isJsonType(type))
        needed = "application/json";
    QString problem;
    if (spec.body.kind == BodyKind::Text &&
        readBody(text, found.value_or(QByteArray()), problem).kind != BodyKind::Text)
        needed = "text/plain; charset=utf-8";
    if (spec.body.kind == BodyKind::Form && !isFormType(type))
        needed = "application/x-www-form-urlencoded";
    if (spec.body.kind == BodyKind::Multipart && boundaryOf(found.value_or(QByteArray())).isEmpty())
        needed = "multipart/form-data; boundary=claimcheck-parts";
    if (needed.isEmpty())
        return spec;
    for (http::Header &header : spec.headers) {
        if (header.name.compare("Content-Type", Qt::CaseInsensitive) == 0) {
            header.value = needed;
            return spec;
        }
    }
    spec.headers.push_back({"Content-Type", needed});
    return spec;
}

} // namespace claimcheck::requests
