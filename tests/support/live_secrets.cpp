#include "live_secrets.h"

#include "credentials/keychain_store.h"
#include "login/leak_search.h"
#include "login/profile_store.h"
#include "login/secret_fields.h"

#include <QDirIterator>
#include <QEventLoop>
#include <QFile>
#include <QStandardPaths>
#include <QTimer>

#include <optional>

namespace claimcheck::test {

QByteArrayList secretsOf(const QString &profileName)
{
    login::ProfileStore profiles(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
                                 QStringLiteral("/claimcheck"));
    const auto profile = profiles.load() ? profiles.byName(profileName) : std::nullopt;
    QByteArrayList secrets;
    if (!profile)
        return secrets;
    credentials::KeychainStore keychain;
    for (const QString &id : {profile->id, login::fieldsItem(profile->id)}) {
        std::optional<Result<Secret>> item;
        QEventLoop loop;
        const auto operation = keychain.read(id, &loop, [&item, &loop](Result<Secret> read) {
            item = std::move(read);
            loop.quit();
        });
        QTimer::singleShot(30'000, &loop, &QEventLoop::quit);
        if (!item)
            loop.exec();
        if (!item || !*item)
            continue;
        for (const login::LiveSecret &secret : login::secretsInItem(**item, profileName))
            secrets += secret.value.reveal().toByteArray();
    }
    return secrets;
}

QByteArray fileWithOne(const QByteArrayList &secrets, const QString &folder)
{
    QDirIterator walk(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        QFile file(walk.next());
        if (!file.open(QIODevice::ReadOnly))
            continue; // a socket
        const QByteArray bytes = file.readAll();
        for (const QByteArray &secret : secrets) {
            if (bytes.contains(secret))
                return file.fileName().toUtf8() + " holds a secret that begins with " + secret.left(6);
        }
    }
    return {};
}

} // namespace claimcheck::test
