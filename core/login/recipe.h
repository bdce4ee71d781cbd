#pragma once

#include "profile.h"

#include <vector>

namespace claimcheck::login {

/// How one kind of server signs people in with a password: data, not code. Keys and meanings as in CLI.md,
/// and:
/// - `request.headers`: names of login.header.NAME settings that ordinary requests carry too ("apikey").
/// - `logout.revokes`: what signing out ends at the server: "refresh", "access" or "refresh,access".
///   With `logout.field` the refresh token is sent in the body under that name; without it, or where the
///   access token ends too, the access token is sent in its header. `{token}` in `logout.path` is the access
///   token.
/// - `person.claim`: the claim of a JWT access token that says who it is for ("sub").
/// - `header.scheme` "none" is the bare token.
struct Recipe {
    QString id;    // "simplejwt"
    QString title; // "Django REST framework simplejwt"
    QString note;  // what to watch out for, one sentence, or empty
    /// Every setting with its default, in the order they are shown.
    std::vector<std::pair<QString, QString>> settings;
    /// True if a test runs it against the real server; `claimcheck recipes` says so.
    bool tested = false;
};

[[nodiscard]] const std::vector<Recipe> &allRecipes();
[[nodiscard]] const Recipe *findRecipe(const QString &id);
/// The value of a setting for a profile: its own, else its recipe's default, else empty.
[[nodiscard]] QString setting(const Profile &profile, const QString &key);
/// The recipe that an address suggests (from its port, path or name), or "custom".
[[nodiscard]] QString guessRecipe(const QUrl &url);

} // namespace claimcheck::login
