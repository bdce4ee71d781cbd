#include "okp.h"

#include "evp.h"

#include <algorithm>
#include <cstring>

namespace claimcheck::jose {

namespace {

constexpr OkpCurve curves[] = {
    {"Ed25519", "ED25519", 256, 32},
    {"Ed448", "ED448", 456, 57},
    {"X25519", "X25519", 256, 32},
    {"X448", "X448", 448, 56},
};

using BigNumberContextPtr = std::unique_ptr<BN_CTX, OpensslDeleter<BN_CTX_free>>;

/// The curve a·x² + y² = 1 + d·x²·y² mod p of a signature scheme (RFC 8032 sections 5.1 and 5.2), in hex. `d`
/// is numerator and denominator. `smallOrder` is every y of a point whose order divides the cofactor.
struct Edwards {
    const char *name;
    const char *p;
    int a;
    int dNumerator;
    int dDenominator;
    std::vector<const char *> smallOrder;
};

BigNumberPtr hexNumber(const char *hex)
{
    BIGNUM *number = nullptr;
    BN_hex2bn(&number, hex);
    return BigNumberPtr(number);
}

const Edwards *findEdwards(const OkpCurve &curve)
{
    // All numbers are big-endian, as people write them.
    static const Edwards edwards[] = {
        {"Ed25519",
         "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed",
         -1,
         -121665,
         121666,
         {"00", "01", "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
          "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
          "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7"}},
        {"Ed448",
         "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffffffffffffffffffffffffffffffffffffffff"
         "f"
         "ffffffffffff",
         1,
         -39081,
         1,
         {"00", "01",
          "fffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffffffffffffffffffffffffffffff"
          "ff"
          "fffffffffffe"}},
    };
    const auto *const found =
        std::find_if(std::begin(edwards), std::end(edwards),
                     [&curve](const Edwards &row) { return std::strcmp(row.name, curve.name) == 0; });
    return found == std::end(edwards) ? nullptr : found;
}

BigNumberPtr smallNumber(int value, const BIGNUM *p)
{
    BigNumberPtr number(BN_new());
    BN_set_word(number.get(), static_cast<BN_ULONG>(value < 0 ? -value : value));
    if (value < 0)
        BN_sub(number.get(), p, number.get());
    return number;
}

enum class OnCurve { Yes, No };

/// x² = (1 - y²) / (a - d·y²) has a root exactly if (1 - y²)·(a - d·y²) is a square, and with d = n/m so is
/// (1 - y²)·m·(a·m - n·y²). The points with y² = 1 are of small order and were refused before.
OnCurve hasX(const Edwards &curve, const BIGNUM *y, const BIGNUM *p)
{
    const BigNumberContextPtr context(BN_CTX_new());
    const BigNumberPtr square(BN_new());
    const BigNumberPtr left(BN_new());
    const BigNumberPtr right(BN_new());
    const BigNumberPtr n = smallNumber(curve.dNumerator, p);
    const BigNumberPtr m = smallNumber(curve.dDenominator, p);
    const BigNumberPtr am = smallNumber(curve.a * curve.dDenominator, p);
    const bool done = BN_mod_sqr(square.get(), y, p, context.get()) == 1 &&
                      BN_mod_sub(left.get(), BN_value_one(), square.get(), p, context.get()) == 1 &&
                      BN_mod_mul(left.get(), left.get(), m.get(), p, context.get()) == 1 &&
                      BN_mod_mul(right.get(), n.get(), square.get(), p, context.get()) == 1 &&
                      BN_mod_sub(right.get(), am.get(), right.get(), p, context.get()) == 1 &&
                      BN_mod_mul(left.get(), left.get(), right.get(), p, context.get()) == 1;
    return done && BN_kronecker(left.get(), p, context.get()) == 1 ? OnCurve::Yes : OnCurve::No;
}

bool isUnsafeEdwardsPoint(const Edwards &curve, QByteArray encoded)
{
    // The highest bit is the sign of x; the rest is y, little-endian.
    encoded.back() = static_cast<char>(encoded.back() & 0x7f);
    std::reverse(encoded.begin(), encoded.end());
    const BigNumberPtr y = bigNumber(encoded);
    const BigNumberPtr p = hexNumber(curve.p);
    if (BN_cmp(y.get(), p.get()) >= 0)
        return true;
    const bool isSmall =
        std::any_of(curve.smallOrder.begin(), curve.smallOrder.end(),
                    [&y](const char *point) { return BN_cmp(y.get(), hexNumber(point).get()) == 0; });
    return isSmall || hasX(curve, y.get(), p.get()) == OnCurve::No;
}

/// Every private scalar is a multiple of the cofactor, so that any one of them takes a point of small order
/// to zero, which OpenSSL refuses.
bool isUnsafeMontgomeryPoint(const OkpCurve &curve, QByteArrayView encoded)
{
    const ErrorQueueGuard guard;
    const QByteArray scalar(curve.size, '\x55');
    const PkeyPtr own(EVP_PKEY_new_raw_private_key_ex(nullptr, curve.type, nullptr, octets(scalar),
                                                      static_cast<size_t>(scalar.size())));
    const PkeyPtr peer(EVP_PKEY_new_raw_public_key_ex(nullptr, curve.type, nullptr, octets(encoded),
                                                      static_cast<size_t>(encoded.size())));
    const PkeyContextPtr context(own ? EVP_PKEY_CTX_new_from_pkey(nullptr, own.get(), nullptr) : nullptr);
    QByteArray shared(curve.size, '\0');
    size_t size = static_cast<size_t>(shared.size());
    return !context || !peer || EVP_PKEY_derive_init(context.get()) != 1 ||
           EVP_PKEY_derive_set_peer(context.get(), peer.get()) != 1 ||
           EVP_PKEY_derive(context.get(), octets(shared), &size) != 1;
}

} // namespace

const OkpCurve *findOkpCurve(QByteArrayView name)
{
    const auto *const found = std::find_if(std::begin(curves), std::end(curves),
                                           [name](const OkpCurve &curve) { return name == curve.name; });
    return found == std::end(curves) ? nullptr : found;
}

const OkpCurve *findOkpCurveByType(const char *type)
{
    const auto *const found =
        std::find_if(std::begin(curves), std::end(curves),
                     [type](const OkpCurve &curve) { return std::strcmp(type, curve.type) == 0; });
    return found == std::end(curves) ? nullptr : found;
}

bool isUnsafePoint(const OkpCurve &curve, QByteArrayView encoded)
{
    if (encoded.size() != curve.size)
        return true;
    const Edwards *edwards = findEdwards(curve);
    return edwards ? isUnsafeEdwardsPoint(*edwards, encoded.toByteArray())
                   : isUnsafeMontgomeryPoint(curve, encoded);
}

} // namespace claimcheck::jose
