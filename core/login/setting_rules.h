#pragma once

#include "base/result.h"

#include <QString>
#include <QStringList>

namespace claimcheck::login {

/// Every key that a recipe can have, in the order they are shown; `login.header.NAME` is left out.
[[nodiscard]] const QStringList &settingKeys();
/// True for settingKeys() and for login.header.NAME where NAME can be a header's name.
[[nodiscard]] bool isSettingKey(const QString &key);
/// The value as it is kept. Errors: ProfileFieldUnknown, ProfileFieldInvalid (subject: the key, detail: what
/// is wanted).
[[nodiscard]] Result<QString> checkedSetting(const QString &key, const QString &value);

/// The characters of a header's name (RFC 9110 section 5.6.2).
[[nodiscard]] bool isHeaderName(QStringView text);
/// No control characters, and none that change the direction of text.
[[nodiscard]] bool isPlainText(QStringView text);

} // namespace claimcheck::login
