#pragma once

#include "request_rows_model.h"
#include "request_scope.h"

#include <QTableView>

#include <functional>

namespace claimcheck::ui {

/// A table that a person fills in: typing, Enter or F2 edits, Delete removes the row, pasted lines become
/// rows, Tab leaves the table. `{{variables}}` have their colours.
class RequestRowsTable final : public QTableView {
    Q_OBJECT
public:
    /// `name` is the object's name, `accessibleName` what it is to a person.
    RequestRowsTable(RequestRowsModel *model, const QString &name, const QString &accessibleName,
                     QWidget *parent = nullptr);

    void setScope(const RequestScope &scope);
    [[nodiscard]] const RequestScope &scope() const { return m_scope; }
    /// What may be typed into a cell of this column; asked when it is edited.
    using Completions = std::function<QStringList(const QModelIndex &)>;
    void setCompletions(int column, Completions completions);
    [[nodiscard]] QStringList completions(const QModelIndex &index) const;
    /// How a pasted line becomes a row; empty cells: the line is none.
    using LineReader = std::function<QStringList(const QString &line)>;
    void setLineReader(LineReader reader) { m_reader = std::move(reader); }
    /// Rows before the current one, if the text has several lines or is one that reads as a row; else false.
    bool pasteLines(const QString &text);
    /// How wide the columns but the last are, in hundredths.
    void setShares(const QList<int> &shares);
    [[nodiscard]] RequestRowsModel &rows() { return *m_model; }

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void removeCurrent();
    void undoRemove();
    void shareColumns();
    RequestRowsModel *m_model;
    RequestScope m_scope;
    QHash<int, Completions> m_completions;
    LineReader m_reader;
    QList<int> m_shares;
};

/// "a: b", "a=b" or a tab between them, in this order of preference.
[[nodiscard]] QStringList pairOfLine(const QString &line, QChar separator);

} // namespace claimcheck::ui
