#pragma once

#include "base/result.h"
#include "jose/verification.h"

#include <QByteArray>

namespace claimcheck::app {

class Invocation;

/// What is done about a text with more than one token: the first is taken and the others are noted on stderr,
/// or it is refused (UsageInvalid), where a "yes" to one of them would be taken for all.
enum class Several { Noted, Refused };
/// The token that a command's first argument, file or standard input holds. A text of one word that holds no
/// token is given back as it is (an opaque token). NoTokenFound otherwise.
[[nodiscard]] Result<QByteArray> readToken(const Invocation &run, Several several);
/// NotYetAvailable for the forms beyond a compact JWS.
[[nodiscard]] Result<Done> requireCompactJws(const jose::ParsedToken &token);

} // namespace claimcheck::app
