#pragma once

#include "base/json.h"

#include <QByteArrayList>

namespace claimcheck::requests {

/// A way to values in a JSON text: a JSON Pointer (RFC 6901: "" or "/data/0/id"), or a simple path in the
/// manner of JSONPath (RFC 9535): `$.data[0].id`, `data.items[*].name`, `$['a b'][-1]`, `$..id`.
class JsonFilter final {
public:
    static constexpr size_t maxResults = 100'000;

    /// Error: FilterInvalid (subject: the text; detail: what is wrong; offset).
    [[nodiscard]] static Result<JsonFilter> parse(QByteArrayView text);
    /// The values in the document's order, at most `maxResults`.
    [[nodiscard]] std::vector<json::Value> select(json::Value root) const;

private:
    struct Step {
        enum class Kind { Name, Index, All, Descend };
        Kind kind;
        QByteArray name = {};
        qint64 index = 0;
    };
    class Reader;
    std::vector<Step> m_steps;
    std::optional<QByteArray> m_pointer;
};

} // namespace claimcheck::requests
