#include "verdict.h"

#include "text.h"

namespace claimcheck::inspect {

namespace {

constexpr qint64 minute = 60;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;

QString counted(const char *one, const char *many, qint64 count)
{
    return Text::tr(count == 1 ? one : many, nullptr, static_cast<int>(count));
}

QString days(qint64 count)
{
    return counted(QT_TRANSLATE_NOOP("Inspect", "%n day"), QT_TRANSLATE_NOOP("Inspect", "%n days"), count);
}

/// A day of the Gregorian calendar, for any year: std::chrono and QDate end long before a hostile exp does.
/// Algorithm: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
struct CivilDay {
    qint64 year; // astronomical: 0 is 1 BC
    int month;
    int day;
};

CivilDay civilDay(qint64 daysSinceEpoch)
{
    const qint64 z = daysSinceEpoch + 719468;
    const qint64 era = (z >= 0 ? z : z - 146096) / 146097;
    const qint64 dayOfEra = z - era * 146097;
    const qint64 yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    const qint64 dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const qint64 shiftedMonth = (5 * dayOfYear + 2) / 153;
    const auto month = static_cast<int>(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9);
    return {yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            static_cast<int>(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)};
}

QString padded(qint64 number, int width)
{
    return QStringLiteral("%1").arg(number, width, 10, QLatin1Char('0'));
}

} // namespace

QString durationText(qint64 seconds)
{
    if (seconds < minute)
        return Text::tr("%1 s").arg(std::max<qint64>(seconds, 0));
    if (seconds < hour) {
        return seconds % minute ? Text::tr("%1 min %2 s").arg(seconds / minute).arg(seconds % minute)
                                : Text::tr("%1 min").arg(seconds / minute);
    }
    if (seconds < day) {
        const qint64 minutes = seconds % hour / minute;
        return minutes ? Text::tr("%1 h %2 min").arg(seconds / hour).arg(minutes)
                       : Text::tr("%1 h").arg(seconds / hour);
    }
    if (seconds < 3 * day) {
        const qint64 hours = seconds % day / hour;
        //: %1 is a count of days in words ("1 day"), %2 a count of hours.
        return hours ? Text::tr("%1 %2 h").arg(days(seconds / day)).arg(hours) : days(seconds / day);
    }
    if (seconds < 730 * day)
        return days(seconds / day);
    // A year is 365.2425 days: 146,097 days in 400 years.
    const qint64 years = std::max<qint64>(seconds / day * 400 / 146097, 2);
    return counted(QT_TRANSLATE_NOOP("Inspect", "%n year"), QT_TRANSLATE_NOOP("Inspect", "%n years"), years);
}

QString relativeText(TimePoint time, TimePoint now)
{
    using std::chrono::seconds;
    if (time > now)
        return Text::tr("in %1").arg(durationText(std::chrono::ceil<seconds>(time - now).count()));
    const qint64 past = std::chrono::floor<seconds>(now - time).count();
    return past == 0 ? Text::tr("now") : Text::tr("%1 ago").arg(durationText(past));
}

QString utcText(TimePoint time)
{
    const qint64 milliseconds = time.time_since_epoch().count();
    constexpr qint64 dayLength = day * 1000;
    const qint64 ofDay = ((milliseconds % dayLength) + dayLength) % dayLength;
    const CivilDay date = civilDay((milliseconds - ofDay) / dayLength);
    if (date.year > 9999)
        return Text::tr("the year %1").arg(date.year);
    if (date.year < 1)
        return Text::tr("the year %1 BC").arg(1 - date.year);
    QString text = padded(date.year, 4) + u'-' + padded(date.month, 2) + u'-' + padded(date.day, 2) + u'T' +
                   padded(ofDay / 3'600'000, 2) + u':' + padded(ofDay / 60'000 % 60, 2) + u':' +
                   padded(ofDay / 1000 % 60, 2);
    if (ofDay % 1000)
        text += u'.' + padded(ofDay % 1000, 3);
    return text + u'Z';
}

} // namespace claimcheck::inspect
