#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "recipe.h"
#include "setting_values.h"

#include <QString>
#include <QStringList>

namespace claimcheck::login {

/// Every key that a recipe of a kind can have, in the order they are shown, without secrets; the families
/// `login.header.NAME` and `authorize.NAME` are left out.
[[nodiscard]] QStringList settingKeys(Recipe::Kind kind);
/// True for the keys of any kind, secret ones included, for login.header.NAME where NAME can be a header's
/// name, and for authorize.NAME where it can be a parameter's.
[[nodiscard]] bool isSettingKey(const QString &key);
/// The same for one kind.
[[nodiscard]] bool isSettingKey(const QString &key, Recipe::Kind kind);
/// True for what lives in the keychain and never in a profile ("client_secret").
[[nodiscard]] bool isSecretKey(const QString &key);
/// The secret keys of a kind.
[[nodiscard]] QStringList secretKeys(Recipe::Kind kind);
/// The value as it is kept. Errors: ProfileFieldUnknown, ProfileFieldInvalid (subject: the key, detail: what
/// is wanted).
[[nodiscard]] Result<QString> checkedSetting(const QString &key, const QString &value);
/// Whether a secret can be stored under this key: a secret key, or a header. Errors as above.
[[nodiscard]] Result<Done> checkSecretSetting(const QString &key, const Secret &value);

} // namespace claimcheck::login
