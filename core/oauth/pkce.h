#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <QByteArray>

namespace claimcheck::oauth {

/// A code_verifier of 256 random bits and its S256 challenge (RFC 7636 section 4). There is no "plain".
struct Pkce {
    Secret verifier;
    QByteArray challenge;
};
/// Errors: RandomUnavailable.
[[nodiscard]] Result<Pkce> makePkce();
/// BASE64URL(SHA256(verifier)), RFC 7636 section 4.2.
[[nodiscard]] QByteArray s256Challenge(const Secret &verifier);

} // namespace claimcheck::oauth
