#pragma once

#include "profile.h"

#include <QObject>

#include <functional>
#include <vector>

namespace claimcheck::login {

/// Profiles in one JSON file without secrets (`FOLDER/profiles.json`, mode 0600), written atomically: a crash
/// at any moment leaves the old or the new file. An unreadable file is kept aside and reported, never
/// overwritten; a file of a newer schema is left alone and everything that would write fails with
/// ProfilesTooNew. Every change takes a lock and reads the file again first, so that two processes do not
/// undo each other.
class ProfileStore final : public QObject {
    Q_OBJECT
public:
    explicit ProfileStore(QString folder, QObject *parent = nullptr);

    /// Reads the file; a missing one is no profile. Errors: ProfilesUnreadable (subject: where it was kept;
    /// the next call finds no file and no profiles), ProfilesTooNew, FileUnreadable (nothing was touched).
    [[nodiscard]] Result<Done> load();
    [[nodiscard]] const std::vector<Profile> &profiles() const { return m_profiles; }
    [[nodiscard]] std::optional<Profile> byName(const QString &name) const;
    [[nodiscard]] std::optional<Profile> byId(const QString &id) const;
    /// Errors: ProfileExists, ProfileNotFound, ProfileNameInvalid, ProfilesWriteFailed, ProfilesTooNew.
    [[nodiscard]] Result<Profile> add(Profile profile);
    [[nodiscard]] Result<Done> update(const Profile &profile);
    /// Remembers or forgets who signed in, and touches nothing else of the profile.
    [[nodiscard]] Result<Done> setPerson(const QString &id, const std::optional<Person> &person);
    [[nodiscard]] Result<Done> remove(const QString &id);
    [[nodiscard]] const QString &folder() const { return m_folder; }

Q_SIGNALS:
    void changed();

private:
    using Change = std::function<Result<Done>(std::vector<Profile> &)>;
    [[nodiscard]] Result<Done> change(const Change &change);
    [[nodiscard]] Result<std::vector<Profile>> readAgain() const;
    [[nodiscard]] Result<Done> write(const std::vector<Profile> &profiles) const;
    [[nodiscard]] QString path() const;
    void take(std::vector<Profile> profiles);

    QString m_folder;
    std::vector<Profile> m_profiles;
};

} // namespace claimcheck::login
