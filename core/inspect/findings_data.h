#pragma once

#include "findings_content_data.h"
#include "findings_header_data.h"
#include "findings_key_data.h"
#include "findings_purpose_data.h"
#include "findings_structure_data.h"
#include "findings_time_data.h"

#include <span>
#include <string_view>

/// Every rule of the inspector, one row each, in a file for each area: adding a finding is adding a row there
/// and a line in a rules_*.cpp.
namespace claimcheck::inspect {

struct RuleArea {
    const char *id;
    const char *title; // translated in the context "Inspect"
    std::span<const Rule> rules;
};

inline constexpr RuleArea ruleAreas[] = {
    {"structure", QT_TRANSLATE_NOOP("Inspect", "Form"), structureRules},
    {"header", QT_TRANSLATE_NOOP("Inspect", "Header"), headerRules},
    {"keys", QT_TRANSLATE_NOOP("Inspect", "Keys"), keyRules},
    {"time", QT_TRANSLATE_NOOP("Inspect", "Time"), timeRules},
    {"content", QT_TRANSLATE_NOOP("Inspect", "Content"), contentRules},
    {"purpose", QT_TRANSLATE_NOOP("Inspect", "Purpose"), purposeRules},
};

/// The row of this id; an id that has none does not compile.
[[nodiscard]] consteval const Rule &rule(std::string_view id)
{
    for (const RuleArea &area : ruleAreas) {
        for (const Rule &row : area.rules) {
            if (id == row.id)
                return row;
        }
    }
    throw "no such rule";
}

} // namespace claimcheck::inspect
