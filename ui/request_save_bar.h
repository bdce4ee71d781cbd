#pragma once

#include "collection_book.h"

#include <QFrame>

class QComboBox;
class QLineEdit;

namespace claimcheck::ui {

class InlineBar;

/// Asks, in place, under which title and in which file a new request is saved. Hidden until `ask`.
class RequestSaveBar final : public QFrame {
    Q_OBJECT
public:
    explicit RequestSaveBar(CollectionBook &book, QWidget *parent = nullptr);

    /// `path`: the file that is proposed, or empty.
    void ask(const QString &title, const QString &path);

Q_SIGNALS:
    void chosen(const QString &path, const QString &title);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void take();
    CollectionBook &m_book;
    QLineEdit *m_title;
    QComboBox *m_file;
    InlineBar *m_message;
};

} // namespace claimcheck::ui
