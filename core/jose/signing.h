#pragma once

#include "key.h"

namespace claimcheck::jose {

/// Signs a compact JWS over exactly these bytes (never re-serialised). The header's "alg" must name
/// `algorithm` (AlgorithmNotAllowed otherwise), and the key must be private and fit it (Key… codes).
[[nodiscard]] Result<QByteArray> signCompact(const QByteArray &headerJson, const QByteArray &payload,
                                             const Key &key, const Algorithm &algorithm);

/// One signature of a JSON serialization. Both headers are JSON objects or empty, go out byte for byte, and
/// share no name; "crit" and "b64" only in the protected one.
struct Signer {
    Key key;
    const Algorithm *algorithm = nullptr;
    QByteArray protectedJson;
    QByteArray unprotectedJson;
};

enum class PayloadPlace { Attached, Detached };

/// The flattened (one signer) or general JSON serialization (RFC 7515 section 7.2). A protected "b64":false
/// with its "crit" (RFC 7797) must stand in all signers or none; the payload must then be UTF-8 when
/// attached.
[[nodiscard]] Result<QByteArray> signJson(const QByteArray &payload, const std::vector<Signer> &signers,
                                          PayloadPlace place = PayloadPlace::Attached);

} // namespace claimcheck::jose
