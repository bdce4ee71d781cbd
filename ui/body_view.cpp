#include "body_view.h"

#include "background.h"
#include "body_view_accessible.h"
#include "theme.h"
#include "widgets/text_cells.h"

#include <QScrollBar>

#include <algorithm>
#include <cmath>

/// What is shown where; painting is in body_view_paint.cpp, keys and mouse in body_view_input.cpp.
namespace claimcheck::ui {

namespace {

constexpr int margin = 8;
constexpr qint64 atOnce = 256 * 1024; // laid out on the spot: a few milliseconds
constexpr qint64 oneStep = 8 * 1024 * 1024;
constexpr qint64 longestRange = 1'000'000'000;

} // namespace

BodyView::BodyView(QWidget *parent) : QAbstractScrollArea(parent)
{
    setFont(monoFont());
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setViewportMargins(margin, margin / 2, margin / 2, margin / 2);
    viewport()->setCursor(Qt::IBeamCursor);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    installBodyAccessibility();
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] { announceRows(this); });
    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, [this] { setFollowing(false); });
}

void BodyView::setBody(std::shared_ptr<const requests::Overflow> body, Form form)
{
    m_body = std::move(body);
    m_form = form;
    m_rows = m_next = nullptr;
    m_marks.clear();
    m_anchor = m_cursor = 0;
    m_following = m_toEnd = false;
    m_wanted = -1;
    verticalScrollBar()->setValue(0);
    layOut();
    announceRows(this);
}

void BodyView::layOut()
{
    if (!m_body || m_form == Form::Hex) {
        updateRange();
        viewport()->update();
        return;
    }
    if (m_rows && m_rows->columns() == columns()) {
        m_next = nullptr;
        return updateRange();
    }
    if (m_next && m_next->columns() == columns())
        return updateRange();
    auto rows = std::make_shared<BodyRows>(m_body, columns());
    if (m_body->size() <= atOnce || !m_rows) {
        // What can be seen is there at once, however long the rest is.
        if (const auto read = rows->readOn(atOnce); !read)
            Q_EMIT failed(read.error());
        adopt(rows);
    } else {
        m_next = std::move(rows);
    }
    readOn();
}

/// Shows by these rows from now on; what stood on top stays there.
void BodyView::adopt(const std::shared_ptr<BodyRows> &rows)
{
    qint64 top = 0;
    if (m_rows && topRow() > 0) {
        if (const auto first = m_rows->rows(topRow(), 1); first && !first->empty())
            top = first->front().begin;
    }
    m_rows = rows;
    m_next = nullptr;
    updateRange();
    if (top > 0)
        setTopRow(rowOf(top));
    viewport()->update();
}

/// Lets a worker find out where more rows begin, step by step.
void BodyView::readOn()
{
    const std::shared_ptr<BodyRows> rows = m_next ? m_next : m_rows;
    if (m_reading || !rows || m_form == Form::Hex || rows->isComplete())
        return;
    m_reading = true;
    inBackground(
        this, [rows] { return rows->readOn(oneStep); },
        [this, rows](const Result<Done> &read) {
            m_reading = false;
            if (rows != m_rows && rows != m_next)
                return readOn(); // another body or width by now
            if (!read)
                Q_EMIT failed(read.error());
            const bool isComplete = rows->isComplete();
            if (rows == m_next && isComplete)
                adopt(rows);
            else
                updateRange();
            if (!read)
                return;
            if (m_wanted >= 0)
                ensureVisible(m_wanted);
            if (m_next || !isComplete)
                return readOn();
            m_toEnd = false;
            viewport()->update();
            Q_EMIT completed();
        });
}

void BodyView::bodyGrown()
{
    if (!m_body)
        return;
    if (m_form == Form::Text && m_rows && m_body->size() - m_rows->readSoFar() <= atOnce && !m_reading)
        (void)m_rows->readOn(atOnce); // an error comes again with the painting
    updateRange();
    readOn();
    viewport()->update();
}

void BodyView::setFollowing(bool on)
{
    m_following = on;
    m_wanted = -1;
    if (!on)
        m_toEnd = false;
    updateRange();
}

bool BodyView::isComplete() const
{
    return !m_body || m_form == Form::Hex || (m_rows && !m_next && m_rows->isComplete());
}

void BodyView::updateRange()
{
    const qint64 last = qMax<qint64>(0, rowCount() - visible());
    m_rowsPerStep = last / longestRange + 1;
    QScrollBar *bar = verticalScrollBar();
    bar->setRange(0, static_cast<int>((last + m_rowsPerStep - 1) / m_rowsPerStep));
    bar->setPageStep(qMax(1, static_cast<int>(visible() / m_rowsPerStep)));
    bar->setSingleStep(1);
    if (m_following || m_toEnd) {
        bar->setValue(bar->maximum());
        if (m_toEnd)
            m_anchor = m_cursor = m_body ? m_body->size() : 0;
        viewport()->update();
    }
    bar->update();
}

qint64 BodyView::rowCount() const
{
    if (!m_body)
        return 0;
    if (m_form == Form::Hex)
        return (m_body->size() + hexBytes() - 1) / hexBytes();
    return m_rows ? m_rows->rowCount() : 0;
}

int BodyView::visible() const
{
    return qMax(1, viewport()->height() / rowHeight());
}

qint64 BodyView::topRow() const
{
    return qMin(verticalScrollBar()->value() * m_rowsPerStep, qMax<qint64>(0, rowCount() - 1));
}

void BodyView::setTopRow(qint64 row)
{
    verticalScrollBar()->setValue(static_cast<int>(row / m_rowsPerStep));
}

qint64 BodyView::rowOf(qint64 byte) const
{
    if (m_form == Form::Hex)
        return byte / hexBytes();
    const auto row = m_rows ? m_rows->rowOf(byte) : Result<qint64>(0);
    return row ? *row : 0;
}

std::vector<BodyRow> BodyView::rowsFrom(qint64 first, qint64 count) const
{
    if (!m_body)
        return {};
    if (m_form == Form::Text) {
        auto rows =
            m_rows ? m_rows->rows(first, count) : Result<std::vector<BodyRow>>(std::vector<BodyRow>());
        return rows ? std::move(rows).value() : std::vector<BodyRow>();
    }
    const auto bytes = m_body->read(first * hexBytes(), count * hexBytes());
    std::vector<BodyRow> rows;
    for (qsizetype at = 0; bytes && at < bytes->size(); at += hexBytes())
        rows.push_back({first * hexBytes() + at, bytes->mid(at, hexBytes()), true});
    return rows;
}

void BodyView::select(json::Span span)
{
    const qint64 size = m_body ? m_body->size() : 0;
    m_anchor = qBound<qint64>(0, span.begin, size);
    m_cursor = qBound<qint64>(0, span.end, size);
    m_following = m_toEnd = false;
    ensureVisible(m_anchor);
    viewport()->update();
    announceCursor(this);
}

json::Span BodyView::selection() const
{
    return {qMin(m_anchor, m_cursor), qMax(m_anchor, m_cursor)};
}

void BodyView::setMarks(std::vector<json::Span> marks)
{
    m_marks = std::move(marks);
    viewport()->update();
}

void BodyView::ensureVisible(qint64 byte)
{
    const bool isKnown = m_form == Form::Hex || !m_rows || m_rows->isComplete() || m_rows->readSoFar() > byte;
    m_wanted = isKnown ? -1 : byte;
    if (!isKnown)
        return;
    const qint64 row = rowOf(byte);
    const qint64 top = topRow();
    if (row < top)
        setTopRow(row);
    else if (row >= top + visible())
        setTopRow(row - visible() + 1 + (m_rowsPerStep > 1 ? m_rowsPerStep : 0));
}

QString BodyView::visibleRows() const
{
    QString shown;
    for (const BodyRow &row : rowsFrom(topRow(), visible()))
        shown += QString::fromUtf8(row.text) + QLatin1Char('\n');
    return shown;
}

BodyView::Shown BodyView::shownText() const
{
    Shown shown;
    qint64 end = 0;
    const auto add = [&shown](QStringView text, qint64 byte) {
        shown.text += text;
        shown.bytes.insert(shown.bytes.end(), static_cast<size_t>(text.size()), byte);
    };
    for (const BodyRow &row : rowsFrom(topRow(), visible())) {
        if (m_form == Form::Hex) {
            add(QStringLiteral("%1").arg(row.begin, hexDigits(), 16, QLatin1Char('0')), row.begin);
            for (qsizetype i = 0; i < row.text.size(); ++i)
                add(QStringLiteral(" %1").arg(static_cast<uchar>(row.text[i]), 2, 16, QLatin1Char('0')),
                    row.begin + i);
        }
        for (qsizetype at = 0; m_form == Form::Text && at < row.text.size();) {
            const Cell cell = bodyCellAt(row.text, at);
            const qsizetype bytes = qMax<qsizetype>(1, cell.bytes);
            add(QString::fromUtf8(QByteArrayView(row.text).sliced(at, qMin(bytes, row.text.size() - at))),
                row.begin + at);
            at += bytes;
        }
        end = row.begin + row.text.size();
        add(u"\n", end);
    }
    shown.bytes.push_back(end);
    return shown;
}

int BodyView::rowHeight() const
{
    return fontMetrics().height() + 2;
}

qreal BodyView::cellWidth() const
{
    return QFontMetricsF(font()).horizontalAdvance(QString(64, QLatin1Char('0'))) / 64;
}

int BodyView::columns() const
{
    return qMax(8, static_cast<int>(viewport()->width() / cellWidth()));
}

/// 16 bytes a row where there is room: an offset, three columns a byte, and one for its letter.
int BodyView::hexBytes() const
{
    return columns() >= hexDigits() + 2 + 16 * 4 + 1 ? 16 : 8;
}

int BodyView::hexDigits() const
{
    return m_body && m_body->size() > 0xFFFFFFFFLL ? 12 : 8;
}

} // namespace claimcheck::ui
