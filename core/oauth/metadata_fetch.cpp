#include "metadata_fetch.h"

#include "http/server_words.h"

#include <QCoreApplication>
#include <QTimer>

namespace claimcheck::oauth {

namespace {

Error notFound(const QString &host)
{
    return {ErrorCode::MetadataNotFound, host,
            QCoreApplication::translate("OAuth", "there is none at the addresses of the standards")};
}

QString otherSpelling(const QString &issuer)
{
    return issuer.endsWith(u'/') ? issuer.chopped(1) : issuer + u'/';
}

} // namespace

http::Request documentRequest(const QUrl &url, const char *accept)
{
    http::Request request;
    request.url = url;
    request.headers = {{"Accept", accept}};
    request.maxBody = 1024 * 1024;
    request.maxRedirects = 3;
    request.redirects = http::RedirectPolicy::NotHome;
    request.timeout = std::chrono::seconds(15);
    return request;
}

MetadataFetch::MetadataFetch(http::Client &client, Asking asking)
    : m_client(client), m_asking(std::move(asking))
{
}

void MetadataFetch::start(const QString &issuer, Address kind, Done done)
{
    m_done = std::move(done);
    m_issuer = issuer;
    m_kind = kind;
    m_failure.reset();
    Result<std::vector<QUrl>> addresses = metadataAddresses(issuer);
    if (!addresses) {
        QTimer::singleShot(0, this, [this, error = addresses.error()] { finish(error); });
        return;
    }
    m_addresses = std::move(addresses).value();
    ask();
}

void MetadataFetch::ask()
{
    const QUrl url = m_addresses.front();
    m_addresses.erase(m_addresses.begin());
    if (m_asking)
        m_asking(url);
    m_exchange = m_client.send(documentRequest(url), {}, this,
                               [this](const Result<http::Response> &response) { onAnswer(response); });
}

void MetadataFetch::onAnswer(const Result<http::Response> &response)
{
    if (!response)
        return finish(response.error());
    const Result<ServerMetadata> metadata = read(*response);
    if (metadata || !leadsOn(*response, metadata.error()))
        return finish(metadata);
    if (response->status >= 500 && !m_failure)
        m_failure = metadata.error();
    if (!m_addresses.empty())
        return ask();
    finish(m_failure ? *m_failure : notFound(QUrl(m_issuer).host()));
}

Result<ServerMetadata> MetadataFetch::read(const http::Response &response) const
{
    Result<ServerMetadata> metadata = processServerMetadata(response, m_issuer);
    if (m_kind == Address::Issuer || metadata || metadata.error().code != ErrorCode::IssuerMismatch)
        return metadata;
    Result<ServerMetadata> other = processServerMetadata(response, otherSpelling(m_issuer));
    return !other && other.error().code == ErrorCode::IssuerMismatch ? metadata : other;
}

bool MetadataFetch::leadsOn(const http::Response &response, const Error &error) const
{
    if (m_kind == Address::Issuer)
        return response.status == 404;
    // What names no issuer is another document: an API's own words, a page for all addresses.
    const bool namesNone = error.code == ErrorCode::IssuerMismatch && error.detail.isEmpty();
    return response.status != 200 || error.code == ErrorCode::ResponseNotJson || namesNone;
}

void MetadataFetch::finish(const Result<ServerMetadata> &result)
{
    // The callback may destroy this.
    const Done done = std::move(m_done);
    done(result);
}

} // namespace claimcheck::oauth
