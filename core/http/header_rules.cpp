#include "header_rules.h"

#include <algorithm>
#include <initializer_list>

namespace claimcheck::http {

namespace {

bool isOneOf(QByteArrayView name, std::initializer_list<QByteArrayView> names)
{
    return std::any_of(names.begin(), names.end(), [name](QByteArrayView other) {
        return name.compare(other, Qt::CaseInsensitive) == 0;
    });
}

bool isLeftOut(QByteArrayView name)
{
    return isOneOf(name, {"Content-Length", "Connection", "Keep-Alive", "Proxy-Connection"});
}

bool isRefused(QByteArrayView name)
{
    return isOneOf(name,
                   {"Host", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect", "HTTP2-Settings"});
}

bool repeats(const QByteArray &host, const Origin &origin)
{
    const QByteArray own = origin.hostAndPort().toUtf8();
    return host.compare(own, Qt::CaseInsensitive) == 0 ||
           host.compare(own + ':' + QByteArray::number(origin.port), Qt::CaseInsensitive) == 0;
}

} // namespace

bool isToken(QByteArrayView text)
{
    static constexpr QByteArrayView marks = "!#$%&'*+-.^_`|~";
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               marks.contains(c);
    });
}

bool isFieldValue(QByteArrayView text)
{
    return std::none_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f;
    });
}

bool isFramingHeader(QByteArrayView name)
{
    return isLeftOut(name) || isRefused(name);
}

bool mayCrossOrigins(QByteArrayView name)
{
    return isOneOf(name, {"Accept", "Accept-Language", "User-Agent"});
}

bool describesBody(QByteArrayView name)
{
    return name.size() > 8 && name.first(8).compare("Content-", Qt::CaseInsensitive) == 0;
}

Result<Headers> checkedHeaders(const Headers &headers, const Origin &origin)
{
    Headers checked;
    for (const Header &header : headers) {
        const QByteArray value = header.value.trimmed();
        const bool known = isToken(header.name);
        // A name that is no token is not shown: it can be a pasted secret.
        if (!known || !isFieldValue(value))
            return Error{ErrorCode::HeaderInvalid, known ? QString::fromLatin1(header.name) : QString()};
        const bool ownHost = header.name.compare("Host", Qt::CaseInsensitive) == 0 && repeats(value, origin);
        if (ownHost || isLeftOut(header.name))
            continue;
        if (isRefused(header.name))
            return Error{ErrorCode::HeaderInvalid, QString::fromLatin1(header.name)};
        const auto same = std::find_if(checked.begin(), checked.end(), [&header](const Header &other) {
            return other.name.compare(header.name, Qt::CaseInsensitive) == 0;
        });
        if (same == checked.end())
            // Qt takes a header away that is given no text at all, and sends one whose text is empty.
            checked.push_back({header.name, value.isNull() ? QByteArray("") : value});
        else // RFC 9110 section 5.3; RFC 6265 section 5.4 for cookies
            same->value += (header.name.compare("Cookie", Qt::CaseInsensitive) == 0 ? "; " : ", ") + value;
    }
    return checked;
}

void removeHeaders(Headers &headers, bool (*unwanted)(QByteArrayView name))
{
    std::erase_if(headers, [unwanted](const Header &header) { return unwanted(header.name); });
}

} // namespace claimcheck::http
