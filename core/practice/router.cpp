#include "router.h"

#include <QByteArrayList>

namespace claimcheck::practice {

namespace {

/// The name in a Host header (RFC 9110 section 7.2) without its port. Any port will do: it may be a tunnel's.
QByteArray hostName(const QByteArray &host)
{
    const qsizetype colon = host.startsWith('[') ? host.indexOf(':', host.indexOf(']')) : host.indexOf(':');
    return (colon < 0 ? host : host.left(colon)).toLower();
}

bool isLoopback(const QByteArray &host)
{
    const QByteArray name = hostName(host);
    return name == "127.0.0.1" || name == "localhost" || name == "[::1]";
}

Response closing(Response response)
{
    response.setHeader("Connection", "close");
    return response;
}

} // namespace

void Router::add(const QByteArray &method, const QString &path, Handler handler)
{
    m_routes.push_back({method, path, std::move(handler)});
}

Response Router::answer(const Request &request) const
{
    Response response = dispatch(request);
    response.setHeader("Date", httpDate(m_clock.now()));
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (!response.hasHeader("Cache-Control"))
        response.setHeader("Cache-Control", "no-store");
    return response;
}

Response Router::dispatch(const Request &request) const
{
    const auto hosts = request.values("Host");
    if (hosts.size() != 1)
        return closing(errorResponse(400, "invalid_request", "The request must have one Host header."));
    if (!isLoopback(hosts.front()))
        return closing(errorResponse(421, "misdirected_request",
                                     "This server answers only for 127.0.0.1 and localhost."));
    if (request.body.size() > maxBody)
        return closing(errorResponse(413, "content_too_large", "The body is larger than 64 KiB."));

    const QByteArray methods = allowed(request.path);
    if (methods.isEmpty())
        return errorResponse(404, "not_found", "There is nothing at this path. GET / lists what there is.");
    for (const Route &route : m_routes) {
        if (route.path == request.path && route.method == request.method)
            return route.handler(request);
    }
    if (request.method == "OPTIONS")
        return {.status = 204, .headers = {{"Allow", methods}}};
    for (const Route &route : m_routes) {
        if (request.method == "HEAD" && route.path == request.path && route.method == "GET")
            return route.handler(request);
    }
    Response refused = errorResponse(405, "method_not_allowed", "This path does not take this method.");
    refused.setHeader("Allow", methods);
    return refused;
}

QByteArray Router::allowed(const QString &path) const
{
    QByteArrayList methods;
    for (const Route &route : m_routes) {
        // "OPTIONS *" asks about the server as a whole.
        if ((route.path != path && path != QLatin1Char('*')) || methods.contains(route.method) ||
            route.method == "OPTIONS")
            continue;
        methods.append(route.method);
        if (route.method == "GET")
            methods.append("HEAD");
    }
    return methods.isEmpty() ? QByteArray() : methods.join(", ") + ", OPTIONS";
}

} // namespace claimcheck::practice
