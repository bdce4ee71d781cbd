#include "connections.h"

#ifdef Q_OS_LINUX
#include <dirent.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <optional>
#endif

namespace claimcheck::http {

#ifdef Q_OS_LINUX

namespace {

bool isConnectedTo(int port, int socket)
{
    sockaddr_storage peer = {};
    socklen_t size = sizeof peer;
    if (::getpeername(socket, reinterpret_cast<sockaddr *>(&peer), &size) != 0)
        return false;
    if (peer.ss_family == AF_INET)
        return ntohs(reinterpret_cast<const sockaddr_in &>(peer).sin_port) == port;
    return peer.ss_family == AF_INET6 &&
           ntohs(reinterpret_cast<const sockaddr_in6 &>(peer).sin6_port) == port;
}

/// Its counts; nothing if the kernel does not know them.
std::optional<Connection> look(int socket)
{
    tcp_info info = {};
    socklen_t size = sizeof info;
    int unread = 0;
    struct stat facts = {};
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 ||
        size < offsetof(tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received ||
        ::ioctl(socket, FIONREAD, &unread) != 0 || ::fstat(socket, &facts) != 0)
        return {};
    return Connection{.socket = socket,
                      .inode = static_cast<quint64>(facts.st_ino),
                      .taken = static_cast<qint64>(info.tcpi_bytes_received) - unread,
                      .unread = unread};
}

/// A number of a file in this process that nobody else closes.
class OwnNumber final {
public:
    explicit OwnNumber(int number) : m_number(::fcntl(number, F_DUPFD_CLOEXEC, 0)) {}
    ~OwnNumber()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    Q_DISABLE_COPY_MOVE(OwnNumber)
    [[nodiscard]] int get() const { return m_number; }

private:
    const int m_number;
};

} // namespace

void visitConnections(int port, const std::function<void(const Connection &)> &visit)
{
    const std::unique_ptr<DIR, int (*)(DIR *)> folder(::opendir("/proc/self/fd"), ::closedir);
    if (!folder)
        return;
    while (const dirent *entry = ::readdir(folder.get())) {
        const int number = std::atoi(entry->d_name);
        if (entry->d_name[0] == '.' || !isConnectedTo(port, number))
            continue;
        // Its owner, in another thread, may close it meanwhile, and another file get its number.
        const OwnNumber own(number);
        if (own.get() < 0 || !isConnectedTo(port, own.get()))
            continue;
        if (const std::optional<Connection> connection = look(own.get()))
            visit(*connection);
    }
}

void endConnection(int socket)
{
    ::shutdown(socket, SHUT_RDWR);
}

#else

void visitConnections(int, const std::function<void(const Connection &)> &) {}

void endConnection(int) {}

#endif

} // namespace claimcheck::http
