#pragma once

#include "flow.h"
#include "id_token_renewal.h"

namespace claimcheck::login {

/// One refresh of one profile; whoever asks meanwhile waits for the same one. It goes on when nobody waits
/// any more.
///
///   lock -> read the item again -> another process was faster? done
///        -> write it with the in-flight mark (which proves that writing works) -> ask
///        -> a new ID Token is that of the same sign-in? -> store the answer -> done
///        -> refused: remove the item, or RefreshOutcomeUnknown if an earlier refresh was cut off
///        -> its ID Token is refused: the session is kept, with the refresh token that came; nothing else of
///        the answer is used. Tokens of another person end at the server (TokenDrop)
///        -> anything else: everything is kept; the mark goes only if the server cannot have used up the
///        token
class Refresher final : public Flow {
public:
    Refresher(Desk &desk, const QString &id) : Flow(desk, id) {}
    void add(DeliveryPtr<Result<SessionInfo>> delivery) { m_waiting.push_back(std::move(delivery)); }
    void start() override;

private:
    void onLocked();
    void onRead(const Result<Secret> &item);
    void decide();
    void mark(const SecretFields &fields);
    void onMarked(const Result<Done> &written, Outgoing out);
    void ask(Outgoing out);
    void onAnswer(const Result<http::Response> &response);
    void checkIdToken();
    void onIdentity(const Result<RenewedIdentity> &identity);
    void onIdTokenRefused(const Error &refusal);
    void onTokens(Session session);
    void onFailed(const Error &error);
    void giveUp(const Error &refusal);
    void finish(Result<SessionInfo> result);
    [[nodiscard]] bool isFresh(const Session &session) const;
    /// Somebody signed out or in meanwhile, and would not wait for the lock: what comes now is of a session
    /// that is no more.
    [[nodiscard]] bool isOvertaken() { return entry().generation != m_generation; }
    void finishOvertaken();
    /// What the server gave all the same must not outlive it.
    void dropOvertaken(const Result<http::Response> &response);

    std::vector<DeliveryPtr<Result<SessionInfo>>> m_waiting;
    Profile m_profile;
    Secret m_before; // the access token that this process had
    SecretFields m_fields;
    int m_generation = 0;           // of the entry when the server was asked
    std::optional<Session> m_asked; // the session that it was asked with
    std::optional<Session> m_came;  // what came, while its ID Token is checked
    std::unique_ptr<IdTokenRenewal> m_renewal;
    bool m_wasInFlight = false; // an earlier refresh was cut off
    bool m_askedAgain = false;  // with the nonce that the server wanted
};

} // namespace claimcheck::login
