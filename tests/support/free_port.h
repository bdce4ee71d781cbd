#pragma once

#include <QRandomGenerator>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace claimcheck::test {

/// A socket on 127.0.0.1:`port`; -1 where somebody else has it.
inline int boundSocket(int type, quint16 port)
{
    const int descriptor = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    // As servers do: connections that have ended hold no port.
    const int reuse = type == SOCK_STREAM ? 1 : 0;
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
    if (::bind(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
        return descriptor;
    ::close(descriptor);
    return -1;
}

/// A TCP port of 127.0.0.1 for a program that takes a number and not "any", or where nobody is to listen.
/// While this process lives no other test is given it, nor does the system give it to anybody who asks for
/// any port: it lies below those (Linux begins at 32768), and its UDP twin is kept open as the mark that it
/// is taken.
[[nodiscard]] inline quint16 freePort()
{
    for (;;) {
        const auto port = static_cast<quint16>(QRandomGenerator::global()->bounded(20'000, 32'000));
        const int mark = boundSocket(SOCK_DGRAM, port);
        if (mark < 0)
            continue;
        const int probe = boundSocket(SOCK_STREAM, port);
        ::close(probe < 0 ? mark : probe);
        if (probe >= 0)
            return port; // the mark stays open to the end of the process
    }
}

} // namespace claimcheck::test
