#pragma once

#include "origin_policy.h"

#include <QByteArray>
#include <QNetworkCookieJar>

#include <map>
#include <memory>

namespace claimcheck::http {

/// The cookies of one client, kept apart by origin. That is stricter than RFC 6265 section 8.5, where a port
/// or a scheme does not separate them and a `Domain` shares them with sub-domains: here a cookie returns only
/// to the very origin that set it. Path, Expires, Max-Age, Secure and Domain are honoured within it. In
/// memory only.
class Cookies final {
public:
    /// Reads a Set-Cookie header as Qt reports it (several are joined by line ends). Cookies of another
    /// domain, those over 4 KiB and more than 100 per origin are left out. A Secure one that came over plain
    /// http never returns.
    void store(const QByteArray &setCookie, const Origin &origin, const QUrl &url);
    /// The value of the Cookie header for this URL ("a=1; b=2"), or empty.
    [[nodiscard]] QByteArray header(const Origin &origin, const QUrl &url) const;
    void clear() { m_jars.clear(); }

private:
    struct Jar final : QNetworkCookieJar {
        using QNetworkCookieJar::allCookies;
    };
    // By the origin's text; a jar is a QObject and cannot move.
    std::map<QString, std::unique_ptr<Jar>> m_jars;
};

} // namespace claimcheck::http
