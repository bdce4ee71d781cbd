#pragma once

#include "id_token.h"

namespace claimcheck::oauth {

/// What the ID Token of a sign-in said, for those that refreshes bring later (OpenID Connect Core section
/// 12.2).
struct OriginalIdToken {
    QStringList audience = {};
    std::optional<QString> party = {}; // azp
    std::optional<QString> nonce = {};
    std::optional<TimePoint> authTime = {};
    std::optional<TimePoint> issuedAt = {};
    friend bool operator==(const OriginalIdToken &, const OriginalIdToken &) = default;
};
/// `token` is verified, and a JWS.
[[nodiscard]] OriginalIdToken originalIdToken(const Secret &token);

/// An ID Token that a refresh brought: validateIdToken (the expectations of the sign-in without its nonce and
/// code), then section 12.2: every audience of the original is in it (AudienceMismatch), `azp` is the same,
/// also in not being there (PartyMismatch), `nonce` is the same where there is one (NonceMismatch),
/// `auth_time` still tells of the original sign-in (AuthTimeMismatch), and it was not issued before the
/// original (TokenTooOld). Whether `sub` is the same person is the caller's to compare.
[[nodiscard]] Result<IdToken> validateRenewedIdToken(const Secret &token, const jose::KeySet &keys,
                                                     const IdTokenExpectations &expectations,
                                                     const OriginalIdToken &original);
/// The same without the signature, for keys that could not be fetched: it says no to what is wrong anyway. A
/// yes is no proof, and the token must not be used.
[[nodiscard]] Result<Done> checkRenewedClaims(const Secret &token, const IdTokenExpectations &expectations,
                                              const OriginalIdToken &original);

} // namespace claimcheck::oauth
