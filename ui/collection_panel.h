#pragma once

#include "collection_book.h"

#include <QSet>
#include <QWidget>

class QLabel;
class QLineEdit;
class QStackedWidget;
class QToolButton;
class QTreeView;

namespace claimcheck::ui {

class CollectionModel;
class InlineBar;

/// The list of the opened folder's files and requests, below the sidebar's other lists.
class CollectionPanel final : public QWidget {
    Q_OBJECT
public:
    explicit CollectionPanel(CollectionBook &book, QWidget *parent = nullptr);

    /// Marks the request that is shown at the right.
    void setCurrent(const RequestPlace &place);
    [[nodiscard]] RequestPlace current() const;

Q_SIGNALS:
    /// A click or the arrow keys: to be looked at. `keep`: a double click or Enter.
    void chosen(const claimcheck::ui::RequestPlace &place, bool keep);
    /// A new request, in this file (empty: in none yet).
    void newRequested(const QString &path);
    void openFolderRequested();
    void importRequested();
    void runRequested(const QString &path);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void buildHead();
    void buildTree();
    void showMenu(const QPoint &position);
    void remove(const RequestPlace &place);
    void duplicate(const RequestPlace &place);
    void newFile();
    void restore();
    void applyFilter(const QString &text);
    void fail(const Error &error);
    CollectionBook &m_book;
    CollectionModel *m_model;
    QLabel *m_title;
    QToolButton *m_new;
    QToolButton *m_more;
    QLineEdit *m_filter;
    QStackedWidget *m_stack;
    QTreeView *m_tree;
    InlineBar *m_message;
    QSet<QString> m_folded; // files that a person folded away
    RequestPlace m_current;
};

} // namespace claimcheck::ui
