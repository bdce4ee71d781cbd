#pragma once

#include "base/result.h"
#include "router.h"

#include <memory>

namespace claimcheck::practice {

/// The one file that knows Qt HttpServer: listens on 127.0.0.1 and hands each request to a handler, in this
/// thread.
///
/// What Qt HttpServer 6.4 does not do, and what is done here: it sends no `Date` (the router does), answers
/// HEAD with a body, keeps connections open that asked to be closed, and reads a whole request into memory,
/// however large, before anybody sees it: here a request is cut off at `mostOfRequest`. What stays: what is
/// not HTTP at all is hung up on without an answer.
class Listener final {
public:
    /// A request line, headers and body: the router's limit for the body, and as much again for the rest.
    /// What is larger is told 413 while it still comes, and the connection ends.
    static constexpr qint64 mostOfRequest = 2 * Router::maxBody;

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
