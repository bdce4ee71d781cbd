#pragma once

#include "base/result.h"
#include "environments.h"
#include "http_file.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include <map>

namespace claimcheck::requests {

/// One file of a collection, as it was last read or written.
struct CollectionFile {
    QString path; // absolute
    QString name; // within the folder, with "/"
    HttpFile file = {};
    std::optional<Error> problem = {}; // why it could not be read
};

/// A folder of `.http` and `.rest` files, and the environments beside them. It is watched: an editor or git
/// may change it at any time. Nothing here holds a secret.
class Collection final : public QObject {
    Q_OBJECT
public:
    static constexpr int maxFiles = 5000;
    static constexpr int maxDepth = 16;

    explicit Collection(QObject *parent = nullptr);

    /// Reads the folder (hidden folders and links to folders are left out) and watches it from now on. A file
    /// that cannot be read is listed with its problem. Errors: FileUnreadable, InputTooLarge (too many
    /// files).
    [[nodiscard]] Result<Done> open(const QString &folder);
    [[nodiscard]] const QString &folder() const { return m_folder; }
    [[nodiscard]] std::vector<const CollectionFile *> files() const;
    [[nodiscard]] const CollectionFile *file(const QString &path) const;

    /// The environments beside a file, or of the nearest folder above it within the collection. Errors: as
    /// Environments::read.
    [[nodiscard]] Result<Environments> environmentsFor(const QString &path) const;

    /// Writes a file of the folder, old or new, at once or not at all. Errors: FileUnwritable; among them
    /// that somebody else changed it since it was read here (detail), and nothing was written.
    [[nodiscard]] Result<Done> save(const QString &path, const HttpFile &file);

Q_SIGNALS:
    /// Files appeared or went away.
    void listChanged();
    /// Somebody else changed a file, and it was read again.
    void fileChanged(const QString &path);
    /// The variables beside the files are other ones.
    void environmentsChanged();

private:
    void lookAgain();
    [[nodiscard]] Result<QStringList> findFiles();
    void watch();

    QString m_folder;
    std::map<QString, CollectionFile> m_files;
    QStringList m_folders;
    QByteArray m_environmentState;
    QFileSystemWatcher m_watcher;
    QTimer m_later;
};

} // namespace claimcheck::requests
