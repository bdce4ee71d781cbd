#include "findings.h"

#include "span_map.h"
#include "text.h"

#include <algorithm>

namespace claimcheck::inspect {

namespace {

const Rule &ruleOf(ErrorCode code)
{
    const auto row =
        std::find_if(std::begin(rules), std::end(rules), [code](const Rule &r) { return r.code == code; });
    return row == std::end(rules) ? rule("form") : *row;
}

/// The part's name as a sentence begins with it.
QString partInSentence(jose::PartId part)
{
    switch (part) {
    case jose::PartId::Header:
        return Text::tr("The header");
    case jose::PartId::Payload:
        return Text::tr("The payload");
    case jose::PartId::Signature:
        break;
    }
    return Text::tr("The signature");
}

QString problemSentence(const jose::Problem &problem)
{
    Error error = problem.error;
    if (error.code == ErrorCode::TokenPartMissing && problem.part == jose::PartId::Payload)
        return Text::tr("The token ends after the header: it has no payload.");
    if (error.code == ErrorCode::TokenPartMissing && problem.part == jose::PartId::Signature)
        return Text::tr("The token has no third part, the signature. It may have been cut off.");
    if (error.subject == jose::partName(problem.part))
        error.subject = partInSentence(problem.part);
    return describe(error).message;
}

/// The parser reads three parts. Those of a JWE after its header are ciphertext, and have names of their own.
bool concerns(Kind kind, const jose::Problem &problem)
{
    return kind != Kind::JweCompact || problem.part == jose::PartId::Header;
}

} // namespace

Finding makeFinding(const Rule &rule, const QString &subject)
{
    Finding finding{rule.id, rule.severity, subject, {}, QString::fromLatin1(rule.reference), {}, {}, {}};
    if (rule.sentence)
        finding.message = Text::tr(rule.sentence).replace(QStringLiteral("%1"), subject);
    return finding;
}

Finding makeFinding(const Rule &rule, const QString &subject, const jose::ParsedToken &token,
                    jose::PartId part, json::Span decoded)
{
    Finding finding = makeFinding(rule, subject);
    finding.part = part;
    finding.decoded = decoded;
    finding.token = tokenSpan(token, part, decoded);
    return finding;
}

void addParserFindings(const Report &report, std::vector<Finding> &findings)
{
    const bool unsecured = report.token.algorithm().compare("none", Qt::CaseInsensitive) == 0;
    for (const jose::Problem &problem : report.token.problems()) {
        // An Unsecured JWT is meant to have no signature (RFC 7519 section 6): alg-none says what matters.
        if (!concerns(report.kind, problem) ||
            (unsecured && problem.error.code == ErrorCode::SignatureMissing))
            continue;
        Finding finding = makeFinding(ruleOf(problem.error.code), problem.error.subject);
        finding.message = problemSentence(problem);
        finding.part = problem.part;
        finding.token = problem.token;
        finding.decoded = problem.decoded;
        findings.push_back(std::move(finding));
    }
}

std::vector<Finding> allFindings(const Report &report)
{
    std::vector<Finding> findings;
    if (report.kind == Kind::Opaque)
        return findings;
    addParserFindings(report, findings);
    addStructureFindings(report, findings);
    if (report.kind == Kind::JwsCompact)
        addTimeFindings(report, findings);
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding &a, const Finding &b) { return a.severity < b.severity; });
    return findings;
}

} // namespace claimcheck::inspect
