#include "fuzz.h"
#include "http/challenge.h"
#include "http/header_rules.h"

using namespace claimcheck::http;

/// Whatever a header holds, there are few challenges, their names can be compared, and no more comes out than
/// went in.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray text = claimcheck::fuzz::bytes(data, size);
    const std::vector<Challenge> challenges = readChallenges(text);
    REQUIRE(challenges.size() <= 16);
    qsizetype total = 0;
    for (const Challenge &challenge : challenges) {
        REQUIRE(challenge.scheme.isEmpty() ? &challenge == &challenges.front() : isToken(challenge.scheme));
        REQUIRE(challenge.parameters.size() <= 32);
        total += challenge.scheme.size() + challenge.token68.size();
        for (const auto &[name, value] : challenge.parameters) {
            REQUIRE(isToken(name) && name == name.toLower());
            REQUIRE(challenge.parameter(name.toUpper()));
            total += name.size() + value.size();
        }
    }
    REQUIRE(total <= text.size());
    return 0;
}
