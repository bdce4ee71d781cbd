#include "import_postman_body.h"

#include <QCoreApplication>

#include <map>

namespace claimcheck::requests {

namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

/// Postman tells the server the language that its editor was set to.
QByteArray typeOfLanguage(const QByteArray &language)
{
    static const std::map<QByteArray, QByteArray> types = {{"json", "application/json"},
                                                           {"xml", "application/xml"},
                                                           {"html", "text/html"},
                                                           {"javascript", "application/javascript"}};
    const auto found = types.find(language);
    return found == types.end() ? QByteArray("text/plain") : found->second;
}

/// One part, or one for each file of a field.
void addParts(json::Value field, Body &body, ImportBuilder &out, const QString &where)
{
    if (isSwitchedOff(field))
        return out.leaveOut(where, words("A field that is switched off was left out."));
    BodyPart part{.name = textMember(field, "key"), .contentType = textMember(field, "contentType")};
    if (textMember(field, "type") != "file") {
        part.value = postmanText(field.find("value"));
        body.parts.push_back(std::move(part));
        return;
    }
    const json::Value source = field.find("src");
    const auto files = source.isString() ? std::vector<json::Value>{source} : source.elements();
    if (files.empty())
        out.leaveOut(
            where,
            words("The field %1 names no file and was left out.").arg(QString::fromUtf8(part.name.left(80))));
    for (const json::Value &file : files) {
        part.file = file.toUtf8();
        part.fileName = part.file.mid(part.file.lastIndexOf('/') + 1);
        body.parts.push_back(part);
    }
}

} // namespace

bool isSwitchedOff(json::Value row)
{
    const json::Value disabled = row.find("disabled");
    return disabled.isValid() && disabled.type() == json::Type::True;
}

QByteArray postmanText(json::Value value)
{
    if (value.isString())
        return value.toUtf8();
    return value.isValid() && value.type() != json::Type::Null ? value.raw().toByteArray() : QByteArray();
}

void readPostmanBody(json::Value body, RequestSpec &spec, ImportBuilder &out, const QString &where)
{
    if (!body.isObject() || isSwitchedOff(body))
        return;
    const QByteArray mode = textMember(body, "mode");
    const auto typeOf = [&spec] {
        return http::headerValue(spec.headers, "Content-Type").value_or(QByteArray());
    };
    if (mode == "raw") {
        const QByteArray text = textMember(body, "raw");
        if (typeOf().isEmpty() && !text.isEmpty())
            setHeader(spec.headers, "Content-Type",
                      typeOfLanguage(textMember(body.find("options").find("raw"), "language")));
        spec.body = out.textBody(text, typeOf(), where);
    } else if (mode == "urlencoded") {
        spec.body.kind = BodyKind::Form;
        for (const json::Value &field : body.find(mode).elements()) {
            if (isSwitchedOff(field))
                out.leaveOut(where, words("A field that is switched off was left out."));
            else
                spec.body.fields.push_back({textMember(field, "key"), postmanText(field.find("value"))});
        }
        if (spec.body.fields.empty())
            spec.body = {};
        else
            setHeader(spec.headers, "Content-Type", "application/x-www-form-urlencoded");
    } else if (mode == "formdata") {
        spec.body.kind = BodyKind::Multipart;
        for (const json::Value &field : body.find(mode).elements())
            addParts(field, spec.body, out, where);
        if (spec.body.parts.empty())
            spec.body = {};
        else
            setHeader(spec.headers, "Content-Type", "multipart/form-data; boundary=claimcheck-parts");
    } else if (mode == "file" && body.find("file").find("src").isString()) {
        spec.body.kind = BodyKind::File;
        spec.body.file = textMember(body.find("file"), "src");
    } else if (mode == "file") {
        out.leaveOut(where, words("The body names no file and was left out."));
    } else if (mode == "graphql") {
        json::Value graphql = body.find(mode);
        const QByteArray variables = textMember(graphql, "variables");
        setHeader(spec.headers, "Content-Type", "application/json");
        spec.body = out.textBody(
            "{\"query\": " + graphql.find("query").raw().toByteArray() +
                (variables.trimmed().isEmpty() ? QByteArray() : ", \"variables\": " + variables) + '}',
            typeOf(), where);
    } else if (!mode.isEmpty()) {
        out.leaveOut(where,
                     words("A body of the kind %1 was left out.").arg(QString::fromUtf8(mode.left(40))));
    }
}

} // namespace claimcheck::requests
