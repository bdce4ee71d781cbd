#pragma once

#include "base/error.h"

#include <QString>

namespace claimcheck::ui {

/// What went wrong with a session, as its profile's pages say it, and the one thing that helps.
struct SessionProblem {
    QString message;
    QString details; // the hint and the stable code
    enum class Action { None, StoreAgain, Unlock, TryAgain, SignIn } action = Action::None;
    QString actionText; // empty: there is none
};
/// Of using, refreshing or storing a session. Offline is not signed out: what the network did is tried again.
[[nodiscard]] SessionProblem sessionProblemOf(const Error &error);

} // namespace claimcheck::ui
