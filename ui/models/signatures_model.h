#pragma once

#include "inspect/report.h"

#include <QAbstractTableModel>

namespace claimcheck::ui {

/// The signatures of a JWS in JSON, in the token's order.
class SignaturesModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Number, Algorithm, KeyId, Unprotected, State, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setReport(inspect::ReportPtr report);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(size_t row, int column) const;
    inspect::ReportPtr m_report;
};

} // namespace claimcheck::ui
