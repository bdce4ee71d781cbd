#include "denial_wire.h"
#include "support/free_port.h"

#include <QTcpServer>

namespace denial_wire {

namespace {

using test::freePort;
/// A server of plain http: 200 to a request, and 400 to what is none (a TLS handshake), as nginx does.
std::shared_ptr<QTcpServer> plainServer(quint16 port)
{
    auto server = std::make_shared<QTcpServer>();
    if (!server->listen(QHostAddress::LocalHost, port))
        qFatal("the port is taken");
    QObject::connect(server.get(), &QTcpServer::newConnection, server.get(), [server = server.get()] {
        auto *socket = server->nextPendingConnection();
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            const bool isHttp = socket->readAll().startsWith("GET ");
            socket->write(isHttp ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
                                 : "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
            socket->disconnectFromHost();
        });
    });
    return server;
}

ScenePtr httpsToPlain()
{
    const quint16 port = freePort();
    auto scene = std::make_shared<Scene>(QUrl(u"https://127.0.0.1:%1"_s.arg(port)));
    scene->servers.push_back(plainServer(port));
    scene->profileId.clear();
    return scene;
}

ScenePtr nobodyListens()
{
    const quint16 port = freePort();
    auto scene = std::make_shared<Scene>(QUrl(u"http://127.0.0.1:%1"_s.arg(port)));
    scene->signIn();
    // "Send again", once the person has started the server.
    scene->elapse = [s = scene.get(), port](std::chrono::seconds) {
        s->servers.push_back(plainServer(port));
    };
    return scene;
}

ScenePtr nameUnknown()
{
    auto [scene, server] = served([](const SeenRequest &) { return fine(); });
    const QUrl right = scene->request.url;
    scene->request.url = QUrl(u"https://nowhere.invalid/things"_s); // RFC 6761: never resolves
    scene->person = [s = scene.get(), right] { s->request.url = right; };
    return scene;
}

ScenePtr silent()
{
    auto calls = std::make_shared<int>(0);
    auto [scene, server] = served([calls](const SeenRequest &request) {
        return request.path() == "/things" && ++*calls == 1
                   ? ServerAnswer::failing(ServerAnswer::Fault::Silent)
                   : fine();
    });
    scene->request.timeout = 5s; // by then it has asked
    return scene;
}

ScenePtr closesWithoutAnswer()
{
    auto calls = std::make_shared<int>(0);
    auto [scene, server] = served([calls](const SeenRequest &) {
        return ++*calls == 1 ? ServerAnswer::failing(ServerAnswer::Fault::Close) : fine();
    });
    scene->request.method = "POST"; // never sent twice by itself
    return scene;
}

ScenePtr redirectedAway()
{
    auto [scene, there] = served([](const SeenRequest &) { return fine(); });
    auto here = std::make_shared<TestServer>();
    here->answerWith([away = there->origin()](const SeenRequest &request) {
        return ServerAnswer::redirect(308, away + request.target);
    });
    scene->servers.push_back(here);
    scene->profileId.clear();
    scene->request.url = here->url("/things");
    return scene;
}

ScenePtr circles()
{
    // As a server does that waits for a sign-in.
    auto [scene, server] = served([](const SeenRequest &request) {
        return request.header("Authorization") == "Bearer fresh" ? fine()
                                                                 : ServerAnswer::redirect(302, "/things");
    });
    scene->pasted = "fresh";
    return scene;
}

ScenePtr tooLarge()
{
    auto [scene, server] =
        served([](const SeenRequest &) { return ServerAnswer::text(QByteArray(4096, 'x')); });
    scene->request.maxBody = 1024;
    return scene;
}

ScenePtr interimAnswer()
{
    auto [scene, server] = served([](const SeenRequest &) {
        return ServerAnswer::raw("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
    });
    return scene;
}

/// A secret in the request itself, for another server than the one that it goes to.
ScenePtr strayedSecret()
{
    auto [scene, server] = served([](const SeenRequest &) { return fine(); });
    const auto origin = http::Origin::fromString(u"https://elsewhere.example"_s);
    scene->credentials = {{.secret = Secret("s3cret"_qba),
                           .leash = {.resources = {*origin}},
                           .placement = http::Credential::Placement::InRequest}};
    scene->profileId.clear();
    scene->request.headers = {{"X-Key", "s3cret"}};
    scene->person = [s = scene.get()] {
        s->credentials.clear();
        s->request.headers.clear();
    };
    return scene;
}

ScenePtr profileWasChanged()
{
    auto [scene, server] = served([](const SeenRequest &) { return fine(); });
    scene->set(u"proxy"_s, u"none"_s);
    return scene;
}

ScenePtr notSignedIn()
{
    ScenePtr scene = served([](const SeenRequest &) { return fine(); }).first;
    Wait<Receipt> out([&](QObject *context, auto done) {
        return scene->sessions->signOut(scene->profileId, context, done);
    });
    if (!out.ended())
        qFatal("no sign-out");
    return scene;
}

ScenePtr unfilledVariable()
{
    auto [scene, server] = served(
        [](const SeenRequest &request) { return request.path() == "/things/7" ? fine() : refusal(404); },
        "/things/%7B%7Bid%7D%7D");
    scene->person = [s = scene.get()] { s->request.url.setPath(u"/things/7"_s); };
    return scene;
}

} // namespace

std::vector<Row> networkRows()
{
    using enum Row::Mended;
    return {
        {"a name that does not resolve", "name-unknown", Kind::ChangeUrl, Yes, nameUnknown},
        {"nobody listens", "nobody-listens", Kind::SendAgain, Yes, nobodyListens},
        {"a server that is silent", "no-answer-in-time", Kind::LongerTimeout, Yes, silent},
        {"https to a plain port", "no-tls-there", Kind::ChangeUrl, Yes, httpsToPlain},
        {"a redirect to another server", "redirected-away", Kind::ChangeUrl, Yes, redirectedAway},
        {"redirects in circles", "redirects-in-circles", Kind::SignIn, Yes, circles},
        {"closed without an answer", "connection-closed", Kind::SendAgain, Yes, closesWithoutAnswer},
        {"an interim answer", "unreadable-answer", Kind::None, ByTheServer, interimAnswer},
        {"larger than is allowed", "too-large", Kind::None, ByTheServer, tooLarge},
        {"a secret of another server", "secret-does-not-belong", Kind::ChangeUrl, Yes, strayedSecret},
        {"a profile that was changed", "profile-changed", Kind::SignIn, Yes, profileWasChanged},
        {"signed out", "not-signed-in", Kind::SignIn, Yes, notSignedIn},
        {"a variable without a value", "variable-unfilled", Kind::DefineVariable, Yes, unfilledVariable},
    };
}

} // namespace denial_wire
