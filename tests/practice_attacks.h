#pragma once

#include "practice_party.h"

#include <span>
#include <vector>

namespace claimcheck::test {

/// What an honest client and an attacker were told. They differ in one thing.
struct Tried {
    QByteArray honest;
    QByteArray attack;
};

struct Attack {
    const char *system;
    const char *name;
    Tried (*run)(PracticeApi &api);
    const char *honest; // verdicts
    const char *attack;
};
/// At least one for each system, and for each other way of the server: the provider ("oauth"), tokens for one
/// purpose ("mail", "download", "captcha") and CORS ("cors").
[[nodiscard]] std::vector<Attack> allAttacks();
/// Those of the other ways alone.
[[nodiscard]] std::span<const Attack> otherAttacks();

} // namespace claimcheck::test
