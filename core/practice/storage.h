#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <QByteArray>
#include <QString>
#include <QVariant>

#include <memory>
#include <optional>
#include <vector>

namespace claimcheck::practice {

/// One SQLite database and one connection to it: the schema, its version, and statements with bound values.
/// What the tables mean stands in the file of each system (accounts, families, deny list, notes). Errors of
/// everything here: DatabaseFailed (subject: the file), with SQLite's words.
///
/// Tables and columns are only ever added, with defaults, so that every version opens every file of schema
/// version 1.
class Storage final {
public:
    struct Answer {
        std::vector<QVariantList> rows;
        qint64 changed = 0; // rows that an INSERT, UPDATE or DELETE touched
        qint64 lastId = 0;  // the rowid of an INSERT
    };

    /// Opens or creates the file, readable by its owner alone: it holds the server's private key. An empty
    /// name is a database in memory. A file of a newer version, or of another program, is refused and left as
    /// it is.
    [[nodiscard]] static Result<std::unique_ptr<Storage>> open(const QString &file);
    ~Storage();
    Q_DISABLE_COPY_MOVE(Storage)

    /// Runs one statement. `sql` is always a literal; whatever comes from outside is in `values`, one for
    /// each `?`.
    [[nodiscard]] Result<Answer> run(const QString &sql, const QVariantList &values = {});

    /// How many statements asked, and how many changed something, since the start: what a sign-in system
    /// costs.
    struct Count {
        qint64 lookups = 0;
        qint64 writes = 0;
    };
    [[nodiscard]] Count count() const { return m_count; }
    /// Empties every table and starts as a fresh database does; nothing of it is left in the file.
    [[nodiscard]] Result<Done> reset();

    /// All that `work` (which returns a Result) does is kept when it succeeds, and undone when it fails. May
    /// be nested.
    template <class Work>
    [[nodiscard]] auto atomically(Work work) -> decltype(work());

    /// Removes all but the newest rows of a table that strangers fill. `table` is a name in the code.
    [[nodiscard]] Result<Done> keepNewest(const QString &table, qint64 most);

    /// Facts about the server itself: its key, its last port.
    [[nodiscard]] Result<std::optional<QByteArray>> setting(const QString &name);
    [[nodiscard]] Result<Done> setSetting(const QString &name, const QByteArray &value);

private:
    explicit Storage(QString file);
    [[nodiscard]] Result<Done> connect();
    [[nodiscard]] Result<Done> prepareSchema();
    [[nodiscard]] Result<Done> addColumns();
    [[nodiscard]] Result<qint64> number(const QString &sql);
    [[nodiscard]] Error failure(const QString &detail) const;

    QString m_file;
    QString m_connection; // the name under which Qt keeps the connection
    struct Prepared;
    std::unique_ptr<Prepared> m_prepared;
    Count m_count;
};

/// For statements that answer nothing.
[[nodiscard]] inline Result<Done> done(const Result<Storage::Answer> &answer)
{
    return answer ? Result<Done>(Done{}) : Result<Done>(answer.error());
}

/// A moment as the database keeps it: milliseconds since 1970.
[[nodiscard]] inline QVariant stored(TimePoint time)
{
    return QVariant::fromValue<qint64>(time.time_since_epoch().count());
}
[[nodiscard]] inline TimePoint storedTime(const QVariant &value)
{
    return TimePoint(std::chrono::milliseconds(value.toLongLong()));
}

template <class Work>
auto Storage::atomically(Work work) -> decltype(work())
{
    if (auto begun = run(QStringLiteral("SAVEPOINT work")); !begun)
        return begun.error();
    auto outcome = work();
    if (!outcome) {
        // The first error is the one to report; if undoing fails too, the connection is broken anyway.
        (void)run(QStringLiteral("ROLLBACK TO work"));
        (void)run(QStringLiteral("RELEASE work"));
        return outcome;
    }
    if (auto kept = run(QStringLiteral("RELEASE work")); !kept)
        return kept.error();
    return outcome;
}

} // namespace claimcheck::practice
