#pragma once

#include "base/clock.h"
#include "base/secret.h"
#include "http/message.h"
#include "profile.h"

namespace claimcheck::login {

/// What a sign-in yielded. Lives in the keychain as one item per profile, sealed with its leash.
struct Session {
    Secret accessToken;
    Secret refreshToken;                // empty: there is none
    std::optional<TimePoint> expiresAt; // of the access token
    std::optional<TimePoint> refreshExpiresAt;
    TimePoint obtainedAt;
    Person person;
    http::Leash leash;
    /// The addresses that this session was made for (endpointsOf), sealed too.
    QStringList endpoints;
    /// A refresh with `refreshToken` was begun and its answer is not stored: set before the request goes out,
    /// in the keychain, and taken away when the outcome is stored (both without a secret of their own).
    bool refreshInFlight = false;
};

/// The keychain blob (JSON with a version), and back. Errors: KeychainEntryDamaged.
[[nodiscard]] Secret seal(const Session &session);
[[nodiscard]] Result<Session> unseal(const Secret &blob, const QString &profileName);

/// The leash that a profile would get if it signed in now.
[[nodiscard]] http::Leash leashOf(const Profile &profile);
/// The base, refresh, sign-out and whoami addresses of a profile, in this order.
[[nodiscard]] QStringList endpointsOf(const Profile &profile);
/// The address of a path of the recipe: appended to the path of the profile's address. `{user}` is filled in,
/// percent-encoded.
[[nodiscard]] QUrl endpoint(const Profile &profile, const QString &path);
/// ProfileChanged (detail: what differs) unless the sealed leash is the profile's own.
[[nodiscard]] Result<Done> checkLeash(const Session &session, const Profile &profile);

} // namespace claimcheck::login
