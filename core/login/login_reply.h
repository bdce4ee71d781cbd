#pragma once

#include "http/message.h"
#include "session.h"

/// What the answers of a sign-in and of a refresh have in common.
namespace claimcheck::login {

[[nodiscard]] bool isSuccess(const http::Response &response);
/// A status in words: "It says 405 after a redirect. Method not allowed."
[[nodiscard]] QString statusWords(const http::Response &response, const QString &words);
/// RateLimited (detail: how long to wait), ServerFailed or UnexpectedStatus, by status; `secret` is taken out
/// of the server's words.
[[nodiscard]] Error replyFailure(const http::Response &response, TimePoint now, const Secret &secret);
/// True if the server wants a second factor, as far as it can be told.
[[nodiscard]] bool wantsMore(const http::Response &response);
/// The session in an answer of status 2xx, with the leash of the profile as it is. Errors: SignInNeedsMore,
/// ResponseNotJson, TokenNotInResponse (detail: the place that was looked at).
[[nodiscard]] Result<Session> sessionInReply(const Profile &profile, const http::Response &response,
                                             TimePoint now, const Secret &secret);

} // namespace claimcheck::login
