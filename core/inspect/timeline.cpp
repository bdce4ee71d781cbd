#include "timeline.h"

#include "findings.h"
#include "text.h"
#include "verdict.h"

#include <algorithm>

namespace claimcheck::inspect {

namespace {

using Role = TimeMark::Role;

QString labelOf(Role role)
{
    switch (role) {
    case Role::SignedIn:
        return Text::tr("Signed in (auth_time)");
    case Role::IssuedAt:
        return Text::tr("Issued (iat)");
    case Role::NotBefore:
        return Text::tr("Valid from (nbf)");
    case Role::Now:
        return Text::tr("Now");
    case Role::Expires:
        break;
    }
    return Text::tr("Expires (exp)");
}

/// The part of the line outside the token's own time, at either end.
constexpr double margin = 0.15;

/// Maps moments to the line. Doubles, because the distance of two hostile times does not fit 64 bits of
/// milliseconds, and a pixel is all that matters.
class Scale {
public:
    Scale(TimePoint begin, TimePoint end) : m_begin(milliseconds(begin))
    {
        constexpr double least = 1000;
        m_length = std::max(milliseconds(end) - m_begin, least);
    }

    [[nodiscard]] double at(TimePoint time) const
    {
        const double from = milliseconds(time) - m_begin;
        if (from < 0)
            return margin * m_length / (m_length - from);
        if (from > m_length)
            return 1 - margin * m_length / from;
        return margin + (1 - 2 * margin) * from / m_length;
    }

    /// The way back: whole milliseconds, since a place is no more exact.
    [[nodiscard]] TimePoint moment(double position) const
    {
        constexpr double farthest = 10000.0 * 366 * 86400 * 1000;
        constexpr double nearest = 1e-9; // to the ends, which stand for ever
        double from = (position - margin) / (1 - 2 * margin) * m_length;
        if (position < margin)
            from = m_length - margin * m_length / std::max(position, nearest);
        else if (position > 1 - margin)
            from = margin * m_length / std::max(1 - position, nearest);
        from = std::clamp(m_begin + from, -farthest, farthest);
        return TimePoint(std::chrono::milliseconds(static_cast<qint64>(from)));
    }

private:
    static double milliseconds(TimePoint time)
    {
        return static_cast<double>(time.time_since_epoch().count());
    }
    double m_begin;
    double m_length;
};

} // namespace

Timeline timelineAt(const Report &report, TimePoint at)
{
    const Times times = timesAt(report, at);
    Timeline line;
    line.sentence = timeSentence(times);
    line.lifetimeSeconds = times.lifetimeSeconds;
    if (times.lifetimeSeconds && *times.lifetimeSeconds >= 0)
        line.lifetime = Text::tr("valid for %1").arg(durationText(*times.lifetimeSeconds));

    std::optional<TimePoint> begin = times.notBefore ? times.notBefore : times.issuedAt;
    if (times.notBefore && times.issuedAt)
        begin = std::min(*times.notBefore, *times.issuedAt);
    const TimePoint left = begin ? *begin : times.expiresAt ? std::min(at, *times.expiresAt) : at;
    const TimePoint right = times.expiresAt ? std::max(left, *times.expiresAt) : std::max(left, at);
    line.left = left;
    line.right = right;
    const Scale scale(left, right);

    const auto add = [&](Role role, const std::optional<TimePoint> &time) {
        if (time)
            line.marks.push_back(
                {role, *time, scale.at(*time), labelOf(role), utcText(*time), relativeText(*time, at)});
    };
    const Row *signedIn = rowNamed(report.claims, QLatin1StringView("auth_time"));
    add(Role::SignedIn, signedIn ? signedIn->time : std::nullopt);
    add(Role::IssuedAt, times.issuedAt);
    add(Role::NotBefore, times.notBefore);
    add(Role::Now, at);
    add(Role::Expires, times.expiresAt);
    std::stable_sort(line.marks.begin(), line.marks.end(),
                     [](const TimeMark &a, const TimeMark &b) { return a.time < b.time; });

    const std::optional<TimePoint> start = times.notBefore ? times.notBefore : times.issuedAt;
    if (times.unreadable || (start && times.expiresAt && *start >= *times.expiresAt))
        return line;
    line.validFrom = start ? scale.at(*start) : 0;
    if (times.expiresAt)
        line.validUntil = scale.at(*times.expiresAt);
    if (report.leeway.count() > 0) {
        if (times.notBefore)
            line.leewayBefore = scale.at(*times.notBefore - report.leeway);
        if (times.expiresAt)
            line.leewayAfter = scale.at(*times.expiresAt + report.leeway);
    }
    return line;
}

double positionOf(const Timeline &line, TimePoint time)
{
    return Scale(line.left, line.right).at(time);
}

TimePoint momentAt(const Timeline &line, double position)
{
    return Scale(line.left, line.right).moment(position);
}

} // namespace claimcheck::inspect
