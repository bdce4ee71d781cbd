#include "key_discovery.h"

#include "http/server_words.h"
#include "jose/key_import.h"

namespace claimcheck::oauth {

http::Request keySetRequest(const QUrl &url)
{
    return documentRequest(url, "application/jwk-set+json, application/json");
}

Result<jose::KeySet> processKeySet(const http::Response &response)
{
    if (response.status != 200)
        return Error{ErrorCode::UnexpectedStatus, response.url.host(), http::statusWords(response, {})};
    Result<jose::KeySet> keys = jose::importKeys(response.body, response.url.host());
    if (keys)
        keys->source = jose::KeySource::Discovered;
    return keys;
}

KeyFetch::KeyFetch(http::Client &client, Asking asking)
    : m_client(client), m_asking(std::move(asking)), m_metadata(client, m_asking)
{
}

KeyFetch::~KeyFetch() = default;

void KeyFetch::fetch(const QUrl &url, KeySetDone done)
{
    m_done = std::move(done);
    askKeys(url);
}

void KeyFetch::discover(const QString &issuer, KeySetDone done)
{
    m_done = std::move(done);
    m_metadata.start(issuer, MetadataFetch::Address::Issuer,
                     [this](const Result<ServerMetadata> &metadata) { onMetadata(metadata); });
}

void KeyFetch::onMetadata(const Result<ServerMetadata> &metadata)
{
    if (!metadata)
        return finish(metadata.error());
    if (metadata->jwksUri.isEmpty())
        return finish(Error{ErrorCode::EndpointMissing, QStringLiteral("jwks_uri")});
    askKeys(metadata->jwksUri);
}

void KeyFetch::askKeys(const QUrl &url)
{
    if (m_asking)
        m_asking(url);
    m_exchange = m_client.send(keySetRequest(url), {}, this,
                               [this](const Result<http::Response> &response) { onKeys(response); });
}

void KeyFetch::onKeys(const Result<http::Response> &response)
{
    finish(response ? processKeySet(*response) : Result<jose::KeySet>(response.error()));
}

void KeyFetch::finish(const Result<jose::KeySet> &result)
{
    // The callback may destroy this.
    const KeySetDone done = std::move(m_done);
    done(result);
}

} // namespace claimcheck::oauth
