#include "findings.h"

#include "report_reading.h"
#include "text.h"

#include <algorithm>

namespace claimcheck::inspect {

namespace {

using jose::PartId;

const Rule &ruleOf(ErrorCode code)
{
    const auto row = std::find_if(std::begin(structureRules), std::end(structureRules),
                                  [code](const Rule &r) { return r.code == code; });
    return row == std::end(structureRules) ? rule("form") : *row;
}

/// The part's name as a sentence begins with it.
QString partInSentence(PartId part)
{
    switch (part) {
    case PartId::Header:
        return Text::tr("The header");
    case PartId::Payload:
        return Text::tr("The payload");
    case PartId::Signature:
        break;
    }
    return Text::tr("The signature");
}

QString problemSentence(const jose::Problem &problem)
{
    Error error = problem.error;
    if (error.code == ErrorCode::TokenPartMissing && problem.part == PartId::Payload)
        return Text::tr("The token ends after the header: it has no payload.");
    if (error.code == ErrorCode::TokenPartMissing && problem.part == PartId::Signature)
        return Text::tr("The token has no third part, the signature. It may have been cut off.");
    if (error.subject == jose::partName(problem.part)) {
        error.subject = partInSentence(problem.part);
        return describe(error).message;
    }
    // The other parts have names only, which are no beginning of a sentence: "iv has the wrong JSON type."
    const QString message = describe(error).message;
    if (error.subject.isEmpty() || !message.startsWith(error.subject))
        return message;
    error.subject = Text::tr("The part %1").arg(error.subject);
    return describe(error).message;
}

bool isWhiteSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// A rule that says more than the parser's own words, where the byte at the place tells it.
const Rule *closerRule(const Report &report, const jose::Problem &problem)
{
    const QByteArray &bytes = partOf(report, problem.part).bytes;
    const QByteArray &text = report.text;
    switch (problem.error.code) {
    case ErrorCode::JsonSyntax:
        if (problem.error.offset == 0 && bytes.startsWith("\xEF\xBB\xBF"))
            return &rule("json-byte-order-mark");
        if (problem.error.offset >= 0 && problem.error.offset < bytes.size() &&
            bytes[problem.error.offset] == '\0')
            return &rule("json-nul");
        return nullptr;
    case ErrorCode::Base64ForeignCharacter:
        return problem.token.begin < text.size() && isWhiteSpace(text[problem.token.begin])
                   ? &rule("base64-whitespace")
                   : nullptr;
    default:
        return nullptr;
    }
}

/// A payload that never meant to be JSON: the header does not call it a JWT, and it does not begin as a JSON
/// value does.
bool isOtherContent(const Report &report)
{
    const Row *typ = rowNamed(report.header, QLatin1StringView("typ"));
    const QByteArray bytes = report.token.part(PartId::Payload).bytes.left(16).trimmed();
    return !(typ && typ->value.toString().contains(u"jwt", Qt::CaseInsensitive)) &&
           report.token.header().isValid() && !bytes.isEmpty() &&
           !QByteArrayView("{[\"\xEF").contains(bytes[0]);
}

/// Problems of a payload that is no Claims Set, and need not be one (RFC 7515 section 3).
bool isAboutClaims(const jose::Problem &problem)
{
    return problem.part == PartId::Payload &&
           (problem.error.code == ErrorCode::JsonSyntax || problem.error.code == ErrorCode::JsonNotUtf8 ||
            problem.error.code == ErrorCode::JsonNotObject ||
            problem.error.code == ErrorCode::JsonTrailingData);
}

/// What the header's rules tell closer.
bool isAboutCritical(const Report &report, const jose::Problem &problem)
{
    return (problem.error.code == ErrorCode::CriticalInvalid ||
            problem.error.code == ErrorCode::CriticalUnsupported) &&
           rowNamed(report.header, QLatin1StringView("crit"));
}

} // namespace

void addParserFindings(const Report &report, FindingList &findings)
{
    const std::vector<jose::Problem> &problems =
        report.encryption ? report.encryption->problems() : report.token.problems();
    if (problems.empty())
        return;
    const bool unsecured = report.token.algorithm().compare("none", Qt::CaseInsensitive) == 0;
    for (const jose::Problem &problem : problems) {
        // An Unsecured JWT is meant to have no signature (RFC 7519 section 6): alg-none says what matters.
        if (unsecured && problem.error.code == ErrorCode::SignatureMissing)
            continue;
        if (isAboutCritical(report, problem))
            continue;
        if (problem.part == PartId::Payload && report.token.part(PartId::Payload).present &&
            report.token.lacksPayload() && report.token.header().isValid()) {
            findings.add(rule("payload-detached"), jose::partName(problem.part));
            continue;
        }
        if (isAboutClaims(problem) && isOtherContent(report)) {
            if (!hasNestedToken(report))
                findings.add(rule("payload-not-json"), jose::partName(problem.part));
            continue;
        }
        const Rule *closer = closerRule(report, problem);
        const QString subject =
            problem.error.subject.isEmpty() ? QStringLiteral("token") : problem.error.subject;
        Finding finding = closer ? makeFinding(*closer, partInSentence(problem.part))
                                 : makeFinding(ruleOf(problem.error.code), subject);
        if (!closer)
            finding.message = problemSentence(problem);
        finding.part = problem.part;
        finding.token = problem.token;
        finding.decoded = problem.decoded;
        findings.add(std::move(finding));
    }
}

} // namespace claimcheck::inspect
