#include "fuzz.h"
#include "jose/jwk.h"
#include "key_round_trip.h"

using namespace claimcheck;
using namespace claimcheck::jose;

/// JWK and JWK Set: what is imported holds together, and goes out and comes in again as the same key.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Result<json::Document> document = json::Document::parse(fuzz::bytes(data, size));
    if (!document)
        return 0;
    const Result<KeySet> set = importJwkOrSet(document->root(), QStringLiteral("fuzz"));
    if (!set)
        return 0;
    REQUIRE(!set->keys.empty() || !set->rejected.empty());
    for (const Key &key : set->keys)
        fuzz::checkKey(key);
    return 0;
}
