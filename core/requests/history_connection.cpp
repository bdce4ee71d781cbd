#include "history_connection.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QUuid>
#include <QVariant>

#include <vector>

using namespace Qt::StringLiterals;

namespace claimcheck::requests {

namespace {

constexpr int schemaVersion = 1;

} // namespace

HistoryTrouble HistoryTrouble::of(const QSqlError &error)
{
    // SQLite's result codes; what is above eight bits says more about the same.
    constexpr int readOnly = 8;
    constexpr int inputOutput = 10;
    constexpr int corrupt = 11;
    constexpr int notADatabase = 26;
    const int code = error.nativeErrorCode().toInt() & 0xff;
    return {.why = error.text(),
            .isDamage = code == corrupt || code == notADatabase,
            .mayHaveMoved = code == readOnly || code == inputOutput};
}

HistoryConnection::HistoryConnection(const QString &path, std::chrono::milliseconds patience)
    : m_name(QUuid::createUuid().toString())
{
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
    database.setDatabaseName(path);
    database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT="_s + QString::number(patience.count()));
    m_isOpen = database.open();
}

HistoryConnection::~HistoryConnection()
{
    QSqlDatabase::removeDatabase(m_name);
}

QSqlQuery HistoryConnection::query() const
{
    return QSqlQuery(QSqlDatabase::database(m_name, false));
}

HistoryConnection::Trouble HistoryConnection::run(const QString &statement) const
{
    QSqlQuery query_ = query();
    if (query_.exec(statement))
        return {};
    return HistoryTrouble::of(query_.lastError());
}

HistoryConnection::Trouble HistoryConnection::prepare(History::Look look) const
{
    if (!m_isOpen)
        return HistoryTrouble::of(QSqlDatabase::database(m_name, false).lastError());
    // secure_delete: what is forgotten is not to be found in the file.
    for (const char *pragma :
         {"PRAGMA secure_delete=ON", "PRAGMA journal_mode=DELETE", "PRAGMA synchronous=NORMAL"}) {
        if (auto trouble = run(QString::fromLatin1(pragma)))
            return trouble;
    }
    if (look == History::Look::Whole) {
        QSqlQuery check = query();
        if (!check.exec(u"PRAGMA quick_check"_s) || !check.next())
            return HistoryTrouble::of(check.lastError());
        if (check.value(0).toString() != u"ok")
            return HistoryTrouble{.why = check.value(0).toString(), .isDamage = true};
    }
    QSqlQuery version = query();
    if (!version.exec(u"PRAGMA user_version"_s) || !version.next())
        return HistoryTrouble::of(version.lastError());
    const int found = version.value(0).toInt();
    version.finish();
    if (found > schemaVersion) // sound, but not to be read or written here
        return HistoryTrouble{.why = u"it was written by a newer version"_s, .isDamage = true};
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
        if (auto trouble = run(QString::fromLatin1(statement)))
            return trouble;
    }
    return {};
}

} // namespace claimcheck::requests
