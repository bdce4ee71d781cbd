#pragma once

#include "http/cookies.h"
#include "session.h"

#include <chrono>
#include <functional>

/// What a sign-in shows of its server: a card for the person, and for whoever runs the server.
namespace claimcheck::login {

struct SignInFinding {
    enum class State { Good, Weak, Bad, Unknown };
    QByteArray id; // "pkce", stable
    State state;
    QString sentence;
    QByteArray standard; // "RFC 7636 section 4.6"; empty: a matter of habit
};
/// "good", "weak", "bad", "unknown".
[[nodiscard]] QByteArray findingStateName(SignInFinding::State state);

/// What was learnt by asking the server again, on purpose. Nothing: it was not tried, or could not be.
struct ProbeFacts {
    std::optional<bool> tokenWithoutVerifier; // the server gave tokens for a code without its code_verifier
    std::optional<int> revocationStatus;      // the answer to revoking a token that is none
    std::optional<Error> refreshFailed;
    QStringList notes = {}; // what could not be tried, and why
};

/// What a sign-in check may do beside reading.
struct CheckOptions {
    /// Ask the server again: refresh, revoke a token that is none, and, where `openLink` is there, sign in in
    /// the browser once more and offer the code without its code_verifier. Ends nothing that is in use.
    bool probe = false;
    std::function<void(const QUrl &)> openLink = {};
    std::chrono::milliseconds patience = std::chrono::minutes(3); // with the browser
};

struct SignInCard {
    QString profile, server; // its name; the issuer or the address
    TimePoint madeAt;
    std::vector<SignInFinding> findings; // in a fixed order; what does not apply is left out
    QStringList notes;                   // of the sign-in, and of the probe

    [[nodiscard]] QByteArray toJson() const;
    /// Names no person and no token: fit to be sent to the back-end team.
    [[nodiscard]] QString toMarkdown() const;
    /// True if nothing is bad.
    [[nodiscard]] bool isSound() const;
};

/// Reads the session and asks nobody: pkce, iss, par, rotation, revocation, id-token-alg, id-token-checks,
/// access-alg, access-lifetime, refresh-lifetime, scope, binding, and of cookies cookie-secure,
/// cookie-http-only, cookie-same-site, cookie-prefix; transport of all.
[[nodiscard]] SignInCard signInCard(const Profile &profile, const Session &session, TimePoint now,
                                    const ProbeFacts &probe = {});

} // namespace claimcheck::login
