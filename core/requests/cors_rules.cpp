#include "cors.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace claimcheck::requests {

namespace {

bool isAnyOf(const QByteArray &lower, std::initializer_list<std::string_view> names)
{
    return std::any_of(names.begin(), names.end(), [&lower](std::string_view name) {
        return std::string_view(lower.constData(), size_t(lower.size())) == name;
    });
}

/// "CORS-unsafe request-header byte" of the Fetch standard.
bool hasUnsafeByte(QByteArrayView value)
{
    return std::any_of(value.begin(), value.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && byte != 0x09) || byte == 0x7F || QByteArrayView("\"():<>?@[\\]{}").contains(c);
    });
}

bool isLanguageValue(QByteArrayView value)
{
    return std::all_of(value.begin(), value.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               QByteArrayView(" *,-.;=").contains(c);
    });
}

/// The essence of a MIME type, in small letters ("parse a MIME type", so far as it matters here).
QByteArray essence(const QByteArray &value)
{
    const qsizetype semicolon = value.indexOf(';');
    return value.left(semicolon < 0 ? value.size() : semicolon).trimmed().toLower();
}

/// "bytes=N-" or "bytes=N-M": a simple range header value (Fetch, "parse a single range header value"),
/// which must have a start.
bool isSimpleRange(const QByteArray &value)
{
    if (!value.startsWith("bytes="))
        return false;
    const QByteArrayList ends = value.mid(6).split('-');
    const auto isNumber = [](const QByteArray &text) {
        return text.size() <= 18 &&
               std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    if (ends.size() != 2 || ends[0].isEmpty() || !isNumber(ends[0]) || !isNumber(ends[1]))
        return false;
    return ends[1].isEmpty() || ends[0].toLongLong() <= ends[1].toLongLong();
}

} // namespace

bool isSafelistedMethod(QByteArrayView method)
{
    return method == "GET" || method == "HEAD" || method == "POST";
}

bool isForbiddenMethod(QByteArrayView method)
{
    const QByteArray lower = method.toByteArray().toLower();
    return isAnyOf(lower, {"connect", "trace", "track"});
}

bool isSafelistedHeader(const http::Header &header)
{
    constexpr qsizetype longest = 128;
    const QByteArray name = header.name.toLower();
    if (header.value.size() > longest)
        return false;
    if (name == "accept")
        return !hasUnsafeByte(header.value);
    if (name == "accept-language" || name == "content-language")
        return isLanguageValue(header.value);
    if (name == "content-type")
        return !hasUnsafeByte(header.value) &&
               isAnyOf(essence(header.value),
                       {"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"});
    return name == "range" && isSimpleRange(header.value);
}

QByteArrayList unsafeHeaderNames(const http::Headers &headers)
{
    constexpr qsizetype mostBytes = 1024;
    QByteArrayList unsafe, potentiallyUnsafe;
    qsizetype safelistSize = 0;
    for (const http::Header &header : headers) {
        if (!isSafelistedHeader(header)) {
            unsafe += header.name.toLower();
        } else {
            potentiallyUnsafe += header.name.toLower();
            safelistSize += header.value.size();
        }
    }
    if (safelistSize > mostBytes)
        unsafe += potentiallyUnsafe;
    std::sort(unsafe.begin(), unsafe.end());
    unsafe.erase(std::unique(unsafe.begin(), unsafe.end()), unsafe.end());
    return unsafe;
}

bool isForbiddenHeader(const http::Header &header)
{
    const QByteArray name = header.name.toLower();
    if (name.startsWith("proxy-") || name.startsWith("sec-"))
        return true;
    if (isAnyOf(name, {"x-http-method", "x-http-method-override", "x-method-override"})) {
        const QByteArrayList methods = header.value.split(',');
        return std::any_of(methods.begin(), methods.end(),
                           [](const QByteArray &method) { return isForbiddenMethod(method.trimmed()); });
    }
    return isAnyOf(name, {"accept-charset",
                          "accept-encoding",
                          "access-control-request-headers",
                          "access-control-request-method",
                          "connection",
                          "content-length",
                          "cookie",
                          "cookie2",
                          "date",
                          "dnt",
                          "expect",
                          "host",
                          "keep-alive",
                          "origin",
                          "referer",
                          "set-cookie",
                          "te",
                          "trailer",
                          "transfer-encoding",
                          "upgrade",
                          "via"});
}

std::vector<CookieFacts> cookieFacts(const QByteArray &setCookie)
{
    std::vector<CookieFacts> list;
    for (const QByteArray &line : setCookie.split('\n')) {
        const QByteArrayList parts = line.split(';');
        const qsizetype equals = parts.front().indexOf('=');
        if (equals < 1)
            continue;
        CookieFacts cookie{.name = parts.front().left(equals).trimmed()};
        bool hasDomain = false, isRoot = false;
        for (qsizetype i = 1; i < parts.size(); ++i) {
            const QByteArray name = parts[i].split('=').front().trimmed().toLower();
            const QByteArray value = parts[i].mid(parts[i].indexOf('=') + 1).trimmed();
            if (name == "samesite") {
                const QByteArray lower = value.toLower();
                cookie.sameSite = lower == "strict" ? SameSite::Strict
                                  : lower == "lax"  ? SameSite::Lax
                                  : lower == "none" ? SameSite::None
                                                    : SameSite::Unset;
            }
            cookie.secure = cookie.secure || name == "secure";
            cookie.httpOnly = cookie.httpOnly || name == "httponly";
            hasDomain = hasDomain || name == "domain";
            isRoot = isRoot || (name == "path" && value == "/");
        }
        cookie.hostPrefix = cookie.name.startsWith("__Host-") && cookie.secure && !hasDomain && isRoot;
        list.push_back(cookie);
    }
    return list;
}

} // namespace claimcheck::requests
