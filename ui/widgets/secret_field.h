#pragma once

#include "base/secret.h"

#include <QLineEdit>

namespace claimcheck::ui {

/// A line for a secret, masked, with a button that reveals it. It gives nothing to the clipboard or to the
/// primary selection and keeps no undo history. What Qt holds inside while it is shown cannot be wiped (see
/// base/secret.h).
class SecretField final : public QLineEdit {
    Q_OBJECT
public:
    /// QLineEdit's own limit: more is cut without a word, so `isFull` lets the caller say it.
    static constexpr int longest = 32767;

    explicit SecretField(QWidget *parent = nullptr);

    [[nodiscard]] Secret secret() const;
    /// Empties it, and masks what comes next.
    void clear();
    [[nodiscard]] bool isRevealed() const;
    void setRevealed(bool on);
    [[nodiscard]] bool isFull() const { return text().size() >= longest; }

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void updateAction();
    QAction *m_reveal;
};

} // namespace claimcheck::ui
