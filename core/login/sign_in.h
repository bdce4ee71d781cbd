#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

#include <QStringList>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace claimcheck::login {

/// Somebody who waits for an answer. Destroying it means that the callback never comes; work that must not be
/// lost (a refresh that was asked for) goes on inside Sessions.
class Waiter {
public:
    virtual ~Waiter() = default;
};
using WaiterPtr = std::unique_ptr<Waiter>;
enum class StoreIn { Keychain, Memory };

/// What a person gives to a sign-in; which of it is needed the recipe says.
struct SignInOptions {
    QString user = {};
    Secret password = {}; // or the static token, API key, assertion or subject token
    StoreIn where = StoreIn::Keychain;
    /// Of the browser's way: by a code on another device, in this machine's browser, or whichever ends first.
    enum class Device { Recipe, Only, Race } device = Device::Recipe;
    /// How long the browser's return is waited for.
    std::chrono::milliseconds patience = std::chrono::minutes(10);
    /// For tests: between two questions for the device's answer, in place of the server's interval.
    std::optional<std::chrono::milliseconds> devicePause = {};
    /// For tests: how long a pushed request is good, in place of what the server says.
    std::optional<std::chrono::milliseconds> pushedLifetime = {};
};

/// The steps of a sign-in, in the order in which they may come. Not every kind has all.
enum class SignInStep {
    Keychain, // it is writable
    Discover, // the server's metadata
    Confirm,  // origins that the metadata brings in
    Register, // the client
    Push,     // the authorization request (PAR)
    Browser,  // the person signs in there
    Device,   // … or on another device
    Form,     // the page of a form, and its fields
    Ask,      // the request with the person's secret, or for the token
    IdToken,  // its signature and claims
    Person,   // who it is
    Store,
};
/// A few words: "Read the server's metadata".
[[nodiscard]] QString signInStepText(SignInStep step);

/// What a person enters on another device (RFC 8628).
struct DeviceCode {
    QString userCode;
    QUrl verificationUri;
    QUrl verificationUriComplete; // may be empty
    TimePoint expiresAt;
};

/// What happens during a sign-in, for whoever watches. Holds no secret.
struct SignInEvent {
    SignInStep step;
    enum class State { Running, Done, Skipped, NeedsAnswer } state = State::Running;
    QString detail = {}; // a sentence or a name; plain text, may be a server's words
    /// Browser, Running: the link to open and to show. The redirect URI that it comes back to.
    QUrl link = {};
    /// The link before has expired (PAR): this one is for whoever has not opened it yet, to be shown, not to
    /// be opened by itself. The sign-in that was begun with the one before goes on all the same.
    bool isRenewed = false;
    QUrl redirectUri = {};
    std::optional<DeviceCode> device = {}; // Device, Running
    QStringList origins = {};              // Confirm, NeedsAnswer
};
using SignInWatcher = std::function<void(const SignInEvent &)>;

/// A sign-in under way. Destroying it cancels, unless the server has answered already: then what it gave is
/// stored.
class SignIn : public Waiter {
public:
    /// The person's answer to Confirm. The profile remembers a yes (authorization.origins).
    virtual void confirmOrigins(bool yes) = 0;
    /// The address that the browser ended at, pasted by hand. RedirectPastedInvalid, StateMismatch: the
    /// sign-in waits on.
    [[nodiscard]] virtual Result<Done> takeRedirect(const QString &address) = 0;
    /// False: nobody waits any more for an answer.
    [[nodiscard]] virtual bool isRunning() const = 0;
};
using SignInPtr = std::unique_ptr<SignIn>;

} // namespace claimcheck::login
