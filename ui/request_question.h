#pragma once

#include <QFrame>
#include <QList>
#include <QPointer>

#include <functional>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace claimcheck::ui {

/// A question where it arises, with its answers as buttons: never a message box. Hidden until it is asked.
/// Escape takes the last answer, which changes nothing.
class RequestQuestion final : public QFrame {
    Q_OBJECT
public:
    struct Answer {
        QString text;
        std::function<void()> chosen; // may be empty
    };

    explicit RequestQuestion(QWidget *parent = nullptr);

    /// The first answer has the focus and is the default. A question that is open is given up.
    void ask(const QString &text, std::vector<Answer> answers);
    /// Hides it; no answer is taken. The focus goes back to where it was.
    void giveUp();
    [[nodiscard]] QString text() const;
    /// Buttons of the answers, for tests and the tab order: their object names are "questionAnswer0", ….
    [[nodiscard]] const QList<QPushButton *> &buttons() const { return m_buttons; }

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void take(size_t answer);
    void updateIcon();
    QLabel *m_icon;
    QLabel *m_text;
    QHBoxLayout *m_row;
    QList<QPushButton *> m_buttons;
    std::vector<Answer> m_answers;
    QPointer<QWidget> m_before; // who had the focus
};

} // namespace claimcheck::ui
