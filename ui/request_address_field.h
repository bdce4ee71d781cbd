#pragma once

#include "request_scope.h"

#include <QLineEdit>

class QListWidget;

namespace claimcheck::ui {

/// One line with `{{variables}}` in their colours, the value of one in its tooltip, and names to choose from
/// after "{{". Pasted text loses its line ends.
class RequestAddressField final : public QLineEdit {
    Q_OBJECT
public:
    explicit RequestAddressField(QWidget *parent = nullptr);

    void setScope(const RequestScope &scope);

Q_SIGNALS:
    /// A cURL command line was pasted, and nothing was put into the field.
    void curlPasted(const QString &text);

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void colour();
    void paste();
    void offerNames();
    void insertName(const QString &name);
    [[nodiscard]] int openBraces() const;
    RequestScope m_scope;
    QListWidget *m_names;
    bool m_isColouring = false;
};

/// Whether a text begins like a cURL command line.
[[nodiscard]] bool looksLikeCurl(const QString &text);

} // namespace claimcheck::ui
