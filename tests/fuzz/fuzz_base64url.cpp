#include "base/base64url.h"
#include "fuzz.h"

#include <algorithm>

using namespace claimcheck;

/// The strict and the lenient decoder agree, canonical text survives a round trip, and every deviation has
/// its place.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray text = fuzz::bytes(data, size);
    const Result<QByteArray> strict = base64url::decode(text);
    const base64url::Decoded lenient = base64url::decodeLeniently(text);

    REQUIRE(static_cast<bool>(strict) == lenient.isCanonical());
    if (strict) {
        REQUIRE(*strict == lenient.bytes);
        REQUIRE(base64url::encode(*strict) == text);
    } else {
        REQUIRE(strict.error().code == lenient.deviations.front().code);
        REQUIRE(strict.error().offset == lenient.deviations.front().offset);
    }
    REQUIRE(lenient.bytes.size() <= text.size() * 3 / 4);

    qsizetype last = 0;
    std::vector<ErrorCode> codes;
    for (const base64url::Deviation &deviation : lenient.deviations) {
        REQUIRE(deviation.offset >= last && deviation.offset <= text.size());
        REQUIRE(deviation.count >= 1 && deviation.count <= text.size());
        REQUIRE(std::find(codes.begin(), codes.end(), deviation.code) == codes.end());
        codes.push_back(deviation.code);
        last = deviation.offset;
    }

    const Result<QByteArray> back = base64url::decode(base64url::encode(text));
    REQUIRE(back && *back == text);
    return 0;
}
