#include "sessions.h"
#include "storage.h"
#include "systems.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr System::About facts[] = {
    {.id = "session",
     .title = "Session and cookie",
     .transport = "cookie",
     .holds = "A cookie with a random number that means nothing to the client. Scripts cannot read it.",
     .stores = "One row for each sign-in: a hash of that number, whose it is, when it ends.",
     .checks = "Looks the row up for every request. The user comes with it, as they are now.",
     .revoking = "The row is deleted, and the next request is refused.",
     .restart = "Nothing, as long as the table is kept.",
     .second = "The same table, within reach of both."},
    {.id = "one-device",
     .title = "One device at a time",
     .transport = "cookie",
     .holds = "A session cookie.",
     .stores = "At most one row for each user: a new sign-in deletes the one before.",
     .checks = "Looks the row up for every request.",
     .revoking = "The row is deleted; signing in elsewhere does that too.",
     .restart = "Nothing, as long as the table is kept.",
     .second = "The same table, within reach of both."},
    {.id = "five-rows",
     .title = "The last five devices, by rows",
     .transport = "cookie",
     .holds = "A session cookie.",
     .stores = "At most five rows for each user, with the device's name, address and last use.",
     .checks = "Looks the row up for every request.",
     .revoking = "Any of the rows can be deleted, from any device.",
     .restart = "Nothing, as long as the table is kept.",
     .second = "The same table, within reach of both."},
};

/// Session and cookie (RFC 6265). A sign-in makes a new row and a new id; `limit` rows of a user are kept
/// (0: all), so that a device limit is one more DELETE.
class SessionSystem final : public System {
public:
    SessionSystem(const About &which, const Services &services, int limit)
        : System(which)
        , m_storage(services.storage)
        , m_sessions(services.storage, services.clock, id())
        , m_limit(limit)
    {
    }

    Result<Response> signIn(const SignIn &signIn) override
    {
        // Whatever id the client came with was perhaps planted (session fixation): it ends, and is never
        // taken over.
        const auto session = m_storage.atomically([&]() -> Result<NewSession> {
            if (auto ended = m_sessions.end(signIn.request.cookie(cookieName())); !ended)
                return ended.error();
            auto begun = m_sessions.begin(signIn);
            if (!begun || m_limit == 0)
                return begun;
            if (auto kept = m_sessions.keepNewest(signIn.account.id, m_limit); !kept)
                return kept.error();
            return begun;
        });
        if (!session)
            return session.error();
        json::Writer writer;
        writer.beginObject();
        writer.member("system", id());
        writer.member("csrf_token", session->csrf);
        writer.endObject();
        Response response = jsonResponse(200, writer.take());
        response.setHeader("Set-Cookie", cookie(session->id));
        return response;
    }

    Result<Identified> identify(const Request &request) override
    {
        const auto session = m_sessions.find(request.cookie(cookieName()), request.address());
        if (!session)
            return session.error();
        if (!*session)
            return Identified(refuse({}, "unauthorized", "There is no session of this cookie."));
        // A browser adds the cookie to whatever another site makes it send. The CSRF token is what that site
        // cannot know.
        if (request.method != "GET" && request.method != "HEAD" && !showsToken(request, (*session)->csrf))
            return Identified(errorResponse(403, "csrf", "The CSRF token is missing or wrong."));
        return Identified(**session);
    }

    Result<Response> signOut(const Request &request, const Identity &) override
    {
        if (auto ended = m_sessions.end(request.cookie(cookieName())); !ended)
            return ended.error();
        Response response{.status = 204};
        response.setHeader("Set-Cookie", cookie({}) + "; Max-Age=0");
        return response;
    }

    Result<std::optional<std::vector<Device>>> devices(const QString &userId) override
    {
        auto list = m_sessions.list(userId);
        if (!list)
            return list.error();
        return std::optional(*std::move(list));
    }

    Result<Response> endDevice(const Identity &identity, const QString &handle) override
    {
        const auto ended = m_sessions.endByHandle(identity.userId, handle);
        if (!ended)
            return ended.error();
        return *ended > 0 ? Response{.status = 204}
                          : errorResponse(404, "not_found", "There is no such device.");
    }

    Result<Response> endOthers(const Identity &identity) override
    {
        const auto ended = m_sessions.endOthers(identity.userId, identity.handle);
        if (!ended)
            return ended.error();
        return Response{.status = 204};
    }

    Result<Done> inside(const QString &userId, json::Writer &writer) override
    {
        return m_sessions.inside(userId, writer);
    }
    Result<Done> purge() override { return m_sessions.purge(); }

private:
    [[nodiscard]] QByteArray cookieName() const { return "sid-" + id().toLatin1(); }

    /// Scripts cannot read it (HttpOnly), other sites' forms do not send it (SameSite), and the path keeps
    /// the systems apart. Behind https it would also be Secure, and its name would begin with __Host-.
    [[nodiscard]] QByteArray cookie(const QByteArray &value) const
    {
        return cookieName() + '=' + value + "; Path=" + prefix().toLatin1() + "; HttpOnly; SameSite=Lax";
    }

    /// In a header, or in a field of the form.
    [[nodiscard]] static bool showsToken(const Request &request, const QByteArray &csrf)
    {
        for (const QByteArray &token : request.values("X-CSRF-Token")) {
            if (sameSecret(token, csrf))
                return true;
        }
        const auto fields = bodyFields(request);
        const auto *found = std::get_if<Fields>(&fields);
        return found && sameSecret(found->value("csrf_token"), csrf);
    }

    Storage &m_storage;
    Sessions m_sessions;
    int m_limit;
};

} // namespace

std::unique_ptr<System> makeSessionSystem(const Services &services)
{
    return std::make_unique<SessionSystem>(facts[0], services, 0);
}

std::unique_ptr<System> makeOneDeviceSystem(const Services &services)
{
    return std::make_unique<SessionSystem>(facts[1], services, 1);
}

std::unique_ptr<System> makeFiveRowsSystem(const Services &services)
{
    return std::make_unique<SessionSystem>(facts[2], services, 5);
}

} // namespace claimcheck::practice
