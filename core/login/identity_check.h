#pragma once

#include "oauth/dpop_prover.h"
#include "oauth/id_token.h"
#include "oauth/key_discovery.h"
#include "oauth/token_endpoint.h"
#include "profile.h"
#include "sign_in.h"

#include <functional>

namespace claimcheck::login {

/// Who a token endpoint's answer is about, proved as far as the server lets it be.
struct Identity {
    Person person;       // empty: nobody says
    Secret idToken = {}; // opened and verified; empty: there is none
    std::vector<jose::Check> idTokenChecks = {};
    QStringList notes = {};
};

/// What was asked for, and what came. Everything that is referred to must outlive the check.
struct IdentityQuestion {
    const oauth::ServerMetadata &server;
    const oauth::Client &client;
    const oauth::TokenResponse &tokens;
    const http::Leash &leash;
    QString scope = {};                   // that was asked for
    std::optional<QByteArray> nonce = {}; // that was sent
    const Secret *code = nullptr;         // that was exchanged
    std::optional<std::chrono::seconds> maxAge = {};
    QString acrValues = {};
    std::shared_ptr<oauth::DpopProver> prover = {};
};

/// ID Token -> keys -> its checks -> UserInfo, where the ID Token does not name the person. Without an ID
/// Token it is the `sub` of a JWT access token, else UserInfo's word.
///
/// Errors: IdTokenMissing, what openIdToken and validateIdToken say, the errors of fetching the keys, and
/// UserInfoSubjectMismatch. A UserInfo that cannot be read, and is not needed, is a note. Destroying it
/// cancels.
class IdentityCheck final : public QObject {
public:
    using Done = std::function<void(Result<Identity>)>;
    using Tell = std::function<void(SignInStep, SignInEvent::State)>;
    IdentityCheck(http::Client &client, const Clock &clock, IdentityQuestion question, Tell tell)
        : m_http(client), m_clock(clock), m_question(std::move(question)), m_tell(std::move(tell))
    {
    }
    /// `done` comes once; it may destroy this.
    void start(Done done);

private:
    void checkIdToken();
    void onKeys(const Result<jose::KeySet> &keys);
    void validate(const jose::KeySet &keys);
    [[nodiscard]] TimePoint serverTime() const;
    void askUserinfo();
    void onUserinfo(const Result<http::Response> &response);
    void readPerson(const QByteArray &claims);
    void finish(Result<Identity> result);

    http::Client &m_http;
    const Clock &m_clock;
    const IdentityQuestion m_question;
    Tell m_tell;
    Done m_done;
    Identity m_identity;
    Secret m_idToken;
    jose::KeySet m_keys;
    std::unique_ptr<oauth::KeyFetch> m_fetch;
    http::ExchangePtr m_exchange;
    bool m_again = false; // UserInfo was asked once more, with the server's nonce
};

} // namespace claimcheck::login
