#pragma once

#include "base/json.h"

namespace claimcheck::ui {

/// The innermost value (or member) around a byte of a document.
struct JsonPlace {
    json::Value value;
    QByteArray pointer;   // RFC 6901
    bool isUnique = true; // no name on the way is repeated: the pointer leads nowhere else
};

/// A byte on a name or between a name and its value counts as the member's. Iterative.
[[nodiscard]] JsonPlace placeAt(const json::Value &root, qsizetype byte);

} // namespace claimcheck::ui
