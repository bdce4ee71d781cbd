#include "body_view.h"

#include "body_view_accessible.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>

#include <cmath>

namespace claimcheck::ui {

int BodyView::columnIn(const BodyRow &row, qint64 byte) const
{
    const auto end = qBound<qsizetype>(0, byte - row.begin, row.text.size());
    if (isSimple(QByteArrayView(row.text).first(end)))
        return static_cast<int>(end);
    int column = 0;
    for (qsizetype at = 0; at < end;) {
        const Cell cell = bodyCellAt(row.text, at);
        column += cell.width;
        at += cell.bytes;
    }
    return column;
}

qint64 BodyView::byteIn(const BodyRow &row, int column) const
{
    if (m_form == Form::Hex) {
        const int letters = hexDigits() + 3 + 3 * hexBytes();
        const int byte = column >= letters ? column - letters : (column - hexDigits() - 1) / 3;
        return row.begin + qBound(qsizetype(0), qsizetype(byte), row.text.size());
    }
    int at = 0;
    for (qsizetype i = 0; i < row.text.size();) {
        const Cell cell = bodyCellAt(row.text, i);
        if (2 * at + cell.width > 2 * column)
            return row.begin + i;
        at += cell.width;
        i += cell.bytes;
    }
    return row.begin + row.text.size();
}

qint64 BodyView::byteAt(QPoint point) const
{
    const qint64 row = topRow() + static_cast<qint64>(std::floor(double(point.y()) / rowHeight()));
    const auto rows = rowsFrom(qBound<qint64>(0, row, qMax<qint64>(0, rowCount() - 1)), 1);
    return rows.empty() ? 0 : byteIn(rows.front(), static_cast<int>(std::lround(point.x() / cellWidth())));
}

/// One code point (in hex one byte) on or back.
qint64 BodyView::stepped(qint64 byte, int by) const
{
    const qint64 size = m_body->size();
    if (m_form == Form::Hex)
        return qBound<qint64>(0, byte + by, size);
    if (by > 0) {
        const auto next = m_body->read(byte, 8);
        if (!next || next->isEmpty())
            return size;
        return byte + (next->startsWith("\r\n") ? 2 : bodyCellAt(*next, 0).bytes);
    }
    const qint64 from = qMax<qint64>(0, byte - 4);
    const auto before = m_body->read(from, byte - from);
    if (!before || before->isEmpty())
        return 0;
    if (before->endsWith("\r\n"))
        return byte - 2;
    for (qsizetype at = before->size() - 1; at >= 0; --at) {
        if ((static_cast<unsigned char>((*before)[at]) & 0xC0) == 0x80)
            continue;
        return at + bodyCellAt(*before, at).bytes == before->size() ? from + at : byte - 1;
    }
    return byte - 1;
}

qint64 BodyView::movedBy(const QKeyEvent &event, bool &handled)
{
    const bool control = event.modifiers().testFlag(Qt::ControlModifier);
    const qint64 row = rowOf(m_cursor);
    const auto onRow = [&](qint64 wanted) {
        const auto here = rowsFrom(row, 1);
        const auto there = rowsFrom(qBound<qint64>(0, wanted, qMax<qint64>(0, rowCount() - 1)), 1);
        if (here.empty() || there.empty())
            return m_cursor;
        return m_form == Form::Hex
                   ? qMin(there.front().begin + (m_cursor - here.front().begin), m_body->size())
                   : byteIn(there.front(), columnIn(here.front(), m_cursor));
    };
    handled = true;
    switch (event.key()) {
    case Qt::Key_Left:
        return stepped(m_cursor, -1);
    case Qt::Key_Right:
        return stepped(m_cursor, 1);
    case Qt::Key_Up:
        return onRow(row - 1);
    case Qt::Key_Down:
        return onRow(row + 1);
    case Qt::Key_PageUp:
        return onRow(row - visible());
    case Qt::Key_PageDown:
        return onRow(row + visible());
    case Qt::Key_Home: {
        const auto here = rowsFrom(row, 1);
        return control || here.empty() ? 0 : here.front().begin;
    }
    case Qt::Key_End: {
        if (control) {
            m_toEnd = !isComplete();
            return m_body->size();
        }
        const auto here = rowsFrom(row, 1);
        if (here.empty())
            return m_cursor;
        const qint64 end = here.front().begin + here.front().text.size();
        return here.front().endsLine || end == m_body->size() ? end : stepped(end, -1);
    }
    default:
        handled = false;
        return m_cursor;
    }
}

void BodyView::moveCursor(qint64 byte, bool keepAnchor)
{
    m_cursor = byte;
    if (!keepAnchor)
        m_anchor = byte;
    if (m_toEnd)
        updateRange();
    else
        ensureVisible(byte);
    viewport()->update();
    announceCursor(this);
    Q_EMIT selected(selection());
}

void BodyView::keyPressEvent(QKeyEvent *event)
{
    if (!m_body)
        return QAbstractScrollArea::keyPressEvent(event);
    if (event->matches(QKeySequence::Copy))
        return copy();
    if (event->matches(QKeySequence::SelectAll)) {
        m_anchor = 0;
        m_cursor = m_body->size();
        viewport()->update();
        Q_EMIT selected(selection());
        return;
    }
    bool handled = false;
    m_toEnd = false;
    const qint64 to = movedBy(*event, handled);
    if (!handled)
        return QAbstractScrollArea::keyPressEvent(event);
    m_following = false;
    moveCursor(to, event->modifiers().testFlag(Qt::ShiftModifier));
}

void BodyView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_body)
        return;
    m_dragging = true;
    m_following = m_toEnd = false;
    moveCursor(byteAt(event->position().toPoint()), event->modifiers().testFlag(Qt::ShiftModifier));
}

void BodyView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_dragging)
        moveCursor(byteAt(event->position().toPoint()), true);
}

void BodyView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        m_dragging = false;
}

/// The word around a place, within its row.
void BodyView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (!m_body)
        return;
    const qint64 at = byteAt(event->position().toPoint());
    const auto rows = rowsFrom(rowOf(at), 1);
    if (rows.empty())
        return;
    const BodyRow &row = rows.front();
    const auto isWord = [&row](qsizetype i) {
        const auto c = static_cast<unsigned char>(row.text[i]);
        return c >= 0x80 || std::isalnum(c) || c == '_' || c == '-' || c == '.';
    };
    qsizetype begin = qBound<qsizetype>(0, at - row.begin, row.text.size()), end = begin;
    while (begin > 0 && isWord(begin - 1))
        --begin;
    while (end < row.text.size() && isWord(end))
        ++end;
    m_anchor = row.begin + begin;
    m_cursor = row.begin + end;
    viewport()->update();
    Q_EMIT selected(selection());
}

void BodyView::wheelEvent(QWheelEvent *event)
{
    setFollowing(false);
    QAbstractScrollArea::wheelEvent(event);
}

void BodyView::copy()
{
    const json::Span chosen = selection();
    if (!m_body || chosen.size() == 0)
        return;
    if (chosen.size() > mostCopied) {
        Q_EMIT tooLongToCopy(chosen.size());
        return;
    }
    const auto bytes = m_body->read(chosen.begin, chosen.size());
    if (!bytes) {
        Q_EMIT failed(bytes.error());
        return;
    }
    QGuiApplication::clipboard()->setText(m_form == Form::Hex ? QString::fromLatin1(bytes->toHex(' '))
                                                              : QString::fromUtf8(*bytes));
}

void BodyView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(m_form == Form::Hex ? tr("Copy as hex") : tr("Copy"), this, &BodyView::copy)
        ->setEnabled(selection().size() > 0);
    menu->addAction(tr("Select all"), this, [this] {
        m_anchor = 0;
        m_cursor = m_body ? m_body->size() : 0;
        viewport()->update();
    });
    menu->popup(event->globalPos());
}

void BodyView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    layOut();
}

void BodyView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        layOut();
    viewport()->update();
}

void BodyView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void BodyView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace claimcheck::ui
