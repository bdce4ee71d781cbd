#pragma once

#include "base/clock.h"
#include "message.h"

#include <functional>

namespace claimcheck::practice {

using Handler = std::function<Response(const Request &)>;

/// Finds who answers a request, and does what is the same for all answers.
///
/// - A `Host` that is not this machine: 421 (a page of another site may have had its name resolve to
/// 127.0.0.1: "DNS
///   rebinding"). No Host, or two: 400. A body over 64 KiB: 413. These close the connection.
/// - A path that nobody has: 404. A method that the path has not: 405 with `Allow` (RFC 9110 section 15.5.6).
/// - OPTIONS tells the methods, with nothing for other origins, unless the path has a handler for it. HEAD is
/// answered as GET; the listener leaves the body out.
/// - Every answer has `Date` from the server's clock, `X-Content-Type-Options: nosniff`, and `Cache-Control:
/// no-store`
///   unless it says something else.
class Router final {
public:
    static constexpr qsizetype maxBody = 64 * 1024;

    explicit Router(const Clock &clock) : m_clock(clock) {}

    void add(const QByteArray &method, const QString &path, Handler handler);
    [[nodiscard]] Response answer(const Request &request) const;

private:
    struct Route {
        QByteArray method;
        QString path;
        Handler handler;
    };
    [[nodiscard]] Response dispatch(const Request &request) const;
    [[nodiscard]] QByteArray allowed(const QString &path) const;

    const Clock &m_clock;
    std::vector<Route> m_routes;
};

} // namespace claimcheck::practice
