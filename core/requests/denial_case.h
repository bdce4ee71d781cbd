#pragma once

#include "explain_denial.h"
#include "login/sessions.h"

/// From a real exchange to what `explainDenial` reads.
namespace claimcheck::requests {

struct Sent;

/// A request that was sent, and what came of it.
struct DenialExchange {
    http::Request request = {}; // without the credential's header
    Result<http::Response> answer = Error{ErrorCode::Cancelled};
    QString profileId = {}; // whose credential was to go along; empty: nobody's
    bool refreshed = false;
    QString profileAtHand = {}; // the environment's id, where the request takes no credential
};
/// The body's begin stands in the answer: as much as an explanation reads.
[[nodiscard]] DenialExchange exchangeOf(const Sent &sent);

/// Where the rest is known. References must outlive the call.
struct DenialSources {
    const login::ProfileStore &profiles;
    const login::Sessions &sessions;
    TimePoint now;
};
/// Reads the profile's token for its claims only; no secret is in the facts.
[[nodiscard]] DenialFacts denialFacts(const DenialExchange &exchange, const DenialSources &sources);

} // namespace claimcheck::requests
