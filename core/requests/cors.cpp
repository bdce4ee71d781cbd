#include "cors.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::requests {

namespace {

using Level = CorsNote::Level;

// As standardUrl knows them.
constexpr char checkRule[] = "Fetch: CORS check";
constexpr char preflightRule[] = "Fetch: CORS-preflight fetch";
constexpr char protocolRule[] = "Fetch: CORS protocol";
constexpr char credentialsRule[] = "Fetch: CORS protocol and credentials";
constexpr char cachesRule[] = "Fetch: CORS protocol and HTTP caches";
constexpr char safelistRule[] = "Fetch: CORS-safelisted request-header";
constexpr char forbiddenMethodRule[] = "Fetch: forbidden method";
constexpr char forbiddenHeaderRule[] = "Fetch: forbidden request-header";

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
                         .arg(QString::fromUtf8(header.name)),
                     forbiddenHeaderRule);
        }
        if (isForbiddenMethod(m_request.method)) {
            block("forbidden-method", words("No page can send %1.").arg(QString::fromUtf8(m_request.method)),
                  forbiddenMethodRule);
            return finish();
        }
        if (isSameOrigin(m_request)) {
            note(Level::Passes, "same-origin", words("The page is of the same origin: CORS does not apply."),
                 protocolRule);
            if (answer) {
                for (const http::Header &header : answer->headers)
                    m_out.readableHeaders += header.name.toLower();
            }
            return finish();
        }
        if (const auto needed = preflightFor(m_request)) {
            if (!preflight)
                block("preflight-not-sent",
                      words("A browser asks first (a preflight), and that was not tried yet."),
                      preflightRule);
            else
                judgePreflight(*preflight);
        } else {
            note(Level::Says, "simple", words("A browser sends this without asking first."), safelistRule);
        }
        if (answer) {
            if (corsCheck(*answer, ""))
                note(Level::Passes, "answer-readable", words("The page may read the answer."), checkRule);
            if (answer->status >= 300 && answer->status < 400 &&
                http::headerValue(answer->headers, "Location"))
                note(Level::Warns, "redirected",
                     words("The answer is a redirect: the browser checks again where it leads."),
                     protocolRule);
            exposed(*answer);
        }
        return finish();
    }

private:
    void note(Level level, const QByteArray &id, const QString &sentence, const char *standard)
    {
        m_out.notes.push_back({level, id, sentence, QString::fromLatin1(standard)});
    }
    void block(const QByteArray &id, const QString &sentence, const char *standard)
    {
        m_blocked = true;
        note(Level::Blocks, id, sentence, standard);
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
                  words("The answer has no Access-Control-Allow-Origin, so no other page may read it."),
                  checkRule);
            return false;
        }
        if (*origin == "*" && !withCredentials()) {
            note(Level::Passes, of + "origin-any", words("Access-Control-Allow-Origin is *: any page may."),
                 checkRule);
            return true;
        }
        if (*origin == "*") {
            block(of + "wildcard-with-credentials",
                  words("Access-Control-Allow-Origin is *, which is refused when cookies go along: it must "
                        "name the page."),
                  credentialsRule);
            return false;
        }
        if (*origin != page) {
            const bool several = origin->contains(',') || origin->contains('\n') || origin->contains(' ');
            block(of + (several ? "origin-list" : "origin-not-allowed"),
                  several ? words("Access-Control-Allow-Origin names more than one origin, and a browser "
                                  "takes only one.")
                          : words("Access-Control-Allow-Origin is %1, and the page is %2.")
                                .arg(QString::fromUtf8(origin->left(200)), QString::fromUtf8(page)),
                  checkRule);
            return false;
        }
        note(Level::Passes, of + "origin-named", words("Access-Control-Allow-Origin names the page."),
             checkRule);
        if (of.isEmpty() && !containsName(listOf(response.headers, "Vary"), "Origin") &&
            !containsName(listOf(response.headers, "Vary"), "*"))
            note(Level::Warns, "vary-missing",
                 words("The answer names the page and has no Vary: Origin: a cache may give it to another "
                       "page."),
                 cachesRule);
        if (!withCredentials())
            return true;
        // Compared exactly, letter by letter.
        if (http::headerValue(response.headers, "Access-Control-Allow-Credentials") == QByteArray("true")) {
            note(Level::Passes, of + "credentials-allowed", words("Cookies may go along."), credentialsRule);
            return true;
        }
        block(of + "credentials-not-allowed",
              words("Cookies go along, and Access-Control-Allow-Credentials is not true (in small letters)."),
              credentialsRule);
        return false;
    }

    /// The "CORS-preflight fetch" (Fetch, 4.8).
    void judgePreflight(const http::Response &response)
    {
        if (!response.redirects.empty() || (response.status >= 300 && response.status < 400))
            return block("preflight-redirected",
                         words("The preflight is redirected, which a browser does not follow."),
                         preflightRule);
        if (!corsCheck(response, "preflight-"))
            return;
        if (response.status < 200 || response.status > 299)
            return block("preflight-status",
                         words("The preflight is answered with %1, and must succeed.").arg(response.status),
                         preflightRule);
        const QByteArrayList methods = listOf(response.headers, "Access-Control-Allow-Methods");
        const bool anyMethod = methods.contains("*") && !withCredentials();
        // Methods are told apart by their letters' case.
        if (!methods.contains(m_request.method) && !isSafelistedMethod(m_request.method) && !anyMethod)
            block("method-not-allowed",
                  words("Access-Control-Allow-Methods does not name %1.")
                      .arg(QString::fromUtf8(m_request.method)),
                  preflightRule);
        else
            note(Level::Passes, "method-allowed",
                 words("The method %1 is allowed.").arg(QString::fromUtf8(m_request.method)), preflightRule);
        const QByteArrayList names = listOf(response.headers, "Access-Control-Allow-Headers");
        const bool anyHeader = names.contains("*") && !withCredentials();
        http::Headers sent;
        for (const http::Header &header : m_request.headers) {
            if (!isForbiddenHeader(header))
                sent.push_back(header);
        }
        for (const QByteArray &name : unsafeHeaderNames(sent)) {
            const QString text = QString::fromUtf8(name);
            if (containsName(names, name) || (anyHeader && name != "authorization"))
                note(Level::Passes, "header-allowed", words("The header %1 is allowed.").arg(text),
                     preflightRule);
            else if (anyHeader)
                block("authorization-not-named",
                      words("Access-Control-Allow-Headers is *, which never "
                            "covers Authorization: it must be named."),
                      preflightRule);
            else
                block("header-not-allowed", words("Access-Control-Allow-Headers does not name %1.").arg(text),
                      preflightRule);
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

} // namespace claimcheck::requests
