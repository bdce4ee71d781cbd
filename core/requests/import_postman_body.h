#pragma once

#include "import_builder.h"

namespace claimcheck::requests {

/// Whether a row of Postman's tables is unchecked.
[[nodiscard]] bool isSwitchedOff(json::Value row);
/// A string, or a number or truth value as it is written; empty for null and for nothing.
[[nodiscard]] QByteArray postmanText(json::Value value);

/// The `body` of a request (raw, urlencoded, formdata, file, graphql), with the Content-Type that Postman
/// sends with it. What cannot be taken over is listed at `where`.
void readPostmanBody(json::Value body, RequestSpec &spec, ImportBuilder &out, const QString &where);

} // namespace claimcheck::requests
