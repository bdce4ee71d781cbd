#include "oauth_grants.h"

#include "oauth_tables.h"
#include "storage.h"

#include "base/random.h"

namespace claimcheck::practice::provider {
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype idSize = 16;
constexpr qsizetype tokenSize = 32;

/// The columns of a grant, from `first` on, in the order of all statements here.
Grant grantFromRow(const QVariantList &row, qsizetype first = 0)
{
    return {.id = row[first].toString(),
            .clientId = row[first + 1].toByteArray(),
            .userId = row[first + 2].toString(),
            .sid = row[first + 3].toByteArray(),
            .scope = row[first + 4].toByteArray(),
            .resource = row[first + 5].toByteArray(),
            .authenticatedAt = storedTime(row[first + 6]),
            .acr = row[first + 7].toByteArray(),
            .nonce = row[first + 8].toByteArray(),
            .jkt = row[first + 9].toByteArray(),
            .expiresAt = storedTime(row[first + 10])};
}

Result<Done> outcomeOf(const Result<Storage::Answer> &answer)
{
    return answer ? Result<Done>(Done{}) : Result<Done>(answer.error());
}

} // namespace

Result<Grant> Grants::begin(Grant grant)
{
    const auto id = randomText(idSize);
    if (!id)
        return id.error();
    grant.id = QString::fromLatin1(*id);
    auto added = m_storage.run(
        u"INSERT INTO oauth_grant (id, client_id, user_id, sid, scope, resource,"
        " authenticated_at, acr, nonce, jkt, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
        {grant.id, textValue(grant.clientId), grant.userId.isEmpty() ? QVariant() : QVariant(grant.userId),
         textValue(grant.sid), textValue(grant.scope), textValue(grant.resource),
         stored(grant.authenticatedAt), textValue(grant.acr), textValue(grant.nonce), textValue(grant.jkt),
         stored(grant.expiresAt)});
    if (!added)
        return added.error();
    return grant;
}

Result<Done> Grants::end(const QString &grantId)
{
    return outcomeOf(m_storage.run(u"DELETE FROM oauth_grant WHERE id = ?"_s, {grantId}));
}

Result<Done> Grants::bind(const QString &grantId, const QByteArray &jkt)
{
    return outcomeOf(
        m_storage.run(u"UPDATE oauth_grant SET jkt = ? WHERE id = ?"_s, {textValue(jkt), grantId}));
}

Result<Done> Grants::endOnline(const QByteArray &sid)
{
    return outcomeOf(m_storage.run(u"DELETE FROM oauth_grant WHERE sid = ?"
                                   " AND instr(' ' || scope || ' ', ' offline_access ') = 0"_s,
                                   {textValue(sid)}));
}

Result<QByteArray> Grants::addCode(const QString &grantId, const QByteArray &redirectUri,
                                   const QByteArray &challenge)
{
    auto code = randomText(tokenSize);
    if (!code)
        return code;
    auto added = m_storage.run(u"INSERT INTO oauth_code (id, grant_id, redirect_uri, challenge, expires_at)"
                               " VALUES (?, ?, ?, ?, ?)"_s,
                               {textValue(fingerprint(*code)), grantId, textValue(redirectUri),
                                textValue(challenge), stored(m_clock.now() + codeLifetime)});
    if (!added)
        return added.error();
    return code;
}

Result<std::variant<RedeemedCode, NoGrant>> Grants::findCode(const QByteArray &code,
                                                             const QByteArray &clientId)
{
    using Answer = std::variant<RedeemedCode, NoGrant>;
    const auto found =
        m_storage.run(u"SELECT code.redirect_uri, code.challenge, code.used, g.id, g.client_id, g.user_id,"
                      " g.sid, g.scope, g.resource, g.authenticated_at, g.acr, g.nonce, g.jkt, g.expires_at"
                      " FROM oauth_code AS code JOIN oauth_grant AS g ON g.id = code.grant_id"
                      " WHERE code.id = ? AND g.client_id = ? AND code.expires_at > ?"_s,
                      {textValue(fingerprint(code)), textValue(clientId), stored(m_clock.now())});
    if (!found)
        return found.error();
    if (found->rows.empty())
        return Answer(NoGrant::Unknown);
    const QVariantList &row = found->rows.front();
    const Grant grant = grantFromRow(row, 3);
    if (row[2].toInt() != 0) {
        if (auto ended = end(grant.id); !ended)
            return ended.error();
        return Answer(NoGrant::Reused);
    }
    return Answer(RedeemedCode{grant, row[0].toByteArray(), row[1].toByteArray()});
}

Result<Done> Grants::useCode(const QByteArray &code)
{
    return outcomeOf(m_storage.run(u"UPDATE oauth_code SET used = 1, expires_at = ? WHERE id = ?"_s,
                                   {stored(m_clock.now() + usedCodeMemory), textValue(fingerprint(code))}));
}

Result<QByteArray> Grants::addRefreshToken(const QString &grantId)
{
    auto token = randomText(tokenSize);
    if (!token)
        return token;
    auto added = m_storage.run(u"INSERT INTO oauth_refresh (id, grant_id) VALUES (?, ?)"_s,
                               {textValue(fingerprint(*token)), grantId});
    if (!added)
        return added.error();
    return token;
}

Result<std::variant<Grant, NoGrant>> Grants::findRefreshToken(const QByteArray &token,
                                                              const QByteArray &clientId)
{
    using Answer = std::variant<Grant, NoGrant>;
    const auto found =
        m_storage.run(u"SELECT token.rotated, g.id, g.client_id, g.user_id, g.sid, g.scope, g.resource,"
                      " g.authenticated_at, g.acr, g.nonce, g.jkt, g.expires_at"
                      " FROM oauth_refresh AS token JOIN oauth_grant AS g ON g.id = token.grant_id"
                      " WHERE token.id = ? AND g.client_id = ? AND g.expires_at > ?"_s,
                      {textValue(fingerprint(token)), textValue(clientId), stored(m_clock.now())});
    if (!found)
        return found.error();
    if (found->rows.empty())
        return Answer(NoGrant::Unknown);
    const Grant grant = grantFromRow(found->rows.front(), 1);
    if (found->rows.front()[0].toInt() != 0) {
        if (auto ended = end(grant.id); !ended)
            return ended.error();
        return Answer(NoGrant::Reused);
    }
    return Answer(grant);
}

Result<Done> Grants::rotate(const QByteArray &refreshToken)
{
    return outcomeOf(m_storage.run(u"UPDATE oauth_refresh SET rotated = 1 WHERE id = ?"_s,
                                   {textValue(fingerprint(refreshToken))}));
}

Result<std::optional<Grant>> Grants::ownerOf(const QByteArray &refreshToken)
{
    const auto found =
        m_storage.run(u"SELECT g.id, g.client_id, g.user_id, g.sid, g.scope, g.resource, g.authenticated_at,"
                      " g.acr, g.nonce, g.jkt, g.expires_at FROM oauth_refresh AS token"
                      " JOIN oauth_grant AS g ON g.id = token.grant_id"
                      " WHERE token.id = ? AND token.rotated = 0 AND g.expires_at > ?"_s,
                      {textValue(fingerprint(refreshToken)), stored(m_clock.now())});
    if (!found)
        return found.error();
    return found->rows.empty() ? std::optional<Grant>() : grantFromRow(found->rows.front());
}

Result<Done> Grants::addAccessToken(const AccessToken &token)
{
    return outcomeOf(m_storage.run(u"INSERT INTO oauth_access (id, grant_id, scope, audience, jkt, actor,"
                                   " issued_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_s,
                                   {textValue(token.id), token.grantId, textValue(token.scope),
                                    textValue(token.audience), textValue(token.jkt), textValue(token.actor),
                                    stored(token.issuedAt), stored(token.expiresAt)}));
}

Result<std::optional<AccessToken>> Grants::findAccessToken(const QByteArray &id)
{
    const auto found = m_storage.run(
        u"SELECT token.scope, token.audience, token.jkt, token.actor, token.issued_at, token.expires_at,"
        " g.id, g.client_id, g.user_id, g.authenticated_at"
        " FROM oauth_access AS token JOIN oauth_grant AS g ON g.id = token.grant_id"
        " WHERE token.id = ? AND token.expires_at > ?"_s,
        {textValue(id), stored(m_clock.now())});
    if (!found)
        return found.error();
    if (found->rows.empty())
        return std::optional<AccessToken>();
    const QVariantList &row = found->rows.front();
    return std::optional(AccessToken{.id = id,
                                     .grantId = row[6].toString(),
                                     .clientId = row[7].toByteArray(),
                                     .userId = row[8].toString(),
                                     .scope = row[0].toByteArray(),
                                     .audience = row[1].toByteArray(),
                                     .jkt = row[2].toByteArray(),
                                     .actor = row[3].toByteArray(),
                                     .issuedAt = storedTime(row[4]),
                                     .expiresAt = storedTime(row[5]),
                                     .authenticatedAt = storedTime(row[9])});
}

Result<Done> Grants::removeAccessToken(const QByteArray &id)
{
    return outcomeOf(m_storage.run(u"DELETE FROM oauth_access WHERE id = ?"_s, {textValue(id)}));
}

} // namespace claimcheck::practice::provider
