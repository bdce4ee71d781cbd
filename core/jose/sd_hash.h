#pragma once

#include "base/json.h"
#include "base/result.h"

namespace claimcheck::jose {

/// A hash of disclosures by its name in the IANA registry "Named Information Hash Algorithm" (RFC 9901
/// section 4.1.1).
struct SdHash {
    const char *name;   // the "_sd_alg" value
    const char *digest; // OpenSSL's name
};

/// The row of this name, exactly as written; nullptr for others.
[[nodiscard]] const SdHash *findSdHash(QByteArrayView name);
/// The hash that a payload asks for: sha-256 where it does not say. JsonTypeMismatch,
/// SdAlgorithmUnsupported.
[[nodiscard]] Result<const SdHash *> chooseSdHash(const json::Value &claims);
/// The digest of this text as base64url.
[[nodiscard]] Result<QByteArray> sdDigest(const SdHash &hash, QByteArrayView text);

} // namespace claimcheck::jose
