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
    /// A token went along: the profile's, or one that the request brings itself. Only then does what is said
    /// of tokens explain anything.
    [[nodiscard]] bool tokenSent() const;
    /// The profile's own token went along, so that what is known of it explains something.
    [[nodiscard]] const TokenLook *sentToken() const;
    /// The profile is signed in again; without one, a person chooses whose credential goes along.
    [[nodiscard]] DenialAction signIn() const;
    /// Likewise, by refreshing where that is possible.
    [[nodiscard]] DenialAction freshToken() const;
    /// Sends to that address. Of another server its origin is shown, of this one the path.
    [[nodiscard]] DenialAction sendTo(const QUrl &url) const;
    /// A person has to give another address.
    [[nodiscard]] DenialAction otherAddress() const { return {DenialAction::Kind::ChangeUrl, {}, facts.url}; }
};

/// A server's or a token's word inside of a sentence: on one line, at most 80 characters.
[[nodiscard]] QString shortly(const QString &text);

/// What can speak for a cause; a rule names its own, and those of them that there are are shown.
namespace Evidence {
enum Kind : unsigned {
    Answer = 1U << 0U, // status and the server's words
    Failure = 1U << 1U,
    Challenge = 1U << 2U,
    ProxyChallenge = 1U << 3U,
    Allow = 1U << 4U,
    Retry = 1U << 5U,
    Location = 1U << 6U,
    Redirect = 1U << 7U,
    HeldBack = 1U << 8U,
    SentAs = 1U << 9U,
    Expiry = 1U << 10U,
    Start = 1U << 11U,
    Clocks = 1U << 12U,
    Scopes = 1U << 13U,
    Audience = 1U << 14U,
    Issuer = 1U << 15U,
    Binding = 1U << 16U,
    Address = 1U << 17U,
};
} // namespace Evidence
/// In a fixed order, without secrets.
[[nodiscard]] std::vector<DenialEvidence> evidenceOf(const Denial &denial, unsigned kinds);

/// One reason: its name, how much it weighs, the sentence with its action where it applies, what is shown for
/// it, and the standard that says so.
struct DenialRule {
    const char *id;
    int weight;
    std::optional<std::pair<QString, DenialAction>> (*apply)(const Denial &);
    unsigned evidence = Evidence::Answer;
    const char *standard = "";
};
using DenialFinding = std::optional<std::pair<QString, DenialAction>>;

[[nodiscard]] std::span<const DenialRule> networkRules();
[[nodiscard]] std::span<const DenialRule> tokenRules();
[[nodiscard]] std::span<const DenialRule> challengeRules();
[[nodiscard]] std::span<const DenialRule> answerRules();

} // namespace claimcheck::requests
