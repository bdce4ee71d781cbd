#pragma once

#include "request_scope.h"
#include "requests/request_spec.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTimer;
class QToolButton;

namespace claimcheck::ui {

class RequestRowsTable;
class RequestTextEdit;

/// The body of a request in each of its kinds. What was written for one kind stays while another is chosen.
class RequestBodyPage final : public QWidget {
    Q_OBJECT
public:
    explicit RequestBodyPage(QWidget *parent = nullptr);
    ~RequestBodyPage() override;

    void setBody(const requests::Body &body);
    [[nodiscard]] requests::Body body() const;
    [[nodiscard]] requests::BodyKind kind() const;
    void setScope(const RequestScope &scope);
    /// "POST /orders with a file" makes a body by choosing one.
    void setFile(const QString &path);

Q_SIGNALS:
    /// By a person.
    void changed();
    void kindChosen(claimcheck::requests::BodyKind kind);

private:
    QWidget *makeTextPage();
    QWidget *makeFilePage();
    QWidget *makePartsPage();
    void showKind(requests::BodyKind kind);
    void checkJson();
    void tidy();
    void browse(bool isPart);
    [[nodiscard]] QString shownPath(const QString &path) const;
    void takePart(const QString &path);
    requests::Body m_loaded;
    RequestScope m_scope;
    QComboBox *m_kind;
    QStackedWidget *m_pages;
    RequestTextEdit *m_text;
    QLabel *m_verdict;
    QToolButton *m_goTo;
    QPushButton *m_tidy;
    QTimer *m_check;
    RequestRowsTable *m_form;
    RequestRowsTable *m_parts;
    QLineEdit *m_file;
    QCheckBox *m_expands;
    QLabel *m_fileFacts;
    qint64 m_problemAt = -1;
};

} // namespace claimcheck::ui
