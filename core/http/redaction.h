#pragma once

#include "message.h"

#include <QString>

namespace claimcheck::http {

/// The URL with its query's values, fragment and user info replaced by "…": fit for logs and messages.
[[nodiscard]] QString redacted(const QUrl &url);
/// The header with its value replaced where it can hold a secret (Authorization, Cookie, Set-Cookie,
/// X-Api-Key, …).
[[nodiscard]] Header redacted(const Header &header);

} // namespace claimcheck::http
