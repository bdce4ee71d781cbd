#pragma once

#include "explain_denial.h"
#include "login/profile.h"

/// From an action that explainDenial names to what is changed and done.
namespace claimcheck::requests {

/// The words of its button: "Sign in with the scope notes:write"; empty for Kind::None.
[[nodiscard]] QString actionText(const DenialAction &action);
/// The same for this case: of a request that is not sent to another server by itself, it says that it is
/// only filled in.
[[nodiscard]] QString actionText(const DenialAction &action, const DenialFacts &facts);

/// The profile's setting that this kind of action changes ("scope"); empty where it changes none.
[[nodiscard]] QString settingOf(DenialAction::Kind kind);
/// All of them, but for the connection's.
[[nodiscard]] QStringList denialSettings();

/// The request brings a body along.
[[nodiscard]] bool hasBody(const http::Request &request);

/// What an action changes before the request is sent again. Nothing of it is done here.
struct Remedy {
    /// The request with another address, method or header; nothing: it stays as it is.
    std::optional<http::Request> request = {};
    /// Settings of the profile (their CLI keys and new values), which a person agrees to.
    std::vector<std::pair<QString, QString>> settings = {};
    enum class Then {
        Send,       // again, after `wait` (at most a day)
        FillIn,     // `request` only: it would bring a body, or change something, at another server
        Refresh,    // then send again
        SignIn,     // then send again
        UseProfile, // with the profile `profile`
        Look,       // at `request`, without a credential, beside the one that failed
        AskPerson,  // for the address, the method, a variable, the clock; or the values of `asked`
        Nothing,    // it is the server's to decide
    } then = Then::Send;
    std::chrono::seconds wait{0};
    QString profile = {};
    /// Settings of the profile whose values only a person knows; signing in follows them.
    QStringList asked = {};
};
[[nodiscard]] Remedy remedyFor(const DenialAction &action, const http::Request &request,
                               const std::optional<login::Profile> &profile);

/// The same on the command line, a line each ("claimcheck refresh prod"); empty where no command does it.
[[nodiscard]] QStringList commandsFor(const DenialAction &action,
                                      const std::optional<login::Profile> &profile);

} // namespace claimcheck::requests
