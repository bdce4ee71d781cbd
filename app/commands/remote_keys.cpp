#include "remote_keys.h"

#include "http/client.h"
#include "invocation.h"
#include "oauth/key_discovery.h"

namespace claimcheck::app {

namespace {

/// A fetch with the client that it needs, kept until the run ends.
oauth::KeyFetch &makeFetch(Invocation &run)
{
    auto client = std::make_unique<http::Client>();
    auto fetch = std::make_unique<oauth::KeyFetch>(*client);
    oauth::KeyFetch &made = *fetch;
    run.keep(std::move(client));
    run.keep(std::move(fetch));
    return made;
}

} // namespace

void fetchKeys(Invocation &run, const QUrl &url, const KeysDone &done)
{
    makeFetch(run).fetch(url, done);
}

void discoverKeys(Invocation &run, const QString &issuer, const KeysDone &done)
{
    makeFetch(run).discover(issuer, done);
}

} // namespace claimcheck::app
