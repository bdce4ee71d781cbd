#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace claimcheck::ui {

/// Search in what is shown: text, case, previous and next, and how many places there are. Return and F3 go
/// on, with Shift back; Escape closes it.
class FindBar final : public QWidget {
    Q_OBJECT
public:
    explicit FindBar(QWidget *parent = nullptr);

    /// Shows it with the text selected.
    void open();
    void close_();
    [[nodiscard]] QString text() const;
    [[nodiscard]] Qt::CaseSensitivity sensitivity() const;
    /// "2 of 5"; `current` counts from 0. `more`: there are more than were counted.
    void setCount(size_t current, size_t count, bool more);

Q_SIGNALS:
    void changed();
    /// +1 or -1.
    void stepped(int by);
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QLineEdit *m_text;
    QToolButton *m_case;
    QLabel *m_count;
    QToolButton *m_previous;
    QToolButton *m_next;
};

} // namespace claimcheck::ui
