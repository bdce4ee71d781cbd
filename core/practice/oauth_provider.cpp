#include "oauth_provider.h"

#include "oauth_endpoints.h"
#include "oauth_tables.h"
#include "pages.h"
#include "router.h"
#include "storage.h"

#include <array>

namespace claimcheck::practice::provider {

namespace {

struct Endpoint {
    const char *method;
    const char *path;
    Response (*answer)(Provider &, const Request &);
    const char *what;
};
constexpr Endpoint endpoints[] = {
    {"GET", "/.well-known/openid-configuration", metadata, "OpenID Connect discovery"},
    {"GET", "/.well-known/oauth-authorization-server", metadata, "the same for RFC 8414"},
    {"GET", "/oauth/jwks", keySet, "the provider's public keys"},
    {"GET", "/oauth/authorize", authorize, "a client sends the browser here: code with PKCE (RFC 6749)"},
    {"POST", "/oauth/authorize", authorize, "the same, from a form"},
    {"GET", "/oauth/continue", continueAuthorization, "goes on after a page of the provider"},
    {"POST", "/oauth/login", takeLogin, "the form of the provider's own login page"},
    {"POST", "/oauth/consent", takeConsent, "the form of the consent page"},
    {"POST", "/oauth/par", pushRequest, "an authorization request, pushed before (RFC 9126)"},
    {"POST", "/oauth/token", token, "tokens for a grant (RFC 6749 section 3.2)"},
    {"GET", "/oauth/userinfo", userInfo, "access token with the scope openid: who it is"},
    {"POST", "/oauth/userinfo", userInfo, "the same"},
    {"POST", "/oauth/introspect", introspect, "what the provider knows of a token (RFC 7662)"},
    {"POST", "/oauth/revoke", revoke, "takes a token back (RFC 7009)"},
    {"POST", "/oauth/register", registerClient, "JSON: a client of your own, for a day (RFC 7591)"},
    {"POST", "/oauth/device_authorization", authorizeDevice, "codes for a device (RFC 8628)"},
    {"GET", "/oauth/device", devicePage, "where a person enters the code of a device"},
    {"POST", "/oauth/device", takeDeviceAnswer, "the forms of that page"},
    {"GET", "/oauth/end_session", endSession, "signs out of the provider (RP-Initiated Logout)"},
    {"POST", "/oauth/end_session", endSession, "the same, from a form"},
    {"POST", "/oauth/end_session/confirm", confirmEndSession, "the form of its page"},
    {"GET", "/oauth/notes", listSharedNotes, "access token with the scope notes:read (Bearer or DPoP)"},
    {"POST", "/oauth/notes", addSharedNote, "{text}, access token with the scope notes:write"},
    {"GET", "/oauth/fresh", openFresh, "access token of a sign-in of the last minute (RFC 9470)"},
    {"GET", "/oauth/vault", openVault, "access token that was made for it (RFC 8707)"},
    {"GET", "/.well-known/oauth-protected-resource/oauth/vault", vaultMetadata,
     "where its tokens come from (RFC 9728)"},
    {"GET", "/oauth/bound", openBound, "access token that is bound to a key (RFC 9449)"},
};

/// The table once more, in the words of the page.
constexpr auto makeHelp()
{
    std::array<RouteHelp, std::size(endpoints)> help{};
    for (size_t i = 0; i < help.size(); ++i)
        help[i] = {endpoints[i].method, endpoints[i].path, endpoints[i].what};
    return help;
}
constexpr auto helpRows = makeHelp();

} // namespace

Provider::Provider(Storage &database, Accounts &people, Notes &theirNotes, const Clock &time,
                   ProviderSettings itsSettings)
    : storage(database)
    , accounts(people)
    , notes(theirNotes)
    , clock(time)
    , settings(std::move(itsSettings))
    , clients(storage, clock)
    , keys(storage)
    , grants(storage, clock)
    , sessions(storage, clock)
    , proofs(storage, clock)
{
}

Result<std::unique_ptr<Provider>> Provider::open(Storage &storage, Accounts &accounts, Notes &notes,
                                                 const Clock &clock, ProviderSettings settings)
{
    std::unique_ptr<Provider> provider(new Provider(storage, accounts, notes, clock, std::move(settings)));
    if (auto prepared = provider->prepare(); !prepared)
        return prepared.error();
    if (auto purged = provider->purge(); !purged)
        return purged.error();
    return provider;
}

Result<Done> Provider::prepare()
{
    keys.forget();
    return storage.atomically([&]() -> Result<Done> {
        if (auto made = prepareTables(storage); !made)
            return made;
        return clients.seed();
    });
}

void Provider::addRoutes(Router &router)
{
    for (const Endpoint &endpoint : endpoints) {
        router.add(endpoint.method, QString::fromLatin1(endpoint.path),
                   [this, &endpoint](const Request &request) {
                       Response response = endpoint.answer(*this, request);
                       faults.spoil(endpoint.path, response);
                       return response;
                   });
    }
}

Result<Done> Provider::purge()
{
    return purgeTables(storage, clock.now());
}

Result<Done> Provider::endSessionOf(const QByteArray &sid)
{
    if (auto ended = sessions.end(sid); !ended)
        return ended;
    return grants.endOnline(sid);
}

std::span<const RouteHelp> Provider::help()
{
    return helpRows;
}

} // namespace claimcheck::practice::provider
