#pragma once

#include "base/json.h"

#include <QHash>

#include <optional>
#include <vector>

namespace claimcheck::requests {

/// Example values of an OpenAPI document: those that it gives, and otherwise such as its schemas ask for
/// (required and other properties, first of an enum, default, a value of the type and format). Schemas may
/// refer to themselves; the answer is cut where they do.
class OpenApiExamples final {
public:
    explicit OpenApiExamples(json::Value root);

    /// What a value with "$ref" refers to, through several; the value itself without one; invalid when a
    /// reference leads out of the document, nowhere or in a circle.
    [[nodiscard]] json::Value resolved(json::Value value) const;
    /// JSON text for a parameter or a media type: `example`, the first of `examples`, or one of its `schema`.
    /// Nothing where nothing is said.
    [[nodiscard]] std::optional<QByteArray> exampleOf(json::Value described);
    /// The same, and nothing where the document itself gives no example.
    [[nodiscard]] std::optional<QByteArray> givenExampleOf(json::Value described) const;
    /// Some were not made: the document asks for more than is looked at.
    [[nodiscard]] bool isExhausted() const { return m_budgetOfAll < 0; }
    /// Whether a schema is that of a file, or of a list of files.
    [[nodiscard]] bool isFile(json::Value schema) const;

private:
    [[nodiscard]] std::optional<QByteArray> fromSchema(json::Value schema, int depth);
    [[nodiscard]] std::optional<QByteArray> fromOpened(json::Value schema, int depth);
    [[nodiscard]] QByteArray objectFrom(json::Value schema, int depth);
    json::Value m_root;
    QHash<QByteArray, json::Value> m_components; // by "#/components/KIND/NAME"
    mutable int m_lookups = 0;                   // of other places, which cost a walk each
    std::vector<qsizetype> m_open;               // where the schemas stand that are looked at right now
    int m_budget = 0;                            // schemas that may still be looked at for this example
    int m_budgetOfAll = 1'000'000;               // and for all of the document
};

} // namespace claimcheck::requests
