#pragma once

#include "flow.h"
#include "sign_in.h"

namespace claimcheck::login {

/// What all sign-ins have in common. The keychain is proved to be writable before anything secret goes out;
/// nothing that was received is lost after. The refresh lock is held only where no person is waited for.
///
///   keychain writable? -> secret fields -> begin() … received(session) -> the same person? -> lock -> store
///
/// A session that was received and cannot be stored, for want of the lock or of the keychain, is kept in
/// memory with SessionNotStored.
///
/// A kind of sign-in is a class that overrides `begin` and calls `received` or `finish`.
class SignInFlow : public Flow {
public:
    SignInFlow(Desk &desk, const QString &id, SignInOptions options, SignInWatcher watch,
               DeliveryPtr<Result<SessionInfo>> delivery)
        : Flow(desk, id)
        , m_options(std::move(options))
        , m_watch(std::move(watch))
        , m_delivery(std::move(delivery))
    {
    }
    void start() final;
    /// Nobody waits any more: ends at once, unless the server has answered already.
    void cancel();

    /// Of SignIn; a kind that asks neither refuses.
    virtual void confirmOrigins(bool) {}
    [[nodiscard]] virtual Result<Done> takeRedirect(const QString &address);

protected:
    /// The first step of its own; `m_profile` and `m_fields` are set.
    virtual void begin() = 0;
    /// Ends waiting: sockets, listeners, timers of its own go.
    virtual void stop() {}
    /// The server's answer. Its person may be empty: then nobody can be compared. From here on nothing
    /// cancels.
    void received(Session session);
    /// The server has answered, and its answer is not complete yet: nothing cancels from here on.
    void holdAnswer() { m_answered = true; }
    void finish(Result<SessionInfo> result);
    /// Tokens came and are not kept: they end at the server, after everybody knows why.
    void drop(Session session) { m_desk.drop(m_profile, std::move(session), m_fields); }
    /// Nobody waits any more, and this goes with the next turn of the event loop: a watcher cancelled.
    [[nodiscard]] bool isCancelled() const { return m_cancelled; }
    /// Somebody sees the events and can answer them.
    [[nodiscard]] bool isWatched() const { return bool(m_watch); }
    /// The watcher may answer at once, or cancel.
    void tell(const SignInEvent &event);
    void tell(SignInStep step, SignInEvent::State state = SignInEvent::State::Running,
              const QString &detail = {});

    SignInOptions m_options;
    Profile m_profile;
    SecretFields m_fields;

private:
    void readFields();
    void store();
    void onStored(Result<Done> written);

    SignInWatcher m_watch;
    DeliveryPtr<Result<SessionInfo>> m_delivery;
    std::optional<Session> m_session;
    bool m_answered = false; // by the server
    bool m_cancelled = false;
};

/// The kind of sign-in that the profile's recipe asks for.
SignInFlow &startSignIn(Desk &desk, const QString &id, SignInOptions options, SignInWatcher watch,
                        DeliveryPtr<Result<SessionInfo>> delivery);

} // namespace claimcheck::login
