#pragma once

#include <QByteArray>

namespace claimcheck::jose {

/// A curve of RFC 8037 section 2: its JWK "crv", OpenSSL's name for the type, the bits that its keys count
/// for, and the octets of a key, public or private.
struct OkpCurve {
    const char *name;
    const char *type;
    int bits;
    int size;
};

/// By "crv"; nullptr for others.
[[nodiscard]] const OkpCurve *findOkpCurve(QByteArrayView name);
/// By OpenSSL's name of the type ("ED25519", …); nullptr for others.
[[nodiscard]] const OkpCurve *findOkpCurveByType(const char *type);

/// True for a public key that must not be used. Ed25519 and Ed448: not a point, of small order (one signature
/// then fits many messages), or in an encoding that is not canonical (RFC 8032 sections 5.1.3, 5.2.3).
/// X25519 and X448: of small order in any encoding (RFC 7748 section 6: every agreement would give zero);
/// other encodings that are not canonical must be taken (section 5).
[[nodiscard]] bool isUnsafePoint(const OkpCurve &curve, QByteArrayView encoded);

} // namespace claimcheck::jose
