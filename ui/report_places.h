#pragma once

#include "inspect/report.h"

namespace claimcheck::ui {

/// A place among the parts of a report, for selections that are shown on both sides: of the token's text and
/// of what is decoded.
struct ReportPlace {
    jose::PartId part = jose::PartId::Header;
    size_t signature = 0;             // whose header, of a JWS in JSON
    json::Span decoded;               // bytes of that part
    std::optional<size_t> disclosure; // of an SD-JWT: it is this one, and no part
};

/// The text is some token, if only a broken one: not a plain JSON document, nor a word.
[[nodiscard]] bool isToken(const inspect::Report &report);
/// The part as the report's kind has it: of a JWE its protected header, of a JWS in JSON that of one
/// signature.
[[nodiscard]] const jose::Part &shownPart(const inspect::Report &report, jose::PartId part, size_t signature);
/// Decoded bytes → characters of the token's text, rounded outward.
[[nodiscard]] json::Span charactersOf(const inspect::Report &report, const ReportPlace &place);
/// Characters of the token's text → what they stand for; nothing for dots and signatures.
[[nodiscard]] std::optional<ReportPlace> placeOf(const inspect::Report &report, json::Span characters);

} // namespace claimcheck::ui
