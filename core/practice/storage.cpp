#include "storage.h"

#include "schema.h"

#include <QCoreApplication>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>

#include <atomic>
#include <unordered_map>

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 schemaVersion = 1;
constexpr qint64 applicationId = 0x434C434B; // "CLCK": tells our files from those of other programs

QString nextConnectionName()
{
    static std::atomic<int> last = 0;
    return u"claimcheck-practice-%1"_s.arg(++last);
}

} // namespace

/// Each statement is prepared once: they are the literals of this room, so there are few.
struct Storage::Prepared {
    std::unordered_map<QString, QSqlQuery> queries;
};

Storage::Storage(QString file)
    : m_file(std::move(file)), m_connection(nextConnectionName()), m_prepared(std::make_unique<Prepared>())
{
}

Storage::~Storage()
{
    m_prepared.reset(); // no query may outlive its connection
    QSqlDatabase::removeDatabase(m_connection);
}

Result<std::unique_ptr<Storage>> Storage::open(const QString &file)
{
    std::unique_ptr<Storage> storage(new Storage(file.isEmpty() ? u":memory:"_s : file));
    if (auto connected = storage->connect(); !connected)
        return connected.error();
    if (auto prepared = storage->atomically([&] { return storage->prepareSchema(); }); !prepared)
        return prepared.error();
    return storage;
}

Result<Done> Storage::connect()
{
    if (m_file != ":memory:"_L1 && !QFile::exists(m_file)) {
        QFile created(m_file);
        if (!created.open(QIODevice::NewOnly | QIODevice::WriteOnly, QFile::ReadOwner | QFile::WriteOwner))
            return failure(created.errorString());
    }
    auto database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_connection);
    database.setDatabaseName(m_file);
    if (!database.open())
        return failure(database.lastError().databaseText());
    // It waits for no disk: what it teaches is lost by a power cut at most, not by the program's end.
    for (const QString &setting : {u"PRAGMA foreign_keys = ON"_s, u"PRAGMA synchronous = OFF"_s}) {
        if (auto set = run(setting); !set)
            return set.error();
    }
    return Done{};
}

Result<Done> Storage::prepareSchema()
{
    const auto version = number(u"PRAGMA user_version"_s);
    if (!version)
        return version.error();
    const auto application = number(u"PRAGMA application_id"_s);
    if (!application)
        return application.error();
    const auto tables = number(u"SELECT count(*) FROM sqlite_master"_s);
    if (!tables)
        return tables.error();

    if (*tables > 0 && *application != applicationId)
        return failure(QCoreApplication::translate("practice", "it belongs to another program"));
    if (*version > schemaVersion)
        return failure(QCoreApplication::translate("practice", "it was written by a newer version"));
    for (const char *statement : schema()) {
        if (auto made = run(QString::fromLatin1(statement)); !made)
            return made.error();
    }
    if (auto added = addColumns(); !added)
        return added.error();
    if (*tables > 0)
        return Done{};
    // A pragma takes no bound values; both are constants of this file.
    if (auto set = run(u"PRAGMA application_id = %1"_s.arg(applicationId)); !set)
        return set.error();
    if (auto set = run(u"PRAGMA user_version = %1"_s.arg(schemaVersion)); !set)
        return set.error();
    return Done{};
}

Result<Done> Storage::addColumns()
{
    for (const AddedColumn &column : addedColumns()) {
        const auto there = run(u"SELECT 1 FROM pragma_table_info(?) WHERE name = ?"_s,
                               {QString::fromLatin1(column.table), QString::fromLatin1(column.name)});
        if (!there)
            return there.error();
        if (!there->rows.empty())
            continue;
        // Names take no bound values; these are constants of this room.
        const QString sql = u"ALTER TABLE %1 ADD COLUMN %2 %3"_s.arg(
            QLatin1String(column.table), QLatin1String(column.name), QLatin1String(column.definition));
        if (auto added = run(sql); !added)
            return added.error();
    }
    return Done{};
}

Result<Done> Storage::reset()
{
    auto emptied = atomically([&]() -> Result<Done> {
        const auto tables =
            run(u"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"_s);
        if (!tables)
            return tables.error();
        for (const QVariantList &row : tables->rows) {
            if (auto gone = run(u"DELETE FROM \"%1\""_s.arg(row[0].toString())); !gone)
                return gone.error();
        }
        return Done{};
    });
    if (!emptied)
        return emptied;
    m_prepared->queries.clear(); // an open statement would hold VACUUM back
    if (auto rewritten = run(u"VACUUM"_s); !rewritten)
        return rewritten.error();
    return Done{};
}

Result<Storage::Answer> Storage::run(const QString &sql, const QVariantList &values)
{
    auto known = m_prepared->queries.find(sql);
    if (known == m_prepared->queries.end()) {
        QSqlQuery query(QSqlDatabase::database(m_connection, false));
        query.setForwardOnly(true);
        if (!query.prepare(sql))
            return failure(query.lastError().databaseText());
        known = m_prepared->queries.emplace(sql, std::move(query)).first;
    }
    QSqlQuery &query = known->second;
    for (int i = 0; i < values.size(); ++i)
        query.bindValue(i, values[i]);
    if (!query.exec())
        return failure(query.lastError().databaseText());
    if (sql.startsWith("SELECT"_L1))
        ++m_count.lookups;
    else if (!sql.startsWith("SAVEPOINT"_L1) && !sql.startsWith("RELEASE"_L1))
        ++m_count.writes;

    Answer answer;
    const qsizetype columns = query.record().count();
    while (query.next()) {
        QVariantList row;
        for (int column = 0; column < columns; ++column)
            row.append(query.value(column));
        answer.rows.push_back(std::move(row));
    }
    if (query.lastError().isValid())
        return failure(query.lastError().databaseText());
    answer.changed = query.numRowsAffected();
    answer.lastId = query.lastInsertId().toLongLong();
    query.finish(); // ready for the next time
    return answer;
}

Result<qint64> Storage::number(const QString &sql)
{
    const auto answer = run(sql);
    if (!answer)
        return answer.error();
    return answer->rows.empty() ? 0 : answer->rows.front().front().toLongLong();
}

Result<Done> Storage::keepNewest(const QString &table, qint64 most)
{
    return done(run(u"DELETE FROM %1 WHERE rowid <= (SELECT max(rowid) FROM %1) - ?"_s.arg(table), {most}));
}

Result<std::optional<QByteArray>> Storage::setting(const QString &name)
{
    const auto answer = run(u"SELECT value FROM setting WHERE name = ?"_s, {name});
    if (!answer)
        return answer.error();
    if (answer->rows.empty())
        return std::optional<QByteArray>();
    return std::optional(answer->rows.front().front().toByteArray());
}

Result<Done> Storage::setSetting(const QString &name, const QByteArray &value)
{
    if (auto set = run(u"INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)"_s, {name, value}); !set)
        return set.error();
    return Done{};
}

Error Storage::failure(const QString &detail) const
{
    return {ErrorCode::DatabaseFailed, m_file, detail};
}

} // namespace claimcheck::practice
