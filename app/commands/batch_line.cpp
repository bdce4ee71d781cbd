#include "batch_line.h"

#include "base/base64url.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::app {

namespace {

/// The reader of JSON takes twenty octets for each value, ten times what the shortest one has as text.
constexpr qsizetype maxCommas = 1'000'000;

bool isOfKind(const json::Value &value, FieldKind kind)
{
    switch (kind) {
    case FieldKind::Any:
        return true;
    case FieldKind::Text:
        return value.isString();
    case FieldKind::Texts: {
        const std::vector<json::Value> elements = value.elements();
        return value.isArray() && std::all_of(elements.begin(), elements.end(),
                                              [](const json::Value &e) { return e.isString(); });
    }
    case FieldKind::Number:
        return value.isNumber();
    case FieldKind::Switch:
        return value.type() == json::Type::True || value.type() == json::Type::False;
    case FieldKind::Object:
        return value.isObject();
    case FieldKind::TextOrObject:
        break;
    }
    return value.isString() || value.isObject();
}

QString kindText(FieldKind kind)
{
    switch (kind) {
    case FieldKind::Text:
        return QCoreApplication::translate("Batch", "it must be a string");
    case FieldKind::Texts:
        return QCoreApplication::translate("Batch", "it must be an array of strings");
    case FieldKind::Number:
        return QCoreApplication::translate("Batch", "it must be a number");
    case FieldKind::Switch:
        return QCoreApplication::translate("Batch", "it must be true or false");
    case FieldKind::Object:
        return QCoreApplication::translate("Batch", "it must be an object");
    case FieldKind::Any:
    case FieldKind::TextOrObject:
        break;
    }
    return QCoreApplication::translate("Batch", "it must be a string or an object");
}

} // namespace

BatchAnswer answerObjects(std::function<QByteArray(const json::Value &line)> answer)
{
    return [answer = std::move(answer)](const QByteArray &text, qint64 number) {
        if (text.size() > maxCommas && std::count(text.begin(), text.end(), ',') > maxCommas)
            return unreadableLine(number, ErrorCode::JsonTooLarge);
        const auto document = json::Document::parse(text);
        if (!document)
            return unreadableLine(number, document.error().code);
        if (!document->root().isObject())
            return unreadableLine(number, ErrorCode::JsonNotObject);
        return answer(document->root());
    };
}

Error fieldInvalid(const QString &name, const QString &detail)
{
    return {ErrorCode::BatchFieldInvalid, name, detail};
}

Result<Done> checkFields(const json::Value &object, std::span<const Field> fields, const QString &prefix)
{
    std::vector<const Field *> seen;
    for (const json::Member &member : object.members()) {
        const auto field = std::find_if(fields.begin(), fields.end(),
                                        [&member](const Field &f) { return member.name.equals(f.name); });
        if (field == fields.end())
            return fieldInvalid(prefix + member.name.toString().left(100),
                                QCoreApplication::translate("Batch", "no member has this name"));
        if (std::find(seen.begin(), seen.end(), &*field) != seen.end())
            return Error{ErrorCode::JsonDuplicateName, prefix + QLatin1String(field->name)};
        seen.push_back(&*field);
        if (!isOfKind(member.value, field->kind))
            return fieldInvalid(prefix + QLatin1String(field->name), kindText(field->kind));
    }
    return Done{};
}

QByteArray rawId(const json::Value &line)
{
    const json::Value id = line.find("id");
    // White space between values may hold line ends, and the answer is one line.
    return id.isValid() ? id.raw().toByteArray().replace('\r', ' ') : QByteArray("null");
}

bool isTrue(const json::Value &object, const char *name)
{
    const json::Value value = object.find(name);
    return value.isValid() && value.type() == json::Type::True;
}

std::vector<QByteArray> texts(const json::Value &object, const char *name)
{
    std::vector<QByteArray> list;
    for (const json::Value &element : object.find(name).elements())
        list.push_back(element.toUtf8());
    return list;
}

Result<QByteArray> octetsField(const json::Value &object, const char *name)
{
    auto octets = base64url::decode(object.find(name).toUtf8());
    if (!octets)
        return fieldInvalid(QLatin1String(name), QCoreApplication::translate("Batch", "it is not base64url"));
    return octets;
}

QByteArray tokenText(const json::Value &line)
{
    const json::Value token = line.find("token");
    return token.isObject() ? token.raw().toByteArray() : token.toUtf8();
}

Result<std::vector<QByteArray>> algorithmNames(const json::Value &line)
{
    auto names = texts(line, "algorithms");
    if (names.empty() && line.find("algorithms").isValid())
        return fieldInvalid(QStringLiteral("algorithms"),
                            QCoreApplication::translate("Batch", "it names no algorithm"));
    return names;
}

} // namespace claimcheck::app
