#pragma once

#include "message.h"

#include <optional>

namespace claimcheck::practice {

/// The named texts that a request carries: a query, an HTML form, or the strings of a JSON object.
class Fields final {
public:
    enum class Source { Query, Form, Json };

    Fields(Source source, std::vector<std::pair<QByteArray, QByteArray>> all)
        : m_source(source), m_all(std::move(all))
    {
    }
    /// The text of this name; nothing when it is absent or stands there twice.
    [[nodiscard]] std::optional<QByteArray> find(QByteArrayView name) const;
    /// The same, or the empty text.
    [[nodiscard]] QByteArray value(QByteArrayView name) const { return find(name).value_or(QByteArray()); }
    [[nodiscard]] QString text(QByteArrayView name) const { return QString::fromUtf8(value(name)); }
    /// A form was sent by a person's browser, which wants to be shown a page.
    [[nodiscard]] bool isForm() const { return m_source == Source::Form; }

private:
    Source m_source;
    std::vector<std::pair<QByteArray, QByteArray>> m_all;
};

/// What stands in the address after the question mark.
[[nodiscard]] Fields queryFields(const Request &request);
/// The body: application/json (its members that are no strings are left out; numbers and booleans as their
/// text), or application/x-www-form-urlencoded, or nothing at all. A form that a page of another site sent is
/// refused: 403 `cross_site`, by `Origin` (RFC 6454) and `Sec-Fetch-Site`.
[[nodiscard]] std::variant<Fields, Response> bodyFields(const Request &request);

} // namespace claimcheck::practice
