#pragma once

#include "../time_words.h"
#include "inspect/report.h"

#include <QAbstractTableModel>

namespace claimcheck::ui {

/// The claims of a report as sent: order and duplicates kept. A cell never holds more than 500 characters;
/// the whole value is asked for by row.
class ClaimsModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Value, Meaning, Time, ColumnCount };
    static constexpr qsizetype longestCell = 500;

    explicit ClaimsModel(QObject *parent = nullptr);

    void setReport(inspect::ReportPtr report, TimePoint now);
    /// The time in words moves on; nothing else changes.
    void tick(TimePoint now);
    void setZone(ZoneChoice zone);

    /// nullptr for a row that is not there.
    [[nodiscard]] const inspect::Row *claim(int row) const;
    /// The row whose member holds this byte of the decoded payload; -1 if none does.
    [[nodiscard]] int rowAt(qsizetype decodedByte) const;
    /// True where the name appears more than once.
    [[nodiscard]] bool isDuplicate(int row) const;
    /// The value as it was sent, whole; a string without its quotes.
    [[nodiscard]] QString wholeValue(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(int row, int column) const;
    [[nodiscard]] QString nameText(int row) const;
    [[nodiscard]] QString timeCell(const inspect::Row &claim) const;
    inspect::ReportPtr m_report;
    std::vector<int> m_copy;   // which appearance of its name a row is, from 1
    std::vector<int> m_copies; // how often its name appears
    TimePoint m_now;
    ZoneChoice m_zone = ZoneChoice::Local;
};

} // namespace claimcheck::ui
