#pragma once

#include "fuzz.h"
#include "jose/key_import.h"

/// What must hold for every key that was imported from anything.
namespace claimcheck::fuzz {

inline void checkKey(const jose::Key &key)
{
    using namespace claimcheck::jose;
    const bool isSecret = key.type() == KeyType::Oct;
    REQUIRE(key.bits() > 0 && key.bits() <= 16384 * (isSecret ? 1024 : 1));
    REQUIRE(isSecret == (key.handle() == nullptr));
    REQUIRE((key.type() == KeyType::Ec || key.type() == KeyType::Okp) == !key.curve().isEmpty());
    if (isSecret)
        return;
    const Result<QByteArray> print = thumbprint(key);
    const Result<QByteArray> jwk = publicJwk(key);
    REQUIRE(print && jwk);
    Result<KeySet> again = importKeys(*jwk, QStringLiteral("round trip"));
    // OpenSSL judges a modulus with random bases: one with a factor of middle size, which no real key has, is
    // refused once in a while.
    for (int i = 0; i < 4 && !again && key.type() == KeyType::Rsa; ++i)
        again = importKeys(*jwk, QStringLiteral("round trip"));
    REQUIRE(again && again->keys.size() == 1);
    const Key &copy = again->keys.front();
    REQUIRE(!copy.isPrivate());
    REQUIRE(copy.type() == key.type() && copy.curve() == key.curve() && copy.bits() == key.bits());
    REQUIRE(*thumbprint(copy) == *print);
    // Everybody can know a public key: it is refused as a secret of HMAC.
    const Result<KeySet> secret = importSecret(Secret(*jwk), SecretEncoding::Text);
    REQUIRE(!secret && secret.error().code == ErrorCode::PublicKeyAsSecret);
}

} // namespace claimcheck::fuzz
