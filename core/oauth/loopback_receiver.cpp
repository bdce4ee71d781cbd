#include "loopback_receiver.h"

#include "base/random.h"
#include "http/origin_policy.h"
#include "loopback_connection.h"
#include "loopback_page.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <algorithm>
#include <optional>

namespace claimcheck::oauth {

namespace {

constexpr size_t mostConnections = 64;
/// Taken from the system in one turn of the event loop: between two turns, who is connected is heard.
constexpr int atOnce = 16;
constexpr int backlog = 512;
/// To find a port that is free in both families.
constexpr int mostTries = 32;
/// After the system has refused a connection, for want of file descriptors above all.
constexpr std::chrono::milliseconds recovery{200};

using Listeners = std::vector<std::unique_ptr<QTcpServer>>;

QString hostName(LoopbackOptions::Host host)
{
    switch (host) {
    case LoopbackOptions::Host::V4:
        break;
    case LoopbackOptions::Host::V6:
        return QStringLiteral("::1");
    case LoopbackOptions::Host::Name:
        return QStringLiteral("localhost");
    }
    return QStringLiteral("127.0.0.1");
}

std::vector<QHostAddress> addresses(LoopbackOptions::Host host)
{
    switch (host) {
    case LoopbackOptions::Host::V4:
        break;
    case LoopbackOptions::Host::V6:
        return {QHostAddress(QHostAddress::LocalHostIPv6)};
    case LoopbackOptions::Host::Name:
        // A browser tries either first. Where one of the two is somebody else's, so is the code.
        return {QHostAddress(QHostAddress::LocalHost), QHostAddress(QHostAddress::LocalHostIPv6)};
    }
    return {QHostAddress(QHostAddress::LocalHost)};
}

/// All addresses on one port; 0: any that is free.
Result<Listeners> bind(LoopbackOptions::Host host, quint16 port)
{
    Listeners bound;
    for (const QHostAddress &address : addresses(host)) {
        auto server = std::make_unique<QTcpServer>();
        server->setMaxPendingConnections(atOnce);
        server->setListenBacklogSize(backlog);
        const quint16 wanted = bound.empty() ? port : bound.front()->serverPort();
        if (!server->listen(address, wanted)) {
            http::Origin origin{.scheme = QStringLiteral("http"), .host = address.toString(), .port = wanted};
            return Error{ErrorCode::LoopbackUnavailable, wanted == 0 ? hostName(host) : origin.hostAndPort(),
                         server->errorString()};
        }
        bound.push_back(std::move(server));
    }
    return bound;
}

Result<Listeners> bindOneOf(const LoopbackOptions &options)
{
    if (options.ports.empty()) {
        Result<Listeners> bound = bind(options.host, 0);
        for (int tries = 1; !bound && tries < mostTries && options.host == LoopbackOptions::Host::Name;
             ++tries)
            bound = bind(options.host, 0);
        return bound;
    }
    std::optional<Error> first;
    for (const quint16 port : options.ports) {
        // 0 would be any port, and the server was promised one of these.
        Result<Listeners> bound = port == 0 ? Error{ErrorCode::LoopbackUnavailable, hostName(options.host),
                                                    QStringLiteral("port 0")}
                                            : bind(options.host, port);
        if (bound)
            return bound;
        if (!first)
            first = bound.error();
    }
    return *first;
}

} // namespace

struct LoopbackReceiver::Private {
    Private(LoopbackReceiver &receiver, const LoopbackOptions &given) : q(receiver), options(given) {}

    void listenOn(Listeners bound);
    void take(QTcpServer &server);
    void makeRoom();
    void onRequest(LoopbackConnection &connection, LoopbackRequest::State state);
    void answerStranger(LoopbackConnection &connection, int status);
    void judgeReturn(LoopbackConnection &connection);
    void stopListening(const LoopbackConnection &last);
    void onGone(LoopbackConnection *connection);

    struct Page {
        QByteArray path;
        Secret answer;
    };
    LoopbackReceiver &q;
    LoopbackOptions options;
    Listeners listeners;
    QUrl base; // the redirect URI
    QByteArray returnPath;
    QByteArray hostHeader;
    std::vector<LoopbackConnection *> connections; // children, the oldest first
    std::vector<Page> pages;
    std::function<Verdict(const QByteArray &)> judge;
    const LoopbackConnection *winner = nullptr;
};

LoopbackReceiver::LoopbackReceiver(const LoopbackOptions &options)
    : d(std::make_unique<Private>(*this, options))
{
}

LoopbackReceiver::~LoopbackReceiver()
{
    // Their ends are nobody's news any more.
    for (LoopbackConnection *connection : d->connections) {
        connection->disconnect(this);
        delete connection;
    }
}

Result<std::unique_ptr<LoopbackReceiver>> LoopbackReceiver::listen(const LoopbackOptions &options)
{
    QUrl base;
    base.setScheme(QStringLiteral("http"));
    base.setHost(hostName(options.host));
    base.setPath(options.path, QUrl::StrictMode);
    const bool isPath = options.path.isEmpty() || options.path.startsWith(u'/');
    if (!isPath || options.path.contains(u'?') || options.path.contains(u'#') || !base.isValid())
        return Error{ErrorCode::UrlInvalid, options.path};

    Result<Listeners> bound = bindOneOf(options);
    if (!bound)
        return bound.error();
    std::unique_ptr<LoopbackReceiver> receiver(new LoopbackReceiver(options));
    // As a browser writes it, in its Host header as well.
    const quint16 port = bound->front()->serverPort();
    base.setPort(port == 80 ? -1 : port);
    receiver->d->base = base;
    receiver->d->listenOn(std::move(bound).value());
    return receiver;
}

QUrl LoopbackReceiver::redirectUri() const
{
    return d->base;
}

void LoopbackReceiver::setJudge(std::function<Verdict(const QByteArray &query)> judge)
{
    d->judge = std::move(judge);
}

Result<QUrl> LoopbackReceiver::servePost(const QUrl &action,
                                         const std::vector<std::pair<QByteArray, Secret>> &fields)
{
    if (const auto origin = http::Origin::of(action); !origin)
        return origin.error();
    const Result<QByteArray> name = randomText(32);
    if (!name)
        return name.error();
    const QByteArray path = '/' + *name;
    d->pages.push_back({path, postAnswer(action, fields)});
    QUrl url = d->base;
    url.setPath(QString::fromLatin1(path));
    return url;
}

void LoopbackReceiver::Private::listenOn(Listeners bound)
{
    listeners = std::move(bound);
    returnPath = base.path(QUrl::FullyEncoded).toLatin1();
    if (returnPath.isEmpty())
        returnPath = "/";
    hostHeader = base.authority(QUrl::FullyEncoded).toLatin1();
    for (const auto &listener : listeners) {
        QTcpServer *server = listener.get();
        // Queued, so that the system's queue is emptied a few at a time.
        QObject::connect(
            server, &QTcpServer::newConnection, &q, [this, server] { take(*server); }, Qt::QueuedConnection);
        // Qt stops accepting for good when the system refuses once.
        QObject::connect(server, &QTcpServer::acceptError, &q, [this, server] {
            makeRoom();
            QTimer::singleShot(recovery, server, [server] { server->resumeAccepting(); });
        });
    }
}

void LoopbackReceiver::Private::take(QTcpServer &server)
{
    while (QTcpSocket *socket = server.nextPendingConnection()) {
        if (connections.size() >= mostConnections)
            makeRoom();
        auto *connection = new LoopbackConnection(socket, options.patience, &q);
        connections.push_back(connection);
        QObject::connect(connection, &LoopbackConnection::requested, &q,
                         [this, connection](LoopbackRequest::State state) { onRequest(*connection, state); });
        QObject::connect(connection, &LoopbackConnection::gone, &q,
                         [this, connection] { onGone(connection); });
        connection->start();
    }
}

/// The oldest that has said nothing goes first; then the oldest that waits to say the rest; a browser says
/// all at once.
void LoopbackReceiver::Private::makeRoom()
{
    if (connections.empty())
        return;
    auto victim = std::find_if(connections.begin(), connections.end(),
                               [](const auto *connection) { return connection->isSilent(); });
    if (victim == connections.end())
        victim = std::find_if(connections.begin(), connections.end(),
                              [](const auto *connection) { return !connection->isAnswered(); });
    if (victim == connections.end())
        victim = connections.begin();
    (*victim)->hangUp();
}

void LoopbackReceiver::Private::onRequest(LoopbackConnection &connection, LoopbackRequest::State state)
{
    const LoopbackRequest &request = connection.request();
    if (state == LoopbackRequest::State::TooLarge)
        return answerStranger(connection, 431);
    if (state != LoopbackRequest::State::Complete)
        return answerStranger(connection, 400);
    // A page of another site whose name was made to mean this machine (DNS rebinding) brings its own name.
    if (request.host() != hostHeader)
        return answerStranger(connection, 421);
    const auto page =
        std::find_if(pages.begin(), pages.end(), [&](const Page &one) { return one.path == request.path(); });
    if (page == pages.end() && request.path() != returnPath)
        return answerStranger(connection, 404);
    if (request.method() != "GET")
        return answerStranger(connection, 405);
    if (page == pages.end())
        return judgeReturn(connection);
    const Page served = std::move(*page);
    pages.erase(page);
    connection.answer(served.answer.reveal());
}

void LoopbackReceiver::Private::answerStranger(LoopbackConnection &connection, int status)
{
    const bool isHead = connection.request().method() == "HEAD";
    connection.answer(pageAnswer(strangerPage(status), isHead ? PageBody::LeftOut : PageBody::Sent));
}

void LoopbackReceiver::Private::judgeReturn(LoopbackConnection &connection)
{
    if (!judge || winner)
        return answerStranger(connection, 404);
    const auto asked = judge; // the judge may put another in its place
    const Verdict verdict = asked(connection.request().query());
    if (verdict.isOurs)
        stopListening(connection);
    if (!verdict.isOurs && verdict.title.isEmpty() && verdict.text.isEmpty())
        return answerStranger(connection, 400);
    connection.answer(pageAnswer({verdict.isOurs ? 200 : 400, verdict.title, verdict.text}));
}

void LoopbackReceiver::Private::stopListening(const LoopbackConnection &last)
{
    winner = &last;
    judge = {};
    pages.clear();
    for (const auto &listener : listeners)
        listener->close();
    const std::vector<LoopbackConnection *> all = connections;
    for (LoopbackConnection *connection : all) {
        if (connection != winner && !connection->isAnswered())
            connection->hangUp();
    }
}

void LoopbackReceiver::Private::onGone(LoopbackConnection *connection)
{
    connections.erase(std::find(connections.begin(), connections.end(), connection));
    connection->deleteLater();
    // Queued: whoever hears it may destroy the receiver, and the socket is still at work here.
    if (connection == winner)
        QMetaObject::invokeMethod(&q, &LoopbackReceiver::answered, Qt::QueuedConnection);
}

} // namespace claimcheck::oauth
