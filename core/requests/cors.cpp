#include "cors.h"

#include "secret_names.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::requests {

namespace {

using Level = CorsNote::Level;

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

bool isSameOrigin(const BrowserRequest &request)
{
    const auto target = http::Origin::of(request.url);
    return target && *target == request.page;
}

/// The values of a list header, trimmed ("extract header list values").
QByteArrayList listOf(const http::Headers &headers, QByteArrayView name)
{
    QByteArrayList out;
    for (const QByteArray &value : http::headerValue(headers, name).value_or(QByteArray()).split(',')) {
        if (!value.trimmed().isEmpty())
            out += value.trimmed();
    }
    return out;
}

bool containsName(const QByteArrayList &list, QByteArrayView name)
{
    return std::any_of(list.begin(), list.end(), [name](const QByteArray &entry) {
        return entry.compare(name.toByteArray(), Qt::CaseInsensitive) == 0;
    });
}

class Judge final {
public:
    explicit Judge(const BrowserRequest &request) : m_request(request) {}

    CorsVerdict judge(const std::optional<http::Response> &preflight,
                      const std::optional<http::Response> &answer)
    {
        for (const http::Header &header : m_request.headers) {
            if (isForbiddenHeader(header))
                note(Level::Says, "forbidden-header",
                     words("No page can set %1: the browser leaves it out.")
                         .arg(QString::fromUtf8(header.name)));
        }
        if (isForbiddenMethod(m_request.method)) {
            block("forbidden-method", words("No page can send %1.").arg(QString::fromUtf8(m_request.method)));
            return finish();
        }
        if (isSameOrigin(m_request)) {
            note(Level::Says, "same-origin", words("The page is of the same origin: CORS does not apply."));
            if (answer) {
                for (const http::Header &header : answer->headers)
                    m_out.readableHeaders += header.name.toLower();
            }
            return finish();
        }
        if (const auto needed = preflightFor(m_request)) {
            if (!preflight)
                block("preflight-not-sent",
                      words("A browser asks first (a preflight), and that was not tried yet."));
            else
                judgePreflight(*preflight);
        } else {
            note(Level::Says, "simple", words("A browser sends this without asking first."));
        }
        if (answer) {
            corsCheck(*answer, "");
            exposed(*answer);
        }
        return finish();
    }

private:
    void note(Level level, const QByteArray &id, const QString &sentence)
    {
        m_out.notes.push_back({level, id, sentence});
    }
    void block(const QByteArray &id, const QString &sentence)
    {
        m_blocked = true;
        note(Level::Blocks, id, sentence);
    }
    [[nodiscard]] bool withCredentials() const { return m_request.credentials == CredentialsMode::Include; }

    CorsVerdict finish()
    {
        m_out.allowed = !m_blocked;
        return std::move(m_out);
    }

    /// The "CORS check" (Fetch, 4.10). `of` is put before the ids of a preflight's notes.
    bool corsCheck(const http::Response &response, const QByteArray &of)
    {
        const auto origin = http::headerValue(response.headers, "Access-Control-Allow-Origin");
        const QByteArray page = m_request.page.toString().toUtf8();
        if (!origin) {
            block(of + "origin-missing",
                  words("The answer has no Access-Control-Allow-Origin, so no other page may read it."));
            return false;
        }
        if (*origin == "*" && !withCredentials())
            return true;
        if (*origin == "*") {
            block(of + "wildcard-with-credentials",
                  words("Access-Control-Allow-Origin is *, which is refused when cookies go along: it must "
                        "name the page."));
            return false;
        }
        if (*origin != page) {
            const bool several = origin->contains(',') || origin->contains('\n') || origin->contains(' ');
            block(of + (several ? "origin-list" : "origin-not-allowed"),
                  several ? words("Access-Control-Allow-Origin names more than one origin, and a browser "
                                  "takes only one.")
                          : words("Access-Control-Allow-Origin is %1, and the page is %2.")
                                .arg(QString::fromUtf8(origin->left(200)), QString::fromUtf8(page)));
            return false;
        }
        if (of.isEmpty() && !containsName(listOf(response.headers, "Vary"), "Origin") &&
            !containsName(listOf(response.headers, "Vary"), "*"))
            note(Level::Warns, "vary-missing",
                 words("The answer names the page and has no Vary: Origin: a cache may give it to another "
                       "page."));
        if (!withCredentials())
            return true;
        // Compared exactly, letter by letter.
        if (http::headerValue(response.headers, "Access-Control-Allow-Credentials") == QByteArray("true"))
            return true;
        block(
            of + "credentials-not-allowed",
            words("Cookies go along, and Access-Control-Allow-Credentials is not true (in small letters)."));
        return false;
    }

    /// The "CORS-preflight fetch" (Fetch, 4.8).
    void judgePreflight(const http::Response &response)
    {
        if (!response.redirects.empty() || (response.status >= 300 && response.status < 400))
            return block("preflight-redirected",
                         words("The preflight is redirected, which a browser does not follow."));
        if (!corsCheck(response, "preflight-"))
            return;
        if (response.status < 200 || response.status > 299)
            return block("preflight-status",
                         words("The preflight is answered with %1, and must succeed.").arg(response.status));
        const QByteArrayList methods = listOf(response.headers, "Access-Control-Allow-Methods");
        const bool anyMethod = methods.contains("*") && !withCredentials();
        // Methods are told apart by their letters' case.
        if (!methods.contains(m_request.method) && !isSafelistedMethod(m_request.method) && !anyMethod)
            block("method-not-allowed", words("Access-Control-Allow-Methods does not name %1.")
                                            .arg(QString::fromUtf8(m_request.method)));
        const QByteArrayList names = listOf(response.headers, "Access-Control-Allow-Headers");
        const bool anyHeader = names.contains("*") && !withCredentials();
        http::Headers sent;
        for (const http::Header &header : m_request.headers) {
            if (!isForbiddenHeader(header))
                sent.push_back(header);
        }
        for (const QByteArray &name : unsafeHeaderNames(sent)) {
            if (containsName(names, name))
                continue;
            if (name == "authorization" && anyHeader)
                block("authorization-not-named", words("Access-Control-Allow-Headers is *, which never "
                                                       "covers Authorization: it must be named."));
            else if (!anyHeader)
                block("header-not-allowed",
                      words("Access-Control-Allow-Headers does not name %1.").arg(QString::fromUtf8(name)));
        }
    }

    void exposed(const http::Response &response)
    {
        static const QByteArrayList always = {"cache-control", "content-language", "content-length",
                                              "content-type",  "expires",          "last-modified",
                                              "pragma"};
        const QByteArrayList names = listOf(response.headers, "Access-Control-Expose-Headers");
        const bool all = names.contains("*") && !withCredentials();
        for (const http::Header &header : response.headers) {
            const QByteArray name = header.name.toLower();
            const bool never = name == "set-cookie" || name == "set-cookie2";
            if (!never && (all || always.contains(name) || containsName(names, name)))
                m_out.readableHeaders += name;
        }
    }

    const BrowserRequest &m_request;
    CorsVerdict m_out;
    bool m_blocked = false;
};

} // namespace

std::optional<http::Request> preflightFor(const BrowserRequest &request)
{
    if (isSameOrigin(request) || isForbiddenMethod(request.method))
        return std::nullopt;
    http::Headers sent;
    for (const http::Header &header : request.headers) {
        if (!isForbiddenHeader(header))
            sent.push_back(header);
    }
    const QByteArrayList names = unsafeHeaderNames(sent);
    if (isSafelistedMethod(request.method) && names.isEmpty())
        return std::nullopt;
    http::Request preflight;
    preflight.method = "OPTIONS";
    preflight.url = request.url;
    preflight.redirects = http::RedirectPolicy::None;
    preflight.headers = {{"Accept", "*/*"},
                         {"Access-Control-Request-Method", request.method},
                         {"Origin", request.page.toString().toUtf8()}};
    if (!names.isEmpty())
        preflight.headers.push_back({"Access-Control-Request-Headers", names.join(',')});
    return preflight;
}

CorsVerdict judgeCors(const BrowserRequest &request, const std::optional<http::Response> &preflight,
                      const std::optional<http::Response> &answer)
{
    return Judge(request).judge(preflight, answer);
}

CsrfVerdict judgeCsrf(const BrowserRequest &request, const std::vector<CookieFacts> &sessionCookies,
                      const CorsVerdict &cors)
{
    CsrfVerdict out;
    const auto note = [&out](Level level, const char *id, const QString &sentence) {
        out.notes.push_back({level, id, sentence});
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
        note(Level::Says, "strict", words("SameSite=Strict: no other site's request brings the cookie."));
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
        note(
            Level::Says, "lax",
            words(
                "SameSite=Lax: the cookie comes along from another site only with a link that is followed."));
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
