#include "fuzz.h"
#include "jose/der.h"
#include "jose/pem.h"
#include "key_round_trip.h"

#include <algorithm>

using namespace claimcheck;
using namespace claimcheck::jose;

/// PEM, DER and secrets as people paste them: keys that were read hold together, and a text that is read as
/// public keys is never taken as an HMAC secret.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray text = fuzz::bytes(data, size);
    for (const PemBlock &block : readPem(text))
        (void)isPublicDer(block.der);
    (void)isPublicDer(text);

    const Result<KeySet> set = importKeys(text, QStringLiteral("fuzz"));
    if (set) {
        for (const Key &key : set->keys)
            fuzz::checkKey(key);
    }
    const bool isPublic =
        set && !set->keys.empty() && std::all_of(set->keys.begin(), set->keys.end(), [](const Key &key) {
            return key.type() != KeyType::Oct && !key.isPrivate();
        });
    for (const SecretEncoding encoding :
         {SecretEncoding::Text, SecretEncoding::Base64, SecretEncoding::Base64url, SecretEncoding::Hex}) {
        const Result<KeySet> secret = importSecret(Secret(text), encoding);
        if (encoding == SecretEncoding::Text && isPublic)
            REQUIRE(!secret && secret.error().code == ErrorCode::PublicKeyAsSecret);
        if (secret)
            REQUIRE(secret->keys.size() == 1 && secret->keys.front().secret().size() > 0);
    }
    return 0;
}
