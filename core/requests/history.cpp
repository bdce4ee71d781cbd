#include "history.h"

#include "history_connection.h"

#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace claimcheck::requests {

namespace {

Error failed(const QString &path, const QString &why)
{
    return {ErrorCode::DatabaseFailed, path, why};
}

constexpr auto listColumns =
    "id, at, profile, method, url, request_head, status, error, response_head, response_size, milliseconds";

HistoryEntry listEntry(const QSqlQuery &row)
{
    HistoryEntry entry;
    entry.id = row.value(0).toLongLong();
    entry.at = TimePoint(std::chrono::milliseconds(row.value(1).toLongLong()));
    entry.profile = row.value(2).toString();
    entry.method = row.value(3).toByteArray();
    entry.url = row.value(4).toString();
    entry.requestHead = row.value(5).toByteArray();
    entry.status = row.value(6).toInt();
    entry.error = row.value(7).toByteArray();
    entry.responseHead = row.value(8).toByteArray();
    entry.responseSize = row.value(9).toLongLong();
    entry.milliseconds = row.value(10).toLongLong();
    return entry;
}

using Trouble = HistoryConnection::Trouble;

Trouble run(QSqlQuery &query)
{
    if (query.exec())
        return {};
    return HistoryTrouble::of(query.lastError());
}

/// What the damaged file is called from now on; nothing if it could not be moved.
std::optional<QString> setAside(const QString &path, const Clock &clock)
{
    const QString aside = path + u".damaged-"_s + QString::number(clock.now().time_since_epoch().count());
    // A journal belongs to the file it was written for, and would be played back into the new one. It goes
    // first: as soon as the file is gone, another process may begin a new one with a journal of its own.
    const QString journal = path + u"-journal"_s;
    const bool hasJournal = QFile::exists(journal);
    if (hasJournal && !QFile::rename(journal, aside + u"-journal"_s))
        return {};
    if (QFile::rename(path, aside))
        return aside;
    if (hasJournal)
        QFile::rename(aside + u"-journal"_s, journal);
    return {};
}

} // namespace

struct History::Data {
    QString path;
    const Clock &clock;
    Bounds bounds;
    Look look;
    std::optional<Error> damage = {};
    std::unique_ptr<HistoryConnection> connection = {}; // none: the file could not be opened the last time

    /// Sees to it that there is a connection, and that it is prepared.
    [[nodiscard]] Trouble connect();
    /// All of adding an entry, or nothing of it.
    [[nodiscard]] Trouble add(const HistoryEntry &entry, qint64 &id);
    /// A row of the table, and its id.
    [[nodiscard]] Trouble insert(const HistoryEntry &entry, qint64 &id) const;
    /// What is beyond the bounds.
    [[nodiscard]] Trouble forget() const;
};

Trouble History::Data::connect()
{
    if (connection)
        return {};
    // Made with its mode before SQLite writes into it; what SQLite adds beside it gets the same. NewOnly:
    // what another process has made in this moment is not emptied.
    if (!QFile::exists(path)) {
        QFile file(path);
        const bool isMade = file.open(QIODevice::WriteOnly | QIODevice::NewOnly);
        const bool isOurs = isMade && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        if (isMade ? !isOurs : !QFile::exists(path))
            return HistoryTrouble{.why = file.errorString()};
    }
    auto opened = std::make_unique<HistoryConnection>(path, bounds.patience);
    if (auto trouble = opened->prepare(look))
        return trouble;
    connection = std::move(opened);
    return {};
}

Trouble History::Data::add(const HistoryEntry &entry, qint64 &id)
{
    if (auto trouble = connect())
        return trouble;
    // Both changes at once: each commit waits for the disk.
    if (auto trouble = connection->run(u"BEGIN IMMEDIATE"_s))
        return trouble;
    auto trouble = insert(entry, id);
    if (!trouble)
        trouble = forget();
    if (!trouble)
        trouble = connection->run(u"COMMIT"_s);
    if (trouble)
        static_cast<void>(connection->run(u"ROLLBACK"_s)); // what failed first is the error
    return trouble;
}

Trouble History::Data::insert(const HistoryEntry &entry, qint64 &id) const
{
    QSqlQuery insert = connection->query();
    const bool isPrepared = insert.prepare(
        u"INSERT INTO entries (at, profile, method, url, request_head, request_body, status, error, "
        u"response_head, "
        "response_body, response_size, milliseconds, spec) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s);
    if (!isPrepared) // exec() would say less
        return HistoryTrouble::of(insert.lastError());
    insert.addBindValue(static_cast<qint64>(entry.at.time_since_epoch().count()));
    insert.addBindValue(entry.profile);
    insert.addBindValue(entry.method);
    insert.addBindValue(entry.url);
    insert.addBindValue(entry.requestHead);
    insert.addBindValue(entry.requestBody.left(History::maxBody));
    insert.addBindValue(entry.status);
    insert.addBindValue(entry.error);
    insert.addBindValue(entry.responseHead);
    insert.addBindValue(entry.responseBody.left(History::maxBody));
    insert.addBindValue(entry.responseSize);
    insert.addBindValue(entry.milliseconds);
    insert.addBindValue(entry.spec);
    if (auto trouble = run(insert))
        return trouble;
    id = insert.lastInsertId().toLongLong();
    return {};
}

Trouble History::Data::forget() const
{
    QSqlQuery forget = connection->query();
    if (!forget.prepare(
            u"DELETE FROM entries WHERE at < ? OR id IN (SELECT id FROM entries ORDER BY at DESC, id DESC LIMIT -1 OFFSET ?)"_s))
        return HistoryTrouble::of(forget.lastError());
    const TimePoint oldest = clock.now() - bounds.age;
    forget.addBindValue(static_cast<qint64>(oldest.time_since_epoch().count()));
    forget.addBindValue(bounds.entries);
    return run(forget);
}

History::History(std::unique_ptr<Data> data) : d(std::move(data)) {}
History::~History() = default;
History::History(History &&) noexcept = default;
History &History::operator=(History &&) noexcept = default;

const std::optional<Error> &History::damage() const
{
    return d->damage;
}

Result<History> History::open(const QString &path, const Clock &clock, Bounds bounds, Look look)
{
    const auto begin = [&] {
        return std::make_unique<Data>(Data{.path = path, .clock = clock, .bounds = bounds, .look = look});
    };
    QString why = u"another process is making or mending it"_s;
    if (QFile::exists(path)) {
        auto data = begin();
        const auto trouble = data->connect();
        if (!trouble)
            return History(std::move(data));
        why = trouble->why;
        const bool mayBeMended = trouble->isDamage || trouble->mayHaveMoved;
        if (!mayBeMended || !QFileInfo(path).isWritable() || !QFileInfo(path).isFile())
            return failed(path, why);
    }
    // One at a time makes a new file or sets a damaged one aside, and who comes second looks again.
    QLockFile lock(path + u".lock"_s);
    const bool isLocked = lock.tryLock(static_cast<int>(bounds.patience.count()));
    if (!isLocked && lock.error() == QLockFile::LockFailedError)
        return failed(path, why);
    auto data = begin(); // where no lock can be made, no file can be made or moved, and that is said
    const auto trouble = data->connect();
    if (!trouble)
        return History(std::move(data));
    if (!trouble->isDamage)
        return failed(path, trouble->why);
    data.reset();
    const auto aside = setAside(path, clock);
    if (!aside)
        return failed(path, trouble->why);
    data = begin();
    if (const auto fresh = data->connect())
        return failed(path, fresh->why);
    data->damage = Error{ErrorCode::HistoryDamaged, *aside, trouble->why};
    return History(std::move(data));
}

Result<qint64> History::add(const HistoryEntry &entry)
{
    qint64 id = 0;
    const auto trouble = d->add(entry, id);
    if (!trouble)
        return id;
    if (!trouble->mayHaveMoved && (!trouble->isDamage || d->look == Look::Whole))
        return failed(d->path, trouble->why);
    d->connection.reset(); // the file may be moved
    auto whole = open(d->path, d->clock, d->bounds, Look::Whole);
    if (!whole)
        return whole.error();
    *this = *std::move(whole);
    if (const auto again = d->add(entry, id))
        return failed(d->path, again->why);
    if (!d->damage) // another process has begun a new file since, and has told
        return id;
    return *d->damage;
}

Result<std::vector<HistoryEntry>> History::search(const Query &query) const
{
    if (const auto trouble = d->connect())
        return failed(d->path, trouble->why);
    QSqlQuery select = d->connection->query();
    // instr() finds in bytes of any kind; lower() folds the letters of ASCII, as the search does.
    QString statement = u"SELECT "_s + QString::fromLatin1(listColumns) +
                        u" FROM entries WHERE (:profile = '' OR profile = :profile)"_s;
    if (!query.text.isEmpty())
        statement += u" AND (instr(lower(url), lower(:text)) OR instr(lower(CAST(request_head AS TEXT)), "
                     u"lower(:text)) OR "
                     "instr(lower(CAST(request_body AS TEXT)), lower(:text)) OR "
                     "instr(lower(CAST(response_head AS TEXT)), "
                     "lower(:text)) OR instr(lower(CAST(response_body AS TEXT)), lower(:text)))"_s;
    statement += u" ORDER BY at DESC, id DESC LIMIT :limit OFFSET :offset"_s;
    select.prepare(statement);
    select.bindValue(u":profile"_s, query.profile.isNull() ? u""_s : query.profile);
    if (!query.text.isEmpty())
        select.bindValue(u":text"_s, query.text);
    select.bindValue(u":limit"_s, query.limit);
    select.bindValue(u":offset"_s, query.offset);
    if (const auto trouble = run(select))
        return failed(d->path, trouble->why);
    std::vector<HistoryEntry> entries;
    while (select.next())
        entries.push_back(listEntry(select));
    if (select.lastError().isValid())
        return failed(d->path, select.lastError().text());
    return entries;
}

Result<HistoryEntry> History::entry(qint64 id) const
{
    if (const auto trouble = d->connect())
        return failed(d->path, trouble->why);
    QSqlQuery select = d->connection->query();
    select.prepare(u"SELECT "_s + QString::fromLatin1(listColumns) +
                   u", request_body, response_body, spec FROM entries WHERE id = ?"_s);
    select.addBindValue(id);
    if (const auto trouble = run(select))
        return failed(d->path, trouble->why);
    if (!select.next())
        return Error{ErrorCode::RequestNotFound, QString::number(id)};
    HistoryEntry entry = listEntry(select);
    entry.requestBody = select.value(11).toByteArray();
    entry.responseBody = select.value(12).toByteArray();
    entry.spec = select.value(13).toByteArray();
    return entry;
}

Result<Done> History::remove(qint64 id)
{
    if (const auto trouble = d->connect())
        return failed(d->path, trouble->why);
    QSqlQuery query = d->connection->query();
    query.prepare(u"DELETE FROM entries WHERE id = ?"_s);
    query.addBindValue(id);
    if (const auto trouble = run(query))
        return failed(d->path, trouble->why);
    return Done{};
}

Result<Done> History::clear()
{
    if (const auto trouble = d->connect())
        return failed(d->path, trouble->why);
    for (const char *statement : {"DELETE FROM entries", "VACUUM"}) {
        if (const auto trouble = d->connection->run(QString::fromLatin1(statement)))
            return failed(d->path, trouble->why);
    }
    return Done{};
}

} // namespace claimcheck::requests
