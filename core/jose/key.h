#pragma once

#include "algorithm.h"
#include "base/result.h"
#include "base/secret.h"

#include <QByteArray>
#include <QStringList>

#include <memory>
#include <vector>

typedef struct evp_pkey_st EVP_PKEY;

namespace claimcheck::jose {

class HmacKey;
class VerifyingKey;

/// Who vouches for a key (`keySource` of the CLI: pinned, discovered, confirmed, carried-by-token).
enum class KeySource { Pinned, Discovered, Confirmed, CarriedByToken };
[[nodiscard]] QByteArray keySourceName(KeySource source);

/// The key's own JWK members (RFC 7517 section 4); empty where it says nothing.
struct KeyMetadata {
    QByteArray kid;
    QByteArray alg;
    QByteArray use;
    std::vector<QByteArray> keyOps;
};

/// One validated key: a public or private RSA, EC or OKP key, or a secret. Immutable; copies share.
/// Only key_import and generateKey make one, and they check everything that can be checked without an
/// algorithm.
class Key {
public:
    [[nodiscard]] KeyType type() const { return m_type; }
    /// The JWK "crv" of EC and OKP keys ("P-256", "Ed25519", "X448"), else empty.
    [[nodiscard]] const QByteArray &curve() const { return m_curve; }
    /// Modulus, field or secret size in bits.
    [[nodiscard]] int bits() const { return m_bits; }
    [[nodiscard]] bool isPrivate() const { return m_private; }
    [[nodiscard]] const KeyMetadata &metadata() const { return m_metadata; }
    [[nodiscard]] Key withMetadata(KeyMetadata metadata) const;
    /// For OpenSSL calls inside core/jose; nullptr for secrets.
    [[nodiscard]] EVP_PKEY *handle() const { return m_pkey.get(); }
    /// The bytes of a secret; empty for other keys.
    [[nodiscard]] const Secret &secret() const { return m_secret; }
    /// HMAC with the secret, for signatures inside core/jose; nullptr for other keys.
    [[nodiscard]] const HmacKey *hmac() const { return m_hmac.get(); }
    /// Verification with the public part, for signatures inside core/jose; nullptr for secrets.
    [[nodiscard]] const VerifyingKey *verifying() const { return m_verifying.get(); }

private:
    friend class KeyFactory; // key_factory.h, internal
    KeyType m_type = KeyType::Oct;
    QByteArray m_curve;
    int m_bits = 0;
    bool m_private = false;
    KeyMetadata m_metadata;
    std::shared_ptr<EVP_PKEY> m_pkey;
    std::shared_ptr<const VerifyingKey> m_verifying;
    Secret m_secret;
    std::shared_ptr<const HmacKey> m_hmac;
};

/// Keys from one source. `rejected` are keys of a set that could not be used (with `subject` naming the kid
/// or index): they do not spoil the others.
struct KeySet {
    std::vector<Key> keys;
    KeySource source = KeySource::Pinned;
    std::vector<Error> rejected;
    /// Which keys of a JWK or a JWK Set show private members or the bytes of a secret, by kid or index,
    /// usable or not: in a public place, somebody has published them.
    std::vector<QString> exposed = {};
};

} // namespace claimcheck::jose
