#pragma once

#include "request_scope.h"

#include <QPlainTextEdit>

namespace claimcheck::ui {

/// Several lines of text with `{{variables}}` in their colours and, if wanted, JSON in its own. Tab goes on
/// to the next field; Ctrl+Tab is left to the tabs.
class RequestTextEdit final : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit RequestTextEdit(QWidget *parent = nullptr);

    void setScope(const RequestScope &scope);
    void setJson(bool on);
    /// Underlines one character (a byte of the UTF-8 text); -1: none.
    void markByte(qint64 byte);
    void goToByte(qint64 byte);
    /// The text with LF at line ends, as UTF-8.
    [[nodiscard]] QByteArray bytes() const { return toPlainText().toUtf8(); }

protected:
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] int positionOf(qint64 byte) const;
    class Highlighter;
    RequestScope m_scope;
    Highlighter *m_highlighter;
};

} // namespace claimcheck::ui
