#pragma once

#include <QTableView>

namespace claimcheck::ui {

/// A read-only table as every page here has it: whole rows, no grid, Tab leaves it. Copy is left to
/// `copyRequested`, since a cell may be cut short.
class PlainTable final : public QTableView {
    Q_OBJECT
public:
    explicit PlainTable(QWidget *parent = nullptr);

    /// After which `rowChosen` comes; the table has one model for life.
    void setRows(QAbstractItemModel *model);
    /// What a column's header and the rows in sight need.
    [[nodiscard]] int neededWidth(int column) const;

Q_SIGNALS:
    /// By click or keyboard; a click on the current row counts again.
    void rowChosen(int row);
    void copyRequested();
    /// The room for columns has changed.
    void resized();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace claimcheck::ui
