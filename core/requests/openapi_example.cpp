#include "openapi_example.h"

#include "base/json_writer.h"
#include "secret_names.h"

#include <QSet>

#include <algorithm>
#include <array>

namespace claimcheck::requests {

namespace {

constexpr int deepest = 8;
constexpr int mostSchemas = 2000;
constexpr int mostReferences = 32;
constexpr int mostLookups = 10'000;
constexpr qsizetype longestExample = 256 * 1024;
constexpr QByteArrayView madeUpText = "\"string\"";

struct Format {
    QByteArrayView name;
    QByteArrayView example;
};
constexpr std::array formats{
    Format{"date-time", "\"2026-01-31T12:00:00Z\""},
    Format{"date", "\"2026-01-31\""},
    Format{"time", "\"12:00:00Z\""},
    Format{"uuid", "\"00000000-0000-4000-8000-000000000000\""},
    Format{"email", "\"user@example.com\""},
    Format{"uri", "\"https://example.com\""},
    Format{"hostname", "\"example.com\""},
    Format{"ipv4", "\"192.0.2.1\""},
    Format{"ipv6", "\"2001:db8::1\""},
    Format{"byte", "\"AA==\""},
};

/// OpenAPI 3.1 allows a list of types; the first that is not null counts.
QByteArray typeOf(json::Value schema)
{
    const json::Value type = schema.find("type");
    if (type.isString())
        return type.toUtf8();
    for (const json::Value &one : type.elements()) {
        if (one.isString() && !one.equals("null"))
            return one.toUtf8();
    }
    if (schema.find("properties").isObject())
        return "object";
    return schema.find("items").isObject() ? "array" : "";
}

/// A parameter may have one `content` in place of a schema; of anything else, what it is.
json::Value contentOf(json::Value described)
{
    const auto contents = described.find("content").members();
    return contents.empty() ? described : contents.front().value;
}

} // namespace

OpenApiExamples::OpenApiExamples(json::Value root) : m_root(root)
{
    // Most references lead there, and looking for each among its siblings would be quadratic.
    for (const json::Member &kind : root.find("components").members()) {
        const QByteArray prefix = "#/components/" + kind.name.toUtf8() + '/';
        for (const json::Member &component : kind.value.members())
            m_components.insert(prefix + component.name.toUtf8().replace('~', "~0").replace('/', "~1"),
                                component.value);
    }
}

json::Value OpenApiExamples::resolved(json::Value value) const
{
    for (int i = 0; i < mostReferences; ++i) {
        const json::Value reference = value.find("$ref");
        if (!reference.isString())
            return value;
        const QByteArray target = reference.toUtf8();
        if (!target.startsWith('#'))
            return {};
        if (const auto known = m_components.find(target); known != m_components.end())
            value = *known;
        else if (++m_lookups <= mostLookups)
            value = m_root.at(QByteArray::fromPercentEncoding(target.mid(1)));
        else
            return {};
        if (!value.isValid())
            return {};
    }
    return {};
}

std::optional<QByteArray> OpenApiExamples::givenExampleOf(json::Value described) const
{
    // Many may refer to one: a long one is not copied for each.
    const auto fits = [](json::Value value) {
        return value.isValid() && value.span().size() <= longestExample;
    };
    described = contentOf(described);
    if (const json::Value example = described.find("example"); fits(example))
        return example.raw().toByteArray();
    for (const json::Member &named : described.find("examples").members()) {
        const json::Value value = resolved(named.value).find("value");
        if (fits(value))
            return value.raw().toByteArray();
    }
    const json::Value schema = resolved(described.find("schema"));
    if (const json::Value example = schema.find("example"); fits(example))
        return example.raw().toByteArray();
    const auto examples = schema.find("examples").elements();
    return examples.empty() || !fits(examples[0]) ? std::nullopt
                                                  : std::optional(examples[0].raw().toByteArray());
}

std::optional<QByteArray> OpenApiExamples::exampleOf(json::Value described)
{
    m_budget = mostSchemas;
    if (auto given = givenExampleOf(described))
        return given;
    const json::Value schema = contentOf(described).find("schema");
    return schema.isObject() ? fromSchema(schema, 0) : std::nullopt;
}

bool OpenApiExamples::isFile(json::Value schema) const
{
    schema = resolved(schema);
    if (typeOf(schema) == "array")
        schema = resolved(schema.find("items"));
    // 3.1 says it with the media type of a string that is not encoded.
    return schema.find("format").equals("binary") ||
           (schema.find("contentMediaType").isString() && !schema.find("contentEncoding").isString());
}

std::optional<QByteArray> OpenApiExamples::fromSchema(json::Value schema, int depth)
{
    schema = resolved(schema);
    if (!schema.isObject() || depth > deepest || --m_budget < 0 || --m_budgetOfAll < 0)
        return std::nullopt;
    // One that refers to itself is shown within itself once.
    const qsizetype place = schema.span().begin;
    if (std::count(m_open.begin(), m_open.end(), place) > 1)
        return std::nullopt;
    m_open.push_back(place);
    auto made = fromOpened(schema, depth);
    m_open.pop_back();
    return made;
}

std::optional<QByteArray> OpenApiExamples::fromOpened(json::Value schema, int depth)
{
    for (const char *name : {"example", "default", "const"}) {
        if (const json::Value value = schema.find(name);
            value.isValid() && value.span().size() <= longestExample)
            return value.raw().toByteArray();
    }
    for (const char *name : {"examples", "enum"}) {
        const auto values = schema.find(name).elements();
        if (!values.empty() && values[0].span().size() <= longestExample)
            return values[0].raw().toByteArray();
    }
    for (const char *name : {"oneOf", "anyOf"}) {
        const auto alternatives = schema.find(name).elements();
        const auto first =
            std::find_if(alternatives.begin(), alternatives.end(),
                         [this](const json::Value &one) { return typeOf(resolved(one)) != "null"; });
        if (first != alternatives.end())
            return fromSchema(*first, depth + 1);
    }
    const QByteArray type = typeOf(schema);
    if (type == "object" || schema.find("allOf").isArray())
        return objectFrom(schema, depth);
    if (type == "array") {
        const auto element = fromSchema(schema.find("items"), depth + 1);
        return '[' + element.value_or(QByteArray()) + ']';
    }
    if (type == "integer" || type == "number") {
        const json::Value least = schema.find("minimum");
        return least.isNumber() ? least.raw().toByteArray() : QByteArray("0");
    }
    if (type == "boolean")
        return QByteArray("true");
    if (type == "null")
        return QByteArray("null");
    if (type != "string")
        return std::nullopt;
    for (const Format &format : formats) {
        if (schema.find("format").equals(format.name))
            return format.example.toByteArray();
    }
    return madeUpText.toByteArray();
}

QByteArray OpenApiExamples::objectFrom(json::Value schema, int depth)
{
    // The parts of allOf make one object; what an earlier one says stays.
    std::vector<json::Value> parts = {schema};
    for (size_t i = 0; i < parts.size() && parts.size() < size_t(mostReferences); ++i) {
        for (const json::Value &part : parts[i].find("allOf").elements())
            parts.push_back(resolved(part));
    }
    QByteArray out = "{";
    QSet<QByteArray> names;
    for (const json::Value &part : parts) {
        for (const json::Member &property : part.find("properties").members()) {
            const QByteArray name = property.name.toUtf8();
            const json::Value readOnly = resolved(property.value).find("readOnly");
            if (names.contains(name) || (readOnly.isValid() && readOnly.type() == json::Type::True))
                continue;
            if (m_budget < 0)
                break;
            auto value = fromSchema(property.value, depth + 1);
            if (!value)
                continue;
            if (*value == madeUpText && isSecretName(name)) // for whoever sends it to say
                value = json::quoted("{{" + name + "}}");
            names.insert(name);
            out += (names.size() > 1 ? "," : "") + QByteArray("\n") + QByteArray((depth + 1) * 2, ' ') +
                   json::quoted(name) + ": " + *value;
        }
    }
    return names.isEmpty() ? QByteArray("{}") : out + '\n' + QByteArray(depth * 2, ' ') + '}';
}

} // namespace claimcheck::requests
