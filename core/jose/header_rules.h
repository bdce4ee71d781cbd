#pragma once

#include "base/error.h"
#include "base/json.h"

#include <QByteArrayView>

#include <optional>

namespace claimcheck::jose {

/// Why the JOSE Header's "crit" stands in the way (RFC 7515 section 4.1.11): CriticalInvalid when it is
/// malformed, outside the protected header, or silent about a "b64" of false; CriticalUnsupported for an
/// extension that is not understood. "b64" (RFC 7797) is the one that is. Either header may be invalid
/// (absent).
[[nodiscard]] std::optional<Error> criticalError(const json::Value &protectedHeader,
                                                 const json::Value &unprotectedHeader = {});

/// RFC 7515 section 7.2.1: the first member of the second header whose name the first one has too. Either may
/// be invalid (absent).
[[nodiscard]] std::optional<json::Member> sharedName(const json::Value &protectedHeader,
                                                     const json::Value &unprotectedHeader);

/// RFC 7797 section 3: "b64" is false and "crit" names it.
[[nodiscard]] bool saysUnencoded(const json::Value &protectedHeader);
/// RFC 7797 section 5.2: an unencoded payload that a compact token can carry is space and what is printed,
/// but for the full stop.
[[nodiscard]] bool fitsCompact(QByteArrayView payload);

} // namespace claimcheck::jose
