#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <QByteArray>

#include <optional>

namespace claimcheck::jose {

/// How the text of a secret stands for bytes.
enum class SecretEncoding { Text, Base64, Base64url, Hex };
[[nodiscard]] std::optional<SecretEncoding> secretEncodingFromName(QByteArrayView name);
[[nodiscard]] QByteArray secretEncodingName(SecretEncoding encoding);

/// The bytes: white space around all but Text is left out, padding may be there or not. SecretEncodingInvalid
/// (subject: the encoding, detail: what is wrong, such as "it is base64url").
[[nodiscard]] Result<Secret> decodeSecret(const Secret &text, SecretEncoding encoding);

} // namespace claimcheck::jose
