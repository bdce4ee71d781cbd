#pragma once

#include "base/secret.h"
#include "base/error.h"
#include "message.h"

#include <QStringList>

namespace claimcheck::http {

/// What a server says about a failure, as one line of plain text of at most 300 characters: from {detail},
/// {message}, {error}, {error_description}, {error:{message}}, {errors:[{message}]}, field arrays,
/// problem+json (RFC 9457), a bare JSON string, or a short plain text. Empty for HTML and for nothing.
/// Control, format and bidi characters are taken out, and so is `secret` wherever the server echoes it.
[[nodiscard]] QString serverWords(const Response &response, const Secret &secret = {});
/// The machine-readable codes in an answer: {error}, {code}, {error_code}, {errors:[{extensions:{code}}]}.
[[nodiscard]] QStringList serverCodes(const Response &response);
/// "Try again in 30 seconds." from Retry-After (RFC 9110 section 10.2.3) or X-Retry-After; empty without.
[[nodiscard]] QString retryWords(const Response &response, TimePoint now);
/// True if the body is a web page.
[[nodiscard]] bool isHtml(const Response &response);

[[nodiscard]] bool isSuccess(const Response &response);
/// A status in words: "It says 405 after a redirect. Method not allowed."
[[nodiscard]] QString statusWords(const Response &response, const QString &words);
/// RateLimited (detail: how long to wait), ServerFailed or UnexpectedStatus, by status; `secret` is taken out
/// of the server's words.
[[nodiscard]] Error replyFailure(const Response &response, TimePoint now, const Secret &secret = {});

} // namespace claimcheck::http
