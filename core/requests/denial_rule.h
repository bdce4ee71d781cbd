#pragma once

#include "explain_denial.h"
#include "http/challenge.h"

#include <span>

/// How the rules of explain_denial are made; only they see it.
namespace claimcheck::requests {

/// The facts, with what every rule wants to know of them.
struct Denial {
    const DenialFacts &facts;
    std::vector<http::Challenge> challenges;
    bool isDenied = false; // 401 or 403, or a sign-in page in place of an answer

    [[nodiscard]] int status() const { return facts.response ? facts.response->status : 0; }
    [[nodiscard]] ErrorCode code() const { return facts.error->code; }
    [[nodiscard]] bool isError(ErrorCode wanted) const { return facts.error && facts.error->code == wanted; }
    /// The first challenge of this scheme.
    [[nodiscard]] const http::Challenge *challenge(QByteArrayView scheme) const;
    /// `error` of the Bearer or DPoP challenge.
    [[nodiscard]] QByteArray challengeError() const;
    [[nodiscard]] QByteArray challengeParameter(QByteArrayView name) const;
    [[nodiscard]] bool credentialSent() const { return facts.response && facts.response->credentialSent; }
    /// Header of the answer, or empty.
    [[nodiscard]] QByteArray header(QByteArrayView name) const;
    /// The body's begin in small letters.
    [[nodiscard]] QByteArray bodyStart() const;
    [[nodiscard]] QString host() const { return facts.url.host(); }
    /// The credential's profile can be signed in again, by refreshing where that is possible.
    [[nodiscard]] DenialAction freshToken() const;
};

/// One reason: its name, how much it weighs, and the sentence with its action where it applies.
struct DenialRule {
    const char *id;
    int weight;
    std::optional<std::pair<QString, DenialAction>> (*apply)(const Denial &);
};
using DenialFinding = std::optional<std::pair<QString, DenialAction>>;

[[nodiscard]] std::span<const DenialRule> networkRules();
[[nodiscard]] std::span<const DenialRule> tokenRules();
[[nodiscard]] std::span<const DenialRule> answerRules();

} // namespace claimcheck::requests
