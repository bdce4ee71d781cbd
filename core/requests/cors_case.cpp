#include "cors_case.h"

#include <QCoreApplication>

namespace claimcheck::requests {

namespace {

bool isSafe(QByteArrayView method)
{
    return method == "GET" || method == "HEAD";
}

/// What is sent to learn how the server answers this page: the preflight, or a safe request itself.
std::optional<http::Request> probeFor(const BrowserRequest &request)
{
    if (auto preflight = preflightFor(request))
        return preflight;
    if (!isSafe(request.method))
        return std::nullopt;
    http::Request probe;
    probe.method = request.method;
    probe.url = request.url;
    probe.redirects = http::RedirectPolicy::None;
    // A page's own credential stays at home: CORS judges the answer's headers, not its status.
    for (const http::Header &header : request.headers) {
        if (isSafelistedHeader(header))
            probe.headers.push_back(header);
    }
    probe.headers.push_back({"Origin", request.page.toString().toUtf8()});
    return probe;
}

} // namespace

std::vector<CookieFacts> sessionCookies(const std::vector<http::CookieFacts> &jar, const QUrl &url)
{
    std::vector<CookieFacts> out;
    const auto origin = http::Origin::of(url);
    for (const http::CookieFacts &cookie : jar) {
        const bool isHere =
            origin && cookie.origin == *origin &&
            (url.path() == cookie.path || cookie.path.isEmpty() || cookie.path == u'/' ||
             url.path().startsWith(cookie.path.endsWith(u'/') ? cookie.path : cookie.path + u'/'));
        if (!isHere)
            continue;
        const QByteArray lower = cookie.sameSite.toLower();
        out.push_back(
            {.name = cookie.name,
             .sameSite = lower == "strict" ? SameSite::Strict
                         : lower == "lax"  ? SameSite::Lax
                         : lower == "none" ? SameSite::None
                                           : SameSite::Unset,
             .secure = cookie.secure,
             .httpOnly = cookie.httpOnly,
             .hostPrefix = cookie.name.startsWith("__Host-") && cookie.secure && cookie.path == u'/'});
    }
    return out;
}

Result<http::Origin> pageOrigin(const QString &text)
{
    auto origin = http::Origin::fromString(text.trimmed());
    if (origin || origin.error().code != ErrorCode::UrlInsecure)
        return origin;
    QUrl url(text.trimmed());
    // The same rules as for any other, but for the scheme.
    url.setScheme(QStringLiteral("https"));
    auto secure = http::Origin::fromString(url.toString());
    if (!secure)
        return secure.error();
    secure->scheme = QStringLiteral("http");
    secure->port = url.port(80);
    return secure;
}

BrowserRequest browserRequest(const CorsCase &of, const http::Origin &page, CredentialsMode credentials)
{
    return {
        .method = of.method, .url = of.url, .headers = of.headers, .page = page, .credentials = credentials};
}

http::Origin strangersPage()
{
    return {QStringLiteral("https"), QStringLiteral("stranger.example"), 443};
}

std::vector<CorsQuestion> corsQuestions(const BrowserRequest &request)
{
    std::vector<CorsQuestion> questions;
    const auto target = http::Origin::of(request.url);
    if (!target || *target == request.page || isForbiddenMethod(request.method))
        return questions;
    auto probe = probeFor(request);
    if (!probe)
        return questions;
    const bool asksFirst = probe->method == "OPTIONS";
    questions.push_back({.of = asksFirst ? CorsQuestion::Of::Preflight : CorsQuestion::Of::Answer,
                         .request = *std::move(probe)});
    if (asksFirst && isSafe(request.method)) {
        BrowserRequest plain = request;
        plain.headers.clear();
        questions.push_back({.of = CorsQuestion::Of::Answer, .request = *probeFor(plain)});
    }
    if (request.page != strangersPage()) {
        BrowserRequest stranger = request;
        stranger.page = strangersPage();
        questions.push_back({.of = CorsQuestion::Of::Stranger, .request = *probeFor(stranger)});
    }
    return questions;
}

BrowserVerdict judgeBrowser(const CorsCase &of, const BrowserRequest &request, const CorsAnswers &answers)
{
    BrowserVerdict out;
    out.cors = judgeCors(request, answers.preflight, answers.answer);
    // A page of another site, with the cookies along: what a forger has.
    BrowserRequest forged = browserRequest(of, strangersPage(), CredentialsMode::Include);
    const bool asksFirst = preflightFor(forged).has_value();
    const CorsVerdict stranger = judgeCors(forged, asksFirst ? answers.stranger : std::nullopt,
                                           asksFirst ? std::nullopt : answers.stranger);
    out.csrf = judgeCsrf(forged, of.cookies, stranger);
    if (answers.preflight && !answers.answer && out.cors.allowed)
        out.cors.notes.push_back(
            {CorsNote::Level::Says, "answer-not-asked",
             QCoreApplication::translate("Requests", "Whether the page may read the answer shows only when "
                                                     "it is sent: it needs Access-Control-Allow-Origin, "
                                                     "too."),
             QStringLiteral("Fetch: CORS check")});
    if (answers.stranger && stranger.allowed && request.page != strangersPage())
        out.cors.notes.push_back(
            {CorsNote::Level::Warns, "origin-reflected",
             QCoreApplication::translate("Requests", "The server allows any page with cookies: it was asked "
                                                     "for %1 as well, and said yes.")
                 .arg(strangersPage().toString()),
             QStringLiteral("Fetch: CORS protocol and credentials")});
    return out;
}

} // namespace claimcheck::requests
