#pragma once

#include "report.h"

namespace claimcheck::inspect {

/// How the keys that were given fit the token, whatever the signature check showed (`result`): for
/// ReportContext::keyFindings. Pure; the known secrets are looked up, and lists are searched by
/// WeakSecretSearch.
[[nodiscard]] std::vector<Finding> keyFindings(const jose::ParsedToken &token, const jose::KeySet &keys,
                                               const jose::SignatureResult &result);
/// The finding for a secret that WeakSecretSearch found.
[[nodiscard]] Finding weakSecretFinding(const jose::ParsedToken &token);

} // namespace claimcheck::inspect
