#pragma once

#include "credentials/refresh_lock.h"
#include "desk.h"

#include <QObject>

namespace claimcheck::login {

/// One job on one profile: a private method per step, and one `finish` as the only way out. Owned by the
/// desk; destroying it cancels what it waits for and releases the lock.
class Flow : public QObject {
public:
    Flow(Desk &desk, QString profileId) : m_desk(desk), m_id(std::move(profileId)) {}
    /// The first step; called from the event loop.
    virtual void start() = 0;

protected:
    [[nodiscard]] Entry &entry() { return m_desk.entry(m_id); }
    /// The profile as it is now, or ProfileNotFound.
    [[nodiscard]] Result<Profile> profile() const;

    /// The refresh lock, which also keeps the flows of one process apart.
    void takeLock(std::chrono::milliseconds patience, std::function<void(Result<Done>)> next);
    /// The profile's secret fields. Calls `next` at once where there are none, or where they were read
    /// before.
    void withFields(const Profile &profile, std::function<void(Result<SecretFields>)> next);
    void send(const Profile &profile, Outgoing out, std::function<void(Result<http::Response>)> next,
              std::function<void(http::Progress)> progress = {});

    Desk &m_desk;
    const QString m_id;
    credentials::OperationPtr m_operation; // the one step that is waited for
    credentials::OperationPtr m_lockOperation;
    std::shared_ptr<credentials::HeldLock> m_lock;
    std::shared_ptr<http::Client> m_client;
    http::ExchangePtr m_exchange;
};

/// How long a refresh may hold the lock: two requests (the token, the keys of its ID Token) and the
/// keychain's work around them.
inline constexpr std::chrono::seconds lockPatience{60};

} // namespace claimcheck::login
