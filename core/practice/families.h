#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <optional>

namespace claimcheck::practice {

class DenyList;
class Storage;

/// A refresh token that was just made, and whose it is. The token itself is told once and never stored.
struct RefreshGrant {
    QString family;
    QString userId;
    QByteArray refreshToken;
};

/// Rotating refresh tokens (RFC 9700 section 4.14.2). One sign-in begins a *family*; each refresh replaces
/// its token. A token that comes a second time was copied by somebody: nobody can tell by whom, so the whole
/// family ends.
///
/// Table `family`: one row for each sign-in. Table `refresh_token`: SHA-256 of each token (they are random,
/// so that no slow hash is needed), and whether it was replaced. Table `access_token`: the ids of the access
/// tokens that the family was given, so that they can be put on the deny list when it ends; it is never read
/// to accept one.
class Families final {
public:
    /// A family ends so long after its sign-in, however often it is refreshed.
    static constexpr std::chrono::hours lifetime{24 * 30};

    Families(Storage &storage, DenyList &denyList, const Clock &clock)
        : m_storage(storage), m_denyList(denyList), m_clock(clock)
    {
    }

    /// Begins a family for a user who has just signed in.
    [[nodiscard]] Result<RefreshGrant> begin(const QString &userId);
    /// Replaces a refresh token. Nothing: it is unknown, its family has ended, or it was used before, which
    /// ends it now.
    [[nodiscard]] Result<std::optional<RefreshGrant>> rotate(const QByteArray &refreshToken);
    /// Remembers an access token that the family was given.
    [[nodiscard]] Result<Done> addAccessToken(const QString &family, const QString &jti, TimePoint expiresAt);

    /// Ends the family of this refresh token, or of the access token with this id; no such family is fine.
    [[nodiscard]] Result<Done> endByRefreshToken(const QByteArray &refreshToken);
    [[nodiscard]] Result<Done> endByAccessToken(const QString &jti);
    /// Removes expired families and the ids of expired access tokens.
    [[nodiscard]] Result<Done> purge();

private:
    [[nodiscard]] Result<QByteArray> addRefreshToken(const QString &family);
    [[nodiscard]] Result<Done> end(const QString &family);
    Storage &m_storage;
    DenyList &m_denyList;
    const Clock &m_clock;
};

} // namespace claimcheck::practice
