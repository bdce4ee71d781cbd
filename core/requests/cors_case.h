#pragma once

#include "cors.h"
#include "http/cookies.h"

/// From a request that was composed here to the one that a browser's page would make, and what to ask the
/// server.
namespace claimcheck::requests {

/// A request, and what is known of the server that it goes to.
struct CorsCase {
    QByteArray method = "GET";
    QUrl url = {};
    http::Headers headers = {}; // those that a page's script would set, Authorization included
    /// Cookies that sign a browser in there: of the client's jar, or set by an answer. None: a token does.
    std::vector<CookieFacts> cookies = {};
};
/// What the client's jar holds for this address.
[[nodiscard]] std::vector<CookieFacts> sessionCookies(const std::vector<http::CookieFacts> &jar,
                                                      const QUrl &url);

/// An origin as a person writes it. Plain http is allowed: it is a page's, and nothing secret goes there.
/// Errors: UrlInvalid, UrlHasUserInfo.
[[nodiscard]] Result<http::Origin> pageOrigin(const QString &text);

[[nodiscard]] BrowserRequest browserRequest(const CorsCase &of, const http::Origin &page,
                                            CredentialsMode credentials);

/// What to send to the server to know, without any credential.
struct CorsQuestion {
    enum class Of {
        Preflight, // OPTIONS, as a browser would ask first
        Answer,    // the request itself, with an Origin: only where its method is safe (GET, HEAD)
        Stranger,  // the first of these, from a page that no server can know
    };
    int round = 0; // tells the answers of one round from those of another
    Of of = Of::Preflight;
    http::Request request = {};
};
/// In the order in which a browser asks; empty where nothing can be learnt without doing what the request
/// does (a POST that needs no preflight), or where CORS does not apply (same origin, a forbidden method).
[[nodiscard]] std::vector<CorsQuestion> corsQuestions(const BrowserRequest &request);
/// A page that no server can know: the name is reserved (RFC 2606).
[[nodiscard]] http::Origin strangersPage();

/// What came back.
struct CorsAnswers {
    std::optional<http::Response> preflight = {};
    std::optional<http::Response> answer = {};
    std::optional<http::Response> stranger = {};
};
struct BrowserVerdict {
    CorsVerdict cors;
    CsrfVerdict csrf; // of a request that a page of another site makes, with the session's cookies
};
/// Both judgements, and whether the server allows every page that asks ("origin-reflected").
[[nodiscard]] BrowserVerdict judgeBrowser(const CorsCase &of, const BrowserRequest &request,
                                          const CorsAnswers &answers);

} // namespace claimcheck::requests
