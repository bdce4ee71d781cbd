#pragma once

#include <QtGlobal>

#include <functional>

namespace claimcheck::http {

/// A TCP connection of this process, while it is visited.
struct Connection {
    int socket = -1;
    /// Tells it from all others as long as it is open.
    quint64 inode = 0;
    /// Bytes that this process has read from it. Never too many: what is unread is asked for last.
    qint64 taken = 0;
    /// Bytes that lie there for it.
    qint64 unread = 0;
};

/// Calls `visit` for each connection of this process to that port, whoever made it. Elsewhere than on Linux
/// there are none.
void visitConnections(int port, const std::function<void(const Connection &)> &visit);

/// Ends both directions at once; whoever reads it reads its end.
void endConnection(int socket);

} // namespace claimcheck::http
