#pragma once

#include "message.h"

namespace claimcheck::http {

/// For exchanges alone: whoever watches them (exchange_watch.h) is told that one has ended.
void tellWatcher(const Request &request, const Result<Response> &answer);
/// The same with the next turn of the event loop, from a destructor.
void tellWatcherLater(const Request &request, const Error &error);

} // namespace claimcheck::http
