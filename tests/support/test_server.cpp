#include "test_server.h"

#include "free_port.h"

#include <QPointer>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>
#include <QTimer>

#include <algorithm>
#include <optional>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace claimcheck::test {

bool SeenRequest::has(QByteArrayView name) const
{
    return std::any_of(headers.begin(), headers.end(), [name](const auto &header) {
        return header.first.compare(name, Qt::CaseInsensitive) == 0;
    });
}

QByteArray SeenRequest::header(QByteArrayView name) const
{
    for (const auto &[key, value] : headers)
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    return {};
}

QByteArray SeenRequest::path() const
{
    const qsizetype query = target.indexOf('?');
    return query < 0 ? target : target.left(query);
}

Answer Answer::json(QByteArray body, int status)
{
    return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

Answer Answer::text(QByteArray body, int status)
{
    return {.status = status, .headers = {{"Content-Type", "text/plain"}}, .body = std::move(body)};
}

Answer Answer::redirect(int status, const QByteArray &location)
{
    return {.status = status, .headers = {{"Location", location}}};
}

Answer Answer::raw(QByteArray bytes)
{
    return {.body = std::move(bytes), .form = Form::Raw};
}

Answer Answer::failing(Fault fault)
{
    return {.body = QByteArray(1000, 'x'), .fault = fault};
}

/// One connection: collects a request, writes its answer, then the next.
class TestServer::Connection final : public QObject {
public:
    Connection(TestServer *server, QSslSocket *socket) : QObject(socket), m_server(server), m_socket(socket)
    {
        m_number = ++server->m_connections;
        ++server->m_open;
        connect(socket, &QSslSocket::readyRead, this, &Connection::onReadyRead);
        connect(socket, &QSslSocket::disconnected, this, [this] {
            if (m_server)
                --m_server->m_open;
            m_socket->deleteLater();
        });
    }

private:
    void onReadyRead()
    {
        m_buffer += m_socket->readAll();
        while (std::optional<SeenRequest> request = takeRequest()) {
            request->connection = m_number;
            request->clientCertificate =
                m_socket->peerCertificate().subjectInfo(QSslCertificate::CommonName).value(0).toUtf8();
            m_server->m_requests.push_back(*request);
            const Answer answer = m_server->answerFor(*request);
            const bool head = request->method == "HEAD";
            if (answer.isHeld)
                m_server->m_held.push_back([self = QPointer(this), answer, head] {
                    if (self)
                        self->write(answer, head);
                });
            else if (answer.delay.count() > 0)
                QTimer::singleShot(answer.delay, this, [this, answer, head] { write(answer, head); });
            else
                write(answer, head);
        }
    }

    std::optional<SeenRequest> takeRequest()
    {
        const qsizetype end = m_buffer.indexOf("\r\n\r\n");
        if (end < 0)
            return {};
        QList<QByteArray> lines = m_buffer.left(end).split('\n');
        const QList<QByteArray> first = lines.takeFirst().trimmed().split(' ');
        SeenRequest request;
        request.method = first.value(0);
        request.target = first.value(1);
        request.version = first.value(2);
        for (const QByteArray &line : std::as_const(lines)) {
            const qsizetype colon = line.indexOf(':');
            request.headers.emplace_back(line.left(colon), line.mid(colon + 1).trimmed());
        }
        const qsizetype length = request.header("Content-Length").toLongLong();
        if (m_buffer.size() < end + 4 + length)
            return {};
        request.body = m_buffer.mid(end + 4, length);
        request.raw = m_buffer.left(end + 4 + length);
        m_buffer.remove(0, end + 4 + length);
        return request;
    }

    void write(const Answer &answer, bool head)
    {
        switch (answer.fault) {
        case Answer::Fault::Silent:
            return;
        case Answer::Fault::Close:
            m_socket->close();
            return;
        case Answer::Fault::Reset:
            reset();
            return;
        case Answer::Fault::None:
        case Answer::Fault::CutBody:
        case Answer::Fault::Endless:
            break;
        }
        const bool endless = answer.fault == Answer::Fault::Endless;
        if (answer.form == Answer::Form::Raw) {
            m_socket->write(answer.body);
            if (endless)
                fill(answer.filler);
            else
                m_socket->disconnectFromHost();
            return;
        }
        QByteArray out = "HTTP/1.1 " + QByteArray::number(answer.status) + " Reason\r\n";
        for (const auto &[name, value] : answer.headers)
            out += name + ": " + value + "\r\n";
        if (answer.form == Answer::Form::Chunked)
            out += "Transfer-Encoding: chunked\r\n";
        else if (answer.form == Answer::Form::Plain && !endless)
            out += "Content-Length: " + QByteArray::number(answer.body.size()) + "\r\n";
        out += "\r\n";
        if (endless) {
            m_socket->write(out);
            fill(answer.filler);
            return;
        }
        const bool cut = answer.fault == Answer::Fault::CutBody;
        if (!head)
            out += answer.form == Answer::Form::Chunked
                       ? chunked(answer.body, cut)
                       : answer.body.left(cut ? answer.body.size() / 2 : answer.body.size());
        m_socket->write(out);
        if (cut || answer.form == Answer::Form::UntilClose)
            m_socket->disconnectFromHost();
    }

    static QByteArray chunked(const QByteArray &body, bool cut)
    {
        QByteArray out;
        for (qsizetype at = 0; at < body.size(); at += 500) {
            const QByteArray part = body.mid(at, 500);
            out += QByteArray::number(part.size(), 16) + "\r\n" + part + "\r\n";
        }
        return cut ? out.left(out.size() / 2) : out + "0\r\n\r\n";
    }

    void fill(const QByteArray &filler)
    {
        m_filler =
            (filler.isEmpty() ? "x"_qba : filler).repeated(256 * 1024 / std::max<int>(1, int(filler.size())));
        // Over TLS it is told from inside of write.
        connect(m_socket, &QSslSocket::bytesWritten, this, &Connection::writeFiller, Qt::QueuedConnection);
        connect(m_socket, &QSslSocket::encryptedBytesWritten, this, &Connection::writeFiller);
        writeFiller();
    }

    void writeFiller()
    {
        if (m_socket->bytesToWrite() + m_socket->encryptedBytesToWrite() < 1024 * 1024)
            m_socket->write(m_filler);
    }

    void reset()
    {
        const linger now{.l_onoff = 1, .l_linger = 0};
        setsockopt(int(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        m_socket->abort();
    }

    QPointer<TestServer> m_server;
    QSslSocket *m_socket;
    QByteArray m_filler;
    QByteArray m_buffer;
    int m_number = 0;
};

class TestServer::Listener final : public QTcpServer {
public:
    explicit Listener(TestServer *server) : m_server(server) {}
    std::optional<QSslConfiguration> tls;
    std::chrono::milliseconds delay{0};

protected:
    void incomingConnection(qintptr descriptor) override
    {
        // What comes until then waits in the system.
        if (delay.count() > 0)
            QTimer::singleShot(delay, this, [this, descriptor] { take(descriptor); });
        else
            take(descriptor);
    }

private:
    void take(qintptr descriptor)
    {
        auto *socket = new QSslSocket(this);
        if (!socket->setSocketDescriptor(descriptor)) {
            delete socket;
            return;
        }
        new Connection(m_server, socket);
        if (tls) {
            socket->setSslConfiguration(*tls);
            socket->startServerEncryption();
        }
    }

    TestServer *m_server;
};

TestServer::TestServer() : m_listener(std::make_unique<Listener>(this))
{
    if (!m_listener->listen(QHostAddress::LocalHost))
        qFatal("the test server cannot listen");
    m_port = m_listener->serverPort();
}

TestServer::TestServer(const ServerTls &tls) : TestServer()
{
    m_tls = true;
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(QSslCertificate::fromData(tls.certificate));
    QSslKey key(tls.key, QSsl::Ec);
    if (key.isNull())
        key = QSslKey(tls.key, QSsl::Rsa);
    configuration.setPrivateKey(key);
    configuration.setPeerVerifyMode(tls.clientCa.isEmpty() ? QSslSocket::VerifyNone
                                    : tls.insists          ? QSslSocket::VerifyPeer
                                                           : QSslSocket::QueryPeer);
    if (!tls.clientCa.isEmpty())
        configuration.setCaCertificates(QSslCertificate::fromData(tls.clientCa));
    m_listener->tls = configuration;
    m_listener->delay = tls.delay;
}

TestServer::~TestServer()
{
    const QList<QSslSocket *> sockets = m_listener->findChildren<QSslSocket *>();
    for (QSslSocket *socket : sockets)
        socket->disconnect();
    if (m_place >= 0)
        ::close(m_place);
}

void TestServer::when(const QByteArray &path, Answer answer)
{
    m_answers.insert_or_assign(path, std::move(answer));
}

void TestServer::answerWith(std::function<Answer(const SeenRequest &)> handler)
{
    m_handler = std::move(handler);
}

Answer TestServer::answerFor(const SeenRequest &request) const
{
    if (const auto found = m_answers.find(request.path()); found != m_answers.end())
        return found->second;
    return m_handler ? m_handler(request) : Answer::text("not found", 404);
}

int TestServer::port() const
{
    return m_port;
}

QByteArray TestServer::origin() const
{
    return (m_tls ? "https"_qba : "http"_qba) + "://127.0.0.1:" + QByteArray::number(m_port);
}

QUrl TestServer::url(const QByteArray &target) const
{
    return QUrl::fromEncoded(origin() + target);
}

QByteArray TestServer::everythingSeen() const
{
    QByteArray all;
    for (const SeenRequest &request : m_requests)
        all += request.raw;
    return all;
}

void TestServer::release()
{
    for (const auto &write : std::exchange(m_held, {}))
        write();
}

void TestServer::close()
{
    m_listener->close();
    if (m_place < 0)
        m_place = boundSocket(SOCK_STREAM, static_cast<quint16>(m_port));
}

} // namespace claimcheck::test
