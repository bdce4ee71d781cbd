#include "single_instance.h"

#include <QCryptographicHash>
#include <QDir>
#include <QLocalServer>
#include <QLocalSocket>

namespace claimcheck::ui {

namespace {

constexpr int patienceMs = 1000;
constexpr qint64 longestMessage = 1024;

// Paths of sockets are short (108 bytes), folders are not: the folder goes in as a hash.
QString socketOf(const QString &configFolder)
{
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (runtime.isEmpty() || !QDir(runtime).exists())
        return {};
    const QByteArray folder = QDir(configFolder).absolutePath().toUtf8();
    const QByteArray hash = QCryptographicHash::hash(folder, QCryptographicHash::Sha256).toHex().left(16);
    return runtime + QStringLiteral("/claimcheck-") + QString::fromLatin1(hash);
}

} // namespace

SingleInstance::SingleInstance(const QString &configFolder, QObject *parent)
    : QObject(parent), m_socket(socketOf(configFolder))
{
}

SingleInstance::~SingleInstance() = default;

SingleInstance::Role SingleInstance::start()
{
    if (m_socket.isEmpty())
        return Role::First;
    QLocalSocket other;
    other.connectToServer(m_socket);
    if (other.waitForConnected(patienceMs)) {
        other.write(qgetenv("XDG_ACTIVATION_TOKEN").left(longestMessage - 1) + '\n');
        other.waitForBytesWritten(patienceMs);
        return Role::Second;
    }
    // Nobody answers there: what is left is the socket of a window that crashed.
    QLocalServer::removeServer(m_socket);
    m_server = std::make_unique<QLocalServer>();
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    connect(m_server.get(), &QLocalServer::newConnection, this, &SingleInstance::onConnection);
    m_server->listen(m_socket);
    return Role::First;
}

void SingleInstance::onConnection()
{
    QLocalSocket *socket = m_server->nextPendingConnection();
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
        if (!socket->canReadLine() && socket->bytesAvailable() < longestMessage)
            return;
        Q_EMIT activated(socket->readLine(longestMessage).trimmed());
        socket->disconnectFromServer();
    });
}

} // namespace claimcheck::ui
