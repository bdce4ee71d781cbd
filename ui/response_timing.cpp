#include "response_timing.h"

#include "response_words.h"
#include "theme.h"

#include <QPainter>

#include <algorithm>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
constexpr int barHeight = 12;

} // namespace

ResponseTiming::ResponseTiming(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("responseTiming"));
    setAccessibleName(tr("Timing of the exchange"));
    setFocusPolicy(Qt::TabFocus);
}

void ResponseTiming::setTiming(const http::Timing &timing, int redirects)
{
    const auto blue = [] { return colours().payload; };
    const auto plum = [] { return colours().header; };
    const auto green = [] { return colours().good; };
    const auto grey = [] { return colours().neutral; };
    m_total = timing.totalMs;
    // Each phase begins where the last one that is known has ended.
    qint64 at = 0;
    m_phases.clear();
    const auto add = [&](const QString &name, std::optional<qint64> end, QColor (*colour)()) {
        if (!end)
            return m_phases.push_back({name, {}, {}, colour});
        m_phases.push_back({name, at, std::max(at, *end), colour});
        at = std::max(at, *end);
    };
    add(tr("Name resolved"), timing.dnsMs, grey);
    add(tr("Connected"), timing.connectMs, grey);
    add(tr("TLS agreed"), timing.tlsMs, plum);
    add(redirects > 0 ? tr("Redirects and head of the answer") : tr("Head of the answer"), timing.firstByteMs,
        blue);
    add(tr("Body"), timing.firstByteMs ? std::optional(timing.totalMs) : std::nullopt, green);
    m_phases.push_back({tr("Whole exchange"), 0, timing.totalMs, grey});
    setAccessibleDescription(words());
    updateGeometry();
    update();
}

QString ResponseTiming::valueOf(const Phase &phase)
{
    if (!phase.to)
        return tr("unknown: Qt does not tell");
    return durationText(std::chrono::milliseconds(*phase.to - *phase.from));
}

QString ResponseTiming::words() const
{
    QStringList lines;
    for (const Phase &phase : m_phases)
        lines << tr("%1: %2").arg(phase.name, valueOf(phase));
    return lines.join(QLatin1Char('\n'));
}

QSize ResponseTiming::sizeHint() const
{
    const int row = fontMetrics().height() + 2 * grid;
    return {120 * grid, static_cast<int>(m_phases.size()) * row + 2 * grid};
}

QSize ResponseTiming::minimumSizeHint() const
{
    return {60 * grid, sizeHint().height()};
}

void ResponseTiming::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QFontMetrics metrics = fontMetrics();
    const int row = metrics.height() + 2 * grid;
    int names = 0, values = 0;
    for (const Phase &phase : m_phases) {
        names = std::max(names, metrics.horizontalAdvance(phase.name));
        if (phase.to)
            values = std::max(values, metrics.horizontalAdvance(valueOf(phase)));
    }
    names = std::min(names + 1, width() / 2); // one pixel for rounding
    const int left = names + 4 * grid;
    const int room = std::max(10, width() - left - values - 4 * grid);
    for (size_t i = 0; i < m_phases.size(); ++i) {
        const Phase &phase = m_phases[i];
        const int y = grid + static_cast<int>(i) * row;
        painter.setPen(palette().color(phase.to ? QPalette::WindowText : QPalette::PlaceholderText));
        painter.drawText(QRect(0, y, names, row), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(phase.name, Qt::ElideRight, names));
        const int middle = y + (row - barHeight) / 2;
        if (!phase.to) {
            painter.drawText(QRect(left, y, width() - left, row), Qt::AlignLeft | Qt::AlignVCenter,
                             valueOf(phase));
            continue;
        }
        const auto x = [&](qint64 ms) {
            return left + static_cast<int>(room * static_cast<double>(ms) /
                                           static_cast<double>(std::max<qint64>(1, m_total)));
        };
        painter.fillRect(QRect(left, middle, room, barHeight), colours().neutralFill);
        const int from = x(*phase.from);
        painter.fillRect(QRect(from, middle, std::max(2, x(*phase.to) - from), barHeight), phase.colour());
        painter.drawText(QRect(left + room + 2 * grid, y, values + 2 * grid, row),
                         Qt::AlignRight | Qt::AlignVCenter, valueOf(phase));
    }
    if (hasFocus()) {
        painter.setPen(palette().color(QPalette::Highlight));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

} // namespace claimcheck::ui
