#pragma once

#include <QByteArray>
#include <QString>

namespace claimcheck::inspect {

/// A short name to tell a token from others in a list: whom it is about and who issued it
/// ("alice · idp.example"), or else `label` (what a text called it: "access_token"), or else its kind. One
/// line of foreign text, never empty.
[[nodiscard]] QString tokenName(const QByteArray &token, const QString &label = {});

} // namespace claimcheck::inspect
