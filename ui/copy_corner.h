#pragma once

#include <QWidget>

class QLabel;

namespace claimcheck::ui {

/// The corner beside a token's pages: copy it, and how long it stays in the clipboard.
class CopyCorner final : public QWidget {
    Q_OBJECT
public:
    explicit CopyCorner(QWidget *parent = nullptr);
    /// 0: nothing of ours is in the clipboard.
    void showCountdown(int seconds);

Q_SIGNALS:
    void copyRequested();

private:
    QLabel *m_countdown;
};

} // namespace claimcheck::ui
