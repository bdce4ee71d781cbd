#pragma once

#include "message.h"

#include <functional>

class QObject;

namespace claimcheck::http {

/// Every exchange of this process is told here when it ends, whoever sent it: discovery, refresh, keys,
/// requests. `request` is as the caller made it (its body and headers may hold secrets: whoever writes it
/// down redacts it); credentials are not in it. One that was given up is told with Cancelled, and the body of
/// one that had a sink is not in its answer. From the event loop, until `context` has gone. A second watcher
/// replaces the first.
void watchExchanges(QObject *context,
                    std::function<void(const Request &request, const Result<Response> &answer)> watcher);

} // namespace claimcheck::http
