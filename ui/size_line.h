#pragma once

#include "inspect/report.h"

#include <QString>

namespace claimcheck::ui {

/// How large a token is against what cookies and headers hold; empty while it is far from both.
[[nodiscard]] QString sizeLine(const inspect::Report &report);

} // namespace claimcheck::ui
