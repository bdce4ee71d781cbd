#pragma once

#include "verification.h"

namespace claimcheck::jose {

/// What a DPoP proof is for (RFC 9449 section 4.2).
struct DpopRequest {
    QByteArray method;                          // htm, as sent: "GET"
    QByteArray uri;                             // htu; query and fragment are cut off
    std::optional<QByteArray> accessToken = {}; // makes ath
    std::optional<QByteArray> nonce = {};       // of the server
};

/// A proof, signed with a private key; `jti` is unique per proof, `at` becomes iat.
[[nodiscard]] Result<QByteArray> makeDpopProof(const Key &key, const Algorithm &algorithm,
                                               const DpopRequest &request, const QByteArray &jti,
                                               TimePoint at);

/// How a proof's key comes to be trusted. Without either it stays "carried by the token": a match, not
/// accepted, KeyNotVouched.
struct DpopExpectations {
    DpopRequest request;
    TimePoint at;
    std::chrono::seconds maxAge{300}; // of iat, in both directions
    /// The expected thumbprint (base64url SHA-256), from where the caller trusts it …
    std::optional<QByteArray> thumbprint = {};
    /// … or the access token itself, verified: its cnf.jkt.
    const VerifiedToken *accessToken = nullptr;
    std::vector<QByteArray> algorithms = {}; // empty: every asymmetric one
};

/// All checks of RFC 9449 section 4.3: form, typ, alg (asymmetric), jwk (public, no private part:
/// KeyInvalid), signature, htm (DpopMethodMismatch), htu (DpopUriMismatch, compared after RFC 3986
/// normalisation), iat (DpopProofTooOld, TokenFromFuture), jti (ClaimMissing), ath (DpopTokenMismatch), nonce
/// (NonceMismatch), key (KeyNotVouched, ThumbprintMismatch).
[[nodiscard]] Validation inspectDpopProof(const ParsedToken &proof, const DpopExpectations &expectations);

} // namespace claimcheck::jose
