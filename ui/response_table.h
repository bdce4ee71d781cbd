#pragma once

#include <QAbstractTableModel>
#include <QWidget>

class QLabel;

namespace claimcheck::ui {

class PlainTable;

/// Rows of foreign text under titles. Cells are cut at 500 characters; `whole` has all of one.
class TextRowsModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    /// How a row is marked, beside its words.
    enum class Tone { None, Good, Warning, Bad };
    struct Row {
        QStringList cells = {};
        QString detail = {}; // what the whole row says, below the table; empty: its last cell
        Tone tone = Tone::None;
    };
    explicit TextRowsModel(const QStringList &titles, QObject *parent = nullptr);
    void setRows(std::vector<Row> rows);
    /// The column whose cells carry the mark of their row; the first one.
    void setMarkedColumn(int column) { m_marked = column; }
    /// nullptr for a row that is not there.
    [[nodiscard]] const Row *row(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QStringList m_titles;
    std::vector<Row> m_rows;
    int m_marked = 0;
};

/// Such rows as a page: a note above, the table, and the chosen row whole and selectable below. The last
/// column takes the room that is left.
class ResponseTable final : public QWidget {
    Q_OBJECT
public:
    /// `name` is the table's object name; its parts are called after it ("responseHeaders",
    /// "responseHeadersDetail").
    ResponseTable(const QString &name, const QString &accessibleName, const QStringList &titles,
                  QWidget *parent = nullptr);
    void setRows(std::vector<TextRowsModel::Row> rows);
    /// Empty: none.
    void setNote(const QString &note);
    /// What stands in place of the table while it has no rows.
    void setEmptyText(const QString &text);
    [[nodiscard]] int rowCount() const { return m_model->rowCount(); }
    /// The column that takes the room that is left; the last one.
    void setWideColumn(int column) { m_wide = column; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    void sizeColumns();
    void showRow(int row);
    TextRowsModel *m_model;
    PlainTable *m_table;
    QLabel *m_note;
    QLabel *m_empty;
    QLabel *m_detail;
    QWidget *m_detailArea;
    int m_wide;
};

} // namespace claimcheck::ui
