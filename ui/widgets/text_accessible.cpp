#include "text_accessible.h"

#include <QWidget>

namespace claimcheck::ui {

void announceTextUpdate(QWidget *view)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleEvent event(view, QAccessible::TextUpdated);
    QAccessible::updateAccessibility(&event);
}

void announceTextCursor(QWidget *view)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(view);
    if (!interface || !interface->textInterface())
        return;
    QAccessibleTextCursorEvent event(view, interface->textInterface()->cursorPosition());
    QAccessible::updateAccessibility(&event);
}

} // namespace claimcheck::ui
