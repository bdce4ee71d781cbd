#pragma once

#include <QColor>
#include <QFont>
#include <QString>

namespace claimcheck::ui {

/// How a method is told in lists and tabs: "DEL", in a colour that says what it does (reads, writes,
/// removes).
[[nodiscard]] QString shortMethod(const QString &method);
[[nodiscard]] QColor methodColour(const QString &method);
[[nodiscard]] QFont methodFont(const QFont &font);

} // namespace claimcheck::ui
