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

/// A proof, signed with a private key; `jti` is unique per proof, `at` becomes iat. ClaimMissing (subject:
/// jti or htm) when one of them is empty, UrlInvalid for an htu that is no http or https URI,
/// AlgorithmNotAllowed for a symmetric algorithm, Key… codes.
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
    /// … or the access token itself, verified: its cnf.jkt. ath is then of its text as well.
    const VerifiedToken *accessToken = nullptr;
    std::vector<QByteArray> algorithms = {}; // empty: every asymmetric one
    Expectations::WeakKey weakKey = Expectations::WeakKey::Refused;
};

/// All checks of RFC 9449 section 4.3, in this order: "form" (one compact token), "typ", "alg" (asymmetric:
/// AlgorithmNotAllowed), "jwk" (ClaimMissing; a public key: KeyInvalid), "signature", "key-strength", "exp"
/// and "nbf" (where the proof has them, which RFC 9449 does not ask), "iat" (ClaimMissing, DpopProofTooOld,
/// TokenFromFuture), "jti" (ClaimMissing), "htm" (DpopMethodMismatch), "htu" (DpopUriMismatch, compared after
/// RFC 3986 normalisation without query and fragment), "nonce" (NonceMismatch), "ath" (DpopTokenMismatch),
/// "key" (KeyNotVouched, ThumbprintMismatch). "signature" says whether it fits the proof's own key, and "key"
/// whether that key is the right one. Whether a jti was seen before is for the caller to know.
[[nodiscard]] Validation inspectDpopProof(const ParsedToken &proof, const DpopExpectations &expectations);

} // namespace claimcheck::jose
