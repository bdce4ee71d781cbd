#include "denial_wire.h"
#include "support/test_certificates.h"

#include <QFile>
#include <QTcpServer>

namespace denial_wire {

namespace {

using test::ServerTls;
using test::TestCertificate;

/// A port where nobody listens.
quint16 freePort()
{
    QTcpServer server;
    if (!server.listen(QHostAddress::LocalHost))
        qFatal("no port");
    return server.serverPort();
}

/// A server that answers everything, over TLS; certificates are made once.
struct Tls {
    TestCertificate authority = test::makeAuthority("Own Test CA");
    TestCertificate right = test::makeCertificate(authority, {.commonName = "server"});
    TestCertificate client = test::makeCertificate(authority, {.commonName = "ann", .names = {}});

    [[nodiscard]] static const Tls &shared()
    {
        static const Tls tls;
        return tls;
    }
};

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

QString fileIn(Scene &scene, const QString &name, const QByteArray &contents)
{
    QFile file(scene.computer.dir.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(contents) != contents.size())
        qFatal("cannot write a test file");
    return file.fileName();
}

/// A profile for a TLS server; it is signed in (a static token asks nobody).
ScenePtr overTls(const ServerTls &tls)
{
    auto server = std::make_shared<TestServer>(tls);
    server->answerWith([](const SeenRequest &) { return fine(); });
    auto scene = std::make_shared<Scene>(server->url());
    scene->servers.push_back(server);
    return scene;
}

ScenePtr ownAuthority()
{
    auto scene = overTls({Tls::shared().right.certificate, Tls::shared().right.key});
    scene->signIn();
    scene->person = [s = scene.get()] {
        s->set(u"tls.caFile"_s, fileIn(*s, u"ca.pem"_s, Tls::shared().authority.certificate));
        s->signIn();
    };
    return scene;
}

ScenePtr believing(const ServerTls &tls)
{
    auto scene = overTls(tls);
    scene->set(u"tls.caFile"_s, fileIn(*scene, u"ca.pem"_s, Tls::shared().authority.certificate));
    scene->signIn();
    return scene;
}

ScenePtr expiredCertificate()
{
    const auto old = test::makeCertificate(Tls::shared().authority,
                                           {.commonName = "server", .notBefore = -7200, .notAfter = -3600});
    return believing({old.certificate, old.key});
}

ScenePtr certificateOfAnother()
{
    const auto other =
        test::makeCertificate(Tls::shared().authority, {.commonName = "server", .names = {"DNS:localhost"}});
    auto scene = believing({other.certificate, other.key});
    scene->person = [s = scene.get()] {
        s->request.url.setHost(u"localhost"_s);
        s->set(u"url"_s, s->request.url.toString());
        s->signIn();
    };
    return scene;
}

ScenePtr httpsToPlain()
{
    const quint16 port = freePort();
    auto scene = std::make_shared<Scene>(QUrl(u"https://127.0.0.1:%1"_s.arg(port)));
    scene->servers.push_back(plainServer(port));
    scene->profileId.clear();
    return scene;
}

ScenePtr httpToTls()
{
    auto [scene, server] = served([](const SeenRequest &) {
        return ServerAnswer{.status = 400,
                            .headers = {{"Content-Type", "text/html"}},
                            .body = "<title>400 The plain HTTP request was sent to HTTPS port</title>"};
    });
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
    scene->request.timeout = 200ms;
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

/// Loopback is never asked through a proxy: the request is for another machine, over https.
ScenePtr throughProxy(const QString &proxy)
{
    auto [scene, server] = served([](const SeenRequest &) { return fine(); });
    scene->request.url = QUrl(u"https://api.example/things"_s);
    scene->set(u"proxy"_s, proxy);
    scene->signIn();
    return scene;
}

ScenePtr deadProxy()
{
    return throughProxy(u"http://127.0.0.1:%1"_s.arg(freePort()));
}

ScenePtr proxyWantsSignIn()
{
    auto proxy = std::make_shared<TestServer>();
    proxy->answerWith([](const SeenRequest &) {
        return ServerAnswer{.status = 407, .headers = {{"Proxy-Authenticate", "Basic realm=\"proxy\""}}};
    });
    auto scene = throughProxy(QString::fromLatin1(proxy->origin()));
    scene->servers.push_back(proxy);
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

ScenePtr plainHttp()
{
    auto [scene, server] = served([](const SeenRequest &) { return fine(); });
    scene->request.url = QUrl(u"http://192.0.2.1/things"_s); // RFC 5737: nobody's
    return scene;
}

ScenePtr tooLarge()
{
    auto [scene, server] =
        served([](const SeenRequest &) { return ServerAnswer::text(QByteArray(4096, 'x')); });
    scene->request.maxBody = 1024;
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
    auto [scene, server] = served([](const SeenRequest &) { return fine(); });
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

ScenePtr noClientCertificate()
{
    auto scene = believing(
        {Tls::shared().right.certificate, Tls::shared().right.key, Tls::shared().authority.certificate});
    scene->person = [s = scene.get()] {
        s->set({{u"tls.clientCertificate"_s, fileIn(*s, u"me.pem"_s, Tls::shared().client.certificate)},
                {u"tls.clientKey"_s, fileIn(*s, u"me.key"_s, Tls::shared().client.key)}});
        s->signIn();
    };
    return scene;
}

std::vector<Row> networkRows()
{
    using enum Row::Mended;
    return {
        {"a name that does not resolve", "name-unknown", Kind::ChangeUrl, Yes, nameUnknown},
        {"nobody listens", "nobody-listens", Kind::SendAgain, Yes, nobodyListens},
        {"a server that is silent", "no-answer-in-time", Kind::LongerTimeout, Yes, silent},
        {"a company's own authority", "own-authority", Kind::TrustAuthority, Yes, ownAuthority},
        {"a certificate that has expired", "certificate-time", Kind::CheckClock, ByTheServer,
         expiredCertificate},
        {"a certificate of another name", "certificate-of-another", Kind::ChangeUrl, Yes,
         certificateOfAnother},
        {"https to a plain port", "no-tls-there", Kind::ChangeUrl, Yes, httpsToPlain},
        {"http to an https port", "tls-wanted", Kind::ChangeUrl, ByTheServer, httpToTls},
        {"plain http to another machine", "plain-http", Kind::ChangeUrl, ByTheServer, plainHttp},
        {"a proxy that is down", "proxy", Kind::ProxySettings, ByTheServer, deadProxy},
        {"a proxy that wants a sign-in", "proxy", Kind::ProxySettings, ByTheServer, proxyWantsSignIn},
        {"a redirect to another server", "redirected-away", Kind::ChangeUrl, Yes, redirectedAway},
        {"redirects in circles", "redirects-in-circles", Kind::SignIn, Yes, circles},
        {"closed without an answer", "connection-closed", Kind::SendAgain, Yes, closesWithoutAnswer},
        {"larger than is allowed", "too-large", Kind::None, ByTheServer, tooLarge},
        {"a secret of another server", "secret-does-not-belong", Kind::ChangeUrl, Yes, strayedSecret},
        {"a profile that was changed", "profile-changed", Kind::SignIn, Yes, profileWasChanged},
        {"signed out", "not-signed-in", Kind::SignIn, Yes, notSignedIn},
        {"a variable without a value", "variable-unfilled", Kind::DefineVariable, Yes, unfilledVariable},
    };
}

} // namespace denial_wire
