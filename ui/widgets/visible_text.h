#pragma once

#include "base/visible_text.h"

namespace claimcheck::ui {

/// Foreign text for a tooltip, which otherwise guesses rich text. At most 500 characters.
[[nodiscard]] inline QString plainToolTip(const QString &text)
{
    return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>")
        .arg(visibleText(text, 500).toHtmlEscaped());
}

} // namespace claimcheck::ui
