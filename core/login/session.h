#pragma once

#include "base/clock.h"
#include "base/secret.h"
#include "http/message.h"
#include "oauth/renewed_id_token.h"
#include "oauth/server_metadata.h"
#include "profile.h"
#include "sign_in_facts.h"

#include <chrono>

namespace claimcheck::login {

/// What only a session of OAuth has.
struct OAuthGrant {
    /// The server as it was at the sign-in: refreshing and signing out ask nobody where to go.
    oauth::ServerMetadata server;
    QString clientId;
    QByteArray clientAuthentication; // "none", "client_secret_basic", …
    /// Of a client that registered itself; else the profile's secret fields hold it.
    Secret clientSecret = {};
    QByteArray tokenType = "Bearer"; // or "DPoP"
    Secret dpopKey = {};             // private JWK; empty: the tokens are not bound to a key of ours
    QString scope = {};              // that was granted, space-separated
    QString resource = {};           // RFC 8707, as asked for, space-separated
    QString audience = {};           // of servers that want one beside it
    /// Of a client that registered itself: the redirect URI that the server knows, and when its secret ends.
    QUrl registeredRedirect = {};
    std::optional<TimePoint> clientSecretExpiresAt = {};
    /// What the ID Token of the sign-in said: those of refreshes are compared with it.
    std::optional<oauth::OriginalIdToken> originalIdToken = {};
    /// There is no refresh token, and the client can ask again by itself (client credentials).
    bool isClientsOwn = false;
};

/// What a sign-in yielded. Lives in the keychain as one item per profile, sealed with its leash.
struct Session {
    Secret accessToken;  // also a static token or API key; empty for a session of cookies
    Secret refreshToken; // empty: there is none
    Secret idToken = {}; // verified when it came; empty: there is none
    Secret cookies = {}; // http::Cookies::sealed; empty: it is no session of cookies
    std::optional<OAuthGrant> oauth = {};
    QStringList notes = {}; // what the sign-in found worth saying ("no refresh token came"), for the card
    SignInFacts facts = {};
    std::optional<TimePoint> expiresAt; // of the access token
    std::optional<TimePoint> refreshExpiresAt;
    TimePoint obtainedAt;
    /// How far the server's clock was ahead of this machine's then: by it an ID Token ends.
    std::chrono::milliseconds clockAhead{0};
    Person person;
    http::Leash leash;
    /// The addresses that this session was made for (endpointsOf), sealed too.
    QStringList endpoints;
    /// A refresh with `refreshToken` was begun and its answer is not stored: set before the request goes out,
    /// in the keychain, and taken away when the outcome is stored (both without a secret of their own).
    bool refreshInFlight = false;
};

/// The keychain blob (JSON with a version; what a session does not have is left out), and back. Errors:
/// KeychainEntryDamaged.
[[nodiscard]] Secret seal(const Session &session);
[[nodiscard]] Result<Session> unseal(const Secret &blob, const QString &profileName);

/// The leash that a profile would get if it signed in now. Of OAuth: secrets of the client go to the address
/// and to authorization.origins; the access token goes there too (UserInfo is a resource), to `origins` and
/// to those of `resource`.
[[nodiscard]] http::Leash leashOf(const Profile &profile);
/// The base, refresh, sign-out and whoami addresses of a profile, in this order; of OAuth the base and the
/// endpoint.… settings: the metadata's endpoints stand in the session itself (OAuthGrant::server).
[[nodiscard]] QStringList endpointsOf(const Profile &profile);
/// The address of a path of the recipe: appended to the path of the profile's address. `{user}` is filled in,
/// percent-encoded.
[[nodiscard]] QUrl endpoint(const Profile &profile, const QString &path);
/// ProfileChanged (detail: what differs) unless the sealed leash is the profile's own.
[[nodiscard]] Result<Done> checkLeash(const Session &session, const Profile &profile);

} // namespace claimcheck::login
