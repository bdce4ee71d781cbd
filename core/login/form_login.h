#pragma once

#include "http/cookies.h"
#include "html_forms.h"
#include "http/message.h"
#include "session.h"

/// Sign-in by a page and cookies as pure functions: each request is built, and each answer judged, without a
/// socket.
namespace claimcheck::login {

/// What is fetched before the form goes out: `csrf.path` where the recipe has one (it only sets a cookie),
/// else the page with the form, `form.path`.
[[nodiscard]] http::Request formPageRequest(const Profile &profile);

/// The form with the person's secret in it, and what proves to the server that it saw the page: hidden
/// fields, the CSRF cookie's value in its header, Origin and Referer. Where a recipe has a `login.path` the
/// fields go there
/// (`login.body` says how), else to the form's own action, which must be on the profile's own origin.
/// FormNotFound, CsrfTokenMissing, LeashRefused (the form goes elsewhere).
[[nodiscard]] Result<http::Outgoing> formRequest(const Profile &profile, const http::Response &page,
                                                 const http::Cookies &cookies, const QString &user,
                                                 const Secret &password);

/// Whether the answer to the form is a sign-in. With a `whoami.path` that is for the server to say after;
/// without, a redirect away from the form or a 2xx that is no page, and the session's cookie. SignInRefused,
/// CookieMissing, RateLimited, ServerFailed, UnexpectedStatus.
[[nodiscard]] Result<Done> judgeFormAnswer(const Profile &profile, const http::Response &answer,
                                           const http::Cookies &cookies, TimePoint now,
                                           const Secret &password);

/// The CSRF header that this profile's server wants with requests that change something, from its cookie
/// (percent-decoded: Laravel sends it encoded); nothing where there is none.
[[nodiscard]] std::optional<http::Header> csrfHeader(const Profile &profile, const http::Cookies &cookies);
/// True while the cookie is there that the session is (`session.cookie`; any cookie where the recipe names
/// none).
[[nodiscard]] bool hasSessionCookie(const Profile &profile, const http::Cookies &cookies);
/// When that cookie ends by itself; nothing where it ends with the browser.
[[nodiscard]] std::optional<TimePoint> sessionCookieEnd(const Profile &profile, const http::Cookies &cookies);

} // namespace claimcheck::login
