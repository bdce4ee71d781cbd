#include "findings.h"

#include <QSet>

#include <algorithm>

namespace claimcheck::inspect {

namespace {

using jose::PartId;

void addAlgorithm(const Report &report, std::vector<Finding> &findings)
{
    const json::Value header = report.token.header();
    if (!header.isValid())
        return;
    if (header.count("alg") == 0) {
        findings.push_back(makeFinding(rule("alg-missing"), QStringLiteral("alg")));
        return;
    }
    const json::Value alg = header.find("alg");
    // Some libraries compared without case only when accepting, so every spelling is dangerous.
    if (alg.isValid() && alg.toUtf8().compare("none", Qt::CaseInsensitive) == 0)
        findings.push_back(
            makeFinding(rule("alg-none"), alg.toString(), report.token, PartId::Header, alg.span()));
}

void addCarriedKeys(const Report &report, std::vector<Finding> &findings)
{
    static constexpr QLatin1StringView carriers[] = {QLatin1StringView("jwk"), QLatin1StringView("jku"),
                                                     QLatin1StringView("x5u"), QLatin1StringView("x5c")};
    for (const Row &row : report.header) {
        if (std::find(std::begin(carriers), std::end(carriers), row.name) != std::end(carriers))
            findings.push_back(
                makeFinding(rule("key-carried"), row.name, report.token, PartId::Header, row.valueSpan));
    }
}

bool isWellFormedCrit(const json::Value &crit, const QSet<QString> &present)
{
    const std::vector<json::Value> names = crit.elements();
    return !names.empty() && std::all_of(names.begin(), names.end(), [&present](const json::Value &name) {
        return name.isString() && present.contains(name.toString());
    });
}

void addCritical(const Report &report, std::vector<Finding> &findings)
{
    // A set, because both the header and its lists can hold a hundred thousand names.
    QSet<QString> present;
    for (const Row &row : report.header)
        present.insert(row.name);
    for (const Row &row : report.header) {
        if (row.name != u"crit")
            continue;
        if (!isWellFormedCrit(row.value, present)) {
            findings.push_back(
                makeFinding(rule("crit-invalid"), row.name, report.token, PartId::Header, row.valueSpan));
            continue;
        }
        QStringList names;
        for (const json::Value &name : row.value.elements())
            names << name.toString();
        findings.push_back(makeFinding(rule("crit-present"), names.join(QStringLiteral(", ")), report.token,
                                       PartId::Header, row.valueSpan));
    }
}

} // namespace

void addStructureFindings(const Report &report, std::vector<Finding> &findings)
{
    addAlgorithm(report, findings);
    addCarriedKeys(report, findings);
    addCritical(report, findings);
}

} // namespace claimcheck::inspect
