#include "reply_facts.h"

#include "tls.h"

#include <QDateTime>
#include <QNetworkReply>
#include <QSslConfiguration>

using namespace Qt::StringLiterals;

namespace claimcheck::http {

namespace {

/// RFC 9110 section 5.6.7, IMF-fixdate ("Sun, 06 Nov 1994 08:49:37 GMT"); the two obsolete forms are read as
/// none. By hand: a QDateTime that is read as local time asks the system for its time zone again and again.
std::optional<TimePoint> dateOf(const Headers &headers)
{
    const QByteArray text = headerValue(headers, "Date").value_or(QByteArray());
    if (text.size() != 29 || !text.endsWith(" GMT") || text[3] != ',')
        return {};
    static const QByteArray months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const qsizetype month = months.indexOf(text.mid(8, 3));
    const QDate day(text.mid(12, 4).toInt(), month >= 0 && month % 3 == 0 ? int(month / 3) + 1 : 0,
                    text.mid(5, 2).toInt());
    const QTime time = QTime::fromString(QString::fromLatin1(text.mid(17, 8)), u"hh:mm:ss"_s);
    if (!day.isValid() || !time.isValid())
        return {};
    return TimePoint(std::chrono::milliseconds(QDateTime(day, time, Qt::UTC).toMSecsSinceEpoch()));
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
    const auto &pairs = reply.rawHeaderPairs();
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
