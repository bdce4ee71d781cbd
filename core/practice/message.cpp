#include "message.h"

#include "base/json_writer.h"

#include <QDateTime>
#include <QHostAddress>
#include <QLocale>
#include <QLoggingCategory>

#include <algorithm>

#include <openssl/crypto.h>

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcPractice, "claimcheck.practice")

std::vector<QByteArray> Request::values(QByteArrayView name) const
{
    std::vector<QByteArray> found;
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            found.push_back(value);
    }
    return found;
}

QByteArray Request::mediaType() const
{
    const auto types = values("Content-Type");
    if (types.size() != 1)
        return {};
    const QByteArray &type = types.front();
    const qsizetype end = type.indexOf(';');
    return (end < 0 ? type : type.left(end)).trimmed().toLower();
}

QByteArray Request::cookie(QByteArrayView name) const
{
    QByteArray found;
    int count = 0;
    for (const QByteArray &header : values("Cookie")) {
        for (const QByteArray &pair : header.split(';')) {
            const qsizetype equals = pair.indexOf('=');
            if (equals > 0 && QByteArrayView(pair).first(equals).trimmed() == name) {
                found = pair.mid(equals + 1).trimmed();
                ++count;
            }
        }
    }
    return count == 1 ? found : QByteArray();
}

QString Request::address() const
{
    const auto forwarded = values("X-Forwarded-For");
    if (forwarded.empty())
        return peer;
    const QHostAddress last(QString::fromLatin1(forwarded.back().split(',').back().trimmed()));
    return last.isNull() ? peer : last.toString();
}

bool sameSecret(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), static_cast<size_t>(a.size())) == 0;
}

void Response::setHeader(const QByteArray &name, const QByteArray &value)
{
    headers.emplace_back(name, value);
}

bool Response::hasHeader(QByteArrayView name) const
{
    return std::any_of(headers.begin(), headers.end(), [&](const Header &header) {
        return header.first.compare(name, Qt::CaseInsensitive) == 0;
    });
}

Response jsonResponse(int status, QByteArray json)
{
    return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(json)};
}

Response errorResponse(int status, QByteArrayView error, QByteArrayView message)
{
    json::Writer writer;
    writer.beginObject();
    writer.member("error", error);
    writer.member("message", message);
    writer.endObject();
    return jsonResponse(status, writer.take());
}

Response failureResponse(const Error &error)
{
    qCCritical(lcPractice).noquote() << codeName(error.code) << error.detail;
    return errorResponse(500, "server_error", "The practice server failed. Its log says why.");
}

Response tooManyAttempts(std::chrono::seconds wait)
{
    Response response =
        errorResponse(429, "too_many_attempts", "Too many wrong passwords in a row. Try again later.");
    response.setHeader("Retry-After", QByteArray::number(static_cast<qint64>(wait.count())));
    return response;
}

std::variant<json::Document, Response> readJsonObject(const Request &request)
{
    if (request.mediaType() != "application/json") {
        return errorResponse(415, "unsupported_media_type",
                             "The body must be JSON, sent as application/json.");
    }
    auto document = json::Document::parse(request.body, {.depth = 16, .bytes = request.body.size()});
    if (!document) {
        const QByteArray message = describe(document.error()).message.toUtf8();
        return errorResponse(400, "invalid_request", message);
    }
    if (!document->root().isObject())
        return errorResponse(400, "invalid_request", "The body must be a JSON object.");
    return *std::move(document);
}

QByteArray httpDate(TimePoint time)
{
    const auto utc = QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC);
    return QLocale::c().toString(utc, u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s).toLatin1();
}

} // namespace claimcheck::practice
