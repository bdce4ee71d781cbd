#include "findings.h"

#include "meanings.h"

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

const Row *rowNamed(const Report &report, QStringView name)
{
    for (const Row &row : report.claims) {
        if (row.name == name)
            return &row;
    }
    return nullptr;
}

void addAbout(const Report &report, const Rule &rule, QStringView claim, std::vector<Finding> &findings)
{
    if (const Row *row = rowNamed(report, claim))
        findings.push_back(makeFinding(rule, row->name, report.token, PartId::Payload, row->valueSpan));
}

void addOrder(const Report &report, std::vector<Finding> &findings)
{
    const Times &times = report.times;
    if (times.state == TimeState::Expired)
        addAbout(report, rule("time-expired"), u"exp", findings);
    if (times.state == TimeState::NotYetValid)
        addAbout(report, rule("time-not-yet-valid"), u"nbf", findings);
    if (times.issuedAt && *times.issuedAt > report.at)
        addAbout(report, rule("time-issued-in-future"), u"iat", findings);
    if (times.expiresAt && times.issuedAt && *times.expiresAt < *times.issuedAt)
        addAbout(report, rule("time-expires-before-issued"), u"exp", findings);
    if (times.expiresAt && times.notBefore && *times.expiresAt <= *times.notBefore)
        addAbout(report, rule("time-expires-before-start"), u"exp", findings);
}

} // namespace

void addTimeFindings(const Report &report, std::vector<Finding> &findings)
{
    if (!report.token.claims().isValid())
        return;
    for (const Row &row : report.claims) {
        if (!row.isTime)
            continue;
        if (const Rule *broken = formRule(row))
            findings.push_back(makeFinding(*broken, row.name, report.token, PartId::Payload, row.valueSpan));
    }
    if (!rowNamed(report, u"exp"))
        findings.push_back(makeFinding(rule("time-no-expiry"), QStringLiteral("exp")));
    addOrder(report, findings);
}

} // namespace claimcheck::inspect
