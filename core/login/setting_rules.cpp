#include "setting_rules.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace claimcheck::login {

namespace {

using Kind = Recipe::Kind;
using Rule = ValueRule;

constexpr unsigned bit(Kind kind)
{
    return 1U << static_cast<unsigned>(kind);
}

constexpr unsigned password = bit(Kind::Password);
constexpr unsigned browser = bit(Kind::Browser);
constexpr unsigned device = bit(Kind::Device);
constexpr unsigned service = bit(Kind::ClientCredentials);
constexpr unsigned exchange = bit(Kind::TokenExchange);
constexpr unsigned bearer = bit(Kind::JwtBearer);
constexpr unsigned oldGrant = bit(Kind::PasswordGrant);
constexpr unsigned given = bit(Kind::Static);
constexpr unsigned form = bit(Kind::Form);
constexpr unsigned people = browser | device | oldGrant;
constexpr unsigned everyOAuth = people | service | exchange | bearer;

struct Row {
    const char *key;
    unsigned kinds;
    Rule rule;
    const char *words = ""; // of Rule::OneOf
};

constexpr Row rows[] = {
    {"login.method", password, Rule::OneOf, "POST PUT PATCH DELETE GET"},
    {"form.path", form, Rule::Path},
    {"login.path", password | form, Rule::Path},
    {"login.body", password | form, Rule::OneOf, "json form"},
    {"login.userField", password | form, Rule::Name},
    {"login.passwordField", password | form, Rule::Name},
    {"reply.accessToken", password, Rule::Place},
    {"reply.refreshToken", password, Rule::Place},
    {"reply.expiresIn", password, Rule::Place},
    {"reply.expiresUnit", password, Rule::OneOf, "s ms"},
    {"header.name", password | given, Rule::HeaderName},
    {"header.scheme", password | given, Rule::Scheme},
    {"request.headers", password, Rule::HeaderNames},
    {"refresh.path", password, Rule::Path},
    {"refresh.field", password, Rule::Name},
    {"csrf.path", form, Rule::Path},
    {"csrf.cookie", form, Rule::HeaderName},
    {"csrf.header", form, Rule::HeaderName},
    {"session.cookie", form, Rule::HeaderName},
    {"logout.method", password | form, Rule::OneOf, "POST PUT PATCH DELETE GET"},
    {"logout.path", password | form, Rule::Path},
    {"logout.field", password, Rule::Name},
    {"logout.revokes", password, Rule::OneOf, "refresh access refresh,access"},
    {"whoami.path", password | given | form, Rule::Path},
    {"whoami.subject", password | given | form, Rule::Pointer},
    {"person.claim", password, Rule::Name},
    {"logout.everywhere", password | form | people, Rule::Path},
    {"devices.path", password | form | people, Rule::Path},
    {"devices.list", password | form | people, Rule::Pointer},
    {"devices.id", password | form | people, Rule::Pointer},
    {"devices.name", password | form | people, Rule::Pointer},
    {"devices.lastSeen", password | form | people, Rule::Pointer},
    {"devices.current", password | form | people, Rule::Pointer},
    {"devices.endMethod", password | form | people, Rule::OneOf, "POST PUT PATCH DELETE"},
    {"devices.endPath", password | form | people, Rule::Path},
    {"devices.endField", password | form | people, Rule::Name},
    {"devices.endOthersPath", password | form | people, Rule::Path},

    {"key.place", given, Rule::OneOf, "header query cookie"},
    {"key.name", given, Rule::HeaderName},

    {"client_id", everyOAuth, Rule::Name},
    {"client.authentication", everyOAuth, Rule::OneOf,
     "auto none client_secret_basic client_secret_post client_secret_jwt private_key_jwt tls_client_auth "
     "self_signed_tls_client_auth"},
    {"client_secret", everyOAuth, Rule::Secret},
    {"client_key", everyOAuth, Rule::Secret}, // PEM or JWK
    {"scope", everyOAuth, Rule::Scopes},
    {"resource", everyOAuth, Rule::Uris},
    {"audience", browser | service | exchange, Rule::Name},
    {"subject_token", exchange, Rule::Secret},
    {"subject_token_type", exchange, Rule::Uri},
    {"actor_token", exchange, Rule::Secret},
    {"actor_token_type", exchange, Rule::Uri},
    {"requested_token_type", exchange, Rule::Uri},
    {"assertion", bearer, Rule::Secret},
    {"redirect_host", browser, Rule::OneOf, "127.0.0.1 ::1 localhost"},
    {"redirect_port", browser, Rule::Ports},
    {"redirect_path", browser, Rule::PlainPath},
    {"prompt", browser, Rule::Scopes},
    {"login_hint", browser, Rule::Name},
    {"max_age", browser, Rule::Seconds},
    {"acr_values", browser, Rule::Scopes},
    {"par", browser, Rule::OneOf, "auto always never"},
    {"dpop", everyOAuth, Rule::OneOf, "off on auto"},
    {"origins", everyOAuth | given, Rule::Origins},
    {"authorization.origins", everyOAuth, Rule::Origins},
    {"logout.return", browser | device, Rule::OneOf, "off on"},
    {"logout.hint", browser | device, Rule::OneOf, "none id_token"},
    {"endpoint.authorization", browser, Rule::Endpoint},
    {"endpoint.token", everyOAuth, Rule::Endpoint},
    {"endpoint.jwks", people, Rule::Endpoint},
    {"endpoint.userinfo", people, Rule::Endpoint},
    {"endpoint.revocation", everyOAuth, Rule::Endpoint},
    {"endpoint.introspection", everyOAuth, Rule::Endpoint},
    {"endpoint.end_session", people, Rule::Endpoint},
    {"endpoint.device_authorization", browser | device, Rule::Endpoint},
};

/// Keys that end in a name of the person's choice.
constexpr Row families[] = {
    {"login.header.", password, Rule::HeaderValue},
    {"authorize.", browser, Rule::Name},
};

const Row *findRow(const QString &key)
{
    const auto row = std::find_if(std::begin(rows), std::end(rows),
                                  [&key](const Row &r) { return key == QLatin1StringView(r.key); });
    if (row != std::end(rows))
        return &*row;
    const auto family = std::find_if(std::begin(families), std::end(families), [&key](const Row &r) {
        const QLatin1StringView prefix(r.key);
        return key.startsWith(prefix) && isHeaderName(QStringView(key).sliced(prefix.size()));
    });
    return family == std::end(families) ? nullptr : &*family;
}

bool isSecret(const Row &row)
{
    return row.rule == Rule::Secret;
}

QStringList keysOf(Kind kind, bool secrets)
{
    QStringList list;
    for (const Row &row : rows) {
        if ((row.kinds & bit(kind)) && isSecret(row) == secrets)
            list += QString::fromLatin1(row.key);
    }
    return list;
}

Error invalid(const QString &key, const QString &wanted)
{
    return {ErrorCode::ProfileFieldInvalid, key, wanted};
}

QString sentence(const char *text)
{
    return QCoreApplication::translate("Profile", text);
}

} // namespace

QStringList settingKeys(Recipe::Kind kind)
{
    return keysOf(kind, false);
}

QStringList secretKeys(Recipe::Kind kind)
{
    return keysOf(kind, true);
}

bool isSettingKey(const QString &key)
{
    return findRow(key);
}

bool isSettingKey(const QString &key, Recipe::Kind kind)
{
    const Row *row = findRow(key);
    return row && (row->kinds & bit(kind));
}

bool isSecretKey(const QString &key)
{
    const Row *row = findRow(key);
    return row && isSecret(*row);
}

Result<QString> checkedSetting(const QString &key, const QString &value)
{
    const Row *row = findRow(key);
    if (!row)
        return Error{ErrorCode::ProfileFieldUnknown, key};
    if (value.size() > 4096)
        return invalid(key, sentence("it is too long"));
    const QString wanted = complaint(row->rule, row->words, value);
    if (!wanted.isEmpty())
        return invalid(key, wanted);
    return value;
}

Result<Done> checkSecretSetting(const QString &key, const Secret &value)
{
    const Row *row = findRow(key);
    if (!row || (!isSecret(*row) && row->rule != Rule::HeaderValue))
        return Error{ErrorCode::ProfileFieldUnknown, key};
    if (value.size() > (isSecret(*row) ? 65536 : 4096))
        return invalid(key, sentence("it is too long"));
    if (!isSecret(*row)) {
        const QString wanted = complaint(row->rule, row->words, QString::fromUtf8(value.reveal()));
        if (!wanted.isEmpty())
            return invalid(key, wanted);
    }
    return Done{};
}

} // namespace claimcheck::login
