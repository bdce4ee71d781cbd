#pragma once

#include "base/json.h"
#include "http/server_words.h"

/// What the endpoints of an authorization server answer has one form (RFC 6749 sections 5.1 and 5.2, which
/// RFC 7009, 7591, 8628 and 9126 take over): a JSON object, or one with an `error` in it.
namespace claimcheck::oauth {

/// The JSON object of a success. Errors: those of `refusal`, also for a success that says `error`;
/// ResponseNotJson (also: no object); ParameterRepeated where one of `members` stands there more than once.
[[nodiscard]] Result<json::Document> readAnswer(const http::Response &response, TimePoint now,
                                                ErrorCode refused,
                                                std::initializer_list<QByteArrayView> members,
                                                const http::SentSecrets &sent = {});

/// Why the server refuses: ClientRejected (invalid_client), DpopNonceMissing and DpopRefused, else `refused`
/// (subject: the error code, at most 64 visible characters; detail: the server's words), for 400, 401 and 403
/// with a code; all else is what replyFailure says. `sent` is taken out of all of it.
[[nodiscard]] Error refusal(const http::Response &response, TimePoint now, ErrorCode refused,
                            const http::SentSecrets &sent = {});

/// A word of the server's for a message: at most 64 characters, invisible ones as chips, and an ellipsis in
/// place of a word that echoes one of `sent`.
[[nodiscard]] QString shownWord(const QString &word, const http::SentSecrets &sent = {});

/// The moment `value` seconds after `now`: a number, or a number as text. Nothing for what is absent, not
/// positive, or beyond a century.
[[nodiscard]] std::optional<TimePoint> momentAfter(TimePoint now, const json::Value &value);

/// A token as it is sent on: visible ASCII, at least one character. Empty for all else.
[[nodiscard]] Secret tokenIn(const json::Value &value);

} // namespace claimcheck::oauth
