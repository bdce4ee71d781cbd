#include "redaction.h"

#include <QStringList>

#include <algorithm>
#include <array>
#include <string_view>

using namespace Qt::StringLiterals;

namespace claimcheck::http {

namespace {

const QString ellipsis = u"…"_s;

/// "a=1&b&c=2" with every value gone. A part without "=" may be the secret itself, so it goes whole.
QString redactedQuery(const QString &query)
{
    QStringList parts;
    for (const QString &part : query.split(u'&')) {
        const qsizetype equals = part.indexOf(u'=');
        parts << (equals < 0 ? (part.isEmpty() ? QString() : ellipsis) : part.left(equals + 1) + ellipsis);
    }
    return parts.join(u'&');
}

/// A header's name says enough: nothing here reads values to guess.
bool canHoldSecret(const QByteArray &lowerName)
{
    using namespace std::literals;
    // Challenges and their like: they hold words for everybody, though their names look alike.
    static constexpr std::array open{
        "www-authenticate"sv, "proxy-authenticate"sv,           "authentication-info"sv,
        "sec-fetch-site"sv,   "access-control-allow-headers"sv, "access-control-allow-credentials"sv};
    static constexpr std::array marks{"auth"sv,     "cookie"sv,    "token"sv,   "secret"sv,     "key"sv,
                                      "password"sv, "passwd"sv,    "session"sv, "credential"sv, "csrf"sv,
                                      "xsrf"sv,     "signature"sv, "jwt"sv,     "assertion"sv,  "dpop"sv,
                                      "bearer"sv,   "otp"sv};
    const std::string_view name(lowerName.constData(), size_t(lowerName.size()));
    if (std::find(open.begin(), open.end(), name) != open.end())
        return false;
    return std::any_of(marks.begin(), marks.end(),
                       [name](std::string_view mark) { return name.find(mark) != std::string_view::npos; });
}

} // namespace

QString redacted(const QUrl &url)
{
    // Text that is not a URL can be anything, a pasted secret included.
    if (!url.isValid() || url.isEmpty())
        return ellipsis;
    QString text = url.scheme().isEmpty() ? QString() : url.scheme() + u':';
    const QString host = url.host(QUrl::FullyEncoded);
    if (!host.isEmpty()) {
        text += u"//"_s;
        if (url.authority().contains(u'@'))
            text += ellipsis + u'@';
        text += host.contains(u':') ? u'[' + host + u']' : host;
        if (url.port() >= 0)
            text += u':' + QString::number(url.port());
    }
    text += url.path(QUrl::FullyEncoded);
    if (url.hasQuery())
        text += u'?' + redactedQuery(url.query(QUrl::FullyEncoded));
    if (url.hasFragment())
        text += u'#' + ellipsis;
    return text;
}

Header redacted(const Header &header)
{
    const QByteArray name = header.name.toLower();
    if (name == "location" || name == "content-location" || name == "referer")
        return {header.name, redacted(QUrl::fromEncoded(header.value)).toUtf8()};
    if (!canHoldSecret(name))
        return header;
    const qsizetype space = header.value.indexOf(' ');
    // "Bearer …": the scheme helps, and only Authorization has one.
    const bool hasScheme =
        (name == "authorization" || name == "proxy-authorization") && space > 0 && space <= 16;
    return {header.name, (hasScheme ? header.value.left(space + 1) : QByteArray()) + ellipsis.toUtf8()};
}

} // namespace claimcheck::http
