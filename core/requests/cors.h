#pragma once

#include "http/message.h"

#include <QStringList>

/// "Would a browser be allowed?": the CORS protocol of the Fetch standard (fetch.spec.whatwg.org), as pure
/// functions.
namespace claimcheck::requests {

/// Whether fetch() sends cookies and HTTP authentication to another origin.
enum class CredentialsMode { Omit, SameOrigin, Include };

/// A request as a page would make it.
struct BrowserRequest {
    QByteArray method = "GET";
    QUrl url = {};
    http::Headers headers = {}; // those that the page sets
    http::Origin page = {};
    CredentialsMode credentials = CredentialsMode::SameOrigin;
};

/// A header is CORS-safelisted ("no-CORS" plus the value's rules: "CORS-safelisted request-header").
[[nodiscard]] bool isSafelistedHeader(const http::Header &header);
/// GET, HEAD, POST.
[[nodiscard]] bool isSafelistedMethod(QByteArrayView method);
/// The names that a preflight asks for, in small letters, sorted ("CORS-unsafe request-header names").
[[nodiscard]] QByteArrayList unsafeHeaderNames(const http::Headers &headers);
/// Names that no page can set ("forbidden request-header"): Cookie, Host, Sec-…, Proxy-…, Origin, ….
[[nodiscard]] bool isForbiddenHeader(const http::Header &header);
/// CONNECT, TRACE, TRACK.
[[nodiscard]] bool isForbiddenMethod(QByteArrayView method);

/// The preflight that a browser would send, or nothing where it needs none (same origin, or a simple
/// request).
[[nodiscard]] std::optional<http::Request> preflightFor(const BrowserRequest &request);

/// One thing that decides, with the rule's name.
struct CorsNote {
    enum class Level { Blocks, Warns, Says, Passes };
    Level level;
    QByteArray id; // stable: "origin-not-allowed"
    QString sentence;
    QString standard = {}; // "Fetch: CORS check", as standardUrl takes it; or empty
};
struct CorsVerdict {
    bool allowed = false;
    std::vector<CorsNote> notes = {};
    QByteArrayList readableHeaders = {}; // of the answer, in small letters
};
/// The "CORS check" and the "CORS-preflight fetch". `preflight` is its answer, where one was needed and sent.
/// Without the answer of the request itself (nothing was sent), the preflight alone is judged.
[[nodiscard]] CorsVerdict judgeCors(const BrowserRequest &request,
                                    const std::optional<http::Response> &preflight,
                                    const std::optional<http::Response> &answer);

/// What a cookie says about where it goes (RFC 6265bis).
enum class SameSite { Strict, Lax, None, Unset };
struct CookieFacts {
    QByteArray name = {};
    SameSite sameSite = SameSite::Unset;
    bool secure = false;
    bool httpOnly = false;
    bool hostPrefix = false; // "__Host-", and what that asks for holds
};
/// From a Set-Cookie header, as Qt reports it (several joined by line ends).
[[nodiscard]] std::vector<CookieFacts> cookieFacts(const QByteArray &setCookie);

/// Whether another site can make a signed-in browser send this request.
struct CsrfVerdict {
    enum class Exposure {
        No,       // no cookie goes along, or the request cannot be made by another site
        ByToken,  // only a token in the request stands in the way
        TopLevel, // by a link or a form that leaves the page (Lax)
        Yes,
    };
    Exposure exposure = Exposure::No;
    std::vector<CorsNote> notes = {};
};
[[nodiscard]] CsrfVerdict judgeCsrf(const BrowserRequest &request,
                                    const std::vector<CookieFacts> &sessionCookies, const CorsVerdict &cors);

} // namespace claimcheck::requests
