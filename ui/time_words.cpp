#include "time_words.h"

#include "inspect/verdict.h"

#include <QCoreApplication>
#include <QDateTime>

namespace claimcheck::ui {

namespace {

const QString format = QStringLiteral("yyyy-MM-dd HH:mm:ss");

/// Invalid where the calendar of people ends.
QDateTime calendarDate(TimePoint time)
{
    const QDateTime utc = QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC);
    const bool inCalendar = utc.isValid() && utc.date().year() >= 1 && utc.date().year() <= 9999;
    return inCalendar ? utc : QDateTime();
}

} // namespace

QString dateText(TimePoint time, ZoneChoice zone)
{
    const QDateTime utc = calendarDate(time);
    if (!utc.isValid())
        return inspect::utcText(time);
    if (zone == ZoneChoice::Utc)
        return utc.toString(format) + QStringLiteral(" UTC");
    const QDateTime local = utc.toLocalTime();
    const int minutes = local.offsetFromUtc() / 60;
    return QStringLiteral("%1 %2%3:%4")
        .arg(local.toString(format), minutes < 0 ? QStringLiteral("\u2212") : QStringLiteral("+"))
        .arg(qAbs(minutes) / 60, 2, 10, QLatin1Char('0'))
        .arg(qAbs(minutes) % 60, 2, 10, QLatin1Char('0'));
}

QString timeText(TimePoint time, TimePoint now, ZoneChoice zone)
{
    const QDateTime utc = calendarDate(time);
    const QString date = !utc.isValid()            ? inspect::utcText(time)
                         : zone == ZoneChoice::Utc ? utc.toString(format)
                                                   : utc.toLocalTime().toString(format);
    //: %1 is "in 4 min" or "3 days ago", %2 a date and time.
    return QCoreApplication::translate("TimeWords", "%1 · %2").arg(inspect::relativeText(time, now), date);
}

} // namespace claimcheck::ui
