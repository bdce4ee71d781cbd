#include "findings_help.h"

#include "findings_data.h"
#include "text.h"

#include <algorithm>

namespace claimcheck::inspect {

namespace {

QString sentenceOf(const Rule &rule)
{
    const QString blank = QStringLiteral("…");
    if (!rule.sentence)
        return describe(Error{rule.code.value_or(ErrorCode::TokenFormInvalid), blank, blank}).message;
    return Text::tr(rule.sentence).replace(QStringLiteral("%1"), blank).replace(QStringLiteral("%2"), blank);
}

} // namespace

std::vector<RuleHelp> rulesHelp()
{
    std::vector<RuleHelp> all;
    for (const RuleArea &area : ruleAreas) {
        for (const Rule &rule : area.rules)
            all.push_back({rule.id, Text::tr(area.title), rule.severity, sentenceOf(rule),
                           QString::fromLatin1(rule.reference), Text::tr(rule.help)});
    }
    return all;
}

std::optional<RuleHelp> ruleHelp(QByteArrayView id)
{
    const std::vector<RuleHelp> all = rulesHelp();
    const auto row = std::find_if(all.begin(), all.end(), [id](const RuleHelp &one) { return one.id == id; });
    return row == all.end() ? std::nullopt : std::optional(*row);
}

} // namespace claimcheck::inspect
