#pragma once

#include "base/result.h"
#include "jose/verification.h"

#include <QByteArray>

namespace claimcheck::app {

class Invocation;

/// The token that a command's first argument, file or standard input holds; notes go to stderr when there are
/// several. A text of one word that holds no token is given back as it is (an opaque token). NoTokenFound
/// otherwise.
[[nodiscard]] Result<QByteArray> readToken(const Invocation &run);
/// NotYetAvailable for the forms beyond a compact JWS.
[[nodiscard]] Result<Done> requireCompactJws(const jose::ParsedToken &token);

} // namespace claimcheck::app
