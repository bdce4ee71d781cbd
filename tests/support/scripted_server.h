#pragma once

#include <QByteArray>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <functional>
#include <utility>

namespace claimcheck::test {

/// A server on 127.0.0.1 that does what a test tells it, one step at a time: it takes connections, reads what
/// comes, and writes only what the test writes. Where nothing listens to `onRequest` it stalls.
class ScriptedServer final {
public:
    ScriptedServer()
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            while (QTcpSocket *socket = m_server.nextPendingConnection()) {
                m_socket = socket;
                ++connections;
                QObject::connect(socket, &QTcpSocket::readyRead, &m_server, [this, socket] {
                    received += socket->readAll();
                    if (onRequest && received.contains("\r\n\r\n"))
                        std::exchange(onRequest, nullptr)();
                });
            }
        });
    }
    [[nodiscard]] QUrl url(const QByteArray &scheme = "http") const
    {
        return QUrl::fromEncoded(scheme + "://127.0.0.1:" + QByteArray::number(m_server.serverPort()) + '/');
    }
    void write(const QByteArray &bytes) const
    {
        m_socket->write(bytes);
        m_socket->flush();
    }
    void close() const { m_socket->disconnectFromHost(); }
    [[nodiscard]] QTcpSocket *socket() const { return m_socket; }

    std::function<void()> onRequest; // with the first whole head
    QByteArray received;
    int connections = 0;

private:
    QTcpServer m_server;
    QTcpSocket *m_socket = nullptr;
};

} // namespace claimcheck::test
