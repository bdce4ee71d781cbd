#pragma once

#include <QAbstractTableModel>
#include <QStringList>

#include <vector>

namespace claimcheck::ui {

/// One row of a table that a person fills in. `origin` is its place in what was loaded (-1: new), so that
/// what the table does not show stays with it.
struct EditedRow {
    QStringList cells = {};
    int origin = -1;
};

/// Rows of text with an empty one at the end, which becomes a row when something is typed into it.
class RequestRowsModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    /// What a row came to: shown in the last column, which cannot be edited.
    struct Mark {
        QString icon = {}; // "good", "bad", "warning"
        QString text = {};
        QString toolTip = {};
    };
    static constexpr int maxRows = 20'000;

    /// `hint` stands in the empty row.
    RequestRowsModel(QStringList titles, QString hint, QObject *parent = nullptr);

    /// A last column for marks.
    void setMarkTitle(const QString &title);
    void setRows(std::vector<EditedRow> rows);
    [[nodiscard]] const std::vector<EditedRow> &edited() const { return m_rows; }
    void setMarks(std::vector<Mark> marks);
    /// Puts rows before this one.
    void insertEdited(int row, const std::vector<QStringList> &rows);
    void removeEdited(int row);
    /// Brings the row back that was removed last, until other rows are set; its place, or -1: there is none.
    int undoRemove();
    [[nodiscard]] bool canUndoRemove() const { return !m_removed.empty(); }
    void moveEdited(int from, int to);
    [[nodiscard]] bool isEmptyRow(const QModelIndex &index) const
    {
        return index.row() == static_cast<int>(m_rows.size());
    }
    [[nodiscard]] bool isMark(int column) const { return !m_markTitle.isNull() && column == m_titles.size(); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

Q_SIGNALS:
    /// By a person.
    void changed();

private:
    QStringList m_titles;
    QString m_hint;
    QString m_markTitle;
    std::vector<EditedRow> m_rows;
    std::vector<Mark> m_marks;
    std::vector<std::pair<int, EditedRow>> m_removed; // with their places, the last one last
};

} // namespace claimcheck::ui
