#include "remote_keys.h"

#include "http/client.h"
#include "invocation.h"
#include "jose/key_import.h"

#include <QCoreApplication>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 maxDocument = 1024 * 1024;

Result<jose::KeySet> processJwks(const Result<http::Response> &response, const QString &host)
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

/// OpenID Connect Discovery 1.0 section 4.3.
Result<QUrl> processConfiguration(const Result<http::Response> &response, const QString &issuer,
                                  const QString &host)
{
    if (!response)
        return response.error();
    if (response->status != 200)
        return Error{ErrorCode::UnexpectedStatus, host, QString::number(response->status)};
    const auto document = json::Document::parse(response->body);
    if (!document)
        return Error{ErrorCode::ResponseNotJson, host};
    const json::Value name = document->root().find("issuer");
    if (!name.isString() || !name.equals(issuer.toUtf8()))
        return Error{ErrorCode::IssuerMismatch, u"issuer"_s};
    const json::Value address = document->root().find("jwks_uri");
    const QUrl url(address.toString(), QUrl::StrictMode);
    if (!address.isString() || !url.isValid() || url.isRelative())
        return Error{ErrorCode::UrlInvalid, u"jwks_uri"_s};
    return url;
}

void get(Invocation &run, const QUrl &url, const std::function<void(const Result<http::Response> &)> &done)
{
    auto client = std::make_unique<http::Client>();
    http::Request request;
    request.url = url;
    request.headers = {{"Accept", "application/jwk-set+json, application/json"}};
    request.maxBody = maxDocument;
    run.keep(client->send(std::move(request), {}, &run,
                          [done](const Result<http::Response> &response) { done(response); }));
    run.keep(std::move(client));
}

} // namespace

void fetchKeys(Invocation &run, const QUrl &url, const KeysDone &done)
{
    get(run, url, [done, host = url.host()](const Result<http::Response> &response) {
        done(processJwks(response, host));
    });
}

void discoverKeys(Invocation &run, const QString &issuer, const KeysDone &done)
{
    QString address = issuer;
    while (address.endsWith(u'/'))
        address.chop(1);
    const QUrl url(address + u"/.well-known/openid-configuration"_s, QUrl::StrictMode);
    if (const auto origin = http::Origin::of(url); !origin)
        return done(origin.error());
    get(run, url, [&run, issuer, done, host = url.host()](const Result<http::Response> &response) {
        const auto jwks = processConfiguration(response, issuer, host);
        if (!jwks)
            return done(jwks.error());
        fetchKeys(run, *jwks, done);
    });
}

} // namespace claimcheck::app
