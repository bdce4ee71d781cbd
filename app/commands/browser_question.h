#pragma once

#include "command.h"
#include "login/profile.h"
#include "requests/request_spec.h"

namespace claimcheck::app {

class Invocation;

/// `request --cors ORIGIN`: would a browser be allowed? Exit code 0 says yes, 1 no.
[[nodiscard]] bool isBrowserQuestion(const Invocation &run);
/// Asks what a browser would ask, through the profile's connection and without its credential; ends the run.
void askForBrowser(Invocation &run, const login::Profile &profile, const requests::RequestSpec &spec);

[[nodiscard]] std::vector<Option> browserOptions();

} // namespace claimcheck::app
