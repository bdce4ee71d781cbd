#pragma once

#include "base/json.h"

namespace claimcheck::app {

class Invocation;

/// --header: a JSON object as text or "@FILE", "{}" without it. Errors (subject "--header"): Json…,
/// JsonDuplicateName, File….
[[nodiscard]] Result<json::Document> readHeader(const Invocation &run);

/// The object with one string member put in front of the others, which stay as they are byte for byte.
[[nodiscard]] QByteArray withMember(const json::Document &object, QByteArrayView name, QByteArrayView value);

} // namespace claimcheck::app
