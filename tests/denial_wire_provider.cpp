#include "denial_wire.h"

#include "support/raw_http.h"

namespace denial_wire {

namespace {

PracticeProvider &practice()
{
    return Provider::shared().practice;
}

/// Signed in at the practice provider in the browser, for one of its resources.
ScenePtr atProvider(const QString &path, const std::vector<std::pair<QString, QString>> &settings = {})
{
    practice().clearFaults();
    auto scene = std::make_shared<Scene>(QUrl(practice().url()), u"oidc"_s);
    scene->computer.clock.set(practice().clock().now());
    scene->set(u"scope"_s, u"openid offline_access notes:read"_s);
    for (const auto &[key, value] : settings)
        scene->set(key, value);
    if (scene->signIn() != "none")
        qFatal("no sign-in at the provider");
    scene->request.url = practice().url(path);
    scene->elapse = [](std::chrono::seconds time) { practice().clock().advance(time); };
    return scene;
}

ScenePtr scopeMissing()
{
    auto scene = atProvider(u"/oauth/notes"_s);
    scene->request.method = "POST";
    scene->request.headers = {{"Content-Type", "application/json"}};
    scene->request.body = R"({"text":"hello"})";
    return scene;
}

/// Signed in two minutes ago (by both clocks), where one is allowed.
ScenePtr staleSignIn()
{
    auto scene = atProvider(u"/oauth/fresh"_s);
    scene->computer.clock.advance(120s);
    practice().clock().advance(120s);
    return scene;
}

ScenePtr otherAudience()
{
    return atProvider(u"/oauth/vault"_s);
}

ScenePtr proofWanted()
{
    return atProvider(u"/oauth/bound"_s);
}

/// The client's clock is half an hour off, and so are its proofs.
ScenePtr proofOfAnotherTime()
{
    auto scene = atProvider(u"/oauth/notes"_s, {{u"dpop"_s, u"on"_s}});
    scene->computer.clock.advance(-1800s);
    scene->person = [s = scene.get()] { s->computer.clock.set(practice().clock().now()); };
    return scene;
}

/// The practice server's own sign-in, and its notes.
ScenePtr atPractice(const QByteArray &method = "GET")
{
    auto scene = std::make_shared<Scene>(QUrl(practice().url()), u"practice"_s);
    scene->computer.clock.set(practice().clock().now());
    if (scene->signIn() != "none")
        qFatal("no sign-in at the practice server");
    scene->request.url = practice().url(u"/notes"_s);
    scene->request.method = method;
    if (method == "POST") {
        scene->request.headers = {{"Content-Type", "application/json"}};
        scene->request.body = R"({"text":"hello"})";
    }
    return scene;
}

/// With a fault of the wire that strikes once.
ScenePtr withFault(const QByteArray &fault, const QByteArray &method = "GET")
{
    auto scene = atPractice(method);
    const auto set = test::rawRequest(practice().port(), "POST", "/practice/faults", test::asJson,
                                      R"({"name":")" + fault + R"(","path":"/notes","times":"1"})");
    if (set.status != 200)
        qFatal("no such fault: %s", set.body.constData());
    return scene;
}

ScenePtr noCredential()
{
    auto scene = atPractice();
    scene->profileId.clear();
    return scene;
}

/// The environment has a profile, and the request says that its credential stays.
ScenePtr saysNone()
{
    auto scene = noCredential();
    scene->atHand = scene->computer.id;
    return scene;
}

ScenePtr ownHeader()
{
    auto scene = atPractice();
    scene->request.headers = {{"Authorization", "Bearer mine"}};
    return scene;
}

/// A path that takes POST alone.
ScenePtr wrongMethod()
{
    return atPractice("DELETE");
}

} // namespace

std::vector<Row> providerRows()
{
    using enum Row::Mended;
    return {
        {"practice: a scope that was not asked for", "scope-missing", Kind::SignInWithScope, Yes,
         scopeMissing},
        {"practice: a sign-in that is too old", "step-up", Kind::StepUp, Yes, staleSignIn},
        {"practice: a token for another resource", "other-audience", Kind::SignInForAudience, Yes,
         otherAudience},
        {"practice: a bearer token where a proof is wanted", "dpop-missing", Kind::UseProof, Yes,
         proofWanted},
        {"practice: a proof of another time", "dpop-proof", Kind::CheckClock, Yes, proofOfAnotherTime},
        {"practice: no credential", "no-credential", Kind::ChooseProfile, Yes, noCredential},
        {"practice: a request that says none", "no-credential", Kind::UseProfile, Yes, saysNone},
        {"practice: a header of the request's own", "credential-withheld", Kind::UseProfile, Yes, ownHeader},
        {"practice: a method that is not taken", "wrong-method", Kind::ChangeMethod, Yes, wrongMethod},
        {"practice: status-429", "too-many-requests", Kind::Wait, Yes,
         [] { return withFault("status-429"); }},
        {"practice: status-500", "server-fault", Kind::SendAgain, Yes,
         [] { return withFault("status-500"); }},
        {"practice: drop", "connection-closed", Kind::SendAgain, Yes,
         [] { return withFault("drop", "POST"); }},
    };
}

} // namespace denial_wire
