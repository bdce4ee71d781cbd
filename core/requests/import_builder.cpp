#include "import_builder.h"

#include "form_text.h"
#include "http_file_layout.h"

#include "base/json_writer.h"
#include "import_texts.h"
#include "redaction.h"
#include "secret_names.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QIODevice>
#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace claimcheck::requests {

namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

/// Letters, digits, dots and dashes: what a reference's name is made of.
QByteArray nameFrom(QByteArrayView text)
{
    QByteArray out;
    for (const char c : text.first(std::min<qsizetype>(text.size(), 60))) {
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
        out += plain ? c : '-';
    }
    return out.toLower();
}

qsizetype sizeOf(const http::Headers &headers)
{
    qsizetype size = 0;
    for (const http::Header &header : headers)
        size += header.name.size() + header.value.size();
    return size;
}

struct Replacement {
    json::Span span;
    QByteArray by;
};

QByteArray replaced(const QByteArray &text, std::vector<Replacement> list)
{
    std::sort(list.begin(), list.end(),
              [](const Replacement &a, const Replacement &b) { return a.span.begin < b.span.begin; });
    QByteArray out;
    qsizetype at = 0;
    for (const Replacement &replacement : list) {
        if (replacement.span.begin < at)
            continue;
        out += QByteArrayView(text).sliced(at, replacement.span.begin - at);
        out += replacement.by;
        at = replacement.span.end;
    }
    return out + text.mid(at);
}

/// The JSON text with a number of the same length for each variable outside of strings, so that it can be
/// read: {"id": {{id}}}.
QByteArray withNumbers(const QByteArray &text)
{
    if (!text.contains("{{"))
        return text;
    QByteArray out = text;
    bool inString = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == '"')
            inString = !inString;
        if (inString && text[i] == '\\')
            ++i;
        if (inString || !QByteArrayView(text).sliced(i).startsWith("{{"))
            continue;
        qsizetype end = i;
        while (end < text.size() && text[end] != '}' && text[end] != '"' && text[end] != '\n')
            ++end;
        if (!QByteArrayView(text).sliced(end).startsWith("}}"))
            continue;
        std::fill(out.begin() + i, out.begin() + end + 2, '1');
        i = end + 1;
    }
    return out;
}

} // namespace

QByteArray hostOf(QByteArrayView url)
{
    const qsizetype scheme = url.indexOf("://");
    QByteArrayView rest = scheme < 0 ? url : url.sliced(scheme + 3);
    qsizetype end = 0;
    while (end < rest.size() && rest[end] != '/' && rest[end] != '?' && rest[end] != '#')
        ++end;
    rest = rest.first(end);
    rest = rest.sliced(rest.lastIndexOf('@') + 1);
    return rest.isEmpty() || rest.contains('{') ? QByteArray("request") : rest.toByteArray();
}

void setHeader(http::Headers &headers, const QByteArray &name, const QByteArray &value)
{
    for (http::Header &header : headers) {
        if (header.name.compare(name, Qt::CaseInsensitive) == 0) {
            header.value = value;
            return;
        }
    }
    headers.push_back({name, value});
}

QByteArray textMember(json::Value object, QByteArrayView name)
{
    return object.find(name).toUtf8();
}

Result<json::Document> readImport(const QByteArray &text, const QString &kind)
{
    if (text.size() > maxImportBytes)
        return Error{ErrorCode::ImportTooLarge, kind, words("it is larger than 100 MB")};
    // Some tools write a byte order mark.
    const QByteArray plain = text.startsWith("\xEF\xBB\xBF") ? text.mid(3) : text;
    auto document = json::Document::parse(plain, {.bytes = maxImportBytes});
    if (!document) {
        Error error = document.error();
        error.subject = kind;
        QString why = describe(error).message;
        if (why.endsWith(u'.'))
            why.chop(1);
        const bool looksLikeYaml =
            text.startsWith("openapi:") || text.startsWith("---") || text.startsWith("swagger:");
        if (looksLikeYaml)
            why = words("it is YAML, and only JSON is read");
        return Error{ErrorCode::ImportUnreadable, kind, why, error.offset};
    }
    if (!document->root().isObject())
        return Error{ErrorCode::ImportUnreadable, kind, words("it is no JSON object")};
    return *std::move(document);
}

QByteArray shownName(const QByteArray &name)
{
    const bool isAddress = name.contains("://") || name.contains('?');
    const QByteArray text = isAddress ? redactedAddress(name) : name;
    std::vector<Replacement> list;
    for (const inspect::Found &found : secretsIn(text))
        list.push_back({found.span, mark(QByteArrayView(text).sliced(found.span.begin, found.span.size()))});
    return list.empty() ? text : replaced(text, std::move(list));
}

Result<QByteArray> readForImport(QIODevice &in, const QString &name, qsizetype most)
{
    constexpr qint64 atOnce = 1024 * 1024;
    QByteArray text;
    // A pipe gives what it has: only nothing more is the end.
    while (text.size() <= most) {
        const QByteArray more = in.read(std::min<qint64>(atOnce, most - text.size() + 1));
        if (more.isEmpty())
            break;
        text += more;
    }
    if (text.size() > most)
        return Error{ErrorCode::ImportTooLarge, name,
                     words("it is larger than %1 MB").arg(most / (1024 * 1024))};
    if (!in.atEnd())
        return Error{ErrorCode::FileUnreadable, name, in.errorString()};
    return text;
}

ImportBuilder::ImportBuilder() : m_mark(QUuid::createUuid().toByteArray(QUuid::Id128) + '-') {}

Import ImportBuilder::take()
{
    const QByteArray ours = marked({}).chopped(2);
    bool hadReferences = false;
    visitTexts(m_import, [&](QByteArray &text) {
        QByteArray out;
        qsizetype copied = 0;
        for (qsizetype at = text.indexOf("{{"); at >= 0; at = text.indexOf("{{", at + 1)) {
            const QByteArrayView rest = QByteArrayView(text).sliced(at);
            // Only at its begin: to look for the end of all that follows, each time, would be quadratic.
            QByteArrayView name = rest.sliced(2);
            while (!name.isEmpty() && QByteArrayView(" \t\n\v\f\r").contains(name.front()))
                name = name.sliced(1);
            const bool isOurs = rest.startsWith(ours);
            if (!isOurs && !name.startsWith("keychain:"))
                continue;
            hadReferences = hadReferences || !isOurs;
            out += QByteArrayView(text).sliced(copied, at - copied);
            out += isOurs ? "{{keychain:" : "{ {";
            copied = at + (isOurs ? ours.size() : 2);
        }
        if (copied == 0)
            return;
        out += QByteArrayView(text).sliced(copied);
        text = out;
    });
    if (hadReferences)
        leaveOut({}, words("References to the keychain are plain text now: an import has none of its own."));
    return std::move(m_import);
}

void ImportBuilder::leaveOut(const QString &where, const QString &what)
{
    constexpr size_t mostNotes = 1000;
    if (m_import.leftOut.size() < mostNotes)
        m_import.leftOut.push_back({where, what});
    else if (m_import.leftOut.size() == mostNotes)
        m_import.leftOut.push_back({{}, words("More was left out, which is not listed.")});
}

void ImportBuilder::addVariable(const QByteArray &name, const QByteArray &value)
{
    if (!name.isEmpty() && !name.contains(' '))
        m_import.variables.push_back({name, saved(name, value, QString::fromUtf8(name), "variable")});
    else
        leaveOut(QString::fromUtf8(name), words("A variable cannot have this name."));
}

void ImportBuilder::addEnvironment(Environment environment)
{
    for (auto &[name, value] : environment.variables)
        value = saved(name, value, QString::fromUtf8(name), nameFrom(environment.name));
    m_import.environments.push_back(std::move(environment));
}

QByteArray ImportBuilder::reference(const QByteArray &name, QByteArrayView secret, const QString &where,
                                    const QByteArray &host)
{
    // By their digests: an archive may hold a hundred thousand of them.
    const QByteArray digest = QCryptographicHash::hash(secret.toByteArray(), QCryptographicHash::Sha256);
    const auto known = m_known.find(digest);
    if (known != m_known.end())
        return marked(m_import.secrets[known->second].name);
    QByteArray free = nameFrom(host) + '-' + nameFrom(name);
    const int count = ++m_nameCounts[free];
    if (count > 1) {
        free += '-' + QByteArray::number(count);
        // "x-2" may be somebody's own name.
        if (++m_nameCounts[free] > 1)
            free += '-' + QByteArray::number(m_import.secrets.size());
    }
    m_known.emplace(digest, m_import.secrets.size());
    m_import.secrets.push_back({free, where, Secret(secret)});
    return marked(free);
}

QByteArray ImportBuilder::withoutTokens(const QByteArray &text, const QString &where, const QByteArray &host)
{
    std::vector<Replacement> list;
    for (const inspect::Found &found : secretsIn(text)) {
        const QByteArrayView secret = QByteArrayView(text).sliced(found.span.begin, found.span.size());
        if (secret.contains("{{"))
            continue;
        const QByteArray name = found.label.isEmpty() ? QByteArray("token") : found.label;
        list.push_back({found.span, reference(name, secret, where, host)});
    }
    return list.empty() ? text : replaced(text, std::move(list));
}

QByteArray ImportBuilder::saved(const QByteArray &name, const QByteArray &value, const QString &where,
                                const QByteArray &host)
{
    if (value.isEmpty() || isTemplate(value))
        return value;
    if (isSecretName(name) && !value.contains("{{"))
        return reference(name, value, where, host);
    return withoutTokens(value, where, host);
}

/// Strings and numbers of members with a secret's name, then what looks like a token anywhere.
QByteArray ImportBuilder::jsonWithoutSecrets(const QByteArray &text, const QString &where,
                                             const QByteArray &host)
{
    const auto document = json::Document::parse(withNumbers(text));
    if (!document)
        return withoutTokens(text, where, host);
    std::vector<Replacement> list;
    std::vector<json::Value> open = {document->root()};
    while (!open.empty()) {
        const json::Value value = open.back();
        open.pop_back();
        if (value.isArray()) {
            for (const json::Value &element : value.elements())
                open.push_back(element);
        }
        for (const json::Member &member : value.members()) {
            if (!member.value.isString() && !member.value.isNumber()) {
                open.push_back(member.value);
                continue;
            }
            // As it is written: that is what comes back into the text. Of a string what is between its
            // quotes.
            const qsizetype quote = member.value.isString() ? 1 : 0;
            const json::Span span{member.value.span().begin + quote, member.value.span().end - quote};
            const QByteArrayView secret = QByteArrayView(text).sliced(span.begin, span.size());
            const bool isLong = member.value.isString() ? !secret.isEmpty() : secret.size() >= 4; // a PIN
            if (isSecretName(member.name.toUtf8()) && isLong && !secret.contains("{{"))
                list.push_back({span, reference(member.name.toUtf8(), secret, where, host)});
        }
    }
    return withoutTokens(list.empty() ? text : replaced(text, std::move(list)), where, host);
}

void ImportBuilder::cleanHeaders(http::Headers &headers, const QString &where, const QByteArray &host)
{
    for (http::Header &header : headers) {
        const QByteArray lower = header.name.toLower();
        const QString place = where + u": "_s + QString::fromUtf8(header.name);
        const qsizetype space = header.value.indexOf(' ');
        const bool hasScheme = (lower == "authorization" || lower == "proxy-authorization") && space > 0;
        const QByteArray scheme = hasScheme ? header.value.left(space + 1) : QByteArray();
        header.value = scheme + saved(header.name, header.value.mid(scheme.size()), place, host);
    }
}

void ImportBuilder::cleanUrl(RequestSpec &spec, const QString &where, const QByteArray &host)
{
    QByteArray &url = spec.url;
    const qsizetype scheme = url.indexOf("://");
    const qsizetype hostBegin = scheme < 0 ? 0 : scheme + 3;
    qsizetype hostEnd = hostBegin;
    while (hostEnd < url.size() && url[hostEnd] != '/' && url[hostEnd] != '?' && url[hostEnd] != '#')
        ++hostEnd;
    const qsizetype at = QByteArrayView(url).sliced(hostBegin, hostEnd - hostBegin).lastIndexOf('@');
    if (at >= 0 && scheme >= 0) {
        const QByteArray user = QByteArray::fromPercentEncoding(url.mid(hostBegin, at));
        url.remove(hostBegin, at + 1);
        if (!http::headerValue(spec.headers, "Authorization"))
            setHeader(spec.headers, "Authorization", "Basic " + user.toBase64());
    }
    const qsizetype query = url.indexOf('?');
    if (query < 0) {
        url = withoutTokens(url, where, host);
        return;
    }
    const qsizetype fragment = url.indexOf('#', query);
    const QByteArray tail = fragment < 0 ? QByteArray() : withoutTokens(url.mid(fragment), where, host);
    QByteArrayList parts;
    for (const QByteArray &part : url.mid(query + 1, fragment < 0 ? -1 : fragment - query - 1).split('&')) {
        const qsizetype equals = part.indexOf('=');
        const QByteArray name = equals < 0 ? QByteArray() : part.left(equals);
        const QByteArray value = part.mid(equals + 1);
        const QString place = where + u": "_s + QString::fromUtf8(equals < 0 ? QByteArray("?") : name);
        parts += (equals < 0 ? QByteArray() : name + '=') + saved(name, value, place, host);
    }
    url = withoutTokens(url.left(query), where, host) + '?' + parts.join('&') + tail;
}

void ImportBuilder::cleanBody(Body &body, const QString &where, const QByteArray &host)
{
    const QString place = where + u": "_s + words("body");
    if (body.kind == BodyKind::Json)
        body.text = jsonWithoutSecrets(body.text, place, host);
    else if (body.kind == BodyKind::Text)
        body.text = withoutTokens(body.text, place, host);
    for (FormField &field : body.fields)
        field.value = saved(field.name, field.value, place, host);
    for (BodyPart &part : body.parts) {
        part.value = saved(part.name, part.value, place, host);
        cleanHeaders(part.headers, place, host);
    }
}

Body ImportBuilder::textBody(const QByteArray &text, const QByteArray &contentType, const QString &where)
{
    QString problem;
    QByteArray lines = text;
    // A line end within a field is the field's own; in a file it would only part the fields.
    if (isFormType(contentType) && readBody(text, contentType, problem).kind == BodyKind::Form)
        lines.replace('\r', "%0D").replace('\n', "%0A");
    lines.replace("\r\n", "\n");
    const QByteArrayList all = lines.split('\n');
    if (std::any_of(all.begin(), all.end(),
                    [](const QByteArray &line) { return includeOf(line).has_value(); })) {
        leaveOut(where, words("The body was left out: a line of it would read a file of this machine."));
        return {};
    }
    Body body = readBody(lines, contentType, problem);
    if (!problem.isEmpty())
        leaveOut(where, problem);
    if (body.kind == BodyKind::Text && asWritten({.body = body}).body.text != text)
        leaveOut(where, words("Line ends of the body are LF here, and blank lines at its end are gone."));
    return body;
}

void ImportBuilder::noteBraces(QByteArrayView text, const QString &where)
{
    if (text.contains("{{") && !m_notesBraces) {
        m_notesBraces = true;
        leaveOut(where, words("What stands between {{ and }} is a variable here."));
    }
}

Result<Done> ImportBuilder::add(RequestSpec spec)
{
    if (m_import.requests.size() >= maxImportRequests)
        return Error{ErrorCode::ImportTooLarge, words("The import"),
                     words("there are more than %1 requests").arg(maxImportRequests)};
    const QByteArray host = hostOf(spec.url);
    spec.title = shownName(spec.title);
    const QString where = QString::fromUtf8(spec.title.isEmpty() ? spec.method + ' ' + host : spec.title);
    cleanUrl(spec, where, host);
    cleanHeaders(spec.headers, where, host);
    cleanBody(spec.body, where, host);
    // Examples may be used again and again: what comes out is bounded as what goes in.
    m_bytes += spec.url.size() + spec.body.text.size();
    m_bytes += sizeOf(spec.headers);
    for (const FormField &field : spec.body.fields)
        m_bytes += field.name.size() + field.value.size();
    for (const BodyPart &part : spec.body.parts)
        m_bytes += part.name.size() + part.value.size() + part.file.size() + part.fileName.size() +
                   part.contentType.size() + sizeOf(part.headers);
    if (m_bytes > maxImportBytes)
        return Error{ErrorCode::ImportTooLarge, words("The import"),
                     words("its requests are larger than 100 MB")};
    m_import.requests.push_back(std::move(spec));
    return Done{};
}

HttpFile httpFileOf(Import &import)
{
    // Each edit reads its file again, so every part is made alone, and what does not fit is left out alone.
    const auto leaveOut = [&import](const QByteArray &what, const Error &error) {
        import.leftOut.push_back({QString::fromUtf8(what), describe(error).message});
    };
    QByteArray text;
    std::map<QByteArray, QByteArray> variables;
    for (const FileVariable &variable : import.variables) {
        HttpFile one;
        if (const auto set = one.setVariable(variable.name, variable.value); !set)
            leaveOut(variable.name, set.error());
        else if (variables.emplace(variable.name, variable.value).second)
            text += one.text();
    }
    qsizetype tooMany = 0;
    for (const RequestSpec &spec : import.requests) {
        HttpFile one;
        if (const auto added = one.append(spec); !added)
            leaveOut(spec.title.isEmpty() ? spec.url : spec.title, added.error());
        else if (text.size() + 1 + one.text().size() > HttpFile::maxBytes)
            ++tooMany;
        else
            text += (text.isEmpty() ? QByteArray() : QByteArray("\n")) + one.text();
    }
    if (tooMany > 0)
        import.leftOut.push_back({{},
                                  QCoreApplication::translate("Requests",
                                                              "%n requests were left out: a file of requests "
                                                              "has room for %1 MB.",
                                                              nullptr, int(tooMany))
                                      .arg(HttpFile::maxBytes / (1024 * 1024))});
    auto parsed = HttpFile::parse(text);
    if (parsed)
        return *std::move(parsed);
    leaveOut({}, parsed.error());
    return {};
}

QByteArray environmentFileOf(const Import &import)
{
    QByteArray text;
    for (const Environment &environment : import.environments) {
        QByteArray members;
        for (const auto &[name, value] : environment.variables)
            members +=
                (members.isEmpty() ? "\n    " : ",\n    ") + json::quoted(name) + ": " + json::quoted(value);
        text +=
            (text.isEmpty() ? "{\n  " : ",\n  ") + json::quoted(environment.name) + ": {" + members + "\n  }";
    }
    return text.isEmpty() ? text : text + "\n}\n";
}

} // namespace claimcheck::requests
