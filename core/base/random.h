#pragma once

#include "result.h"

#include <QByteArray>

namespace claimcheck {

/// `count` bytes from OpenSSL's CSPRNG. RandomUnavailable when it fails: never a weaker source.
[[nodiscard]] Result<QByteArray> randomBytes(qsizetype count);
/// `count` random bytes as unpadded base64url: for ids, state, nonces.
[[nodiscard]] Result<QByteArray> randomText(qsizetype count);

} // namespace claimcheck
