#include "report.h"

#include "findings.h"
#include "profiles.h"
#include "meanings.h"
#include "verdict.h"
#include "jose/claims.h"

#include <algorithm>

namespace claimcheck::inspect {

namespace {

using jose::PartId;

constexpr std::chrono::seconds mostLeeway{600};

/// Whether the bytes of a part begin as a JSON object does: white space and a byte order mark may come first.
bool beginsObject(QByteArrayView bytes)
{
    if (bytes.startsWith("\xEF\xBB\xBF"))
        bytes = bytes.sliced(3);
    for (const char c : bytes) {
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            return c == '{';
    }
    return false;
}

Kind kindOf(const jose::ParsedToken &token)
{
    const json::Value header = token.header();
    if (token.segmentCount() == 5 && header.isValid() && header.count("enc") > 0)
        return Kind::JweCompact;
    if (token.text().size() > jose::ParsedToken::maxSize)
        return Kind::JwsCompact;
    const jose::Part &first = token.part(PartId::Header);
    const jose::Part &second = token.part(PartId::Payload);
    // JSON that is no object is a token gone wrong only if there is a second part.
    const bool headerIsJson = first.json && token.segmentCount() > 1;
    if (headerIsJson || beginsObject(first.bytes) || beginsObject(second.bytes))
        return Kind::JwsCompact;
    return Kind::Opaque;
}

std::vector<Row> rowsOf(const json::Value &object, Meaning (*meaningOf)(const QString &), PartId part)
{
    std::vector<Row> rows;
    const std::vector<json::Member> members =
        object.isValid() ? object.members() : std::vector<json::Member>();
    rows.reserve(members.size());
    for (const json::Member &member : members) {
        Row row;
        row.name = member.name.toString();
        row.value = member.value;
        row.raw = member.value.raw().toByteArray();
        row.nameSpan = member.name.span();
        row.valueSpan = member.value.span();
        row.span = {row.nameSpan.begin, row.valueSpan.end};
        Meaning meaning = meaningOf(row.name);
        row.meaning = std::move(meaning.sentence);
        row.standard = std::move(meaning.standard);
        row.isTime = meaning.isTime && part == PartId::Payload;
        if (row.isTime) {
            if (const auto time = jose::numericDate(member.value, row.name)) {
                row.time = *time;
                row.text = utcText(*time);
            }
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

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
    times.unreadable = !report.token.claims().isValid() || report.kind != Kind::JwsCompact;
    times.expiresAt = readTime(report.claims, u"exp", times.unreadable);
    times.notBefore = readTime(report.claims, u"nbf", times.unreadable);
    bool ignored = false; // iat decides nothing
    times.issuedAt = readTime(report.claims, u"iat", ignored);
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

} // namespace

ReportPtr makeReport(QByteArray token, TimePoint at, jose::SignatureResult signature)
{
    ReportContext context;
    context.signature = std::move(signature);
    return makeReport(std::move(token), at, context);
}

ReportPtr makeReport(QByteArray token, TimePoint at, const ReportContext &context)
{
    auto report = std::make_shared<Report>();
    report->at = at;
    report->leeway = std::clamp(context.leeway, std::chrono::seconds(0), mostLeeway);
    report->text = token;
    report->token = jose::ParsedToken::parse(std::move(token));
    report->kind = kindOf(report->token);
    report->signature = context.signature;
    report->label = context.label;
    if (report->kind != Kind::Opaque) {
        report->header = rowsOf(report->token.header(), meaningOfHeader, PartId::Header);
        if (report->signature.algorithm.isEmpty())
            report->signature.algorithm = report->token.algorithm();
    }
    if (report->kind == Kind::JwsCompact)
        report->claims = rowsOf(report->token.claims(), meaningOfClaim, PartId::Payload);
    report->times = judged(readTimes(*report), at, report->leeway);
    report->purpose = recognisePurpose(*report);
    report->findings = allFindings(*report);
    report->verdict = verdictAt(*report, at);
    return report;
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
