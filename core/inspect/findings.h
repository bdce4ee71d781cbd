#pragma once

#include "findings_data.h"
#include "report.h"

namespace claimcheck::inspect {

/// A finding of `rule`; `%1` of its sentence is filled with `subject`.
[[nodiscard]] Finding makeFinding(const Rule &rule, const QString &subject);
/// The same, about bytes of a decoded part: both spans are filled in.
[[nodiscard]] Finding makeFinding(const Rule &rule, const QString &subject, const jose::ParsedToken &token,
                                  jose::PartId part, json::Span decoded);

/// All findings of a report whose kind, token, rows and times are filled in, the most severe first.
[[nodiscard]] std::vector<Finding> allFindings(const Report &report);

/// What the parser noticed: base64url, JSON, missing and extra parts.
void addParserFindings(const Report &report, std::vector<Finding> &findings);
/// What the header says: alg, crit, keys that the token brings along.
void addStructureFindings(const Report &report, std::vector<Finding> &findings);
/// exp, nbf, iat and the other times.
void addTimeFindings(const Report &report, std::vector<Finding> &findings);

} // namespace claimcheck::inspect
