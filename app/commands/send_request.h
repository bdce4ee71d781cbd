#pragma once

#include "command.h"
#include "requests/sender.h"

namespace claimcheck::app {

class Invocation;

/// The options that say what becomes of the answer; they are curl's, in name and meaning.
[[nodiscard]] std::vector<Option> answerOptions();

/// Sends it and writes the answer as `answerOptions` say; ends the run.
void sendRequest(Invocation &run, requests::Outbound outbound);

} // namespace claimcheck::app
