#include "findings.h"

#include "profiles.h"
#include "verdict.h"

namespace claimcheck::inspect {

namespace {

using jose::PartId;

/// Seconds from here on are after the year 5138; as milliseconds they are after 1973.
constexpr qint64 leastMilliseconds = 100'000'000'000;

bool mustBeNumericDate(const QString &name)
{
    return name == u"exp" || name == u"nbf" || name == u"iat";
}

/// The rule that the form of one time breaks, if it breaks one.
const Rule *formRule(const Row &row)
{
    if (!row.value.isNumber())
        return mustBeNumericDate(row.name) ? &rule("time-not-a-number") : &rule("time-other-format");
    if (!row.time)
        return &rule("time-out-of-range");
    const auto sinceEpoch = row.time->time_since_epoch();
    if (sinceEpoch >= std::chrono::seconds(leastMilliseconds))
        return &rule("time-milliseconds");
    if (sinceEpoch.count() < 0)
        return &rule("time-negative");
    if (!row.value.toInteger())
        return &rule("time-fraction");
    return nullptr;
}

void addAbout(const Report &report, const Rule &rule, QLatin1StringView claim, FindingList &findings)
{
    if (const Row *row = rowNamed(report.claims, claim))
        findings.add(rule, row->name, PartId::Payload, row->valueSpan);
}

void addOrder(const Report &report, FindingList &findings)
{
    constexpr QLatin1StringView exp("exp");
    const Times &times = report.times;
    if (times.state == TimeState::Expired)
        addAbout(report, rule("time-expired"), exp, findings);
    if (times.state == TimeState::NotYetValid)
        addAbout(report, rule("time-not-yet-valid"), QLatin1StringView("nbf"), findings);
    if (times.issuedAt && *times.issuedAt > report.at + report.leeway)
        addAbout(report, rule("time-issued-in-future"), QLatin1StringView("iat"), findings);
    if (times.expiresAt && times.issuedAt && *times.expiresAt < *times.issuedAt)
        addAbout(report, rule("time-expires-before-issued"), exp, findings);
    if (times.expiresAt && times.notBefore && *times.expiresAt <= *times.notBefore)
        addAbout(report, rule("time-expires-before-start"), exp, findings);
}

/// Some issuers set iat back by a few minutes, for clocks that are behind.
constexpr qint64 backdating = 300;

void addLifetime(const Report &report, FindingList &findings)
{
    const qint64 longest = profileOf(report.purpose.id).longestLifetime;
    const Row *row = rowNamed(report.claims, QLatin1StringView("exp"));
    // Milliseconds are a finding of their own.
    if (!longest || !row || formRule(*row) ||
        report.times.lifetimeSeconds.value_or(0) <= longest + backdating)
        return;
    if (Finding *finding = findings.add(rule("time-long-lived"), durationText(*report.times.lifetimeSeconds),
                                        PartId::Payload, row->valueSpan, durationText(longest)))
        finding->subject = row->name;
}

} // namespace

void addTimeFindings(const Report &report, FindingList &findings)
{
    if (!report.token.claims().isValid())
        return;
    for (const Row &row : report.claims) {
        if (!row.isTime)
            continue;
        if (const Rule *broken = formRule(row))
            findings.add(*broken, row.name, PartId::Payload, row.valueSpan);
    }
    if (profileOf(report.purpose.id).expiry == Profile::Expiry::Wanted &&
        !rowNamed(report.claims, QLatin1StringView("exp")))
        findings.add(rule("time-no-expiry"), QStringLiteral("exp"));
    addOrder(report, findings);
    addLifetime(report, findings);
}

} // namespace claimcheck::inspect
