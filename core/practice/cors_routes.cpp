#include "base/json_writer.h"
#include "router.h"
#include "routes.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

/// How a path answers pages of other origins (the Fetch standard, section 3.2).
struct Mode {
    const char *name;
    bool any;         // Access-Control-Allow-Origin: *
    bool credentials; // Access-Control-Allow-Credentials: true
};
constexpr Mode modes[] = {
    {"none", false, false},
    {"any", true, false},
    {"exact", false, false},
    {"credentials", false, true},
    // What browsers refuse, and servers try all the same.
    {"any-with-credentials", true, true},
};

/// The origins that `exact` and `credentials` know: an app that is not there, and this server under its
/// other name, which to a browser is another origin.
bool isKnown(const QByteArray &origin, const Request &request)
{
    const auto hosts = request.values("Host");
    const QByteArray host = hosts.empty() ? QByteArray() : hosts.front();
    const QByteArray port = host.mid(host.lastIndexOf(':'));
    return origin == "https://app.example" || origin == "http://localhost" + port ||
           origin == "http://127.0.0.1" + port;
}

void allow(const Mode &mode, const Request &request, Response &response)
{
    const auto origins = request.values("Origin");
    if (QByteArrayView(mode.name) == QByteArrayView("none") || origins.size() != 1)
        return;
    if (mode.any) {
        response.setHeader("Access-Control-Allow-Origin", "*");
    } else {
        // The answer depends on who asks, and caches must know that.
        response.setHeader("Vary", "Origin");
        if (!isKnown(origins.front(), request))
            return;
        response.setHeader("Access-Control-Allow-Origin", origins.front());
    }
    if (mode.credentials)
        response.setHeader("Access-Control-Allow-Credentials", "true");
    response.setHeader("Access-Control-Expose-Headers", "X-Practice-Lookups");
}

Response preflight(const Mode &mode, const Request &request)
{
    Response response{.status = 204, .headers = {{"Allow", "GET, HEAD, POST, OPTIONS"}}};
    allow(mode, request, response);
    if (response.hasHeader("Access-Control-Allow-Origin")) {
        response.setHeader("Access-Control-Allow-Methods", "GET, POST");
        response.setHeader("Access-Control-Allow-Headers", "Authorization, Content-Type, X-CSRF-Token");
        response.setHeader("Access-Control-Max-Age", "60");
    }
    return response;
}

Response answer(const Mode &mode, const Request &request)
{
    json::Writer writer;
    writer.beginObject();
    writer.member("mode", QByteArrayView(mode.name));
    writer.name("cookies");
    writer.boolean(!request.values("Cookie").empty());
    writer.name("authorization");
    writer.boolean(!request.values("Authorization").empty());
    writer.endObject();
    Response response = jsonResponse(200, writer.take());
    allow(mode, request, response);
    return response;
}

} // namespace

void addCorsRoutes(Router &router)
{
    for (const Mode &mode : modes) {
        const QString path = u"/cors/"_s + QLatin1String(mode.name);
        const auto handler = [&mode](const Request &request) { return answer(mode, request); };
        router.add("GET", path, handler);
        router.add("POST", path, handler);
        router.add("OPTIONS", path, [&mode](const Request &request) { return preflight(mode, request); });
    }
}

} // namespace claimcheck::practice
