#include "collection.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QSaveFile>
#include <QSet>

using namespace Qt::StringLiterals;

namespace claimcheck::requests {

namespace {

/// Editors write in several steps; one look after them is enough.
constexpr std::chrono::milliseconds settleTime{60};

Result<QByteArray> readBytes(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::FileUnreadable, path, file.errorString()};
    QByteArray bytes = file.read(HttpFile::maxBytes + 1);
    if (bytes.size() > HttpFile::maxBytes)
        return Error{ErrorCode::InputTooLarge, path};
    return bytes;
}

CollectionFile readFile(const QString &path, const QDir &folder)
{
    CollectionFile out{path, folder.relativeFilePath(path)};
    auto bytes = readBytes(path);
    if (!bytes) {
        out.problem = bytes.error();
        return out;
    }
    auto parsed = HttpFile::parse(*std::move(bytes));
    if (parsed) {
        out.file = *std::move(parsed);
    } else {
        out.problem = parsed.error();
        out.problem->subject = out.name;
    }
    return out;
}

} // namespace

Collection::Collection(QObject *parent) : QObject(parent)
{
    m_later.setSingleShot(true);
    m_later.setInterval(settleTime);
    connect(&m_later, &QTimer::timeout, this, &Collection::lookAgain);
    const auto soon = [this] { m_later.start(); };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, soon);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, soon);
}

Result<Done> Collection::open(const QString &folder)
{
    const QFileInfo info(folder);
    if (!info.isDir() || !info.isReadable())
        return Error{ErrorCode::FileUnreadable, folder,
                     QCoreApplication::translate("Requests", "it is no folder that can be read")};
    m_folder = info.absoluteFilePath();
    const auto paths = findFiles();
    if (!paths)
        return paths.error();
    m_files.clear();
    for (const QString &path : *paths)
        m_files.emplace(path, readFile(path, QDir(m_folder)));
    watch();
    return Done{};
}

/// Also notes the folders, and when their environments were changed.
Result<QStringList> Collection::findFiles()
{
    QStringList files;
    QStringList folders = {m_folder};
    QByteArray state;
    for (qsizetype i = 0; i < folders.size(); ++i) {
        const QDir dir(folders[i]);
        const auto depth = QDir(m_folder).relativeFilePath(folders[i]).count(u'/');
        const auto entries = dir.entryInfoList(QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        for (const QFileInfo &entry : entries) {
            const QString suffix = entry.suffix().toLower();
            if (entry.isDir()) {
                if (!entry.isSymLink() && depth < maxDepth && entry.fileName() != u"node_modules")
                    folders += entry.absoluteFilePath();
            } else if (suffix == u"http" || suffix == u"rest") {
                files += entry.absoluteFilePath();
            } else if (entry.fileName().endsWith(u".env.json")) {
                state += entry.absoluteFilePath().toUtf8() + ' ' + QByteArray::number(entry.size()) + ' ' +
                         QByteArray::number(entry.lastModified().toMSecsSinceEpoch()) + '\n';
            }
        }
        if (files.size() > maxFiles || folders.size() > maxFiles)
            return Error{ErrorCode::InputTooLarge, m_folder};
    }
    m_folders = folders;
    m_environmentState = state;
    return files;
}

void Collection::watch()
{
    QStringList wanted = m_folders;
    for (const auto &[path, file] : m_files)
        wanted += path;
    for (const QString &folder : std::as_const(m_folders)) {
        for (const char *name : {Environments::fileName, Environments::privateFileName}) {
            const QString path = QDir(folder).filePath(QString::fromLatin1(name));
            if (QFileInfo::exists(path))
                wanted += path;
        }
    }
    // Who replaces a file ends the watch over it, so all that is missing is added again.
    const QStringList watched = m_watcher.files() + m_watcher.directories();
    const QSet<QString> have(watched.begin(), watched.end());
    QStringList missing;
    for (const QString &path : std::as_const(wanted)) {
        if (!have.contains(path))
            missing += path;
    }
    if (!missing.isEmpty())
        m_watcher.addPaths(missing);
}

void Collection::lookAgain()
{
    const QByteArray environments = m_environmentState;
    const auto paths = findFiles();
    if (!paths)
        return;
    std::map<QString, CollectionFile> now;
    QStringList changed;
    bool listDiffers = false;
    for (const QString &path : *paths) {
        CollectionFile fresh = readFile(path, QDir(m_folder));
        const auto old = m_files.find(path);
        if (old == m_files.end())
            listDiffers = true;
        else if (old->second.file.text() != fresh.file.text() ||
                 old->second.problem.has_value() != fresh.problem.has_value())
            changed += path;
        now.emplace(path, std::move(fresh));
    }
    listDiffers = listDiffers || now.size() != m_files.size();
    m_files = std::move(now);
    watch();
    if (listDiffers)
        Q_EMIT listChanged();
    for (const QString &path : changed)
        Q_EMIT fileChanged(path);
    if (environments != m_environmentState)
        Q_EMIT environmentsChanged();
}

std::vector<const CollectionFile *> Collection::files() const
{
    std::vector<const CollectionFile *> list;
    list.reserve(m_files.size());
    for (const auto &[path, file] : m_files)
        list.push_back(&file);
    return list;
}

const CollectionFile *Collection::file(const QString &path) const
{
    const auto found = m_files.find(path);
    return found == m_files.end() ? nullptr : &found->second;
}

Result<Environments> Collection::environmentsFor(const QString &path) const
{
    QDir dir = QFileInfo(path).absoluteDir();
    while (true) {
        if (dir.exists(QString::fromLatin1(Environments::fileName)) ||
            dir.exists(QString::fromLatin1(Environments::privateFileName)) ||
            dir.absolutePath() == m_folder || !dir.cdUp())
            return Environments::read(dir.absolutePath(), m_folder);
    }
}

Result<Done> Collection::save(const QString &path, const HttpFile &file)
{
    const auto known = m_files.find(path);
    if (QFileInfo::exists(path)) {
        const auto onDisk = readBytes(path);
        if (!onDisk)
            return Error{ErrorCode::FileUnwritable, path, onDisk.error().detail};
        if (known == m_files.end() || *onDisk != known->second.file.text())
            return Error{ErrorCode::FileUnwritable, path,
                         QCoreApplication::translate("Requests", "another program changed it")};
    }
    QSaveFile out(path);
    if (!out.open(QIODevice::WriteOnly) || out.write(file.text()) != file.text().size() || !out.commit())
        return Error{ErrorCode::FileUnwritable, path, out.errorString()};
    const bool isNew = known == m_files.end();
    m_files[path] = {path, QDir(m_folder).relativeFilePath(path), file};
    watch();
    if (isNew)
        Q_EMIT listChanged();
    return Done{};
}

} // namespace claimcheck::requests
