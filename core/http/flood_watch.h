#pragma once

#include "origin_policy.h"

#include <QTimer>

#include <functional>
#include <map>
#include <optional>

namespace claimcheck::http {

/// Watches for bytes without an end that are no body: a head, interim answers (1xx), a chunk's size. Qt 6.4
/// reads these into memory without a bound, tells nobody how much has come, and hands nobody its socket. So
/// this looks from time to time at what was taken from this process' connections to the server's port: what
/// the kernel has received without what still lies there, so that a busy machine changes nothing. Qt's
/// buffers are small: a connection from which much was taken while no answer came on is flooded.
///
/// Whose connection it is nobody tells. While any answer from that port comes on, or servers of two origins
/// are awaited there, nobody is blamed, and the timeout is the bound; so it is on systems other than Linux.
/// For the main thread, as all of this room.
class FloodWatch final {
public:
    /// Bytes beside a body that nobody could mean. Far beyond what Qt's buffers can hold of one.
    static constexpr qint64 most = qint64(16) * 1024 * 1024;

    /// For one answer. Calls `onFlood`, once; it may destroy the watch. `port`, asked for late, is the one
    /// that is connected to: the server's or its proxy's.
    FloodWatch(Origin server, std::function<int()> port, std::function<void()> onFlood);
    ~FloodWatch();
    Q_DISABLE_COPY_MOVE(FloodWatch)

    /// A connection was made for this answer: what is taken from now on counts. For one that was there it
    /// counts from the first look.
    void connectionMade();
    /// The answer has come on: there is its head, more of its body, its end.
    void cameOn();
    /// What is done from time to time: `onFlood` is called if a connection is flooded.
    void look();
    /// Whether a connection is flooded, and it can be said whose that is.
    [[nodiscard]] bool isFlooded() const;
    /// The answer was given up. Ends a connection that may be flooded: without TLS Qt would do nothing but
    /// read in that thread, and could not even be ended, until the server tires.
    void giveUp();

private:
    void begin();
    [[nodiscard]] bool sharesPort(const FloodWatch &other) const;
    /// Calls `found(socket)` for each connection from which more than `limit` was taken while nothing came.
    void findFloods(qint64 limit, const std::function<void(int socket)> &found) const;

    const Origin m_server;
    const std::function<int()> m_portOf;
    const std::function<void()> m_onFlood;
    QTimer m_timer;
    std::optional<int> m_port;
    bool m_hasComeOn = false;                // it, or another from that port, since the last look
    bool m_isBehind = false;                 // what is counted from lies before that
    std::map<quint64, qint64> m_takenBefore; // by the socket's inode
};

} // namespace claimcheck::http
