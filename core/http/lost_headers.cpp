#include "lost_headers.h"

#include <QCoreApplication>

namespace claimcheck::http {

bool hasNoHeaders(const Response &response)
{
    return response.status != 0 && response.headers.empty() && response.httpVersion == "HTTP/1.1";
}

QString lostHeadersWords(const Response &response)
{
    if (!hasNoHeaders(response))
        return {};
    return QCoreApplication::translate(
        "Http", "Not one header of this answer can be shown. Either the server sent none, or they are more "
                "than can be read: 100, 100 KiB each, 256 KiB together. Cookies, the kind of the body and "
                "its end are not known.");
}

} // namespace claimcheck::http
