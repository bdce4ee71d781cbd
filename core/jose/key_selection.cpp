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

/// The keys that the kid leaves: those of that name; else those without a name.
std::vector<const Key *> namedKeys(const KeySet &set, const QByteArray &kid, bool &byKeyId)
{
    std::vector<const Key *> named;
    std::vector<const Key *> nameless;
    std::vector<const Key *> all;
    for (const Key &key : set.keys) {
        all.push_back(&key);
        if (key.metadata().kid.isEmpty())
            nameless.push_back(&key);
        else if (key.metadata().kid == kid)
            named.push_back(&key);
    }
    byKeyId = !kid.isEmpty() && !named.empty();
    if (byKeyId)
        return named;
    const bool singlePinned = set.source == KeySource::Pinned && set.keys.size() == 1 && set.rejected.empty();
    return kid.isEmpty() || singlePinned ? all : nameless;
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
    const std::vector<const Key *> named = namedKeys(set, kid, selection.byKeyId);
    std::optional<Error> firstReason;
    for (const Key *key : named) {
        if (std::optional<Error> reason = unfit(*key, set.source, algorithm, allowedBy)) {
            if (!firstReason)
                firstReason = std::move(reason);
        } else {
            selection.keys.push_back(key);
        }
    }
    // With one key to talk about, its own reason says more than "none fits".
    if (selection.keys.empty())
        selection.reason = named.size() == 1 ? *firstReason : notFound(kid);
    return selection;
}

} // namespace claimcheck::jose
