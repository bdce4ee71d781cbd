#pragma once

#include "base/clock.h"
#include "base/secret.h"

#include <QString>

#include <optional>

namespace claimcheck::login {

/// What a token says of itself if it is a JWT. Nothing is verified: good for comparing and for planning, not
/// for trusting.
struct TokenFacts {
    bool isJwt = false;
    std::optional<TimePoint>
        expiresAt; // `exp`; never computed from `iat`, which some servers keep across a refresh
    QString issuer;
    QString subject;                 // the claim that was asked for, a string or a number
    bool boundToCertificate = false; // `cnf` with `x5t#S256` (RFC 8705 section 3.1)
};
[[nodiscard]] TokenFacts tokenFacts(const Secret &token, const QString &subjectClaim);

} // namespace claimcheck::login
