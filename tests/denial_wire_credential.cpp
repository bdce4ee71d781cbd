#include "denial_wire.h"

namespace denial_wire {

namespace {

/// A sign-in server that gives JWTs with a refresh token, and an API that judges them by their number.
struct Api {
    std::shared_ptr<TestServer> server = std::make_shared<TestServer>();
    std::function<QByteArray()> claims = [] { return QByteArray("{}"); };
    std::function<ServerAnswer(const SeenRequest &)> things = [](const SeenRequest &) { return fine(); };
    int issued = 0;

    [[nodiscard]] ServerAnswer answer(const SeenRequest &request)
    {
        if (request.path() == "/me")
            return fine();
        if (request.path() != "/login" && request.path() != "/refresh")
            return things(request);
        ++issued;
        return ServerAnswer::json(R"({"access_token":")" + jwt(claims()) + R"(","refresh_token":"r-)" +
                                  QByteArray::number(issued) + "\"}");
    }
};

/// Signed in at such a server. `prepare` says what its tokens claim and how its API judges.
ScenePtr atApi(const std::function<void(Api &, Scene &)> &prepare)
{
    auto api = std::make_shared<Api>();
    api->server->answerWith([api = api.get()](const SeenRequest &request) { return api->answer(request); });
    auto scene = std::make_shared<Scene>(api->server->url(), u"practice"_s);
    scene->servers.push_back(api);
    scene->request.url = api->server->url("/things");
    prepare(*api, *scene);
    if (scene->signIn() != "none")
        qFatal("no sign-in");
    return scene;
}

QByteArray lasting(const Scene &scene, std::chrono::seconds time, const QByteArray &more = {})
{
    const qint64 now = secondsOf(scene.computer.clock.now());
    return R"({"sub":"42","iat":)" + QByteArray::number(now) + R"(,"exp":)" +
           QByteArray::number(now + time.count()) + more + '}';
}

/// The token ends while the request is on its way, and the server says 403 to it, as many do.
ScenePtr expiredOnTheWay()
{
    return atApi([](Api &api, Scene &scene) {
        api.claims = [&scene] { return lasting(scene, 60s); };
        api.things = [&api, &scene](const SeenRequest &) {
            if (api.issued > 1)
                return fine();
            scene.computer.clock.advance(61s);
            return refusal(403, {}, R"({"detail":"Forbidden"})");
        };
    });
}

ScenePtr notYetValid()
{
    return atApi([](Api &api, Scene &scene) {
        const TimePoint start = scene.computer.clock.now() + 20s;
        api.claims = [&scene, start] {
            return lasting(scene, 600s, R"(,"nbf":)" + QByteArray::number(secondsOf(start)));
        };
        api.things = [&scene, start](const SeenRequest &) {
            return scene.computer.clock.now() >= start ? fine() : refusal(403);
        };
    });
}

/// The API's clock is a minute behind that of the server that makes the tokens.
ScenePtr clockBehind()
{
    return atApi([](Api &api, Scene &scene) {
        api.claims = [&scene] { return lasting(scene, 600s); };
        api.things = [&scene, start = scene.computer.clock.now()](const SeenRequest &) {
            const TimePoint there = scene.computer.clock.now() - 60s;
            ServerAnswer answer = there >= start ? fine() : refusal(401);
            answer.headers.push_back({"Date", httpDate(there)});
            return answer;
        };
    });
}

/// The API's clock is 400 s ahead: by it, the token of 600 s has ended after 300 s.
ScenePtr clockAhead()
{
    auto made = atApi([](Api &api, Scene &scene) {
        api.claims = [&scene] { return lasting(scene, 600s); };
        api.things = [&api, &scene](const SeenRequest &) {
            ServerAnswer answer = api.issued > 1 ? fine() : refusal(403);
            answer.headers.push_back({"Date", httpDate(scene.computer.clock.now() + 400s)});
            return answer;
        };
    });
    made->computer.clock.advance(300s);
    return made;
}

/// 401 would have led to a refresh without a word.
ScenePtr invalidAt403()
{
    return atApi([](Api &api, Scene &scene) {
        api.claims = [&scene] { return lasting(scene, 600s); };
        api.things = [&api](const SeenRequest &) {
            return api.issued > 1 ? fine() : refusal(403, R"(Bearer error="invalid_token")");
        };
    });
}

ScenePtr scopeOfAPassword()
{
    return atApi([](Api &api, Scene &) {
        api.things = [](const SeenRequest &) {
            return refusal(403, R"(Bearer error="insufficient_scope", scope="notes:write")");
        };
    });
}

ScenePtr nonceAgain()
{
    auto calls = std::make_shared<int>(0);
    return served([calls](const SeenRequest &) {
               return ++*calls == 1 ? refusal(401, R"(DPoP error="use_dpop_nonce")") : fine();
           })
        .first;
}

ScenePtr proofOfAPasted()
{
    return served([](const SeenRequest &) { return refusal(401, R"(DPoP algs="ES256")"); }).first;
}

ScenePtr basicScheme()
{
    return served([](const SeenRequest &) { return refusal(401, R"(Basic realm="things")"); }).first;
}

/// Not the time: the server has ended the session, and says nothing but 401.
ScenePtr endedAtTheServer()
{
    auto [scene, server] = served([](const SeenRequest &request) {
        return request.header("Authorization") == "Bearer again" ? fine() : refusal(401);
    });
    scene->pasted = "again";
    return scene;
}

ScenePtr revoked()
{
    auto [scene, server] = served([](const SeenRequest &request) {
        return request.header("Authorization") == "Bearer again"
                   ? fine()
                   : refusal(401,
                             R"(Bearer error="invalid_token", error_description="The token was revoked")");
    });
    scene->pasted = "again";
    return scene;
}

ScenePtr idToken()
{
    auto [scene, server] = served([](const SeenRequest &request) {
        return request.header("Authorization") == "Bearer access" ? fine() : refusal(401);
    });
    scene->pasted = jwt(R"({"iss":"https://idp.example","sub":"alice","aud":"app","nonce":"n"})");
    scene->signIn();
    scene->pasted = "access";
    return scene;
}

ScenePtr otherScheme()
{
    return served([](const SeenRequest &request) {
               return request.header("Authorization") == "Token good" ? fine() : refusal(401, "Token");
           })
        .first;
}

ScenePtr sentTwice()
{
    return served(
               [](const SeenRequest &request) {
                   return request.target.contains("access_token=")
                              ? refusal(400, R"(Bearer error="invalid_request")")
                              : fine();
               },
               "/things?access_token=good")
        .first;
}

ScenePtr issuerInMetadata()
{
    auto [scene, server] = served([](const SeenRequest &request) {
        if (request.path().startsWith("/.well-known/"))
            return ServerAnswer::json(R"({"authorization_servers":["https://idp.example"]})");
        return refusal(401, "Bearer resource_metadata=\"http://" + request.header("Host") +
                                "/.well-known/oauth-protected-resource\"");
    });
    scene->pasted = jwt(R"({"iss":"https://other.example"})");
    scene->signIn();
    return scene;
}

/// The request goes to another server than the profile's.
std::pair<ScenePtr, std::shared_ptr<TestServer>> elsewhere()
{
    auto other = std::make_shared<TestServer>();
    other->answerWith(
        [](const SeenRequest &request) { return request.has("Authorization") ? fine() : refusal(401); });
    auto [scene, server] = served([](const SeenRequest &) { return fine(); });
    scene->servers.push_back(other);
    scene->request.url = other->url("/things");
    return {scene, other};
}

ScenePtr otherEnvironment()
{
    auto [scene, other] = elsewhere();
    scene->addProfile(u"staging"_s, other->url(), "of-staging");
    return scene;
}

/// A redirect is followed without the credential; the other server is one of the profile's, or not.
ScenePtr redirected(bool isOwn)
{
    auto [scene, other] = elsewhere();
    auto *first = static_cast<TestServer *>(scene->servers.front().get());
    first->answerWith([target = other->url("/things").toEncoded()](const SeenRequest &) {
        return ServerAnswer::redirect(302, target);
    });
    scene->request.url = first->url("/things");
    if (isOwn) {
        scene->set(u"origins"_s, QString::fromLatin1(other->origin()));
        scene->signIn();
    }
    return scene;
}

ScenePtr offTheLeash()
{
    return elsewhere().first;
}

} // namespace

std::vector<Row> credentialRows()
{
    using enum Row::Mended;
    return {
        {"a token that ended on the way", "token-expired", Kind::Refresh, Yes, expiredOnTheWay},
        {"a token that begins later", "token-not-yet-valid", Kind::Wait, Yes, notYetValid},
        {"an API whose clock is behind", "clocks-differ", Kind::Wait, Yes, clockBehind},
        {"an API whose clock is ahead", "clocks-differ", Kind::Refresh, Yes, clockAhead},
        {"a bare 401", "ended-at-server", Kind::SignIn, Yes, endedAtTheServer},
        {"a token that was revoked", "token-invalid", Kind::SignIn, Yes, revoked},
        {"an ID Token", "id-token-sent", Kind::UseAccessToken, Yes, idToken},
        {"another scheme", "other-scheme", Kind::SetScheme, Yes, otherScheme},
        {"a token in header and address", "token-sent-twice", Kind::ChangeUrl, Yes, sentTwice},
        {"another issuer", "other-issuer", Kind::ReadMetadata, Yes, issuerInMetadata},
        {"a 403 for a token that is none any more", "token-invalid", Kind::Refresh, Yes, invalidAt403},
        {"a nonce that the proof lacks", "dpop-nonce", Kind::SendAgain, Yes, nonceAgain},
        {"a scope that a password does not bring", "scope-missing", Kind::None, ByTheServer,
         scopeOfAPassword},
        {"a proof for a pasted token", "dpop-missing", Kind::None, ByTheServer, proofOfAPasted},
        {"a scheme for names and passwords", "other-scheme", Kind::None, ByTheServer, basicScheme},
        {"a redirect to another of its servers", "credential-withheld", Kind::ChangeUrl, Yes,
         [] { return redirected(true); }},
        {"a redirect to a server of nobody", "credential-withheld", Kind::AllowOrigin, Yes,
         [] { return redirected(false); }},
        {"another environment's server", "credential-withheld", Kind::SwitchEnvironment, Yes,
         otherEnvironment},
        {"a server that is not the profile's", "credential-withheld", Kind::AllowOrigin, Yes, offTheLeash},
    };
}

} // namespace denial_wire
