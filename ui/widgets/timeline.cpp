#include "timeline.h"

#include "inspect/verdict.h"
#include "timeline_accessible.h"
#include "visible_text.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <cmath>

namespace claimcheck::ui {

namespace {

constexpr int side = 10; // room for the handle at both ends
constexpr int barHeight = 18;
constexpr int barGap = 6;

/// Steps that people count in, in seconds.
constexpr qint64 steps[] = {1,    2,    5,    10,    15,    30,    60,     120,     300,     600,
                            1800, 3600, 7200, 21600, 43200, 86400, 604800, 2592000, 31536000};

} // namespace

Timeline::Timeline(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::SizeHorCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Moment at which the token is judged"));
    installTimelineAccessibility();
}

void Timeline::setLine(const inspect::Timeline &line, const Moment &moment)
{
    const bool moved = moment.chosen != m_moment.chosen;
    m_line = line;
    m_moment = moment;
    update();
    if (moved)
        announceMoment(this);
}

QRect Timeline::bar() const
{
    return {side, fontMetrics().height() + barGap, width() - 2 * side, barHeight};
}

int Timeline::xOf(TimePoint time) const
{
    return bar().left() + static_cast<int>(std::lround(inspect::positionOf(m_line, time) * bar().width()));
}

QString Timeline::valueText() const
{
    if (!m_moment.chosen)
        return tr("Now: %1").arg(m_line.sentence);
    //: %1 is a date and time, %2 "in 4 min", %3 what is true then.
    return tr("As of %1, %2: %3")
        .arg(inspect::utcText(*m_moment.chosen), inspect::relativeText(*m_moment.chosen, m_moment.now),
             m_line.sentence);
}

std::chrono::seconds Timeline::step() const
{
    const qint64 hundredth =
        std::chrono::duration_cast<std::chrono::seconds>(m_line.right - m_line.left).count() / 100;
    qint64 best = steps[0];
    for (const qint64 one : steps) {
        if (one <= hundredth)
            best = one;
    }
    return std::chrono::seconds(best);
}

void Timeline::choose(TimePoint time)
{
    // Whole seconds: that is what NumericDate counts, and nobody can point more exactly.
    Q_EMIT momentChosen(std::chrono::floor<std::chrono::seconds>(time));
}

QSize Timeline::sizeHint() const
{
    return {480, 2 * (fontMetrics().height() + barGap) + barHeight};
}

QSize Timeline::minimumSizeHint() const
{
    return {200, sizeHint().height()};
}

void Timeline::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return event->ignore();
    mouseMoveEvent(event);
}

void Timeline::mouseMoveEvent(QMouseEvent *event)
{
    const QRect area = bar();
    const double position = (event->position().x() - area.left()) / qMax(1, area.width());
    // The ends stand for ever: what can be pointed at is a little less.
    choose(inspect::momentAt(m_line, qBound(0.01, position, 0.99)));
}

void Timeline::mouseDoubleClickEvent(QMouseEvent *)
{
    Q_EMIT momentChosen(std::nullopt);
}

void Timeline::keyPressEvent(QKeyEvent *event)
{
    const TimePoint from = m_moment.judged();
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Down:
        return choose(from - step());
    case Qt::Key_Right:
    case Qt::Key_Up:
        return choose(from + step());
    case Qt::Key_PageDown:
        return choose(from - 10 * step());
    case Qt::Key_PageUp:
        return choose(from + 10 * step());
    case Qt::Key_Home:
        return choose(m_line.left);
    case Qt::Key_End:
        return choose(m_line.right);
    case Qt::Key_Escape:
        if (m_moment.chosen) {
            Q_EMIT momentChosen(std::nullopt);
            return;
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

QString Timeline::toolTipText() const
{
    QStringList rows;
    for (const inspect::TimeMark &mark : m_line.marks)
        rows << tr("%1: %2 (%3)").arg(mark.label, mark.utc, mark.text);
    if (!m_line.lifetime.isEmpty())
        rows << tr("Lifetime: %1").arg(m_line.lifetime);
    rows << tr("Drag to judge the token at another moment; Escape goes back to now.");
    return rows.join(u'\n');
}

bool Timeline::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), plainToolTip(toolTipText()), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace claimcheck::ui
