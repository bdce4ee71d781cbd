#pragma once

#include "key_management.h"
#include "parsed_encryption.h"

namespace claimcheck::jose {

/// The shortest salt of PBES2 (RFC 7518 section 4.8.1.1).
inline constexpr qsizetype minSaltSize = 8;

/// What the header of one recipient says for this algorithm (RFC 7518 sections 4.6.1, 4.7.1, 4.8.1). Errors,
/// each with the parameter as its subject: TokenFormInvalid when it is missing or too short,
/// JsonTypeMismatch, Base64…, EphemeralKeyInvalid for an epk that is not a public key on its curve,
/// IterationsOutOfRange for a p2c that is not an integer from 1 to `maxIterations`. Internal to core/jose.
[[nodiscard]] Result<KeyParameters> readKeyParameters(const KeyManagementAlgorithm &algorithm,
                                                      const ParsedEncryption &token, size_t recipient,
                                                      int maxIterations);

/// A parameter that is base64url; empty when it is absent.
[[nodiscard]] Result<QByteArray> octetsParameter(const json::Value &value, const char *name);

} // namespace claimcheck::jose
