#pragma once

#include "jose/parsed_token.h"

#include <optional>

namespace claimcheck::inspect {

/// Between the characters of a token and the bytes of its decoded parts, rounded outward: three bytes are
/// four characters, so a span's ends are widened to whole characters (and whole bytes on the way back).

/// Decoded bytes of `part` → characters of the token's text. Exact only for parts without foreign characters.
[[nodiscard]] json::Span tokenSpan(const jose::ParsedToken &token, jose::PartId part, json::Span decoded);

/// The same for one part of a token's text, of any serialization. Where the part's text cannot be seen in the
/// token's (a JSON string with escapes), the whole part.
[[nodiscard]] json::Span tokenSpan(QByteArrayView text, const jose::Part &part, json::Span decoded);

struct DecodedSpan {
    jose::PartId part;
    json::Span span;
};
/// Characters of the token's text → decoded bytes of the part they lie in; nothing for dots.
[[nodiscard]] std::optional<DecodedSpan> decodedSpan(const jose::ParsedToken &token, json::Span characters);

} // namespace claimcheck::inspect
