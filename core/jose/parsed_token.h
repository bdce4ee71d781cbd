#pragma once

#include "base/error.h"
#include "base/json.h"
#include "base/result.h"

#include <QByteArray>

#include <array>
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
/// one.
struct Problem {
    Error error;
    PartId part;
    json::Span token = {};
    std::optional<json::Span> decoded = {};
};

/// One part of a compact serialization (RFC 7515 section 7.1).
struct Part {
    bool present = false;               // the text has this segment; it may be empty
    json::Span span;                    // in the token's text, without the dots
    QByteArray bytes;                   // what could be decoded (leniently)
    bool canonical = false;             // base64url without any deviation
    std::optional<json::Document> json; // of header and payload, when they are JSON
};

/// One signature of a JWS (RFC 7515 section 7.2.1). A compact JWS has exactly one, without an unprotected
/// header.
struct TokenSignature {
    Part protectedHeader;
    json::Value unprotectedHeader; // invalid when there is none
    Part signature;
};

/// What a JWS says, nothing checked. Parsing never fails: whatever is wrong becomes a Problem and the
/// rest is still there. No whitespace is removed: finding the token in a text is the finder's work.
class ParsedToken {
public:
    /// Tokens over this many bytes are not decoded: one TokenTooLarge problem.
    static constexpr qsizetype maxSize = 16 * 1024 * 1024;

    [[nodiscard]] static ParsedToken parse(QByteArray text);

    [[nodiscard]] const QByteArray &text() const { return m_text; }
    [[nodiscard]] const Part &part(PartId id) const { return m_parts[static_cast<size_t>(id)]; }
    [[nodiscard]] Form form() const { return m_form; }
    /// At least one where the text means to be a JWS. `part(Header)` and `part(Signature)` are those of the
    /// first.
    [[nodiscard]] const std::vector<TokenSignature> &signatures() const { return m_signatures; }
    /// A parameter of one signature's JOSE Header, protected and unprotected together; invalid when it is
    /// repeated.
    [[nodiscard]] json::Value parameter(QByteArrayView name, size_t signature = 0) const;
    /// The same token with a payload that came by another way (RFC 7515 appendix F). PayloadNotDetached when
    /// it carries one of its own.
    [[nodiscard]] Result<ParsedToken> withPayload(QByteArray payload) const;
    /// RFC 7797: the protected header says b64 false (its crit is judged by the verifier).
    [[nodiscard]] bool isUnencoded() const;

    /// The JOSE Header and the Claims Set as JSON values; invalid where they are not JSON objects.
    [[nodiscard]] json::Value header() const;
    [[nodiscard]] json::Value claims() const;
    /// The "alg" of the header as sent (decoded string), empty when absent, repeated or not a string.
    [[nodiscard]] QByteArray algorithm() const;
    /// The received ASCII octets of header, dot, payload (RFC 7515 section 5.2 step 8): never re-made.
    [[nodiscard]] QByteArrayView signingInput() const;
    /// Part by part, and in each the base64url deviations, then the JSON error or the first repeated name;
    /// last, missing and extra parts.
    [[nodiscard]] const std::vector<Problem> &problems() const { return m_problems; }
    /// How many dot-separated segments the text has.
    [[nodiscard]] int segmentCount() const { return m_segments; }

private:
    friend class TokenParser;
    QByteArray m_text;
    Form m_form = Form::Compact;
    std::vector<TokenSignature> m_signatures;
    std::array<Part, 3> m_parts;
    std::vector<Problem> m_problems;
    int m_segments = 0;
};

} // namespace claimcheck::jose
