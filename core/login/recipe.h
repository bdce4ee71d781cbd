#pragma once

#include "profile.h"

#include <vector>

namespace claimcheck::login {

/// How one kind of server signs people in: data, not code. Keys and meanings as in CLI.md, and for passwords:
/// - `request.headers`: names of login.header.NAME settings that ordinary requests carry too ("apikey").
/// - `logout.revokes`: what signing out ends at the server: "refresh", "access" or "refresh,access".
///   With `logout.field` the refresh token is sent in the body under that name; without it, or where the
///   access token ends too, the access token is sent in its header. `{token}` in `logout.path` is the access
///   token.
/// - `person.claim`: the claim of a JWT access token that says who it is for ("sub").
/// - `header.scheme` "none" is the bare token.
/// - `devices.…`: where the server lists the person's sign-ins and ends them (devices.h), and
///   `logout.everywhere`: an address that a POST ends the others at, before a sign-out.
/// And for OAuth (oauth_profile.h says what is made of them):
/// - `origins`: where else than to the address the access token may go; `authorization.origins`: where else
/// the
///   client's secrets may go, as the person confirmed. Both are lists with spaces.
/// - `endpoint.…`: for a server that publishes no metadata.
/// - `logout.return`: the server knows http://127.0.0.1/signed-out as a post_logout_redirect_uri, so that the
///   browser comes back and the receipt can say so; `logout.hint`: whether the ID Token is posted along, for
///   servers that end a session only with it.
/// - `scope` empty: openid, profile and offline_access where the metadata offers them, and what the API asks
/// for.
struct Recipe {
    enum class Kind {
        Password,
        Browser, // authorization code with PKCE in the person's own browser
        Device,  // RFC 8628
        ClientCredentials,
        TokenExchange, // RFC 8693
        JwtBearer,     // RFC 7523
        PasswordGrant, // RFC 6749 section 4.3, for old servers
        Form,          // a page, and cookies
        Static,        // a token, a key or a password that is simply given
    };
    QString id;    // "simplejwt"
    QString title; // "Django REST framework simplejwt"
    QString note;  // what to watch out for, one sentence, or empty
    Kind kind = Kind::Password;
    /// Every setting of its kind with its default, in the order they are shown.
    std::vector<std::pair<QString, QString>> settings;
    /// True if a test runs it against the real server; `claimcheck recipes` says so.
    bool tested = false;
};

[[nodiscard]] const std::vector<Recipe> &allRecipes();
[[nodiscard]] const Recipe *findRecipe(const QString &id);
/// Password where the recipe is unknown.
[[nodiscard]] Recipe::Kind kindOf(const Profile &profile);
/// The kinds whose sessions come from a token endpoint and have an OAuthGrant.
[[nodiscard]] bool isOAuth(Recipe::Kind kind);
/// The value of a setting for a profile: its own, else its recipe's default, else empty.
[[nodiscard]] QString setting(const Profile &profile, const QString &key);
/// The recipe that an address suggests (from its port, path or name), or "custom".
[[nodiscard]] QString guessRecipe(const QUrl &url);

} // namespace claimcheck::login
