#pragma once

#include "base/result.h"

class QUrl;

namespace claimcheck::app {

/// Opens a link in the person's own browser, as xdg-open does it ($BROWSER first, where a person has set
/// one). The link must hold no secret: other programs see it. BrowserNotStarted.
[[nodiscard]] Result<Done> openInBrowser(const QUrl &url);

} // namespace claimcheck::app
