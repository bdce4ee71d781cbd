#pragma once

#include <QLineEdit>

namespace claimcheck::ui {

/// The address and paste bar. What is pasted or dropped goes to the finder and never into the field; what is
/// typed and confirmed is an address or a token.
class PasteBar final : public QLineEdit {
    Q_OBJECT
public:
    explicit PasteBar(QWidget *parent = nullptr);

Q_SIGNALS:
    void pasted(const QString &text);
    /// Enter: what was typed, trimmed and not empty.
    void entered(const QString &text);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void takeClipboard();
};

} // namespace claimcheck::ui
