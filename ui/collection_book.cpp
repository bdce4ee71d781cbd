#include "collection_book.h"

#include <QDir>
#include <QFileInfo>
#include <QUrl>

#include <algorithm>

namespace claimcheck::ui {

using requests::CollectionFile;
using requests::HttpEntry;
using requests::HttpFile;
using requests::RequestSpec;

CollectionBook::CollectionBook(QObject *parent) : QObject(parent) {}

Result<Done> CollectionBook::open(const QString &folder)
{
    auto collection = std::make_unique<requests::Collection>();
    if (const auto opened = collection->open(folder); !opened)
        return opened.error();
    m_collection = std::move(collection);
    m_removed.reset();
    watch();
    Q_EMIT folderChanged();
    Q_EMIT listChanged();
    Q_EMIT environmentsChanged();
    return Done{};
}

void CollectionBook::close()
{
    m_collection.reset();
    m_removed.reset();
    Q_EMIT folderChanged();
    Q_EMIT listChanged();
    Q_EMIT environmentsChanged();
}

void CollectionBook::watch()
{
    connect(m_collection.get(), &requests::Collection::listChanged, this, &CollectionBook::listChanged);
    connect(m_collection.get(), &requests::Collection::fileChanged, this, [this](const QString &path) {
        Q_EMIT listChanged();
        Q_EMIT fileChanged(path);
    });
    connect(m_collection.get(), &requests::Collection::environmentsChanged, this,
            &CollectionBook::environmentsChanged);
}

QString CollectionBook::folder() const
{
    return m_collection ? m_collection->folder() : QString();
}

std::vector<const CollectionFile *> CollectionBook::files() const
{
    return m_collection ? m_collection->files() : std::vector<const CollectionFile *>();
}

const CollectionFile *CollectionBook::file(const QString &path) const
{
    return m_collection ? m_collection->file(path) : nullptr;
}

const HttpEntry *CollectionBook::entry(const RequestPlace &place) const
{
    const CollectionFile *found = file(place.path);
    if (!found || place.index < 0 || static_cast<size_t>(place.index) >= found->file.entries().size())
        return nullptr;
    return &found->file.entries()[static_cast<size_t>(place.index)];
}

std::optional<RequestPlace> CollectionBook::find(const RequestPlace &place, const RequestSpec &spec) const
{
    const CollectionFile *found = file(place.path);
    if (!found)
        return std::nullopt;
    const std::vector<HttpEntry> &entries = found->file.entries();
    const auto here = [this, &place](auto matches) {
        const HttpEntry *entry = this->entry(place);
        return entry && matches(entry->spec);
    };
    const auto anywhere = [&](auto matches) -> std::optional<RequestPlace> {
        if (here(matches))
            return place;
        const auto at = std::find_if(entries.begin(), entries.end(),
                                     [&](const HttpEntry &entry) { return matches(entry.spec); });
        if (at == entries.end())
            return std::nullopt;
        return RequestPlace{place.path, static_cast<int>(at - entries.begin())};
    };
    const RequestSpec written = requests::asWritten(spec);
    if (const auto same = anywhere([&](const RequestSpec &one) { return one == written; }))
        return same;
    if (!spec.name.isEmpty()) {
        if (const auto named = anywhere([&](const RequestSpec &one) { return one.name == spec.name; }))
            return named;
    }
    if (!spec.title.isEmpty()) {
        if (const auto titled = anywhere([&](const RequestSpec &one) { return one.title == spec.title; }))
            return titled;
    }
    return anywhere([&](const RequestSpec &one) { return one.method == spec.method && one.url == spec.url; });
}

Result<requests::Environments> CollectionBook::environmentsFor(const QString &path) const
{
    if (!m_collection)
        return requests::Environments();
    return m_collection->environmentsFor(path.isEmpty() ? QDir(folder()).filePath(QStringLiteral("new.http"))
                                                        : path);
}

Result<Done> CollectionBook::change(const QString &path, const std::function<Result<Done>(HttpFile &)> &edit)
{
    const CollectionFile *found = file(path);
    if (!found || found->problem)
        return Error{ErrorCode::RequestNotFound, QFileInfo(path).fileName()};
    HttpFile edited = found->file;
    if (const auto done = edit(edited); !done)
        return done.error();
    if (const auto saved = m_collection->save(path, edited); !saved)
        return saved.error();
    return Done{};
}

Result<Done> CollectionBook::save(const RequestPlace &place, const RequestSpec &spec)
{
    if (!entry(place))
        return Error{ErrorCode::RequestNotFound, requestTitle(spec)};
    const auto saved = change(
        place.path, [&](HttpFile &file) { return file.replace(static_cast<size_t>(place.index), spec); });
    if (saved)
        Q_EMIT listChanged();
    return saved;
}

Result<RequestPlace> CollectionBook::add(const QString &path, const RequestSpec &spec)
{
    const auto added = change(path, [&](HttpFile &file) { return file.append(spec); });
    if (!added)
        return added.error();
    const RequestPlace place{path, static_cast<int>(file(path)->file.entries().size()) - 1};
    Q_EMIT listChanged();
    return place;
}

Result<RequestPlace> CollectionBook::duplicate(const RequestPlace &place)
{
    const HttpEntry *original = entry(place);
    if (!original)
        return Error{ErrorCode::RequestNotFound, QFileInfo(place.path).fileName()};
    RequestSpec copy = original->spec;
    copy.title = tr("%1 (copy)").arg(requestTitle(copy)).toUtf8();
    copy.name.clear(); // names are unique
    return add(place.path, copy);
}

Result<Done> CollectionBook::rename(const RequestPlace &place, const QString &title)
{
    const HttpEntry *original = entry(place);
    if (!original)
        return Error{ErrorCode::RequestNotFound, QFileInfo(place.path).fileName()};
    RequestSpec renamed = original->spec;
    renamed.title = title.simplified().toUtf8();
    return save(place, renamed);
}

Result<Done> CollectionBook::remove(const RequestPlace &place)
{
    const HttpEntry *gone = entry(place);
    if (!gone)
        return Error{ErrorCode::RequestNotFound, QFileInfo(place.path).fileName()};
    Removed removal{place, gone->spec, file(place.path)->file.text(), {}};
    const auto done =
        change(place.path, [&](HttpFile &file) { return file.remove(static_cast<size_t>(place.index)); });
    if (!done)
        return done.error();
    removal.after = file(place.path)->file.text();
    m_removed = std::move(removal);
    Q_EMIT removed(place);
    Q_EMIT listChanged();
    return Done{};
}

Result<RequestPlace> CollectionBook::undoRemove()
{
    if (!m_removed)
        return Error{ErrorCode::RequestNotFound};
    const Removed removal = *m_removed;
    const CollectionFile *now = file(removal.place.path);
    if (!now || now->file.text() != removal.after) {
        // Somebody wrote into the file since: it comes back at the end.
        auto added = add(removal.place.path, removal.spec);
        if (added)
            m_removed.reset();
        return added;
    }
    auto before = HttpFile::parse(removal.before);
    if (!before)
        return before.error();
    if (const auto saved = m_collection->save(removal.place.path, *before); !saved)
        return saved.error();
    m_removed.reset();
    Q_EMIT listChanged();
    return removal.place;
}

Result<QString> CollectionBook::addFile(const QString &name, const HttpFile &content)
{
    const QDir dir(folder());
    QString wanted = name.trimmed();
    if (!wanted.endsWith(QLatin1StringView(".http")) && !wanted.endsWith(QLatin1StringView(".rest")))
        wanted += QStringLiteral(".http");
    const QString path = QDir::cleanPath(dir.filePath(wanted));
    const bool isInside = path.startsWith(dir.absolutePath() + u'/') && !wanted.startsWith(u'.');
    if (!isOpen() || !isInside || wanted.contains(QChar(0)))
        return Error{ErrorCode::UsageInvalid, {}, tr("A file of the collection stands within its folder.")};
    if (QFileInfo::exists(path))
        return Error{ErrorCode::FileUnwritable, wanted, tr("it exists already")};
    if (!dir.mkpath(QFileInfo(path).path()))
        return Error{ErrorCode::FileUnwritable, wanted};
    if (const auto saved = m_collection->save(path, content); !saved)
        return saved.error();
    Q_EMIT listChanged();
    return path;
}

QString requestTitle(const RequestSpec &spec)
{
    if (!spec.title.isEmpty())
        return QString::fromUtf8(spec.title);
    if (!spec.name.isEmpty())
        return QString::fromUtf8(spec.name);
    QString address = QString::fromUtf8(spec.url);
    const auto scheme = address.indexOf(QLatin1StringView("://"));
    if (scheme >= 0)
        address = address.mid(scheme + 3);
    // "{{host}}/me" and "api.example/me" are known by what follows the server.
    const auto path = address.indexOf(u'/');
    return path > 0 && path + 1 < address.size() ? address.mid(path) : address;
}

} // namespace claimcheck::ui
