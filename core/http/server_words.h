#pragma once

#include "base/secret.h"
#include "base/error.h"
#include "message.h"

#include <QStringList>

#include <span>
#include <vector>

namespace claimcheck::http {

/// The secrets of a request, which a server may echo and no message may repeat: one, or all that were sent.
/// For arguments only: it refers to what it was made from.
class SentSecrets {
public:
    SentSecrets() = default;
    SentSecrets(const Secret &one) : m_all(&one, 1) {}
    SentSecrets(const std::vector<Secret> &all) : m_all(all) {}
    [[nodiscard]] std::span<const Secret> all() const { return m_all; }

private:
    std::span<const Secret> m_all;
};
/// Those that a request carries, wherever they stand in it; of a Basic credential its password too.
[[nodiscard]] std::vector<Secret> secretsOf(const Outgoing &out);
/// The text with "…" in place of each of them, also where it is percent- or HTML-encoded, base64, or text in
/// JSON. Those of less than three bytes stay.
[[nodiscard]] QString withoutSecrets(QString text, const SentSecrets &sent);

/// What a server says about a failure, as one line of plain text of at most 300 characters: from {detail},
/// {message}, {error}, {error_description}, {error:{message}}, {errors:[{message}]}, field arrays,
/// problem+json (RFC 9457), a bare JSON string, or a short plain text; of HTML its title. Empty for nothing.
/// Control, format and bidi characters are taken out, and so is each of `sent` wherever
/// the server echoes it.
[[nodiscard]] QString serverWords(const Response &response, const SentSecrets &sent = {});
/// The machine-readable codes in an answer: {error}, {code}, {error_code}, {errors:[{extensions:{code}}]}.
[[nodiscard]] QStringList serverCodes(const Response &response);
/// "Try again in 30 seconds." from Retry-After (RFC 9110 section 10.2.3) or X-Retry-After; empty without.
[[nodiscard]] QString retryWords(const Response &response, TimePoint now);
/// How far the server's clock is ahead of this machine's, by the Date of its answer (RFC 9110 section
/// 6.6.1); a Date has whole seconds, and less than two is no difference. Nothing said is none.
[[nodiscard]] std::chrono::milliseconds clockAhead(const Response &response, TimePoint now);
/// True if the body is a web page.
[[nodiscard]] bool isHtml(const Response &response);

[[nodiscard]] bool isSuccess(const Response &response);
/// A status in words: "It says 405 after a redirect. Method not allowed."
[[nodiscard]] QString statusWords(const Response &response, const QString &words);
/// RateLimited (detail: how long to wait), ServerFailed or UnexpectedStatus, by status; `sent` is taken out
/// of the server's words.
[[nodiscard]] Error replyFailure(const Response &response, TimePoint now, const SentSecrets &sent = {});

} // namespace claimcheck::http
