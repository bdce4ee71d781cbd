#pragma once

#include "http/message.h"

#include <QString>

namespace claimcheck::app {

class Invocation;

/// What was held back, as a sentence.
[[nodiscard]] QString withheldText(const Invocation &run, const http::Withheld &withheld);
/// The document of `request --json`. `refreshed`: a 401 led to one refresh, and this answers the second try.
[[nodiscard]] QByteArray responseJson(const http::Response &response, const QByteArray &body, bool refreshed);
/// "HTTP/1.1 200" and the headers, a line each, and an empty one.
[[nodiscard]] QString headText(const http::Response &response);

} // namespace claimcheck::app
