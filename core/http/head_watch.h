#pragma once

#include "origin_policy.h"

#include <QTimer>

#include <functional>
#include <map>
#include <optional>

namespace claimcheck::http {

/// Watches for a head without an end while an answer is awaited. Qt 6.4 reads a head into memory without a
/// bound, tells nobody how much has come, and hands nobody its socket. So this looks from time to time at
/// what was taken from this process' connections to the server's port: what the kernel has received without
/// what still lies there, so that a busy machine changes nothing. Qt's buffers behind a head are small: a
/// connection from which much more was taken than all bodies of this process together is reading a head.
///
/// Whose connection it is nobody tells. While servers of two origins let somebody wait neither is blamed, and
/// the timeout is the bound; so it is on systems other than Linux. For the main thread, as all of this room.
class HeadWatch final {
public:
    /// Bytes of a head that nobody could mean. Far beyond what Qt's buffers can hold behind one.
    static constexpr qint64 most = qint64(16) * 1024 * 1024;

    /// Calls `onFlood`, once, when a head without an end is found; it may destroy the watch. `port`, asked
    /// for late, is the one that is connected to: the server's or its proxy's.
    HeadWatch(Origin server, std::function<int()> port, std::function<void()> onFlood);
    ~HeadWatch();
    Q_DISABLE_COPY_MOVE(HeadWatch)

    /// A connection was made for this answer: what is taken from now on counts. For one that was there it
    /// counts from the first look.
    void connectionMade();
    /// Whether a head without an end is read, and it can be said whose that is.
    [[nodiscard]] bool isFlooded() const;
    /// The answer was given up. Ends a connection that is still reading a head without an end: without TLS Qt
    /// would do nothing else in that thread, and could not even be ended, until the server tires.
    void giveUp();

    /// So much of a body has come, of whatever exchange.
    static void addBody(qint64 bytes);

private:
    void begin();
    void look();
    /// Calls `found(socket)` for each connection from which more than `limit` was taken than is explained.
    void findFloods(qint64 limit, const std::function<void(int socket)> &found) const;

    const Origin m_server;
    const std::function<int()> m_portOf;
    const std::function<void()> m_onFlood;
    QTimer m_timer;
    std::optional<int> m_port;
    qint64 m_bodiesBefore = 0;
    std::map<quint64, qint64> m_takenBefore; // by the socket's inode
};

} // namespace claimcheck::http
