#pragma once

#include "http/message.h"

#include <QString>

namespace claimcheck::requests {
struct Sent;
}

namespace claimcheck::app {

class Invocation;

/// What was held back, as a sentence.
[[nodiscard]] QString withheldText(const Invocation &run, const http::Withheld &withheld);
/// The document of `request --json`, of a request that was answered; `body` is all of the answer's.
[[nodiscard]] QByteArray responseJson(const requests::Sent &sent, const QByteArray &body);
/// "HTTP/1.1 200" and the headers, a line each, and an empty one.
[[nodiscard]] QString headText(const http::Response &response);

} // namespace claimcheck::app
