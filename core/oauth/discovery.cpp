#include "discovery.h"

#include "base/json.h"
#include "http/challenge.h"
#include "http/redaction.h"
#include "metadata_fetch.h"

#include <QCoreApplication>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace claimcheck::oauth {

namespace {

/// The URL with `inserted` between its host and its path.
QUrl withInserted(const QUrl &url, const QString &inserted, const QString &path)
{
    QUrl made = url;
    made.setPath(inserted + path, QUrl::StrictMode);
    return made;
}

/// Whether a resource of this path speaks for the other path: the same, or one below it.
bool isPathPrefix(QString path, const QString &other)
{
    while (path.endsWith(u'/'))
        path.chop(1);
    return other.startsWith(path) && (other.size() == path.size() || other[path.size()] == u'/');
}

/// RFC 9728 section 3.3: a document is about the resource that it names and what is below; another's proves
/// nothing.
bool covers(const QUrl &resource, const QUrl &address)
{
    const Result<http::Origin> own = http::Origin::of(resource);
    const Result<http::Origin> asked = http::Origin::of(address);
    const bool sameQuery = !resource.hasQuery() || resource.query() == address.query();
    return own && asked && *own == *asked && sameQuery && !resource.hasFragment() &&
           isPathPrefix(resource.path(QUrl::FullyEncoded), address.path(QUrl::FullyEncoded));
}

/// A server elsewhere must not have the services of this machine asked: `to` is an address that it named as
/// its `member`.
Result<Done> checkNotHome(const QUrl &from, const QUrl &to, const char *member)
{
    const auto isHome = [](const Result<http::Origin> &origin) {
        return origin && http::isLoopbackHost(origin->host);
    };
    if (!isHome(http::Origin::of(to)) || isHome(http::Origin::of(from)))
        return Done{};
    return Error{
        ErrorCode::MetadataInvalid, from.host(),
        QCoreApplication::translate("OAuth", "%1 is an address of this machine").arg(QLatin1String(member))};
}

/// What a resource server says of itself (RFC 9728 section 2), as far as it is needed here.
struct ResourceMetadata {
    QUrl resource;
    QString issuer;
    QStringList scopes;
};

/// Nothing for what is no such document. MetadataInvalid for one about another resource, or that names no
/// authorization server.
Result<std::optional<ResourceMetadata>> resourceMetadata(const http::Response &response, const QUrl &address)
{
    std::optional<ResourceMetadata> none;
    if (response.status != 200)
        return none;
    const auto document = json::Document::parse(response.body, {.depth = 64, .bytes = 1024 * 1024});
    if (!document || document->root().count("resource") == 0)
        return none;
    const json::Value root = document->root();
    const auto invalid = [&response](const char *name) {
        return Error{ErrorCode::MetadataInvalid, response.url.host(),
                     QCoreApplication::translate("OAuth", "%1 is not what the standard says")
                         .arg(QLatin1String(name))};
    };
    ResourceMetadata metadata;
    metadata.resource = QUrl(root.find("resource").toString(), QUrl::StrictMode);
    if (!covers(metadata.resource, address))
        return invalid("resource");
    const std::vector<json::Value> issuers = root.find("authorization_servers").elements();
    if (issuers.empty() || !issuers.front().isString())
        return invalid("authorization_servers");
    metadata.issuer = issuers.front().toString();
    const json::Value scopes = root.find("scopes_supported");
    if (scopes.size() > 2000)
        return invalid("scopes_supported");
    for (const json::Value &scope : scopes.elements())
        metadata.scopes += scope.toString();
    return std::optional(metadata);
}

/// The `resource_metadata` of a challenge (RFC 9728 section 5.1).
std::optional<QByteArray> namedByChallenge(const http::Response &response)
{
    const auto header = http::headerValue(response.headers, "WWW-Authenticate");
    for (const http::Challenge &challenge : http::readChallenges(header.value_or(QByteArray()))) {
        if (const auto address = challenge.parameter("resource_metadata"))
            return address;
    }
    return std::nullopt;
}

} // namespace

Result<std::vector<QUrl>> metadataAddresses(const QString &issuer)
{
    const QUrl url(issuer, QUrl::StrictMode);
    if (const auto origin = http::Origin::of(url); !origin)
        return origin.error();
    if (url.hasQuery() || url.hasFragment())
        return Error{ErrorCode::UrlInvalid, http::redacted(url)};
    QString path = url.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    return std::vector<QUrl>{withInserted(url, path + u"/.well-known/openid-configuration"_s, {}),
                             withInserted(url, u"/.well-known/oauth-authorization-server"_s, path)};
}

Result<QUrl> resourceMetadataAddress(const QUrl &resource)
{
    if (const auto origin = http::Origin::of(resource); !origin)
        return origin.error();
    if (resource.hasFragment())
        return Error{ErrorCode::UrlInvalid, http::redacted(resource)};
    const QString path = resource.path(QUrl::FullyEncoded);
    return withInserted(resource, u"/.well-known/oauth-protected-resource"_s,
                        path == u"/" ? QString() : path);
}

/// The steps, in order: the address as an issuer, the address itself for a challenge, the documents about the
/// resource, the authorization server that they name.
struct Discovery::Private {
    Private(Discovery &owner, http::Client &c, Asking a)
        : q(owner), client(c), asking(std::move(a)), fetch(c, asking)
    {
    }

    void start(const QString &text)
    {
        address = QUrl(text, QUrl::StrictMode);
        found = {};
        documents.clear();
        const Result<http::Origin> origin = http::Origin::of(address);
        if (!origin || address.hasFragment()) {
            const Error error =
                origin ? Error{ErrorCode::UrlInvalid, http::redacted(address)} : origin.error();
            QTimer::singleShot(0, &q, [this, error] { finish(error); });
            return;
        }
        if (address.hasQuery()) // no issuer has one
            return askResource();
        fetch.start(text, MetadataFetch::Address::Typed,
                    [this](const Result<ServerMetadata> &metadata) { onIssuer(metadata); });
    }
    void onIssuer(const Result<ServerMetadata> &metadata)
    {
        if (!metadata && metadata.error().code == ErrorCode::MetadataNotFound)
            return askResource();
        onServer(metadata);
    }
    void askResource() { send(documentRequest(address, "*/*"), &Private::onResource); }
    void onResource(const Result<http::Response> &response)
    {
        // Whatever went wrong there, the documents have addresses of their own.
        if (response && response->status == 401) {
            if (const auto named = namedByChallenge(*response)) {
                const QUrl url(QString::fromUtf8(*named), QUrl::StrictMode);
                if (const Result<http::Origin> origin = http::Origin::of(url); !origin)
                    return finish(origin.error());
                if (const auto away = checkNotHome(address, url, "resource_metadata"); !away)
                    return finish(away.error());
                documents.push_back(url);
            }
        }
        QUrl root = address;
        root.setPath(QString());
        root.setQuery(QString());
        for (const QUrl &resource : {address, root}) {
            const QUrl url = resourceMetadataAddress(resource).value();
            if (std::find(documents.begin(), documents.end(), url) == documents.end())
                documents.push_back(url);
        }
        askDocument();
    }
    void askDocument()
    {
        if (documents.empty())
            return finish(
                Error{ErrorCode::MetadataNotFound, address.host(),
                      QCoreApplication::translate(
                          "OAuth", "neither as an issuer nor as an API with an authorization server")});
        const QUrl url = documents.front();
        documents.erase(documents.begin());
        send(documentRequest(url), &Private::onDocument);
    }
    void onDocument(const Result<http::Response> &response)
    {
        if (!response)
            return finish(response.error());
        const auto document = resourceMetadata(*response, address);
        if (!document)
            return finish(document.error());
        if (!*document)
            return askDocument();
        const QUrl issuer((*document)->issuer, QUrl::StrictMode);
        if (const auto away = checkNotHome(address, issuer, "authorization_servers"); !away)
            return finish(away.error());
        found.resource = (*document)->resource;
        found.resourceScopes = (*document)->scopes;
        fetch.start((*document)->issuer, MetadataFetch::Address::Issuer,
                    [this](const Result<ServerMetadata> &metadata) { onServer(metadata); });
    }
    void onServer(const Result<ServerMetadata> &metadata)
    {
        if (!metadata)
            return finish(metadata.error());
        found.server = *metadata;
        finish(found);
    }
    void send(http::Request request, void (Private::*step)(const Result<http::Response> &))
    {
        if (asking)
            asking(request.url);
        exchange =
            client.send(std::move(request), {}, &q,
                        [this, step](const Result<http::Response> &response) { (this->*step)(response); });
    }
    void finish(const Result<Discovered> &result)
    {
        // The callback may destroy all of this, and the result with it.
        const Done callback = std::move(done);
        const Result<Discovered> kept = result;
        callback(kept);
    }

    Discovery &q;
    http::Client &client;
    Asking asking;
    Done done;
    QUrl address;
    Discovered found;
    std::vector<QUrl> documents; // that are left
    MetadataFetch fetch;
    http::ExchangePtr exchange;
};

Discovery::Discovery(http::Client &client, Asking asking)
    : d(std::make_unique<Private>(*this, client, std::move(asking)))
{
}

Discovery::~Discovery() = default;

void Discovery::start(const QString &address, Done done)
{
    d->done = std::move(done);
    d->start(address.trimmed());
}

} // namespace claimcheck::oauth
