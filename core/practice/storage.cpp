#include "storage.h"

#include <QCoreApplication>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>

#include <atomic>

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 schemaVersion = 1;
constexpr qint64 applicationId = 0x434C434B; // "CLCK": tells our files from those of other programs

// Times are milliseconds since 1970. What a row is for stands in the header of the class that owns its table.
constexpr const char *schema[] = {
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL)",
    "CREATE TABLE user (id TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE, name TEXT NOT NULL, scope TEXT "
    "NOT NULL,"
    " salt BLOB NOT NULL, hash BLOB NOT NULL, cost INTEGER NOT NULL, block_size INTEGER NOT NULL,"
    " parallelism INTEGER NOT NULL)",
    "CREATE TABLE wrong_password (username TEXT PRIMARY KEY, count INTEGER NOT NULL, expires_at INTEGER NOT "
    "NULL)",
    "CREATE TABLE family (id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES user(id) ON DELETE CASCADE,"
    " expires_at INTEGER NOT NULL)",
    "CREATE TABLE refresh_token (hash BLOB PRIMARY KEY,"
    " family_id TEXT NOT NULL REFERENCES family(id) ON DELETE CASCADE, rotated INTEGER NOT NULL DEFAULT 0)",
    "CREATE INDEX refresh_token_family ON refresh_token(family_id)",
    "CREATE TABLE access_token (jti TEXT PRIMARY KEY,"
    " family_id TEXT NOT NULL REFERENCES family(id) ON DELETE CASCADE, expires_at INTEGER NOT NULL)",
    "CREATE INDEX access_token_family ON access_token(family_id)",
    "CREATE TABLE denied (jti TEXT PRIMARY KEY, expires_at INTEGER NOT NULL)",
    "CREATE TABLE note (id INTEGER PRIMARY KEY, user_id TEXT NOT NULL REFERENCES user(id) ON DELETE CASCADE,"
    " text TEXT NOT NULL, created_at INTEGER NOT NULL)",
    "CREATE INDEX note_user ON note(user_id)",
};

QString nextConnectionName()
{
    static std::atomic<int> last = 0;
    return u"claimcheck-practice-%1"_s.arg(++last);
}

} // namespace

Storage::Storage(QString file) : m_file(std::move(file)), m_connection(nextConnectionName()) {}

Storage::~Storage()
{
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
    if (auto on = run(u"PRAGMA foreign_keys = ON"_s); !on)
        return on.error();
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
    if (*tables > 0)
        return Done{};

    for (const char *statement : schema) {
        if (auto made = run(QString::fromLatin1(statement)); !made)
            return made.error();
    }
    // A pragma takes no bound values; both are constants of this file.
    if (auto set = run(u"PRAGMA application_id = %1"_s.arg(applicationId)); !set)
        return set.error();
    if (auto set = run(u"PRAGMA user_version = %1"_s.arg(schemaVersion)); !set)
        return set.error();
    return Done{};
}

Result<Storage::Answer> Storage::run(const QString &sql, const QVariantList &values)
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        return failure(query.lastError().databaseText());
    for (const QVariant &value : values)
        query.addBindValue(value);
    if (!query.exec())
        return failure(query.lastError().databaseText());

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
    return answer;
}

Result<qint64> Storage::number(const QString &sql)
{
    const auto answer = run(sql);
    if (!answer)
        return answer.error();
    return answer->rows.empty() ? 0 : answer->rows.front().front().toLongLong();
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
