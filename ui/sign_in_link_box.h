#pragma once

#include "base/result.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;
class QUrl;

namespace claimcheck::ui {

/// While the browser is waited for: its link, to copy and to open again, and, folded, a field for the address
/// that a browser on another machine ended at.
class SignInLinkBox final : public QWidget {
    Q_OBJECT
public:
    explicit SignInLinkBox(QWidget *parent = nullptr);

    void setLink(const QUrl &link, const QUrl &redirectUri);
    /// Whether the browser was started: BrowserNotStarted says that the link is to be opened by hand.
    void setOpened(const Result<Done> &opened);
    /// What was wrong with the address that was pasted.
    void setPasteProblem(const Error &error);
    /// Hides it and forgets what was pasted.
    void clear();

Q_SIGNALS:
    void openRequested();
    void pasted(const QString &address);

private:
    void usePasted();
    QLabel *m_text;
    QLineEdit *m_link;
    QPushButton *m_copy;
    QPushButton *m_open;
    QToolButton *m_fold;
    QWidget *m_paste;
    QLineEdit *m_pasted;
    QLabel *m_problem;
};

} // namespace claimcheck::ui
