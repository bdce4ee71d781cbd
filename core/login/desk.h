#pragma once

#include "credentials/memory_store.h"
#include "delivery.h"
#include "http/client.h"
#include "password_login.h"
#include "sessions.h"
#include "way_in.h"

#include <QTimer>

#include <map>

namespace claimcheck::login {

class Flow;
class Refresher;

/// What is known of one profile in this process.
struct Entry {
    bool loaded = false; // `session` is what the keychain said, or newer
    std::optional<Session> session;
    bool accessIsJwt = false, refreshIsJwt = false;
    bool inMemory = false; // signed in with StoreIn::Memory
    bool stored = false;   // the store holds `session`; false: it was received and must not be lost
    std::optional<Error> problem;
    /// The secret fields, read once, and the leash that they were unsealed for.
    std::optional<std::pair<http::Leash, SecretFields>> fields;
    /// Secret fields that are kept until the program ends, and count before those. Never in the keychain.
    std::optional<std::pair<http::Leash, SecretFields>> memoryFields;
    std::shared_ptr<http::Client> client;
    /// Of the key that `session` is bound to; it remembers the nonces of servers.
    std::pair<Secret, std::shared_ptr<oauth::DpopProver>> prover;
    /// How far the server's clock is ahead of this machine's, as its last answer showed.
    std::optional<std::chrono::milliseconds> skew;
    Refresher *refresher = nullptr; // the one that runs
    /// Counts the changes that this process made: what was read before one of them is old.
    int generation = 0;
    int failures = 0;         // of refreshing ahead or storing, in a row
    TimePoint notBefore = {}; // the next attempt by itself
    /// The end that was warned of, so that it is said once.
    std::optional<TimePoint> warned;
    std::optional<TimePoint> idExpiresAt; // of the ID Token, by this machine's clock
    int drops = 0;                        // of tokens that were not kept, under way
};

/// The desk at which all flows of Sessions work: entries, stores, clients, and the flows under way.
class Desk final : public QObject {
public:
    /// Whom the desk tells of a profile.
    struct Listeners {
        std::function<void(QString)> changed, endsSoon;
        std::function<void(QString, QString)> dropped;
    };
    Desk(ProfileStore &profileStore, credentials::CredentialStore &keychainStore, const Clock &time,
         QString folder, Listeners listeners);
    ~Desk() override;

    ProfileStore &profiles;
    credentials::CredentialStore &keychain;
    credentials::MemoryStore memory;
    const Clock &clock;
    const QString runtimeFolder;

    [[nodiscard]] Entry &entry(const QString &id) { return m_entries[id]; }
    [[nodiscard]] std::map<QString, Entry> &entries() { return m_entries; }
    [[nodiscard]] SessionInfo info(const QString &id) const;
    [[nodiscard]] credentials::CredentialStore &storeOf(const Entry &entry);
    /// The profile's client; a new one once its connection settings have changed. Whoever has a request under
    /// way keeps theirs.
    [[nodiscard]] std::shared_ptr<http::Client> client(const Profile &profile);
    /// The session of a profile, which must be there. References point into the arguments and the entry.
    /// KeychainEntryDamaged when the key that it is bound to cannot be read.
    [[nodiscard]] Result<SessionView> view(const Profile &profile, const SecretFields &fields);
    /// What every answer tells: the server's clock, and a nonce for proofs.
    void learn(const QString &id, const http::Response &response);
    /// False while the session has expired and cannot be refreshed, or must not be used.
    [[nodiscard]] Result<Done> checkUsable(const Profile &profile, const Entry &entry) const;

    /// Takes what the store holds.
    void adopt(const QString &id, Session session);
    /// Takes what was just received or marked; `stored` says whether the store has it.
    void setSession(const QString &id, Session session, bool stored);
    void clearSession(const QString &id, std::optional<Error> problem);
    /// Lets everybody know, with the next turn of the event loop.
    void publish(const QString &id);

    /// Starts a flow, later; it lives until it retires.
    template <class FlowType, class... Arguments>
    FlowType &start(Arguments &&...arguments)
    {
        auto flow = std::make_unique<FlowType>(*this, std::forward<Arguments>(arguments)...);
        FlowType &started = *flow;
        begin(std::move(flow));
        return started;
    }
    void retire(Flow &flow);

    void refresh(const QString &id, DeliveryPtr<Result<SessionInfo>> delivery);
    /// Ends tokens at the server that came and are not kept (TokenDrop).
    void drop(const Profile &profile, Session session, const SecretFields &fields);
    void tellDropped(const QString &id, const QString &outcome);
    /// Refreshes ahead and stores again whatever is due, and sets the timer for the next.
    void keepFresh(bool on);
    void plan();
    /// Whatever was put off because it had failed is tried again: the machine may have slept.
    void wake();

private:
    void begin(std::unique_ptr<Flow> flow);
    void onTimer();
    [[nodiscard]] std::optional<TimePoint> dueAt(const QString &id, const Entry &entry) const;

    [[nodiscard]] std::optional<TimePoint> warningAt(const QString &id, const Entry &entry) const;

    const Listeners m_listeners;
    std::map<QString, Entry> m_entries;
    std::vector<std::unique_ptr<Flow>> m_flows;
    QTimer m_timer;
    bool m_keepFresh = false;
};

} // namespace claimcheck::login
