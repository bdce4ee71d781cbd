#pragma once

#include "report.h"

namespace claimcheck::inspect {

/// The members of a header or of a Claims Set as rows; none where the value is no object.
[[nodiscard]] std::vector<Row> headerRowsOf(const json::Value &object);
[[nodiscard]] std::vector<Row> claimRowsOf(const json::Value &object);

} // namespace claimcheck::inspect
