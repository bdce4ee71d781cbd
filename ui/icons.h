#pragma once

#include <QIcon>
#include <QString>

namespace claimcheck::ui {

/// The project's own SVG of this name (resources/icons), drawn in the palette's text colour, or in the
/// state's colour for "good", "warning", "bad" and "neutral". It follows a change of theme by itself. Unknown
/// names give a null icon.
[[nodiscard]] QIcon icon(QStringView name);

} // namespace claimcheck::ui
