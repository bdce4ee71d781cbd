#pragma once

#include <QFrame>

#include <functional>

class QLabel;
class QPushButton;
class QToolButton;

namespace claimcheck::ui {

/// A message where it belongs, with one action: never a message box. Hidden until `show_`. Escape or ✕ closes
/// it. Texts are plain, and can be selected. A new message is announced to assistive technology.
class InlineBar final : public QFrame {
    Q_OBJECT
public:
    enum class Kind { Info, Success, Warning, Error };

    explicit InlineBar(QWidget *parent = nullptr);

    /// `details` opens below on a click (the stable code, a server's own words).
    void show_(Kind kind, const QString &message, const QString &details = {},
               const QString &actionText = {});
    /// The same, with what the action does, once the message is gone; `actionTriggered` does not come then.
    void offer(Kind kind, const QString &message, const QString &details, const QString &actionText,
               std::function<void()> action);
    /// Hides it and forgets the message.
    void clear();
    [[nodiscard]] QString message() const;
    [[nodiscard]] Kind kind() const { return m_kind; }

Q_SIGNALS:
    void actionTriggered();
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void close_();
    void onAction();
    void showDetails(bool on);
    void updateIcon();
    Kind m_kind = Kind::Info;
    QLabel *m_icon;
    QLabel *m_message;
    QLabel *m_details;
    QToolButton *m_more;
    QPushButton *m_action;
    QToolButton *m_close;
    std::function<void()> m_offered;
};

} // namespace claimcheck::ui
