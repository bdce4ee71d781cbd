#include "grid_view.h"

#include "../theme.h"
#include "grid_accessible.h"
#include "text_cells.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFocusEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>

#include <cmath>

namespace claimcheck::ui {

namespace {
constexpr int margin = 8;
}

GridView::GridView(QWidget *parent) : QAbstractScrollArea(parent)
{
    setFont(monoFont());
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setViewportMargins(margin, margin / 2, margin / 2, margin / 2);
    viewport()->setCursor(Qt::IBeamCursor);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    installGridAccessibility();
}

void GridView::setContent(QByteArray source, std::vector<GridText::Run> runs,
                          std::vector<GridText::Line> lines)
{
    m_text.setContent(std::move(source), std::move(runs), std::move(lines));
    m_highlight = {};
    m_marks.clear();
    m_anchor = m_cursor = 0;
    m_laidOutFor = -1;
    layOut();
    verticalScrollBar()->setValue(0);
    viewport()->update();
    announceText(this);
}

json::Span GridView::selection() const
{
    return {qMin(m_anchor, m_cursor), qMax(m_anchor, m_cursor)};
}

void GridView::select(json::Span span)
{
    m_anchor = qBound<qsizetype>(0, span.begin, source().size());
    m_cursor = qBound<qsizetype>(0, span.end, source().size());
    reveal(m_anchor);
    viewport()->update();
}

void GridView::selectAll()
{
    m_anchor = 0;
    m_cursor = source().size();
    viewport()->update();
    Q_EMIT selected(selection());
}

void GridView::highlight(json::Span span)
{
    if (span == m_highlight)
        return;
    m_highlight = span;
    if (span.size() > 0 && !isInSight(span))
        reveal(span.begin);
    viewport()->update();
}

void GridView::reveal(qsizetype byte)
{
    if (m_text.isHidden(byte) && m_text.reveal(byte))
        refold();
    ensureVisible(byte);
}

void GridView::copy()
{
    if (selection().size() > 0)
        copyOut(selectedText());
}

void GridView::copyOut(const QString &text)
{
    QGuiApplication::clipboard()->setText(text);
}

int GridView::rowHeight() const
{
    return fontMetrics().height() + 2;
}

qreal GridView::cellWidth() const
{
    return QFontMetricsF(font()).horizontalAdvance(QString(64, QLatin1Char('0'))) / 64;
}

void GridView::layOut()
{
    const qsizetype before = m_text.rowCount();
    // A view that is only made higher or lower wraps as before.
    const int columns = static_cast<int>((viewport()->width() - gutter()) / cellWidth());
    if (columns != m_laidOutFor)
        m_text.layOut(columns, m_hanging);
    m_laidOutFor = columns;
    const int visible = qMax(1, viewport()->height() / rowHeight());
    verticalScrollBar()->setRange(0, qMax(0, static_cast<int>(m_text.rowCount()) - visible));
    verticalScrollBar()->setPageStep(visible);
    verticalScrollBar()->setSingleStep(1);
    if (m_text.rowCount() != before)
        Q_EMIT rowCountChanged();
}

void GridView::resizeEvent(QResizeEvent *event)
{
    const qsizetype top =
        m_text.rowCount() > verticalScrollBar()->value() ? m_text.rowBegin(verticalScrollBar()->value()) : 0;
    const bool scrolled = verticalScrollBar()->value() > 0;
    QAbstractScrollArea::resizeEvent(event);
    layOut();
    if (scrolled) // what stood on top stays there
        verticalScrollBar()->setValue(static_cast<int>(m_text.rowOf(top)));
}

QRect GridView::cursorRectangle(qsizetype byte) const
{
    if (rowCount() == 0)
        return {0, 0, 1, rowHeight()};
    const qsizetype row = m_text.rowOf(byte) - verticalScrollBar()->value();
    return {gutter() + static_cast<int>(std::lround(m_text.columnOf(byte) * cellWidth())),
            static_cast<int>(row) * rowHeight(), 1, rowHeight()};
}

qsizetype GridView::byteAt(QPoint point) const
{
    if (rowCount() == 0)
        return 0;
    const int y = static_cast<int>(std::floor(static_cast<double>(point.y()) / rowHeight()));
    const qsizetype row = qBound(qsizetype(0), y + verticalScrollBar()->value(), rowCount() - 1);
    return m_text.byteAt(row, static_cast<int>(std::lround((point.x() - gutter()) / cellWidth())));
}

bool GridView::isInSight(json::Span span) const
{
    // Of a long value that was clicked in, the beginning need not be.
    if (rowCount() == 0 || m_text.isHidden(span.begin))
        return false;
    const int top = verticalScrollBar()->value();
    return m_text.rowOf(span.end - 1) >= top &&
           m_text.rowOf(span.begin) < top + verticalScrollBar()->pageStep();
}

void GridView::ensureVisible(qsizetype byte)
{
    const int row = static_cast<int>(m_text.rowOf(byte));
    QScrollBar *bar = verticalScrollBar();
    if (row < bar->value())
        bar->setValue(row);
    else if (row >= bar->value() + bar->pageStep())
        bar->setValue(row - bar->pageStep() + 1);
}

void GridView::moveCursor(qsizetype byte, bool keepAnchor)
{
    m_cursor = byte;
    if (!keepAnchor)
        m_anchor = byte;
    ensureVisible(byte);
    viewport()->update();
    announceCursor();
    Q_EMIT selected(selection());
}

void GridView::announceCursor()
{
    announceCursorMoved(this);
}

void GridView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || foldByClick(event->position().toPoint()))
        return;
    m_dragging = true;
    moveCursor(byteAt(event->position().toPoint()), event->modifiers().testFlag(Qt::ShiftModifier));
}

void GridView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_dragging)
        moveCursor(byteAt(event->position().toPoint()), true);
}

void GridView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        m_dragging = false;
}

void GridView::mouseDoubleClickEvent(QMouseEvent *event)
{
    // The whole run: a segment of a token, a JSON value.
    const qsizetype at = byteAt(event->position().toPoint());
    m_text.forEachPiece(m_text.rowOf(at), [&](const GridText::Piece &piece) {
        if (at < piece.begin || at > piece.end)
            return;
        const json::Span run = m_text.runSpan(piece.begin);
        m_anchor = run.begin;
        m_cursor = run.end;
    });
    viewport()->update();
    Q_EMIT selected(selection());
}

qsizetype GridView::movedBy(const QKeyEvent &event, bool &handled) const
{
    const bool control = event.modifiers().testFlag(Qt::ControlModifier);
    const qsizetype row = m_text.rowOf(m_cursor);
    const auto onRow = [&](qsizetype wanted) {
        return m_text.byteAt(qBound(qsizetype(0), wanted, rowCount() - 1), m_text.columnOf(m_cursor));
    };
    handled = true;
    switch (event.key()) {
    case Qt::Key_Left: { // what is folded is stepped over
        const qsizetype to = m_text.previous(m_cursor);
        return m_text.isHidden(to) ? m_text.rowEnd(m_text.rowOf(to)) : to;
    }
    case Qt::Key_Right: {
        const qsizetype to = m_text.next(m_cursor);
        const qsizetype below = m_text.rowOf(to) + 1;
        if (!m_text.isHidden(to) || to == m_text.rowEnd(below - 1))
            return to;
        return below < rowCount() ? m_text.rowBegin(below) : m_cursor;
    }
    case Qt::Key_Up:
        return onRow(row - 1);
    case Qt::Key_Down:
        return onRow(row + 1);
    case Qt::Key_PageUp:
        return onRow(row - verticalScrollBar()->pageStep());
    case Qt::Key_PageDown:
        return onRow(row + verticalScrollBar()->pageStep());
    case Qt::Key_Home:
        return control ? 0 : m_text.rowBegin(row);
    case Qt::Key_End: {
        if (control)
            return m_text.isHidden(source().size()) ? m_text.rowEnd(rowCount() - 1) : source().size();
        const qsizetype end = m_text.rowEnd(row);
        return row + 1 < rowCount() && m_text.rowBegin(row + 1) == end ? m_text.previous(end) : end;
    }
    default:
        handled = false;
        return m_cursor;
    }
}

void GridView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copy();
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    if (foldByKey(*event))
        return;
    bool handled = false;
    if (rowCount() > 0) {
        const qsizetype to = movedBy(*event, handled);
        if (handled)
            return moveCursor(to, event->modifiers().testFlag(Qt::ShiftModifier));
    }
    QAbstractScrollArea::keyPressEvent(event);
}

void GridView::extendMenu(QMenu &) {}

void GridView::setMarks(std::vector<json::Span> marks)
{
    m_marks = std::move(marks);
    viewport()->update();
}

void GridView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy"), this, &GridView::copy)->setEnabled(selection().size() > 0);
    menu->addAction(tr("Select all"), this, &GridView::selectAll);
    extendMenu(*menu);
    menu->popup(event->globalPos());
}

void GridView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        layOut();
    viewport()->update();
}

void GridView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void GridView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace claimcheck::ui
