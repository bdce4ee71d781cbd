#include "history.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace claimcheck::requests {

namespace {

constexpr int schemaVersion = 1;

/// One connection of Qt Sql, gone with this object.
class Connection final {
public:
    explicit Connection(const QString &path) : m_name(QUuid::createUuid().toString())
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
        database.setDatabaseName(path);
        database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=2000"_s);
        m_isOpen = database.open();
    }
    ~Connection() { QSqlDatabase::removeDatabase(m_name); }
    Q_DISABLE_COPY_MOVE(Connection)

    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    [[nodiscard]] QSqlQuery query() const { return QSqlQuery(QSqlDatabase::database(m_name, false)); }
    [[nodiscard]] QString lastError() const
    {
        return QSqlDatabase::database(m_name, false).lastError().text();
    }
    /// Empty, or what SQLite says.
    [[nodiscard]] QString run(const QString &statement) const
    {
        QSqlQuery query_ = query();
        return query_.exec(statement) ? QString() : query_.lastError().text();
    }

private:
    QString m_name;
    bool m_isOpen = false;
};

/// Empty, or what is wrong with the file.
QString prepare(const Connection &connection, History::Look look)
{
    if (!connection.isOpen())
        return connection.lastError();
    // secure_delete: what is forgotten is not to be found in the file.
    for (const char *pragma :
         {"PRAGMA secure_delete=ON", "PRAGMA journal_mode=DELETE", "PRAGMA synchronous=NORMAL"}) {
        if (const QString error = connection.run(QString::fromLatin1(pragma)); !error.isEmpty())
            return error;
    }
    if (look == History::Look::Whole) {
        QSqlQuery check = connection.query();
        if (!check.exec(u"PRAGMA quick_check"_s) || !check.next())
            return check.lastError().text();
        if (check.value(0).toString() != u"ok")
            return check.value(0).toString();
    }
    QSqlQuery version = connection.query();
    if (!version.exec(u"PRAGMA user_version"_s) || !version.next())
        return version.lastError().text();
    const int found = version.value(0).toInt();
    version.finish();
    if (found > schemaVersion)
        return u"it was written by a newer version"_s;
    std::vector<const char *> statements = {
        "CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, "
        "profile TEXT, "
        "method BLOB, url TEXT, request_head BLOB, request_body BLOB, status INTEGER, error BLOB, "
        "response_head BLOB, "
        "response_body BLOB, response_size INTEGER, milliseconds INTEGER, spec BLOB)",
        "CREATE INDEX IF NOT EXISTS entries_at ON entries (at)"};
    if (found < schemaVersion) // to say the same again would be a write to the disk
        statements.push_back("PRAGMA user_version=1");
    for (const char *statement : statements) {
        if (const QString error = connection.run(QString::fromLatin1(statement)); !error.isEmpty())
            return error;
    }
    return {};
}

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

} // namespace

struct History::Data {
    Data(QString file, const Clock &time, Bounds limits, Look howMuch)
        : path(std::move(file))
        , clock(time)
        , bounds(limits)
        , look(howMuch)
        , connection(std::make_unique<Connection>(path))
    {
    }
    QString path;
    const Clock &clock;
    Bounds bounds;
    Look look;
    std::unique_ptr<Connection> connection;
    std::optional<Error> damage = {};

    [[nodiscard]] Result<Done> run(QSqlQuery &query) const
    {
        if (query.exec())
            return Done{};
        return failed(path, query.lastError().text());
    }
    /// A row of the table, and its id.
    [[nodiscard]] Result<qint64> insert(const HistoryEntry &entry) const;
    /// What is beyond the bounds.
    [[nodiscard]] Result<Done> forget() const;
};

Result<qint64> History::Data::insert(const HistoryEntry &entry) const
{
    QSqlQuery insert = connection->query();
    insert.prepare(
        u"INSERT INTO entries (at, profile, method, url, request_head, request_body, status, error, "
        u"response_head, "
        "response_body, response_size, milliseconds, spec) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s);
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
    if (const auto done = run(insert); !done)
        return done.error();
    return insert.lastInsertId().toLongLong();
}

Result<Done> History::Data::forget() const
{
    QSqlQuery forget = connection->query();
    forget.prepare(
        u"DELETE FROM entries WHERE at < ? OR id IN (SELECT id FROM entries ORDER BY at DESC, id DESC LIMIT -1 OFFSET ?)"_s);
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
    // Made with its mode before SQLite writes into it; what SQLite adds beside it gets the same.
    if (!QFile::exists(path)) {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
            return failed(path, file.errorString());
    }
    auto data = std::make_unique<Data>(path, clock, bounds, look);
    const QString wrong = prepare(*data->connection, look);
    if (!wrong.isEmpty()) {
        if (!QFileInfo(path).isWritable() || !QFileInfo(path).isFile())
            return failed(path, wrong);
        data.reset();
        const QString aside = path + u".damaged-"_s + QString::number(clock.now().time_since_epoch().count());
        if (!QFile::rename(path, aside))
            return failed(path, wrong);
        QFile::remove(path + u"-journal"_s);
        auto fresh = open(path, clock, bounds);
        if (fresh)
            fresh->d->damage = Error{ErrorCode::HistoryDamaged, aside, wrong};
        return fresh;
    }
    return History(std::move(data));
}

Result<qint64> History::add(const HistoryEntry &entry)
{
    const auto added = insert(entry);
    if (added || d->look == Look::Whole)
        return added;
    d->connection.reset(); // the file may be moved
    auto whole = open(d->path, d->clock, d->bounds, Look::Whole);
    if (!whole) {
        d->connection = std::make_unique<Connection>(d->path);
        return whole.error();
    }
    *this = *std::move(whole);
    if (!d->damage)
        return added;
    const auto again = insert(entry);
    return again ? *d->damage : again;
}

Result<qint64> History::insert(const HistoryEntry &entry)
{
    // Both changes at once: each commit waits for the disk.
    if (const QString error = d->connection->run(u"BEGIN IMMEDIATE"_s); !error.isEmpty())
        return failed(d->path, error);
    auto id = d->insert(entry);
    if (id) {
        if (const auto forgotten = d->forget(); !forgotten)
            id = forgotten.error();
    }
    if (id) {
        if (const QString error = d->connection->run(u"COMMIT"_s); !error.isEmpty())
            id = failed(d->path, error);
    }
    if (!id)
        static_cast<void>(d->connection->run(u"ROLLBACK"_s)); // what failed first is the error
    return id;
}

Result<std::vector<HistoryEntry>> History::search(const Query &query) const
{
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
    if (const auto done = d->run(select); !done)
        return done.error();
    std::vector<HistoryEntry> entries;
    while (select.next())
        entries.push_back(listEntry(select));
    if (select.lastError().isValid())
        return failed(d->path, select.lastError().text());
    return entries;
}

Result<HistoryEntry> History::entry(qint64 id) const
{
    QSqlQuery select = d->connection->query();
    select.prepare(u"SELECT "_s + QString::fromLatin1(listColumns) +
                   u", request_body, response_body, spec FROM entries WHERE id = ?"_s);
    select.addBindValue(id);
    if (const auto done = d->run(select); !done)
        return done.error();
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
    QSqlQuery query = d->connection->query();
    query.prepare(u"DELETE FROM entries WHERE id = ?"_s);
    query.addBindValue(id);
    return d->run(query);
}

Result<Done> History::clear()
{
    for (const char *statement : {"DELETE FROM entries", "VACUUM"}) {
        if (const QString error = d->connection->run(QString::fromLatin1(statement)); !error.isEmpty())
            return failed(d->path, error);
    }
    return Done{};
}

} // namespace claimcheck::requests
