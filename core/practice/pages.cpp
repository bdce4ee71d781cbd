#include "pages.h"

#include "accounts.h"
#include "router.h"
#include "routes.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr RouteHelp help[] = {
    {"POST", "/login", "{username, password}: an access token (JWT) and a refresh token"},
    {"POST", "/refresh", "{refresh_token}: new ones; the old refresh token is used up"},
    {"POST", "/logout", "Bearer token, {refresh_token}, or both: ends the sign-in"},
    {"GET", "/me", "Bearer token: who is signed in"},
    {"GET", "/notes", "Bearer token with the scope notes:read"},
    {"POST", "/notes", "{text}, Bearer token with the scope notes:write"},
    {"GET", "/.well-known/jwks.json", "the public key that signs the access tokens"},
};

// Made of constants only: nothing that anybody sent is ever in it.
QByteArray page()
{
    QByteArray html =
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Claimcheck practice server"
        "</title></head><body>\n<h1>Claimcheck practice server</h1>\n"
        "<p>A sign-in server to try things on. It listens on this machine only, and its users and their "
        "passwords are known to all: keep nothing here that matters.</p>\n<h2>Users</h2>\n<table>\n"
        "<tr><th>User</th><th>Password</th><th>Scope</th></tr>\n";
    const auto cell = [&html](const char *text) {
        html += "<td><code>" + QString::fromLatin1(text).toHtmlEscaped().toUtf8() + "</code></td>";
    };
    for (const KnownUser &user : knownUsers()) {
        html += "<tr>";
        cell(user.username);
        cell(user.password);
        cell(user.scope);
        html += "</tr>\n";
    }
    html += "</table>\n<h2>Routes</h2>\n<table>\n";
    for (const RouteHelp &route : help) {
        html += "<tr>";
        cell(route.method);
        cell(route.path);
        html += "<td>" + QString::fromLatin1(route.what).toHtmlEscaped().toUtf8() + "</td></tr>\n";
    }
    return html + "</table>\n</body></html>\n";
}

} // namespace

std::span<const RouteHelp> routeHelp()
{
    return help;
}

void addPages(Router &router)
{
    router.add("GET", u"/"_s, [](const Request &) {
        return Response{
            .status = 200,
            .headers = {{"Content-Type", "text/html; charset=utf-8"},
                        {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"}},
            .body = page()};
    });
}

} // namespace claimcheck::practice
