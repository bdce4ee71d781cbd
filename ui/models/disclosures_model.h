#pragma once

#include "inspect/report.h"

#include <QAbstractTableModel>

namespace claimcheck::ui {

/// The disclosures of an SD-JWT in the order sent: what each discloses, where it stands, what is wrong.
class DisclosuresModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Value, Place, State, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setReport(inspect::ReportPtr report);
    /// nullptr for a row that is not there.
    [[nodiscard]] const inspect::DisclosureRow *disclosure(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const inspect::DisclosureRow &row, int column) const;
    inspect::ReportPtr m_report;
};

} // namespace claimcheck::ui
