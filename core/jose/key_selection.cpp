#include "key_selection.h"

#include "signature.h"

#include <algorithm>

namespace claimcheck::jose {

namespace {

bool mayVerify(const KeyMetadata &metadata)
{
    const auto &operations = metadata.keyOps;
    return (metadata.use.isEmpty() || metadata.use == "sig") &&
           (operations.empty() ||
            std::find(operations.begin(), operations.end(), QByteArray("verify")) != operations.end());
}

/// Why this key is not for this algorithm; nothing when it is.
std::optional<Error> unfit(const Key &key, KeySource source, const Algorithm &algorithm, AllowedBy allowedBy)
{
    // A secret that a server publishes, or that a token carries, is none.
    const bool isPublished = source == KeySource::Discovered || source == KeySource::CarriedByToken;
    if (isPublished && key.type() == KeyType::Oct)
        return Error{ErrorCode::PublicKeyAsSecret};
    if (!key.metadata().alg.isEmpty() && key.metadata().alg != algorithm.name)
        return Error{ErrorCode::AlgorithmNotAllowed, QLatin1String(algorithm.name)};
    if (const std::optional<Error> misfit = keyMisfit(algorithm, key)) {
        // Where nobody named algorithms, the key did so by its type and curve.
        return allowedBy == AllowedBy::Key
                   ? Error{ErrorCode::AlgorithmNotAllowed, QLatin1String(algorithm.name)}
                   : *misfit;
    }
    if (!mayVerify(key.metadata()))
        return Error{ErrorCode::KeyUseMismatch};
    return std::nullopt;
}

Error notFound(const QByteArray &kid)
{
    return {ErrorCode::KeyNotFound, kid.isEmpty() ? QStringLiteral("–") : QString::fromUtf8(kid)};
}

/// Which keys the kid leaves: those of that name; else those without a name, or all.
enum class Left { Named, Nameless, All };

Left leftBy(const KeySet &set, const QByteArray &kid)
{
    if (kid.isEmpty())
        return Left::All;
    for (const Key &key : set.keys) {
        if (key.metadata().kid == kid)
            return Left::Named;
    }
    const bool singlePinned = set.source == KeySource::Pinned && set.keys.size() == 1 && set.rejected.empty();
    return singlePinned ? Left::All : Left::Nameless;
}

bool isLeft(const Key &key, Left left, const QByteArray &kid)
{
    return left == Left::All ||
           (left == Left::Named ? key.metadata().kid == kid : key.metadata().kid.isEmpty());
}

} // namespace

KeySelection selectKeys(const KeySet &set, const Algorithm &algorithm, const QByteArray &kid,
                        AllowedBy allowedBy)
{
    KeySelection selection;
    if (set.keys.empty()) {
        if (set.rejected.empty())
            selection.reason = Error{ErrorCode::KeyMissing};
        else
            selection.reason = set.rejected.size() == 1 ? set.rejected.front() : notFound(kid);
        return selection;
    }
    const Left left = leftBy(set, kid);
    selection.byKeyId = left == Left::Named;
    std::optional<Error> firstReason;
    size_t candidates = 0;
    for (const Key &key : set.keys) {
        if (!isLeft(key, left, kid))
            continue;
        ++candidates;
        if (std::optional<Error> reason = unfit(key, set.source, algorithm, allowedBy)) {
            if (!firstReason)
                firstReason = std::move(reason);
        } else {
            selection.keys.push_back(&key);
        }
    }
    // With one key to talk about, its own reason says more than "none fits".
    if (selection.keys.empty())
        selection.reason = candidates == 1 ? *firstReason : notFound(kid);
    return selection;
}

} // namespace claimcheck::jose
