#include "storage.h"
#include "systems.h"

#include "base/random.h"

#include <QCryptographicHash>

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr System::About facts = {
    .id = "opaque",
    .title = "Opaque token",
    .transport = "bearer",
    .holds = "A random text. It says nothing by itself.",
    .stores = "One row for each token: a hash of it, whose it is, when it ends.",
    .checks = "Looks the row up for every request. The user comes with it, as they are now.",
    .revoking = "The row is deleted, and the next request is refused.",
    .restart = "Nothing, as long as the table is kept.",
    .second = "The same table, within reach of both, or an introspection endpoint (RFC 7662).",
};

/// A random token as a key into the database, sent as Bearer (RFC 6750).
class OpaqueSystem final : public System {
public:
    static constexpr std::chrono::hours lifetime{1};

    explicit OpaqueSystem(const Services &services)
        : System(facts), m_storage(services.storage), m_clock(services.clock)
    {
    }

    Result<Response> signIn(const SignIn &signIn) override
    {
        const auto token = randomText(32);
        if (!token)
            return token.error();
        const TimePoint now = m_clock.now();
        auto added = m_storage.run(
            u"INSERT INTO opaque_token (hash, user_id, issued_at, expires_at) VALUES (?, ?, ?, ?)"_s,
            {fingerprint(*token), signIn.account.id, stored(now), stored(now + lifetime)});
        if (!added)
            return added.error();
        return tokenResponse({.token = *token, .lifetime = lifetime});
    }

    Result<Identified> identify(const Request &request) override
    {
        const QByteArray token = authorizationToken(request, "Bearer");
        if (token.isEmpty())
            return Identified(refuse("Bearer", "unauthorized", "This needs an access token."));
        const auto found = m_storage.run(
            u"SELECT user.id, user.username, user.name, user.role, user.scope,"
            " opaque_token.expires_at FROM opaque_token JOIN user ON user.id = opaque_token.user_id"
            " WHERE opaque_token.hash = ? AND opaque_token.expires_at > ?"_s,
            {fingerprint(token), stored(m_clock.now())});
        if (!found)
            return found.error();
        if (found->rows.empty())
            return Identified(
                refuse("Bearer", "invalid_token", "The access token is unknown, expired or revoked."));
        const QVariantList &row = found->rows.front();
        return Identified(Identity{.userId = row[0].toString(),
                                   .username = row[1].toString(),
                                   .name = row[2].toString(),
                                   .role = row[3].toString(),
                                   .scope = row[4].toString().toUtf8(),
                                   .expiresAt = storedTime(row[5])});
    }

    Result<Response> signOut(const Request &request, const Identity &) override
    {
        auto ended = m_storage.run(u"DELETE FROM opaque_token WHERE hash = ?"_s,
                                   {fingerprint(authorizationToken(request, "Bearer"))});
        if (!ended)
            return ended.error();
        return Response{.status = 204};
    }

    Result<Done> inside(const QString &userId, json::Writer &writer) override
    {
        const auto found = m_storage.run(
            u"SELECT hash, issued_at, expires_at FROM opaque_token WHERE user_id = ? ORDER BY rowid"_s,
            {userId});
        if (!found)
            return found.error();
        writer.name("opaque_token");
        writer.beginArray();
        for (const QVariantList &row : found->rows) {
            writer.beginObject();
            writer.member("hash", row[0].toByteArray().toHex());
            writer.member("user_id", userId);
            writeTime(writer, "issued_at", storedTime(row[1]));
            writeTime(writer, "expires_at", storedTime(row[2]));
            writer.endObject();
        }
        writer.endArray();
        return Done{};
    }

    Result<Done> purge() override
    {
        return done(
            m_storage.run(u"DELETE FROM opaque_token WHERE expires_at <= ?"_s, {stored(m_clock.now())}));
    }

private:
    /// The token is random and long, so that a fast hash is enough; and looking it up by its hash takes the
    /// same time whatever the first letters of a guess are.
    static QByteArray fingerprint(const QByteArray &token)
    {
        return QCryptographicHash::hash(token, QCryptographicHash::Sha256);
    }

    Storage &m_storage;
    const Clock &m_clock;
};

} // namespace

std::unique_ptr<System> makeOpaqueSystem(const Services &services)
{
    return std::make_unique<OpaqueSystem>(services);
}

} // namespace claimcheck::practice
