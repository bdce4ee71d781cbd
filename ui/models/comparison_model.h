#pragma once

#include "inspect/compare.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace claimcheck::ui {

/// The values of two tokens side by side: all of them, or what differs.
class ComparisonModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Where, Change, Before, After, Delta, ColumnCount };

    explicit ComparisonModel(QObject *parent = nullptr);
    /// None: there is nothing to list.
    void setComparison(std::shared_ptr<const inspect::Comparison> comparison);
    void setOnlyDifferences(bool on);
    /// nullptr for a row that is not there.
    [[nodiscard]] const inspect::Difference *difference(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void choose();
    std::shared_ptr<const inspect::Comparison> m_comparison;
    std::vector<size_t> m_rows; // of the comparison's differences
    bool m_onlyDifferences = true;
};

} // namespace claimcheck::ui
