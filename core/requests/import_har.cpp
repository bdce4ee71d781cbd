#include "form_text.h"
#include "import_builder.h"

#include "http/header_rules.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace claimcheck::requests {

namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

/// The fields of `postData.params`, where a browser keeps no text.
Body paramsBody(json::Value postData, const QByteArray &type, ImportBuilder &out, const QString &where)
{
    Body body;
    const bool isMultipart = type.toLower().startsWith("multipart/");
    body.kind = isMultipart ? BodyKind::Multipart : BodyKind::Form;
    for (const json::Value &param : postData.find("params").elements()) {
        const QByteArray name = textMember(param, "name");
        const QByteArray value = textMember(param, "value");
        const QByteArray fileName = textMember(param, "fileName");
        if (!isMultipart) {
            // Firefox and Chromium write what was sent, still encoded.
            const auto fields = formFields(name + '=' + value);
            body.fields.push_back(fields.empty() ? FormField{name, value} : fields.front());
            continue;
        }
        if (!fileName.isEmpty())
            out.leaveOut(where, words("The content of the file %1 is not in the archive.")
                                    .arg(QString::fromUtf8(fileName.left(100))));
        body.parts.push_back({.name = name,
                              .value = value,
                              .file = fileName,
                              .fileName = fileName,
                              .contentType = textMember(param, "contentType")});
    }
    return body;
}

void readEntry(json::Value request, RequestSpec &spec, ImportBuilder &out)
{
    spec.method = textMember(request, "method").toUpper();
    spec.url = textMember(request, "url");
    const QString where = QString::fromUtf8(spec.method + ' ' + hostOf(spec.url));
    for (const json::Value &header : request.find("headers").elements()) {
        const QByteArray name = textMember(header, "name");
        // HTTP/2's ":authority" and its like say what the request line says here.
        if (name.startsWith(':') || http::isFramingHeader(name) ||
            name.compare("Host", Qt::CaseInsensitive) == 0 ||
            name.compare("Accept-Encoding", Qt::CaseInsensitive) == 0)
            continue;
        if (!http::isToken(name)) {
            out.leaveOut(where, words("A header with a name that cannot be sent was left out."));
            continue;
        }
        spec.headers.push_back({name, textMember(header, "value").trimmed()});
        out.noteBraces(spec.headers.back().value, where);
    }
    if (request.find("cookies").size() > 0 && !http::headerValue(spec.headers, "Cookie"))
        out.leaveOut(where, words("Its cookies were left out: a profile has a jar of its own."));
    out.noteBraces(spec.url, where);
    const json::Value postData = request.find("postData");
    if (!postData.isObject())
        return;
    QByteArray type =
        http::headerValue(spec.headers, "Content-Type").value_or(textMember(postData, "mimeType"));
    if (!type.isEmpty())
        setHeader(spec.headers, "Content-Type", type);
    const QByteArray text = textMember(postData, "text");
    out.noteBraces(text, where);
    if (postData.find("encoding").isValid())
        return out.leaveOut(where, words("A body that is not text was left out."));
    if (text.isEmpty() && postData.find("params").size() > 0)
        spec.body = paramsBody(postData, type, out, where);
    else
        spec.body = out.textBody(text, type, where);
}

} // namespace

Result<Import> importHar(const QByteArray &text)
{
    const QString kind = words("The HAR file");
    const auto document = readImport(text, kind);
    if (!document)
        return document.error();
    const json::Value entries = document->root().find("log").find("entries");
    if (!entries.isArray())
        return Error{ErrorCode::ImportUnreadable, kind, words("it has no list log.entries")};
    ImportBuilder out;
    qsizetype index = 0;
    for (const json::Value &entry : entries.elements()) {
        ++index;
        const json::Value request = entry.find("request");
        RequestSpec spec;
        readEntry(request, spec, out);
        if (!http::isToken(spec.method) || spec.url.isEmpty()) {
            out.leaveOut(words("Entry %1").arg(index), words("It holds no request."));
            continue;
        }
        if (!spec.url.startsWith("http:") && !spec.url.startsWith("https:")) {
            out.leaveOut(words("Entry %1").arg(index), words("It is no HTTP request."));
            continue;
        }
        // What was recorded is one exchange each: a redirect has its own entry.
        spec.redirects = http::RedirectPolicy::None;
        if (const auto added = out.add(std::move(spec)); !added)
            return added.error();
    }
    return out.take();
}

} // namespace claimcheck::requests
