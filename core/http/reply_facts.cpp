#include "reply_facts.h"

#include "tls.h"

#include <QDateTime>
#include <QLocale>
#include <QNetworkReply>
#include <QSslConfiguration>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace claimcheck::http {

namespace {

/// RFC 9110 section 5.6.7, IMF-fixdate; the two obsolete forms are read as none.
std::optional<TimePoint> dateOf(const Headers &headers)
{
    const QByteArray text = headerValue(headers, "Date").value_or(QByteArray());
    QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(text), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    if (!date.isValid())
        return {};
    date.setTimeZone(QTimeZone::utc());
    return TimePoint(std::chrono::milliseconds(date.toMSecsSinceEpoch()));
}

} // namespace

int statusOf(const QNetworkReply &reply)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

bool isShort(const QNetworkReply &reply, const QByteArray &method, const Intake &intake)
{
    const int status = statusOf(reply);
    const bool hasBody = method != "HEAD" && status >= 200 && status != 204 && status != 304;
    const QVariant length = reply.header(QNetworkRequest::ContentLengthHeader);
    const bool isCut = length.isValid() && intake.wireSize() < length.toLongLong();
    return hasBody && (isCut || !intake.isWhole());
}

void readHead(const QNetworkReply &reply, const Step &step, Response &response)
{
    response.status = statusOf(reply);
    const bool http2 = reply.attribute(QNetworkRequest::Http2WasUsedAttribute).toBool();
    response.httpVersion = http2 ? "HTTP/2" : "HTTP/1.1";
    const auto pairs = reply.rawHeaderPairs();
    response.headers.clear();
    for (const auto &[name, value] : pairs)
        response.headers.push_back({name, value});
    response.date = dateOf(response.headers);
    response.url = step.url;
    response.tls.reset();
    if (step.origin.scheme == u"https")
        response.tls = tlsFacts(reply.sslConfiguration());
}

} // namespace claimcheck::http
