#pragma once

#include "login/profile.h"

#include <QColor>
#include <QString>

namespace claimcheck::ui {

/// How a profile's environment is marked wherever the profile is shown: a word, and its colour.
struct EnvironmentLook {
    QString word; // "prod"; empty: there is no mark
    QColor text, fill;
    bool isProduction = false;
};
/// The profile's own colour, else its environment's: production is red, staging orange, dev green. A colour
/// without an environment marks nothing. Ask again on QEvent::PaletteChange.
[[nodiscard]] EnvironmentLook environmentLookOf(const login::Profile &profile);
[[nodiscard]] EnvironmentLook environmentLookOf(const QString &environment, const QString &colour);

} // namespace claimcheck::ui
