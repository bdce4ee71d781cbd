#include "denial_wire.h"

#include <QUrlQuery>

/// Sessions of cookies, signed in by a page as Django has it.
namespace denial_wire {

namespace {

const QByteArray signInForm = "<form method=post><input type=hidden name=csrfmiddlewaretoken value=t>"
                              "<input name=username><input type=password name=password></form>";

ServerAnswer page(const QByteArray &html, int status = 200)
{
    return {.status = status, .headers = {{"Content-Type", "text/html"}}, .body = html};
}

/// Each sign-in begins another session; the first has ended when the request comes.
ScenePtr untilSignedIn(const ServerAnswer &refused, const QByteArray &method = "GET")
{
    auto sessions = std::make_shared<int>(0);
    auto server = std::make_shared<TestServer>();
    server->answerWith([sessions, refused](const SeenRequest &request) {
        if (request.path() == "/accounts/login/" && request.method == "GET") {
            ServerAnswer form = page(signInForm);
            form.headers.push_back({"Set-Cookie", "csrftoken=t; Path=/"});
            return form;
        }
        if (request.path() == "/accounts/login/") {
            ServerAnswer in = ServerAnswer::redirect(302, "/me");
            in.headers.push_back(
                {"Set-Cookie", "sessionid=s" + QByteArray::number(++*sessions) + "; Path=/; HttpOnly"});
            return in;
        }
        const QByteArray cookie = request.header("Cookie");
        if (request.path() == "/me")
            return cookie.contains("sessionid=") ? ServerAnswer::json(R"({"id":7})") : refusal(401);
        return cookie.contains("sessionid=s2") ? fine() : refused;
    });
    auto scene = std::make_shared<Scene>(server->url(), u"django-session"_s);
    scene->servers.push_back(server);
    scene->set(u"whoami.path"_s, u"/me"_s);
    scene->request.url = server->url("/things");
    scene->request.method = method;
    if (scene->signIn() != "none")
        qFatal("no sign-in by a page");
    return scene;
}

} // namespace

std::vector<Row> cookieRows()
{
    using enum Row::Mended;
    return {
        {"cookies: a bare 401", "ended-at-server", Kind::SignIn, Yes,
         [] { return untilSignedIn(refusal(401)); }},
        {"cookies: a sign-in page", "sign-in-page", Kind::SignIn, Yes,
         [] { return untilSignedIn(page(signInForm)); }},
        {"cookies: a redirect to a sign-in page", "sign-in-page", Kind::SignIn, Yes,
         [] { return untilSignedIn(ServerAnswer::redirect(302, "/accounts/login/?next=/things")); }},
        {"cookies: a CSRF token of another session", "csrf", Kind::SignIn, Yes,
         [] { return untilSignedIn(page("<p>CSRF verification failed.", 403), "POST"); }},
    };
}

} // namespace denial_wire
