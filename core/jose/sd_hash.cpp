#include "sd_hash.h"

#include "base/base64url.h"
#include "evp.h"

#include <algorithm>

namespace claimcheck::jose {

namespace {

constexpr SdHash table[] = {
    {"sha-256", "SHA256"},
    {"sha-384", "SHA384"},
    {"sha-512", "SHA512"},
};

} // namespace

const SdHash *findSdHash(QByteArrayView name)
{
    const auto found = std::find_if(std::begin(table), std::end(table),
                                    [name](const SdHash &row) { return name == row.name; });
    return found == std::end(table) ? nullptr : found;
}

Result<const SdHash *> chooseSdHash(const json::Value &claims)
{
    const QString name = QStringLiteral("_sd_alg");
    switch (claims.count("_sd_alg")) {
    case 0:
        return &table[0];
    case 1:
        break;
    default:
        return Error{ErrorCode::JsonDuplicateName, name};
    }
    const json::Value value = claims.find("_sd_alg");
    if (!value.isString())
        return Error{ErrorCode::JsonTypeMismatch, name};
    if (const SdHash *known = findSdHash(value.toUtf8()))
        return known;
    return Error{ErrorCode::SdAlgorithmUnsupported, value.toString()};
}

Result<QByteArray> sdDigest(const SdHash &hash, QByteArrayView text)
{
    const ErrorQueueGuard guard;
    QByteArray bytes(EVP_MAX_MD_SIZE, '\0');
    unsigned int size = 0;
    if (EVP_Digest(text.data(), static_cast<size_t>(text.size()), octets(bytes), &size,
                   fetchDigest(hash.digest), nullptr) != 1)
        return cryptoError(hash.name);
    return base64url::encode(QByteArrayView(bytes).first(qsizetype(size)));
}

} // namespace claimcheck::jose
