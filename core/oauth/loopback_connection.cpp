#include "loopback_connection.h"

#include <QTcpSocket>

namespace claimcheck::oauth {

namespace {

/// What of an answered connection's further words is read away before it is closed: unread, they would make
/// the system throw away the answer with them.
constexpr qint64 mostIgnored = 64 * 1024;

} // namespace

LoopbackConnection::LoopbackConnection(QTcpSocket *socket, std::chrono::milliseconds patience,
                                       QObject *parent)
    : QObject(parent), m_socket(socket)
{
    m_socket->setParent(this);
    m_socket->setReadBufferSize(LoopbackRequest::largest);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, &LoopbackConnection::hangUp);
    connect(m_socket, &QTcpSocket::readyRead, this, &LoopbackConnection::read);
    connect(m_socket, &QTcpSocket::disconnected, this, &LoopbackConnection::finish);
}

LoopbackConnection::~LoopbackConnection()
{
    m_socket->disconnect(this);
    m_socket->abort();
}

void LoopbackConnection::start()
{
    m_patience.start();
    if (m_socket->state() != QAbstractSocket::ConnectedState)
        return finish();
    read();
}

void LoopbackConnection::read()
{
    char piece[LoopbackRequest::largest];
    while (!m_isAnswered && !m_isGone) {
        const qint64 size = m_socket->read(piece, sizeof piece);
        if (size <= 0)
            return;
        m_hasSent = true;
        const LoopbackRequest::State state = m_request.add(QByteArrayView(piece, size));
        if (state != LoopbackRequest::State::Incomplete) {
            Q_EMIT requested(state);
            return;
        }
    }
}

void LoopbackConnection::answer(QByteArrayView bytes)
{
    m_isAnswered = true;
    for (qint64 ignored = 0; ignored < mostIgnored;) {
        const qint64 size = m_socket->skip(mostIgnored);
        if (size <= 0)
            break;
        ignored += size;
    }
    m_socket->write(bytes.data(), bytes.size());
    // The page is small: it is the system's from here on, even if the browser has closed its half already.
    m_socket->flush();
    m_socket->disconnectFromHost();
}

void LoopbackConnection::hangUp()
{
    m_socket->abort();
    finish();
}

void LoopbackConnection::finish()
{
    if (m_isGone)
        return;
    m_isGone = true;
    m_patience.stop();
    Q_EMIT gone();
}

} // namespace claimcheck::oauth
