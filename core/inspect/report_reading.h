#pragma once

#include "report.h"

namespace claimcheck::inspect {

/// Tokens inside tokens are opened this deep.
inline constexpr int mostLayers = 8;

/// Fills in what the text says: kind, token, rows, signatures, disclosures, encryption. Internal to reports.
void readText(Report &report, QByteArray text);
[[nodiscard]] bool hasClaims(Kind kind);
[[nodiscard]] bool isEncrypted(Kind kind);
/// The header says cty JWT, and the payload is a compact token.
[[nodiscard]] bool hasNestedToken(const Report &report);
/// One part of the token, whatever its kind; that of a JWE is its protected header.
[[nodiscard]] const jose::Part &partOf(const Report &report, jose::PartId id);

} // namespace claimcheck::inspect
