#pragma once

#include "jose/verification.h"
#include "server_metadata.h"

#include "base/clock.h"
#include "base/secret.h"

#include <chrono>
#include <optional>

namespace claimcheck::oauth {

/// What an ID Token must be to be accepted (OpenID Connect Core section 3.1.3.7).
struct IdTokenExpectations {
    QString issuer;
    QString clientId;
    std::optional<QByteArray> nonce = {}; // that was sent; nothing (a refresh): it may be there or not
    const Secret *code = nullptr;         // c_hash is compared where the token has it
    const Secret *accessToken = nullptr;  // at_hash is compared where the token has it
    std::optional<std::chrono::seconds> maxAge = {}; // that was asked for: auth_time is then required
    QStringList algorithms = {};                     // that the metadata names; "none" is never one
    std::optional<QString> subject = {};             // of a refresh: must be the same (section 12.2)
    QString acrValues = {};                          // that were asked for as essential; empty: any
    TimePoint at;
    std::chrono::seconds leeway{10};
};

/// A verified ID Token and what it says.
struct IdToken {
    jose::VerifiedToken token;
    QString subject;
    QString name; // preferred_username, email or name, for people; may be empty
    std::optional<TimePoint> authTime;
    QString sessionId; // sid
    QString acr;
};

/// All checks of section 3.1.3.7, complete and in a fixed order, for the sign-in's card: those of
/// jose::inspect, then "azp" (PartyMismatch; ClaimMissing where aud has several and azp is missing), "nonce",
/// "at_hash" and "c_hash" (HashMismatch; for EdDSA the hash of the curve, and SHA-256 is named as the likely
/// mistake), "auth_time" (ClaimMissing, TokenTooOld), "sub" (ClaimMissing; SubjectMismatch), "acr".
[[nodiscard]] jose::Validation inspectIdToken(const jose::ParsedToken &token, const jose::KeySet &keys,
                                              const IdTokenExpectations &expectations);
/// The same, strictly: the first failed check's error. A token without kid is accepted only where exactly one
/// key fits (KeyAmbiguous). An encrypted one is opened by the caller (openIdToken) first.
[[nodiscard]] Result<IdToken> validateIdToken(const Secret &token, const jose::KeySet &keys,
                                              const IdTokenExpectations &expectations);
/// Opens a JWE with the client's private key or, for symmetric algorithms, its secret's hash (OpenID Connect
/// Core section 10.2); a JWS comes back as it is. IdTokenEncrypted, DecryptionFailed….
struct Client;
[[nodiscard]] Result<Secret> openIdToken(const Secret &token, const Client &client);

/// The left half of the hash of `value`, as at_hash and c_hash want it; `header` gives the algorithm. Nothing
/// for an algorithm that is not known.
[[nodiscard]] std::optional<QByteArray> halfHash(QByteArrayView algorithm, QByteArrayView curve,
                                                 const Secret &value);

} // namespace claimcheck::oauth
