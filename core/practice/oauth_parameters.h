#pragma once

#include "message.h"

#include <QByteArrayList>

#include <optional>

namespace claimcheck::practice::provider {

/// The parameters of a request, form-encoded (RFC 6749 appendix B), in order. Of more than 100 the rest is
/// not read.
class Parameters final {
public:
    Parameters() = default;
    [[nodiscard]] static Parameters parse(const QByteArray &encoded);
    /// Of the query of a GET, or of the form in the body of a POST; a body of another type has none.
    [[nodiscard]] static Parameters of(const Request &request);

    /// The first value of this name; empty when there is none: a parameter without a value counts as not
    /// sent (RFC 6749 section 3.1).
    [[nodiscard]] QByteArray value(QByteArrayView name) const;
    [[nodiscard]] QString text(QByteArrayView name) const { return QString::fromUtf8(value(name)); }
    /// The words of a space-separated value, each once.
    [[nodiscard]] QByteArrayList words(QByteArrayView name) const;
    /// A name that appears more than once, which RFC 6749 section 3.1 forbids; `resource` may (RFC 8707
    /// section 2).
    [[nodiscard]] std::optional<QByteArray> repeated() const;
    [[nodiscard]] int count(QByteArrayView name) const;

    void add(const QByteArray &name, const QByteArray &value) { m_pairs.emplace_back(name, value); }
    void remove(QByteArrayView name);
    [[nodiscard]] QByteArray encoded() const;

private:
    std::vector<std::pair<QByteArray, QByteArray>> m_pairs;
};

/// The words of a space-separated text, each once.
[[nodiscard]] QByteArrayList wordsOf(const QByteArray &text);

} // namespace claimcheck::practice::provider
