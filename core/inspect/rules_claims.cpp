#include "findings.h"

#include "profiles.h"

namespace claimcheck::inspect {

namespace {

using jose::PartId;

void add(const Rule &broken, const Row &row, FindingList &findings, const QString &subject = {})
{
    findings.add(broken, subject.isEmpty() ? row.name : subject, PartId::Payload, row.valueSpan);
}

void addAudience(const Report &report, FindingList &findings)
{
    const Row *row = rowNamed(report.claims, QLatin1StringView("aud"));
    if (!row) {
        const Profile &profile = profileOf(report.purpose.id);
        // A purpose that requires aud says so itself.
        // An SD-JWT is for whoever its holder shows it to: the key binding names them.
        if (profile.audience == Profile::Audience::Wanted && report.kind != Kind::SdJwt &&
            !QByteArrayView(profile.required).contains("aud"))
            findings.add(rule("aud-missing"), QStringLiteral("aud"));
        return;
    }
    const std::vector<json::Value> elements =
        row->value.isString() ? std::vector{row->value} : row->value.elements();
    bool texts = row->value.isString() || row->value.isArray();
    for (const json::Value &one : elements) {
        texts = texts && one.isString();
        if (one.isString() && one.raw().contains('*') && findings.wants(rule("aud-wildcard")))
            add(rule("aud-wildcard"), *row, findings, one.toString());
    }
    if (row->value.isArray() && elements.empty())
        findings.add(rule("aud-missing"), row->name, PartId::Payload, row->valueSpan);
    if (!texts)
        add(rule("claim-wrong-type"), *row, findings);
}

/// Few digits, and nothing else.
bool isSmallNumber(const json::Value &value)
{
    const QByteArray text = value.isNumber() ? value.raw().toByteArray() : value.toUtf8();
    constexpr qsizetype mostDigits = 9;
    return !text.isEmpty() && text.size() <= mostDigits &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

void addClaimFindings(const Report &report, FindingList &findings)
{
    if (!report.token.claims().isValid())
        return;
    addAudience(report, findings);
    for (const char *name : {"iss", "sub", "jti"}) {
        const Row *row = rowNamed(report.claims, QLatin1StringView(name));
        if (row && !row->value.isString())
            add(rule("claim-wrong-type"), *row, findings);
    }
    const Row *id = rowNamed(report.claims, QLatin1StringView("jti"));
    if (id && id->raw.size() < 12 && isSmallNumber(id->value))
        add(rule("jti-sequential"), *id, findings);
}

} // namespace claimcheck::inspect
