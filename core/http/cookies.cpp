#include "cookies.h"

#include <QNetworkCookie>

namespace claimcheck::http {

namespace {
constexpr qsizetype maxCookieSize = 4096; // RFC 6265 section 6.1
constexpr qsizetype maxCookiesPerOrigin = 100;
} // namespace

void Cookies::store(const QByteArray &setCookie, const Origin &origin, const QUrl &url)
{
    std::unique_ptr<Jar> &jar = m_jars[origin.toString()];
    if (!jar)
        jar = std::make_unique<Jar>();
    for (QNetworkCookie cookie : QNetworkCookie::parseCookies(setCookie)) {
        if (cookie.name().isEmpty() || cookie.name().size() + cookie.value().size() > maxCookieSize)
            continue;
        jar->setCookiesFromUrl({cookie}, url);
        if (jar->allCookies().size() > maxCookiesPerOrigin) {
            cookie.normalize(url);
            jar->deleteCookie(cookie);
        }
    }
}

QByteArray Cookies::header(const Origin &origin, const QUrl &url) const
{
    const auto found = m_jars.find(origin.toString());
    if (found == m_jars.end())
        return {};
    QByteArray header;
    for (const QNetworkCookie &cookie : found->second->cookiesForUrl(url))
        header += (header.isEmpty() ? "" : "; ") + cookie.toRawForm(QNetworkCookie::NameAndValueOnly);
    return header;
}

} // namespace claimcheck::http
