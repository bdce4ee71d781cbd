#include "facts.h"
#include "html.h"
#include "oauth_inside.h"
#include "oauth_provider.h"
#include "practice_clock.h"
#include "router.h"
#include "storage.h"
#include "system_pages.h"
#include "systems.h"
#include "tokens.h"
#include "topics.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

/// After a form: back to the page that has all of them.
Handler control(const PostWork &work)
{
    return [work](const Request &request) {
        const auto fields = bodyFields(request);
        if (const auto *refused = std::get_if<Response>(&fields))
            return *refused;
        const auto &given = std::get<Fields>(fields);
        Response response = work(request, given);
        const bool taken = response.status < 300;
        return given.isForm() && taken ? seeOther(u"/"_s) : response;
    };
}

Response faultsJson(const Services &services, const Control &server)
{
    json::Writer writer;
    writer.beginObject();
    writer.name("faults");
    writer.beginArray();
    for (const FaultState &row : faultStates(services.faults, server.provider)) {
        writer.beginObject();
        writer.member("name", QByteArrayView(row.name));
        writer.member("what", QByteArrayView(row.what));
        writer.name("on");
        writer.boolean(row.on);
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    return jsonResponse(200, writer.take());
}

/// Switches one off: those of the provider by switching the others on again.
void turnOff(const Services &services, const Control &server, const QByteArray &name)
{
    if (const auto own = Faults::find(name))
        services.faults.clear(*own);
    const auto before = server.provider.faults.on();
    server.provider.faults.clear();
    for (const provider::Fault *fault : before) {
        if (name != fault->name)
            (void)server.provider.faults.turnOn(fault->name); // it was on: the name is known
    }
}

Response setFault(const Services &services, const Control &server, const Fields &fields)
{
    const QByteArray name = fields.value("name");
    const bool off = fields.value("on") == "false";
    if (off && name == "all") {
        services.faults.clearAll();
        server.provider.faults.clear();
        return faultsJson(services, server);
    }
    if (auto known = server.turnOn(name); !known)
        return errorResponse(400, codeName(known.error().code), describe(known.error()).message.toUtf8());
    if (off) {
        turnOff(services, server, name);
    } else if (const auto own = Faults::find(name)) {
        Faults::Setting setting{
            .fault = *own, .path = fields.text("path"), .times = fields.value("times").toInt()};
        if (const auto delay = fields.find("delay")) // in milliseconds; a minute at most
            setting.delay = std::chrono::milliseconds(qBound(0, delay->toInt(), 60'000));
        services.faults.set(setting);
    }
    return faultsJson(services, server);
}

Response clockJson(const PracticeClock &clock)
{
    json::Writer writer;
    writer.beginObject();
    writeTime(writer, "now", clock.now());
    writer.name("ahead");
    writer.integer(clock.ahead().count());
    writer.endObject();
    return jsonResponse(200, writer.take());
}

/// Moves the clock on, never back, and removes what has expired by then.
Response advance(const Control &control, const Fields &fields)
{
    constexpr qint64 year = 366LL * 24 * 60 * 60;
    bool ok = false;
    const qint64 seconds = fields.value("advance").toLongLong(&ok);
    if (!ok || seconds < 0 || seconds > year)
        return errorResponse(400, "invalid_request", "The body needs advance, in seconds: 0 to one year.");
    control.clock.advance(std::chrono::seconds(seconds));
    if (auto purged = control.purge(); !purged)
        return failureResponse(purged.error());
    return clockJson(control.clock);
}

Response rotate(const Services &services, const Fields &fields)
{
    const QByteArray algorithm = fields.find("alg").value_or("ES256");
    const bool overlap = fields.value("overlap") != "false";
    auto rotated = services.tokens.keyring().rotate(algorithm, overlap ? services.tokens.lifetime()
                                                                       : std::chrono::seconds(0));
    if (!rotated && rotated.error().code == ErrorCode::AlgorithmUnsupported)
        return errorResponse(400, "invalid_request", "The alg must be ES256, RS256, EdDSA or HS256.");
    if (!rotated)
        return failureResponse(rotated.error());
    const auto keys = services.tokens.publicKeys();
    return keys ? jsonResponse(200, *keys) : failureResponse(keys.error());
}

void writeUser(json::Writer &writer, const Account &account)
{
    writer.beginObject();
    writer.member("id", account.id);
    writer.member("username", account.username);
    writer.member("name", account.name);
    writer.member("scope", account.scope);
    writer.member("role", account.role);
    writer.member("system", account.system);
    writer.member("email", account.email);
    writer.endObject();
}

Response usersJson(const Services &services)
{
    const auto accounts = services.accounts.all();
    if (!accounts)
        return failureResponse(accounts.error());
    json::Writer writer;
    writer.beginObject();
    writer.name("users");
    writer.beginArray();
    for (const Account &account : *accounts)
        writeUser(writer, account);
    writer.endArray();
    writer.endObject();
    return jsonResponse(200, writer.take());
}

/// Changes a user's role, or the system that they sign in with.
Response setUser(const Services &services, const Systems &systems, const Fields &fields)
{
    const auto account = services.accounts.findByName(fields.text("username"));
    if (!account)
        return failureResponse(account.error());
    if (!*account)
        return errorResponse(404, "not_found", "There is no such user.");
    const QString id = (*account)->id;
    if (const auto role = fields.find("role")) {
        if (*role != "member" && *role != "admin")
            return errorResponse(400, "invalid_request", "The role must be member or admin.");
        if (auto set = services.accounts.setRole(id, QString::fromUtf8(*role)); !set)
            return failureResponse(set.error());
    }
    if (const auto system = fields.find("system")) {
        if (!systems.find(QString::fromUtf8(*system)))
            return errorResponse(400, "invalid_request", "GET /practice/facts lists the systems.");
        if (auto set = services.accounts.setSystem(id, QString::fromUtf8(*system)); !set)
            return failureResponse(set.error());
    }
    return usersJson(services);
}

/// The keys with which tokens are verified now, without their secret parts.
Result<Done> writeKeys(json::Writer &writer, Keyring &keyring)
{
    const auto keys = keyring.accepted();
    if (!keys)
        return keys.error();
    writer.beginArray();
    for (const jose::Key &key : keys->keys) {
        writer.beginObject();
        writer.member("kid", key.metadata().kid);
        writer.member("alg", key.metadata().alg);
        writer.endObject();
    }
    writer.endArray();
    return Done{};
}

/// What the server holds about a user in one system, or in its OpenID Provider ("oauth"), at this moment: its
/// side of the sign-in.
Response inside(const Services &services, const Systems &systems, const Control &server,
                const Request &request)
{
    const Fields query = queryFields(request);
    System *system = systems.find(query.text("system"));
    const bool ofProvider = query.value("system") == provider::about().id;
    const Topic *topic = findTopic(query.value("system"));
    const auto account = services.accounts.findByName(query.text("user"));
    if (!account)
        return failureResponse(account.error());
    if ((!system && !ofProvider && !topic) || !*account)
        return errorResponse(404, "not_found",
                             "The query needs system and user. GET /practice/facts lists them.");
    json::Writer writer;
    writer.beginObject();
    writer.name("about");
    if (ofProvider)
        writeAbout(writer, provider::about(), u"/oauth"_s);
    else if (topic)
        writeAbout(writer, topic->about, QString::fromLatin1(topic->prefix));
    else
        writeAbout(writer, system->about(), system->prefix());
    writer.name("user");
    writeUser(writer, **account);
    writer.name("tables");
    writer.beginObject();
    const auto written = ofProvider ? provider::writeInside(server.provider, (*account)->id, writer)
                         : topic    ? writeInside(*topic, services.storage, **account, writer)
                                    : system->inside((*account)->id, writer);
    if (!written)
        return failureResponse(written.error());
    writer.endObject();
    writer.name("keys");
    if (auto keys = writeKeys(writer, services.tokens.keyring()); !keys)
        return failureResponse(keys.error());
    writer.endObject();
    return jsonResponse(200, writer.take());
}

} // namespace

void addControlRoutes(Router &router, const Services &services, Systems &systems, const Control &server)
{
    router.add("GET", u"/practice/facts"_s, [services, &systems, server](const Request &) {
        return jsonResponse(200, factsJson(server.address, services.tokens.issuer(), systems));
    });
    router.add("GET", u"/practice/inside"_s, [services, &systems, server](const Request &request) {
        return inside(services, systems, server, request);
    });
    router.add("GET", u"/practice/users"_s, [services](const Request &) { return usersJson(services); });
    router.add("POST", u"/practice/users"_s,
               control([services, &systems](const Request &, const Fields &fields) {
                   return setUser(services, systems, fields);
               }));
    router.add("GET", u"/practice/faults"_s,
               [services, server](const Request &) { return faultsJson(services, server); });
    router.add("POST", u"/practice/faults"_s,
               control([services, server](const Request &, const Fields &fields) {
                   return setFault(services, server, fields);
               }));
    router.add("GET", u"/practice/clock"_s, [server](const Request &) { return clockJson(server.clock); });
    router.add("POST", u"/practice/clock"_s,
               control([server](const Request &, const Fields &fields) { return advance(server, fields); }));
    router.add("POST", u"/practice/keys/rotate"_s, control([services](const Request &, const Fields &fields) {
                   return rotate(services, fields);
               }));
    router.add("POST", u"/practice/reset"_s, control([server](const Request &, const Fields &) {
                   const auto reset = server.reset();
                   return reset ? Response{.status = 204} : failureResponse(reset.error());
               }));
    router.add("GET", QString::fromLatin1(stylePath), [](const Request &) { return styleSheet(); });
}

} // namespace claimcheck::practice
