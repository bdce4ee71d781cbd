#pragma once

#include <QByteArray>

#include <vector>

namespace claimcheck::jose {

enum class KeyType { Oct, Rsa, Ec, Okp };
enum class Family { Hmac, RsaPkcs1, RsaPss, Ecdsa, Eddsa };

/// Everything about one signature algorithm (RFC 7518 section 3, RFC 8037, RFC 8812): adding one is adding a
/// row.
struct Algorithm {
    const char *name; // the "alg" value
    Family family;
    KeyType keyType;
    const char *digest;   // OpenSSL's name; nullptr for EdDSA
    const char *curve;    // the JWK "crv" that fits; nullptr when none is needed
    const char *curve2;   // another one that fits (EdDSA takes both of its curves), or nullptr
    int signatureSize;    // octets; 0 = the key's own size (RSA, EdDSA)
    int minimumKeyBits;   // below: KeyTooShort; 0 where the curve decides
    const char *standard; // "RFC 7518 section 3.4"
};

/// The row of this name, exactly as written; nullptr for unknown names and for "none", which is no row.
[[nodiscard]] const Algorithm *findAlgorithm(QByteArrayView name);
[[nodiscard]] const std::vector<const Algorithm *> &allAlgorithms();

} // namespace claimcheck::jose
