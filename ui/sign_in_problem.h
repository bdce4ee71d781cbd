#pragma once

#include "base/error.h"

#include <QString>

namespace claimcheck::ui {

/// What a sign-in that failed says, and the one thing that helps.
struct SignInProblem {
    QString message;
    QString hint;
    enum class Action {
        None,
        KeepInMemory,
        Unlock,
        TryAgain,
        OpenSetting,
        SignOutFirst
    } action = Action::None;
    QString actionText; // empty: there is none
    QString setting;    // of OpenSetting
};
[[nodiscard]] SignInProblem problemOf(const Error &error);

} // namespace claimcheck::ui
