#pragma once

#include "inspect/report.h"

#include <QAbstractTableModel>
#include <QIcon>

namespace claimcheck::ui {

/// What is wrong or strange about a token, the most severe first, as inspect lists it.
class FindingsModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Severity, Message, Reference, ColumnCount };

    explicit FindingsModel(QObject *parent = nullptr);

    void setReport(inspect::ReportPtr report);
    /// "Error", "Warning", "Note", and the icon that goes with it.
    [[nodiscard]] static QString wordOf(inspect::Severity severity);
    [[nodiscard]] static QIcon iconOf(inspect::Severity severity);
    /// nullptr for a row that is not there.
    [[nodiscard]] const inspect::Finding *finding(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    inspect::ReportPtr m_report;
};

} // namespace claimcheck::ui
