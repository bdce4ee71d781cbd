#include "address.h"

#include <QStringList>

#include <array>
#include <optional>

namespace claimcheck::inspect {

namespace {

using Octets = std::array<int, 4>;

/// Four decimal numbers: what QUrl makes of every spelling of an IPv4 address.
std::optional<Octets> ipv4(const QString &host)
{
    const QStringList parts = host.split(u'.');
    if (parts.size() != 4)
        return std::nullopt;
    Octets octets{};
    for (size_t i = 0; i < 4; ++i) {
        bool ok = false;
        octets[i] = parts[static_cast<qsizetype>(i)].toInt(&ok);
        if (!ok || octets[i] < 0 || octets[i] > 255)
            return std::nullopt;
    }
    return octets;
}

bool isPrivate(const Octets &ip)
{
    return ip[0] == 0 || ip[0] == 10 || ip[0] == 127 || (ip[0] == 169 && ip[1] == 254) ||
           (ip[0] == 172 && ip[1] >= 16 && ip[1] < 32) || (ip[0] == 192 && ip[1] == 168) ||
           (ip[0] == 100 && ip[1] >= 64 && ip[1] < 128);
}

/// Loopback, unspecified, link-local (fe80::/10), unique local (fc00::/7), and IPv4 in IPv6, as QUrl writes
/// them: in lower case and shortened.
bool isPrivateIpv6(const QString &host)
{
    if (host == u"::1" || host == u"::")
        return true;
    if (host.startsWith(u"::")) {
        const QString last = host.mid(host.lastIndexOf(u':') + 1);
        const auto mapped = ipv4(last);
        return mapped && isPrivate(*mapped);
    }
    bool ok = false;
    const uint first = QStringView(host).left(host.indexOf(u':')).toUInt(&ok, 16);
    return ok && ((first & 0xFFC0) == 0xFE80 || (first & 0xFE00) == 0xFC00);
}

} // namespace

bool isPrivateHost(const QString &host)
{
    if (host.contains(u':'))
        return isPrivateIpv6(host);
    if (const auto ip = ipv4(host))
        return isPrivate(*ip);
    const QString name = host.endsWith(u'.') ? host.chopped(1) : host;
    if (!name.contains(u'.'))
        return true; // a name without a dot is one of the local network
    for (const char *suffix : {".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet"}) {
        if (name.endsWith(QLatin1StringView(suffix)))
            return true;
    }
    return false;
}

bool isSameOrigin(const QUrl &a, const QUrl &b)
{
    const auto port = [](const QUrl &url) { return url.port(url.scheme() == u"http" ? 80 : 443); };
    return a.scheme() == b.scheme() && a.host() == b.host() && port(a) == port(b);
}

} // namespace claimcheck::inspect
