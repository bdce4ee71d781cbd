#pragma once

#include "base/result.h"

#include <functional>

class QUrl;

namespace claimcheck::ui {

/// Opens a link in the person's browser: BrowserNotStarted. Empty: nobody can.
using OpenLink = std::function<Result<Done>(const QUrl &)>;

} // namespace claimcheck::ui
