#include "pages.h"

#include "facts.h"
#include "faults.h"
#include "html.h"
#include "oauth_provider.h"
#include "router.h"
#include "system_pages.h"
#include "systems.h"

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
    {"GET", "/.well-known/jwks.json", "the public keys that sign the access tokens"},
    {"POST", "/signin", "{username, password, device}: signs in with the system that the user is set to"},
    {"GET", "/systems/ID", "what the system is, with a form to sign in"},
    {"POST", "/systems/ID/login", "{username, password, device; alg for jwt, bind for bound-address}"},
    {"GET", "/systems/ID/me", "who is signed in, as the system knows it"},
    {"GET", "/systems/ID/notes", "the user's notes"},
    {"POST", "/systems/ID/notes", "{text}; with a cookie also csrf_token or X-CSRF-Token"},
    {"POST", "/systems/ID/refresh", "{refresh_token}; jwt-refresh only"},
    {"POST", "/systems/ID/logout", "ends the sign-in, where the system can"},
    {"GET", "/systems/ID/devices", "where the user is signed in, where the system knows"},
    {"POST", "/systems/ID/devices/end", "{handle}: signs that device out"},
    {"POST", "/systems/ID/devices/end-others", "signs all others out"},
    {"POST", "/purpose/mail", "{username, email}: a mail with a link, in the outbox"},
    {"GET", "/purpose/mail", "?token: the link's page"},
    {"POST", "/purpose/mail/confirm", "{token}: what that page sends"},
    {"GET", "/outbox", "the mails that would have been sent"},
    {"POST", "/purpose/download", "{file}: a link that is good once, for a minute"},
    {"GET", "/purpose/download", "?token: the file"},
    {"GET", "/cors/MODE", "none, any, exact, credentials, any-with-credentials: what other origins may read"},
    {"GET", "/practice/facts", "this server's users, systems and faults"},
    {"GET", "/practice/inside",
     "?system=ID&user=NAME: what the server stores about them now; system=oauth: its provider"},
    {"GET", "/practice/users", "the users, with role and system"},
    {"POST", "/practice/users", "{username, role, system}: changes them"},
    {"GET", "/practice/outbox", "the mails, as JSON"},
    {"GET", "/practice/faults", "what can go wrong, and what is on"},
    {"POST", "/practice/faults",
     "{name, on, path, times, delay}: switches a fault; all off: {name: all, on: false}"},
    {"GET", "/practice/clock", "the server's time"},
    {"POST", "/practice/clock", "{advance}: moves it on, in seconds"},
    {"POST", "/practice/keys/rotate",
     "{alg, overlap}: a new key; the old one stays good while its tokens live"},
    {"POST", "/practice/reset", "begins anew"},
};

QByteArray code(const char *text)
{
    return "<code>" + escaped(text) + "</code>";
}

QByteArray choice(const QByteArray &name, const std::vector<QString> &values, const QString &chosen)
{
    QByteArray html = "<select name=\"" + name + "\">";
    for (const QString &value : values)
        html += (value == chosen ? "<option selected>" : "<option>") + escaped(value) + "</option>";
    return html + "</select> ";
}

Result<QByteArray> userTable(const Services &services, const Systems &systems)
{
    const auto accounts = services.accounts.all();
    if (!accounts)
        return accounts.error();
    std::vector<QString> ids;
    for (const auto &system : systems.all())
        ids.push_back(system->id());
    std::vector<std::vector<QByteArray>> rows;
    for (const Account &account : *accounts) {
        QByteArray password;
        for (const KnownUser &user : knownUsers()) {
            if (account.username == QLatin1String(user.username))
                password = code(user.password);
        }
        rows.push_back({"<code>" + escaped(account.username) + "</code>", password, escaped(account.scope),
                        escaped(account.email),
                        formTo(u"/practice/users"_s,
                               hiddenField("username", account.username.toUtf8()) +
                                   choice("role", {u"member"_s, u"admin"_s}, account.role) +
                                   choice("system", ids, account.system),
                               u"Set"_s)});
    }
    return tableOf({u"User"_s, u"Password"_s, u"Scope"_s, u"E-mail"_s, u"Role and system"_s}, rows);
}

QByteArray systemTable(const Systems &systems)
{
    std::vector<std::vector<QByteArray>> rows;
    for (const auto &system : systems.all()) {
        const System::About &about = system->about();
        rows.push_back({"<a href=\"" + escaped(system->prefix()) + "\">" + escaped(about.title) + "</a>",
                        escaped(about.stores), escaped(about.checks)});
    }
    return tableOf({u"System"_s, u"The server stores"_s, u"Each request"_s}, rows);
}

QByteArray clientTable()
{
    std::vector<std::vector<QByteArray>> rows;
    for (const provider::SeededClient &client : provider::seededClients())
        rows.push_back({code(client.id), client.secret ? code(client.secret) : "none", escaped(client.what)});
    return tableOf({u"Client"_s, u"Secret"_s, u"What it is"_s}, rows);
}

QByteArray faultTable(const Faults &faults, const provider::Provider &provider)
{
    std::vector<std::vector<QByteArray>> rows;
    for (const FaultState &row : faultStates(faults, provider)) {
        rows.push_back({code(row.name), escaped(row.what), row.on ? "<strong>on</strong>" : "off",
                        formTo(u"/practice/faults"_s,
                               hiddenField("name", row.name) + hiddenField("on", row.on ? "false" : "true"),
                               row.on ? u"Switch off"_s : u"Switch on"_s)});
    }
    return tableOf({u"Fault"_s, u"What it does"_s, u"Now"_s, u""_s}, rows);
}

QByteArray routeTable()
{
    std::vector<std::vector<QByteArray>> rows;
    for (const RouteHelp &route : routeHelp())
        rows.push_back({code(route.method), code(route.path), escaped(route.what)});
    return tableOf({u"Method"_s, u"Path"_s, u"What it does"_s}, rows);
}

Response page(const Services &services, const Systems &systems, const provider::Provider &provider)
{
    const auto users = userTable(services, systems);
    if (!users)
        return failureResponse(users.error());
    const QByteArray body =
        "<p>A sign-in server to try things on. It listens on this machine only.</p>\n<h2>Users</h2>\n" +
        *users + "<h2>Sign in</h2>\n" + signInForm(u"/signin"_s) + "<h2>Systems</h2>\n" +
        systemTable(systems) + "<h2>Mail</h2>\n<p><a href=\"/outbox\">Outbox</a></p>\n" +
        formTo(u"/purpose/mail"_s, inputField(u"User"_s, "username") + inputField(u"E-mail"_s, "email"),
               u"Send a mail to confirm it"_s) +
        "<h2>Downloads</h2>\n" +
        formTo(u"/purpose/download"_s, choice("file", {u"report.txt"_s, u"numbers.csv"_s}, {}),
               u"Make a link that is good once"_s) +
        "<h2>Clients of the OpenID Provider</h2>\n" + clientTable() + "<h2>Faults</h2>\n" +
        faultTable(services.faults, provider) + "<h2>The server</h2>\n" +
        formTo(u"/practice/clock"_s, inputField(u"Seconds"_s, "advance", "number", "300"),
               u"Move the clock on"_s) +
        formTo(u"/practice/keys/rotate"_s, {}, u"Rotate the key"_s) +
        formTo(u"/practice/reset"_s, {}, u"Begin anew"_s) + "<h2>Routes</h2>\n" + routeTable();
    return htmlPage(200, u"Claimcheck practice server"_s, body);
}

} // namespace

const std::vector<RouteHelp> &routeHelp()
{
    static const std::vector<RouteHelp> all = [] {
        std::vector<RouteHelp> rows(std::begin(help), std::end(help));
        const auto provider = provider::Provider::help();
        rows.insert(rows.end(), provider.begin(), provider.end());
        return rows;
    }();
    return all;
}

void addPages(Router &router, const Services &services, Systems &systems, const Control &control)
{
    router.add("GET", u"/"_s, [services, &systems, control](const Request &) {
        return page(services, systems, control.provider);
    });
}

} // namespace claimcheck::practice
