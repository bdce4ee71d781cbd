#pragma once

#include "base/secret.h"
#include "evp.h"

#include <array>
#include <mutex>

namespace claimcheck::jose {

/// HMAC with one secret, prepared once for each digest: setting it up costs more than the MAC of a short
/// token. Shared by the copies of a Key, also among threads. Internal to core/jose.
class HmacKey {
public:
    /// The MAC of `input` (RFC 2104). `secret` is the key's own, always the same one; `digest` as for
    /// `fetchDigest`. Empty when OpenSSL cannot do it.
    [[nodiscard]] QByteArray mac(const Secret &secret, const char *digest, QByteArrayView input) const;

private:
    struct Prepared {
        const char *digest;
        mutable std::once_flag once = {};
        mutable MacContextPtr context = {};
    };
    [[nodiscard]] MacContextPtr contextFor(const Secret &secret, const char *digest) const;
    std::array<Prepared, 3> m_prepared = {Prepared{"SHA256"}, Prepared{"SHA384"}, Prepared{"SHA512"}};
};

} // namespace claimcheck::jose
