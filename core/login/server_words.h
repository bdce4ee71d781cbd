#pragma once

#include "base/secret.h"
#include "http/message.h"

#include <QStringList>

namespace claimcheck::login {

/// What a server says about a failure, as one line of plain text of at most 300 characters: from {detail},
/// {message}, {error}, {error_description}, {error:{message}}, {errors:[{message}]}, field arrays,
/// problem+json (RFC 9457), a bare JSON string, or a short plain text. Empty for HTML and for nothing.
/// Control, format and bidi characters are taken out, and so is `secret` wherever the server echoes it.
[[nodiscard]] QString serverWords(const http::Response &response, const Secret &secret = {});
/// The machine-readable codes in an answer: {error}, {code}, {error_code}, {errors:[{extensions:{code}}]}.
[[nodiscard]] QStringList serverCodes(const http::Response &response);
/// "Try again in 30 seconds." from Retry-After (RFC 9110 section 10.2.3) or X-Retry-After; empty without.
[[nodiscard]] QString retryWords(const http::Response &response, TimePoint now);
/// True if the body is a web page.
[[nodiscard]] bool isHtml(const http::Response &response);

} // namespace claimcheck::login
