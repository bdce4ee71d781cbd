#pragma once

#include "report.h"

#include <optional>

namespace claimcheck::inspect {

enum class ReportFormat { Markdown, Html };
/// "markdown", "html"; nothing for other names.
[[nodiscard]] std::optional<ReportFormat> reportFormatFromName(QByteArrayView name);

/// Whether the token's signature was taken away on purpose (a safe copy): findings about it are then left
/// out, and one sentence says so.
enum class ReportOf { Token, SafeCopy };

/// The whole report as text for people: verdict, what the token is, header, claims with times and meanings,
/// disclosures, findings with their standards. Foreign text is escaped, and its invisible characters are
/// chips. The HTML is one page that loads nothing and runs nothing.
[[nodiscard]] QByteArray reportText(const Report &report, ReportFormat format, ReportOf of = ReportOf::Token);

} // namespace claimcheck::inspect
