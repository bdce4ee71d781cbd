#pragma once

#include "inspect/finder.h"

#include <QAbstractTableModel>

namespace claimcheck::ui {

/// Tokens that were found in one text, those of one identity together. Rows are made when they are looked at:
/// there may be a hundred thousand.
class FoundModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Identity, Kind, Label, Start, ColumnCount };

    explicit FoundModel(QObject *parent = nullptr);
    void setFound(std::vector<inspect::Found> found, std::vector<inspect::IdentityGroup> groups);
    [[nodiscard]] const inspect::Found *found(int row) const;
    [[nodiscard]] size_t groupCount() const { return m_groups.size(); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        size_t found, group;
        bool isFirst; // of its group
    };
    [[nodiscard]] QString identityText(const Row &row) const;
    std::vector<inspect::Found> m_found;
    std::vector<inspect::IdentityGroup> m_groups;
    std::vector<Row> m_rows;
};

} // namespace claimcheck::ui
