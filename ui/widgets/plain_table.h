#pragma once

#include <QMap>
#include <QTableView>

namespace claimcheck::ui {

/// A read-only table as every page here has it: whole rows, no grid, Tab leaves it. Copy is left to
/// `copyRequested`, since a cell may be cut short.
///
/// A page shares the room among the columns (`fitColumn`, on `resized`); a column that a person has dragged
/// keeps their width until its edge is double-clicked.
class PlainTable final : public QTableView {
    Q_OBJECT
public:
    explicit PlainTable(QWidget *parent = nullptr);

    /// After which `rowChosen` comes; the table has one model for life.
    void setRows(QAbstractItemModel *model);
    /// What a column's header and the rows in sight need, at most so much; or what a person chose.
    [[nodiscard]] int neededWidth(int column, int most = QWIDGETSIZE_MAX) const;
    /// Gives a column this width, unless a person chose another.
    void fitColumn(int column, int width);
    /// The widths that a person chose, as "0=120 2=300"; empty: none. What cannot be read is left out.
    [[nodiscard]] QByteArray chosenWidths() const;
    void setChosenWidths(const QByteArray &widths);

Q_SIGNALS:
    /// By click or keyboard; a click on the current row counts again.
    void rowChosen(int row);
    void copyRequested();
    /// The room for columns has changed.
    void resized();
    /// A person chose the width of a column, or gave it back.
    void widthsChosen();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QMap<int, int> m_chosen;
    bool m_dragging = false; // the mouse is pressed on the header
};

} // namespace claimcheck::ui
