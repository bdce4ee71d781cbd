#pragma once

#include "expectations.h"
#include "key.h"
#include "parsed_token.h"

namespace claimcheck::jose {

/// Three-way, and never collapsed: "could not check" is not "mismatch". NotChecked: nobody tried.
enum class SignatureOutcome { NotChecked, Match, Mismatch, CouldNotCheck };
/// "not-checked", "match", "mismatch", "could-not-check".
[[nodiscard]] QByteArray outcomeName(SignatureOutcome outcome);

/// What trying the signature showed.
struct SignatureResult {
    size_t index = 0;
    SignatureOutcome outcome = SignatureOutcome::NotChecked;
    QByteArray algorithm;               // the header's alg as sent
    std::optional<KeySource> keySource; // of the key that was tried
    QByteArray keyId;                   // its kid
    std::optional<Error> reason;        // why it is not a match
    bool weakKey = false;               // matched, but the key is below the algorithm's minimum (KeyTooShort)
};

/// One check of RFC 7519 section 7.2 or of the expectations.
struct Check {
    enum class Outcome { Passed, Failed, NotChecked };
    /// "form", "signature", "key-strength", "exp", "nbf", "iat", "iss", "aud", "sub", "typ", "nonce", "jti",
    /// "azp"; those of proofs and key bindings are their claims' names too.
    QByteArray name;
    Outcome outcome;
    std::optional<Error> reason; // of Failed; of NotChecked where there is one to give
    /// In the context "Check", translated only when it is read; nullptr: the reason's own sentence.
    const char *sentence = nullptr;
    const char *standard = "";
    [[nodiscard]] QString detail() const;
};
/// "passed", "failed", "not-checked".
[[nodiscard]] QByteArray checkOutcomeName(Check::Outcome outcome);

struct Validation {
    SignatureResult
        signature; // the one that counts: the first match, else the first mismatch, else the first
    std::vector<SignatureResult> signatures; // each with its own outcome, in the token's order
    std::vector<Check> checks;               // all of them, in a fixed order
    /// The signature matched and no check failed. A match with a key that the token itself carries fails
    /// "signature" (KeyNotVouched).
    [[nodiscard]] bool accepted() const;
    /// The first failed check's error: what `verify` reports.
    [[nodiscard]] std::optional<Error> firstError() const;
};

/// Tries the signature only. Mismatch: an allowed algorithm, a fitting key, and the signature is wrong, its
/// length and range included. All else that is no match is CouldNotCheck, with its code: a token that is not
/// canonical or repeats a name (Base64…, Json…), crit, an algorithm that neither `algorithms` nor (when that
/// is empty) the key allows, no key that fits by kid, alg, use, key_ops, type and curve, a published secret
/// (PublicKeyAsSecret), a payload that is not there (PayloadDetached). KeyAmbiguous when several keys fit,
/// none was named by kid, and none matched. The payload need not be JSON.
[[nodiscard]] SignatureResult checkSignature(const ParsedToken &token, const KeySet &keys,
                                             const std::vector<QByteArray> &algorithms = {});

/// Every signature of the token by itself, in its order. `checkSignature` is the one of them that counts.
/// At least one result: a text that is no JWS could not be checked.
[[nodiscard]] std::vector<SignatureResult> checkSignatures(const ParsedToken &token, const KeySet &keys,
                                                           const std::vector<QByteArray> &algorithms = {});
/// The first match, else the first mismatch, else the first. There must be one.
[[nodiscard]] SignatureResult countingSignature(const std::vector<SignatureResult> &results);

/// All checks, each with its outcome, whatever fails before.
[[nodiscard]] Validation inspect(const ParsedToken &token, const KeySet &keys,
                                 const Expectations &expectations);

/// A token whose signature matched and for which every required check passed. Only `verify` makes one:
/// holding it is the proof.
class VerifiedToken {
public:
    [[nodiscard]] const ParsedToken &token() const { return m_token; }
    [[nodiscard]] json::Value claims() const { return m_token.claims(); }
    [[nodiscard]] KeySource keySource() const { return m_keySource; }

private:
    friend Result<VerifiedToken> verify(ParsedToken token, const KeySet &keys,
                                        const Expectations &expectations);
    VerifiedToken(ParsedToken token, KeySource source) : m_token(std::move(token)), m_keySource(source) {}
    ParsedToken m_token;
    KeySource m_keySource;
};

/// `inspect` plus: no check failed.
[[nodiscard]] Result<VerifiedToken> verify(ParsedToken token, const KeySet &keys,
                                           const Expectations &expectations);

} // namespace claimcheck::jose
