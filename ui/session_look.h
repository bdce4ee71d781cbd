#pragma once

#include "base/clock.h"
#include "login/sessions.h"

#include <QString>

namespace claimcheck::ui {

/// How the state of a sign-in looks: the same in the sidebar and on the profile's pages.
struct SessionLook {
    enum class Tone { Quiet, Warning };
    QString icon;      // see icons.h
    QString shortText; // "4 min 12 s", "expired", "locked"; may be empty
    QString sentence;  // "Signed in, expires in 4 min 12 s"
    Tone tone = Tone::Quiet;
};
[[nodiscard]] SessionLook lookOf(const login::SessionInfo &info, TimePoint now);
/// Somebody is signed in, or was until it expired.
[[nodiscard]] bool hasSession(const login::SessionInfo &info);

} // namespace claimcheck::ui
