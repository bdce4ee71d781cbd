#include "profile_store.h"

#include "file_lock.h"
#include "profile_json.h"
#include "recipe.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace claimcheck::login {

namespace {

constexpr qint64 maxFileSize = 16 * 1024 * 1024;

/// Makes the folder for this user alone. One that is there keeps its mode: it may be shared on purpose.
bool makeFolder(const QString &folder)
{
    if (QDir(folder).exists())
        return true;
    const QFileInfo info(folder);
    return QDir().mkpath(info.path()) &&
           (::mkdir(QFile::encodeName(folder).constData(), 0700) == 0 || errno == EEXIST);
}

/// After a rename the folder's own data must reach the disk too, or a crash of the machine brings the old
/// file back.
void syncFolder(const QString &folder)
{
    const int descriptor = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

/// Where an unreadable file is kept: a name that is free.
QString asidePath(const QString &path)
{
    const QString base = path + QStringLiteral(".unreadable-") +
                         QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMddTHHmmsszzzZ"));
    QString candidate = base;
    for (int i = 2; QFileInfo::exists(candidate); ++i)
        candidate = base + u'-' + QString::number(i);
    return candidate;
}

} // namespace

ProfileStore::ProfileStore(QString folder, QObject *parent) : QObject(parent), m_folder(std::move(folder)) {}

QString ProfileStore::path() const
{
    return m_folder + QStringLiteral("/profiles.json");
}

Result<Done> ProfileStore::load()
{
    const auto profiles = [this]() -> Result<std::vector<Profile>> {
        if (!QFileInfo::exists(path()))
            return std::vector<Profile>{};
        // The lock, because an unreadable file is moved; where it cannot be had (a folder that may only be
        // read), reading alone still works.
        const auto lock = FileLock::take(m_folder + QStringLiteral("/profiles.lock"));
        return readAgain();
    }();
    take(profiles ? *profiles : std::vector<Profile>{});
    if (!profiles)
        return profiles.error();
    return Done{};
}

Result<std::vector<Profile>> ProfileStore::readAgain() const
{
    QFile file(path());
    if (!file.exists())
        return std::vector<Profile>{};
    // Opening a pipe would wait for whoever writes into it.
    if (!QFileInfo(path()).isFile())
        return Error{ErrorCode::FileUnreadable, path(), tr("it is not a file")};
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::FileUnreadable, path(), file.errorString()};
    const QByteArray text = file.read(maxFileSize + 1);
    if (file.error() != QFile::NoError)
        return Error{ErrorCode::FileUnreadable, path(), file.errorString()};
    file.close();

    auto profiles =
        text.size() > maxFileSize
            ? Result<std::vector<Profile>>(Error{ErrorCode::JsonTooLarge, QStringLiteral("The file")})
            : profilesFromJson(text);
    if (profiles || profiles.error().code == ErrorCode::ProfilesTooNew)
        return profiles;
    const QString aside = asidePath(path());
    const QString why = describe(profiles.error()).message;
    if (!QFile::rename(path(), aside))
        return Error{ErrorCode::FileUnreadable, path(), why};
    syncFolder(m_folder);
    // The sentence brings a full stop of its own.
    return Error{ErrorCode::ProfilesUnreadable, aside, why.endsWith(u'.') ? why.chopped(1) : why};
}

Result<Done> ProfileStore::change(const Change &change)
{
    if (!makeFolder(m_folder))
        return Error{ErrorCode::ProfilesWriteFailed, path(), QString::fromLocal8Bit(std::strerror(errno))};
    // `changed` comes after the lock is gone: whoever hears it may change something in turn.
    const auto profiles = [&]() -> Result<std::vector<Profile>> {
        const auto lock = FileLock::take(m_folder + QStringLiteral("/profiles.lock"));
        if (!lock)
            return Error{ErrorCode::ProfilesWriteFailed, path(), lock.error().detail};
        auto fresh = readAgain();
        if (!fresh)
            return fresh;
        if (const auto changed = change(*fresh); !changed)
            return changed.error();
        if (const auto written = write(*fresh); !written)
            return written.error();
        return fresh;
    }();
    if (!profiles)
        return profiles.error();
    take(*profiles);
    return Done{};
}

Result<Done> ProfileStore::write(const std::vector<Profile> &profiles) const
{
    // A person may keep the file elsewhere and link to it.
    const QFileInfo info(path());
    const QString target = info.isSymLink() ? info.symLinkTarget() : path();
    // One name for the new file, not a random one: under the lock nobody else writes it, and what a killed
    // writer has left is overwritten by the next.
    QFile file(target + QStringLiteral(".new"));
    const QByteArray text = profilesToJson(profiles);
    const auto failed = [this](const QString &why) {
        return Error{ErrorCode::ProfilesWriteFailed, path(), why};
    };
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) ||
        !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        file.write(text) != text.size() || !file.flush())
        return failed(file.errorString());
    if (::fsync(file.handle()) != 0)
        return failed(QString::fromLocal8Bit(std::strerror(errno)));
    file.close();
    if (::rename(QFile::encodeName(file.fileName()).constData(), QFile::encodeName(target).constData()) != 0)
        return failed(QString::fromLocal8Bit(std::strerror(errno)));
    syncFolder(QFileInfo(target).path());
    return Done{};
}

void ProfileStore::take(std::vector<Profile> profiles)
{
    // Compared as written: what does not reach the file is no change.
    const bool same = profilesToJson(profiles) == profilesToJson(m_profiles);
    m_profiles = std::move(profiles);
    if (!same)
        Q_EMIT changed();
}

std::optional<Profile> ProfileStore::byName(const QString &name) const
{
    const auto found =
        std::find_if(m_profiles.begin(), m_profiles.end(), [&](const Profile &p) { return p.name == name; });
    return found == m_profiles.end() ? std::nullopt : std::optional(*found);
}

std::optional<Profile> ProfileStore::byId(const QString &id) const
{
    const auto found =
        std::find_if(m_profiles.begin(), m_profiles.end(), [&](const Profile &p) { return p.id == id; });
    return found == m_profiles.end() ? std::nullopt : std::optional(*found);
}

Result<Profile> ProfileStore::add(Profile profile)
{
    auto checked = validated(std::move(profile));
    if (!checked)
        return checked.error();
    auto added = change([&checked](std::vector<Profile> &profiles) -> Result<Done> {
        const bool taken = std::any_of(profiles.begin(), profiles.end(), [&](const Profile &p) {
            return p.name == checked->name || p.id == checked->id;
        });
        if (taken)
            return Error{ErrorCode::ProfileExists, checked->name};
        profiles.push_back(*checked);
        return Done{};
    });
    if (!added)
        return added.error();
    return checked;
}

Result<Done> ProfileStore::update(const Profile &profile)
{
    auto checked = validated(profile);
    if (!checked)
        return checked.error();
    return change([&checked](std::vector<Profile> &profiles) -> Result<Done> {
        Profile *own = nullptr;
        for (Profile &other : profiles) {
            if (other.id == checked->id)
                own = &other;
            else if (other.name == checked->name)
                return Error{ErrorCode::ProfileExists, checked->name};
        }
        if (!own)
            return Error{ErrorCode::ProfileNotFound, checked->name};
        *own = *checked;
        return Done{};
    });
}

Result<Done> ProfileStore::setPerson(const QString &id, const std::optional<Person> &person)
{
    return change([&](std::vector<Profile> &profiles) -> Result<Done> {
        const auto found =
            std::find_if(profiles.begin(), profiles.end(), [&](const Profile &p) { return p.id == id; });
        if (found == profiles.end())
            return Error{ErrorCode::ProfileNotFound, id};
        found->person = person;
        return Done{};
    });
}

Result<Done> ProfileStore::remove(const QString &id)
{
    return change([&id](std::vector<Profile> &profiles) -> Result<Done> {
        const auto found =
            std::find_if(profiles.begin(), profiles.end(), [&](const Profile &p) { return p.id == id; });
        if (found == profiles.end())
            return Error{ErrorCode::ProfileNotFound, id};
        profiles.erase(found);
        return Done{};
    });
}

} // namespace claimcheck::login
