#include "signing.h"

#include "base/base64url.h"
#include "base/json.h"
#include "signature.h"

#include <algorithm>

namespace claimcheck::jose {

namespace {

/// The header must be what a reader will take it for (RFC 7515 section 4).
std::optional<Error> checkHeader(const QByteArray &headerJson, const Algorithm &algorithm)
{
    const Result<json::Document> header = json::Document::parse(headerJson);
    if (!header) {
        Error error = header.error();
        error.subject = QStringLiteral("header");
        return error;
    }
    if (!header->root().isObject())
        return Error{ErrorCode::JsonNotObject, QStringLiteral("header")};
    if (const std::optional<json::Member> repeated = json::firstDuplicate(header->root()))
        return Error{ErrorCode::JsonDuplicateName, repeated->name.toString()};
    if (header->root().count("alg") == 0)
        return Error{ErrorCode::AlgorithmMissing};
    if (!header->root().find("alg").equals(algorithm.name))
        return Error{ErrorCode::AlgorithmNotAllowed, header->root().find("alg").toString()};
    return std::nullopt;
}

/// What the key says of itself (RFC 7517 sections 4.2 to 4.4).
std::optional<Error> checkPurpose(const KeyMetadata &metadata, const Algorithm &algorithm)
{
    if (!metadata.alg.isEmpty() && metadata.alg != algorithm.name)
        return Error{ErrorCode::AlgorithmNotAllowed, QLatin1String(algorithm.name)};
    const auto &operations = metadata.keyOps;
    const bool maySign = operations.empty() || std::find(operations.begin(), operations.end(),
                                                         QByteArray("sign")) != operations.end();
    if ((!metadata.use.isEmpty() && metadata.use != "sig") || !maySign)
        return Error{ErrorCode::KeyUseMismatch};
    return std::nullopt;
}

} // namespace

Result<QByteArray> signCompact(const QByteArray &headerJson, const QByteArray &payload, const Key &key,
                               const Algorithm &algorithm)
{
    if (const std::optional<Error> error = checkHeader(headerJson, algorithm))
        return *error;
    if (const std::optional<Error> error = checkPurpose(key.metadata(), algorithm))
        return *error;
    if (const std::optional<Error> misfit = keyMisfit(algorithm, key))
        return *misfit;
    if (isWeak(algorithm, key))
        return Error{ErrorCode::KeyTooShort, QLatin1String(algorithm.name)};
    QByteArray token = base64url::encode(headerJson) + '.' + base64url::encode(payload);
    const Result<QByteArray> signature = makeOne(algorithm, key, token);
    if (!signature)
        return signature.error();
    return token + '.' + base64url::encode(*signature);
}

} // namespace claimcheck::jose
