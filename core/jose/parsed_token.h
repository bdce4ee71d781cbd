#pragma once

#include "base/error.h"
#include "base/json.h"
#include "base/result.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace claimcheck::jose {

/// The serializations of RFC 7515 section 7 and RFC 7516 section 7.
enum class Form { Compact, FlattenedJson, GeneralJson };
enum class PartId { Header, Payload, Signature };
/// "header", "payload", "signature": the subjects of problems.
[[nodiscard]] QString partName(PartId part);

/// Something wrong with a token's form. `error.subject` is the part's name (or the duplicate name, …).
/// `token` is the place in the token's text; `decoded` the place in the part's decoded bytes, where it has
/// one. `signature` is the one of a JSON serialization's signatures that it spoils; nothing: all of them.
struct Problem {
    Error error;
    PartId part;
    json::Span token = {};
    std::optional<json::Span> decoded = {};
    std::optional<size_t> signature = {};
};

/// One part: a segment of a compact serialization (RFC 7515 section 7.1) or a member of a JSON one.
struct Part {
    bool present = false;               // the text has this segment or member; it may be empty
    json::Span span;                    // in the token's text, without dots or quotes
    QByteArray bytes;                   // what could be decoded (leniently)
    bool canonical = false;             // base64url without any deviation
    std::optional<json::Document> json; // of header and payload, when they are JSON
    /// The encoded text where `span` does not show it: a JSON string with escapes, a detached payload.
    std::optional<QByteArray> text = {};
};

/// One signature of a JWS (RFC 7515 section 7.2.1). A compact JWS has exactly one, without an unprotected
/// header.
struct TokenSignature {
    Part protectedHeader;
    json::Value unprotectedHeader; // invalid when there is none
    Part signature;
};

/// What a JWS says, nothing checked: compact, or, when the text begins with a brace, flattened or general
/// JSON (RFC 7515 section 7). Parsing never fails: whatever is wrong becomes a Problem and the rest is still
/// there. No whitespace is removed: finding the token in a text is the finder's work.
class ParsedToken {
public:
    /// Tokens over this many bytes are not decoded: one TokenTooLarge problem.
    static constexpr qsizetype maxSize = 16 * 1024 * 1024;
    /// More signatures than this are TokenFormInvalid, and not read.
    static constexpr size_t maxSignatures = 64;

    [[nodiscard]] static ParsedToken parse(QByteArray text);

    [[nodiscard]] const QByteArray &text() const { return m_text; }
    /// `part(Header)` and `part(Signature)` are those of the first signature.
    [[nodiscard]] const Part &part(PartId id) const;
    [[nodiscard]] Form form() const { return m_form; }
    /// At least one, but for JSON that is no JWS (a "ciphertext" makes it a JWE: TokenKindUnsupported).
    [[nodiscard]] const std::vector<TokenSignature> &signatures() const { return m_signatures; }
    /// A parameter of one signature's JOSE Header, protected and unprotected together; invalid when it is
    /// repeated.
    [[nodiscard]] json::Value parameter(QByteArrayView name, size_t signature = 0) const;
    /// The same token with a payload that came by another way (RFC 7515 appendix F). PayloadNotDetached when
    /// it carries one of its own.
    [[nodiscard]] Result<ParsedToken> withPayload(QByteArray payload) const;
    /// Nothing stands where the payload belongs, and none was given. A compact token's payload may also
    /// really be empty.
    [[nodiscard]] bool lacksPayload() const { return !m_payloadGiven && isPayloadAbsent(); }
    /// RFC 7797: the protected header says b64 false, and names it in crit.
    [[nodiscard]] bool isUnencoded() const { return m_unencoded; }

    /// The first signature's protected header and the Claims Set as JSON values; invalid where they are not
    /// JSON objects.
    [[nodiscard]] json::Value header() const { return protectedHeader(0); }
    [[nodiscard]] json::Value protectedHeader(size_t signature) const;
    [[nodiscard]] json::Value claims() const;
    /// The "alg" as sent (decoded string), empty when absent, repeated or not a string.
    [[nodiscard]] QByteArray algorithm(size_t signature = 0) const;
    /// The received octets of header, dot, payload (RFC 7515 section 5.2 step 8): never re-made. Of a compact
    /// token with its payload this is a view on `text()`: use it while the token lives.
    [[nodiscard]] QByteArray signingInput(size_t signature = 0) const;
    /// Part by part, and in each the base64url deviations, then the JSON error or the first repeated name;
    /// last, missing and extra parts.
    [[nodiscard]] const std::vector<Problem> &problems() const { return m_problems; }
    /// How many dot-separated segments the text has; 0 for the JSON serializations.
    [[nodiscard]] int segmentCount() const { return m_segments; }

private:
    friend class TokenParser; // token_parser.h, internal
    [[nodiscard]] QByteArrayView textOf(const Part &part) const;
    [[nodiscard]] bool isPayloadAbsent() const { return !m_payload.present || m_payload.span.size() == 0; }

    QByteArray m_text;
    Form m_form = Form::Compact;
    json::Document m_document; // of the JSON serializations
    std::vector<TokenSignature> m_signatures;
    Part m_payload;
    bool m_payloadGiven = false;
    bool m_unencoded = false;
    std::vector<Problem> m_problems;
    int m_segments = 0;
};

} // namespace claimcheck::jose
