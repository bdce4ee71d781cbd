#pragma once

#include "system.h"

namespace claimcheck::practice {

class Storage;

/// A session that was just begun: the id goes to the client and is never stored.
struct NewSession {
    QByteArray id;
    QByteArray csrf;
};

/// Table `session`: one row for each sign-in. Its key is SHA-256 of the id, so that who reads the database
/// cannot sign in with what he finds. `handle` names the row for people and opens nothing.
///
/// A session ends when it was not used for `idle`, and in any case after `longest`. `system` keeps the
/// sessions of several systems apart.
class Sessions final {
public:
    static constexpr std::chrono::minutes idle{30};
    static constexpr std::chrono::hours longest{12};

    Sessions(Storage &storage, const Clock &clock, QString system)
        : m_storage(storage), m_clock(clock), m_system(std::move(system))
    {
    }

    [[nodiscard]] Result<NewSession> begin(const SignIn &signIn);
    /// Whose session this is, with the user as the database knows them at this moment. One lookup; once a
    /// minute it also writes that the session was used.
    [[nodiscard]] Result<std::optional<Identity>> find(const QByteArray &id, const QString &address);
    [[nodiscard]] Result<Done> end(const QByteArray &id);
    /// How many rows it ended.
    [[nodiscard]] Result<qint64> endByHandle(const QString &userId, const QString &handle);
    [[nodiscard]] Result<qint64> endOthers(const QString &userId, const QString &keptHandle);
    /// Ends all but the newest `count` of a user.
    [[nodiscard]] Result<Done> keepNewest(const QString &userId, int count);
    [[nodiscard]] Result<std::vector<Device>> list(const QString &userId);
    /// The rows as they are stored, for people to look at.
    [[nodiscard]] Result<Done> inside(const QString &userId, json::Writer &writer);
    /// Of all systems.
    [[nodiscard]] Result<Done> purge();

private:
    Storage &m_storage;
    const Clock &m_clock;
    QString m_system;
};

} // namespace claimcheck::practice
