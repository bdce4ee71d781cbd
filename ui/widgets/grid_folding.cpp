#include "grid_view.h"

#include <QKeyEvent>
#include <QScrollBar>

#include <cmath>

/// Folding by mouse and keyboard.
namespace claimcheck::ui {

namespace {
constexpr int gutterWidth = 16;
}

int GridView::gutter() const
{
    return m_text.hasFolds() ? gutterWidth : 0;
}

void GridView::refold()
{
    const qsizetype top =
        rowCount() > verticalScrollBar()->value() ? m_text.rowBegin(verticalScrollBar()->value()) : 0;
    m_laidOutFor = -1;
    layOut();
    verticalScrollBar()->setValue(static_cast<int>(m_text.rowOf(top)));
    viewport()->update();
}

void GridView::fold(qsizetype byte, bool folded)
{
    const qsizetype line = m_text.foldAround(byte);
    if (line < 0 || m_text.isFolded(line) == folded)
        return;
    m_text.setFolded(line, folded);
    refold();
}

void GridView::foldBelow(qsizetype byte, bool folded)
{
    const qsizetype line = m_text.foldAround(byte);
    if (line < 0)
        return;
    m_text.setFoldedBelow(line, folded);
    refold();
}

bool GridView::foldByKey(const QKeyEvent &event)
{
    if (!m_text.hasFolds() ||
        event.modifiers() & ~Qt::KeyboardModifiers(Qt::KeypadModifier | Qt::ShiftModifier))
        return false;
    switch (event.key()) {
    case Qt::Key_Minus:
        return fold(m_cursor, true), true;
    case Qt::Key_Plus:
        return fold(m_cursor, false), true;
    case Qt::Key_Slash:
        return foldBelow(m_cursor, true), true;
    case Qt::Key_Asterisk:
        return foldBelow(m_cursor, false), true;
    default:
        break;
    }
    // Left and Right fold only at the bracket itself; everywhere else they move.
    const bool plain = !event.modifiers().testFlag(Qt::ShiftModifier);
    const char at = m_cursor < source().size() ? source().at(m_cursor) : '\0';
    if (!plain || (at != '{' && at != '[') || m_text.runSpan(m_cursor).size() != 1)
        return false;
    const qsizetype line = m_text.lineOf(m_cursor);
    if (!m_text.canFold(line) || m_text.isFolded(line) == (event.key() == Qt::Key_Left))
        return false;
    if (event.key() != Qt::Key_Left && event.key() != Qt::Key_Right)
        return false;
    fold(m_cursor, event.key() == Qt::Key_Left);
    return true;
}

bool GridView::foldByClick(QPoint point)
{
    if (rowCount() == 0 || !m_text.hasFolds())
        return false;
    const int y = static_cast<int>(std::floor(static_cast<double>(point.y()) / rowHeight()));
    const qsizetype row = y + verticalScrollBar()->value();
    if (row < 0 || row >= rowCount() || !m_text.canFold(m_text.lineOfRow(row)))
        return false;
    const qsizetype line = m_text.lineOfRow(row);
    // The triangle in the gutter, or the dots that stand for what is hidden.
    const bool onTriangle = point.x() < gutter() && m_text.isFirstRow(row);
    const bool onDots = m_text.isFolded(line) && point.x() > cursorRectangle(m_text.rowEnd(row)).right() &&
                        (row + 1 == rowCount() || m_text.isFirstRow(row + 1));
    if (!onTriangle && !onDots)
        return false;
    m_text.setFolded(line, !m_text.isFolded(line));
    refold();
    return true;
}

} // namespace claimcheck::ui
