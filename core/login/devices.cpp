#include "devices.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "http/server_words.h"
#include "recipe.h"
#include "session.h"

#include <QDateTime>

namespace claimcheck::login {

namespace {

constexpr size_t mostDevices = 1000;
constexpr qsizetype longestText = 256;

/// Numbers beyond this are milliseconds: as seconds they would be after the year 5000.
constexpr double mostSeconds = 1e11;

QString own(const Profile &profile, const char *key)
{
    return setting(profile, QString::fromLatin1(key));
}

Error missing(const char *key)
{
    return {ErrorCode::EndpointMissing, QString::fromLatin1(key)};
}

/// A text, or a number as it was sent.
QString wordIn(const json::Value &value)
{
    if (value.isString())
        return value.toString().left(longestText);
    return value.isNumber() ? QString::fromLatin1(value.raw()).left(longestText) : QString();
}

/// RFC 3339, or a number of seconds or milliseconds since 1970.
std::optional<TimePoint> timeIn(const json::Value &value)
{
    if (value.isString()) {
        const QDateTime time = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
        return time.isValid() ? std::optional(TimePoint(std::chrono::milliseconds(time.toMSecsSinceEpoch())))
                              : std::nullopt;
    }
    const auto number = value.isNumber() ? value.toDouble() : std::nullopt;
    if (!number || !(*number > 0) || *number > mostSeconds * 1000)
        return std::nullopt;
    const double milliseconds = *number < mostSeconds ? *number * 1000 : *number;
    return TimePoint(std::chrono::milliseconds(static_cast<qint64>(milliseconds)));
}

http::Request made(const Profile &profile, const QString &path, const QByteArray &method)
{
    http::Request request{.method = method, .url = endpoint(profile, path)};
    request.headers = {{"Accept", "application/json"}};
    request.redirects = http::RedirectPolicy::SameOrigin;
    request.maxBody = 1024 * 1024;
    return request;
}

/// An empty object where there is nothing to say: some servers refuse a POST without a body.
void setBody(http::Request &request, const QString &field, const QString &value)
{
    json::Writer writer;
    writer.beginObject();
    if (!field.isEmpty())
        writer.member(field.toUtf8(), QStringView(value));
    writer.endObject();
    request.body = writer.take();
    request.headers.push_back({"Content-Type", "application/json"});
}

bool isNotThere(int status)
{
    return status == 405 || status == 501;
}

} // namespace

Result<http::Request> devicesRequest(const Profile &profile)
{
    const QString path = own(profile, "devices.path");
    if (path.isEmpty())
        return missing("devices.path");
    return made(profile, path, "GET");
}

Result<std::vector<SignedInDevice>> processDevices(const Profile &profile, const http::Response &response,
                                                   TimePoint now)
{
    if (response.status == 404 || isNotThere(response.status))
        return missing("devices.path");
    if (!http::isSuccess(response))
        return http::replyFailure(response, now);
    const auto document = json::Document::parse(response.body, {.depth = 64, .bytes = 1024 * 1024});
    if (!document)
        return Error{ErrorCode::ResponseNotJson, response.url.host()};
    const json::Value list = document->root().at(own(profile, "devices.list").toUtf8());
    if (!list.isArray())
        return Error{ErrorCode::JsonTypeMismatch, QStringLiteral("devices.list")};
    std::vector<SignedInDevice> devices;
    for (const json::Value &element : list.elements()) {
        if (devices.size() == mostDevices)
            break;
        const auto at = [&](const char *key) {
            const QString pointer = own(profile, key);
            return pointer.isEmpty() ? json::Value() : element.at(pointer.toUtf8());
        };
        SignedInDevice device{.id = wordIn(at("devices.id")), .name = wordIn(at("devices.name"))};
        if (device.id.isEmpty())
            return Error{ErrorCode::ClaimMissing, QStringLiteral("devices.id")};
        device.lastSeen = timeIn(at("devices.lastSeen"));
        const json::Value current = at("devices.current");
        device.isThis = current.isValid() && current.type() == json::Type::True;
        devices.push_back(std::move(device));
    }
    return devices;
}

Result<http::Request> endDeviceRequest(const Profile &profile, const QString &deviceId)
{
    QString path = own(profile, "devices.endPath");
    if (path.isEmpty())
        return missing("devices.endPath");
    // Servers resolve these, encoded or not (RFC 3986 section 5.2.4): another address would be asked.
    if (path.contains(QStringLiteral("{id}")) && (deviceId == u"." || deviceId == u".."))
        return Error{ErrorCode::UrlInvalid, path};
    path.replace(QStringLiteral("{id}"), QString::fromLatin1(QUrl::toPercentEncoding(deviceId)));
    http::Request request = made(profile, path, own(profile, "devices.endMethod").toLatin1());
    const QString field = own(profile, "devices.endField");
    if (!field.isEmpty() || request.method == "POST")
        setBody(request, field, deviceId);
    return request;
}

Result<http::Request> endOthersRequest(const Profile &profile)
{
    const QString path = own(profile, "devices.endOthersPath");
    if (path.isEmpty())
        return missing("devices.endOthersPath");
    http::Request request = made(profile, path, "POST");
    setBody(request, {}, {});
    return request;
}

Result<Done> processDeviceEnd(const http::Response &response, TimePoint now)
{
    if (http::isSuccess(response))
        return Done{};
    if (isNotThere(response.status))
        return missing("devices.endPath");
    return http::replyFailure(response, now);
}

} // namespace claimcheck::login
