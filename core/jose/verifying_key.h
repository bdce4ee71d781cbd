#pragma once

#include "algorithm.h"
#include "evp.h"

#include <mutex>
#include <vector>

namespace claimcheck::jose {

/// RFC 7518 section 3.5: MGF1 with the same hash (OpenSSL's default), and a salt of exactly its length: on
/// its own OpenSSL verifies any. PKCS#1 v1.5 padding is RSA's default. False when OpenSSL cannot do it.
[[nodiscard]] bool setPadding(const Algorithm &algorithm, EVP_PKEY_CTX *context);

/// Verification with one public key, prepared once for each algorithm: a copy of what is prepared takes a
/// fraction of the time that it takes OpenSSL to look everything up again. Shared by the copies of a Key,
/// also among threads. Internal to core/jose.
class VerifyingKey {
public:
    /// A context that is ready for one EVP_DigestVerify. `handle` is the key's own, always the same one, and
    /// fits the algorithm. Null when OpenSSL cannot do it.
    [[nodiscard]] DigestContextPtr contextFor(const Algorithm &algorithm, EVP_PKEY *handle) const;

private:
    struct Prepared {
        const Algorithm *algorithm;
        DigestContextPtr context;
    };
    [[nodiscard]] const EVP_MD_CTX *patternFor(const Algorithm &algorithm, EVP_PKEY *handle) const;
    mutable std::mutex m_mutex;
    mutable std::vector<Prepared> m_prepared;
};

} // namespace claimcheck::jose
