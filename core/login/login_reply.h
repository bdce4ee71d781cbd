#pragma once

#include "http/message.h"
#include "session.h"

/// What the answers of a sign-in and of a refresh have in common.
namespace claimcheck::login {

/// True if the server wants a second factor, as far as it can be told.
[[nodiscard]] bool wantsMore(const http::Response &response);
/// The session in an answer of status 2xx, with the leash of the profile as it is. Errors: SignInNeedsMore,
/// ResponseNotJson, TokenNotInResponse (detail: the place that was looked at).
[[nodiscard]] Result<Session> sessionInReply(const Profile &profile, const http::Response &response,
                                             TimePoint now, const Secret &secret);

} // namespace claimcheck::login
