#include "denial_wire.h"
#include "support/free_port.h"
#include "support/test_certificates.h"

#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>

/// Faults of TLS and of proxies, with what a person gives who knows better: a file, another proxy.
namespace denial_wire {

namespace {

using test::ServerTls;
using test::TestCertificate;

/// A server that answers everything, over TLS; certificates are made once.
struct Tls {
    TestCertificate authority = test::makeAuthority("Own Test CA");
    TestCertificate right = test::makeCertificate(authority, {.commonName = "server"});
    TestCertificate named = test::makeCertificate(
        authority, {.commonName = "server", .names = {"DNS:api.example"}}); // reached through a proxy
    TestCertificate client = test::makeCertificate(authority, {.commonName = "ann", .names = {}});

    [[nodiscard]] static const Tls &shared()
    {
        static const Tls tls;
        return tls;
    }
};

/// Lets everything through to another port of this machine, once it has seen how it begins.
class Front final : public QTcpServer {
public:
    /// What is answered to the first bytes, and whether the rest goes on to the port.
    struct Reply {
        QByteArray bytes;
        bool goesOn = false;
        bool isTaken = false; // the first bytes were for this one
    };
    Front(int port, std::function<Reply(const QByteArray &first)> decide)
        : m_port(quint16(port)), m_decide(std::move(decide))
    {
        if (!listen(QHostAddress::LocalHost))
            qFatal("no port");
        connect(this, &QTcpServer::newConnection, this, [this] { take(nextPendingConnection()); });
    }
    [[nodiscard]] QString address() const { return u"http://127.0.0.1:%1"_s.arg(serverPort()); }

private:
    void take(QTcpSocket *client)
    {
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
        connect(
            client, &QTcpSocket::readyRead, client,
            [this, client] {
                const QByteArray first = client->readAll();
                const Reply reply = m_decide(first);
                client->write(reply.bytes);
                if (!reply.goesOn)
                    return client->disconnectFromHost();
                auto *server = new QTcpSocket(client);
                connect(server, &QTcpSocket::readyRead, client,
                        [client, server] { client->write(server->readAll()); });
                connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
                connect(client, &QTcpSocket::readyRead, server,
                        [client, server] { server->write(client->readAll()); });
                server->connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
                if (!reply.isTaken)
                    server->write(first);
            },
            Qt::SingleShotConnection);
    }
    quint16 m_port;
    std::function<Reply(const QByteArray &)> m_decide;
};

/// A proxy that leads every name to this port.
std::shared_ptr<Front> proxyTo(int port)
{
    return std::make_shared<Front>(port, [](const QByteArray &) {
        return Front::Reply{"HTTP/1.1 200 Connection established\r\n\r\n", true, true};
    });
}

QString fileIn(Scene &scene, const QString &name, const QByteArray &contents)
{
    QFile file(scene.computer.dir.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(contents) != contents.size())
        qFatal("cannot write a test file");
    return file.fileName();
}

/// A profile for a TLS server; it is signed in (a static token asks nobody).
ScenePtr overTls(const ServerTls &tls, const ServerAnswer &answer = fine())
{
    auto server = std::make_shared<TestServer>(tls);
    server->answerWith([answer](const SeenRequest &) { return answer; });
    auto scene = std::make_shared<Scene>(server->url());
    scene->servers.push_back(server);
    return scene;
}

ScenePtr ownAuthority()
{
    auto scene = overTls({Tls::shared().right.certificate, Tls::shared().right.key});
    scene->signIn();
    scene->given = {{u"tls.caFile"_s, fileIn(*scene, u"ca.pem"_s, Tls::shared().authority.certificate)}};
    return scene;
}

ScenePtr believing(const ServerTls &tls, const ServerAnswer &answer = fine())
{
    auto scene = overTls(tls, answer);
    scene->set(u"tls.caFile"_s, fileIn(*scene, u"ca.pem"_s, Tls::shared().authority.certificate));
    scene->signIn();
    return scene;
}

/// Without TLS Qt would read it a hundred times as slowly.
ScenePtr flood()
{
    return believing({Tls::shared().right.certificate, Tls::shared().right.key},
                     {.body = "HTTP/1.1 200 OK\r\nX: ",
                      .form = ServerAnswer::Form::Raw,
                      .fault = ServerAnswer::Fault::Endless});
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

/// api.example, which is known through a proxy only.
ScenePtr behindProxy(int port, const QString &proxy = {})
{
    auto scene = std::make_shared<Scene>(QUrl(u"https://api.example"_s));
    const auto right = proxyTo(port);
    scene->servers.push_back(right);
    scene->set({{u"tls.caFile"_s, fileIn(*scene, u"ca.pem"_s, Tls::shared().authority.certificate)},
                {u"proxy"_s, proxy.isEmpty() ? right->address() : proxy}});
    scene->signIn();
    scene->request.url = QUrl(u"https://api.example/things"_s);
    scene->given = {{u"proxy"_s, right->address()}};
    return scene;
}

std::shared_ptr<TestServer> namedServer()
{
    auto server =
        std::make_shared<TestServer>(ServerTls{Tls::shared().named.certificate, Tls::shared().named.key});
    server->answerWith([](const SeenRequest &) { return fine(); });
    return server;
}

ScenePtr throughProxy(const QString &proxy = {})
{
    const auto server = namedServer();
    auto scene = behindProxy(server->port(), proxy);
    scene->servers.push_back(server);
    return scene;
}

ScenePtr deadProxy()
{
    return throughProxy(u"http://127.0.0.1:%1"_s.arg(test::freePort()));
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

ScenePtr plainHttp()
{
    auto scene = throughProxy();
    scene->request.url = QUrl(u"http://api.example/things"_s);
    return scene;
}

/// The same port speaks both, and says so, as nginx does.
ScenePtr httpToTls()
{
    auto scene = believing({Tls::shared().right.certificate, Tls::shared().right.key});
    const auto front = std::make_shared<Front>(scene->request.url.port(), [](const QByteArray &first) {
        const QByteArray page = "<title>400 The plain HTTP request was sent to HTTPS port</title>";
        return first.startsWith("GET ")
                   ? Front::Reply{"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n"
                                  "Connection: close\r\nContent-Length: " +
                                  QByteArray::number(page.size()) + "\r\n\r\n" + page}
                   : Front::Reply{{}, true, false};
    });
    scene->servers.push_back(front);
    scene->set(u"url"_s, u"https://127.0.0.1:%1"_s.arg(front->serverPort()));
    scene->signIn();
    scene->request.url = QUrl(front->address() + u"/things"_s);
    return scene;
}

void haveCertificate(Scene &scene)
{
    scene.given = {{u"tls.clientCertificate"_s, fileIn(scene, u"me.pem"_s, Tls::shared().client.certificate)},
                   {u"tls.clientKey"_s, fileIn(scene, u"me.key"_s, Tls::shared().client.key)}};
}

/// TLS 1.2 lets a server say in the handshake that a certificate is missing (RFC 5246 section 7.4.6).
ScenePtr refusedHandshake()
{
    auto server = std::make_shared<TestServer>(ServerTls{
        Tls::shared().named.certificate, Tls::shared().named.key, Tls::shared().authority.certificate});
    server->answerWith([](const SeenRequest &) { return fine(); });
    auto isGiven = std::make_shared<bool>(false);
    auto gate = std::make_shared<Front>(server->port(), [isGiven](const QByteArray &) {
        const QByteArray handshakeFailure("\x15\x03\x03\x00\x02\x02\x28", 7);
        return *isGiven ? Front::Reply{{}, true, false} : Front::Reply{handshakeFailure};
    });
    auto scene = behindProxy(gate->serverPort());
    scene->servers.push_back(server);
    scene->servers.push_back(gate);
    haveCertificate(*scene);
    scene->person = [isGiven] { *isGiven = true; };
    return scene;
}

/// Asks for a certificate, and says in its answer what it makes of none.
ScenePtr withoutCertificate(const ServerAnswer &refused)
{
    auto server = std::make_shared<TestServer>(ServerTls{.certificate = Tls::shared().right.certificate,
                                                         .key = Tls::shared().right.key,
                                                         .clientCa = Tls::shared().authority.certificate,
                                                         .insists = false});
    server->answerWith([refused](const SeenRequest &request) {
        return request.clientCertificate == "ann" ? fine() : refused;
    });
    auto scene = std::make_shared<Scene>(server->url());
    scene->servers.push_back(server);
    scene->set(u"tls.caFile"_s, fileIn(*scene, u"ca.pem"_s, Tls::shared().authority.certificate));
    scene->pasted = jwt(R"({"cnf":{"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"}})");
    scene->signIn();
    haveCertificate(*scene);
    return scene;
}

ScenePtr certificateBound()
{
    return withoutCertificate(refusal(401));
}

ScenePtr certificatePage()
{
    return withoutCertificate({.status = 400,
                               .headers = {{"Content-Type", "text/html"}},
                               .body = "<title>400 No required SSL certificate was sent</title>"});
}

} // namespace

ScenePtr noClientCertificate()
{
    auto scene = believing(
        {Tls::shared().right.certificate, Tls::shared().right.key, Tls::shared().authority.certificate});
    haveCertificate(*scene);
    return scene;
}

std::vector<Row> tlsRows()
{
    using enum Row::Mended;
    return {
        {"a company's own authority", "own-authority", Kind::TrustAuthority, Yes, ownAuthority},
        {"bytes without an end", "endless-answer", Kind::None, ByTheServer, flood},
        {"a certificate that has expired", "certificate-time", Kind::None, ByTheServer, expiredCertificate},
        {"a certificate of another name", "certificate-of-another", Kind::ChangeUrl, Yes,
         certificateOfAnother},
        {"http to an https port", "tls-wanted", Kind::ChangeUrl, Yes, httpToTls},
        {"plain http to another machine", "plain-http", Kind::ChangeUrl, Yes, plainHttp},
        {"a proxy that is down", "proxy", Kind::ProxySettings, Yes, deadProxy},
        {"a proxy that wants a sign-in", "proxy", Kind::ProxySettings, Yes, proxyWantsSignIn},
        {"a handshake without a certificate", "handshake-failed", Kind::ClientCertificate, Yes,
         refusedHandshake},
        {"a page that wants a certificate", "no-client-certificate", Kind::ClientCertificate, Yes,
         certificatePage},
        {"a token of another certificate", "certificate-bound", Kind::ClientCertificate, Yes,
         certificateBound},
    };
}

} // namespace denial_wire
