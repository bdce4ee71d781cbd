#pragma once

#include "credentials/credential_store.h"
#include "http/client.h"
#include "devices.h"
#include "drift.h"
#include "profile_store.h"
#include "session.h"
#include "sign_in_check.h"
#include "sign_in.h"
#include "sign_out.h"

#include <QObject>

#include <chrono>
#include <functional>
#include <memory>

namespace claimcheck::login {

/// SignedIn also when the access token has expired and can be refreshed; Expired when it cannot.
enum class SessionState { SignedIn, Expired, SignedOut, Unknown };
/// "signed-in", "expired", "signed-out", "unknown" (the keychain could not be read).
[[nodiscard]] QByteArray sessionStateName(SessionState state);

/// What is known of a profile's sign-in, without its secrets.
struct SessionInfo {
    SessionState state = SessionState::Unknown;
    bool canRefresh = false;
    bool stored = false; // in the keychain (else in memory only)
    Person person;
    std::optional<TimePoint> expiresAt;
    std::optional<TimePoint> refreshExpiresAt;
    bool accessIsJwt = false, refreshIsJwt = false;
    bool hasAccessToken = false, hasRefreshToken = false, hasIdToken = false;
    std::optional<TimePoint> idExpiresAt;
    /// It is a session of cookies, and there is no token.
    bool isCookies = false;
    /// "DPoP" where the tokens are bound to a key of this program; else as the server's requests want it.
    QByteArray tokenType;
    QString scope; // of OAuth: what was granted
    /// What the sign-in found worth saying, as sentences.
    QStringList notes;
    /// How far the server's clock is ahead of this machine's, once it has answered; under two seconds is
    /// none.
    std::optional<std::chrono::milliseconds> skew;
    /// Why the state is Unknown, or why a stored session cannot be used (ProfileChanged,
    /// RefreshOutcomeUnknown, SessionNotStored, …).
    std::optional<Error> problem;
};

template <class T>
using Callback = std::function<void(Result<T>)>;

/// What goes with a request beside the profile's own credential.
struct SendExtras {
    /// Secrets that stand in the request already: refused whole where one of them does not belong.
    std::vector<http::Credential> credentials = {};
    /// False: a 401 is the answer, since a second try would bring the same secrets again.
    bool refreshAfter401 = true;
};

/// An answer with what happened on the way.
struct Answer {
    http::Response response;
    bool refreshed = false; // a 401 led to one refresh and a second try, or the token was refreshed ahead
};

/// The sign-ins of all profiles: sign in, keep fresh (single flight per profile, across processes by the
/// refresh lock), use, sign out. One object for the window and for the command line. Callbacks: once, later,
/// never after `context`.
class Sessions final : public QObject {
    Q_OBJECT
public:
    /// `runtimeFolder` holds the refresh locks. References must outlive this.
    Sessions(ProfileStore &profiles, credentials::CredentialStore &keychain, const Clock &clock,
             QString runtimeFolder, QObject *parent = nullptr);
    ~Sessions() override;

    /// What is known now, without asking anybody; state Unknown with no problem before `load`.
    [[nodiscard]] SessionInfo info(const QString &profileId) const;
    /// The access token that this process has loaded, as it is: it may have expired. For looking at, never
    /// for sending; empty while there is none.
    [[nodiscard]] Secret accessTokenToLookAt(const QString &profileId) const;
    [[nodiscard]] Secret idTokenToLookAt(const QString &profileId) const;
    /// Reads the keychain item (may prompt to unlock). Not being signed in is an info with SignedOut, and a
    /// keychain that cannot be read an info with Unknown and its `problem`; the one error is ProfileNotFound.
    [[nodiscard]] WaiterPtr load(const QString &profileId, QObject *context, Callback<SessionInfo> done);
    /// Signs in the way that the profile's recipe says. `watch` is told of each step, from the event loop.
    [[nodiscard]] SignInPtr signIn(const QString &profileId, SignInOptions options, QObject *context,
                                   Callback<SessionInfo> done, SignInWatcher watch = {});
    /// With a user name and a password.
    [[nodiscard]] SignInPtr signIn(const QString &profileId, const QString &user, const Secret &password,
                                   StoreIn where, QObject *context, Callback<SessionInfo> done);
    [[nodiscard]] WaiterPtr refresh(const QString &profileId, QObject *context, Callback<SessionInfo> done);
    /// The credential for requests, refreshed first when the token has less than `minTtl` left and can be
    /// refreshed. Without a `minTtl` that is 30 s, or half the lifetime of a token that lives shorter than a
    /// minute.
    [[nodiscard]] WaiterPtr credential(const QString &profileId, std::optional<std::chrono::seconds> minTtl,
                                       QObject *context, Callback<http::Credential> done);
    /// The ID Token, verified when it came; refreshed first like the access token. IdTokenMissing where the
    /// sign-in brought none.
    [[nodiscard]] WaiterPtr idToken(const QString &profileId, std::optional<std::chrono::seconds> minTtl,
                                    QObject *context, Callback<Secret> done);
    /// Sends with the profile's credential, connection settings and cookie jar; refreshes ahead, and once
    /// after a 401. An origin off the leash gets the request without the credential (see Response::withheld).
    [[nodiscard]] WaiterPtr send(const QString &profileId, http::Request request, QObject *context,
                                 Callback<Answer> done, std::function<void(http::Progress)> progress = {},
                                 SendExtras extras = {});
    [[nodiscard]] WaiterPtr signOut(const QString &profileId, QObject *context,
                                    std::function<void(Receipt)> done, SignOutOptions options = {});
    /// The card of a sign-in: reads what is known; with a `probe` it asks the server again (CheckOptions
    /// says what). NotSignedIn, Keychain….
    [[nodiscard]] WaiterPtr check(const QString &profileId, QObject *context, Callback<SignInCard> done,
                                  CheckOptions options);
    /// The tokens' claims beside UserInfo and introspection now; refreshed first where need be.
    [[nodiscard]] WaiterPtr drift(const QString &profileId, QObject *context, Callback<Drift> done);
    /// Where the person is signed in, where the server tells. Errors: those of processDevices and of `send`.
    [[nodiscard]] WaiterPtr devices(const QString &profileId, QObject *context,
                                    Callback<std::vector<SignedInDevice>> done);
    /// Signs one of them out, or all but this one.
    [[nodiscard]] WaiterPtr endDevice(const QString &profileId, const QString &deviceId, QObject *context,
                                      Callback<Done> done);
    [[nodiscard]] WaiterPtr endOtherDevices(const QString &profileId, QObject *context, Callback<Done> done);

    /// Tries to store again what could not be stored.
    [[nodiscard]] WaiterPtr storeAgain(const QString &profileId, QObject *context,
                                       Callback<SessionInfo> done);
    /// Forgets what is in memory and in the keychain, sends nothing (a profile is being removed).
    [[nodiscard]] WaiterPtr forget(const QString &profileId, QObject *context, Callback<Done> done);

    /// Stores a secret setting (`login.header.NAME`) in the keychain, sealed with the profile's leash, and
    /// marks it in the profile. An empty secret takes it away. In memory it is kept until this ends, and
    /// counts before the keychain's. Errors: ProfileNotFound, ProfileFieldUnknown, Keychain…, Profiles….
    [[nodiscard]] WaiterPtr setSecretField(const QString &profileId, const QString &key, const Secret &value,
                                           QObject *context, Callback<Done> done,
                                           StoreIn where = StoreIn::Keychain);

    /// Tokens that came and were not kept are being ended at their server: `dropped` comes for each. It is
    /// under way when the error that tells why is delivered; whoever ends the program then waits a moment.
    [[nodiscard]] bool isDropping() const;

    /// The machine has slept, or its clock was set: what is due is done now, not with the next minute.
    void lookAtTheClock();
    /// Refresh by itself before expiry, for as long as this lives (the desktop; the CLI leaves it off).
    void keepFresh(bool on);

Q_SIGNALS:
    void changed(const QString &profileId);
    /// A session that cannot be refreshed ends within five minutes, or within a tenth of its life if that is
    /// less. Said once for each session, while keepFresh is on.
    void endsSoon(const QString &profileId);
    /// What became of tokens that came and were not kept: of a sign-in whose check failed or that is somebody
    /// else's, or of a refresh that a sign-out overtook. A sentence.
    void dropped(const QString &profileId, const QString &outcome);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace claimcheck::login
