#pragma once

#include "findings_data.h"

#include <utility>

namespace claimcheck::inspect {

/// The findings of one token while they are gathered. Of one rule at most `mostOfARule` are kept.
class FindingList {
public:
    static constexpr int mostOfARule = 32;

    explicit FindingList(const Report &report) : m_report(report) {}

    /// `subject` fills `%1` of the rule's sentence and `extra` fills `%2`. The finding that was added, or
    /// nullptr where there are enough of its rule.
    Finding *add(const Rule &rule, const QString &subject, const QString &extra = {});
    /// The same, about bytes of a decoded part: both spans are filled in.
    Finding *add(const Rule &rule, const QString &subject, jose::PartId part, json::Span decoded,
                 const QString &extra = {});
    void add(Finding finding) { m_findings.push_back(std::move(finding)); }
    /// Whether another finding of this rule would be kept: to save the work of making it.
    [[nodiscard]] bool wants(const Rule &rule) const;

    /// All of them, the most severe first, and in the order of their rules' making within.
    [[nodiscard]] std::vector<Finding> take();

private:
    const Report &m_report;
    std::vector<Finding> m_findings;
    std::vector<std::pair<const Rule *, int>> m_counts;
    qint64 m_left = 0;
};

/// A finding of `rule` by itself; see `FindingList::add`.
[[nodiscard]] Finding makeFinding(const Rule &rule, const QString &subject, const QString &extra = {});

/// All findings of a report whose kind, token, rows, times and purpose are filled in, and those of its key.
[[nodiscard]] std::vector<Finding> allFindings(const Report &report, const std::vector<Finding> &ofKey);

/// The only row of this name, or the first of several; nullptr when there is none.
[[nodiscard]] const Row *rowNamed(const std::vector<Row> &rows, QLatin1StringView name);

/// What the parser noticed: base64url, JSON, missing and extra parts.
void addParserFindings(const Report &report, FindingList &findings);
/// The signatures' form, their other spellings, white space, disclosures.
void addStructureFindings(const Report &report, FindingList &findings);
/// What the header says: alg, typ, crit, cty, kid, and what it repeats.
void addHeaderFindings(const Report &report, FindingList &findings);
/// Keys, certificates and addresses of keys that the token brings along.
void addCarriedKeyFindings(const Report &report, FindingList &findings);
/// exp, nbf, iat and the other times.
void addTimeFindings(const Report &report, FindingList &findings);
/// What names and values show, at any depth.
void addContentFindings(const Report &report, FindingList &findings);
/// aud, jti and the types of the registered claims.
void addClaimFindings(const Report &report, FindingList &findings);
/// What the purpose of the token asks for.
void addPurposeFindings(const Report &report, FindingList &findings);

} // namespace claimcheck::inspect
