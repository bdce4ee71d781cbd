#include "../theme.h"
#include "grid_view.h"
#include "text_cells.h"

#include <QPainter>
#include <QPaintEvent>
#include <QScrollBar>

#include <algorithm>

namespace claimcheck::ui {

/// One paint of the rows that can be seen.
class GridView::Painting {
public:
    Painting(GridView &view, QPainter &painter)
        : m_view(view)
        , m_painter(painter)
        , m_cell(view.cellWidth())
        , m_height(view.rowHeight())
        , m_ascent(view.fontMetrics().ascent() + 1)
        , m_bold(view.font())
    {
        m_bold.setBold(true);
    }

    void row(qsizetype row, int y)
    {
        m_y = y;
        m_view.m_text.forEachPiece(row, [this](const GridText::Piece &piece) {
            background(piece, m_view.m_highlight, colours().highlight);
            marks(piece);
            background(piece, m_view.selection(), colours().selection);
            const Style style = m_view.style(piece.style);
            m_painter.setPen(style.colour);
            m_painter.setFont(style.bold ? m_bold : m_view.font());
            text(piece);
            mark(piece, style);
            underlineHighlight(piece);
        });
        folding(row);
    }

private:
    /// What a search found: a box around it, so that it is told from what is lit.
    void marks(const GridText::Piece &piece)
    {
        const std::vector<json::Span> &all = m_view.m_marks;
        auto mark = std::lower_bound(all.begin(), all.end(), piece.begin,
                                     [](json::Span span, qsizetype byte) { return span.end <= byte; });
        for (; mark != all.end() && mark->begin < piece.end; ++mark) {
            const QRectF rect = area(piece, *mark);
            if (rect.isEmpty())
                continue;
            m_painter.fillRect(rect, colours().warningFill);
            m_painter.setPen(colours().warning);
            m_painter.drawRect(rect.adjusted(0, 0, -1, -1));
        }
    }

    /// The triangle before a line that can be folded, and what stands for a folded one's rest.
    void folding(qsizetype row)
    {
        const GridText &text = m_view.m_text;
        const qsizetype line = text.lineOfRow(row);
        if (!text.canFold(line))
            return;
        const bool folded = text.isFolded(line);
        const bool isLast = row + 1 == text.rowCount() || text.isFirstRow(row + 1);
        if (text.isFirstRow(row))
            triangle(folded);
        if (!folded || !isLast)
            return;
        const int column = text.columnOf(text.rowEnd(row));
        const QRectF dots(column * m_cell + m_cell / 2, m_y + 2, 3 * m_cell, m_height - 4);
        m_painter.fillRect(dots, colours().neutralFill);
        m_painter.setPen(colours().neutral);
        m_painter.setFont(m_view.font());
        m_painter.drawText(dots, Qt::AlignCenter, QStringLiteral("\u2026"));
        m_painter.setPen(colours().mutedText);
        m_painter.drawText(QPointF(dots.right() + m_cell / 2, m_y + m_ascent), text.foldedTail(line));
    }

    void triangle(bool folded)
    {
        constexpr qreal half = 3.5;
        const QPointF centre(-m_view.gutter() / 2.0 - 2, m_y + m_height / 2.0);
        const QPolygonF shape =
            folded ? QPolygonF({centre + QPointF(-half / 2, -half), centre + QPointF(half / 2 + 1, 0),
                                centre + QPointF(-half / 2, half)})
                   : QPolygonF({centre + QPointF(-half, -half / 2), centre + QPointF(half, -half / 2),
                                centre + QPointF(0, half / 2 + 1)});
        m_painter.save();
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(folded ? colours().link : colours().mutedText);
        m_painter.drawPolygon(shape);
        m_painter.restore();
    }

    /// Columns of the part of `span` that lies in the piece.
    [[nodiscard]] QRectF area(const GridText::Piece &piece, json::Span span) const
    {
        const qsizetype begin = qMax(piece.begin, span.begin);
        const qsizetype end = qMin(piece.end, span.end);
        if (begin >= end)
            return {};
        const int from = columnIn(piece, begin);
        return {from * m_cell, qreal(m_y), (columnIn(piece, end) - from) * m_cell, qreal(m_height)};
    }

    [[nodiscard]] int columnIn(const GridText::Piece &piece, qsizetype byte) const
    {
        if (piece.simple)
            return piece.column + static_cast<int>(byte - piece.begin);
        int column = piece.column;
        for (qsizetype at = piece.begin; at < byte;) {
            const Cell cell = cellAt(m_view.source(), at);
            column += cell.width;
            at += cell.bytes;
        }
        return column;
    }

    void background(const GridText::Piece &piece, json::Span span, const QColor &colour)
    {
        if (const QRectF rect = area(piece, span); !rect.isEmpty())
            m_painter.fillRect(rect, colour);
    }

    /// The highlight's mark that is no colour: a thick line below.
    void underlineHighlight(const GridText::Piece &piece)
    {
        const QRectF rect = area(piece, m_view.m_highlight);
        if (!rect.isEmpty())
            m_painter.fillRect(QRectF(rect.left(), rect.bottom() - 2, rect.width(), 2), colours().warning);
    }

    void text(const GridText::Piece &piece)
    {
        const QByteArrayView bytes =
            QByteArrayView(m_view.source()).sliced(piece.begin, piece.end - piece.begin);
        if (piece.simple) {
            m_painter.drawText(QPointF(piece.column * m_cell, m_y + m_ascent), QString::fromLatin1(bytes));
            return;
        }
        int column = piece.column;
        for (qsizetype at = 0; at < bytes.size();) {
            const Cell cell = cellAt(bytes, at);
            at += cell.bytes;
            QString shown = textOf(cell);
            while (!cell.isChip && at < bytes.size()) { // marks go with their letter
                const Cell mark = cellAt(bytes, at);
                if (mark.width != 0 || mark.isChip)
                    break;
                shown += textOf(mark);
                at += mark.bytes;
            }
            drawCell(cell, shown, column);
            column += cell.width;
        }
    }

    void drawCell(const Cell &cell, const QString &shown, int column)
    {
        const QRectF rect(column * m_cell, m_y, cell.width * m_cell, m_height);
        if (cell.isChip) {
            m_painter.fillRect(rect.adjusted(0, 1, 0, -1), colours().warningFill);
            m_painter.save();
            m_painter.setPen(colours().warning);
            m_painter.drawText(QPointF(rect.left(), m_y + m_ascent), shown);
            m_painter.restore();
            return;
        }
        m_painter.drawText(QPointF(rect.left(), m_y + m_ascent), shown);
    }

    void mark(const GridText::Piece &piece, const Style &style)
    {
        if (style.mark == Mark::None || piece.width == 0)
            return;
        const QRectF rect(piece.column * m_cell, m_y, piece.width * m_cell, m_height);
        if (style.mark == Mark::Blob) {
            m_painter.save();
            m_painter.setRenderHint(QPainter::Antialiasing);
            m_painter.setPen(Qt::NoPen);
            m_painter.setBrush(style.colour);
            const qreal radius = m_cell * 0.3;
            m_painter.drawEllipse(QPointF(rect.center().x(), m_y + m_ascent - radius), radius, radius);
            m_painter.restore();
            return;
        }
        QColor faint = style.colour;
        faint.setAlpha(120);
        m_painter.setPen(QPen(faint, 1, style.mark == Mark::Dotted ? Qt::DotLine : Qt::SolidLine));
        const qreal y = m_y + m_ascent + 3.5;
        m_painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y));
    }

    GridView &m_view;
    QPainter &m_painter;
    qreal m_cell;
    int m_height;
    int m_ascent;
    int m_y = 0;
    QFont m_bold;
};

void GridView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), palette().base());
    painter.setLayoutDirection(Qt::LeftToRight);
    painter.translate(gutter(), 0);
    Painting painting(*this, painter);
    m_paintedRows = 0;
    const qsizetype top = verticalScrollBar()->value();
    const int last = event->rect().bottom() / rowHeight();
    for (int i = qMax(0, event->rect().top() / rowHeight()); i <= last && top + i < rowCount(); ++i) {
        painting.row(top + i, i * rowHeight());
        ++m_paintedRows;
    }
    painter.translate(-gutter(), 0);
    if (hasFocus()) {
        const QRect caret = cursorRectangle(m_cursor);
        painter.fillRect(QRect(caret.left(), caret.top(), 2, caret.height()), palette().text());
    }
}

} // namespace claimcheck::ui
