#pragma once

#include "base/result.h"
#include "router.h"

#include <memory>

namespace claimcheck::practice {

/// The one file that knows Qt HttpServer: listens on 127.0.0.1 and hands each request to a handler, in this
/// thread.
///
/// What Qt HttpServer 6.4 does not do, and what is done here: it sends no `Date` (the router does), answers
/// HEAD with a body, and keeps connections open that asked to be closed. What stays: it reads a whole body
/// into memory before anybody sees it, so that the limit of 64 KiB protects what comes after, not the memory;
/// and what is not HTTP at all is hung up on without an answer.
class Listener final {
public:
    /// Begins to listen; connections wait until `serve`. Port 0 is any free one. Error: PortUnavailable.
    [[nodiscard]] static Result<std::unique_ptr<Listener>> listen(quint16 port);
    ~Listener();
    Q_DISABLE_COPY_MOVE(Listener)

    [[nodiscard]] quint16 port() const;
    void serve(Handler handler);

private:
    class HttpServer;
    explicit Listener(std::unique_ptr<HttpServer> server);
    std::unique_ptr<HttpServer> m_server;
};

} // namespace claimcheck::practice
