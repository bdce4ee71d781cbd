#pragma once

#include "inspect/finder.h"

namespace claimcheck::requests {

/// Whether what has this name (a header, a query parameter, a JSON member, a variable) is a secret by its
/// name: "Authorization", "x-api-key", "client_secret", "password", "access_token", … Templates and empty
/// values are the caller's to leave alone.
[[nodiscard]] bool isSecretName(QByteArrayView name);

/// Whether the text is nothing but one `{{…}}`.
[[nodiscard]] bool isTemplate(QByteArrayView text);

/// The tokens and known keys in a text that are surely secrets: not an id that merely looks like one, nor a
/// version number that has the dots of a JWT.
[[nodiscard]] std::vector<inspect::Found> secretsIn(QByteArrayView text);

} // namespace claimcheck::requests
