#pragma once

#include <QByteArray>

namespace claimcheck::jose {

/// A curve of RFC 7518 section 6.2.1.1 or RFC 8812 section 3.1: its JWK "crv", OpenSSL's name for the group,
/// the octets of a coordinate, and the group's order as so many big-endian octets (hex).
struct Curve {
    const char *name;
    const char *group;
    int bits;
    int size;
    const char *order;
};

/// By "crv"; nullptr for others.
[[nodiscard]] const Curve *findCurve(QByteArrayView name);
/// By OpenSSL's group name; nullptr for others.
[[nodiscard]] const Curve *findCurveByGroup(QByteArrayView group);
/// True for a big-endian number of exactly the curve's size that is in 1 … order-1 (an r or an s, FIPS
/// 186-5).
[[nodiscard]] bool isScalar(const Curve &curve, QByteArrayView number);

} // namespace claimcheck::jose
