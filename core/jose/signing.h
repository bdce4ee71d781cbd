#pragma once

#include "key.h"

namespace claimcheck::jose {

/// Signs a compact JWS over exactly these bytes (never re-serialised). The header's "alg" must name
/// `algorithm` (AlgorithmNotAllowed otherwise), and the key must be private and fit it (Key… codes).
[[nodiscard]] Result<QByteArray> signCompact(const QByteArray &headerJson, const QByteArray &payload,
                                             const Key &key, const Algorithm &algorithm);

} // namespace claimcheck::jose
