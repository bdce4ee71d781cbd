#include "algorithm.h"

#include <algorithm>

namespace claimcheck::jose {

namespace {

constexpr Algorithm table[] = {
    {"HS256", Family::Hmac, KeyType::Oct, "SHA256", nullptr, nullptr, 32, 256, "RFC 7518 section 3.2"},
    {"HS384", Family::Hmac, KeyType::Oct, "SHA384", nullptr, nullptr, 48, 384, "RFC 7518 section 3.2"},
    {"HS512", Family::Hmac, KeyType::Oct, "SHA512", nullptr, nullptr, 64, 512, "RFC 7518 section 3.2"},
    {"RS256", Family::RsaPkcs1, KeyType::Rsa, "SHA256", nullptr, nullptr, 0, 2048, "RFC 7518 section 3.3"},
    {"RS384", Family::RsaPkcs1, KeyType::Rsa, "SHA384", nullptr, nullptr, 0, 2048, "RFC 7518 section 3.3"},
    {"RS512", Family::RsaPkcs1, KeyType::Rsa, "SHA512", nullptr, nullptr, 0, 2048, "RFC 7518 section 3.3"},
    {"PS256", Family::RsaPss, KeyType::Rsa, "SHA256", nullptr, nullptr, 0, 2048, "RFC 7518 section 3.5"},
    {"PS384", Family::RsaPss, KeyType::Rsa, "SHA384", nullptr, nullptr, 0, 2048, "RFC 7518 section 3.5"},
    {"PS512", Family::RsaPss, KeyType::Rsa, "SHA512", nullptr, nullptr, 0, 2048, "RFC 7518 section 3.5"},
    {"ES256", Family::Ecdsa, KeyType::Ec, "SHA256", "P-256", nullptr, 64, 256, "RFC 7518 section 3.4"},
    {"ES384", Family::Ecdsa, KeyType::Ec, "SHA384", "P-384", nullptr, 96, 384, "RFC 7518 section 3.4"},
    {"ES512", Family::Ecdsa, KeyType::Ec, "SHA512", "P-521", nullptr, 132, 521, "RFC 7518 section 3.4"},
    {"ES256K", Family::Ecdsa, KeyType::Ec, "SHA256", "secp256k1", nullptr, 64, 256, "RFC 8812 section 3.2"},
    {"EdDSA", Family::Eddsa, KeyType::Okp, nullptr, "Ed25519", "Ed448", 0, 0, "RFC 8037 section 3.1"},
    {"Ed25519", Family::Eddsa, KeyType::Okp, nullptr, "Ed25519", nullptr, 64, 0, "RFC 9864 section 2.2"},
    {"Ed448", Family::Eddsa, KeyType::Okp, nullptr, "Ed448", nullptr, 114, 0, "RFC 9864 section 2.2"},
};

} // namespace

const Algorithm *findAlgorithm(QByteArrayView name)
{
    const auto found = std::find_if(std::begin(table), std::end(table),
                                    [name](const Algorithm &row) { return name == row.name; });
    return found == std::end(table) ? nullptr : found;
}

const std::vector<const Algorithm *> &allAlgorithms()
{
    static const std::vector<const Algorithm *> all = [] {
        std::vector<const Algorithm *> rows;
        for (const Algorithm &row : table)
            rows.push_back(&row);
        return rows;
    }();
    return all;
}

} // namespace claimcheck::jose
