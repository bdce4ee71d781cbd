#pragma once

#include "requests/run_suite.h"

#include <QAbstractTableModel>

namespace claimcheck::ui {

/// What came of each request of a suite. Texts are foreign.
class SuiteModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Outcome, Name, Status, Time, Assertions, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void clear();
    void add(const requests::SuiteItem &item);
    [[nodiscard]] const requests::SuiteItem *item(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<requests::SuiteItem> m_items;
};

} // namespace claimcheck::ui
