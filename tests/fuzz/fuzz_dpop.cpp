#include "fuzz.h"
#include "jose/dpop.h"

#include <algorithm>

using namespace claimcheck;
using namespace claimcheck::jose;

namespace {

/// RFC 9449 figures 2 and 12: the only proofs that anybody signed here. A proof brings its own key, so a
/// match of any other is a key for which a signature can be made up.
constexpr const char *realProofs[] = {
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNo"
    "UklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERW"
    "clUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh"
    "0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8"
    "v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg",
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNo"
    "UklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERW"
    "clUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR"
    "1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCw"
    "iYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-E"
    "y71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA"};
constexpr char thumbprint[] = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

} // namespace

/// No made-up proof has a signature that fits, and only the expected key is accepted.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray text = fuzz::bytes(data, size);
    const ParsedToken proof = ParsedToken::parse(text);
    DpopExpectations expectations;
    expectations.request = {"POST", "https://server.example.com/token"};
    expectations.at = TimePoint(std::chrono::seconds(1562262620));
    const Validation carried = inspectDpopProof(proof, expectations);
    REQUIRE(!carried.accepted());
    expectations.thumbprint = thumbprint;
    const Validation validation = inspectDpopProof(proof, expectations);
    REQUIRE(validation.accepted() == !validation.firstError());
    if (validation.accepted())
        REQUIRE(text == realProofs[0]);
    if (validation.signature.outcome == SignatureOutcome::Match)
        REQUIRE(std::any_of(std::begin(realProofs), std::end(realProofs),
                            [&text](const char *real) { return text == real; }));
    return 0;
}
