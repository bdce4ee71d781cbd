#include "body_view.h"
#include "theme.h"
#include "widgets/text_cells.h"

#include <QPainter>
#include <QPaintEvent>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace claimcheck::ui {

/// One paint of the rows that can be seen.
class BodyView::Painting {
public:
    Painting(BodyView &view, QPainter &painter)
        : m_view(view)
        , m_painter(painter)
        , m_cell(view.cellWidth())
        , m_height(view.rowHeight())
        , m_ascent(view.fontMetrics().ascent() + 1)
        , m_text(view.palette().color(QPalette::Text))
    {
    }

    void row(const BodyRow &row, int y)
    {
        m_y = y;
        const json::Span shown{row.begin, row.begin + row.text.size()};
        const auto &all = m_view.m_marks;
        auto mark = std::lower_bound(all.begin(), all.end(), shown.begin,
                                     [](json::Span span, qint64 byte) { return span.end <= byte; });
        for (; mark != all.end() && mark->begin < shown.end; ++mark)
            area(row, *mark, colours().warningFill, colours().warning);
        area(row, m_view.selection(), colours().selection, {});
        if (m_view.m_form == Form::Hex)
            hex(row);
        else
            text(row);
    }

private:
    /// A box behind the part of `span` that is in the row; in hex behind digits and letters.
    void area(const BodyRow &row, json::Span span, const QColor &fill, const QColor &border)
    {
        const qint64 begin = qMax(row.begin, span.begin);
        const qint64 end = qMin(row.begin + row.text.size(), span.end);
        if (begin >= end)
            return;
        if (m_view.m_form == Form::Text)
            return box(m_view.columnIn(row, begin), m_view.columnIn(row, end), fill, border);
        const int from = static_cast<int>(begin - row.begin), to = static_cast<int>(end - row.begin);
        const int digits = m_view.hexDigits() + 2;
        box(digits + 3 * from, digits + 3 * to - 1, fill, border);
        const int letters = digits + 3 * m_view.hexBytes() + 1;
        box(letters + from, letters + to, fill, border);
    }

    void box(int from, int to, const QColor &fill, const QColor &border)
    {
        const QRectF rect(from * m_cell, m_y, (to - from) * m_cell, m_height);
        m_painter.fillRect(rect, fill);
        if (!border.isValid())
            return;
        m_painter.setPen(border);
        m_painter.drawRect(rect.adjusted(0, 0, -1, -1));
    }

    void text(const BodyRow &row)
    {
        m_painter.setPen(m_text);
        if (isSimple(row.text)) {
            m_painter.drawText(QPointF(0, m_y + m_ascent), QString::fromLatin1(row.text));
            return;
        }
        int column = 0;
        for (qsizetype at = 0; at < row.text.size();) {
            const Cell cell = bodyCellAt(row.text, at);
            // A mark goes with the letter before it.
            qsizetype after = at + cell.bytes;
            QString shown = textOf(cell);
            while (!cell.isChip && after < row.text.size()) {
                const Cell mark = bodyCellAt(row.text, after);
                if (mark.width > 0)
                    break;
                shown += textOf(mark);
                after += mark.bytes;
            }
            one(cell, shown, column);
            column += cell.width;
            at = after;
        }
    }

    void one(const Cell &cell, const QString &shown, int column)
    {
        const QRectF rect(column * m_cell, m_y, cell.width * m_cell, m_height);
        if (cell.isChip) {
            m_painter.fillRect(rect.adjusted(0, 2, 0, -2), colours().warningFill);
            m_painter.setPen(colours().warning);
        }
        m_painter.drawText(QPointF(rect.left(), m_y + m_ascent), shown);
        if (cell.isChip)
            m_painter.setPen(m_text);
    }

    void hex(const BodyRow &row)
    {
        static constexpr char digits[] = "0123456789abcdef";
        QString bytes, letters;
        for (const char c : row.text) {
            const auto byte = static_cast<unsigned char>(c);
            bytes += QLatin1Char(digits[byte >> 4]);
            bytes += QLatin1Char(digits[byte & 0xF]);
            bytes += QLatin1Char(' ');
            letters += QLatin1Char(byte >= 0x20 && byte < 0x7F ? c : '.');
        }
        const qreal y = m_y + m_ascent;
        const int wide = m_view.hexDigits();
        m_painter.setPen(colours().mutedText);
        m_painter.drawText(QPointF(0, y),
                           QString::number(row.begin, 16).rightJustified(wide, QLatin1Char('0')));
        m_painter.setPen(m_text);
        m_painter.drawText(QPointF((wide + 2) * m_cell, y), bytes);
        m_painter.setPen(colours().jsonString);
        m_painter.drawText(QPointF((wide + 3 + 3 * m_view.hexBytes()) * m_cell, y), letters);
    }

    BodyView &m_view;
    QPainter &m_painter;
    qreal m_cell;
    int m_height;
    int m_ascent;
    int m_y = 0;
    QColor m_text;
};

void BodyView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), palette().base());
    painter.setFont(font());
    painter.setLayoutDirection(Qt::LeftToRight);
    Painting painting(*this, painter);
    const std::vector<BodyRow> rows = rowsFrom(topRow(), visible() + 1);
    for (size_t i = 0; i < rows.size(); ++i) {
        const int y = static_cast<int>(i) * rowHeight();
        painting.row(rows[i], y);
        const qint64 end = rows[i].begin + rows[i].text.size();
        const bool isHere =
            m_cursor >= rows[i].begin &&
            (m_cursor < end ||
             (m_cursor == end && (rows[i].endsLine || i + 1 == rows.size() || rows[i + 1].begin > m_cursor)));
        if (hasFocus() && isHere) {
            const int column = m_form == Form::Text
                                   ? columnIn(rows[i], m_cursor)
                                   : hexDigits() + 2 + 3 * static_cast<int>(m_cursor - rows[i].begin);
            painter.fillRect(QRectF(column * cellWidth(), y, 2, rowHeight()), palette().text());
        }
    }
}

} // namespace claimcheck::ui
