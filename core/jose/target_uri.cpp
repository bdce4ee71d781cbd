#include "target_uri.h"

#include <QByteArrayList>

#include <algorithm>
#include <cstring>

namespace claimcheck::jose {

namespace {

bool isAlphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool contains(const char *set, char c)
{
    return c != '\0' && std::strchr(set, c);
}

/// RFC 3986 section 2.3
bool isUnreserved(char c)
{
    return isAlphanumeric(c) || contains("-._~", c);
}

constexpr const char *subDelimiters = "!$&'()*+,;=";

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// Escapes of unreserved characters written out, others in upper case (sections 6.2.2.1 and 6.2.2.2).
/// Besides them only unreserved characters, sub-delimiters and `more` may stand there.
std::optional<QByteArray> normalizedEscapes(QByteArrayView text, const char *more)
{
    QByteArray out;
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c != '%') {
            if (!isUnreserved(c) && !contains(subDelimiters, c) && !contains(more, c))
                return std::nullopt;
            out += c;
            continue;
        }
        const int high = i + 2 < text.size() ? hexValue(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hexValue(text[i + 2]) : -1;
        if (high < 0 || low < 0)
            return std::nullopt;
        const char decoded = static_cast<char>(high * 16 + low);
        if (isUnreserved(decoded))
            out += decoded;
        else
            out += text.sliced(i, 3).toByteArray().toUpper();
        i += 2;
    }
    return out;
}

/// Section 5.2.4, for a path that begins with a slash.
QByteArray withoutDotSegments(const QByteArray &path)
{
    QByteArrayList kept;
    const QByteArrayList segments = path.mid(1).split('/');
    for (qsizetype i = 0; i < segments.size(); ++i) {
        const bool isLast = i == segments.size() - 1;
        const bool isUp = segments[i] == "..";
        if (isUp && !kept.isEmpty())
            kept.removeLast();
        if (!isUp && segments[i] != ".")
            kept.append(segments[i]);
        else if (isLast)
            kept.append(QByteArray());
    }
    return '/' + kept.join('/');
}

/// ":443" and the like; empty for the scheme's own port and for none.
std::optional<QByteArray> normalizedPort(QByteArrayView digits, bool isSecure)
{
    if (digits.size() > 5)
        return std::nullopt;
    int port = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9')
            return std::nullopt;
        port = port * 10 + (c - '0');
    }
    if (port > 65535)
        return std::nullopt;
    if (digits.isEmpty() || port == (isSecure ? 443 : 80))
        return QByteArray();
    return ':' + QByteArray::number(port);
}

std::optional<QByteArray> normalizedHost(QByteArrayView host)
{
    if (host.startsWith('[')) {
        if (!host.endsWith(']') || host.size() < 4)
            return std::nullopt;
        for (const char c : host.sliced(1, host.size() - 2)) {
            if (hexValue(c) < 0 && c != ':' && c != '.')
                return std::nullopt;
        }
        return host.toByteArray().toLower();
    }
    const std::optional<QByteArray> name = normalizedEscapes(host, "");
    if (!name || name->isEmpty())
        return std::nullopt;
    return name->toLower();
}

} // namespace

QByteArrayView withoutQuery(QByteArrayView uri)
{
    const auto end = std::find_if(uri.begin(), uri.end(), [](char c) { return c == '?' || c == '#'; });
    return uri.first(end - uri.begin());
}

std::optional<QByteArray> normalizedTargetUri(QByteArrayView uri)
{
    const QByteArrayView text = withoutQuery(uri);
    const qsizetype colon = text.indexOf(':');
    if (colon < 0)
        return std::nullopt;
    const QByteArray scheme = text.first(colon).toByteArray().toLower();
    const bool isSecure = scheme == "https";
    const QByteArrayView rest = text.sliced(colon + 1);
    if ((!isSecure && scheme != "http") || !rest.startsWith("//"))
        return std::nullopt;
    const qsizetype slash = rest.indexOf('/', 2);
    const QByteArrayView authority = slash < 0 ? rest.sliced(2) : rest.sliced(2, slash - 2);
    const QByteArrayView path = slash < 0 ? QByteArrayView("/") : rest.sliced(slash);

    // In an IP literal the colons before the bracket are the address's own. "@" is no character of a host,
    // so that user information is refused here.
    const qsizetype bracket = authority.lastIndexOf(']');
    const qsizetype portColon = authority.indexOf(':', bracket < 0 ? 0 : bracket);
    const std::optional<QByteArray> host =
        normalizedHost(portColon < 0 ? authority : authority.first(portColon));
    const std::optional<QByteArray> port =
        normalizedPort(portColon < 0 ? QByteArrayView() : authority.sliced(portColon + 1), isSecure);
    const std::optional<QByteArray> escaped = normalizedEscapes(path, ":@/");
    if (!host || !port || !escaped)
        return std::nullopt;
    return scheme + "://" + *host + *port + withoutDotSegments(*escaped);
}

} // namespace claimcheck::jose
