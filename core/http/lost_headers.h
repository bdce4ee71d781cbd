#pragma once

#include "message.h"

#include <QString>

namespace claimcheck::http {

/// True for an answer of HTTP/1.1 without a single header. Qt 6.4 takes none of them, and says nothing, where
/// there are more than 100, one is larger than 100 KiB, or all are larger than 256 KiB; a server that sends
/// none looks the same. What they said is not known then: how long and how packed the body is, cookies, where
/// a redirect leads.
[[nodiscard]] bool hasNoHeaders(const Response &response);
/// That as sentences; empty for an answer with headers.
[[nodiscard]] QString lostHeadersWords(const Response &response);

} // namespace claimcheck::http
