#pragma once

#include "oauth_members.h"

#include "base/result.h"

#include <QString>

namespace claimcheck::practice::provider {

class Provider;

/// What a scope lets a client know about a person (OpenID Connect Core 1.0 section 5.4), as the server knows
/// them now.
[[nodiscard]] Result<Done> addPersonClaims(Provider &provider, const QString &userId, const QByteArray &scope,
                                           Members &claims);
/// The same token with a signature that is not its own.
[[nodiscard]] QByteArray withBrokenSignature(const QByteArray &token);

} // namespace claimcheck::practice::provider
