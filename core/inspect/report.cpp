#include "report.h"

#include "findings.h"
#include "profiles.h"
#include "report_reading.h"
#include "meanings.h"
#include "verdict.h"
#include "jose/claims.h"

#include <algorithm>

namespace claimcheck::inspect {

namespace {

constexpr std::chrono::seconds mostLeeway{600};

/// The only claim of this name; a repeated one counts as unreadable.
std::optional<TimePoint> readTime(const std::vector<Row> &claims, QStringView name, bool &unreadable)
{
    const auto named = [name](const Row &row) { return row.name == name; };
    const auto row = std::find_if(claims.begin(), claims.end(), named);
    if (row == claims.end())
        return std::nullopt;
    if (!row->time || std::find_if(row + 1, claims.end(), named) != claims.end()) {
        unreadable = true;
        return std::nullopt;
    }
    return row->time;
}

Times readTimes(const Report &report)
{
    Times times;
    times.unreadable = !report.token.claims().isValid() || !hasClaims(report.kind);
    // A time may be disclosed apart from the others, and counts all the same.
    const std::vector<Row> &claims = report.processed.isNull() ? report.claims : report.processedClaims;
    times.expiresAt = readTime(claims, u"exp", times.unreadable);
    times.notBefore = readTime(claims, u"nbf", times.unreadable);
    bool ignored = false; // iat decides nothing
    times.issuedAt = readTime(claims, u"iat", ignored);
    if (times.expiresAt && times.issuedAt)
        times.lifetimeSeconds =
            std::chrono::floor<std::chrono::seconds>(*times.expiresAt - *times.issuedAt).count();
    return times;
}

qint64 secondsUntil(TimePoint time, TimePoint now)
{
    return std::chrono::ceil<std::chrono::seconds>(time - now).count();
}

/// With a leeway, exp counts as later and nbf as earlier; the seconds that are told stay those of the clock.
Times judged(Times times, TimePoint at, std::chrono::seconds leeway)
{
    times.secondsLeft.reset();
    times.secondsToStart.reset();
    if (times.expiresAt)
        times.secondsLeft = secondsUntil(*times.expiresAt, at);
    if (times.notBefore)
        times.secondsToStart = secondsUntil(*times.notBefore, at);
    // What is certain comes first: a time that cannot be read does not make an expired token less expired.
    if (times.secondsLeft && *times.secondsLeft + leeway.count() <= 0)
        times.state = TimeState::Expired;
    else if (times.secondsToStart && *times.secondsToStart > leeway.count())
        times.state = TimeState::NotYetValid;
    else if (times.unreadable)
        times.state = TimeState::Unreadable;
    else
        times.state = times.expiresAt ? TimeState::NotExpired : TimeState::NoExpiry;
    return times;
}

void readSignatureResults(Report &report, const ReportContext &context)
{
    report.signature = context.signature;
    if (report.signature.algorithm.isEmpty() && hasClaims(report.kind))
        report.signature.algorithm = report.token.algorithm();
    if (isEncrypted(report.kind) && report.signature.algorithm.isEmpty())
        report.signature.algorithm = report.encryption->parameter("alg").toUtf8();
    for (const jose::SignatureResult &result : context.signatures) {
        if (result.index < report.signatures.size())
            report.signatures[result.index].result = result;
    }
}

ReportPtr makeLayer(QByteArray text, TimePoint at, const ReportContext &context, int depth);

/// The tokens inside this one, judged at the same moment.
void openLayers(Report &report, const ReportContext &context, int depth)
{
    if (depth >= mostLayers)
        return;
    const auto open = [&](Layer::Role role, QByteArray text) {
        ReportContext inner;
        inner.leeway = context.leeway;
        report.layers.push_back({role, makeLayer(std::move(text), report.at, inner, depth + 1)});
    };
    if (context.plaintext && isEncrypted(report.kind))
        open(Layer::Role::DecryptedContent, *context.plaintext);
    if (report.sdJwt && report.sdJwt->keyBinding())
        open(Layer::Role::KeyBinding, report.sdJwt->keyBinding()->text());
    if (hasNestedToken(report))
        open(Layer::Role::NestedToken, report.token.part(jose::PartId::Payload).bytes);
}

ReportPtr makeLayer(QByteArray text, TimePoint at, const ReportContext &context, int depth)
{
    auto report = std::make_shared<Report>();
    report->at = at;
    report->leeway = std::clamp(context.leeway, std::chrono::seconds(0), mostLeeway);
    report->label = context.label;
    readText(*report, std::move(text));
    readSignatureResults(*report, context);
    report->times = judged(readTimes(*report), at, report->leeway);
    report->purpose = recognisePurpose(*report);
    report->findings = allFindings(*report, context.keyFindings);
    openLayers(*report, context, depth);
    report->verdict = verdictAt(*report, at);
    return report;
}

} // namespace

ReportPtr makeReport(QByteArray token, TimePoint at, jose::SignatureResult signature)
{
    ReportContext context;
    context.signature = std::move(signature);
    return makeReport(std::move(token), at, context);
}

ReportPtr makeReport(QByteArray token, TimePoint at, const ReportContext &context)
{
    return makeLayer(std::move(token), at, context, 0);
}

Times timesAt(const Report &report, TimePoint at)
{
    return judged(report.times, at, report.leeway);
}

Verdict verdictAt(const Report &report, TimePoint at)
{
    Verdict verdict = makeVerdict(report.kind, timesAt(report, at), report.signature);
    const bool hasErrors =
        std::any_of(report.findings.begin(), report.findings.end(), [](const Finding &finding) {
            // Whether the token has expired is a matter of `at`, which the verdict has judged already.
            return finding.severity == Severity::Error && finding.id != "time-expired" &&
                   finding.id != "time-not-yet-valid";
        });
    return hasErrors ? withErrors(std::move(verdict)) : verdict;
}

} // namespace claimcheck::inspect
