#pragma once

#include "login/sign_in_check.h"

#include <QAbstractTableModel>

#include <vector>

namespace claimcheck::ui {

/// The findings of a sign-in check, the worst first.
class SignInCardModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { State, Check, Sentence, Standard, ColumnCount };

    explicit SignInCardModel(QObject *parent = nullptr);
    void setFindings(std::vector<login::SignInFinding> findings);
    /// nullptr for a row that is not there.
    [[nodiscard]] const login::SignInFinding *finding(int row) const;
    /// "Good", "Weak", "Bad", "Not known", and the name of the icon that goes with it.
    [[nodiscard]] static QString wordOf(login::SignInFinding::State state);
    [[nodiscard]] static QString iconOf(login::SignInFinding::State state);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<login::SignInFinding> m_findings;
};

} // namespace claimcheck::ui
