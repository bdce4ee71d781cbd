#pragma once

#include "report.h"

namespace claimcheck::inspect {

/// One rule as the help shows it; "…" stands where a finding names its subject.
struct RuleHelp {
    QByteArray id;
    QString area; // "Form", "Header", "Keys", "Time", "Content", "Purpose"
    Severity severity;
    QString sentence, reference, help;
};

/// Every rule of the inspector, area by area.
[[nodiscard]] std::vector<RuleHelp> rulesHelp();
/// The rule of this id, such as a finding's; nothing for others.
[[nodiscard]] std::optional<RuleHelp> ruleHelp(QByteArrayView id);

} // namespace claimcheck::inspect
