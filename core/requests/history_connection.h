#pragma once

#include "history.h"

#include <QSqlQuery>
#include <QString>

#include <chrono>
#include <memory>
#include <optional>

class QSqlError;

namespace claimcheck::requests {

/// What went wrong with the history's file. Only a damaged file may be set aside: one that is locked, on a
/// full disk or not to be read now is sound, and somebody may be writing it.
struct HistoryTrouble {
    QString why = {}; // what SQLite or the system says
    bool isDamage = false;
    /// Another process may have set the file aside while it was open here: a new one lies in its place.
    bool mayHaveMoved = false;

    [[nodiscard]] static HistoryTrouble of(const QSqlError &error);
};

/// One connection of Qt Sql to the history's file, gone with this object.
class HistoryConnection final {
public:
    using Trouble = std::optional<HistoryTrouble>; // none: all is well

    explicit HistoryConnection(const QString &path, std::chrono::milliseconds patience);
    ~HistoryConnection();
    Q_DISABLE_COPY_MOVE(HistoryConnection)

    /// Sets the connection up, looks at the file, and makes its tables. Before that it is not to be used.
    [[nodiscard]] Trouble prepare(History::Look look) const;
    [[nodiscard]] QSqlQuery query() const;
    [[nodiscard]] Trouble run(const QString &statement) const;

private:
    QString m_name;
    bool m_isOpen = false;
};

} // namespace claimcheck::requests
