#pragma once

#include "http/message.h"
#include "learn_client.h"

#include <memory>

namespace claimcheck::oauth {
class DpopProver;
}

namespace claimcheck::ui {

/// The server's time as its last answer told it: proofs carry a time, and the server's clock is moved on
/// here.
class LearnClock final : public Clock {
public:
    explicit LearnClock(const Clock &clock) : m_clock(clock) {}
    [[nodiscard]] TimePoint now() const override { return m_clock.now() + m_ahead; }
    void follow(const http::Response &response);

private:
    const Clock &m_clock;
    std::chrono::milliseconds m_ahead{0};
};

/// One client of a system: what it holds, in memory, and the requests that it makes with that. Headers are
/// written by hand, so that what is shown is what is sent; all go to the practice server alone.
class LearnDevice final {
public:
    LearnDevice(QString name, const LearnSystem &system, const Clock &clock);

    /// Makes a key first where the system binds tokens to one: Key… and Crypto… codes.
    [[nodiscard]] Result<http::Request> signIn(const QUrl &server, const LearnFacts &facts);
    /// The request of a step that is this device's own.
    [[nodiscard]] Result<http::Request> request(LearnCall call, const QUrl &server, const LearnFacts &facts);
    /// Keeps what an answer grants. What a sign-out takes away is kept too: a copy is to be tried.
    void take(LearnCall call, const http::Response &response);

    /// As JSON; "{}": nothing.
    [[nodiscard]] QByteArray holds() const;
    /// What can be looked at in the inspector; empty with a cookie.
    [[nodiscard]] QByteArray token() const { return m_client ? m_client->token() : m_token; }
    /// What the browser makes of the answer that was taken last, where it is the one to decide.
    [[nodiscard]] std::optional<LearnClient::Verdict> verdict() const
    {
        return m_client ? m_client->verdict() : std::nullopt;
    }
    /// The requests with which a device signs in; the user has allowed the client what it wants, before.
    [[nodiscard]] std::vector<LearnCall> signInCalls() const;
    /// The bytes of the headers with which a request shows who it is from.
    [[nodiscard]] static qsizetype credentialBytes(const http::Request &request);

private:
    [[nodiscard]] Result<http::Request> with(const QByteArray &method, const QUrl &url,
                                             const QByteArray &shown, bool proof = true);
    [[nodiscard]] QByteArray tampered() const;
    [[nodiscard]] QByteArray unsignedToken() const;
    QString m_name;
    LearnSystem m_system;
    const Clock &m_clock;
    std::unique_ptr<LearnClient> m_client; // in place of what follows
    std::shared_ptr<oauth::DpopProver> m_prover;
    QByteArray m_cookie; // "name=value"
    QByteArray m_csrf;
    QByteArray m_token;
    QByteArray m_refreshToken;
    QByteArray m_oldRefreshToken;
    std::optional<http::Request> m_lastCall;
};

} // namespace claimcheck::ui
