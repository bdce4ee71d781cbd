#include "sign_in_lookup.h"

#include "login/oauth_profile.h"
#include "login/session.h"
#include "oauth/discovery.h"

namespace claimcheck::ui {

struct SignInLookup::Private {
    // In this order: the question goes before its client.
    std::unique_ptr<http::Client> client;
    std::unique_ptr<oauth::Discovery> discovery;
};

SignInLookup::SignInLookup(QObject *parent) : QObject(parent), d(new Private) {}

SignInLookup::~SignInLookup() = default;

void SignInLookup::start(const login::Profile &profile)
{
    cancel();
    d->client = std::make_unique<http::Client>(profile.connection, login::leashOf(profile).origins());
    d->discovery = std::make_unique<oauth::Discovery>(*d->client);
    d->discovery->start(profile.url.toString(QUrl::FullyEncoded),
                        [this, profile](const Result<oauth::Discovered> &discovered) {
                            const auto asked = std::move(d->discovery); // stays alive until this returns
                            if (!discovered)
                                return Q_EMIT nothingFound();
                            QStringList scopes = discovered->server.scopes + discovered->resourceScopes;
                            scopes.removeDuplicates();
                            const QString usual =
                                login::wantedScope(profile, discovered->server,
                                                   {discovered->resource, discovered->resourceScopes});
                            Q_EMIT found(discovered->server.issuer, scopes, usual);
                        });
}

void SignInLookup::cancel()
{
    d->discovery.reset();
    d->client.reset();
}

bool SignInLookup::isRunning() const
{
    return d->discovery != nullptr;
}

} // namespace claimcheck::ui
