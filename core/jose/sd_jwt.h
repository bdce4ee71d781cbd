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
    QByteArray digest; // base64url, by the payload's _sd_alg
    QString pointer;   // where in the processed payload it stands (RFC 6901); empty when nothing refers to it
    std::optional<Error> problem;
};

/// What an SD-JWT or SD-JWT+KB says, nothing checked: <JWT>~<Disclosure>~…~[<KB-JWT>].
class SdJwt {
public:
    static constexpr size_t maxDisclosures = 10000;

    /// TokenFormInvalid when the text has no tilde.
    [[nodiscard]] static Result<SdJwt> parse(QByteArray text);
    [[nodiscard]] static bool looksLikeOne(QByteArrayView text);

    [[nodiscard]] const QByteArray &text() const { return m_text; }
    [[nodiscard]] const ParsedToken &issuerToken() const { return m_issuer; }
    [[nodiscard]] const std::vector<Disclosure> &disclosures() const { return m_disclosures; }
    [[nodiscard]] const std::optional<ParsedToken> &keyBinding() const { return m_keyBinding; }
    /// Up to and with the last tilde: what sd_hash is of (RFC 9901 section 4.3.1).
    [[nodiscard]] QByteArrayView presentation() const;
    /// Digests in the payload that no disclosure answers: withheld claims or decoys.
    [[nodiscard]] int unmatchedDigests() const { return m_unmatched; }
    /// The Claims Set after disclosures, without _sd and _sd_alg (section 7.1), made from the raw bytes of
    /// what was sent: numbers and strings as written. The first problem otherwise: SdAlgorithmUnsupported,
    /// DisclosureInvalid, DisclosureUnreferenced, DisclosureRepeated, DisclosureNameForbidden,
    /// DisclosureNameExists, Json….
    [[nodiscard]] const Result<QByteArray> &processed() const { return m_processed; }

private:
    friend class SdJwtReader;
    QByteArray m_text;
    ParsedToken m_issuer;
    std::vector<Disclosure> m_disclosures;
    std::optional<ParsedToken> m_keyBinding;
    int m_unmatched = 0;
    Result<QByteArray> m_processed = Error{ErrorCode::SignatureNotChecked};
};

/// What the verifier wants of the key binding (RFC 9901 section 7.3): its own policy, never the token's word.
struct KeyBindingExpectations {
    bool required = false;
    Expectation<QByteArray> audience = Unset{}; // Unset fails when there is a KB-JWT: AudienceUnset
    Expectation<QByteArray> nonce = Unset{};    // Unset: not checked
    std::chrono::seconds maxAge{600};           // of its iat
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
/// where it is there or required (KeyBindingMissing, KeyBindingHashMismatch, KeyNotVouched without a cnf).
[[nodiscard]] SdJwtValidation inspectSdJwt(const SdJwt &token, const KeySet &keys,
                                           const Expectations &expectations,
                                           const KeyBindingExpectations &keyBinding);

} // namespace claimcheck::jose
