#include "sign_in_lookup.h"

#include "oauth/discovery.h"

#include <QUrl>

namespace claimcheck::ui {

struct SignInLookup::Private {
    // In this order: the question goes before its client.
    std::unique_ptr<http::Client> client;
    std::unique_ptr<oauth::Discovery> discovery;
};

SignInLookup::SignInLookup(QObject *parent) : QObject(parent), d(new Private) {}

SignInLookup::~SignInLookup() = default;

void SignInLookup::start(const QUrl &address)
{
    cancel();
    d->client = std::make_unique<http::Client>(http::ConnectionSettings{});
    d->discovery = std::make_unique<oauth::Discovery>(*d->client);
    d->discovery->start(address.toString(QUrl::FullyEncoded),
                        [this](const Result<oauth::Discovered> &discovered) {
                            const auto asked = std::move(d->discovery); // stays alive until this returns
                            if (discovered)
                                Q_EMIT found(discovered->server.issuer);
                            else
                                Q_EMIT nothingFound();
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
