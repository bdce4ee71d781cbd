#include "families.h"

#include "deny_list.h"
#include "storage.h"

#include "base/random.h"

#include <QCryptographicHash>

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype idSize = 16;
constexpr qsizetype tokenSize = 32;

QByteArray fingerprint(const QByteArray &token)
{
    return QCryptographicHash::hash(token, QCryptographicHash::Sha256);
}

} // namespace

Result<RefreshGrant> Families::begin(const QString &userId)
{
    const auto id = randomText(idSize);
    if (!id)
        return id.error();
    const QString family = QString::fromLatin1(*id);
    return m_storage.atomically([&]() -> Result<RefreshGrant> {
        auto begun = m_storage.run(u"INSERT INTO family (id, user_id, expires_at) VALUES (?, ?, ?)"_s,
                                   {family, userId, stored(m_clock.now() + lifetime)});
        if (!begun)
            return begun.error();
        auto token = addRefreshToken(family);
        if (!token)
            return token.error();
        return RefreshGrant{family, userId, *std::move(token)};
    });
}

Result<std::optional<RefreshGrant>> Families::rotate(const QByteArray &refreshToken)
{
    using Answer = std::optional<RefreshGrant>;
    return m_storage.atomically([&]() -> Result<Answer> {
        const auto found =
            m_storage.run(u"SELECT family.id, family.user_id, refresh_token.rotated"
                          " FROM refresh_token JOIN family ON family.id = refresh_token.family_id"
                          " WHERE refresh_token.hash = ? AND family.expires_at > ?"_s,
                          {fingerprint(refreshToken), stored(m_clock.now())});
        if (!found)
            return found.error();
        if (found->rows.empty())
            return Answer();
        const QVariantList &row = found->rows.front();
        const QString family = row[0].toString();
        if (row[2].toInt() != 0) {
            if (auto ended = end(family); !ended)
                return ended.error();
            return Answer();
        }
        auto replaced = m_storage.run(u"UPDATE refresh_token SET rotated = 1 WHERE hash = ?"_s,
                                      {fingerprint(refreshToken)});
        if (!replaced)
            return replaced.error();
        auto token = addRefreshToken(family);
        if (!token)
            return token.error();
        return Answer(RefreshGrant{family, row[1].toString(), *std::move(token)});
    });
}

Result<QByteArray> Families::addRefreshToken(const QString &family)
{
    auto token = randomText(tokenSize);
    if (!token)
        return token.error();
    auto added = m_storage.run(u"INSERT INTO refresh_token (hash, family_id) VALUES (?, ?)"_s,
                               {fingerprint(*token), family});
    if (!added)
        return added.error();
    return *std::move(token);
}

Result<Done> Families::addAccessToken(const QString &family, const QString &jti, TimePoint expiresAt)
{
    auto added = m_storage.run(u"INSERT INTO access_token (jti, family_id, expires_at) VALUES (?, ?, ?)"_s,
                               {jti, family, stored(expiresAt)});
    if (!added)
        return added.error();
    return Done{};
}

Result<Done> Families::endByRefreshToken(const QByteArray &refreshToken)
{
    const auto found =
        m_storage.run(u"SELECT family_id FROM refresh_token WHERE hash = ?"_s, {fingerprint(refreshToken)});
    if (!found)
        return found.error();
    return found->rows.empty() ? Result<Done>(Done{}) : end(found->rows.front()[0].toString());
}

Result<Done> Families::endByAccessToken(const QString &jti)
{
    const auto found = m_storage.run(u"SELECT family_id FROM access_token WHERE jti = ?"_s, {jti});
    if (!found)
        return found.error();
    return found->rows.empty() ? Result<Done>(Done{}) : end(found->rows.front()[0].toString());
}

Result<Done> Families::end(const QString &family)
{
    return m_storage.atomically([&]() -> Result<Done> {
        const auto live = m_storage.run(
            u"SELECT jti, expires_at FROM access_token WHERE family_id = ? AND expires_at > ?"_s,
            {family, stored(m_clock.now())});
        if (!live)
            return live.error();
        for (const QVariantList &row : live->rows) {
            if (auto denied = m_denyList.add(row[0].toString(), storedTime(row[1])); !denied)
                return denied.error();
        }
        // Its refresh tokens and the ids of its access tokens go with it.
        auto removed = m_storage.run(u"DELETE FROM family WHERE id = ?"_s, {family});
        if (!removed)
            return removed.error();
        return Done{};
    });
}

Result<Done> Families::purge()
{
    const QVariant now = stored(m_clock.now());
    if (auto purged = m_storage.run(u"DELETE FROM access_token WHERE expires_at <= ?"_s, {now}); !purged)
        return purged.error();
    if (auto purged = m_storage.run(u"DELETE FROM family WHERE expires_at <= ?"_s, {now}); !purged)
        return purged.error();
    return Done{};
}

} // namespace claimcheck::practice
