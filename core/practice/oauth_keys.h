#pragma once

#include "oauth_faults.h"

#include "base/result.h"
#include "jose/key.h"

namespace claimcheck::practice {
class Storage;
}

namespace claimcheck::practice::provider {

/// The provider's own signing keys: one each for ES256, RS256 and EdDSA, kept in the settings so that tokens
/// outlive a restart. Each is made when it is first needed: an RSA key takes a moment.
class Keys final {
public:
    explicit Keys(Storage &storage) : m_storage(storage) {}

    /// Reads them again when they are next needed: the settings may be new ones.
    void forget() { m_keys.clear(); }
    /// The names of the algorithms, the first of which is the default.
    [[nodiscard]] static const QByteArrayList &algorithms();
    /// The private key of an algorithm of `algorithms`.
    [[nodiscard]] Result<jose::Key> key(const QByteArray &algorithm);
    /// All of them, to verify our own tokens.
    [[nodiscard]] Result<jose::KeySet> all();
    /// The public keys (RFC 7517 section 5), as the faults want them.
    [[nodiscard]] Result<QByteArray> jwkSet(const Faults &faults);

    /// A compact JWS over `claims`. The header is all of it, alg included.
    [[nodiscard]] Result<QByteArray> sign(const QByteArray &algorithm, const Members &header,
                                          const Members &claims);

private:
    Storage &m_storage;
    std::vector<std::pair<QByteArray, jose::Key>> m_keys;
};

} // namespace claimcheck::practice::provider
