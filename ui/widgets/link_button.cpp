#include "link_button.h"

#include "../theme.h"

#include <QEvent>

namespace claimcheck::ui {

LinkButton::LinkButton(const QString &text, QWidget *parent) : QToolButton(parent)
{
    setText(text);
    setAccessibleName(text);
    setAutoRaise(true);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    QFont underlined = font();
    underlined.setUnderline(true);
    setFont(underlined);
    updateColour();
}

void LinkButton::changeEvent(QEvent *event)
{
    QToolButton::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateColour();
}

void LinkButton::updateColour()
{
    QPalette tinted = palette();
    if (tinted.color(QPalette::ButtonText) == colours().link)
        return; // setting it is a change of palette, too
    tinted.setColor(QPalette::ButtonText, colours().link);
    setPalette(tinted);
}

} // namespace claimcheck::ui
