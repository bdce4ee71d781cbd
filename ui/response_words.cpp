#include "response_words.h"

#include <QCoreApplication>
#include <QHash>
#include <QLocale>

namespace claimcheck::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Response", text);
}

} // namespace

QString reasonPhrase(int status)
{
    static const QHash<int, const char *> phrases = {{100, "Continue"},
                                                     {101, "Switching Protocols"},
                                                     {103, "Early Hints"},
                                                     {200, "OK"},
                                                     {201, "Created"},
                                                     {202, "Accepted"},
                                                     {203, "Non-Authoritative Information"},
                                                     {204, "No Content"},
                                                     {205, "Reset Content"},
                                                     {206, "Partial Content"},
                                                     {207, "Multi-Status"},
                                                     {300, "Multiple Choices"},
                                                     {301, "Moved Permanently"},
                                                     {302, "Found"},
                                                     {303, "See Other"},
                                                     {304, "Not Modified"},
                                                     {307, "Temporary Redirect"},
                                                     {308, "Permanent Redirect"},
                                                     {400, "Bad Request"},
                                                     {401, "Unauthorized"},
                                                     {402, "Payment Required"},
                                                     {403, "Forbidden"},
                                                     {404, "Not Found"},
                                                     {405, "Method Not Allowed"},
                                                     {406, "Not Acceptable"},
                                                     {407, "Proxy Authentication Required"},
                                                     {408, "Request Timeout"},
                                                     {409, "Conflict"},
                                                     {410, "Gone"},
                                                     {411, "Length Required"},
                                                     {412, "Precondition Failed"},
                                                     {413, "Content Too Large"},
                                                     {414, "URI Too Long"},
                                                     {415, "Unsupported Media Type"},
                                                     {416, "Range Not Satisfiable"},
                                                     {417, "Expectation Failed"},
                                                     {418, "(Unused)"},
                                                     {421, "Misdirected Request"},
                                                     {422, "Unprocessable Content"},
                                                     {423, "Locked"},
                                                     {424, "Failed Dependency"},
                                                     {425, "Too Early"},
                                                     {426, "Upgrade Required"},
                                                     {428, "Precondition Required"},
                                                     {429, "Too Many Requests"},
                                                     {431, "Request Header Fields Too Large"},
                                                     {451, "Unavailable For Legal Reasons"},
                                                     {500, "Internal Server Error"},
                                                     {501, "Not Implemented"},
                                                     {502, "Bad Gateway"},
                                                     {503, "Service Unavailable"},
                                                     {504, "Gateway Timeout"},
                                                     {505, "HTTP Version Not Supported"},
                                                     {507, "Insufficient Storage"},
                                                     {508, "Loop Detected"},
                                                     {511, "Network Authentication Required"}};
    return QString::fromLatin1(phrases.value(status, ""));
}

QString durationText(std::chrono::milliseconds time)
{
    const qint64 ms = qMax<qint64>(0, time.count());
    const QLocale locale;
    if (ms < 1000)
        return tr("%1 ms").arg(ms);
    if (ms < 60'000)
        return tr("%1 s").arg(locale.toString(static_cast<double>(ms) / 1000, 'f', ms < 10'000 ? 2 : 1));
    return tr("%1 min %2 s").arg(ms / 60'000).arg(ms / 1000 % 60);
}

QString sizeText(qint64 bytes)
{
    if (bytes < 1000)
        return tr("%1 B").arg(bytes);
    return QLocale().formattedDataSize(bytes, bytes < 10'000 ? 2 : 1, QLocale::DataSizeSIFormat);
}

QString sizesText(std::optional<qint64> onTheWire, qint64 decoded)
{
    if (!onTheWire || *onTheWire == decoded)
        return sizeText(decoded);
    //: %1 and %2 are sizes
    return tr("%1 on the wire, %2 decoded").arg(sizeText(*onTheWire), sizeText(decoded));
}

QString progressText(const http::Progress &progress)
{
    if (progress.received > 0 && progress.expected > 0)
        return tr("%1 of %2").arg(sizeText(progress.received), sizeText(progress.expected));
    if (progress.received > 0)
        return tr("%1 so far").arg(sizeText(progress.received));
    if (progress.toSend > 0)
        return tr("sent %1 of %2").arg(sizeText(progress.sent), sizeText(progress.toSend));
    return {};
}

} // namespace claimcheck::ui
