#include "key_discovery.h"

#include "jose/key_import.h"

#include <QTimer>

namespace claimcheck::oauth {

namespace {

constexpr qint64 largestDocument = 1024 * 1024;
constexpr int mostRedirects = 3;

http::Request request(const QUrl &url, const char *accept)
{
    http::Request made;
    made.url = url;
    made.headers = {{"Accept", accept}};
    made.maxBody = largestDocument;
    made.maxRedirects = mostRedirects;
    made.timeout = std::chrono::seconds(15);
    return made;
}

Error unexpected(const http::Response &response)
{
    return {ErrorCode::UnexpectedStatus, response.url.host(), QString::number(response.status)};
}

} // namespace

Result<std::vector<QUrl>> metadataAddresses(const QString &issuer)
{
    const QUrl url(issuer, QUrl::StrictMode);
    if (const auto origin = http::Origin::of(url); !origin)
        return origin.error();
    if (url.hasQuery() || url.hasFragment())
        return Error{ErrorCode::UrlInvalid, issuer};
    QString path = url.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    QUrl appended = url, inserted = url;
    appended.setPath(path + QStringLiteral("/.well-known/openid-configuration"), QUrl::StrictMode);
    inserted.setPath(QStringLiteral("/.well-known/oauth-authorization-server") + path, QUrl::StrictMode);
    return std::vector<QUrl>{appended, inserted};
}

http::Request metadataRequest(const QUrl &url)
{
    return request(url, "application/json");
}

Result<QUrl> processMetadata(const http::Response &response, const QString &issuer)
{
    if (response.status != 200)
        return unexpected(response);
    const Result<json::Document> document = json::Document::parse(response.body);
    if (!document)
        return Error{ErrorCode::ResponseNotJson, response.url.host()};
    if (!document->root().find("issuer").equals(issuer.toUtf8()))
        return Error{ErrorCode::IssuerMismatch, QStringLiteral("issuer")};
    const json::Value address = document->root().find("jwks_uri");
    const QUrl url(address.toString(), QUrl::StrictMode);
    if (!address.isString() || url.isRelative())
        return Error{ErrorCode::UrlInvalid, QStringLiteral("jwks_uri")};
    if (const auto origin = http::Origin::of(url); !origin)
        return origin.error();
    return url;
}

http::Request keySetRequest(const QUrl &url)
{
    return request(url, "application/jwk-set+json, application/json");
}

Result<jose::KeySet> processKeySet(const http::Response &response)
{
    if (response.status != 200)
        return unexpected(response);
    Result<jose::KeySet> keys = jose::importKeys(response.body, response.url.host());
    if (keys)
        keys->source = jose::KeySource::Discovered;
    return keys;
}

KeyFetch::KeyFetch(http::Client &client, Asking asking) : m_client(client), m_asking(std::move(asking)) {}

KeyFetch::~KeyFetch() = default;

void KeyFetch::fetch(const QUrl &url, KeySetDone done)
{
    m_done = std::move(done);
    askKeys(url);
}

void KeyFetch::discover(const QString &issuer, KeySetDone done)
{
    m_done = std::move(done);
    m_issuer = issuer;
    Result<std::vector<QUrl>> addresses = metadataAddresses(issuer);
    if (!addresses) {
        QTimer::singleShot(0, this, [this, error = addresses.error()] { finish(error); });
        return;
    }
    m_addresses = std::move(addresses).value();
    askMetadata();
}

void KeyFetch::askMetadata()
{
    const QUrl url = m_addresses.front();
    m_addresses.erase(m_addresses.begin());
    if (m_asking)
        m_asking(url);
    m_exchange = m_client.send(metadataRequest(url), {}, this,
                               [this](const Result<http::Response> &response) { onMetadata(response); });
}

void KeyFetch::onMetadata(const Result<http::Response> &response)
{
    if (!response)
        return finish(response.error());
    // Only "there is nothing here" leads on to the other address: what is there and wrong is an answer.
    if (response->status == 404 && !m_addresses.empty())
        return askMetadata();
    const Result<QUrl> address = processMetadata(*response, m_issuer);
    if (!address)
        return finish(address.error());
    askKeys(*address);
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
