#pragma once

#include <QtGlobal>

#include <map>
#include <set>

namespace claimcheck::http {

/// The largest head of an answer. Qt as Debian has it takes no header from one that is larger.
inline constexpr qint64 maxHead = 256 * 1024;

/// Ends a head without an end. Qt 6.4 reads a head byte by byte into memory, without a bound and in a thread
/// that does not look up, and hands nobody its socket. So an exchange that waits for its head looks from time
/// to time at what this process' connections to that port have received; one that has received more than a
/// head may have is shut down, and with it ends what Qt's thread reads. On Linux; elsewhere nothing is ended,
/// and the timeout is the bound.
///
/// Whose connection it is nobody tells, so nothing is ended while another exchange waits, or where one has
/// read a body since the watch began: that receives as much. For the main thread, as all of this room.
class HeadWatch final {
public:
    static constexpr int intervalMs = 50;

    /// An exchange waits for the answer of a server, or a proxy, at this port.
    explicit HeadWatch(int port);
    enum class Found { Nothing, Flood };
    /// To be called every interval. A flood was shut down; Qt does not always notice.
    [[nodiscard]] Found look();

    /// An exchange that waits for a head, or reads a body, from the first to the last of it.
    enum class Phase { Head, Body };
    class Running final {
    public:
        explicit Running(Phase phase);
        ~Running();
        Q_DISABLE_COPY_MOVE(Running)

    private:
        const Phase m_phase;
    };
    /// An exchange was given up before its head: what floods later may be its connection. From now on a watch
    /// has to be there before its request goes out, and tells those that were open then from its own.
    static void noteGivenUp();
    [[nodiscard]] static bool wasAnyGivenUp();

private:
    const int m_port;
    const qint64 m_bodiesBefore;
    std::set<quint64> m_others;            // open before, by the socket's inode
    std::map<quint64, quint64> m_received; // by the socket's inode: what it had received when seen first
};

} // namespace claimcheck::http
