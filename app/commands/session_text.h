#pragma once

#include "base/clock.h"
#include "base/json_writer.h"
#include "login/profile.h"
#include "login/sessions.h"

namespace claimcheck::app {

class Invocation;

/// A moment as RFC 3339 in UTC, or null.
void writeTime(json::Writer &writer, const std::optional<TimePoint> &time);
/// One entry of `status --json`'s profiles (CLI.md).
void writeSession(json::Writer &writer, const login::Profile &profile, const login::SessionInfo &info,
                  TimePoint now);
/// "signed in as alice · expires in 4 min 12 s · can be refreshed".
[[nodiscard]] QString sessionText(const login::SessionInfo &info, TimePoint now);

/// Prints what a sign-in or a refresh led to, and ends the run.
void finishWith(Invocation &run, const QString &profileId, const Result<login::SessionInfo> &info);

} // namespace claimcheck::app
