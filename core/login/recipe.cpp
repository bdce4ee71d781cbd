#include "recipe.h"

#include "http/origin_policy.h"
#include "setting_rules.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::login {

namespace {

struct Setting {
    const char *key;
    const char *value;
};

struct Row {
    const char *id;
    const char *title;
    const char *note;
    bool tested;
    std::vector<Setting> settings;
    Recipe::Kind kind = Recipe::Kind::Password;
};

/// What most servers have in common; a row below says only what differs. The last one of a key counts, and a
/// key that is not of the row's kind is left out.
const std::vector<Setting> common = {
    {"login.method", "POST"},
    {"login.body", "json"},
    {"login.userField", "username"},
    {"login.passwordField", "password"},
    {"reply.expiresUnit", "s"},
    {"header.name", "Authorization"},
    {"header.scheme", "Bearer"},
    {"logout.method", "POST"},
    {"person.claim", "sub"},
    {"client.authentication", "auto"},
    {"redirect_host", "127.0.0.1"},
    {"redirect_path", "/callback"},
    {"par", "auto"},
    {"dpop", "off"},
    {"logout.return", "off"},
    {"logout.hint", "none"},
    {"devices.id", "/id"},
    {"devices.endMethod", "DELETE"},
};

// clang-format off
const std::vector<Row> rows = {
    {"practice", QT_TRANSLATE_NOOP("Recipe", "Claimcheck practice server"),
     QT_TRANSLATE_NOOP("Recipe", "Start it with: claimcheck practice"), true,
     {{"login.path", "/login"},
      {"reply.accessToken", "/access_token"}, {"reply.refreshToken", "/refresh_token"}, {"reply.expiresIn", "/expires_in"},
      {"refresh.path", "/refresh"}, {"refresh.field", "refresh_token"},
      {"logout.path", "/logout"}, {"logout.field", "refresh_token"}, {"logout.revokes", "refresh,access"},
      {"whoami.path", "/me"}, {"whoami.subject", "/sub"},
      {"logout.everywhere", "/devices/end-others"}, {"devices.path", "/devices"}, {"devices.list", "/devices"},
      {"devices.id", "/handle"}, {"devices.name", "/name"}, {"devices.lastSeen", "/seenAt"}, {"devices.current", "/this"},
      {"devices.endMethod", "POST"}, {"devices.endPath", "/devices/end"}, {"devices.endField", "handle"},
      {"devices.endOthersPath", "/devices/end-others"}}},
    {"simplejwt", QT_TRANSLATE_NOOP("Recipe", "Django REST framework with simplejwt"),
     QT_TRANSLATE_NOOP("Recipe", "The paths end with a slash, and the refresh token changes only where rotation is on."), true,
     {{"login.path", "/api/token/"},
      {"reply.accessToken", "/access"}, {"reply.refreshToken", "/refresh"},
      {"refresh.path", "/api/token/refresh/"}, {"refresh.field", "refresh"},
      {"logout.path", "/api/token/blacklist/"}, {"logout.field", "refresh"}, {"logout.revokes", "refresh"},
      {"person.claim", "user_id"}}},
    {"drf-token", QT_TRANSLATE_NOOP("Recipe", "Django REST framework with authtoken"),
     QT_TRANSLATE_NOOP("Recipe", "The token has no expiry and is the same at each sign-in."), true,
     {{"login.path", "/api-token-auth/"}, {"reply.accessToken", "/token"}, {"header.scheme", "Token"}}},
    {"directus", QT_TRANSLATE_NOOP("Recipe", "Directus"),
     QT_TRANSLATE_NOOP("Recipe", "The lifetime comes in milliseconds."), false,
     {{"login.path", "/auth/login"}, {"login.userField", "email"},
      {"reply.accessToken", "/data/access_token"}, {"reply.refreshToken", "/data/refresh_token"},
      {"reply.expiresIn", "/data/expires"}, {"reply.expiresUnit", "ms"},
      {"refresh.path", "/auth/refresh"}, {"refresh.field", "refresh_token"},
      {"logout.path", "/auth/logout"}, {"logout.field", "refresh_token"}, {"logout.revokes", "refresh"},
      {"whoami.path", "/users/me"}, {"whoami.subject", "/data/id"}, {"person.claim", "id"}}},
    {"strapi", QT_TRANSLATE_NOOP("Recipe", "Strapi"),
     QT_TRANSLATE_NOOP("Recipe", "There is no refresh token."), false,
     {{"login.path", "/api/auth/local"}, {"login.userField", "identifier"}, {"reply.accessToken", "/jwt"},
      {"whoami.path", "/api/users/me"}, {"whoami.subject", "/id"}, {"person.claim", "id"}}},
    {"supabase", QT_TRANSLATE_NOOP("Recipe", "Supabase"),
     QT_TRANSLATE_NOOP("Recipe", "Every request needs the project's key: set login.header.apikey."), false,
     {{"login.path", "/auth/v1/token?grant_type=password"}, {"login.userField", "email"}, {"login.header.apikey", ""},
      {"request.headers", "apikey"},
      {"reply.accessToken", "/access_token"}, {"reply.refreshToken", "/refresh_token"}, {"reply.expiresIn", "/expires_in"},
      {"refresh.path", "/auth/v1/token?grant_type=refresh_token"}, {"refresh.field", "refresh_token"},
      {"logout.path", "/auth/v1/logout"}, {"logout.revokes", "refresh"},
      {"whoami.path", "/auth/v1/user"}, {"whoami.subject", "/id"}}},
    {"parse", QT_TRANSLATE_NOOP("Recipe", "Parse Server"),
     QT_TRANSLATE_NOOP("Recipe", "Every request needs the application's id: set login.header.X-Parse-Application-Id."), false,
     {{"login.path", "/parse/login"}, {"login.header.X-Parse-Application-Id", ""},
      {"request.headers", "X-Parse-Application-Id"},
      {"reply.accessToken", "/sessionToken"}, {"header.name", "X-Parse-Session-Token"}, {"header.scheme", "none"},
      {"logout.path", "/parse/logout"}, {"logout.revokes", "access"},
      {"whoami.path", "/parse/users/me"}, {"whoami.subject", "/objectId"}}},
    {"npm", QT_TRANSLATE_NOOP("Recipe", "Verdaccio and other npm registries"), "", false,
     {{"login.method", "PUT"}, {"login.path", "/-/user/org.couchdb.user:{user}"}, {"login.userField", "name"},
      {"reply.accessToken", "/token"},
      {"logout.method", "DELETE"}, {"logout.path", "/-/user/token/{token}"}, {"logout.revokes", "access"},
      {"whoami.path", "/-/whoami"}, {"whoami.subject", "/username"}}},
    {"oidc", QT_TRANSLATE_NOOP("Recipe", "OpenID Connect or OAuth 2, in the browser"),
     QT_TRANSLATE_NOOP("Recipe", "The address is that of the issuer, or of an API that names its issuer."), true,
     {}, Recipe::Kind::Browser},
    {"device", QT_TRANSLATE_NOOP("Recipe", "OAuth 2, with a code on another device"), "", true, {}, Recipe::Kind::Device},
    {"client-credentials", QT_TRANSLATE_NOOP("Recipe", "OAuth 2, as the client itself"),
     QT_TRANSLATE_NOOP("Recipe", "No person signs in: set client_id, and store client_secret or client_key."), true,
     {}, Recipe::Kind::ClientCredentials},
    {"token-exchange", QT_TRANSLATE_NOOP("Recipe", "OAuth 2, one token for another"),
     QT_TRANSLATE_NOOP("Recipe", "Store the token to exchange as subject_token, or give it at the sign-in."), false,
     {{"subject_token_type", "urn:ietf:params:oauth:token-type:access_token"}}, Recipe::Kind::TokenExchange},
    {"jwt-bearer", QT_TRANSLATE_NOOP("Recipe", "OAuth 2, a signed assertion for a token"),
     QT_TRANSLATE_NOOP("Recipe", "Store the assertion, or give it at the sign-in."), false,
     {}, Recipe::Kind::JwtBearer},
    {"password-grant", QT_TRANSLATE_NOOP("Recipe", "OAuth 2 with a password, for old servers"),
     QT_TRANSLATE_NOOP("Recipe", "RFC 9700 forbids this to new servers: this program sees the password."), false,
     {}, Recipe::Kind::PasswordGrant},
    {"django-session", QT_TRANSLATE_NOOP("Recipe", "Django, signed in by its page (session cookie)"),
     QT_TRANSLATE_NOOP("Recipe", "Set whoami.path to an address that only answers when signed in."), true,
     {{"form.path", "/accounts/login/"}, {"login.userField", "username"}, {"login.passwordField", "password"},
      {"csrf.cookie", "csrftoken"}, {"csrf.header", "X-CSRFToken"}, {"session.cookie", "sessionid"},
      {"logout.path", "/accounts/logout/"}, {"whoami.subject", "/id"}}, Recipe::Kind::Form},
    {"sanctum", QT_TRANSLATE_NOOP("Recipe", "Laravel Sanctum (session cookie)"),
     QT_TRANSLATE_NOOP("Recipe", "The address must be one of the server's stateful domains."), false,
     {{"csrf.path", "/sanctum/csrf-cookie"}, {"csrf.cookie", "XSRF-TOKEN"}, {"csrf.header", "X-XSRF-TOKEN"},
      {"login.path", "/login"}, {"login.userField", "email"}, {"logout.path", "/logout"},
      {"whoami.path", "/api/user"}, {"whoami.subject", "/id"}}, Recipe::Kind::Form},
    {"form", QT_TRANSLATE_NOOP("Recipe", "Another server with a sign-in page (session cookie)"),
     QT_TRANSLATE_NOOP("Recipe", "The page's form is read; set whoami.path to an address that only answers when signed in."), true,
     {{"form.path", "/login"}, {"login.userField", ""}, {"login.passwordField", ""}, {"whoami.subject", "/id"}}, Recipe::Kind::Form},
    {"static-token", QT_TRANSLATE_NOOP("Recipe", "A token that you have"),
     QT_TRANSLATE_NOOP("Recipe", "Paste it at sign-in. Set header.scheme for another word than Bearer, such as Token."), true,
     {{"whoami.subject", "/sub"}}, Recipe::Kind::Static},
    {"api-key", QT_TRANSLATE_NOOP("Recipe", "An API key"),
     QT_TRANSLATE_NOOP("Recipe", "key.place says where it stands: in a header, in the query or in a cookie."), true,
     {{"header.name", "X-API-Key"}, {"header.scheme", "none"}, {"key.place", "header"}, {"key.name", "api_key"},
      {"whoami.subject", "/sub"}}, Recipe::Kind::Static},
    {"basic", QT_TRANSLATE_NOOP("Recipe", "User name and password with each request (HTTP Basic)"),
     QT_TRANSLATE_NOOP("Recipe", "The password is kept in the keychain and goes with every request."), true,
     {{"whoami.subject", "/sub"}}, Recipe::Kind::Static},
    {"custom", QT_TRANSLATE_NOOP("Recipe", "Another server"),
     QT_TRANSLATE_NOOP("Recipe", "Fill in the paths and fields that the server's documentation names."), false,
     {{"login.path", "/login"},
      {"reply.accessToken", "/access_token"}, {"reply.refreshToken", "/refresh_token"}, {"reply.expiresIn", "/expires_in"},
      {"refresh.field", "refresh_token"}, {"whoami.subject", "/sub"}}},
};
// clang-format on

Recipe made(const Row &row)
{
    std::vector<Setting> all = common;
    all.insert(all.end(), row.settings.begin(), row.settings.end());
    const auto valueOf = [&all](const QString &key) -> std::optional<QString> {
        const auto found = std::find_if(all.rbegin(), all.rend(), [&key](const Setting &setting) {
            return key == QLatin1StringView(setting.key);
        });
        return found == all.rend() ? std::nullopt : std::optional(QString::fromLatin1(found->value));
    };

    Recipe recipe;
    recipe.id = QString::fromLatin1(row.id);
    recipe.title = QCoreApplication::translate("Recipe", row.title);
    if (*row.note)
        recipe.note = QCoreApplication::translate("Recipe", row.note);
    recipe.tested = row.tested;
    recipe.kind = row.kind;
    for (const QString &key : settingKeys(row.kind)) {
        recipe.settings.emplace_back(key, valueOf(key).value_or(QString()));
        // The headers of a sign-in stand behind its fields.
        if (key != u"login.passwordField")
            continue;
        for (const Setting &setting : row.settings) {
            if (QLatin1StringView(setting.key).startsWith(QLatin1StringView("login.header.")))
                recipe.settings.emplace_back(QString::fromLatin1(setting.key),
                                             QString::fromLatin1(setting.value));
        }
    }
    return recipe;
}

} // namespace

const std::vector<Recipe> &allRecipes()
{
    static const std::vector<Recipe> recipes = [] {
        std::vector<Recipe> list;
        for (const Row &row : rows)
            list.push_back(made(row));
        return list;
    }();
    return recipes;
}

const Recipe *findRecipe(const QString &id)
{
    const auto &recipes = allRecipes();
    const auto found =
        std::find_if(recipes.begin(), recipes.end(), [&id](const Recipe &r) { return r.id == id; });
    return found == recipes.end() ? nullptr : &*found;
}

Recipe::Kind kindOf(const Profile &profile)
{
    const Recipe *recipe = findRecipe(profile.recipe);
    return recipe ? recipe->kind : Recipe::Kind::Password;
}

bool isOAuth(Recipe::Kind kind)
{
    switch (kind) {
    case Recipe::Kind::Browser:
    case Recipe::Kind::Device:
    case Recipe::Kind::ClientCredentials:
    case Recipe::Kind::TokenExchange:
    case Recipe::Kind::JwtBearer:
    case Recipe::Kind::PasswordGrant:
        return true;
    case Recipe::Kind::Password:
    case Recipe::Kind::Form:
    case Recipe::Kind::Static:
        return false;
    }
    Q_UNREACHABLE();
}

QString setting(const Profile &profile, const QString &key)
{
    const auto own = profile.settings.constFind(key);
    if (own != profile.settings.constEnd())
        return *own;
    const Recipe *recipe = findRecipe(profile.recipe);
    if (!recipe)
        return {};
    const auto found = std::find_if(recipe->settings.begin(), recipe->settings.end(),
                                    [&key](const auto &entry) { return entry.first == key; });
    return found == recipe->settings.end() ? QString() : found->second;
}

QString guessRecipe(const QUrl &url)
{
    struct Hint {
        const char *recipe;
        int port;         // or 0
        const char *host; // a part of the host, or null
        const char *path; // a part of the path, or null
    };
    // Paths say most, ports least: several kinds of server share one.
    static constexpr Hint hints[] = {
        {"oidc", 0, nullptr, "/.well-known/"},
        {"oidc", 0, nullptr, "/realms/"},
        {"oidc", 0, nullptr, "/oauth2"},
        {"oidc", 0, ".auth0.com", nullptr},
        {"oidc", 0, ".okta.com", nullptr},
        {"oidc", 0, "accounts.google.com", nullptr},
        {"oidc", 0, "login.microsoftonline.com", nullptr},
        {"supabase", 0, nullptr, "/auth/v1"},
        {"drf-token", 0, nullptr, "/api-token-auth"},
        {"simplejwt", 0, nullptr, "/api/token"},
        {"strapi", 0, nullptr, "/api/auth/local"},
        {"parse", 0, nullptr, "/parse"},
        {"npm", 0, nullptr, "/-/"},
        {"supabase", 0, ".supabase.co", nullptr},
        {"directus", 0, ".directus.app", nullptr},
        {"strapi", 0, ".strapiapp.com", nullptr},
        {"parse", 0, ".back4app.com", nullptr},
        {"npm", 0, "verdaccio", nullptr},
        {"directus", 0, "directus", nullptr},
        {"strapi", 0, "strapi", nullptr},
        {"directus", 8055, nullptr, nullptr},
        {"strapi", 1337, nullptr, nullptr},
        {"npm", 4873, nullptr, nullptr},
        {"supabase", 54321, nullptr, nullptr},
        {"simplejwt", 8000, nullptr, nullptr},
    };
    for (const Hint &hint : hints) {
        if ((hint.port == 0 || url.port() == hint.port) &&
            (!hint.host || url.host().contains(QLatin1StringView(hint.host))) &&
            (!hint.path || url.path().contains(QLatin1StringView(hint.path))))
            return QString::fromLatin1(hint.recipe);
    }
    return QStringLiteral("custom");
}

} // namespace claimcheck::login
