#include "curves.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace claimcheck::jose {

namespace {

constexpr Curve curves[] = {
    {"P-256", "prime256v1", 256, 32, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"},
    {"P-384", "secp384r1", 384, 48,
     "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"},
    {"P-521", "secp521r1", 521, 66,
     "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa"
     "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"},
    {"secp256k1", "secp256k1", 256, 32, "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"},
};

const QByteArray &orderOf(const Curve &curve)
{
    static const std::vector<QByteArray> orders = [] {
        std::vector<QByteArray> numbers;
        for (const Curve &row : curves)
            numbers.push_back(QByteArray::fromHex(row.order));
        return numbers;
    }();
    return orders[static_cast<size_t>(&curve - curves)];
}

} // namespace

const Curve *findCurve(QByteArrayView name)
{
    const auto found = std::find_if(std::begin(curves), std::end(curves),
                                    [name](const Curve &curve) { return name == curve.name; });
    return found == std::end(curves) ? nullptr : found;
}

const Curve *findCurveByGroup(QByteArrayView group)
{
    const auto found = std::find_if(std::begin(curves), std::end(curves),
                                    [group](const Curve &curve) { return group == curve.group; });
    return found == std::end(curves) ? nullptr : found;
}

bool isScalar(const Curve &curve, QByteArrayView number)
{
    const QByteArray &order = orderOf(curve);
    if (number.size() != order.size())
        return false;
    const bool isZero = std::all_of(number.begin(), number.end(), [](char octet) { return octet == 0; });
    // Both are big-endian and of one length, so that octets compare as the numbers do.
    return !isZero && std::memcmp(number.data(), order.constData(), static_cast<size_t>(order.size())) < 0;
}

} // namespace claimcheck::jose
