#include "timeline_strip.h"

#include "icons.h"
#include "theme.h"
#include "widgets/plain_label.h"
#include "widgets/timeline.h"

#include <QDateTime>
#include <QGridLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>

#include <algorithm>

namespace claimcheck::ui {

namespace {

constexpr int mostLeeway = 600;
constexpr qint64 mostSeconds = 253402300799; // the end of the year 9999

/// RFC 3339, a space allowed for the T; without an offset, by the clock that is shown. Or seconds since 1970.
std::optional<TimePoint> readMoment(QString text, ZoneChoice zone)
{
    text = text.trimmed();
    bool isNumber = false;
    if (const qint64 seconds = text.toLongLong(&isNumber); isNumber) {
        if (seconds < -mostSeconds || seconds > mostSeconds)
            return std::nullopt;
        return TimePoint(std::chrono::seconds(seconds));
    }
    if (text.size() > 10 && text[10] == u' ')
        text[10] = u'T';
    QDateTime time = QDateTime::fromString(text.remove(u' '), Qt::ISODateWithMs);
    if (!time.isValid())
        return std::nullopt;
    if (time.timeSpec() == Qt::LocalTime && zone == ZoneChoice::Utc)
        time.setTimeSpec(Qt::UTC);
    return TimePoint(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
}

/// As `readMoment` reads it.
QString momentText(TimePoint moment, ZoneChoice zone)
{
    const QDateTime utc = QDateTime::fromMSecsSinceEpoch(moment.time_since_epoch().count(), Qt::UTC);
    const QDateTime shown =
        zone == ZoneChoice::Utc ? utc : utc.toOffsetFromUtc(utc.toLocalTime().offsetFromUtc());
    return shown.toString(Qt::ISODate);
}

bool namesTimes(const inspect::Times &times)
{
    return times.issuedAt || times.notBefore || times.expiresAt;
}

} // namespace

TimelineStrip::TimelineStrip(QWidget *parent)
    : QWidget(parent)
    , m_line(new Timeline(this))
    , m_none(plainLabel({}, this))
    , m_asOfLabel(plainLabel(tr("As &of:"), this))
    , m_asOf(new QLineEdit(this))
    , m_reset(new QToolButton(this))
    , m_leeway(new QSpinBox(this))
    , m_problem(plainLabel({}, this))
{
    m_line->setObjectName(QStringLiteral("timeline"));
    m_none->setObjectName(QStringLiteral("noTimes"));
    m_none->setForegroundRole(QPalette::PlaceholderText);
    m_none->setWordWrap(true);
    m_none->setText(
        tr("The token names no time that can be read: not when it was issued, nor when it expires."));
    m_asOf->setObjectName(QStringLiteral("asOf"));
    m_asOf->setAccessibleName(tr("Judge the token as of"));
    m_asOf->setAccessibleDescription(
        tr("A date and time, such as 2026-11-21T20:58:29Z, or seconds since 1970"));
    m_asOf->setToolTip(m_asOf->accessibleDescription());
    m_asOf->setPlaceholderText(tr("now"));
    m_asOf->setMinimumWidth(
        m_asOf->fontMetrics().horizontalAdvance(QStringLiteral("2026-11-21T20:58:29+01:00")) + 24);
    m_asOfLabel->setBuddy(m_asOf);
    m_reset->setObjectName(QStringLiteral("asOfReset"));
    m_reset->setIcon(icon(u"clock"));
    m_reset->setToolTip(tr("Back to now"));
    m_reset->setAccessibleName(tr("Back to now"));
    m_reset->setAutoRaise(true);
    m_reset->setFocusPolicy(Qt::StrongFocus);
    m_leeway->setObjectName(QStringLiteral("leeway"));
    m_leeway->setAccessibleName(tr("Leeway in seconds"));
    m_leeway->setToolTip(
        tr("Seconds by which clocks may differ: exp counts as later, nbf and iat as earlier"));
    m_leeway->setRange(0, mostLeeway);
    m_leeway->setSingleStep(30);
    //: Seconds, after a number.
    m_leeway->setSuffix(tr(" s"));
    m_leeway->setKeyboardTracking(false);
    auto *leewayLabel = plainLabel(tr("Lee&way:"), this);
    leewayLabel->setBuddy(m_leeway);
    m_problem->setObjectName(QStringLiteral("asOfProblem"));
    m_problem->hide();

    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 8, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(0, 1);
    grid->setColumnMinimumWidth(1, 8);
    grid->addWidget(m_line, 0, 0, 2, 1, Qt::AlignVCenter);
    grid->addWidget(m_none, 0, 0, 2, 1, Qt::AlignVCenter);
    grid->addWidget(m_asOfLabel, 0, 2);
    grid->addWidget(m_asOf, 0, 3);
    grid->addWidget(m_reset, 0, 4);
    grid->addWidget(leewayLabel, 1, 2);
    grid->addWidget(m_leeway, 1, 3);
    grid->addWidget(m_problem, 2, 0, 1, 5, Qt::AlignRight);

    connect(m_line, &Timeline::momentChosen, this, &TimelineStrip::momentChosen);
    connect(m_asOf, &QLineEdit::editingFinished, this, &TimelineStrip::onTyped);
    connect(m_reset, &QToolButton::clicked, this, [this] { Q_EMIT momentChosen(std::nullopt); });
    connect(m_leeway, &QSpinBox::valueChanged, this,
            [this](int seconds) { Q_EMIT leewayChanged(std::chrono::seconds(seconds)); });
}

void TimelineStrip::setReport(const inspect::ReportPtr &report, const Moment &moment)
{
    m_report = report;
    const bool drawn = report && namesTimes(report->times);
    m_line->setVisible(drawn);
    m_none->setVisible(report && !drawn);
    for (QWidget *widget : {static_cast<QWidget *>(m_asOfLabel), static_cast<QWidget *>(m_asOf)})
        widget->setVisible(drawn);
    setMoment(moment);
}

void TimelineStrip::setMoment(const Moment &moment)
{
    const bool other = moment.chosen != m_moment.chosen;
    m_moment = moment;
    const bool drawn = m_report && namesTimes(m_report->times);
    m_reset->setVisible(drawn);
    m_reset->setEnabled(moment.chosen.has_value());
    if (other)
        showTyped();
    if (!drawn)
        return;
    // The line is that of now, so that it stays while the handle is dragged; what is said is of the handle.
    inspect::Timeline line = inspect::timelineAt(*m_report, moment.now);
    if (moment.chosen)
        line.sentence = inspect::timelineAt(*m_report, *moment.chosen).sentence;
    m_line->setLine(line, moment);
}

void TimelineStrip::setZone(ZoneChoice zone)
{
    m_zone = zone;
    showTyped();
}

void TimelineStrip::setLeeway(std::chrono::seconds leeway)
{
    const QSignalBlocker quiet(m_leeway);
    m_leeway->setValue(static_cast<int>(leeway.count()));
}

void TimelineStrip::showTyped()
{
    m_asOf->setText(m_moment.chosen ? momentText(*m_moment.chosen, m_zone) : QString());
    m_problem->hide();
}

void TimelineStrip::onTyped()
{
    if (!m_asOf->isModified())
        return; // only the focus left
    m_asOf->setModified(false);
    const QString typed = m_asOf->text();
    const std::optional<TimePoint> read = readMoment(typed, m_zone);
    if (!read && !typed.trimmed().isEmpty()) {
        m_problem->setText(tr("This is no date and time. An example: 2026-11-21T20:58:29Z."));
        QPalette colour = palette();
        colour.setColor(QPalette::WindowText, colours().bad);
        m_problem->setPalette(colour);
        return m_problem->show();
    }
    m_problem->hide();
    Q_EMIT momentChosen(read);
}

} // namespace claimcheck::ui
