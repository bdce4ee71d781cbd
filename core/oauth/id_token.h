#pragma once

#include "base/clock.h"
#include "base/secret.h"
#include "jose/verification.h"

#include <QStringList>

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
    /// That the metadata names; empty: all with a public key. "none" is never one, and HS* only where it is
    /// named and the client has a secret.
    QStringList algorithms = {};
    const Secret *clientSecret = nullptr; // of a confidential client: the key of HS*
    std::optional<QString> subject = {};  // of a refresh: must be the same (section 12.2)
    QString acrValues = {};               // that were asked for as essential; empty: any
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
/// jose::inspect ("form" wants the compact serialization, "signature" a kid where several keys fit
/// (KeyAmbiguous, section 10.1), "iat" and "sub" are required (ClaimMissing), "typ" is no other kind of token
/// (TypeMismatch), "azp" is the client (PartyMismatch) and required where aud has several (ClaimMissing)),
/// then "at_hash" and "c_hash" (HashMismatch; for EdDSA the hash of the curve, and SHA-256 is named as the
/// likely mistake), "auth_time" (ClaimMissing, TokenTooOld, TokenFromFuture), "acr" (ClaimMissing;
/// AuthorizationRefused with unmet_authentication_requirements).
[[nodiscard]] jose::Validation inspectIdToken(const jose::ParsedToken &token, const jose::KeySet &keys,
                                              const IdTokenExpectations &expectations);
/// The same, strictly: the first failed check's error. An encrypted one is opened by the caller (openIdToken)
/// first.
[[nodiscard]] Result<IdToken> validateIdToken(const Secret &token, const jose::KeySet &keys,
                                              const IdTokenExpectations &expectations);
struct Client;
/// Opens a JWE with the client's private key or, for symmetric algorithms, its secret's hash (OpenID Connect
/// Core section 10.2); a JWS comes back as it is. IdTokenEncrypted (no key, or none of that kind),
/// DecryptionFailed, and what jose::decrypt says of its form and algorithms.
[[nodiscard]] Result<Secret> openIdToken(const Secret &token, const Client &client);

/// The left half of the hash of `value`, as at_hash and c_hash want it (section 3.1.3.6). `curve` is the
/// key's, for "EdDSA" only: Ed25519 hashes with SHA-512, Ed448 with SHAKE256 (114 octets). Nothing for an
/// algorithm or a curve that is not known.
[[nodiscard]] std::optional<QByteArray> halfHash(QByteArrayView algorithm, QByteArrayView curve,
                                                 const Secret &value);

} // namespace claimcheck::oauth
