#include "listener.h"

#include <QAbstractHttpServer>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <algorithm>

#include <sys/socket.h>

namespace claimcheck::practice {

namespace {

QByteArray methodName(QHttpServerRequest::Method method)
{
    switch (method) {
    case QHttpServerRequest::Method::Get:
        return "GET";
    case QHttpServerRequest::Method::Put:
        return "PUT";
    case QHttpServerRequest::Method::Delete:
        return "DELETE";
    case QHttpServerRequest::Method::Post:
        return "POST";
    case QHttpServerRequest::Method::Head:
        return "HEAD";
    case QHttpServerRequest::Method::Options:
        return "OPTIONS";
    case QHttpServerRequest::Method::Patch:
        return "PATCH";
    case QHttpServerRequest::Method::Connect:
        return "CONNECT";
    case QHttpServerRequest::Method::Trace:
        return "TRACE";
    default:
        return {};
    }
}

Request fromQt(const QHttpServerRequest &request)
{
    Request result{.method = methodName(request.method()),
                   .path = request.url().path(),
                   .body = request.body(),
                   .query = request.url().query(QUrl::FullyEncoded).toLatin1(),
                   .peer = request.remoteAddress().toString()};
    const auto headers = request.headers();
    for (const auto &[name, value] : headers)
        result.headers.emplace_back(name, value);
    return result;
}

bool asksToClose(const std::vector<QByteArray> &connection)
{
    return std::any_of(connection.begin(), connection.end(),
                       [](const QByteArray &value) { return value.toLower().contains("close"); });
}

/// Counts what comes of a request before Qt HttpServer reads it.
class CountedSocket final : public QTcpSocket {
public:
    CountedSocket()
    {
        // Nothing beyond is read from the kernel. In a request all that was read stays in the buffer: Qt
        // HttpServer reads in a transaction.
        setReadBufferSize(Listener::mostOfRequest + 1);
        // Connected first, so that it runs before anybody reads.
        connect(this, &QTcpSocket::readyRead, this, &CountedSocket::count);
    }
    /// A request is whole: what is still to be read belongs to the next one.
    void beginNext() { m_received = 0; }

private:
    static constexpr std::chrono::milliseconds patience{2000};

    void count()
    {
        m_received += bytesAvailable();
        if (m_received > Listener::mostOfRequest)
            refuse();
    }
    void refuse()
    {
        disconnect(this, &QTcpSocket::readyRead, nullptr, nullptr);
        commitTransaction();
        const QByteArray body = errorResponse(413, "content_too_large", "The request is too large.").body;
        write(
            "HTTP/1.1 413 Content Too Large\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n"
            "X-Content-Type-Options: nosniff\r\nConnection: close\r\nContent-Length: " +
            QByteArray::number(body.size()) + "\r\n\r\n" + body);
        flush();
        // A close with bytes unread would be a reset, which takes the answer along. So the rest is thrown
        // away for a while, or until the client has read the answer and closes.
        ::shutdown(static_cast<int>(socketDescriptor()), SHUT_WR);
        const auto discard = [this] { skip(bytesAvailable()); };
        connect(this, &QTcpSocket::readyRead, this, discard);
        discard();
        QTimer::singleShot(patience, this, &QTcpSocket::abort);
    }
    qint64 m_received = 0;
};

class TcpServer final : public QTcpServer {
public:
    using QTcpServer::QTcpServer;

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto socket = std::make_unique<CountedSocket>();
        if (!socket->setSocketDescriptor(descriptor))
            return;
        socket->setParent(this);
        addPendingConnection(socket.release());
    }
};

} // namespace

class Listener::HttpServer final : public QAbstractHttpServer {
public:
    QTcpServer *socketServer = nullptr; // owned by the base class once it is bound
    Handler handler;

protected:
    bool handleRequest(const QHttpServerRequest &qtRequest, QTcpSocket *socket) override
    {
        static_cast<CountedSocket *>(socket)->beginNext(); // TcpServer makes no others
        const Request request = fromQt(qtRequest);
        Response response = handler(request);
        const auto then = asksToClose(request.values("Connection")) || response.hasHeader("Connection")
                              ? AfterAnswer::Close
                              : AfterAnswer::KeepOpen;
        // The body stays out of a HEAD; its length does not.
        const auto body = request.method == "HEAD" ? Body::LengthOnly : Body::Whole;
        auto responder = std::make_shared<QHttpServerResponder>(makeResponder(qtRequest, socket));
        if (response.delay.count() == 0) {
            deliver(*responder, *socket, response, body, then);
            return true;
        }
        // Gone with the connection. Of several such answers the first asked for is the first sent.
        QTimer::singleShot(response.delay, socket,
                           [=] { deliver(*responder, *socket, response, body, then); });
        return true;
    }

private:
    enum class AfterAnswer { KeepOpen, Close };
    enum class Body { Whole, LengthOnly };

    static void deliver(QHttpServerResponder &responder, QTcpSocket &socket, const Response &response,
                        Body body, AfterAnswer then)
    {
        if (response.delivery == Delivery::Dropped) {
            socket.disconnectFromHost();
            return;
        }
        responder.writeStatusLine(static_cast<QHttpServerResponder::StatusCode>(response.status));
        for (const auto &[name, value] : response.headers)
            responder.writeHeader(name, value);
        // A 204 has no length (RFC 9110 section 8.6), and a HEAD has that of the GET.
        if (response.status != 204)
            responder.writeHeader("Content-Length", QByteArray::number(response.body.size()));
        if (response.delivery == Delivery::ResetMidBody) {
            responder.writeBody(response.body.left(response.body.size() / 2));
            reset(socket);
            return;
        }
        responder.writeBody(body == Body::Whole ? response.body : QByteArray());
        if (then == AfterAnswer::Close)
            socket.disconnectFromHost(); // after all that was written
    }

    /// Sends what was written, then RST in place of FIN.
    static void reset(QTcpSocket &socket)
    {
        socket.flush();
        const linger now{1, 0};
        ::setsockopt(static_cast<int>(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        socket.abort();
    }

    void missingHandler(const QHttpServerRequest &, QTcpSocket *) override {
    } // every request is handled above
};

Listener::Listener(std::unique_ptr<HttpServer> server) : m_server(std::move(server)) {}

Listener::~Listener() = default;

Result<std::unique_ptr<Listener>> Listener::listen(quint16 port)
{
    auto server = std::make_unique<HttpServer>();
    server->socketServer = new TcpServer(server.get());
    // The address is no option: this server's passwords are public.
    if (!server->socketServer->listen(QHostAddress::LocalHost, port))
        return Error{ErrorCode::PortUnavailable, QString::number(port), server->socketServer->errorString()};
    return std::unique_ptr<Listener>(new Listener(std::move(server)));
}

quint16 Listener::port() const
{
    return m_server->socketServer->serverPort();
}

void Listener::serve(Handler handler)
{
    m_server->handler = std::move(handler);
    m_server->bind(m_server->socketServer);
}

} // namespace claimcheck::practice
