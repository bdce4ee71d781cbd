#pragma once

#include "patience.h"

#include <QHostAddress>
#include <QTcpSocket>
#include <QTest>
#include <QUrl>

#include <sys/socket.h>

namespace claimcheck::test {

/// One raw connection to a listener in this same thread: says exactly what it is told to, and keeps what it
/// hears.
class Visitor {
public:
    explicit Visitor(quint16 port, QHostAddress::SpecialAddress address = QHostAddress::LocalHost)
    {
        QObject::connect(&m_socket, &QTcpSocket::readyRead, &m_socket,
                         [this] { m_heard += m_socket.readAll(); });
        m_socket.connectToHost(QHostAddress(address), port);
        m_connected = m_socket.waitForConnected(busyMachineMs);
    }
    [[nodiscard]] bool isConnected() const { return m_connected; }
    [[nodiscard]] bool isClosed() const { return m_socket.state() == QAbstractSocket::UnconnectedState; }
    void say(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        m_socket.flush();
    }
    [[nodiscard]] const QByteArray &heard() const { return m_heard; }
    /// Runs the event loop until the other side has closed.
    [[nodiscard]] bool hearsTheEnd()
    {
        return QTest::qWaitFor([this] { return isClosed(); }, busyMachineMs);
    }
    /// Closes with a reset, so that the port does not linger.
    void reset()
    {
        const linger now{1, 0};
        ::setsockopt(int(m_socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        m_socket.abort();
    }

private:
    QTcpSocket m_socket;
    QByteArray m_heard;
    bool m_connected = false;
};

} // namespace claimcheck::test
