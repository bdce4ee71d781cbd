#include "../theme.h"
#include "inspect/verdict.h"
#include "timeline.h"

#include <QPainter>

#include <cmath>

namespace claimcheck::ui {

namespace {

constexpr int labelGap = 12; // between two labels of a row
constexpr int handle = 6;    // half of its width

/// Labels of one row, from left to right; each is moved on, cut or left out where there is no room.
class LabelRow {
public:
    LabelRow(QPainter &painter, QRect area) : m_painter(painter), m_area(area), m_free(area.left()) {}

    /// The first of the texts that there is room for before `limit`, as near to `x` as can be.
    void add(int x, const QStringList &texts, const QColor &colour, int limit)
    {
        for (const QString &text : texts) {
            const int width = m_painter.fontMetrics().horizontalAdvance(text);
            const int begin = qBound(m_free, x - width / 2, qMax(m_free, limit - width));
            if (begin + width > limit)
                continue;
            m_painter.setPen(colour);
            m_painter.drawText(QRect(begin, m_area.top(), width, m_area.height()), Qt::AlignVCenter, text);
            m_free = begin + width + labelGap;
            return;
        }
        // Else the tooltip has it.
    }

private:
    QPainter &m_painter;
    QRect m_area;
    int m_free;
};

QString shortName(inspect::TimeMark::Role role)
{
    switch (role) {
    case inspect::TimeMark::Role::SignedIn:
        return QStringLiteral("auth_time");
    case inspect::TimeMark::Role::IssuedAt:
        return QStringLiteral("iat");
    case inspect::TimeMark::Role::NotBefore:
        return QStringLiteral("nbf");
    case inspect::TimeMark::Role::Expires:
        return QStringLiteral("exp");
    case inspect::TimeMark::Role::Now:
        break;
    }
    return Timeline::tr("Now");
}

bool isOfToken(const inspect::TimeMark &mark)
{
    return mark.role != inspect::TimeMark::Role::Now;
}

} // namespace

class Timeline::Painting {
public:
    Painting(Timeline &view, QPainter &painter)
        : m_view(view), m_painter(painter), m_bar(view.bar()), m_text(view.palette().color(QPalette::Text))
    {
    }

    void run()
    {
        axis();
        marksOfToken();
        lifetime();
        now();
    }

private:
    [[nodiscard]] int x(double position) const
    {
        return m_bar.left() + static_cast<int>(std::lround(position * m_bar.width()));
    }

    void axis()
    {
        const Colours &c = colours();
        const QRect line(m_bar.left(), m_bar.center().y() - 1, m_bar.width(), 3);
        m_painter.fillRect(line, c.border);
        const inspect::Timeline &time = m_view.m_line;
        if (!time.validFrom)
            return;
        const int from = x(*time.validFrom);
        const int until = time.validUntil ? x(*time.validUntil) : m_bar.right();
        if (time.leewayBefore)
            leeway(x(*time.leewayBefore), from);
        if (time.leewayAfter)
            leeway(until, x(*time.leewayAfter));
        m_painter.setPen(QPen(c.good, 1));
        m_painter.setBrush(c.goodFill);
        m_painter.drawRect(QRect(from, m_bar.top(), qMax(2, until - from), m_bar.height() - 1));
    }

    void leeway(int from, int until)
    {
        if (until - from < 1)
            return;
        const Colours &c = colours();
        m_painter.setPen(QPen(c.warning, 1, Qt::DashLine));
        m_painter.setBrush(QBrush(c.warningFill));
        m_painter.drawRect(QRect(from, m_bar.top() + 3, until - from, m_bar.height() - 7));
    }

    void marksOfToken()
    {
        const std::vector<inspect::TimeMark> &marks = m_view.m_line.marks;
        LabelRow row(m_painter, {0, 0, m_view.width(), m_view.fontMetrics().height()});
        for (size_t i = 0; i < marks.size(); ++i) {
            if (!isOfToken(marks[i]))
                continue;
            QStringList names{marks[i].label};
            size_t last = i;
            for (size_t k = i + 1; k < marks.size() && marks[k].time == marks[i].time; ++k) {
                if (isOfToken(marks[k]))
                    names << marks[k].label;
                last = k;
            }
            const int place = x(marks[i].position);
            m_painter.fillRect(QRect(place - 1, m_bar.top() - 4, 2, m_bar.height() + 6), m_text);
            const QString short_ = shortName(marks[i].role);
            row.add(place,
                    {Timeline::tr("%1 · %2").arg(names.join(QStringLiteral(", ")), marks[i].text),
                     Timeline::tr("%1 · %2").arg(short_, marks[i].text), short_},
                    m_text, limitBefore(last));
            i = last;
        }
    }

    /// The room of a label ends where the next one begins, at its shortest, so that none is crowded out.
    [[nodiscard]] int limitBefore(size_t index) const
    {
        const std::vector<inspect::TimeMark> &marks = m_view.m_line.marks;
        for (size_t i = index + 1; i < marks.size(); ++i) {
            if (!isOfToken(marks[i]))
                continue;
            const int width = m_view.fontMetrics().horizontalAdvance(
                Timeline::tr("%1 · %2").arg(shortName(marks[i].role), marks[i].text));
            return qMin(x(marks[i].position) - width / 4, m_view.width() - width) - labelGap;
        }
        return m_view.width();
    }

    void lifetime()
    {
        const inspect::Timeline &time = m_view.m_line;
        if (!time.validFrom || !time.validUntil || time.lifetime.isEmpty())
            return;
        // In the larger piece beside the handle.
        const int from = x(*time.validFrom);
        const int until = x(*time.validUntil);
        const int cut = qBound(from, m_view.xOf(m_view.m_moment.judged()), until);
        const bool before = cut - from >= until - cut;
        const QRect room(before ? from + 2 : cut + handle, m_bar.top(),
                         before ? cut - from - handle : until - cut - handle, m_bar.height());
        if (m_painter.fontMetrics().horizontalAdvance(time.lifetime) > room.width() - 8)
            return;
        m_painter.setPen(colours().good);
        m_painter.drawText(room, Qt::AlignCenter, time.lifetime);
    }

    void now()
    {
        const Colours &c = colours();
        const Moment &moment = m_view.m_moment;
        const int height = m_view.fontMetrics().height();
        const QRect below(0, m_view.height() - height, m_view.width(), height);
        const int nowX = m_view.xOf(moment.now);
        if (moment.chosen)
            m_painter.fillRect(QRect(nowX, m_bar.top() - 3, 1, m_bar.height() + 6), c.mutedText);
        drawHandle(m_view.xOf(moment.judged()));

        LabelRow row(m_painter, below);
        if (!moment.chosen)
            return row.add(nowX, {Timeline::tr("Now")}, c.link, m_view.width());
        const QString text =
            Timeline::tr("As of %1 · %2")
                .arg(inspect::utcText(*moment.chosen), inspect::relativeText(*moment.chosen, moment.now));
        const QString shorter =
            Timeline::tr("As of: %1").arg(inspect::relativeText(*moment.chosen, moment.now));
        const QString nowText = Timeline::tr("Now");
        const int chosenX = m_view.xOf(*moment.chosen);
        const int nowWidth = m_painter.fontMetrics().horizontalAdvance(nowText);
        if (nowX < chosenX) {
            const int width = m_painter.fontMetrics().horizontalAdvance(text);
            row.add(nowX, {nowText}, c.mutedText,
                    qMin(chosenX - width / 2, m_view.width() - width) - labelGap);
            row.add(chosenX, {text, shorter}, c.link, m_view.width());
        } else {
            row.add(chosenX, {text, shorter}, c.link, m_view.width());
            row.add(nowX, {nowText}, c.mutedText, qMin(m_view.width(), nowX + nowWidth));
        }
    }

    void drawHandle(int place)
    {
        const Colours &c = colours();
        m_painter.save();
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_painter.setPen(QPen(m_view.palette().color(QPalette::Window), 1.5));
        m_painter.setBrush(c.link);
        const QRectF grip(place - handle, m_bar.center().y() - handle + 0.5, 2 * handle, 2 * handle);
        m_painter.fillRect(QRectF(place - 1, m_bar.top() - 4, 2, m_bar.height() + 8), c.link);
        m_painter.drawEllipse(grip);
        if (m_view.hasFocus()) {
            m_painter.setPen(QPen(m_view.palette().color(QPalette::Highlight), 2));
            m_painter.setBrush(Qt::NoBrush);
            m_painter.drawEllipse(grip.adjusted(-3, -3, 3, 3));
        }
        m_painter.restore();
    }

    Timeline &m_view;
    QPainter &m_painter;
    QRect m_bar;
    QColor m_text;
};

void Timeline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight);
    Painting(*this, painter).run();
}

} // namespace claimcheck::ui
