#pragma once

#include "http/origin_policy.h"

#include <QMap>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace claimcheck::login {

/// Who a profile was last signed in as: `iss` + `sub` of the token, or what the recipe's whoami says (issuer
/// empty).
struct Person {
    QString issuer;
    QString subject;
    QString name; // for people: a user name or address; not compared
};

/// Where and how to sign in. Holds no secret.
struct Profile {
    QString id;     // random; keys the keychain items; never shown
    QString name;   // unique, chosen by the person, shown as plain text
    QString recipe; // a recipe's id
    QUrl url;       // the server's base address
    QString user;
    /// Overrides of the recipe, in the keys of CLI.md ("login.path", "reply.accessToken", …).
    QMap<QString, QString> settings = {};
    /// Settings whose value is a secret and lives in the keychain (see Sessions::setSecretField): keys only.
    QStringList secretFields = {};
    http::ConnectionSettings connection = {};
    std::optional<Person> person = {};
    // How a person finds it among others and tells it apart; no server sees it, and no leash holds it.
    QString group = {};       // of profiles that belong together ("acme"); one line of text
    QString environment = {}; // of profileEnvironments(), or empty
    QString colour = {};      // of profileColours(), or empty: the environment's own
};

/// "dev", "staging", "prod", in this order.
[[nodiscard]] const QStringList &profileEnvironments();
/// "red", "orange", "yellow", "green", "blue", "violet", "grey".
[[nodiscard]] const QStringList &profileColours();

/// Settings by their CLI key: name, recipe, url, user, group, environment, colour, tls.caFile,
/// tls.clientCertificate, tls.clientKey, proxy, http2, and the recipe's keys. Errors: ProfileFieldUnknown,
/// ProfileFieldInvalid, ProfileNameInvalid, RecipeUnknown, Url…. An empty value takes an override away.
[[nodiscard]] Result<Done> setField(Profile &profile, const QString &key, const QString &value);
/// The profile's settings, recipe defaults included, in a stable order: what `profile show` prints. The value
/// of a secret field is empty (`secretFields` names it).
[[nodiscard]] std::vector<std::pair<QString, QString>> allFields(const Profile &profile);
/// Checks name, url and recipe together; a fresh profile gets a random id where it has none.
[[nodiscard]] Result<Profile> validated(Profile profile);

} // namespace claimcheck::login
