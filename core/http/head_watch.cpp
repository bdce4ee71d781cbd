#include "head_watch.h"

#ifdef Q_OS_LINUX
#include <dirent.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <optional>
#endif

namespace claimcheck::http {

namespace {

struct Counts {
    qint64 heads = 0;
    qint64 bodies = 0;
    qint64 bodiesBegun = 0;
    bool wasGivenUp = false;
};

/// Of this process.
Counts &counts()
{
    static Counts all;
    return all;
}

#ifdef Q_OS_LINUX
int portOf(const sockaddr_storage &address)
{
    if (address.ss_family == AF_INET)
        return ntohs(reinterpret_cast<const sockaddr_in &>(address).sin_port);
    if (address.ss_family == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6 &>(address).sin6_port);
    return -1;
}

bool isConnectedTo(int port, int socket)
{
    sockaddr_storage peer = {};
    socklen_t size = sizeof peer;
    return ::getpeername(socket, reinterpret_cast<sockaddr *>(&peer), &size) == 0 && portOf(peer) == port;
}

std::optional<quint64> receivedBy(int socket)
{
    tcp_info info = {};
    socklen_t size = sizeof info;
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 ||
        size < offsetof(tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received)
        return {};
    return info.tcpi_bytes_received;
}

/// Calls `visit(inode, socket)` for each connection to the port. The number is a copy: Qt may close its own
/// meanwhile, and another file get it.
template <class Visit>
void visitConnections(int port, Visit visit)
{
    const std::unique_ptr<DIR, int (*)(DIR *)> folder(::opendir("/proc/self/fd"), ::closedir);
    if (!folder)
        return;
    while (const dirent *entry = ::readdir(folder.get())) {
        const int number = std::atoi(entry->d_name);
        if (entry->d_name[0] == '.' || !isConnectedTo(port, number))
            continue;
        const int copy = ::fcntl(number, F_DUPFD_CLOEXEC, 0);
        struct stat facts = {};
        if (copy >= 0 && ::fstat(copy, &facts) == 0 && isConnectedTo(port, copy))
            visit(static_cast<quint64>(facts.st_ino), copy);
        if (copy >= 0)
            ::close(copy);
    }
}
#endif

} // namespace

HeadWatch::HeadWatch(int port) : m_port(port), m_bodiesBefore(counts().bodiesBegun - counts().bodies)
{
#ifdef Q_OS_LINUX
    if (counts().wasGivenUp)
        visitConnections(port, [this](quint64 inode, int) { m_others.insert(inode); });
#endif
}

HeadWatch::Found HeadWatch::look()
{
    bool isFlooded = false;
#ifdef Q_OS_LINUX
    if (counts().bodiesBegun != m_bodiesBefore || counts().heads != 1)
        return Found::Nothing;
    visitConnections(m_port, [this, &isFlooded](quint64 inode, int socket) {
        const auto received = receivedBy(socket);
        if (!received)
            return;
        const quint64 before = m_received.emplace(inode, *received).first->second;
        if (*received - before <= static_cast<quint64>(maxHead))
            return;
        ::shutdown(socket, SHUT_RDWR);
        isFlooded = isFlooded || !m_others.contains(inode);
    });
#endif
    return isFlooded ? Found::Flood : Found::Nothing;
}

void HeadWatch::noteGivenUp()
{
    counts().wasGivenUp = true;
}

bool HeadWatch::wasAnyGivenUp()
{
    return counts().wasGivenUp;
}

HeadWatch::Running::Running(Phase phase) : m_phase(phase)
{
    if (phase == Phase::Head) {
        ++counts().heads;
    } else {
        ++counts().bodies;
        ++counts().bodiesBegun;
    }
}

HeadWatch::Running::~Running()
{
    --(m_phase == Phase::Head ? counts().heads : counts().bodies);
}

} // namespace claimcheck::http
