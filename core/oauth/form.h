#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QStringList>

#include <utility>
#include <vector>

/// application/x-www-form-urlencoded, as RFC 6749 appendix B wants it: names and values are UTF-8.
namespace claimcheck::oauth {

using Form = std::vector<std::pair<QByteArray, QByteArray>>;

/// One name or value: a space is "+", unreserved characters (RFC 3986) are themselves.
[[nodiscard]] QByteArray formEncoded(QByteArrayView text);
[[nodiscard]] QByteArray formBody(const Form &form);
/// The same for the query of a link, where a space is "%20": not every server reads "+" there.
[[nodiscard]] QByteArray queryText(const Form &form);
/// "a=1&b=2" as it came; a part without "=" is a name with an empty value, an empty part is passed over.
[[nodiscard]] Form parseForm(QByteArrayView text);

[[nodiscard]] bool hasField(const Form &form, QByteArrayView name);
/// Adds a field that has a value: one without counts as omitted (RFC 6749 section 3.1).
void addField(Form &form, QByteArrayView name, const QString &value);
/// Adds one `resource` for each (RFC 8707 section 2). ProfileFieldInvalid for what is no absolute URI or has
/// a fragment.
[[nodiscard]] Result<Done> addResources(Form &form, const QStringList &resources);

} // namespace claimcheck::oauth
