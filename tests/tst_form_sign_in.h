#pragma once

#include "sessions_tools.h"

#include <QUrlQuery>

using namespace sessions_tools;

/// Plays Django: a page with a form and a CSRF cookie, a new session cookie at each sign-in, a 200 page for a
/// wrong password.
class PageServer {
public:
    PageServer()
    {
        m_server.answerWith([this](const SeenRequest &request) { return answerTo(request); });
    }
    [[nodiscard]] QUrl url(const QByteArray &target = "/") const { return m_server.url(target); }
    [[nodiscard]] const std::vector<SeenRequest> &requests() const { return m_server.requests(); }
    void forget() { m_server.forget(); }

    QByteArray page = "<html><body><form action='/search'><input name=q></form>"
                      "<FORM method=post><input type=hidden name=csrfmiddlewaretoken value='tok&amp;en'>"
                      "<p><input name=username maxlength=150><input TYPE=Password name=password>"
                      "<input type=checkbox name=remember><input type=submit name=go value=Go></form>";
    std::map<QByteArray, ServerAnswer> instead;
    bool setsCookie = true;
    QByteArray sessionCookie = "live-session";

private:
    ServerAnswer answerTo(const SeenRequest &request)
    {
        if (const auto other = instead.find(request.path()); other != instead.end())
            return other->second;
        const bool isIn = request.header("Cookie").contains("sessionid=live-session");
        if (request.path() == "/accounts/login/" && request.method == "GET")
            return {.headers = {{"Content-Type", "text/html"}, {"Set-Cookie", "csrftoken=abc%3D; Path=/"}},
                    .body = page};
        if (request.path() == "/accounts/login/") {
            const QUrlQuery form(QString::fromLatin1(request.body));
            const bool fits =
                form.queryItemValue(u"csrfmiddlewaretoken"_s, QUrl::FullyDecoded) == u"tok&en" &&
                form.queryItemValue(u"password"_s, QUrl::FullyDecoded) == u"pass phrase" &&
                request.header("X-CSRFToken") == "abc=" && !request.header("Referer").isEmpty();
            if (!fits)
                return {.headers = {{"Content-Type", "text/html"}}, .body = page};
            ServerAnswer answer = ServerAnswer::redirect(302, "/accounts/profile/");
            if (setsCookie)
                answer.headers.push_back(
                    {"Set-Cookie",
                     "sessionid=" + sessionCookie + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000"});
            return answer;
        }
        if (request.path() == "/accounts/logout/")
            return {.status = 302,
                    .headers = {{"Location", "/"}, {"Set-Cookie", "sessionid=; Path=/; Max-Age=0"}}};
        if (request.path() == "/rotate")
            return {.headers = {{"Set-Cookie", "sessionid=live-session-2; Path=/; HttpOnly"}}};
        if (request.path() == "/end")
            return {.headers = {{"Set-Cookie", "sessionid=; Path=/; Max-Age=0"}}};
        return isIn ? ServerAnswer::json(R"({"id":7})") : ServerAnswer::redirect(302, "/accounts/login/");
    }
    TestServer m_server;
};

/// Signing in by a page, and a session of cookies.
class TestFormSignIn : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsForms_data();
    void readsForms();
    void hostilePagesAreRead();
    void signsInAsABrowserWould();
    void wrongAnswers_data();
    void wrongAnswers();
    void theJarGoesThroughTheKeychain();
    void anotherOriginGetsNoCookie();
    void changedCookiesAreStored();
    void aCookieThatTheServerTakesAwayEndsTheSession();
    void nothingFromBeforeTheSignInIsKept();
    void aSignInElsewhereBringsItsCookies();
    void aSignInThatFailsHarmsNoSession_data();
    void aSignInThatFailsHarmsNoSession();
    void cookiesAreNotExported();
    void signsOutAndProvesIt();
    void laravelWantsItsCookieFirst();
    void aFormThatGoesElsewhereGetsNoPassword();
};
