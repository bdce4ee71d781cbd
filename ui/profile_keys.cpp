#include "profile_keys.h"

#include "oauth/key_discovery.h"

namespace claimcheck::ui {

namespace {

/// Lives as long as the fetch, or its context.
class Fetch final : public QObject {
public:
    Fetch(const login::Profile &profile, QObject *context)
        : QObject(context), m_client(profile.connection), m_keys(m_client)
    {
    }

    void start(const QUrl &url, const std::function<void(Result<jose::KeySet>)> &done)
    {
        m_keys.fetch(url, [this, done](const Result<jose::KeySet> &keys) {
            done(keys);
            deleteLater();
        });
    }

private:
    http::Client m_client;
    oauth::KeyFetch m_keys;
};

} // namespace

QUrl keysAddress(const login::Profile &profile)
{
    return profile.url.resolved(QUrl(QStringLiteral("/.well-known/jwks.json")));
}

void fetchKeys(const login::Profile &profile, QObject *context,
               const std::function<void(Result<jose::KeySet>)> &done)
{
    (new Fetch(profile, context))->start(keysAddress(profile), done);
}

} // namespace claimcheck::ui
