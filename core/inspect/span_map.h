#pragma once

#include "jose/parsed_token.h"

#include <optional>

namespace claimcheck::inspect {

/// Between the characters of a token and the bytes of its decoded parts, rounded outward: three bytes are
/// four characters, so a span's ends are widened to whole characters (and whole bytes on the way back).

/// Decoded bytes of `part` → characters of the token's text. Exact only for parts without foreign characters.
[[nodiscard]] json::Span tokenSpan(const jose::ParsedToken &token, jose::PartId part, json::Span decoded);

struct DecodedSpan {
    jose::PartId part;
    json::Span span;
};
/// Characters of the token's text → decoded bytes of the part they lie in; nothing for dots.
[[nodiscard]] std::optional<DecodedSpan> decodedSpan(const jose::ParsedToken &token, json::Span characters);

} // namespace claimcheck::inspect
