#pragma once

#include "base/json.h"
#include "base/result.h"
#include "batch.h"

#include <functional>
#include <span>

namespace claimcheck::app {

/// What a member of a line may be.
enum class FieldKind { Any, Text, Texts, Number, Switch, Object, TextOrObject };
struct Field {
    const char *name;
    FieldKind kind;
};

/// Reads each line and has `answer` answer the JSON objects; what is none gets `unreadableLine`.
[[nodiscard]] BatchAnswer answerObjects(std::function<QByteArray(const json::Value &line)> answer);

/// Every member of the object is in the table, there once, and of its kind. Errors: BatchFieldInvalid
/// (subject: the member, after `prefix`), JsonDuplicateName.
[[nodiscard]] Result<Done> checkFields(const json::Value &object, std::span<const Field> fields,
                                       const QString &prefix = {});
[[nodiscard]] Error fieldInvalid(const QString &name, const QString &detail);

/// The line's id as it was written, "null" when there is none (or two).
[[nodiscard]] QByteArray rawId(const json::Value &line);
[[nodiscard]] bool isTrue(const json::Value &object, const char *name);
/// The strings of an array, which may be absent.
[[nodiscard]] std::vector<QByteArray> texts(const json::Value &object, const char *name);
/// A member that holds octets as base64url. BatchFieldInvalid.
[[nodiscard]] Result<QByteArray> octetsField(const json::Value &object, const char *name);
/// What "token" holds: the string's text, or the exact bytes of the object.
[[nodiscard]] QByteArray tokenText(const json::Value &line);
/// The names in "algorithms"; none when it is absent. BatchFieldInvalid for an empty list, which would mean
/// "any".
[[nodiscard]] Result<std::vector<QByteArray>> algorithmNames(const json::Value &line);

} // namespace claimcheck::app
