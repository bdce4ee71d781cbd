#pragma once

#include "jose/verification.h"

#include <QAbstractTableModel>

namespace claimcheck::ui {

/// Every check of a verification with its outcome: Passed, Failed or Not checked, and why.
class ChecksModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Outcome, Reason, Standard, ColumnCount };

    explicit ChecksModel(QObject *parent = nullptr);
    void setChecks(std::vector<jose::Check> checks);
    /// "Expiry (exp)" for "exp"; what is no known name stays as it is.
    [[nodiscard]] static QString wordsOf(const QByteArray &name);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<jose::Check> m_checks;
};

} // namespace claimcheck::ui
