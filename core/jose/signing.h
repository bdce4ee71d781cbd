#pragma once

#include "key.h"

namespace claimcheck::jose {

enum class PayloadPlace { Attached, Detached };

/// Signs a compact JWS over exactly these bytes (never re-serialised). The header's "alg" must name
/// `algorithm` (AlgorithmNotAllowed otherwise), and the key must be private (KeyNotPrivate) and fit it (Key…
/// codes). A "crit" must be well-formed (CriticalInvalid); it may name extensions that only the caller
/// understands. With "b64":false in it (RFC 7797) the payload is signed as it is; attached it must then be
/// printable ASCII without a full stop (TokenFormInvalid). Detached: the middle part stays empty.
[[nodiscard]] Result<QByteArray> signCompact(const QByteArray &headerJson, const QByteArray &payload,
                                             const Key &key, const Algorithm &algorithm,
                                             PayloadPlace place = PayloadPlace::Attached);

/// One signature of a JSON serialization. Both headers are JSON objects or empty, go out byte for byte, and
/// share no name (TokenFormInvalid); "crit" and "b64" only in the protected one.
struct Signer {
    Key key;
    const Algorithm *algorithm = nullptr;
    QByteArray protectedJson;
    QByteArray unprotectedJson;
};

/// The flattened (one signer) or general JSON serialization (RFC 7515 section 7.2). A protected "b64":false
/// with its "crit" (RFC 7797) must stand in all signers or none (TokenFormInvalid); the payload must then be
/// UTF-8 when attached (JsonNotUtf8). For 1 to 64 signers.
[[nodiscard]] Result<QByteArray> signJson(const QByteArray &payload, const std::vector<Signer> &signers,
                                          PayloadPlace place = PayloadPlace::Attached);

} // namespace claimcheck::jose
