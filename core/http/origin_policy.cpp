#include "origin_policy.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "redaction.h"

#include <QHostAddress>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace claimcheck::http {

namespace {

int defaultPort(const QString &scheme)
{
    return scheme == u"https" ? 443 : 80;
}

void writeOrigins(json::Writer &writer, QByteArrayView name, const std::vector<Origin> &origins)
{
    writer.name(name);
    writer.beginArray();
    for (const Origin &origin : origins)
        writer.string(QStringView(origin.toString()));
    writer.endArray();
}

std::optional<std::vector<Origin>> readOrigins(const json::Value &list)
{
    if (!list.isArray())
        return {};
    std::vector<Origin> origins;
    for (const json::Value &element : list.elements()) {
        const Result<Origin> origin = Origin::fromString(element.toString());
        if (!element.isString() || !origin)
            return {};
        origins.push_back(*origin);
    }
    return origins;
}

std::optional<ConnectionSettings> readConnection(const json::Value &object)
{
    // An unknown member is refused: it may be a restriction of a newer version that this one would not keep.
    if (!object.isObject() || object.size() != 5)
        return {};
    const auto text = [&object](QByteArrayView name, QString &into) {
        const json::Value value = object.find(name);
        into = value.toString();
        return value.isString();
    };
    ConnectionSettings settings;
    if (!text("caFile", settings.caFile) || !text("clientCertificate", settings.clientCertificate) ||
        !text("clientKey", settings.clientKey) || !text("proxy", settings.proxy))
        return {};
    const json::Value http2 = object.find("http2");
    if (!http2.isValid() || (http2.type() != json::Type::True && http2.type() != json::Type::False))
        return {};
    settings.http2 = http2.type() == json::Type::True;
    return settings;
}

} // namespace

bool isLoopbackHost(const QString &host)
{
    if (host.compare(u"localhost", Qt::CaseInsensitive) == 0)
        return true;
    const QHostAddress address(host);
    return !address.isNull() && address.isLoopback();
}

Result<Origin> Origin::of(const QUrl &url)
{
    const Error invalid{ErrorCode::UrlInvalid, redacted(url)};
    if (!url.isValid())
        return invalid;
    Origin origin{.scheme = url.scheme().toLower(), .host = url.host(QUrl::FullyEncoded).toLower()};
    if (origin.scheme != u"http" && origin.scheme != u"https")
        return invalid;
    // Even an empty user ("https://@host") is refused: it serves only to mislead.
    if (url.authority(QUrl::FullyEncoded).contains(u'@'))
        return Error{ErrorCode::UrlHasUserInfo, redacted(url)};
    if (origin.host.endsWith(u'.'))
        origin.host.chop(1);
    origin.port = url.port(defaultPort(origin.scheme));
    if (origin.host.isEmpty() || origin.host.endsWith(u'.') || origin.port < 1)
        return invalid;
    if (origin.scheme == u"http" && !isLoopbackHost(origin.host))
        return Error{ErrorCode::UrlInsecure, origin.host};
    return origin;
}

QString Origin::toString() const
{
    const QString name = host.contains(u':') ? u'[' + host + u']' : host;
    const QString start = scheme + u"://"_s + name;
    return port == defaultPort(scheme) ? start : start + u':' + QString::number(port);
}

QString Origin::hostAndPort() const
{
    return toString().mid(scheme.size() + 3);
}

Result<Origin> Origin::fromString(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool bare = (url.path().isEmpty() || url.path() == u"/") && !url.hasQuery() && !url.hasFragment();
    if (!bare)
        return Error{ErrorCode::UrlInvalid, redacted(url)};
    return of(url);
}

bool Leash::allows(Purpose purpose, const Origin &origin) const
{
    const std::vector<Origin> &list =
        purpose == Purpose::AuthorizationServer ? authorizationServer : resources;
    return std::find(list.begin(), list.end(), origin) != list.end();
}

std::vector<Origin> Leash::origins() const
{
    std::vector<Origin> all = resources;
    for (const Origin &origin : authorizationServer) {
        if (std::find(all.begin(), all.end(), origin) == all.end())
            all.push_back(origin);
    }
    return all;
}

QByteArray Leash::toJson() const
{
    json::Writer writer;
    writer.beginObject();
    writeOrigins(writer, "authorizationServer", authorizationServer);
    writeOrigins(writer, "resources", resources);
    writer.name("connection");
    writer.beginObject();
    writer.member("caFile", QStringView(connection.caFile));
    writer.member("clientCertificate", QStringView(connection.clientCertificate));
    writer.member("clientKey", QStringView(connection.clientKey));
    writer.member("proxy", QStringView(connection.proxy));
    writer.name("http2");
    writer.boolean(connection.http2);
    writer.endObject();
    writer.endObject();
    return writer.take();
}

Result<Leash> Leash::fromJson(const QByteArray &json)
{
    const Error damaged{ErrorCode::KeychainEntryDamaged, u"leash"_s};
    const Result<json::Document> document = json::Document::parse(json);
    if (!document)
        return damaged;
    const json::Value root = document->root();
    if (!root.isObject() || root.size() != 3)
        return damaged;
    const auto authorizationServer = readOrigins(root.find("authorizationServer"));
    const auto resources = readOrigins(root.find("resources"));
    const auto connection = readConnection(root.find("connection"));
    if (!authorizationServer || !resources || !connection)
        return damaged;
    return Leash{*authorizationServer, *resources, *connection};
}

QStringList differences(const ConnectionSettings &a, const ConnectionSettings &b)
{
    QStringList names;
    if (a.caFile != b.caFile)
        names << u"tls.caFile"_s;
    if (a.clientCertificate != b.clientCertificate)
        names << u"tls.clientCertificate"_s;
    if (a.clientKey != b.clientKey)
        names << u"tls.clientKey"_s;
    if (a.proxy != b.proxy)
        names << u"proxy"_s;
    if (a.http2 != b.http2)
        names << u"http2"_s;
    return names;
}

} // namespace claimcheck::http
