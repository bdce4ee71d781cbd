#pragma once

#include "base/secret.h"
#include "loopback_request.h"

#include <QObject>
#include <QTimer>

#include <chrono>

class QTcpSocket;

namespace claimcheck::oauth {

/// One connection to the loopback receiver: reads one request, sends one answer, and is gone, all of it
/// within `patience`. Destroying it hangs up, but not from within one of its own signals.
class LoopbackConnection final : public QObject {
    Q_OBJECT
public:
    /// Takes the socket, a connected one; call `start` once the signals are connected.
    LoopbackConnection(QTcpSocket *socket, std::chrono::milliseconds patience, QObject *parent);
    ~LoopbackConnection() override;
    void start();

    /// Nothing has come yet.
    [[nodiscard]] bool isSilent() const { return !m_hasSent; }
    [[nodiscard]] bool isAnswered() const { return m_isAnswered; }
    [[nodiscard]] const LoopbackRequest &request() const { return m_request; }

    /// Sends this, then closes. Once only.
    void answer(QByteArrayView bytes);
    /// Without a word, and without the port lingering.
    void hangUp();

Q_SIGNALS:
    /// Comes once at most; anything but Incomplete. To be answered.
    void requested(claimcheck::oauth::LoopbackRequest::State state);
    /// It is closed, whoever closed it. Comes once.
    void gone();

private:
    void read();
    void finish();
    QTcpSocket *m_socket; // a child
    QTimer m_patience;
    LoopbackRequest m_request;
    bool m_hasSent = false;
    bool m_isAnswered = false;
    bool m_isGone = false;
};

} // namespace claimcheck::oauth
