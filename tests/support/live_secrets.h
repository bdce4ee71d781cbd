#pragma once

#include <QByteArrayList>
#include <QString>

namespace claimcheck::test {

/// The secrets that the keychain of this session holds for a profile now: tokens, cookies, client secrets,
/// keys. Reads it as the program does. Short ones (under 8 bytes) are left out.
[[nodiscard]] QByteArrayList secretsOf(const QString &profileName);

/// The first file below `folder` that holds one of these, and which; empty where none does.
[[nodiscard]] QByteArray fileWithOne(const QByteArrayList &secrets, const QString &folder);

} // namespace claimcheck::test
