#include "cors.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::requests {

namespace {

using Level = CorsNote::Level;

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

} // namespace

CsrfVerdict judgeCsrf(const BrowserRequest &request, const std::vector<CookieFacts> &sessionCookies,
                      const CorsVerdict &cors)
{
    CsrfVerdict out;
    const auto note = [&out](Level level, const char *id, const QString &sentence) {
        // Ambient authority: whoever makes a browser send a request sends its cookies along.
        out.notes.push_back({level, id, sentence, QStringLiteral("RFC 6265 section 8.2")});
    };
    if (sessionCookies.empty()) {
        note(Level::Says, "no-cookie",
             words("No cookie signs this request in, and no browser adds a token by itself."));
        return out;
    }
    const bool changes = request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS";
    if (!changes)
        note(Level::Says, "safe-method",
             words("The method should change nothing, so that there is nothing to forge."));
    // The laxest cookie decides. Without SameSite browsers differ: Chromium takes Lax (and sends it with a
    // POST for two minutes), Firefox and Safari send it everywhere.
    const auto rank = [](SameSite value) {
        return value == SameSite::Strict ? 0 : value == SameSite::Lax ? 1 : value == SameSite::Unset ? 2 : 3;
    };
    const auto laxest = std::max_element(
        sessionCookies.begin(), sessionCookies.end(),
        [&rank](const CookieFacts &a, const CookieFacts &b) { return rank(a.sameSite) < rank(b.sameSite); });
    for (const CookieFacts &cookie : sessionCookies) {
        const QString name = QString::fromUtf8(cookie.name);
        if (!cookie.httpOnly)
            note(Level::Warns, "not-http-only",
                 words("Scripts of the page can read the cookie %1.").arg(name));
        if (!cookie.secure)
            note(Level::Warns, "not-secure", words("The cookie %1 also goes over plain http.").arg(name));
        if (cookie.sameSite == SameSite::None && !cookie.secure)
            note(Level::Warns, "none-not-secure",
                 words("Browsers drop %1: SameSite=None wants Secure.").arg(name));
    }
    if (laxest->sameSite == SameSite::Strict) {
        note(Level::Says, "strict",
             words(
                 "SameSite=Strict: no other site's request brings the cookie. Sites are registrable domains: "
                 "a page on another host of the same domain is the same site."));
        return out;
    }
    if (!changes)
        return out;
    const bool hasToken =
        std::any_of(request.headers.begin(), request.headers.end(), [](const http::Header &header) {
            const QByteArray name = header.name.toLower();
            return name.contains("csrf") || name.contains("xsrf");
        });
    if (laxest->sameSite == SameSite::Lax) {
        note(Level::Says, "lax",
             words("SameSite=Lax: the cookie comes along from another site only with a link that is "
                   "followed. Sites "
                   "are registrable domains: a page on another host of the same domain is the same site."));
        return out;
    }
    const bool needsPreflight = preflightFor(request).has_value();
    if (needsPreflight && !cors.allowed) {
        note(
            Level::Says, "preflight-protects",
            words("Another site's page has to ask first (method, content type or headers), and is refused."));
        return out;
    }
    if (hasToken) {
        out.exposure = CsrfVerdict::Exposure::ByToken;
        note(Level::Says, "token",
             words("Only the CSRF token keeps other sites out: whether the server checks it shows when it is "
                   "left out."));
        return out;
    }
    out.exposure =
        laxest->sameSite == SameSite::Unset ? CsrfVerdict::Exposure::TopLevel : CsrfVerdict::Exposure::Yes;
    note(Level::Blocks, laxest->sameSite == SameSite::Unset ? "unset" : "none",
         laxest->sameSite == SameSite::Unset
             ? words("The cookie has no SameSite: some browsers send it with a form of any site.")
             : words("SameSite=None: a form or a script of any site sends this request with the cookie."));
    return out;
}

} // namespace claimcheck::requests
