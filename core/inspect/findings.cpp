#include "findings.h"

#include "report_reading.h"
#include "span_map.h"
#include "text.h"

#include <algorithm>

namespace claimcheck::inspect {

namespace {

constexpr qsizetype longestSubject = 200;

QString cut(const QString &text)
{
    return text.size() > longestSubject ? text.left(longestSubject) + u'…' : text;
}

/// Fills in both places in one pass: what a token says must not be filled in again.
QString filled(const QString &sentence, const QString &subject, const QString &extra)
{
    QString text;
    text.reserve(sentence.size() + subject.size() + extra.size());
    qsizetype at = 0;
    for (;;) {
        const qsizetype mark = sentence.indexOf(u'%', at);
        if (mark < 0 || mark + 1 >= sentence.size())
            return text += QStringView(sentence).sliced(at);
        text += QStringView(sentence).sliced(at, mark - at);
        const QChar number = sentence[mark + 1];
        if (number == u'1')
            text += subject;
        else if (number == u'2')
            text += extra;
        at = mark + 2;
    }
}

} // namespace

Finding makeFinding(const Rule &rule, const QString &subject, const QString &extra)
{
    Finding finding{rule.id, rule.severity, cut(subject), {}, QString::fromLatin1(rule.reference), {}, {},
                    {}};
    if (rule.sentence)
        finding.message = filled(Text::tr(rule.sentence), finding.subject, cut(extra));
    return finding;
}

bool FindingList::wants(const Rule &rule) const
{
    const auto row = std::find_if(m_counts.begin(), m_counts.end(),
                                  [&rule](const auto &count) { return count.first == &rule; });
    return row == m_counts.end() || row->second < mostOfARule;
}

Finding *FindingList::add(const Rule &rule, const QString &subject, const QString &extra)
{
    auto row = std::find_if(m_counts.begin(), m_counts.end(),
                            [&rule](const auto &count) { return count.first == &rule; });
    if (row == m_counts.end())
        row = m_counts.insert(row, {&rule, 0});
    if (row->second >= mostOfARule) {
        ++m_left;
        return nullptr;
    }
    ++row->second;
    return &m_findings.emplace_back(makeFinding(rule, subject, extra));
}

Finding *FindingList::add(const Rule &rule, const QString &subject, jose::PartId part, json::Span decoded,
                          const QString &extra)
{
    Finding *finding = add(rule, subject, extra);
    if (finding) {
        finding->part = part;
        finding->decoded = decoded;
        finding->token = tokenSpan(m_report.text, partOf(m_report, part), decoded);
    }
    return finding;
}

std::vector<Finding> FindingList::take()
{
    if (m_left > 0)
        m_findings.push_back(makeFinding(rule("findings-more"), QString::number(m_left)));
    std::stable_sort(m_findings.begin(), m_findings.end(),
                     [](const Finding &a, const Finding &b) { return a.severity < b.severity; });
    return std::move(m_findings);
}

const Row *rowNamed(const std::vector<Row> &rows, QLatin1StringView name)
{
    // The sizes and the first letters first, and here: a report asks for a hundred names, and hardly any is
    // there.
    const auto found = std::find_if(rows.begin(), rows.end(), [name](const Row &row) {
        return row.name.size() == name.size() && row.name.front() == name.front() && row.name == name;
    });
    return found == rows.end() ? nullptr : &*found;
}

std::vector<Finding> allFindings(const Report &report, const std::vector<Finding> &ofKey)
{
    if (report.kind == Kind::Opaque)
        return {};
    FindingList findings(report);
    addParserFindings(report, findings);
    addHeaderFindings(report, findings);
    addCarriedKeyFindings(report, findings);
    for (const Finding &finding : ofKey)
        findings.add(finding);
    if (hasClaims(report.kind)) {
        addTimeFindings(report, findings);
        addPurposeFindings(report, findings);
        addClaimFindings(report, findings);
    }
    addContentFindings(report, findings);
    addStructureFindings(report, findings);
    return findings.take();
}

} // namespace claimcheck::inspect
