#pragma once

#include "base/clock.h"
#include "base/secret.h"

#include <QStringList>

#include <optional>

namespace claimcheck::requests {

/// What an access token says of itself, as far as it explains an answer. Nothing is verified.
struct TokenLook {
    bool isJwt = false;
    QString type = {}; // typ of the header
    QString issuer = {};
    QStringList audience = {};
    QStringList scopes = {}; // scope or scp
    std::optional<TimePoint> expiresAt = {};
    std::optional<TimePoint> notBefore = {};
    std::optional<TimePoint> issuedAt = {};
    bool looksLikeIdToken = false;     // nonce or at_hash, and no scope
    bool isBoundToKey = false;         // cnf.jkt (RFC 9449)
    bool isBoundToCertificate = false; // cnf.x5t#S256 (RFC 8705)
};
[[nodiscard]] TokenLook lookAt(const Secret &token);

} // namespace claimcheck::requests
