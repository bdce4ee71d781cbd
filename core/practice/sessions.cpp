#include "sessions.h"

#include "storage.h"

#include "base/random.h"

#include <QCryptographicHash>

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype idSize = 16; // 128 bits: nobody guesses one
constexpr std::chrono::minutes seenStep{1};

QByteArray fingerprint(const QByteArray &id)
{
    return QCryptographicHash::hash(id, QCryptographicHash::Sha256);
}

} // namespace

Result<NewSession> Sessions::begin(const SignIn &signIn)
{
    const auto id = randomText(idSize);
    const auto csrf = randomText(idSize);
    const auto handle = randomText(6);
    if (!id || !csrf || !handle)
        return Error{ErrorCode::RandomUnavailable};
    const TimePoint now = m_clock.now();
    auto begun = m_storage.run(
        u"INSERT INTO session (hash, handle, system, user_id, csrf, device, address, created_at, seen_at,"
        " ends_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
        {fingerprint(*id), QString::fromLatin1(*handle), m_system, signIn.account.id,
         QString::fromLatin1(*csrf), signIn.device, signIn.address, stored(now), stored(now),
         stored(now + longest), stored(now + idle)});
    if (!begun)
        return begun.error();
    return NewSession{*id, *csrf};
}

Result<std::optional<Identity>> Sessions::find(const QByteArray &id, const QString &address)
{
    const TimePoint now = m_clock.now();
    const auto found = m_storage.run(
        u"SELECT session.handle, session.csrf, session.seen_at, session.ends_at, session.expires_at, user.id,"
        " user.username, user.name, user.role, user.scope"
        " FROM session JOIN user ON user.id = session.user_id"
        " WHERE session.hash = ? AND session.system = ? AND session.expires_at > ?"_s,
        {fingerprint(id), m_system, stored(now)});
    if (!found)
        return found.error();
    if (found->rows.empty())
        return std::optional<Identity>();
    const QVariantList &row = found->rows.front();
    TimePoint expiresAt = storedTime(row[4]);
    if (now - storedTime(row[2]) >= seenStep) {
        expiresAt = std::min(now + std::chrono::milliseconds(idle), storedTime(row[3]));
        auto seen =
            m_storage.run(u"UPDATE session SET seen_at = ?, expires_at = ?, address = ? WHERE hash = ?"_s,
                          {stored(now), stored(expiresAt), address, fingerprint(id)});
        if (!seen)
            return seen.error();
    }
    return std::optional(Identity{.userId = row[5].toString(),
                                  .username = row[6].toString(),
                                  .name = row[7].toString(),
                                  .role = row[8].toString(),
                                  .scope = row[9].toString().toUtf8(),
                                  .handle = row[0].toString(),
                                  .expiresAt = expiresAt,
                                  .csrf = row[1].toString().toLatin1()});
}

Result<Done> Sessions::end(const QByteArray &id)
{
    return done(
        m_storage.run(u"DELETE FROM session WHERE hash = ? AND system = ?"_s, {fingerprint(id), m_system}));
}

Result<qint64> Sessions::endByHandle(const QString &userId, const QString &handle)
{
    const auto ended = m_storage.run(u"DELETE FROM session WHERE user_id = ? AND system = ? AND handle = ?"_s,
                                     {userId, m_system, handle});
    return ended ? Result<qint64>(ended->changed) : Result<qint64>(ended.error());
}

Result<qint64> Sessions::endOthers(const QString &userId, const QString &keptHandle)
{
    const auto ended =
        m_storage.run(u"DELETE FROM session WHERE user_id = ? AND system = ? AND handle <> ?"_s,
                      {userId, m_system, keptHandle});
    return ended ? Result<qint64>(ended->changed) : Result<qint64>(ended.error());
}

Result<Done> Sessions::keepNewest(const QString &userId, int count)
{
    return done(m_storage.run(
        u"DELETE FROM session WHERE user_id = ? AND system = ? AND rowid NOT IN"
        " (SELECT rowid FROM session WHERE user_id = ? AND system = ? ORDER BY rowid DESC LIMIT ?)"_s,
        {userId, m_system, userId, m_system, count}));
}

Result<std::vector<Device>> Sessions::list(const QString &userId)
{
    const auto found =
        m_storage.run(u"SELECT handle, device, address, created_at, seen_at FROM session"
                      " WHERE user_id = ? AND system = ? AND expires_at > ? ORDER BY rowid DESC"_s,
                      {userId, m_system, stored(m_clock.now())});
    if (!found)
        return found.error();
    std::vector<Device> devices;
    for (const QVariantList &row : found->rows)
        devices.push_back({row[0].toString(), row[1].toString(), row[2].toString(), storedTime(row[3]),
                           storedTime(row[4])});
    return devices;
}

Result<Done> Sessions::inside(const QString &userId, json::Writer &writer)
{
    const auto found = m_storage.run(
        u"SELECT hash, handle, csrf, device, address, created_at, seen_at, ends_at, expires_at FROM session"
        " WHERE user_id = ? AND system = ? ORDER BY rowid"_s,
        {userId, m_system});
    if (!found)
        return found.error();
    writer.name("session");
    writer.beginArray();
    for (const QVariantList &row : found->rows) {
        writer.beginObject();
        writer.member("hash", row[0].toByteArray().toHex());
        writer.member("handle", row[1].toString());
        writer.member("user_id", userId);
        writer.member("csrf", row[2].toString());
        writer.member("device", row[3].toString());
        writer.member("address", row[4].toString());
        writeTime(writer, "created_at", storedTime(row[5]));
        writeTime(writer, "seen_at", storedTime(row[6]));
        writeTime(writer, "ends_at", storedTime(row[7]));
        writeTime(writer, "expires_at", storedTime(row[8]));
        writer.endObject();
    }
    writer.endArray();
    return Done{};
}

Result<Done> Sessions::purge()
{
    return done(m_storage.run(u"DELETE FROM session WHERE expires_at <= ?"_s, {stored(m_clock.now())}));
}

} // namespace claimcheck::practice
