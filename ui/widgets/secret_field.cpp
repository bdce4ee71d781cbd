#include "secret_field.h"

#include "../icons.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QToolButton>

namespace claimcheck::ui {

SecretField::SecretField(QWidget *parent) : QLineEdit(parent), m_reveal(new QAction(this))
{
    setEchoMode(QLineEdit::Password);
    setMaxLength(longest);
    setDragEnabled(false);
    setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText |
                        Qt::ImhNoAutoUppercase);
    m_reveal->setObjectName(QStringLiteral("revealSecret"));
    connect(m_reveal, &QAction::triggered, this, [this] { setRevealed(!isRevealed()); });
    addAction(m_reveal, QLineEdit::TrailingPosition);
    for (auto *button : findChildren<QToolButton *>())
        button->setFocusPolicy(Qt::NoFocus); // the keyboard's way is Ctrl+R, below
    updateAction();
}

Secret SecretField::secret() const
{
    return Secret::fromText(text());
}

void SecretField::clear()
{
    QLineEdit::clear();
    setRevealed(false);
}

bool SecretField::isRevealed() const
{
    return echoMode() == QLineEdit::Normal;
}

void SecretField::setRevealed(bool on)
{
    setEchoMode(on ? QLineEdit::Normal : QLineEdit::Password);
    updateAction();
}

void SecretField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_R && event->modifiers() == Qt::ControlModifier)
        return setRevealed(!isRevealed());
    for (const auto key : {QKeySequence::Copy, QKeySequence::Cut, QKeySequence::Undo, QKeySequence::Redo})
        if (event->matches(key))
            return event->accept();
    if (event->matches(QKeySequence::SelectAll))
        return selectAll(); // QLineEdit's own way also fills the primary selection
    QLineEdit::keyPressEvent(event);
}

void SecretField::mouseReleaseEvent(QMouseEvent *event)
{
    // The base class puts a revealed selection into the primary selection here.
    if (isRevealed() && event->button() == Qt::LeftButton)
        return event->accept();
    QLineEdit::mouseReleaseEvent(event);
}

void SecretField::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Paste"), this, &QLineEdit::paste)->setEnabled(!isReadOnly());
    menu->addAction(tr("Clear"), this, &SecretField::clear)->setEnabled(!text().isEmpty());
    menu->popup(event->globalPos());
}

void SecretField::updateAction()
{
    const QString text = isRevealed() ? tr("Hide (Ctrl+R)") : tr("Reveal (Ctrl+R)");
    m_reveal->setText(text);
    m_reveal->setToolTip(text);
    m_reveal->setIcon(icon(isRevealed() ? u"eye-off" : u"eye"));
}

} // namespace claimcheck::ui
