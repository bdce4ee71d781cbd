#pragma once

#include <QObject>

class QTableView;

namespace claimcheck::ui {

class ClaimsModel;

/// Opens and closes the rows of a table of claims: a click on the triangle, a double click, Right and Left
/// (Left on a detail goes to what it is part of), Return.
class RowFolder final : public QObject {
    Q_OBJECT
public:
    /// Belongs to the table.
    RowFolder(QTableView *table, ClaimsModel *model);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] bool onKey(int key);
    [[nodiscard]] bool onPress(const QPoint &at);
    QTableView *m_table;
    ClaimsModel *m_model;
};

} // namespace claimcheck::ui
