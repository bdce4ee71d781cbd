#include "paste_bar.h"

#include "icons.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QDropEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>

namespace claimcheck::ui {

PasteBar::PasteBar(QWidget *parent) : QLineEdit(parent)
{
    setObjectName(QStringLiteral("pasteBar"));
    setAccessibleName(tr("Token or address"));
    setPlaceholderText(tr("Paste a token, or enter the address of a server"));
    setToolTip(tr("Ctrl+K. A pasted token is found in any text: a header, a cURL line, a token response"));
    addAction(icon(u"search"), QLineEdit::LeadingPosition)->setText(tr("Token or address"));
    setClearButtonEnabled(true);
    connect(this, &QLineEdit::returnPressed, this, [this] {
        const QString typed = text().trimmed();
        if (!typed.isEmpty())
            Q_EMIT entered(typed);
    });
}

void PasteBar::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Paste))
        return takeClipboard();
    QLineEdit::keyPressEvent(event);
}

// The standard menu's Paste would put a whole token into a line that cuts it at 32,767 characters.
void PasteBar::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(icon(u"paste"), tr("Paste and inspect"), this, &PasteBar::takeClipboard);
    menu->addAction(tr("Clear"), this, &QLineEdit::clear)->setEnabled(!text().isEmpty());
    menu->popup(event->globalPos());
}

void PasteBar::dropEvent(QDropEvent *event)
{
    if (event->mimeData()->hasText()) {
        event->acceptProposedAction();
        Q_EMIT pasted(event->mimeData()->text());
    }
}

void PasteBar::takeClipboard()
{
    Q_EMIT pasted(QGuiApplication::clipboard()->text());
}

} // namespace claimcheck::ui
