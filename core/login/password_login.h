#pragma once

#include "http/message.h"
#include "session.h"

#include <map>

/// Password sign-in by recipe as pure functions: each request is built, and each answer judged, without a
/// socket.
namespace claimcheck::login {

/// The values of a profile's secret fields, by setting key.
using SecretFields = std::map<QString, Secret>;

using Outgoing = http::Outgoing;

/// The sign-in: user and password in the recipe's fields. Errors: ProfileFieldInvalid (a path is missing),
/// UrlInvalid ….
[[nodiscard]] Result<Outgoing> signInRequest(const Profile &profile, const QString &user,
                                             const Secret &password, const SecretFields &fields);
/// A session with its leash and, where the token says it, its person. Errors: SignInRefused, SignInNeedsMore,
/// RateLimited, ServerFailed, UnexpectedStatus, ResponseNotJson, TokenNotInResponse. The server's own words
/// are in `detail`, with the password taken out.
[[nodiscard]] Result<Session> processSignIn(const Profile &profile, const http::Response &response,
                                            TimePoint now, const Secret &password);

/// Errors: RefreshNotPossible.
[[nodiscard]] Result<Outgoing> refreshRequest(const Profile &profile, const Session &session,
                                              const SecretFields &fields);
/// The session that follows `old`; a refresh token that does not come back is kept. RefreshRefused only where
/// the server clearly refuses the token (RFC 6749 section 5.2 invalid_grant and its like); else the codes of
/// processSignIn.
[[nodiscard]] Result<Session> processRefresh(const Profile &profile, const Session &old,
                                             const http::Response &response, TimePoint now);
/// What an error says of a refresh that was asked for.
enum class RefreshFate {
    NotReached, // the server has not used up the refresh token
    Refused,    // it does not take the token
    Unknown,    // it may have answered with tokens that never arrived
};
[[nodiscard]] RefreshFate refreshFate(ErrorCode code);

/// "Who am I" with the access token; only for recipes with whoami.path (ProfileFieldInvalid otherwise).
[[nodiscard]] Result<Outgoing> whoamiRequest(const Profile &profile, const Session &session,
                                             const SecretFields &fields);
/// Errors: PersonNotRead.
[[nodiscard]] Result<Person> processWhoami(const Profile &profile, const http::Response &response);

/// The sign-out; only for recipes with logout.path (ProfileFieldInvalid otherwise).
[[nodiscard]] Result<Outgoing> signOutRequest(const Profile &profile, const Session &session,
                                              const SecretFields &fields);

/// The access token for ordinary requests, and what else they need (`request.headers`).
[[nodiscard]] http::Credential accessCredential(const Profile &profile, const Session &session);
[[nodiscard]] std::vector<http::Credential> requestCredentials(const Profile &profile, const Session &session,
                                                               const SecretFields &fields);

/// WrongPerson (detail: both names) if the profile remembers somebody else. Unknown persons are never wrong.
[[nodiscard]] Result<Done> checkPerson(const Profile &profile, const Person &person);

} // namespace claimcheck::login
