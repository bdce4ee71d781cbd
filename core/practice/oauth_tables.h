#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <QByteArray>
#include <QVariant>

namespace claimcheck::practice {
class Storage;
}

namespace claimcheck::practice::provider {

/// Makes the provider's tables where they are missing. What each is for stands beside it.
[[nodiscard]] Result<Done> prepareTables(Storage &storage);
/// Removes every row that has expired, and what hangs on it.
[[nodiscard]] Result<Done> purgeTables(Storage &storage, TimePoint now);

/// How many rows are kept of what waits for a person or a client: everybody may make one with a request. The
/// oldest goes first.
inline constexpr qint64 mostWaiting = 200;

/// What is kept of a secret that was given out: SHA-256 as base64url. They are all random, so that no slow
/// hash is needed.
[[nodiscard]] QByteArray fingerprint(const QByteArray &secret);
/// UTF-8 as a TEXT column keeps it. Nothing is the empty text, not NULL, which a null QString would be.
[[nodiscard]] inline QVariant textValue(const QByteArray &utf8)
{
    return utf8.isEmpty() ? QStringLiteral("") : QString::fromUtf8(utf8);
}

} // namespace claimcheck::practice::provider
