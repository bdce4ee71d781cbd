#include "claim_expectations.h"

#include <algorithm>

namespace claimcheck::app {

using jose::Expectations;

IgnoreOutcome ignoreClaim(Expectations &expectations, QByteArrayView name)
{
    if (name == "exp") {
        expectations.expiration = Expectations::Expiration::Ignored;
        return IgnoreOutcome::Ignored;
    }
    if (name == "nbf") {
        expectations.notBefore = Expectations::NotBefore::Ignored;
        return IgnoreOutcome::Ignored;
    }
    const auto claim = std::find_if(std::begin(claimExpectations), std::end(claimExpectations),
                                    [name](const ClaimExpectation &row) { return name == row.name; });
    if (claim == std::end(claimExpectations))
        return IgnoreOutcome::Unknown;
    if (std::holds_alternative<QByteArray>(expectations.*(claim->field)))
        return IgnoreOutcome::Contradicts;
    expectations.*(claim->field) = jose::Ignored{};
    return IgnoreOutcome::Ignored;
}

void ignoreAllClaims(Expectations &expectations)
{
    for (const ClaimExpectation &row : claimExpectations) {
        if (row.field != &Expectations::type)
            expectations.*(row.field) = jose::Ignored{};
    }
    expectations.tokenId = jose::Ignored{};
    expectations.authorizedParty = jose::Ignored{};
    expectations.maxAge = {};
    expectations.expiration = Expectations::Expiration::Ignored;
    expectations.notBefore = Expectations::NotBefore::Ignored;
}

} // namespace claimcheck::app
