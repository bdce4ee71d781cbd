#pragma once

#include "verification.h"

namespace claimcheck::jose {

/// One disclosure of an SD-JWT (RFC 9901 section 4.2).
struct Disclosure {
    QByteArray text;             // as received, base64url: what the digest is of
    json::Span span;             // in the token's text
    json::Document json;         // [salt, name, value] or [salt, value]; null when it is not JSON
    std::optional<QString> name; // of an object property; nothing for an array element
    json::Value value;
    QByteArray digest; // base64url, by the payload's _sd_alg; empty when that is not known
    bool referenced = false;
    std::optional<size_t> parent; // the disclosure in whose value its digest stands; nothing: the payload
    /// Where in the processed payload it stands (RFC 6901); empty when it stands nowhere, or where only a
    /// pointer of more than `maxPointer` characters leads.
    QString pointer;
    std::optional<Error> problem;
    static constexpr qsizetype maxPointer = 1024;
};

/// What an SD-JWT or SD-JWT+KB says, nothing checked: <JWT>~<Disclosure>~…~[<KB-JWT>], or the JWS JSON
/// serialization of it (RFC 9901 section 8).
class SdJwt {
public:
    static constexpr size_t maxDisclosures = 10000;
    static constexpr qsizetype maxDigests = 100000;

    /// TokenFormInvalid when the text has no tilde (or is JSON without disclosures); TokenTooLarge for more
    /// than ParsedToken::maxSize bytes or more than `maxDisclosures`.
    [[nodiscard]] static Result<SdJwt> parse(QByteArray text);
    [[nodiscard]] static bool looksLikeOne(QByteArrayView text);

    [[nodiscard]] const QByteArray &text() const { return m_text; }
    [[nodiscard]] const ParsedToken &issuerToken() const { return m_issuer; }
    [[nodiscard]] const std::vector<Disclosure> &disclosures() const { return m_disclosures; }
    [[nodiscard]] const std::optional<ParsedToken> &keyBinding() const { return m_keyBinding; }
    /// What sd_hash is of (RFC 9901 sections 4.3.1 and 8.1): everything up to and with the last tilde.
    [[nodiscard]] QByteArrayView presentation() const { return m_presentation; }
    /// The payload's _sd_alg, or "sha-256" where it has none; empty when it is not a known one.
    [[nodiscard]] const QByteArray &hashAlgorithm() const { return m_hashAlgorithm; }
    /// Digests in the payload that no disclosure answers: withheld claims or decoys.
    [[nodiscard]] int unmatchedDigests() const { return m_unmatched; }
    /// The Claims Set after disclosures, without _sd and _sd_alg (section 7.1), made from the raw bytes of
    /// what was sent: numbers and strings as written, disclosed claims after the others in the order of
    /// their digests. The first problem otherwise: SdAlgorithmUnsupported, DisclosureInvalid,
    /// DisclosureUnreferenced, DisclosureRepeated (subject: the digest), DisclosureNameForbidden,
    /// DisclosureNameExists, TokenFormInvalid ("..." or _sd_alg where they must not be), TokenTooLarge,
    /// Json….
    [[nodiscard]] const Result<QByteArray> &processed() const { return m_processed; }

private:
    friend class SdJwtReader;
    QByteArray m_text;
    ParsedToken m_issuer;
    std::vector<Disclosure> m_disclosures;
    std::optional<ParsedToken> m_keyBinding;
    QByteArray m_presentation;
    QByteArray m_hashAlgorithm;
    int m_unmatched = 0;
    Result<QByteArray> m_processed = Error{ErrorCode::SignatureNotChecked};
};

/// What the verifier wants of the key binding (RFC 9901 section 7.3): its own policy, never the token's word.
/// The moment, the leeway and the strength of keys are those of the token's expectations.
struct KeyBindingExpectations {
    bool required = false;
    Expectation<QByteArray> audience = Unset{}; // Unset fails when there is a KB-JWT: AudienceUnset
    Expectation<QByteArray> nonce = Unset{};    // Unset: must be there, and is not compared
    std::chrono::seconds maxAge{600};           // of its iat
    std::vector<QByteArray> algorithms = {};    // empty: those that the holder's key allows
};

struct SdJwtValidation {
    Validation issuer;                    // signature and claims, judged on the processed payload
    std::optional<Validation> keyBinding; // confirmed by the issuer-signed cnf
    std::vector<Check> checks;            // "disclosures", "key-binding", "sd_hash"
    std::optional<QByteArray> processed;  // only when the issuer's signature matched
    [[nodiscard]] bool accepted() const;
    [[nodiscard]] std::optional<Error> firstError() const;
};

/// All checks of RFC 9901 section 7: the issuer's signature with `keys`, disclosures, and the key binding
/// where it is there or required (KeyBindingMissing, KeyBindingHashMismatch). The holder's key is the
/// cnf.jwk of the processed payload: confirmed when the issuer's token was accepted, else only carried
/// (KeyNotVouched); without one KeyMissing, and KeyInvalid when it is not a public key.
[[nodiscard]] SdJwtValidation inspectSdJwt(const SdJwt &token, const KeySet &keys,
                                           const Expectations &expectations,
                                           const KeyBindingExpectations &keyBinding);

/// The token with these of its disclosures (by place), those in whose values they stand, and no key binding:
/// what a holder shows (RFC 9901 section 7.2). The token's own problem when it has one.
[[nodiscard]] Result<QByteArray> presentSdJwt(const SdJwt &token, const std::vector<size_t> &chosen);

/// What a KB-JWT says besides sd_hash (RFC 9901 section 4.3).
struct KeyBindingRequest {
    QByteArray audience;
    QByteArray nonce;
    TimePoint at; // becomes iat
};

/// The SD-JWT+KB of a presentation, bound with the holder's private key. A key binding that is there already
/// is replaced. Key… codes; AlgorithmNotAllowed for a symmetric one; ClaimMissing without audience or nonce.
[[nodiscard]] Result<QByteArray> makeKeyBinding(const SdJwt &presentation, const Key &holder,
                                                const Algorithm &algorithm, const KeyBindingRequest &request);

} // namespace claimcheck::jose
