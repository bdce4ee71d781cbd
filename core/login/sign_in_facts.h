#pragma once

#include <QByteArray>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

namespace claimcheck::json {
class Value;
class Writer;
} // namespace claimcheck::json

namespace claimcheck::login {

/// What a sign-in showed and nothing else of its session tells: kept with the session, so that the sign-in
/// check can be read later and by another process. Holds no secret.
struct SignInFacts {
    QString scopeAsked;
    bool inBrowser = false;     // by an authorization code; the next two are of that way only
    bool wasPushed = false;     // PAR, RFC 9126
    bool issuerWasSent = false; // iss in the browser's return, RFC 9207
    /// Each check of the ID Token and its outcome ("passed", "failed", "not-checked").
    std::vector<std::pair<QByteArray, QByteArray>> idTokenChecks;
    /// What the last refresh did with the refresh token: true where another one came. Nothing: none was seen.
    std::optional<bool> rotates;
    friend bool operator==(const SignInFacts &, const SignInFacts &) = default;
};

/// For the keychain item. What cannot be read is left out.
void writeFacts(json::Writer &writer, const SignInFacts &facts);
[[nodiscard]] SignInFacts readFacts(const json::Value &value);

} // namespace claimcheck::login
