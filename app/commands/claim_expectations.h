#pragma once

#include "jose/expectations.h"

namespace claimcheck::app {

/// What can be expected of a token by a text, by its name on the command line and in batches.
struct ClaimExpectation {
    const char *name;
    jose::Expectation<QByteArray> jose::Expectations::*field;
};

inline constexpr ClaimExpectation claimExpectations[] = {
    {"iss", &jose::Expectations::issuer},  {"aud", &jose::Expectations::audience},
    {"typ", &jose::Expectations::type},    {"sub", &jose::Expectations::subject},
    {"nonce", &jose::Expectations::nonce},
};

enum class IgnoreOutcome {
    Ignored,
    Contradicts, // a value is expected of it
    Unknown,     // there is no such check
};
/// Says aloud that a claim is not checked: one of those above, "exp" or "nbf".
[[nodiscard]] IgnoreOutcome ignoreClaim(jose::Expectations &expectations, QByteArrayView name);

/// No claim is checked any more; the header's typ and the key's strength still are.
void ignoreAllClaims(jose::Expectations &expectations);

} // namespace claimcheck::app
