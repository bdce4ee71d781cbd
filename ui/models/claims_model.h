#pragma once

#include "../time_words.h"
#include "inspect/details.h"
#include "inspect/report.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace claimcheck::ui {

/// Members of a header or of the claims as sent: order and duplicates kept. A row whose value holds more
/// (an object, a list, scopes, certificates) can be opened: its details then follow as rows of their own,
/// made when they are asked for. A cell never holds more than 500 characters; the whole value is asked for by
/// row.
class ClaimsModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Value, Meaning, Time, Size, ColumnCount };
    static constexpr qsizetype longestCell = 500;
    /// For the delegate of the names: how deep a row is, whether it can be or is opened, and whether any can.
    enum Role { DepthRole = Qt::UserRole, OpenableRole, OpenRole, AnyOpenableRole };

    explicit ClaimsModel(QObject *parent = nullptr);

    /// `rows` live with the report. The rows that were open stay so when the rows are the same as before.
    void setRows(inspect::ReportPtr report, const std::vector<inspect::Row> *rows, TimePoint now);
    /// The time in words moves on; nothing else changes.
    void tick(TimePoint now);
    void setZone(ZoneChoice zone);

    /// The member that a row shows or is a detail of; nullptr for a row that is not there.
    [[nodiscard]] const inspect::Row *claim(int row) const;
    /// The detail that a row shows; nullptr for a member itself.
    [[nodiscard]] const inspect::Detail *detail(int row) const;
    /// The bytes of the decoded part that a row stands for.
    [[nodiscard]] json::Span spanOf(int row) const;
    /// The innermost row that holds this byte of the decoded part; -1 if none does.
    [[nodiscard]] int rowAt(qsizetype decodedByte) const;
    /// True where the name appears more than once.
    [[nodiscard]] bool isDuplicate(int row) const;
    /// The value as it was sent, whole; a string without its quotes.
    [[nodiscard]] QString wholeValue(int row) const;

    [[nodiscard]] bool canOpen(int row) const;
    [[nodiscard]] bool isOpen(int row) const;
    void setOpen(int row, bool open);
    /// The row that a detail is part of; -1 for a member.
    [[nodiscard]] int parentRow(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    /// What one row shows. Details live in `m_details`, which only grows until the rows change.
    struct Entry {
        qsizetype claim = 0;
        const inspect::Detail *detail = nullptr;
        int depth = 0;
        bool open = false;
    };
    [[nodiscard]] const Entry *entry(int row) const;
    [[nodiscard]] const std::vector<inspect::Detail> &detailsOf(qsizetype claim) const;
    [[nodiscard]] const std::vector<inspect::Detail> &childrenOf(const Entry &entry) const;
    void countCopies();
    [[nodiscard]] QString text(int row, int column) const;
    [[nodiscard]] QString nameText(const Entry &entry) const;
    [[nodiscard]] QString valueText(const Entry &entry) const;
    [[nodiscard]] QString timeCell(const inspect::Row &claim) const;
    [[nodiscard]] QString accessibleText(int row, int column) const;
    [[nodiscard]] QString toolTip(int row, int column) const;
    inspect::ReportPtr m_report;
    const std::vector<inspect::Row> *m_claims;
    std::vector<Entry> m_entries;
    mutable std::vector<std::unique_ptr<std::vector<inspect::Detail>>> m_details; // of each claim, once asked
    std::vector<int> m_copy;   // which appearance of its name a claim is, from 1
    std::vector<int> m_copies; // how often its name appears
    TimePoint m_now;
    ZoneChoice m_zone = ZoneChoice::Local;
    bool m_anyOpenable = false;
};

} // namespace claimcheck::ui
