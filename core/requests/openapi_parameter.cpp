#include "openapi_parameter.h"

#include "form_text.h"

#include <QByteArrayList>

#include <functional>
#include <optional>

namespace claimcheck::requests {

namespace {

using Encode = std::function<QByteArray(const QByteArray &)>;

QByteArray styleOf(json::Value parameter, const char *usual)
{
    const json::Value style = parameter.find("style");
    return style.isString() ? style.toUtf8() : QByteArray(usual);
}

bool explodes(json::Value parameter, bool usual)
{
    const json::Value explode = parameter.find("explode");
    return explode.isValid() ? explode.type() == json::Type::True : usual;
}

QByteArray plainOf(json::Value value)
{
    return value.isString() ? value.toUtf8() : value.raw().toByteArray();
}

/// The values of a list, or the names and values of an object, each encoded. `pair` stands between a name and
/// its value; without it they are values one after another.
QByteArrayList pieces(json::Value value, const QByteArray &pair, const Encode &encode)
{
    QByteArrayList out;
    for (const json::Value &element : value.elements())
        out += encode(plainOf(element));
    for (const json::Member &member : value.members()) {
        const QByteArray name = encode(member.name.toUtf8()), text = encode(plainOf(member.value));
        if (pair.isEmpty())
            out += {name, text};
        else
            out += name + pair + text;
    }
    return out;
}

bool isSingle(json::Value value)
{
    return !value.isArray() && !value.isObject();
}

QByteArray percentEncoded(const QByteArray &text)
{
    return text.toPercentEncoding();
}

} // namespace

QByteArray plainValue(const QByteArray &jsonText)
{
    const auto document = json::Document::parse(jsonText);
    if (!document)
        return {};
    return document->root().isString() ? document->root().toUtf8() : jsonText;
}

QByteArray queryParameter(json::Value parameter, const QByteArray &example)
{
    const QByteArray name = formEncoded(parameter.find("name").toUtf8());
    const auto document = json::Document::parse(example);
    const bool isJson = parameter.find("content").isObject();
    if (!document || isJson || isSingle(document->root()))
        return name + '=' + formEncoded(plainValue(example));
    const json::Value value = document->root();
    const QByteArray style = styleOf(parameter, "form");
    const Encode encode = [](const QByteArray &text) { return formEncoded(text); };
    if (style == "deepObject" && value.isObject()) {
        QByteArrayList out;
        for (const json::Member &member : value.members())
            out += name + '[' + encode(member.name.toUtf8()) + "]=" + encode(plainOf(member.value));
        return out.join('&');
    }
    if (style == "spaceDelimited" || style == "pipeDelimited")
        return name + '=' + pieces(value, {}, encode).join(style == "pipeDelimited" ? "%7C" : "%20");
    if (!explodes(parameter, true))
        return name + '=' + pieces(value, {}, encode).join(',');
    if (value.isObject())
        return pieces(value, "=", encode).join('&');
    QByteArrayList out;
    for (const QByteArray &piece : pieces(value, {}, encode))
        out += name + '=' + piece;
    return out.join('&');
}

QByteArray pathParameter(json::Value parameter, const QByteArray &example)
{
    const auto document = json::Document::parse(example);
    const QByteArray name = percentEncoded(parameter.find("name").toUtf8());
    const QByteArray style = styleOf(parameter, "simple");
    const QByteArray start = style == "label" ? "." : style == "matrix" ? ";" : "";
    const bool isMatrix = style == "matrix";
    if (!document || isSingle(document->root()))
        return start + (isMatrix ? name + '=' : QByteArray()) + percentEncoded(plainValue(example));
    const json::Value value = document->root();
    const bool isExploded = explodes(parameter, false);
    const QByteArrayList list =
        pieces(value, value.isObject() && isExploded ? QByteArray("=") : QByteArray(), percentEncoded);
    if (isMatrix && !isExploded)
        return start + name + '=' + list.join(',');
    if (isMatrix && value.isArray())
        return start + name + '=' + list.join(start + name + '=');
    return start + list.join(isExploded && !start.isEmpty() ? start : QByteArray(","));
}

QByteArray headerParameter(json::Value parameter, const QByteArray &example)
{
    const auto document = json::Document::parse(example);
    if (!document || isSingle(document->root()) || parameter.find("content").isObject())
        return plainValue(example).simplified();
    const QByteArray pair = explodes(parameter, false) ? "=" : "";
    return pieces(document->root(), pair, [](const QByteArray &text) { return text; }).join(',').simplified();
}

} // namespace claimcheck::requests
