#pragma once

#include "visible_text.h"

#include <QFrame>

namespace claimcheck::ui {

/// One line of foreign text: plain, elided in the middle, invisible characters as chips. The whole is in the
/// tooltip, in the accessible name, and in what Copy (context menu, Ctrl+C) gives.
class ElidedLabel final : public QFrame {
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget *parent = nullptr);

    void setText(const QString &text);
    [[nodiscard]] const QString &text() const { return m_text; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void copy() const;
    QString m_text;
    QString m_shown;
};

} // namespace claimcheck::ui
