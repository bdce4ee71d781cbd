#pragma once

#include "ui/learn_measure.h"

#include <QAbstractTableModel>

namespace claimcheck::ui {

/// What was measured of each system, one row each, for BarDelegate. Systems that were not measured yet have
/// their titles.
class MeasuresModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { System, Time, Database, Bytes, Rows, SignOut, Restart, Second, ColumnCount };
    [[nodiscard]] static bool isBar(int column) { return column >= Time && column <= Rows; }

    explicit MeasuresModel(QObject *parent = nullptr);
    void setSystems(std::vector<LearnSystem> systems);
    void setMeasures(std::vector<LearnMeasures> measures);
    /// nullptr for a row that is not there.
    [[nodiscard]] const LearnSystem *system(int row) const;

    /// What became of the sign-in, as it was measured, in sentences: after the sign-out, after a restart, at
    /// a second server. Empty before.
    [[nodiscard]] QString outcome(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] const LearnMeasures *measures(int row) const;
    [[nodiscard]] static QString secondServer(const LearnMeasures &of);
    [[nodiscard]] double largest(int column) const;
    std::vector<LearnSystem> m_systems;
    std::vector<LearnMeasures> m_measures;
};

} // namespace claimcheck::ui
