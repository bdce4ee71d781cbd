#include "profile_keys.h"

#include "http/client.h"
#include "jose/key_import.h"

#include <QObject>

namespace claimcheck::ui {

namespace {

constexpr qint64 maxKeys = 1024 * 1024;

/// Lives as long as the request, or its context.
class Fetch final : public QObject {
public:
    Fetch(const login::Profile &profile, QObject *context) : QObject(context), m_client(profile.connection) {}

    void start(const QUrl &url, const std::function<void(Result<jose::KeySet>)> &done)
    {
        http::Request request;
        request.url = url;
        request.headers = {{"Accept", "application/jwk-set+json, application/json"}};
        request.maxBody = maxKeys;
        m_exchange = m_client.send(std::move(request), {}, this,
                                   [this, done, host = url.host()](const Result<http::Response> &response) {
                                       done(process(response, host));
                                       deleteLater();
                                   });
    }

private:
    static Result<jose::KeySet> process(const Result<http::Response> &response, const QString &host)
    {
        if (!response)
            return response.error();
        if (response->status != 200)
            return Error{ErrorCode::UnexpectedStatus, host, QString::number(response->status)};
        auto keys = jose::importKeys(response->body, host);
        if (keys)
            keys->source = jose::KeySource::Discovered;
        return keys;
    }

    http::Client m_client;
    http::ExchangePtr m_exchange;
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
