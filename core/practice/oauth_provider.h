#pragma once

#include "oauth_clients.h"
#include "oauth_dpop.h"
#include "oauth_faults.h"
#include "oauth_grants.h"
#include "oauth_keys.h"
#include "oauth_sessions.h"

#include "base/clock.h"
#include "base/result.h"

#include <chrono>
#include <memory>
#include <span>

namespace claimcheck::practice {
class Accounts;
class Notes;
class Router;
class Storage;
struct RouteHelp;
} // namespace claimcheck::practice

namespace claimcheck::practice::provider {

struct ProviderSettings {
    QByteArray issuer; // the server's address: "http://127.0.0.1:PORT"
    std::chrono::seconds accessLifetime{300};
    /// How long a device waits between two questions (RFC 8628 section 3.2).
    std::chrono::seconds deviceInterval{5};
};

/// The OpenID Provider: an authorization server (RFC 6749, with the advice of RFC 9700) that signs people
/// in. One file for each noun of the standards; this holds all that the endpoints share.
class Provider final {
public:
    /// Makes what is missing in the database. The three outlive the provider.
    [[nodiscard]] static Result<std::unique_ptr<Provider>>
    open(Storage &storage, Accounts &accounts, Notes &notes, const Clock &clock, ProviderSettings settings);
    /// Makes what is missing in the database, which may be a new one.
    [[nodiscard]] Result<Done> prepare();
    void addRoutes(Router &router);
    /// Removes all rows that have expired.
    [[nodiscard]] Result<Done> purge();
    /// The endpoints, for the page and the terminal.
    [[nodiscard]] static std::span<const RouteHelp> help();

    Storage &storage;
    Accounts &accounts;
    Notes &notes;
    const Clock &clock;
    const ProviderSettings settings;
    Faults faults = {};
    Clients clients;
    Keys keys;
    Grants grants;
    BrowserSessions sessions;
    DpopProofs proofs;

    /// Ends a browser session by the name that ID Tokens have for it, and what was given in it without
    /// offline_access.
    [[nodiscard]] Result<Done> endSessionOf(const QByteArray &sid);

    [[nodiscard]] QByteArray url(const char *path) const { return settings.issuer + path; }

private:
    Provider(Storage &database, Accounts &people, Notes &theirNotes, const Clock &time,
             ProviderSettings itsSettings);
};

} // namespace claimcheck::practice::provider
