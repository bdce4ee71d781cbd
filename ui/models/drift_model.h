#pragma once

#include "login/drift.h"

#include <QAbstractTableModel>

#include <vector>

namespace claimcheck::ui {

/// Claims of a person's tokens beside what the server says now: first what matters, then what differs.
class DriftModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Change, Claim, Then, Now, Compared, ColumnCount };

    explicit DriftModel(QObject *parent = nullptr);
    void setRows(std::vector<login::DriftRow> rows);
    /// nullptr for a row that is not there.
    [[nodiscard]] const login::DriftRow *row(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<login::DriftRow> m_rows;
};

} // namespace claimcheck::ui
