#include "denial_wire.h"

namespace denial_wire {

namespace {

const QByteArray signInForm = "<html><form method=post><input name=u><input type=\"password\" name=p></form>";

bool isAgain(const SeenRequest &request)
{
    return request.header("Authorization") == "Bearer again";
}

ServerAnswer page(const QByteArray &html, int status = 200)
{
    return {.status = status, .headers = {{"Content-Type", "text/html; charset=utf-8"}}, .body = html};
}

/// One that a new sign-in mends.
ScenePtr untilSignedIn(ServerAnswer refused)
{
    auto [scene, server] =
        served([refused](const SeenRequest &request) { return isAgain(request) ? fine() : refused; });
    scene->pasted = "again";
    return scene;
}

ScenePtr signInPage()
{
    return untilSignedIn(page(signInForm));
}

ScenePtr sentToSignIn()
{
    auto scene = untilSignedIn(ServerAnswer::redirect(302, "/accounts/login/?next=/things"));
    scene->request.redirects = http::RedirectPolicy::None;
    return scene;
}

/// The same, followed: a 200 at the end.
ScenePtr ledToSignIn()
{
    auto [scene, server] = served([](const SeenRequest &request) {
        if (request.path() == "/accounts/login/")
            return page(signInForm);
        return isAgain(request) ? fine() : ServerAnswer::redirect(302, "/accounts/login/");
    });
    scene->pasted = "again";
    return scene;
}

/// Answers by what it is asked.
ScenePtr asking(const std::function<ServerAnswer(const SeenRequest &)> &answer, const QByteArray &target,
                const QByteArray &method = "GET")
{
    auto scene = served(answer, target).first;
    scene->request.method = method;
    return scene;
}

ScenePtr always(ServerAnswer answer, const QByteArray &method = "GET")
{
    return asking([answer](const SeenRequest &) { return answer; }, "/things", method);
}

ScenePtr methodLost()
{
    return asking(
        [](const SeenRequest &request) {
            if (request.path() == "/things")
                return ServerAnswer::redirect(301, "/things/");
            return request.method == "POST" ? fine() : refusal(404);
        },
        "/things", "POST");
}

/// A POST with a body, answered so by a server that has another one in mind.
ScenePtr sentElsewhere(int status)
{
    auto [scene, there] =
        served([](const SeenRequest &request) { return request.method == "POST" ? fine() : refusal(404); });
    auto here = std::make_shared<TestServer>();
    here->answerWith([status, away = there->origin()](const SeenRequest &request) {
        return ServerAnswer::redirect(status, away + request.target);
    });
    scene->servers.push_back(here);
    scene->profileId.clear();
    scene->request.url = here->url("/things");
    scene->request.method = "POST";
    scene->request.headers = {{"Content-Type", "application/json"}};
    scene->request.body = R"({"name":"one"})";
    return scene;
}

ScenePtr onlyAt(const QByteArray &right, const QByteArray &asked)
{
    return asking(
        [right](const SeenRequest &request) { return request.path() == right ? fine() : refusal(404); },
        asked);
}

ScenePtr csrfReferer()
{
    return asking(
        [](const SeenRequest &request) {
            return request.has("Referer")
                       ? fine()
                       : page("<p>CSRF verification failed. Referer checking failed - no Referer.", 403);
        },
        "/things", "POST");
}

ScenePtr wrongMethod()
{
    return asking(
        [](const SeenRequest &request) {
            ServerAnswer refused = refusal(405);
            refused.headers.push_back({"Allow", "POST, PUT"});
            return request.method == "POST" ? fine() : refused;
        },
        "/things");
}

/// Without an Allow: only the person knows another.
ScenePtr unnamedMethod()
{
    auto scene =
        asking([](const SeenRequest &request) { return request.method == "PUT" ? fine() : refusal(405); },
               "/things", "POST");
    scene->person = [s = scene.get()] { s->request.method = "PUT"; };
    return scene;
}

/// Another machine of the same name.
ScenePtr misdirected()
{
    auto scene = asking([](const SeenRequest &) { return fine(); }, "/things");
    auto wrong = std::make_shared<TestServer>();
    wrong->answerWith([](const SeenRequest &) { return refusal(421); });
    scene->servers.push_back(wrong);
    scene->person = [s = scene.get(), right = scene->request.url] { s->request.url = right; };
    scene->request.url = wrong->url("/things");
    return scene;
}

ScenePtr rightType()
{
    auto scene = always(refusal(415), "POST");
    scene->request.headers = {{"Content-Type", "application/json"}};
    return scene;
}

ScenePtr wrongType()
{
    auto scene = asking(
        [](const SeenRequest &request) {
            return request.header("Content-Type") == "application/json" ? fine() : refusal(415);
        },
        "/things", "POST");
    scene->request.headers = {{"content-type", "text/plain"}};
    scene->request.body = "{}";
    return scene;
}

ScenePtr wrongAccept()
{
    auto scene = asking(
        [](const SeenRequest &request) {
            return request.header("Accept") == "application/xml" ? refusal(406) : fine();
        },
        "/things");
    scene->request.headers = {{"Accept", "application/xml"}};
    return scene;
}

/// Says when it is back, by the client's clock.
ScenePtr backLater(int status, const QByteArray &retryAfter)
{
    auto scene = asking([](const SeenRequest &) { return fine(); }, "/things");
    auto *server = static_cast<TestServer *>(scene->servers.front().get());
    const TimePoint end = scene->computer.clock.now() + 30s;
    server->answerWith([s = scene.get(), end, status, retryAfter](const SeenRequest &) {
        ServerAnswer refused = refusal(status);
        refused.headers.push_back({"Retry-After", retryAfter});
        return s->computer.clock.now() >= end ? fine() : refused;
    });
    return scene;
}

} // namespace

std::vector<Row> answerRows()
{
    using enum Row::Mended;
    return {
        {"a sign-in page", "sign-in-page", Kind::SignIn, Yes, signInPage},
        {"a redirect to a sign-in page", "sent-to-sign-in", Kind::SignIn, Yes, sentToSignIn},
        {"a sign-in page after a redirect", "sign-in-page", Kind::SignIn, Yes, ledToSignIn},
        {"a POST that became a GET", "method-lost", Kind::ChangeUrl, Yes, methodLost},
        {"a POST that became a GET elsewhere", "method-lost", Kind::ChangeUrl, ByThePerson,
         [] { return sentElsewhere(302); }},
        {"a POST that another server is to have", "redirected-away", Kind::ChangeUrl, ByThePerson,
         [] { return sentElsewhere(308); }},
        {"a missing slash", "slash", Kind::ChangeUrl, Yes, [] { return onlyAt("/v1/a/", "/v1/a"); }},
        {"a doubled path", "path-doubled", Kind::ChangeUrl, Yes, [] { return onlyAt("/v1/a", "/v1/v1/a"); }},
        {"CSRF: no Referer", "csrf", Kind::SetHeader, Yes, csrfReferer},
        {"CSRF: not a session", "csrf", Kind::None, ByTheServer,
         [] { return always(page("<p>CSRF verification failed.", 403), "POST"); }},
        {"a person who may not", "not-allowed", Kind::None, ByTheServer, [] { return always(refusal(403)); }},
        {"a method that is not taken", "wrong-method", Kind::ChangeMethod, Yes, wrongMethod},
        {"a body of another type", "wrong-content-type", Kind::SetHeader, Yes, wrongType},
        {"an answer of another type", "wrong-accept", Kind::SetHeader, Yes, wrongAccept},
        {"too many requests", "too-many-requests", Kind::Wait, Yes, [] { return backLater(429, "30"); }},
        {"not available", "unavailable", Kind::Wait, Yes, [] { return backLater(503, "30"); }},
        {"a head that is too large", "head-too-large", Kind::None, ByTheServer,
         [] { return always(refusal(431)); }},
        {"a body that is too large", "body-too-large", Kind::None, ByTheServer,
         [] { return always(refusal(413), "POST"); }},
        {"a body that is refused", "body-refused", Kind::None, ByTheServer,
         [] { return always(refusal(422, {}, R"({"email":["Not an address."]})"), "POST"); }},
        {"gone", "gone", Kind::None, ByTheServer, [] { return always(refusal(410)); }},
        {"the wrong machine", "misdirected", Kind::ChangeUrl, Yes, misdirected},
        {"a method that nobody names", "wrong-method", Kind::ChangeMethod, Yes, unnamedMethod},
        {"a type that is right already", "wrong-content-type", Kind::None, ByTheServer, rightType},
    };
}

} // namespace denial_wire
